//! Changing what one said, and taking it back. Neither depends on what others did since, so no version is asked for.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::act::Scene;
use super::conversation::{Asked, Draft};
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::sign_in::Bare;
use crate::engine::{ActError, Outcome};
use crate::model::{Action, ConversationId};

/// How often it is tried while others act in the same conversation.
const TRIES: usize = 5;

/// What a message is to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    token: String,
    text: String,
}

impl Tokened for Words {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Where something was said: its conversation, and the entry.
type Said = Path<(String, i64)>;

/// Changes what was said there.
pub(super) async fn revise(
    State(desk): State<Desk>,
    Path((id, seq)): Said,
    Query(asked): Query<Asked>,
    visitor: Visitor,
    Checked(form): Checked<Words>,
) -> Result<Response, Failure> {
    let text = form.text.replace("\r\n", "\n");
    Box::pin(done(desk, &id, asked, visitor, Action::Revise { seq, text })).await
}

/// Takes it back.
pub(super) async fn unsay(
    State(desk): State<Desk>,
    Path((id, seq)): Said,
    Query(asked): Query<Asked>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Response, Failure> {
    Box::pin(done(desk, &id, asked, visitor, Action::Unsay { seq })).await
}

async fn done(desk: Desk, id: &str, asked: Asked, visitor: Visitor, action: Action) -> Result<Response, Failure> {
    let conversation: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    let scene = Scene::new(desk.clone(), visitor, id, asked, i64::MAX)?;
    let mut outcome = tried(&desk, &scene, conversation, &action).await;
    for _ in 1..TRIES {
        if !matches!(outcome, Err(ActError::Conflict(_))) {
            break;
        }
        outcome = tried(&desk, &scene, conversation, &action).await;
    }
    scene.respond(outcome, Draft::default()).await
}

async fn tried(desk: &Desk, scene: &Scene, id: ConversationId, action: &Action) -> Result<Outcome, ActError> {
    let version = desk.store.conversation(id).await?.ok_or(ActError::NotFound)?.version;
    scene.act(version, action.clone()).await
}
