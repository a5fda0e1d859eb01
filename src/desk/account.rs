//! One's own account: the language of one's desk, the accounts on channels by which one is known in staff rooms, and the tokens of one's
//! programs.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Redirect};
use chrono::Duration;
use hamyar_channel::ChannelId;
use rand::Rng;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::sign_in::Bare;
use super::signed_in::{Place, Told, places};
use super::tokens::Tokens;
use super::tongue::{Tongue, role_word};
use crate::clock::Edge;
use crate::model::{AgentId, AuditKind};
use crate::store::{Routed, Store, StoreError};

/// How long a code is good for.
const CODE_LIFETIME: Duration = Duration::minutes(15);

/// What codes are made of: nothing that looks like something else.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A code by which somebody of the team says once, within a quarter of an hour, which account on a channel is theirs: they
/// write it to the bot in private. 50 random bits.
///
/// # Errors
///
/// When the database refuses.
pub async fn account_code(store: &Store, edge: &Edge, agent: AgentId) -> Result<String, StoreError> {
    let code = format!("{}-{}", letters(), letters());
    store.add_account_code(&code, agent, edge.now() + CODE_LIFETIME).await?;
    Ok(code)
}

fn letters() -> String {
    let mut rng = rand::rng();
    (0..5).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect()
}

/// An account on a channel.
struct Known {
    channel: String,
    external_id: String,
    label: String,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    t: Tongue,
    frame: Frame,
    email: String,
    role: String,
    /// They are given conversations by themselves, unless they are away.
    routes: bool,
    away: bool,
    known: Vec<Known>,
    beside: Beside,
    tokens: Tokens,
    /// Where they are signed in, and where a form ends one of that.
    sessions: Vec<Place>,
    sessions_end: String,
}

/// What the page shows of what was done just now.
#[derive(Default)]
pub(super) struct Beside {
    /// A code for an account on a channel, shown this once.
    pub(super) code: Option<String>,
    /// An access token, shown this once.
    pub(super) token: Option<String>,
    /// Why there is no new token.
    pub(super) wrong: Option<String>,
    pub(super) done: Option<String>,
}

/// One's own account.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(told): Query<Told>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let done = told.word(&visitor.tongue(&desk));
    shown(&desk, &visitor, Beside { done, ..Beside::default() }).await
}

/// A new code, which is shown this once.
pub(super) async fn code(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Html<String>, Failure> {
    let code = account_code(&desk.store, &desk.edge, visitor.agent.id).await?;
    tracing::info!(agent = %visitor.agent.id, "a code for an account on a channel was given");
    visitor.did(&desk, AuditKind::AccountCode, "").await?;
    shown(&desk, &visitor, Beside { code: Some(code), ..Beside::default() }).await
}

/// The form that names an account.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlinking {
    token: String,
    channel: String,
    account: String,
}

impl Tokened for Unlinking {
    fn token(&self) -> &str {
        &self.token
    }
}

/// An account is one's own no more.
pub(super) async fn unlink(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Unlinking>,
) -> Result<Redirect, Failure> {
    let channel = form.channel.clone();
    if desk.store.unlink_account(visitor.agent.id, Some((form.channel, form.account))).await? > 0 {
        tracing::info!(agent = %visitor.agent.id, "an account on a channel was unlinked");
        visitor.did(&desk, AuditKind::AccountUnlinked, channel).await?;
    }
    Ok(Redirect::to("/desk/account"))
}

/// The form that says whether one is given conversations.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AwayForm {
    token: String,
    away: bool,
}

impl Tokened for AwayForm {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Goes away, or comes back.
pub(super) async fn away(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<AwayForm>,
) -> Result<Redirect, Failure> {
    desk.store.set_routed(visitor.agent.id, Routed { away: Some(form.away), ..Routed::default() }).await?;
    Ok(Redirect::to("/desk/account"))
}

/// The page, with what was done just now.
pub(super) async fn shown(desk: &Desk, visitor: &Visitor, beside: Beside) -> Result<Html<String>, Failure> {
    let frame = Frame::read(desk, visitor, Section::Account, "/desk/account").await?;
    let t = visitor.tongue(desk);
    let role = t.word(role_word(visitor.agent.role));
    let accounts = desk.store.accounts_of(visitor.agent.id).await?;
    let known = accounts.into_iter().map(|account| {
        let channel = account.channel.parse::<ChannelId>().map_or(account.channel.clone(), |id| t.account(&id));
        let name = account.name.filter(|name| !name.is_empty()).unwrap_or_else(|| account.external_id.clone());
        Known { label: format!("{channel} · {name}"), channel: account.channel, external_id: account.external_id }
    });
    let known = known.collect();
    let away = desk.store.is_away(visitor.agent.id).await?;
    let routes = frame.acts && desk.engine.routes();
    let sessions = places(desk, visitor, visitor.agent.id).await?;
    let (email, sessions_end) = (visitor.agent.email.clone(), "/desk/account/sessions/end".to_owned());
    let tokens = Tokens::of(desk, visitor, visitor.agent.id, &t).await?;
    let page = AccountPage { t, frame, email, role, routes, away, known, beside, tokens, sessions, sessions_end };
    Ok(Html(page.render()?))
}
