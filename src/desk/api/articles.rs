//! Articles as they are: a list by what they are, and one of them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hamyar_knowledge::Status;
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::problem::Problem;
use super::sent::{Asked, has_already};
use super::shapes::whole;
use crate::desk::Desk;
use crate::desk::knowledge::attention;
use crate::library::told::Listed;
use crate::library::{Attention, UnknownAttention};
use crate::store::ArticleFilter;

/// Articles on a page, and at most.
const PAGE: usize = 50;
const MOST: usize = 200;

/// Which articles are wanted.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    /// With all of these words, or parts of words.
    words: String,
    locale: Option<String>,
    label: Option<String>,
    status: Option<Status>,
    /// As it is written; `group` for any group.
    audience: Option<String>,
    /// How it does: `stale`, `unasked` or `refused`.
    attention: Option<String>,
    /// Who keeps it: `mine` or `nobody`.
    owner: Option<String>,
    /// As `next` of the page before has it.
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A page of the list.
#[derive(Serialize)]
struct Page {
    articles: Vec<Listed>,
    /// What the next page begins with; `null` where this is the last.
    next: Option<String>,
}

/// How many are wanted, of at most so many.
pub(super) fn limit(wanted: Option<usize>, usual: usize, most: usize) -> Result<usize, Problem> {
    let limit = wanted.unwrap_or(usual);
    let fits = (1..=most).contains(&limit);
    fits.then_some(limit).ok_or_else(|| Problem::field("limit", format!("a number from 1 to {most} is allowed")))
}

/// Articles, those that changed last first.
pub(super) async fn list(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let limit = limit(wanted.limit, PAGE, MOST)?;
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    let filled = |word: Option<String>| word.filter(|word| !word.is_empty());
    let (attention, owner) = (filled(wanted.attention).unwrap_or_default(), filled(wanted.owner).unwrap_or_default());
    if !attention.is_empty() {
        let known: Result<Attention, UnknownAttention> = attention.parse();
        known.map_err(|error| Problem::field("attention", error.to_string()))?;
    }
    if !owner.is_empty() && !attention::OWNERS.iter().any(|(word, _)| *word == owner) {
        return Err(Problem::field("owner", "allowed are mine, nobody"));
    }
    let ids = attention::ids(&desk, doer.agent, (&attention, &owner)).await?;
    let filter = ArticleFilter {
        locale: filled(wanted.locale),
        label: filled(wanted.label),
        status: wanted.status,
        audience: filled(wanted.audience).as_deref().map(audience).transpose()?,
        words: wanted.words.trim().to_owned(),
        ids,
    };
    let found = desk.store.article_page(&filter, after.as_ref(), limit).await?;
    let last = found.rows.last().filter(|_| found.more);
    let next = last.map(|row| format!("{}~{}", row.updated_at.timestamp_micros(), row.article.id));
    let articles = found.rows.into_iter().map(Listed::from).collect();
    Ok(Json(Page { articles, next }).into_response())
}

fn audience(word: &str) -> Result<String, Problem> {
    ArticleFilter::audience(word).map_err(|error| Problem::field("audience", error.to_string()))
}

/// The place in the list that a cursor names.
fn place(cursor: &str) -> Result<(DateTime<Utc>, String), Problem> {
    let place = cursor.split_once('~').and_then(|(at, id)| {
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros)?;
        Some((at, id.to_owned()))
    });
    place.ok_or_else(|| Problem::field("cursor", "send `next` of the page before as it is, or nothing"))
}

/// One article, with the version that waits or is published.
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let working = desk.store.working_article(&id).await?.ok_or_else(|| Problem::no_article(&id))?;
    if has_already(&headers, working.revision) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    whole(&desk, StatusCode::OK, working).await
}
