//! What becomes of a gap but an article of its own: its wordings go to an article that is there, or it needs none.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::editor::{self, Beside};
use super::form::Form;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::store::{Dismissal, GapKey};

const GAPS: &str = "/desk/knowledge/gaps";

/// Entries that are settled at once.
pub(in crate::desk) const MOST: usize = 200;

/// A gap that needs no article, or does after all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settled {
    token: String,
    /// Its entries: `conversation:number` of each.
    keys: String,
    /// Why; nothing where that is taken back.
    #[serde(default)]
    reason: String,
}

impl Tokened for Settled {
    fn token(&self) -> &str {
        &self.token
    }
}

impl Settled {
    fn keys(&self) -> Result<Vec<GapKey>, Failure> {
        let keys: Option<Vec<GapKey>> = self.keys.split_whitespace().map(|word| word.parse().ok()).collect();
        keys.filter(|keys| (1..=MOST).contains(&keys.len())).ok_or(Failure::BadForm)
    }
}

/// Keeps that a gap needs no article.
pub(super) async fn dismiss(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Settled>,
) -> Result<Response, Failure> {
    let reason = Dismissal::of(&form.reason).ok_or(Failure::BadForm)?;
    desk.store.dismiss_gap(form.keys()?, reason, visitor.agent.id).await?;
    Ok(Redirect::to(GAPS).into_response())
}

/// Takes that back.
pub(super) async fn bring_back(State(desk): State<Desk>, Checked(form): Checked<Settled>) -> Result<Response, Failure> {
    desk.store.bring_gap_back(form.keys()?).await?;
    Ok(Redirect::to(GAPS).into_response())
}

/// Wordings for an article that is there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    token: String,
    /// The article.
    id: String,
    /// A wording a line.
    questions: String,
}

impl Tokened for Link {
    fn token(&self) -> &str {
        &self.token
    }
}

/// The editor of that article with the wordings among its questions. Nothing is saved: whoever keeps it looks first.
pub(super) async fn link(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(link): Checked<Link>,
) -> Result<Html<String>, Failure> {
    if link.id.contains('\0') {
        return Err(Failure::NotFound);
    }
    let mut working = desk.store.working_article(&link.id).await?.ok_or(Failure::NotFound)?;
    let known = working.article.questions.clone();
    let new = link.questions.lines().map(str::trim).filter(|line| !line.is_empty());
    working.article.questions.extend(new.filter(|line| !known.iter().any(|one| one == line)).map(str::to_owned));
    let form = Form::of(&working.article, &working.revision.to_string());
    let done = visitor.tongue(&desk).word("curate-gap-linked");
    editor::show(&desk, &visitor, form, Some(working), Beside { done: Some(done), ..Beside::default() }).await
}
