//! What is asked and not answered, and what becomes of it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hamyar_knowledge::Status;
use serde::{Deserialize, Serialize};

use super::articles::limit;
use super::ask::Outcome;
use super::caller::Caller;
use super::change::{as_it_is, texts, valid};
use super::problem::Problem;
use super::sent::{Asked, Matching, Sent};
use super::shapes::changed;
use crate::desk::Desk;
use crate::desk::knowledge::gaps::{Beginning, SHOWN, beginnings, found, open_ones};
use crate::desk::knowledge::saving::save;
use crate::desk::knowledge::settling::{MOST, whole};
use crate::library::{Gap, Looked, Written};
use crate::model::ConversationId;
use crate::store::{Dismissal, GapKey};

/// Wordings of one gap that are told.
const WORDINGS: usize = 20;

/// How many are wanted.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    limit: Option<usize>,
}

/// An article that may be meant.
#[derive(Serialize)]
struct Near {
    id: String,
    title: String,
}

/// A gap as it is.
#[derive(Serialize)]
struct Plain {
    question: String,
    wordings: Vec<String>,
    language: String,
    languages: Vec<String>,
    /// How many asked.
    people: usize,
    /// The conversations in which it was asked.
    conversations: Vec<ConversationId>,
    last_asked_at: Option<DateTime<Utc>>,
    asked_last_week: usize,
    asked_week_before: usize,
    /// Somebody had an answer, and it was not it.
    refused: bool,
    /// What names it when it is dismissed or answered.
    entries: Vec<String>,
}

/// A gap that is open, with what is known around it.
#[derive(Serialize)]
struct Open {
    #[serde(flatten)]
    plain: Plain,
    /// What the bot would do by now.
    outcome: Outcome,
    /// Articles that may be meant, the likeliest first.
    near: Vec<Near>,
    /// What people of the team answered, the best first; personal data struck.
    answers: Vec<String>,
    /// How many wait to be told when it is known.
    waiting: usize,
}

/// A gap that needs no article.
#[derive(Serialize)]
struct Dismissed {
    #[serde(flatten)]
    plain: Plain,
    reason: &'static str,
}

#[derive(Serialize)]
struct Page {
    gaps: Vec<Open>,
    dismissed: Vec<Dismissed>,
    /// Older ones are yet to be put together with these; ask again in a while.
    partial: bool,
}

fn plain(gap: &Gap, now: DateTime<Utc>) -> Plain {
    let [asked_last_week, asked_week_before] = gap.trend(now);
    Plain {
        question: gap.wordings.first().map(|one| one.text.clone()).unwrap_or_default(),
        wordings: gap.wordings.iter().take(WORDINGS).map(|one| one.text.clone()).collect(),
        language: gap.language.clone(),
        languages: gap.languages.iter().cloned().collect(),
        people: gap.people.len(),
        conversations: gap.conversations.keys().rev().take(WORDINGS).copied().collect(),
        last_asked_at: gap.times.first().map(|time| time.at),
        asked_last_week,
        asked_week_before,
        refused: !gap.refused.is_empty(),
        entries: gap.keys().take(MOST).map(|key| key.to_string()).collect(),
    }
}

fn open(gap: &Gap, Looked { deed, near }: Looked, Beginning { answers, .. }: Beginning, now: DateTime<Utc>) -> Open {
    let near = near.into_iter().map(|(id, title)| Near { id, title }).collect();
    Open { plain: plain(gap, now), outcome: deed.into(), near, answers, waiting: gap.waiting.len() }
}

/// Gaps: those that most people met first.
pub(super) async fn list(State(desk): State<Desk>, Asked(wanted): Asked<Wanted>) -> Result<Response, Problem> {
    let (limit, now) = (limit(wanted.limit, SHOWN, SHOWN)?, desk.edge.now());
    let (gaps, is_all) = found(&desk).await?;
    let looked = open_ones(&desk, &gaps, limit).await?;
    let begun = beginnings(&desk, &looked.iter().map(|(gap, _)| *gap).collect::<Vec<_>>()).await?;
    let dismissed = gaps.iter().filter_map(|gap| {
        let reason = gap.dismissal()?.word();
        Some(Dismissed { plain: plain(gap, now), reason })
    });
    let dismissed = dismissed.take(SHOWN).collect();
    let gaps = looked.into_iter().zip(begun).map(|((gap, looked), begun)| open(gap, looked, begun, now)).collect();
    Ok(Json(Page { gaps, dismissed, partial: !is_all }).into_response())
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
        || Problem::field("entries", format!("send 1 to {MOST} entries as a gap has them: conversation:number"));
    let keys: Option<Vec<GapKey>> = entries.iter().map(|entry| entry.parse().ok()).collect();
    keys.filter(|keys| (1..=MOST).contains(&keys.len())).ok_or_else(wrong)
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
    let begun = beginnings(&desk, &[gap]).await?.into_iter().next();
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
