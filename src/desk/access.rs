//! Who is at the desk, and what they may do there.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, Utc};
use tower_sessions::Session;
use url::form_urlencoded;

use super::audit::Origin;
use super::browser::Browser;
use super::failure::{Failure, Language};
use super::sessions::key;
use super::tongue::Tongue;
use super::{Desk, factor};
use crate::model::{Agent, AgentId, AgentRole};

/// How often it is noted that a person is at their desk.
const NOTED_EVERY: Duration = Duration::seconds(30);

/// Where a session says whose it is.
pub(super) const AGENT: &str = "agent";

/// Where a session keeps the secret that its forms carry.
pub(super) const TOKEN: &str = "token";

/// The person whose request it is.
#[derive(Clone)]
pub(super) struct Visitor {
    /// Who they are.
    pub(super) agent: Agent,
    /// What their forms must carry.
    pub(super) token: String,
    /// Their session.
    pub(super) session: Session,
    /// Where they are, where that is known.
    pub(super) origin: Origin,
    /// What they look at our pages with.
    pub(super) browser: Browser,
}

impl Visitor {
    /// Whoever a session belongs to, if they may still sign in.
    pub(super) async fn of(desk: &Desk, session: Session) -> Result<Option<Self>, Failure> {
        let (Some(id), Some(token)) = (session.get::<AgentId>(AGENT).await?, session.get::<String>(TOKEN).await?)
        else {
            return Ok(None);
        };
        let agent = desk.store.agent(id).await?.filter(|agent| agent.active);
        Ok(agent.map(|agent| Self { agent, token, session, origin: Origin(None), browser: Browser::default() }))
    }

    /// They have this role or a higher one.
    pub(super) fn may(&self, role: AgentRole) -> bool {
        self.agent.role.may(role)
    }

    /// What their session is kept under.
    pub(super) fn session_key(&self) -> String {
        self.session.id().map(|id| key(&id)).unwrap_or_default()
    }

    /// Words and dates for them.
    pub(super) fn tongue(&self, desk: &Desk) -> Tongue {
        Tongue::new(desk, &self.agent.language)
    }
}

impl FromRequestParts<Desk> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or(Failure::Forbidden)
    }
}

/// Lets in whoever has the role; strangers are sent to sign in, and come back after that.
pub(super) async fn admit(
    State((desk, role)): State<(Desk, AgentRole)>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let origin = Origin::of(request.extensions());
    let browser = Browser::of(request.headers());
    let visitor = match Visitor::of(&desk, session).await {
        Ok(Some(visitor)) => Visitor { origin, browser, ..visitor },
        Ok(None) => return to_sign_in(request.method(), request.uri()),
        Err(failure) => return failure.into_response(),
    };
    let language = Language(visitor.agent.language.clone());
    match factor::is_missing(&desk, &visitor.agent, request.uri().path()).await {
        Ok(true) => return Redirect::to(factor::OWN).into_response(),
        Ok(false) => {}
        Err(failure) => return failure.into_response(),
    }
    desk.presence.note(&desk, &visitor).await;
    let mut response = if visitor.may(role) {
        request.extensions_mut().insert(visitor);
        next.run(request).await
    } else {
        Failure::Forbidden.into_response()
    };
    response.extensions_mut().insert(language);
    response
}

fn to_sign_in(method: &Method, uri: &Uri) -> Response {
    let back = uri.path_and_query().map(ToString::to_string).filter(|path| method == Method::GET && path != "/desk");
    let query = back.map(|path| form_urlencoded::Serializer::new(String::new()).append_pair("next", &path).finish());
    let target = query.map_or_else(|| "/desk/sign-in".to_owned(), |query| format!("/desk/sign-in?{query}"));
    Redirect::to(&target).into_response()
}

/// A path of ours that somebody may be sent back to; anything else is the desk itself.
pub(super) fn own_path(path: &str) -> &str {
    let rest = path.strip_prefix("/desk");
    let ours = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { path } else { "/desk" }
}

/// How many sessions are remembered before those whose time has come are forgotten.
const REMEMBERED: usize = 1000;

/// Which sessions were noted to be in use, and when: so that not every request writes.
#[derive(Default)]
pub(super) struct Presence {
    noted: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Presence {
    /// Notes that a person is at their desk, unless that was done a moment ago.
    pub(super) async fn note(&self, desk: &Desk, visitor: &Visitor) {
        let (now, key) = (desk.edge.now(), visitor.session_key());
        {
            let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
            if noted.get(&key).is_some_and(|before| now - *before < NOTED_EVERY) {
                return;
            }
            if noted.len() > REMEMBERED {
                noted.retain(|_, before| now - *before < NOTED_EVERY);
            }
            noted.insert(key.clone(), now);
        }
        let (agent, address) = (visitor.agent.id, visitor.origin.0.map(|address| address.to_string()));
        if let Err(error) = desk.store.session_seen(agent, key, address, visitor.browser.kept()).await {
            tracing::warn!(%agent, %error, "a person's presence was not noted");
        }
    }
}
