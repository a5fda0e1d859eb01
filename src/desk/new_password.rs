//! Changing one's own password while signed in: by the present one, so that a desk that was left open is not enough.

use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::access::Visitor;
use super::audit::failed;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::password::{checked, hashed, weak};
use super::table::{Needs, Table};
use super::tongue::Tongue;
use super::{Desk, SHORTEST_PASSWORD};
use crate::model::{AgentRole, AuditKind};

const PATH: &str = "/desk/account/password";

/// The routes.
pub(super) fn routes(table: Table) -> Table {
    let viewer = Needs::Role(AgentRole::Viewer);
    table.route(&Method::GET, PATH, viewer, page).route(&Method::POST, PATH, viewer, change)
}

#[derive(Template)]
#[template(path = "own_password.html")]
struct PasswordPage {
    t: Tongue,
    frame: Frame,
    email: String,
    /// They have one that can be changed.
    is_there: bool,
    shortest: String,
    wrong: Option<String>,
}

async fn shown(desk: &Desk, visitor: &Visitor, is_there: bool, wrong: Option<String>) -> Result<Html<String>, Failure> {
    let frame = Frame::read(desk, visitor, Section::Account, PATH).await?;
    let t = visitor.tongue(desk);
    let shortest = t.with("people-password-hint", "count", &SHORTEST_PASSWORD.to_string());
    let email = visitor.agent.email.clone();
    Ok(Html(PasswordPage { t, frame, email, is_there, shortest, wrong }.render()?))
}

/// The hash of one's password, where one has a password.
async fn present(desk: &Desk, visitor: &Visitor) -> Result<Option<String>, Failure> {
    let found = desk.store.agent_by_email(&visitor.agent.email).await?;
    Ok(found.map(|(_, hash)| hash).filter(|hash| !hash.is_empty()))
}

/// The form for it.
async fn page(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let is_there = present(&desk, &visitor).await?.is_some();
    shown(&desk, &visitor, is_there, None).await
}

/// The form with both passwords.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    token: String,
    present: String,
    password: String,
}

impl Tokened for Change {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Changes it. The session gets a new id, and every other one ends.
async fn change(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Change>,
) -> Result<Response, Failure> {
    let (agent, t) = (visitor.agent.id, visitor.tongue(&desk));
    let refused = async |status: StatusCode, why: String| -> Result<Response, Failure> {
        Ok((status, shown(&desk, &visitor, true, Some(why)).await?).into_response())
    };
    let Some(old) = present(&desk, &visitor).await? else { return Ok(Redirect::to(PATH).into_response()) };
    if let Some(why) = weak(&t, &form.password) {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, why).await;
    }
    if !desk.attempts.may_try_change(agent) {
        tracing::warn!(%agent, "too many tries to change a password");
        return refused(StatusCode::TOO_MANY_REQUESTS, t.word("desk-sign-in-too-often")).await;
    }
    if !checked(&desk, form.present, Some(old.clone())).await? {
        failed(&desk, visitor.origin, Some(agent), "change").await?;
        return refused(StatusCode::UNPROCESSABLE_ENTITY, t.word("session-password-wrong")).await;
    }
    let new = hashed(&desk, form.password).await?;
    if !desk.store.change_own_password(agent, old, new, visitor.session_key()).await? {
        return refused(StatusCode::CONFLICT, t.word("session-password-meanwhile")).await;
    }
    visitor.session.cycle_id().await?;
    tracing::info!(%agent, "a person changed their password");
    visitor.did(&desk, AuditKind::PasswordSet, "change").await?;
    Ok(Redirect::to("/desk/account?done=password").into_response())
}
