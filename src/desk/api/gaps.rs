//! What is asked and not answered, and what becomes of it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hamyar_knowledge::Status;
use serde::Deserialize;

use super::articles::limit;
use super::caller::Caller;
use super::change::{as_it_is, texts, valid};
use super::problem::Problem;
use super::sent::{Asked, Matching, Sent};
use super::shapes::changed;
use crate::desk::Desk;
use crate::desk::knowledge::gaps::found;
use crate::desk::knowledge::saving::save;
use crate::desk::knowledge::settling::whole;
use crate::library::told::{self, ENTRIES};
use crate::library::{Beginning, Written, beginnings};
use crate::store::{Dismissal, GapKey};

/// How many are wanted.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    limit: Option<usize>,
}

/// Gaps: those that most people met first.
pub(super) async fn list(State(desk): State<Desk>, Asked(wanted): Asked<Wanted>) -> Result<Response, Problem> {
    let limit = limit(wanted.limit, told::GAPS, told::GAPS)?;
    let (gaps, is_all) = found(&desk).await?;
    let around = (&*desk.looks, &desk.answerer);
    let told = told::Unanswered::tell(&desk.library, around, (&gaps, is_all), limit, desk.edge.now()).await?;
    Ok(Json(told).into_response())
}

/// The entries of a gap, and why it needs no article.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dismissing {
    entries: Vec<String>,
    reason: String,
}

fn keys(entries: &[String]) -> Result<Vec<GapKey>, Problem> {
    let wrong =
        || Problem::field("entries", format!("send 1 to {ENTRIES} entries as a gap has them: conversation:number"));
    let keys: Option<Vec<GapKey>> = entries.iter().map(|entry| entry.parse().ok()).collect();
    keys.filter(|keys| (1..=ENTRIES).contains(&keys.len())).ok_or_else(wrong)
}

/// Keeps that a gap needs no article.
pub(super) async fn dismiss(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Sent(sent): Sent<Dismissing>,
) -> Result<StatusCode, Problem> {
    let reasons = Dismissal::ALL.map(Dismissal::word).join(", ");
    let reason =
        Dismissal::of(&sent.reason).ok_or_else(|| Problem::field("reason", format!("allowed are {reasons}")))?;
    desk.store.dismiss_gap(whole(&desk, keys(&sent.entries)?).await?, reason, doer.agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The entries of a gap.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    entries: Vec<String>,
}

/// Takes that back.
pub(super) async fn bring_back(State(desk): State<Desk>, Sent(sent): Sent<Named>) -> Result<StatusCode, Problem> {
    desk.store.bring_gap_back(whole(&desk, keys(&sent.entries)?).await?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Wordings for an article that is there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Linking {
    article: String,
    #[serde(default)]
    revision: Option<i64>,
    questions: Vec<String>,
    #[serde(default)]
    status: Option<Status>,
}

/// Adds wordings to the questions of an article: as a draft, unless it is said that it is to be published.
pub(super) async fn link(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    matching: Matching,
    Sent(sent): Sent<Linking>,
) -> Result<Response, Problem> {
    let (base, overtaken) = matching.or(sent.revision)?;
    let id = Some(&sent.article).filter(|id| !id.contains('\0')).ok_or_else(|| Problem::no_article(""))?;
    let now = desk.store.working_article(id).await?.ok_or_else(|| Problem::no_article(id))?;
    if now.revision != base {
        return Err(Problem::overtaken(overtaken, Some(now.into())));
    }
    let written = Written {
        questions: now.article.questions.iter().chain(&sent.questions).map(String::as_str).collect(),
        ..as_it_is(&now.article)
    };
    let article = valid(&desk, (&written, sent.status.unwrap_or(Status::Draft)), Some(&now), doer.agent)?;
    let edited = save(&desk, &doer, article, Some(base)).await?;
    changed(&desk, id, edited, (StatusCode::OK, overtaken)).await
}

/// Begins the article that a gap lacks: a draft of its wordings and the team's best answer, personal data struck.
pub(super) async fn draft(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Sent(sent): Sent<Named>,
) -> Result<Response, Problem> {
    let keys = keys(&sent.entries)?;
    let (gaps, _) = found(&desk).await?;
    let gap = gaps.iter().find(|gap| gap.keys().any(|key| keys.contains(&key)));
    let gap = gap.ok_or_else(|| Problem::not_found("no gap has such an entry; GET /api/v1/knowledge/gaps"))?;
    let begun = beginnings(&desk.store, &[gap]).await?.into_iter().next();
    let Beginning { wordings, answers } = begun.ok_or_else(|| Problem::not_found("nothing is known of it"))?;
    let written = Written {
        locale: &gap.language,
        title: wordings.first().map_or("", String::as_str),
        body: answers.first().map_or("", String::as_str),
        questions: texts(&wordings),
        ..Written::default()
    };
    let article = valid(&desk, (&written, Status::Draft), None, doer.agent)?;
    let edited = save(&desk, &doer, article, None).await?;
    changed(&desk, "", edited, (StatusCode::CREATED, StatusCode::CONFLICT)).await
}
