//! An article, as a version of it or in a list.

use chrono::{DateTime, NaiveDate, Utc};
use hamyar_knowledge::{Article, Audience, Status, Validity};
use serde::Serialize;

use crate::store::{ArticleRow, RevisionRow};

/// A version of an article.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    id: String,
    root: String,
    locale: String,
    title: String,
    questions: Vec<String>,
    body: String,
    labels: Vec<String>,
    audience: Audience,
    status: Status,
    /// The first and the last day on which it is found.
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
}

impl From<Article> for Document {
    fn from(article: Article) -> Self {
        let Article { id, root, locale, title, questions, body, labels, audience, status, validity } = article;
        let Validity { from: valid_from, until: valid_until } = validity;
        Self { id, root, locale, title, questions, body, labels, audience, status, valid_from, valid_until }
    }
}

/// An article in a list, without its text.
#[derive(Debug, Serialize)]
pub(crate) struct Listed {
    pub(crate) id: String,
    root: String,
    pub(crate) locale: String,
    pub(crate) title: String,
    questions: Vec<String>,
    labels: Vec<String>,
    audience: Audience,
    pub(crate) status: Status,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    /// The status of a later version that waits beside it.
    pub(crate) waiting: Option<Status>,
    updated_at: DateTime<Utc>,
}

impl From<ArticleRow> for Listed {
    fn from(row: ArticleRow) -> Self {
        let ArticleRow { article, waiting, updated_at } = row;
        let Document { id, root, locale, title, questions, labels, audience, status, valid_from, valid_until, .. } =
            article.into();
        Self {
            id,
            root,
            locale,
            title,
            questions,
            labels,
            audience,
            status,
            valid_from,
            valid_until,
            waiting,
            updated_at,
        }
    }
}

/// A version in the list of an article's.
#[derive(Debug, Serialize)]
pub(crate) struct Versioned {
    pub(crate) revision: i64,
    pub(crate) status: Status,
    pub(crate) title: String,
    pub(crate) saved_at: DateTime<Utc>,
    /// `null` where it came by a command or from a file that a command read.
    pub(crate) saved_by: Option<String>,
}

impl From<RevisionRow> for Versioned {
    fn from(row: RevisionRow) -> Self {
        let RevisionRow { revision, number: _, status, title, by, at } = row;
        Self { revision, status, title, saved_at: at, saved_by: by }
    }
}
