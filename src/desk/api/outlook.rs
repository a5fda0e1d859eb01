//! What publishing a draft would change, or archiving an article, before it is done: real questions of which something else would come.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hamyar_knowledge::{Article, Status};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::sent::Sent;
use crate::desk::Desk;
use crate::desk::knowledge::outlook::ASKED;
use crate::library::{Came, Changed, Deed, Outlook, Shift};

/// The article whose latest version is taken as published, or as archived.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Supposed {
    draft: String,
    #[serde(default)]
    status: Then,
}

/// What it would be.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    #[default]
    Published,
    Archived,
}

impl From<Then> for Status {
    fn from(then: Then) -> Self {
        match then {
            Then::Published => Self::Published,
            Then::Archived => Self::Archived,
        }
    }
}

/// What comes of a question.
#[derive(Serialize)]
struct Comes {
    outcome: Deed,
    confidence: f64,
    /// The articles it is answered with, or those that are offered.
    articles: Vec<String>,
}

impl From<Came> for Comes {
    fn from(came: Came) -> Self {
        let articles = came.articles.into_iter().map(|(id, _)| id).collect();
        Self { outcome: came.deed, confidence: came.confidence, articles }
    }
}

/// A question of which something else would come.
#[derive(Serialize)]
struct Row {
    question: String,
    times: usize,
    people: usize,
    shift: Shift,
    before: Comes,
    after: Comes,
}

#[derive(Serialize)]
struct Told {
    /// How many questions were asked again, and of how many: there is an end to the time for it.
    asked_again: usize,
    asked: usize,
    /// What matters most first.
    changed: Vec<Row>,
}

impl From<Outlook> for Told {
    fn from(outlook: Outlook) -> Self {
        let row = |changed: Changed| Row {
            question: changed.question,
            times: changed.times,
            people: changed.conversations,
            shift: changed.shift,
            before: changed.before.into(),
            after: changed.after.into(),
        };
        let changed = outlook.changed.into_iter().map(row).collect();
        Self { asked_again: outlook.asked_again, asked: outlook.asked, changed }
    }
}

/// Asks the questions again that were asked last. Nothing is saved.
pub(super) async fn tell(State(desk): State<Desk>, Sent(sent): Sent<Supposed>) -> Result<Response, Problem> {
    let id = Some(&sent.draft).filter(|id| !id.contains('\0')).ok_or_else(|| Problem::no_article(""))?;
    let working = desk.store.working_article(id).await?.ok_or_else(|| Problem::no_article(id))?;
    let asked = desk.store.latest_questions(ASKED).await?;
    let article = Article { status: sent.status.into(), ..working.article };
    let outlook = desk.library.outlook(&desk.answerer, article, &asked).await?;
    Ok(Json(Told::from(outlook)).into_response())
}
