//! What programs are given of an article.

use std::fmt::Display;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{ETAG, LOCATION};
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::problem::Problem;
use crate::desk::Desk;
use crate::library::told::Document;
use crate::store::{Edited, Working};

/// What stands in a part of a path as it is.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one part of a path.
pub(super) fn part(text: &str) -> impl Display {
    utf8_percent_encode(text, &PLAIN)
}

/// An article as whoever edits it sees it.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    article: Document,
    /// What a change is made over.
    revision: i64,
    saved_at: DateTime<Utc>,
    /// `null` where it came by a command or from a file that a command read.
    saved_by: Option<String>,
    /// The version that answers meanwhile, where that is an earlier one.
    live: Option<Document>,
}

impl From<Working> for Shown {
    fn from(working: Working) -> Self {
        let Working { article, revision, live, at, by, .. } = working;
        let live = live.map(|live| (*live).into());
        Self { article: article.into(), revision, saved_at: at, saved_by: by, live }
    }
}

/// The same with what is known beside its versions.
#[derive(Debug, Serialize)]
pub(super) struct Whole {
    #[serde(flatten)]
    shown: Shown,
    /// The page that it was read from.
    source: Option<String>,
    /// When it is to be looked at again.
    review_on: Option<NaiveDate>,
}

/// An article with its `ETag`.
pub(super) async fn whole(desk: &Desk, status: StatusCode, working: Working) -> Result<Response, Problem> {
    let id = working.article.id.clone();
    let tag = format!("\"{}\"", working.revision);
    let source = desk.store.article_source(&id).await?;
    let review_on = desk.store.review_of(&id).await?;
    let whole = Whole { shown: working.into(), source, review_on };
    let response = (status, [(ETAG, tag)], Json(whole)).into_response();
    if status != StatusCode::CREATED {
        return Ok(response);
    }
    let place = format!("/api/v1/knowledge/articles/{}", part(&id));
    Ok((AppendHeaders([(LOCATION, place)]), response).into_response())
}

/// What became of a change: the article as it is now, or why it is not so.
pub(super) async fn changed(
    desk: &Desk,
    id: &str,
    edited: Edited,
    (done, overtaken): (StatusCode, StatusCode),
) -> Result<Response, Problem> {
    match edited {
        Edited::Saved { id, .. } => {
            let working = desk.store.working_article(&id).await?.ok_or_else(|| Problem::no_article(&id))?;
            whole(desk, done, working).await
        }
        Edited::Overtaken(theirs) => Err(Problem::overtaken(overtaken, Some((*theirs).into()))),
        Edited::Gone => Err(Problem::no_article(id)),
    }
}
