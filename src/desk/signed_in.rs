//! Where somebody is signed in: the list of it, and how single sessions are ended. A session's pages that are open somewhere close
//! within seconds (see `live`).

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Redirect;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::browser::Browser;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::sign_in::Bare;
use super::table::{Needs, Table};
use super::tongue::Tongue;
use crate::model::{AgentId, AgentRole, AuditKind};
use crate::store::{AgentSession, Ending};

/// The routes.
pub(super) fn routes(table: Table) -> Table {
    let post = Method::POST;
    let (viewer, admin) = (Needs::Role(AgentRole::Viewer), Needs::Role(AgentRole::Admin));
    table
        .route(&post, "/desk/account/sessions/end", viewer, end)
        .route(&post, "/desk/account/sessions/end-others", viewer, end_others)
        .route(&post, "/desk/people/{id}/sessions/end", admin, end_of)
}

/// A session as its person, or an admin, reads of it.
pub(super) struct Place {
    /// What names it in a form: nobody can sign in with that.
    pub(super) hash: String,
    pub(super) browser: String,
    /// `None` where it is not known.
    pub(super) address: Option<String>,
    pub(super) begun: Option<String>,
    pub(super) seen: Option<String>,
    /// What ending it is called, for whoever cannot see where the button stands.
    pub(super) end: String,
    /// It is the one in which this page is read.
    pub(super) is_this: bool,
}

impl Place {
    fn of(session: AgentSession, here: &str, t: &Tongue) -> Self {
        let browser = Browser::read(session.browser.as_deref().unwrap_or_default()).label(t);
        let address = session.address.clone().unwrap_or_else(|| t.word("session-unknown-address"));
        Self {
            end: t.text("session-end-of", &[("browser", &browser), ("address", &address)]),
            browser,
            begun: session.begun_at.map(|at| t.with("session-begun", "when", &t.moment(&at))),
            seen: session.seen_at.map(|at| t.with("session-seen", "when", &t.moment(&at))),
            address: session.address,
            is_this: session.hash == here,
            hash: session.hash,
        }
    }
}

/// Where a person is signed in, told to whoever looks.
pub(super) async fn places(desk: &Desk, visitor: &Visitor, agent: AgentId) -> Result<Vec<Place>, Failure> {
    let (t, here) = (visitor.tongue(desk), visitor.session_key());
    let sessions = desk.store.sessions_of(agent).await?;
    Ok(sessions.into_iter().map(|session| Place::of(session, &here, &t)).collect())
}

/// What the address of the account's page may carry.
#[derive(Deserialize)]
pub(super) struct Told {
    done: Option<String>,
}

impl Told {
    /// What was done a moment ago.
    pub(super) fn word(&self, t: &Tongue) -> Option<String> {
        match self.done.as_deref()? {
            "ended" => Some(t.word("session-ended")),
            "others" => Some(t.word("session-others-ended")),
            "token" => Some(t.word("token-ended")),
            "password" => Some(t.word("session-password-changed")),
            _ => None,
        }
    }
}

/// The form that names a session.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    token: String,
    session: String,
}

impl Tokened for Named {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Ends one of one's own sessions. Another's is none of one's own: nothing happens.
async fn end(State(desk): State<Desk>, visitor: Visitor, Checked(form): Checked<Named>) -> Result<Redirect, Failure> {
    let agent = visitor.agent.id;
    if desk.store.end_some_sessions_of(agent, Ending::One(form.session)).await? == 1 {
        tracing::info!(%agent, "a session was ended");
        visitor.did(&desk, AuditKind::SessionsEnded, "one").await?;
    }
    Ok(Redirect::to("/desk/account?done=ended#sessions"))
}

/// Ends all of one's own sessions but this.
async fn end_others(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Redirect, Failure> {
    let agent = visitor.agent.id;
    if desk.store.end_some_sessions_of(agent, Ending::Others(visitor.session_key())).await? > 0 {
        tracing::info!(%agent, "the other sessions were ended");
        visitor.did(&desk, AuditKind::SessionsEnded, "others").await?;
    }
    Ok(Redirect::to("/desk/account?done=others#sessions"))
}

/// An admin ends a colleague's session.
async fn end_of(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Named>,
) -> Result<Redirect, Failure> {
    let id: AgentId = id.parse().map_err(|_| Failure::NotFound)?;
    let of = desk.store.agent(id).await?.ok_or(Failure::NotFound)?.id;
    if desk.store.end_some_sessions_of(of, Ending::One(form.session)).await? == 1 {
        tracing::info!(agent = %visitor.agent.id, %of, "a session was ended");
        visitor.did_to(&desk, of, AuditKind::SessionsEnded, "one").await?;
    }
    Ok(Redirect::to(&format!("/desk/people/{of}?done=one")))
}
