//! Access tokens, by which programs act for somebody of the team: made and ended by them, shown once, kept as a hash.

use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Duration;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::account::{Beside, shown};
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::sign_in::{link_hash, secret};
use super::table::{Needs, Table};
use super::tongue::{Tongue, role_word};
use crate::clock::Edge;
use crate::model::{Agent, AgentId, AgentRole, AuditKind, TokenId, TokenName};
use crate::store::{AccessToken, AddedToken, MOST_TOKENS, NewToken, Store, StoreError};

/// The longest that a token is good for, in days; and how long where nobody says.
pub const LONGEST_TOKEN: u16 = 365;
/// As long as a token is good where nobody says, in days.
pub const USUAL_TOKEN: u16 = 90;

/// What one can choose of, in days.
const DAYS: [u16; 3] = [30, USUAL_TOKEN, LONGEST_TOKEN];

/// How a token begins, so that whoever finds one somewhere knows what it is.
const BEGINS: &str = "hamyar_";

/// The routes. Who only looks on has nothing to do by a program.
pub(super) fn routes(table: Table) -> Table {
    let (post, agent) = (Method::POST, Needs::Role(AgentRole::Agent));
    table.route(&post, "/desk/account/tokens", agent, make).route(&post, "/desk/account/tokens/end", agent, end).route(
        &post,
        "/desk/people/{id}/tokens/end",
        Needs::Role(AgentRole::Admin),
        end_of,
    )
}

/// A token that somebody wants.
#[derive(Clone, Debug)]
pub struct WantedToken {
    /// What they call it.
    pub name: TokenName,
    /// What may be done by it: no more than they themselves may.
    pub role: AgentRole,
    /// For how many days it is good, at most [`LONGEST_TOKEN`].
    pub days: u16,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeToken {
    /// The token, which nobody is told again.
    Made(String),
    /// They have one of that name.
    Taken,
    /// They have as many as one may.
    TooMany,
    /// They may not do what it would let a program do, or may not sign in.
    Forbidden,
}

/// Makes a token for somebody of the team.
///
/// # Errors
///
/// When the database refuses.
pub async fn access_token(
    store: &Store,
    edge: &Edge,
    agent: &Agent,
    wanted: WantedToken,
) -> Result<MadeToken, StoreError> {
    if !agent.role.may(wanted.role) || !agent.active {
        return Ok(MadeToken::Forbidden);
    }
    let token = format!("{BEGINS}{}", secret());
    let expires_at = edge.now() + Duration::days(wanted.days.min(LONGEST_TOKEN).into());
    let new = NewToken { agent: agent.id, name: wanted.name, role: wanted.role, hash: link_hash(&token), expires_at };
    Ok(match store.add_access_token(new).await? {
        AddedToken::Added(_) => MadeToken::Made(token),
        AddedToken::Taken => MadeToken::Taken,
        AddedToken::TooMany => MadeToken::TooMany,
        AddedToken::Gone => MadeToken::Forbidden,
    })
}

/// A token as its person reads of it.
pub(super) struct Listed {
    pub(super) id: TokenId,
    pub(super) name: String,
    pub(super) role: String,
    pub(super) until: String,
    pub(super) used: String,
    pub(super) is_over: bool,
    /// What ending it is called, for whoever cannot see where the button stands.
    pub(super) end: String,
}

impl Listed {
    fn of(token: AccessToken, t: &Tongue) -> Self {
        let is_over = token.expires_at <= t.now();
        let key = if is_over { "token-over" } else { "token-until" };
        Self {
            id: token.id,
            role: t.word(role_word(token.role)),
            until: t.with(key, "when", &t.date(&token.expires_at)),
            used: match &token.used_at {
                Some(at) => t.with("token-used", "when", &t.moment(at)),
                None => t.word("token-unused"),
            },
            is_over,
            end: t.with("token-end-of", "name", &token.name),
            name: token.name,
        }
    }
}

/// The tokens of somebody, and what another may be.
pub(super) struct Tokens {
    pub(super) list: Vec<Listed>,
    /// Where a form ends one.
    pub(super) action: String,
    /// Roles that another may have: word and name.
    pub(super) roles: Vec<(&'static str, String)>,
    /// For how many days it may be good.
    pub(super) days: Vec<(u16, String, bool)>,
}

impl Tokens {
    /// Those of this person, for whoever looks.
    pub(super) async fn of(desk: &Desk, visitor: &Visitor, agent: AgentId, t: &Tongue) -> Result<Self, Failure> {
        let tokens = desk.store.access_tokens_of(agent).await?;
        let roles = [AgentRole::Curator, AgentRole::Agent, AgentRole::Admin].into_iter();
        let days = |days: u16| (days, t.count("token-days", days.into()), days == USUAL_TOKEN);
        let is_own = agent == visitor.agent.id;
        let action =
            if is_own { "/desk/account/tokens/end".to_owned() } else { format!("/desk/people/{agent}/tokens/end") };
        Ok(Self {
            action,
            list: tokens.into_iter().map(|token| Listed::of(token, t)).collect(),
            roles: roles.filter(|role| visitor.may(*role)).map(|role| (role.word(), t.word(role_word(role)))).collect(),
            days: DAYS.map(days).into(),
        })
    }
}

/// The form that makes one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Making {
    token: String,
    name: String,
    role: String,
    days: u16,
}

impl Tokened for Making {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Makes one, which is shown this once.
async fn make(State(desk): State<Desk>, visitor: Visitor, Checked(form): Checked<Making>) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let role = form.role.parse::<AgentRole>().map_err(|_| Failure::BadForm)?;
    if !DAYS.contains(&form.days) {
        return Err(Failure::BadForm);
    }
    let refused = async |status: StatusCode, wrong: String| -> Result<Response, Failure> {
        let beside = Beside { wrong: Some(wrong), ..Beside::default() };
        Ok((status, shown(&desk, &visitor, beside).await?).into_response())
    };
    let Ok(name) = form.name.parse::<TokenName>() else {
        let wrong = t.with("token-wrong-name", "count", &TokenName::LONGEST.to_string());
        return refused(StatusCode::UNPROCESSABLE_ENTITY, wrong).await;
    };
    let wanted = WantedToken { name: name.clone(), role, days: form.days };
    match access_token(&desk.store, &desk.edge, &visitor.agent, wanted).await? {
        MadeToken::Made(token) => {
            tracing::info!(agent = %visitor.agent.id, "an access token was made");
            visitor.did(&desk, AuditKind::TokenMade, name.into_string()).await?;
            Ok(shown(&desk, &visitor, Beside { token: Some(token), ..Beside::default() }).await?.into_response())
        }
        MadeToken::Taken => refused(StatusCode::CONFLICT, t.word("token-wrong-taken")).await,
        MadeToken::TooMany => refused(StatusCode::CONFLICT, t.count("token-wrong-many", MOST_TOKENS)).await,
        MadeToken::Forbidden => Err(Failure::Forbidden),
    }
}

/// The form that names one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    token: String,
    id: String,
}

impl Tokened for Named {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Ends one of one's own. Another's is none of one's own: nothing happens.
async fn end(State(desk): State<Desk>, visitor: Visitor, Checked(form): Checked<Named>) -> Result<Redirect, Failure> {
    let id: TokenId = form.id.parse().map_err(|_| Failure::NotFound)?;
    if let Some(name) = desk.store.end_access_token(visitor.agent.id, id).await? {
        tracing::info!(agent = %visitor.agent.id, "an access token was ended");
        visitor.did(&desk, AuditKind::TokenEnded, name).await?;
    }
    Ok(Redirect::to("/desk/account?done=token#tokens"))
}

/// An admin ends a colleague's.
async fn end_of(
    State(desk): State<Desk>,
    Path(of): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Named>,
) -> Result<Redirect, Failure> {
    let of: AgentId = of.parse().map_err(|_| Failure::NotFound)?;
    let id: TokenId = form.id.parse().map_err(|_| Failure::NotFound)?;
    let of = desk.store.agent(of).await?.ok_or(Failure::NotFound)?.id;
    if let Some(name) = desk.store.end_access_token(of, id).await? {
        tracing::info!(agent = %visitor.agent.id, %of, "an access token was ended");
        visitor.did_to(&desk, of, AuditKind::TokenEnded, name).await?;
    }
    Ok(Redirect::to(&format!("/desk/people/{of}?done=token")))
}
