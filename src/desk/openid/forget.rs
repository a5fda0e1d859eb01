//! An admin forgets which account at the provider is a colleague's: at their next sign-in it is found by their e-mail again.

use axum::extract::{Path, State};
use axum::response::Redirect;

use super::super::Desk;
use super::super::access::Visitor;
use super::super::csrf::Checked;
use super::super::failure::Failure;
use super::super::sign_in::Bare;
use crate::model::{AgentId, AuditKind};

/// Forgets it.
pub(super) async fn forget(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Redirect, Failure> {
    let id: AgentId = id.parse().map_err(|_| Failure::NotFound)?;
    let of = desk.store.agent(id).await?.ok_or(Failure::NotFound)?.id;
    if desk.store.forget_openid(of).await? {
        tracing::info!(agent = %visitor.agent.id, %of, "an account at the provider was forgotten");
        visitor.did_to(&desk, of, AuditKind::OpenIdForgotten, "").await?;
    }
    Ok(Redirect::to(&format!("/desk/people/{of}?done=openid")))
}
