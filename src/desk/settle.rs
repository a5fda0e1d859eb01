//! What people of the team decide about messages that did not arrive: sent again, or given up.

use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::conversation::Asked;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use crate::model::{AuditKind, ConversationId};
use crate::store::{Settle, Settled};

/// A decision about a message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    token: String,
    settle: Choice,
}

impl Form {
    /// What is decided.
    pub(super) fn settle(&self) -> Settle {
        match self.settle {
            Choice::Resend => Settle::Resend,
            Choice::Drop => Settle::Drop,
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Resend,
    Drop,
}

impl Tokened for Form {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Decides about what an entry says. If a colleague was quicker, the page shows what they decided.
pub(super) async fn settle(
    State(desk): State<Desk>,
    Path((id, seq)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
    Checked(form): Checked<Form>,
) -> Result<Redirect, Failure> {
    let id: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    let settled = desk.engine.settle(id, seq, form.settle(), visitor.agent.id).await?;
    tell(&desk, &visitor, id, form.settle(), &settled).await?;
    match settled {
        Settled::Missing => Err(Failure::NotFound),
        Settled::Done(_) | Settled::Stands(_) | Settled::GivenUp | Settled::TakenBack => {
            Ok(Redirect::to(&format!("/desk/conversations/{id}?view={}", asked.trail().query())))
        }
    }
}

/// Keeps in the audit log what somebody decided about a message, if it was they.
pub(super) async fn tell(
    desk: &Desk,
    visitor: &Visitor,
    id: ConversationId,
    settle: Settle,
    settled: &Settled,
) -> Result<(), Failure> {
    let kind = match settle {
        Settle::Resend => AuditKind::Resent,
        Settle::Drop => AuditKind::Dropped,
    };
    if matches!(settled, Settled::Done(_)) { visitor.did(desk, kind, id).await } else { Ok(()) }
}
