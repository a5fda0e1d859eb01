//! What articles were: every version that was ever saved, published or not.

use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Status};
use sqlx::types::Json;

use super::super::db::{Db, on};
use super::super::{Store, StoreError};

/// A version in the list of an article's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRow {
    /// Its revision. Revisions grow, and are of all articles together.
    pub revision: i64,
    /// Which of the article's own versions it is, the first being 1.
    pub number: i64,
    /// What it was saved as.
    pub status: Status,
    /// What it was called.
    pub title: String,
    /// Who saved it; `None` if it came by the command line.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its revision.
    pub revision: i64,
    /// Which of the article's own versions it is, the first being 1.
    pub number: i64,
    /// All of it.
    pub article: Article,
    /// Who saved it; `None` if it came by the command line.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

const ROWS: &str = "
    select r.revision, r.content ->> 'status' as status, r.content ->> 'title' as title, g.name as editor, r.at,
        (select count(*) from article_revisions n where n.article = r.article and n.revision <= r.revision) as number
    from article_revisions r
    left join agents g on g.id = r.agent
    where r.article = $1 and r.revision < $2
    order by r.revision desc
    limit $3";

const ONE: &str = "
    select r.revision, r.content, g.name as editor, r.at,
        (select count(*) from article_revisions n where n.article = r.article and n.revision <= r.revision) as number
    from article_revisions r
    left join agents g on g.id = r.agent
    where r.article = $1 and r.revision = $2";

const PUBLISHED_BY: &str = "
    select content
    from article_revisions
    where article = $1 and at <= $2 and content ->> 'status' = 'published'
    order by revision desc
    limit 1";

#[derive(sqlx::FromRow)]
struct Listed {
    revision: i64,
    status: String,
    title: String,
    editor: Option<String>,
    at: DateTime<Utc>,
    number: i64,
}

#[derive(sqlx::FromRow)]
struct Whole {
    revision: i64,
    content: Json<Article>,
    editor: Option<String>,
    at: DateTime<Utc>,
    number: i64,
}

impl TryFrom<Listed> for RevisionRow {
    type Error = StoreError;

    fn try_from(row: Listed) -> Result<Self, StoreError> {
        let status = serde_json::from_value(row.status.into()).map_err(|reason: serde_json::Error| {
            StoreError::Damaged { what: "article_revisions.content", reason: reason.to_string() }
        })?;
        Ok(Self { revision: row.revision, number: row.number, status, title: row.title, by: row.editor, at: row.at })
    }
}

impl Store {
    /// At most `most` versions of an article that came before this revision, the latest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn revisions_of(&self, id: &str, before: i64, most: i64) -> Result<Vec<RevisionRow>, StoreError> {
        let rows: Vec<Listed> = on!(&self.db, Db, pool => sqlx::query_as(ROWS)
            .bind(id).bind(before).bind(most).fetch_all(pool).await)?;
        super::super::rows::all(rows)
    }

    /// One version of an article.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn revision_of(&self, id: &str, revision: i64) -> Result<Option<Revision>, StoreError> {
        let row: Option<Whole> = on!(&self.db, Db, pool => sqlx::query_as(ONE)
            .bind(id).bind(revision).fetch_optional(pool).await)?;
        let version = |Whole { revision, content, editor, at, number }| Revision {
            revision,
            number,
            article: content.0,
            by: editor,
            at,
        };
        Ok(row.map(version))
    }

    /// What an article said when it was last published by then, if it was. Drafts beside it count for nothing.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn published_by(&self, id: &str, then: DateTime<Utc>) -> Result<Option<Article>, StoreError> {
        let row: Option<(Json<Article>,)> = on!(&self.db, Db, pool => sqlx::query_as(PUBLISHED_BY)
            .bind(id).bind(then).fetch_optional(pool).await)?;
        Ok(row.map(|(content,)| content.0))
    }
}
