//! Signing in with a second factor: who has one is not signed in by their password or a link alone.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::super::access::own_path;
use super::super::audit::{Origin, came, failed};
use super::super::csrf::Plain;
use super::super::failure::{Failure, preferred};
use super::super::openid::{THROUGH, Through};
use super::super::sign_in::begin;
use super::super::tongue::Tongue;
use super::super::{Desk, assets};
use super::{Proof, prove, waiting};
use crate::model::{Agent, AgentId, AuditKind};

/// Where a session says who has given their password, and not their code yet.
pub(in crate::desk) const HALF: &str = "half";

/// How long the code may take.
const PATIENCE: Duration = Duration::minutes(10);

/// Somebody who has given their password.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Half {
    agent: AgentId,
    since: DateTime<Utc>,
    next: String,
}

/// Signs somebody in, perhaps through a provider; who has a second factor is asked for a code first.
pub(in crate::desk) async fn enter(
    desk: &Desk,
    session: &Session,
    agent: &Agent,
    next: &str,
    (origin, how): (Origin, &str),
    through: Option<Through>,
) -> Result<Response, Failure> {
    let factor = desk.store.second_factor(agent.id).await?;
    if factor.is_none_or(|factor| factor.confirmed_at.is_none()) {
        begin(session, agent.id).await?;
        keep(session, through).await?;
        came(desk, origin, agent.id, AuditKind::SignedIn, how).await?;
        return Ok(Redirect::to(next).into_response());
    }
    session.clear().await;
    session.cycle_id().await?;
    session.insert(HALF, Half { agent: agent.id, since: desk.edge.now(), next: next.to_owned() }).await?;
    keep(session, through).await?;
    Ok(Redirect::to("/desk/second-factor").into_response())
}

/// Keeps through what a session was begun, so that it can end with that.
async fn keep(session: &Session, through: Option<Through>) -> Result<(), Failure> {
    if let Some(through) = through {
        session.insert(THROUGH, through).await?;
    }
    Ok(())
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage {
    t: Tongue,
    brand: String,
    css: &'static str,
    icon: &'static str,
    problem: Option<String>,
}

/// Whoever has given their password a moment ago, and may still sign in.
async fn half(desk: &Desk, session: &Session) -> Result<Option<(Half, Agent)>, Failure> {
    let now = desk.edge.now();
    let Some(half) = session.get::<Half>(HALF).await?.filter(|half| now - half.since < PATIENCE) else {
        return Ok(None);
    };
    let agent = desk.store.agent(half.agent).await?.filter(|agent| agent.active);
    Ok(agent.map(|agent| (half, agent)))
}

fn asked(desk: &Desk, t: Tongue, problem: Option<String>) -> Result<Html<String>, Failure> {
    let (css, icon) = (assets::css(), assets::icon());
    Ok(Html(SecondFactorPage { brand: desk.settings.brand.clone(), css, icon, problem, t }.render()?))
}

/// The page that asks for a code.
pub(super) async fn page(State(desk): State<Desk>, session: Session) -> Result<Response, Failure> {
    match half(&desk, &session).await? {
        Some((_, agent)) => Ok(asked(&desk, Tongue::new(&desk, &agent.language), None)?.into_response()),
        None => Ok(Redirect::to("/desk/sign-in").into_response()),
    }
}

/// The form with a code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeForm {
    code: String,
}

/// Signs in whoever has the code.
pub(super) async fn submit(
    State(desk): State<Desk>,
    session: Session,
    headers: HeaderMap,
    origin: Origin,
    Plain(form): Plain<CodeForm>,
) -> Result<Response, Failure> {
    let Some((half, agent)) = half(&desk, &session).await? else {
        return Ok(Redirect::to("/desk/sign-in").into_response());
    };
    let language = if agent.language.is_empty() { preferred(&headers, &*desk.words) } else { agent.language.clone() };
    let t = Tongue::new(&desk, &language);
    match prove(&desk, agent.id, &form.code, origin).await? {
        proof @ (Proof::Code | Proof::Recovery) => {
            let through = session.get::<Through>(THROUGH).await?;
            begin(&session, agent.id).await?;
            keep(&session, through).await?;
            let (kind, how) = match proof {
                Proof::Recovery => (AuditKind::RecoveryUsed, "recovery code"),
                _ => (AuditKind::SignedIn, "code"),
            };
            came(&desk, origin, agent.id, kind, how).await?;
            tracing::info!(agent = %agent.id, "a person signed in with a second factor");
            Ok(Redirect::to(own_path(&half.next)).into_response())
        }
        Proof::Wrong => {
            failed(&desk, origin, Some(agent.id), "code").await?;
            let problem = t.word("factor-wrong");
            Ok((StatusCode::UNAUTHORIZED, asked(&desk, t, Some(problem))?).into_response())
        }
        Proof::TooOften => {
            let problem = t.word("desk-sign-in-too-often");
            let page = asked(&desk, t, Some(problem))?;
            Ok((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "60")], page).into_response())
        }
        Proof::Waits(until) => {
            let seconds = (until - desk.edge.now()).num_seconds().max(1).to_string();
            let problem = waiting(&t, until);
            let page = asked(&desk, t, Some(problem))?;
            Ok((StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds)], page).into_response())
        }
    }
}
