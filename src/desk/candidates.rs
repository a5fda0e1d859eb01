//! Accepted answers of peers, for curators to look at. What becomes of them is decided elsewhere.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::Desk;
use super::access::Visitor;
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::tongue::Tongue;
use crate::model::{Candidate, Consent, ConversationId};

/// Candidates in the list.
const CANDIDATES: i64 = 100;

/// A candidate in the list.
struct Row {
    conversation: ConversationId,
    number: i64,
    question: String,
    answer: String,
    author: String,
    when: String,
    /// The class and the words of whether the author lets us keep it.
    consent: (&'static str, String),
}

#[derive(Template)]
#[template(path = "candidates.html")]
struct CandidatesPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<Row>,
    /// Said below the list where there may be more than it shows.
    rest: Option<String>,
}

/// Candidates, the latest first.
pub(super) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let found = desk.store.candidates(CANDIDATES).await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|length| length >= CANDIDATES);
    let rows = found.into_iter().map(|candidate| row(&t, candidate)).collect();
    let frame = Frame::read(&desk, &visitor, Section::Candidates, "/desk/candidates").await?;
    let rest = is_full.then(|| t.count("desk-list-full", CANDIDATES));
    Ok(Html(CandidatesPage { t, frame, rows, rest }.render()?))
}

fn row(t: &Tongue, candidate: Candidate) -> Row {
    let number = t.number(candidate.number);
    Row {
        conversation: candidate.conversation,
        number: candidate.number,
        question: candidate.question.unwrap_or_else(|| t.with("desk-conversation-number", "number", &number)),
        answer: candidate.answer,
        author: candidate.author_name.unwrap_or_else(|| t.word("desk-nameless")),
        when: t.when(&candidate.created_at),
        consent: match candidate.consent {
            Consent::Given => ("chip--ok", t.word("desk-consent-given")),
            Consent::Asked | Consent::Refused => ("", t.word("desk-consent-asked")),
        },
    }
}
