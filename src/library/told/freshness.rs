//! Articles that somebody should look at, and why.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use hamyar_knowledge::Article;
use serde::Serialize;

use super::measures::Counts;
use crate::library::{Fared, Freshness};

/// An article, and how it did.
#[derive(Debug, Serialize)]
pub(crate) struct Fares {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

/// An article whose author took back what it was made of.
#[derive(Debug, Serialize)]
pub(crate) struct TakenBack {
    pub(crate) id: String,
    pub(crate) title: String,
    withdrawn_at: DateTime<Utc>,
}

/// An article whose page says something else by now.
#[derive(Debug, Serialize)]
pub(crate) struct Behind {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) url: String,
    since: DateTime<Utc>,
    /// What was edited at the desk was kept; otherwise what the page says waits as a draft.
    kept: bool,
}

/// An article, and when it was to be looked at.
#[derive(Debug, Serialize)]
pub(crate) struct ToReview {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) due: NaiveDate,
}

/// Two articles that answer nearly the same question.
#[derive(Debug, Serialize)]
pub(crate) struct Pair {
    pub(crate) one: String,
    pub(crate) other: String,
    /// They say the same.
    pub(crate) same: bool,
    /// A question that both would answer.
    pub(crate) question: String,
}

/// A link that leads nowhere.
#[derive(Debug, Serialize)]
pub(crate) struct Broken {
    pub(crate) id: String,
    pub(crate) url: String,
    since: DateTime<Utc>,
    /// What happened last, and the status or port.
    pub(crate) what: String,
    figure: Option<i64>,
}

/// What should be looked at; of each kind the most pressing.
#[derive(Debug, Serialize)]
pub(crate) struct ToLookAt {
    pub(crate) withdrawn: Vec<TakenBack>,
    pub(crate) refused: Vec<Fares>,
    pub(crate) idle: Vec<Fares>,
    pub(crate) source: Vec<Behind>,
    pub(crate) due: Vec<ToReview>,
    pub(crate) near: Vec<Pair>,
    /// Articles that have yet to be compared with the others; ask again in a while.
    left: usize,
    pub(crate) broken: Vec<Broken>,
    /// Only the latest of what was said is counted.
    partial: bool,
}

impl From<Freshness> for ToLookAt {
    fn from(freshness: Freshness) -> Self {
        let Freshness { withdrawn, refused, idle, source, due, near, left, broken, partial } = freshness;
        Self {
            withdrawn: withdrawn
                .into_iter()
                .map(|(Article { id, title, .. }, withdrawn_at)| TakenBack { id, title, withdrawn_at })
                .collect(),
            refused: refused.iter().map(fares).collect(),
            idle: idle.iter().map(fares).collect(),
            source: source
                .into_iter()
                .map(|(Article { id, title, .. }, page)| Behind {
                    id,
                    title,
                    url: page.url,
                    since: page.since,
                    kept: page.kept,
                })
                .collect(),
            due: due.into_iter().map(|(Article { id, title, .. }, due)| ToReview { id, title, due }).collect(),
            near: near
                .into_iter()
                .map(|(one, other, near)| Pair {
                    one: one.id.clone(),
                    other: other.id.clone(),
                    same: near.same,
                    question: near.question,
                })
                .collect(),
            left,
            broken: broken
                .into_iter()
                .map(|(link, article)| Broken {
                    id: article.id.clone(),
                    url: link.url,
                    since: link.since,
                    what: link.what,
                    figure: link.figure,
                })
                .collect(),
            partial,
        }
    }
}

fn fares((article, fared): &(Arc<Article>, Fared)) -> Fares {
    Fares { id: article.id.clone(), title: article.title.clone(), counts: (*fared).into() }
}
