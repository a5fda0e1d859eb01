//! Articles are written, set to another status and removed: over the revision that a program started from, and no other. What is written
//! is a draft, unless it is said that it is to be published.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use hamyar_knowledge::{Article, Audience, Status};
use serde::Deserialize;

use super::caller::Caller;
use super::problem::Problem;
use super::sent::{Asked, Matching, Sent};
use super::shapes::{changed, whole};
use crate::desk::Desk;
use crate::desk::knowledge::saving::{follow, save};
use crate::library::Written;
use crate::model::AuditKind;
use crate::store::Edited;

/// A new article.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct New {
    pub(super) root: String,
    pub(super) locale: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) questions: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) audience: Audience,
    pub(super) status: Option<Status>,
}

/// What of an article changes. What is not named stays.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Change {
    revision: Option<i64>,
    root: Option<String>,
    locale: Option<String>,
    title: Option<String>,
    body: Option<String>,
    questions: Option<Vec<String>>,
    labels: Option<Vec<String>>,
    audience: Option<Audience>,
    status: Option<Status>,
}

/// The article that somebody wrote, if it can be saved so.
pub(super) fn valid(written: &Written<'_>, status: Status) -> Result<Article, Problem> {
    let article = written.article(status);
    let faults = written.faults(&article);
    if faults.is_empty() { Ok(article) } else { Err(Problem::faults(&faults)) }
}

pub(super) fn texts(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Writes a new one. The same sent twice is written once.
pub(super) async fn create(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Sent(new): Sent<New>,
) -> Result<Response, Problem> {
    let written = Written {
        id: "",
        root: &new.root,
        locale: &new.locale,
        title: &new.title,
        body: &new.body,
        questions: texts(&new.questions),
        labels: texts(&new.labels),
        audience: new.audience,
    };
    let article = valid(&written, new.status.unwrap_or(Status::Draft))?;
    let edited = save(&desk, &doer, article, None).await?;
    changed(&desk, "", edited, (StatusCode::CREATED, StatusCode::CONFLICT)).await
}

/// Writes another version.
pub(super) async fn change(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Caller(doer): Caller,
    matching: Matching,
    Sent(change): Sent<Change>,
) -> Result<Response, Problem> {
    let (base, overtaken) = matching.or(change.revision)?;
    let now = desk.store.working_article(&id).await?.ok_or_else(|| Problem::no_article(&id))?;
    // What is not named would be another's, which this program has not seen.
    if now.revision != base {
        return Err(Problem::overtaken(overtaken, Some(now.into())));
    }
    let now = now.article;
    let written = Written {
        id: &id,
        root: change.root.as_ref().unwrap_or(&now.root),
        locale: change.locale.as_ref().unwrap_or(&now.locale),
        title: change.title.as_ref().unwrap_or(&now.title),
        body: change.body.as_ref().unwrap_or(&now.body),
        questions: texts(change.questions.as_ref().unwrap_or(&now.questions)),
        labels: texts(change.labels.as_ref().unwrap_or(&now.labels)),
        audience: change.audience.unwrap_or(now.audience),
    };
    let article = valid(&written, change.status.unwrap_or(Status::Draft))?;
    let edited = save(&desk, &doer, article, Some(base)).await?;
    changed(&desk, &id, edited, (StatusCode::OK, overtaken)).await
}

/// The status that an article shall have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Become {
    #[serde(default)]
    revision: Option<i64>,
    status: Status,
}

/// Publishes the latest version, archives it, or sends it to whoever looks at it.
pub(super) async fn set_status(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Caller(doer): Caller,
    matching: Matching,
    Sent(wanted): Sent<Become>,
) -> Result<Response, Problem> {
    let (base, overtaken) = matching.or(wanted.revision)?;
    let now = desk.store.working_article(&id).await?.ok_or_else(|| Problem::no_article(&id))?;
    if now.revision != base {
        return Err(Problem::overtaken(overtaken, Some(now.into())));
    }
    let now = now.article;
    let written = Written {
        id: &id,
        root: &now.root,
        locale: &now.locale,
        title: &now.title,
        body: &now.body,
        questions: texts(&now.questions),
        labels: texts(&now.labels),
        audience: now.audience,
    };
    let article = match wanted.status {
        Status::Review | Status::Published => valid(&written, wanted.status)?,
        Status::Draft | Status::Archived => Article { status: wanted.status, ..now },
    };
    let edited = save(&desk, &doer, article, Some(base)).await?;
    changed(&desk, &id, edited, (StatusCode::OK, overtaken)).await
}

/// When an article is to be looked at again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    /// A day; `null` for none.
    due: Option<NaiveDate>,
}

/// Says when an article is to be looked at again.
pub(super) async fn plan_review(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Sent(review): Sent<Review>,
) -> Result<Response, Problem> {
    let working = desk.store.working_article(&id).await?.ok_or_else(|| Problem::no_article(&id))?;
    desk.store.plan_review(id, review.due).await?;
    whole(&desk, StatusCode::OK, working).await
}

/// Over which revision an article is removed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Removal {
    revision: Option<i64>,
}

/// Removes an article. Its versions stay, so that its id is nobody else's.
pub(super) async fn remove(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Caller(doer): Caller,
    matching: Matching,
    Asked(removal): Asked<Removal>,
) -> Result<Response, Problem> {
    let (base, overtaken) = matching.or(removal.revision)?;
    match desk.store.remove_article(id.clone(), Some(base)).await? {
        Edited::Saved { .. } => {
            doer.did(&desk, AuditKind::Removed, &id).await?;
            follow(&desk).await;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Edited::Overtaken(theirs) => Err(Problem::overtaken(overtaken, Some((*theirs).into()))),
        Edited::Gone => Err(Problem::no_article(&id)),
    }
}
