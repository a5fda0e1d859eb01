//! What articles were: their versions, and one brought back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Status};
use serde::{Deserialize, Serialize};

use super::articles::limit;
use super::caller::Caller;
use super::problem::Problem;
use super::sent::{Asked, Matching, Sent};
use super::shapes::changed;
use crate::desk::Desk;
use crate::desk::knowledge::saving::save;
use crate::library::told::{Document, Versioned};
use crate::store::Revision;

/// Versions on a page, and at most.
const PAGE: usize = 50;
const MOST: usize = 200;

/// Which versions are wanted.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    /// Those that came before this one.
    before: Option<i64>,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Page {
    revisions: Vec<Versioned>,
    /// `before` of the next page; `null` where this is the last.
    next: Option<i64>,
}

/// All of a version.
#[derive(Serialize)]
struct Version {
    #[serde(flatten)]
    article: Document,
    revision: i64,
    saved_at: DateTime<Utc>,
    saved_by: Option<String>,
}

/// The versions of an article, the latest first; also of one that was removed.
pub(super) async fn list(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let limit = limit(wanted.limit, PAGE, MOST)?;
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut found = desk.store.revisions_of(&id, wanted.before.unwrap_or(i64::MAX), most).await?;
    if found.is_empty() && wanted.before.is_none() {
        return Err(Problem::no_article(&id));
    }
    let next = (found.len() > limit).then(|| found[limit - 1].revision);
    found.truncate(limit);
    Ok(Json(Page { revisions: found.into_iter().map(Versioned::from).collect(), next }).into_response())
}

async fn version(desk: &Desk, id: &str, revision: i64) -> Result<Revision, Problem> {
    let found = desk.store.revision_of(id, revision).await?;
    found.ok_or_else(|| Problem::not_found(format!("`{id}` has no revision {revision}")))
}

/// A version.
pub(super) async fn one(
    State(desk): State<Desk>,
    Path((id, revision)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let Revision { revision, number: _, article, by, at } = version(&desk, &id, revision).await?;
    Ok(Json(Version { article: article.into(), revision, saved_at: at, saved_by: by }).into_response())
}

/// The revision that a program started from.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Started {
    revision: Option<i64>,
}

/// Brings a version back as a new one: as a draft, so that somebody looks at it before customers do.
pub(super) async fn restore(
    State(desk): State<Desk>,
    Path((id, revision)): Path<(String, i64)>,
    Caller(doer): Caller,
    matching: Matching,
    Sent(started): Sent<Started>,
) -> Result<Response, Problem> {
    let (base, overtaken) = matching.or(started.revision)?;
    let version = version(&desk, &id, revision).await?;
    let article = Article { status: Status::Draft, ..version.article };
    let edited = save(&desk, &doer, article, Some(base)).await?;
    changed(&desk, &id, edited, (StatusCode::OK, overtaken)).await
}
