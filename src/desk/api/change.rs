//! Articles are written, set to another status and removed: over the revision that a program started from, and no other. What is written
//! is a draft, unless it is said that it is to be published.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use hamyar_knowledge::{Article, Audience, Status, Validity};
use serde::{Deserialize, Deserializer};

use super::caller::Caller;
use super::problem::Problem;
use super::sent::{Asked, Matching, Sent};
use super::shapes::{changed, whole};
use crate::desk::Desk;
use crate::desk::knowledge::editor::may_publish;
use crate::desk::knowledge::saving::{follow, save};
use crate::library::{Written, faults};
use crate::model::{AgentId, AuditKind};
use crate::store::{Edited, Working};

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
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
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
    valid_from: Day,
    valid_until: Day,
    status: Option<Status>,
}

/// What a day becomes.
#[derive(Clone, Copy, Default)]
enum Day {
    /// It is not named, and stays.
    #[default]
    AsItIs,
    /// It is this one, or none.
    Is(Option<NaiveDate>),
}

impl Day {
    fn over(self, present: Option<NaiveDate>) -> Option<NaiveDate> {
        match self {
            Self::AsItIs => present,
            Self::Is(day) => day,
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(day: D) -> Result<Self, D::Error> {
        Option::deserialize(day).map(Self::Is)
    }
}

/// The article that somebody wrote over `working`, if it can be saved so.
pub(super) fn valid(
    desk: &Desk,
    (written, status): (&Written<'_>, Status),
    working: Option<&Working>,
    by: AgentId,
) -> Result<Article, Problem> {
    let present = working.map(|working| &working.article);
    let article = present.map_or_else(|| written.article(status), |present| written.article_over(status, present));
    allowed(desk, article, written.locale, working, by)
}

/// This article, if nothing is wrong with it and, where somebody else has to look at what is published, somebody has.
fn allowed(
    desk: &Desk,
    article: Article,
    locale: &str,
    working: Option<&Working>,
    by: AgentId,
) -> Result<Article, Problem> {
    let faults = faults(&article, locale, working.map(|working| &working.article));
    if !faults.is_empty() {
        return Err(Problem::faults(&faults));
    }
    if article.status == Status::Published && !may_publish(desk, &article, working, by) {
        return Err(Problem::unseen());
    }
    Ok(article)
}

/// What was written where nothing but this changes.
pub(super) fn as_it_is(article: &Article) -> Written<'_> {
    Written {
        id: &article.id,
        root: &article.root,
        locale: &article.locale,
        title: &article.title,
        body: &article.body,
        questions: texts(&article.questions),
        labels: texts(&article.labels),
        audience: article.audience.clone(),
        validity: article.validity,
    }
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
        validity: Validity { from: new.valid_from, until: new.valid_until },
    };
    let article = valid(&desk, (&written, new.status.unwrap_or(Status::Draft)), None, doer.agent)?;
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
    let present = &now.article;
    let written = Written {
        id: &id,
        root: change.root.as_ref().unwrap_or(&present.root),
        locale: change.locale.as_ref().unwrap_or(&present.locale),
        title: change.title.as_ref().unwrap_or(&present.title),
        body: change.body.as_ref().unwrap_or(&present.body),
        questions: texts(change.questions.as_ref().unwrap_or(&present.questions)),
        labels: texts(change.labels.as_ref().unwrap_or(&present.labels)),
        audience: change.audience.unwrap_or_else(|| present.audience.clone()),
        validity: Validity {
            from: change.valid_from.over(present.validity.from),
            until: change.valid_until.over(present.validity.until),
        },
    };
    let status = change.status.unwrap_or(Status::Draft);
    let article = valid(&desk, (&written, status), Some(&now), doer.agent)?;
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
    let article = Article { status: wanted.status, ..now.article.clone() };
    let article = match wanted.status {
        Status::Review | Status::Published => allowed(&desk, article, &now.article.locale, Some(&now), doer.agent)?,
        Status::Draft | Status::Archived => article,
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
