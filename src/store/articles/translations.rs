//! Articles as translations of each other: which of them share a root, and what was known of the source when one was made.

use chrono::{DateTime, Utc};
use hamyar_knowledge::Status;

use super::super::db::{Conn, Db, on};
use super::super::{Store, StoreError, Topic};
use super::{changed, lock, number};

/// An article among its translations, without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// Its id.
    pub id: String,
    /// What its translations share with it.
    pub root: String,
    /// Its locale.
    pub locale: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its status, without what waits beside it.
    pub status: Status,
    /// Its revision, without what waits beside it.
    pub revision: i64,
    /// When that was saved.
    pub revised_at: DateTime<Utc>,
    /// The article that it was translated from, and the last revision of that which whoever translated has seen.
    pub seen: Option<(String, i64)>,
}

macro_rules! renderings {
    ($which:literal) => {
        concat!(
            "
    select a.id, a.root, a.locale, a.title, a.status, a.revision, a.updated_at, r.at as revised_at, t.source, t.source_revision
    from articles a
    left join article_revisions r on r.article = a.id and r.revision = a.revision
    left join translations t on t.article = a.id",
            $which,
            "
    order by a.root, a.id"
        )
    };
}

const ALL: &str = renderings!("");
const OF_ROOT: &str = renderings!(
    "
    where a.root = $1"
);

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    root: String,
    locale: String,
    title: String,
    status: String,
    revision: i64,
    updated_at: DateTime<Utc>,
    revised_at: Option<DateTime<Utc>>,
    source: Option<String>,
    source_revision: Option<i64>,
}

impl TryFrom<Row> for Rendering {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let status = serde_json::from_value(row.status.into()).map_err(|reason: serde_json::Error| {
            StoreError::Damaged { what: "articles.status", reason: reason.to_string() }
        })?;
        Ok(Self {
            id: row.id,
            root: row.root,
            locale: row.locale,
            title: row.title,
            status,
            revision: row.revision,
            revised_at: row.revised_at.unwrap_or(row.updated_at),
            seen: row.source.zip(row.source_revision),
        })
    }
}

impl Store {
    /// Every article among its translations: those of one root together, by id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn renderings(&self) -> Result<Vec<Rendering>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(ALL).fetch_all(pool).await)?;
        super::super::rows::all(rows)
    }

    /// The translations of one root, by id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn renderings_of(&self, root: &str) -> Result<Vec<Rendering>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(OF_ROOT).bind(root).fetch_all(pool).await)?;
        super::super::rows::all(rows)
    }

    /// Notes that an article says what `source` says as of this revision of it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn translated(&self, article: String, source: String, revision: i64) -> Result<(), StoreError> {
        let news = self.news.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    lock(c).await?;
                    on!(c, Conn, c => sqlx::query(
                        "insert into translations (article, source, source_revision)
                         values ($1, $2, $3)
                         on conflict (article) do update
                         set source = $2, source_revision = $3")
                        .bind(&article).bind(&source).bind(revision).execute(&mut **c).await.map(drop))?;
                    // Whoever keeps what is known of translations sees by it that something changed.
                    let now = number(c).await?;
                    changed(c, now, &article).await?;
                    news.about(Topic::Articles);
                    Ok(())
                })
            })
            .await
    }
}

/// Forgets what an article was translated from: what it now says came from elsewhere.
pub(super) async fn forget(c: &mut Conn, article: &str) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("delete from translations where article = $1")
        .bind(article).execute(&mut **c).await.map(drop))?;
    Ok(())
}
