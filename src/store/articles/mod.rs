//! Articles: SQL is the truth, every index a cache that follows the changes.

mod edit;
mod import;
mod list;
mod origins;
mod revisions;
mod sourced;
mod translations;
mod upkeep;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use hamyar_knowledge::{Article, InvalidAudience, Validity, normalize};
use sqlx::types::Json;

use super::db::{Conn, Db, Text, on};
use super::{Store, StoreError, Topic};
use crate::model::AgentId;

pub use self::edit::{Edited, Working};
pub(super) use self::import::arrive;
pub use self::import::{Arrived, Arriving, Import, Standing, TakenIn};
pub use self::list::{ArticleFilter, ArticlePage, ArticleRow, Ids};
pub use self::origins::{Missing, Origin};
pub use self::revisions::{Revision, RevisionRow};
pub use self::sourced::ChangedPage;
pub(super) use self::sourced::arrive as arrive_pages;
pub use self::translations::Rendering;
pub(super) use self::upkeep::tend;
pub use self::upkeep::{Care, Tended, Tending};

/// A change that an index has yet to follow.
#[derive(Clone, Debug)]
pub enum ArticleChange {
    /// The article is now so.
    Put(Box<Article>),
    /// The article is gone.
    Removed(String),
}

/// Where the knowledge stands.
#[derive(Clone, Debug)]
pub struct ArticleRevision {
    /// The revision after these changes.
    pub revision: i64,
    /// One for each article that changed, in its present state.
    pub changes: Vec<ArticleChange>,
}

/// Where a version comes from.
#[derive(Clone, Copy, Debug)]
enum Source {
    /// Somebody wrote it at the desk, or a command said what becomes of it.
    Desk(Option<AgentId>),
    /// It was taken in from a file, by somebody or by a command.
    File(Option<AgentId>),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    root: String,
    locale: String,
    title: String,
    questions: Json<Vec<String>>,
    body: String,
    labels: Json<Vec<String>>,
    audience: String,
    status: String,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
}

impl TryFrom<Row> for Article {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let damaged = |what| move |reason: serde_json::Error| StoreError::Damaged { what, reason: reason.to_string() };
        Ok(Self {
            id: row.id,
            root: row.root,
            locale: row.locale,
            title: row.title,
            questions: row.questions.0,
            body: row.body,
            labels: row.labels.0,
            audience: row.audience.parse().map_err(|reason: InvalidAudience| StoreError::Damaged {
                what: "articles.audience",
                reason: reason.to_string(),
            })?,
            status: serde_json::from_value(row.status.into()).map_err(damaged("articles.status"))?,
            validity: Validity { from: row.valid_from, until: row.valid_until },
        })
    }
}

const ALL: &str = "
    select id, root, locale, title, questions, body, labels, audience, status, valid_from, valid_until
    from articles
    order by id";

const OF_ROOT: &str = "
    select id, root, locale, title, questions, body, labels, audience, status, valid_from, valid_until
    from articles
    where root = $1
    order by id
    limit 50";

const SINCE: &str = "
    select a.id, a.root, a.locale, a.title, a.questions, a.body, a.labels, a.audience, a.status, a.valid_from, a.valid_until
    from articles a
    where a.id in (select c.article from article_changes c where c.revision > $1)";

const SAVE: &str = "
    insert into articles (id, root, locale, title, questions, body, labels, audience, status, revision, updated_at,
        valid_from, valid_until)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (id) do update
    set root = $2, locale = $3, title = $4, questions = $5, body = $6, labels = $7, audience = $8, status = $9,
        revision = $10, updated_at = $11, valid_from = $12, valid_until = $13";

const SAY: &str = "
    insert into article_wordings (article, words)
    values ($1, $2)
    on conflict (article) do update
    set words = $2";

const UNSPELLED: &str = "
    select id, root, locale, title, questions, body, labels, audience, status, valid_from, valid_until
    from articles a
    where not exists (select 1 from article_wordings w where w.article = a.id)
    limit $1";

impl Store {
    /// Enters the words of up to `most` articles that a program wrote which did not know of them. Returns how many there were.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn spell_articles(&self, most: i64) -> Result<usize, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let rows: Vec<Row> =
                        on!(c, Conn, c => sqlx::query_as(UNSPELLED).bind(most).fetch_all(&mut **c).await)?;
                    let count = rows.len();
                    for row in rows {
                        say(c, &Article::try_from(row)?).await?;
                    }
                    Ok(count)
                })
            })
            .await
    }

    /// Every article, by id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn articles(&self) -> Result<Vec<Article>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(ALL).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// Whether there are no more articles than this.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn are_articles_up_to(&self, most: i64) -> Result<bool, StoreError> {
        let (more,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(
            "select count(*) from (select 1 from articles limit 1 offset $1) a").bind(most).fetch_one(pool).await)?;
        Ok(more == 0)
    }

    /// The articles that share a root, by id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn articles_of_root(&self, root: &str) -> Result<Vec<Article>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(OF_ROOT).bind(root).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// The revision of the knowledge: it grows with every change.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn article_revision(&self) -> Result<i64, StoreError> {
        let (revision,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(
            "select cast(value as bigint) from meta where key = 'article_revision'").fetch_one(pool).await)?;
        Ok(revision)
    }

    /// What changed after a revision.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn article_changes(&self, after: i64) -> Result<ArticleRevision, StoreError> {
        let changed: Vec<(i64, String)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select revision, article from article_changes where revision > $1 order by revision")
            .bind(after).fetch_all(pool).await)?;
        let Some((revision, _)) = changed.last() else {
            return Ok(ArticleRevision { revision: after, changes: Vec::new() });
        };
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(SINCE).bind(after).fetch_all(pool).await)?;
        let mut present: HashMap<String, Article> =
            super::rows::all::<_, Article>(rows)?.into_iter().map(|article| (article.id.clone(), article)).collect();
        let mut changes = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (_, id) in changed.iter().rev() {
            if seen.insert(id) {
                changes.push(match present.remove(id) {
                    Some(article) => ArticleChange::Put(Box::new(article)),
                    None => ArticleChange::Removed(id.clone()),
                });
            }
        }
        Ok(ArticleRevision { revision: *revision, changes })
    }

    /// Removes an article from the knowledge; its revisions stay. With `base`, only if that is still its latest revision.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remove_article(&self, id: String, base: Option<i64>) -> Result<Edited, StoreError> {
        let news = self.news.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    lock(c).await?;
                    let Some(present) = edit::working(c, &id).await? else { return Ok(Edited::Gone) };
                    if base.is_some_and(|base| base != present.revision) {
                        return Ok(Edited::Overtaken(Box::new(present)));
                    }
                    for gone in [
                        "delete from articles where id = $1",
                        "delete from article_wordings where article = $1",
                        "delete from article_owners where article = $1",
                        "delete from article_absent_owners where article = $1",
                        "delete from article_origins where article = $1",
                    ] {
                        on!(c, Conn, c => sqlx::query(gone).bind(&id).execute(&mut **c).await.map(drop))?;
                    }
                    translations::forget(c, &id).await?;
                    let revision = next_revision(c, &id).await?;
                    news.about(Topic::Articles);
                    Ok(Edited::Saved { id, revision })
                })
            })
            .await
    }
}

async fn save(c: &mut Conn, article: &Article, source: Source, now: DateTime<Utc>) -> Result<(), StoreError> {
    let revision = next_revision(c, &article.id).await?;
    put(c, article, revision, now).await?;
    keep(c, article, revision, source, now).await
}

/// Makes an article what it now is.
async fn put(c: &mut Conn, article: &Article, revision: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(SAVE)
        .bind(&article.id).bind(&article.root).bind(&article.locale).bind(&article.title)
        .bind(Json(&article.questions)).bind(&article.body).bind(Json(&article.labels))
        .bind(word(&article.audience)).bind(word(&article.status)).bind(revision).bind(now)
        .bind(article.validity.from).bind(article.validity.until)
        .execute(&mut **c).await.map(drop))?;
    say(c, article).await
}

/// Enters the words of an article.
async fn say(c: &mut Conn, article: &Article) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(SAY).bind(&article.id).bind(wording(article)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Keeps a version of an article for good.
async fn keep(
    c: &mut Conn,
    article: &Article,
    revision: i64,
    source: Source,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (agent, imported) = match source {
        Source::Desk(agent) => (agent.map(|agent| agent.0), false),
        Source::File(agent) => (agent.map(|agent| agent.0), true),
    };
    on!(c, Conn, c => sqlx::query(
        "insert into article_revisions (article, revision, content, agent, at, imported) values ($1, $2, $3, $4, $5, $6)")
        .bind(&article.id).bind(revision).bind(Json(article)).bind(agent).bind(now).bind(imported)
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// A status or an audience as it is written.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The different words of an article, for somebody who looks for it.
fn wording(article: &Article) -> String {
    let texts = std::iter::once(&article.title).chain(&article.questions).chain([&article.body]);
    let spelled: Vec<String> = texts.map(|text| normalize(text, Article::UNKNOWN_LOCALE)).collect();
    let words: BTreeSet<&str> = spelled.iter().flat_map(|text| text.split_whitespace()).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// Takes the next revision for a change to an article that indexes follow.
async fn next_revision(c: &mut Conn, article: &str) -> Result<i64, StoreError> {
    let revision = number(c).await?;
    changed(c, revision, article).await?;
    Ok(revision)
}

/// Takes the next revision. The row in `meta` is locked by it, so revisions become visible in order, and whoever has taken one
/// sees all that was saved before.
async fn number(c: &mut Conn) -> Result<i64, StoreError> {
    let (revision,): (i64,) = on!(c, Conn, c => sqlx::query_as(
        "update meta set value = cast(cast(value as bigint) + 1 as text)
         where key = 'article_revision'
         returning cast(value as bigint)")
        .fetch_one(&mut **c).await)?;
    Ok(revision)
}

/// As [`number`], for somebody who may change nothing: nobody else saves an article from here on. Waits for whoever does at most two
/// seconds, since all else that this node writes waits as well.
async fn lock(c: &mut Conn) -> Result<(), StoreError> {
    c.run(REMEMBER).await?;
    c.run(PATIENTLY).await?;
    on!(c, Conn, c => sqlx::query("update meta set value = value where key = 'article_revision'")
        .execute(&mut **c).await.map(drop))?;
    c.run(AS_EVER).await?;
    Ok(())
}

const PATIENTLY: Text = Text { sqlite: "select 1", postgres: "set local lock_timeout = '2s'" };
/// How long the rest of the transaction waits, which others share, is as it was.
const REMEMBER: Text = Text {
    sqlite: "select 1",
    postgres: "select set_config('hamyar.lock_timeout', current_setting('lock_timeout'), true)",
};
const AS_EVER: Text = Text {
    sqlite: "select 1",
    postgres: "select set_config('lock_timeout', current_setting('hamyar.lock_timeout'), true)",
};

/// Says to indexes that an article changed.
async fn changed(c: &mut Conn, revision: i64, article: &str) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("insert into article_changes (revision, article) values ($1, $2)")
        .bind(revision).bind(article).execute(&mut **c).await.map(drop))?;
    Ok(())
}
