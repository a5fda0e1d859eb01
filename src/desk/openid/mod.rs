//! Signing in through a provider ([0034](../../../docs/decisions/0034-openid-connect.md)): off to it, back from it, and who that is.
//! Whether what it says can be believed is `crate::openid`'s matter.

mod comer;
mod forget;
mod logout;
mod refusal;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use tower_sessions::Session;

use self::comer::{Comes, come};
use self::refusal::{Refusal, refused};
use super::Desk;
use super::access::{Visitor, own_path};
use super::audit::{Origin, came, failed};
use super::factor;
use super::failure::{Failure, preferred};
use super::table::{Needs, Table};
use crate::clock::Edge;
use crate::config::OpenId;
use crate::model::AgentRole;
use crate::openid::{OpenIdError, Provider};

/// Where a session says that a sign-in has begun.
const BEGUN: &str = "openid";

/// Where a session says through which account and session at the provider it was begun.
pub(super) const THROUGH: &str = "through";

/// The account and session at the provider through which somebody came: when that ends, theirs does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Through {
    issuer: String,
    subject: String,
    session: Option<String>,
}

/// How long a sign-in at the provider may take.
const PATIENCE: Duration = Duration::minutes(10);

const BACK: &str = "/desk/openid/back";

/// The routes. Without a provider there is nothing there.
pub(super) fn routes(table: Table) -> Table {
    let (get, post) = (Method::GET, Method::POST);
    table
        .route(&get, "/desk/openid", Needs::Anyone, begin)
        .route(&get, BACK, Needs::Anyone, back)
        .route(&post, "/desk/openid/logout", Needs::Anyone, logout::logout)
        .route(&post, "/desk/people/{id}/openid", Needs::Role(AgentRole::Admin), forget::forget)
}

/// Signing in through a provider, as it was set. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ByOpenId {
    provider: Arc<Provider>,
    /// What people know it by.
    name: String,
    /// Where addresses of e-mail are of people who may come; anywhere, if there are none.
    domains: Vec<String>,
    /// What somebody may do who is new and was not invited.
    new_role: Option<AgentRole>,
}

impl ByOpenId {
    /// The provider of the settings; `None` when they name none.
    ///
    /// # Errors
    ///
    /// [`OpenIdError::Client`] when no connection could ever be made.
    pub fn configured(settings: &OpenId, new_role: Option<AgentRole>, edge: Edge) -> Result<Option<Self>, OpenIdError> {
        let Some(provider) = Provider::configured(settings, edge)? else { return Ok(None) };
        let domains = settings.domains.iter().map(|domain| domain.to_lowercase()).collect();
        Ok(Some(Self { provider: Arc::new(provider), name: settings.label(), domains, new_role }))
    }

    /// What people know the provider by.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// The address to which people come back from a provider: it is told there.
#[must_use]
pub fn openid_return(base_url: &str) -> String {
    format!("{}{BACK}", base_url.trim_end_matches('/'))
}

/// A sign-in that has begun, as the session keeps it.
#[derive(Serialize, Deserialize)]
struct Pending {
    state: String,
    nonce: String,
    verifier: String,
    since: DateTime<Utc>,
    next: String,
    language: String,
}

/// What the address of the beginning may carry.
#[derive(Deserialize)]
struct Asked {
    lang: Option<String>,
    next: Option<String>,
}

/// Sends somebody to the provider.
async fn begin(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    session: Session,
    headers: HeaderMap,
    origin: Origin,
) -> Result<Response, Failure> {
    let Some(openid) = &desk.settings.openid else { return Err(Failure::NotFound) };
    let next = own_path(asked.next.as_deref().unwrap_or("/desk")).to_owned();
    if Visitor::of(&desk, session.clone()).await?.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let language = asked.lang.unwrap_or_else(|| preferred(&headers, &*desk.words));
    if !desk.attempts.may_leave(origin.0) {
        tracing::warn!("too many sign-ins through the provider from one address");
        return refused(&desk, openid, &language, Refusal::TooOften);
    }
    let begun = match openid.provider.begin(&openid_return(&desk.settings.base_url)).await {
        Ok(begun) => begun,
        Err(error) => {
            tracing::warn!(%error, "nobody can sign in through the provider");
            return refused(&desk, openid, &language, Refusal::Away);
        }
    };
    // Only this session comes back with this state, and it is worth nothing else.
    session.clear().await;
    session.cycle_id().await?;
    let since = desk.edge.now();
    let (state, nonce, verifier) = (begun.state, begun.nonce, begun.verifier);
    session.insert(BEGUN, Pending { state, nonce, verifier, since, next, language }).await?;
    Ok(Redirect::to(begun.address.as_str()).into_response())
}

/// What comes back from the provider.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
}

/// Takes in whoever comes back. What the session waited for is used up by whatever came back for it; another's answer leaves it.
async fn back(
    State(desk): State<Desk>,
    Query(answer): Query<Answer>,
    session: Session,
    headers: HeaderMap,
    origin: Origin,
) -> Result<Response, Failure> {
    let Some(openid) = &desk.settings.openid else { return Err(Failure::NotFound) };
    let now = desk.edge.now();
    let same = |begun: &Pending| bool::from(begun.state.as_bytes().ct_eq(answer.state.as_bytes()));
    let waited = session.get::<Pending>(BEGUN).await?.filter(same);
    if waited.is_some() {
        session.flush().await?;
    }
    let Some(begun) = waited.filter(|begun| now - begun.since < PATIENCE) else {
        return refused(&desk, openid, &preferred(&headers, &*desk.words), Refusal::Late);
    };
    let Some(code) = answer.code else {
        tracing::info!("a sign-in through the provider was not finished there");
        return refused(&desk, openid, &begun.language, Refusal::NotThere);
    };
    let address = openid_return(&desk.settings.base_url);
    let issuer = answer.iss.as_deref();
    let person = match openid.provider.finish((&code, issuer), &address, &begun.nonce, &begun.verifier).await {
        Ok(person) => person,
        Err(error) => {
            tracing::warn!(%error, "a sign-in through the provider came to nothing");
            failed(&desk, origin, None, "openid").await?;
            return refused(&desk, openid, &begun.language, Refusal::of(&error));
        }
    };
    let through =
        Through { issuer: person.issuer.clone(), subject: person.subject.clone(), session: person.session.clone() };
    match come(&desk, openid, person, &begun.language).await? {
        Comes::In(agent, first) => {
            tracing::info!(agent = %agent.id, "the provider says that somebody of the team came");
            if let Some(kind) = first {
                came(&desk, origin, agent.id, kind, "openid").await?;
            }
            factor::enter(&desk, &session, &agent, own_path(&begun.next), (origin, "openid"), Some(through)).await
        }
        Comes::Not(why, as_whom) => {
            failed(&desk, origin, as_whom, "openid").await?;
            refused(&desk, openid, &begun.language, why)
        }
    }
}
