//! Who a program acts for: somebody of the team, by an access token that it shows with each request, and by nothing else.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::Duration;

use super::problem::Problem;
use crate::desk::Desk;
use crate::desk::audit::{Doer, Origin, failed};
use crate::desk::factor;
use crate::desk::sign_in::link_hash;
use crate::model::AgentRole;
use crate::store::AccessToken;

/// How often it is noted that a token is used.
const NOTED_EVERY: Duration = Duration::minutes(1);

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 200;

/// Whoever a program acts for, as the audit log tells it.
#[derive(Clone)]
pub(super) struct Caller(pub(super) Doer);

impl FromRequestParts<Desk> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| Problem::unauthorized("no access token was looked at"))
    }
}

/// Lets in a program whose token is good and has the role.
pub(in crate::desk) async fn admit(
    State((desk, needs)): State<(Desk, AgentRole)>,
    mut request: Request,
    next: Next,
) -> Response {
    let origin = Origin::of(request.extensions());
    let admitted = match known(&desk, request.headers(), origin).await {
        Ok((_, has)) if !has.may(needs) => Err(Problem::forbidden(has, needs)),
        Ok((caller, _)) => storable(request.uri()).map(|()| caller),
        Err(problem) => Err(problem),
    };
    match admitted {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// No database keeps a NUL, and nothing is found by one.
fn storable(address: &Uri) -> Result<(), Problem> {
    let asked = address.path_and_query().map_or("", |asked| asked.as_str());
    if asked.contains("%00") { Err(Problem::malformed("the address holds %00, which is in no text")) } else { Ok(()) }
}

/// Whose token a request shows, and what they may do by it.
async fn known(desk: &Desk, headers: &HeaderMap, origin: Origin) -> Result<(Caller, AgentRole), Problem> {
    let Some(shown) = headers.get(AUTHORIZATION) else {
        return Err(Problem::unauthorized(
            "send `Authorization: Bearer` with an access token (/desk/account, Access tokens)",
        ));
    };
    let shown = shown.to_str().ok().and_then(|shown| shown.split_once(' '));
    let shown = shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let Some(shown) = shown.filter(|token| token.len() <= LONGEST) else {
        return Err(refused(desk, origin, "Authorization is not `Bearer` with an access token").await);
    };
    let Some(token) = desk.store.access_token(&link_hash(shown)).await? else {
        return Err(refused(desk, origin, "this is no access token, or it was ended").await);
    };
    let now = desk.edge.now();
    if token.expires_at <= now {
        return Err(refused(desk, origin, "this access token is over; make another").await);
    }
    let agent = desk.store.agent(token.agent).await?.filter(|agent| agent.active);
    let Some(agent) = agent else { return Err(refused(desk, origin, "whoever it acts for is not of the team").await) };
    if factor::is_missing(desk, &agent, "").await? {
        return Err(Problem::factor_missing());
    }
    if token.used_at.is_none_or(|before| now - before >= NOTED_EVERY) {
        note(desk, &token, origin).await;
    }
    let role = agent.role.at_most(token.role);
    Ok((Caller(Doer { agent: agent.id, origin, token: Some(token.name) }), role))
}

/// Counts a token that is not good, and tells of it as of a password that is wrong.
async fn refused(desk: &Desk, origin: Origin, why: &str) -> Problem {
    if !desk.attempts.may_try_token(origin.0) {
        tracing::warn!("too many access tokens that are not good");
        return Problem::too_often();
    }
    match failed(desk, origin, None, "token").await {
        Ok(()) => Problem::unauthorized(why),
        Err(failure) => failure.into(),
    }
}

/// Notes that a token is used. Nobody waits in vain for that.
async fn note(desk: &Desk, token: &AccessToken, origin: Origin) {
    if let Err(error) = desk.store.token_used(token.id, origin.text()).await {
        tracing::warn!(token = %token.id, %error, "it was not noted that a token is used");
    }
}
