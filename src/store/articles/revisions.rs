//! What articles were: every version that was ever saved, published or not.

use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Status};
use sqlx::types::Json;

use super::super::db::{Db, on};
use super::super::{Store, StoreError};

/// A version in the list of an article's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRow {
    /// Its number. Numbers grow, and are of all articles together.
    pub revision: i64,
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
    /// Its number.
    pub revision: i64,
    /// All of it.
    pub article: Article,
    /// Who saved it; `None` if it came by the command line.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

const ROWS: &str = "
    select r.revision, r.content ->> 'status' as status, r.content ->> 'title' as title, g.name as editor, r.at
    from article_revisions r
    left join agents g on g.id = r.agent
    where r.article = $1 and r.revision < $2
    order by r.revision desc
    limit $3";

const ONE: &str = "
    select r.revision, r.content, g.name as editor, r.at
    from article_revisions r
    left join agents g on g.id = r.agent
    where r.article = $1 and r.revision = $2";

#[derive(sqlx::FromRow)]
struct Listed {
    revision: i64,
    status: String,
    title: String,
    editor: Option<String>,
    at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Whole {
    revision: i64,
    content: Json<Article>,
    editor: Option<String>,
    at: DateTime<Utc>,
}

impl TryFrom<Listed> for RevisionRow {
    type Error = StoreError;

    fn try_from(row: Listed) -> Result<Self, StoreError> {
        let status = serde_json::from_value(row.status.into()).map_err(|reason: serde_json::Error| {
            StoreError::Damaged { what: "article_revisions.content", reason: reason.to_string() }
        })?;
        Ok(Self { revision: row.revision, status, title: row.title, by: row.editor, at: row.at })
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
        Ok(row.map(|Whole { revision, content, editor, at }| Revision { revision, article: content.0, by: editor, at }))
    }
}
