//! Trying a question: what the bot would say to it, and why; of what is published, or as if a draft were.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hamyar_knowledge::analysis::language;
use hamyar_knowledge::{Common, Explanation, Thresholds};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::sent::Sent;
use crate::desk::Desk;
use crate::library::{Deed, LOCALES, Trial};

/// The longest question that is tried, in characters.
const LONGEST: usize = 2000;

/// A question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    question: String,
    /// The language of whoever asks; told by the question where it is left out.
    #[serde(default)]
    locale: Option<String>,
    /// An article whose latest version is taken as published.
    #[serde(default)]
    draft: Option<String>,
}

/// An article that could be the answer.
#[derive(Serialize)]
struct Candidate {
    id: String,
    title: String,
    locale: String,
    confidence: f64,
    /// The question variant that is closest.
    question: String,
    /// Words of the question that it holds, and how.
    met: Vec<hamyar_knowledge::Met>,
    missing: Vec<String>,
}

/// What would come of a question.
#[derive(Serialize)]
struct Tried {
    outcome: Deed,
    confidence: f64,
    thresholds: Sure,
    language: Option<&'static str>,
    candidates: Vec<Candidate>,
    /// The part of the first article that would be said, where that is not all of it.
    part: Option<String>,
    /// Words that were taken for others, and those that no article holds.
    mended: Vec<hamyar_knowledge::Mended>,
    unknown: Vec<String>,
}

/// How sure the bot has to be.
#[derive(Serialize)]
struct Sure {
    answer: f64,
    suggest: f64,
}

impl From<Trial> for Tried {
    fn from(trial: Trial) -> Self {
        let Trial { found, thresholds: Thresholds { answer, suggest }, explanation, deed, part } = trial;
        let Explanation { mended, unknown, candidates: common, .. } = explanation;
        let candidate = |(one, common): (hamyar_knowledge::Candidate, Common)| Candidate {
            id: one.article,
            title: one.title,
            locale: one.locale,
            confidence: one.confidence,
            question: one.question,
            met: common.met,
            missing: common.missing,
        };
        Self {
            outcome: deed,
            confidence: found.confidence,
            thresholds: Sure { answer, suggest },
            language: found.language,
            candidates: found.candidates.into_iter().zip(common).map(candidate).collect(),
            part,
            mended,
            unknown,
        }
    }
}

/// Tries a question. Nothing is recorded.
pub(super) async fn ask(State(desk): State<Desk>, Sent(sent): Sent<Asking>) -> Result<Response, Problem> {
    let question = sent.question.trim();
    if !(1..=LONGEST).contains(&question.chars().count()) {
        return Err(Problem::field("question", format!("1 to {LONGEST} characters are allowed")));
    }
    let locale = match sent.locale.as_deref() {
        None => None,
        Some(tag) => match language::tag(tag) {
            Some(tag) => Some(tag),
            None => {
                return Err(Problem::field("locale", format!("this is no language tag; write one such as {LOCALES}")));
            }
        },
    };
    let trial = match sent.draft.as_deref() {
        None => desk.library.ask(&desk.answerer, question, locale.as_deref().map(language::base)).await,
        Some(id) if id.contains('\0') => return Err(Problem::no_article("")),
        Some(id) => {
            let working = desk.store.working_article(id).await?.ok_or_else(|| Problem::no_article(id))?;
            desk.library.try_out(&desk.answerer, working.article, question).await?
        }
    };
    Ok(Json(Tried::from(trial)).into_response())
}
