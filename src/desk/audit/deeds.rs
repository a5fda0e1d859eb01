//! What goes into the audit log from the desk: what somebody did, and from where.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use super::super::Desk;
use super::super::access::Visitor;
use super::super::failure::Failure;
use crate::model::{Actor, AgentId, AuditKind, Deed};

/// Where a request comes from, as far as is known.
#[derive(Clone, Copy, Debug)]
pub(in crate::desk) struct Origin(pub(in crate::desk) Option<IpAddr>);

impl Origin {
    /// Where a request with these parts comes from.
    pub(in crate::desk) fn of(extensions: &axum::http::Extensions) -> Self {
        Self(extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical()))
    }

    /// What stands for all of one line: of the newer addresses whoever has one has as many as they like.
    fn source(self) -> String {
        match self.0 {
            Some(IpAddr::V6(address)) => format!("{:x?}", &address.segments()[..4]),
            Some(address) => address.to_string(),
            None => String::new(),
        }
    }

    pub(in crate::desk) fn text(self) -> Option<String> {
        self.0.map(|address| address.to_string())
    }
}

impl FromRequestParts<Desk> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// Who does something, as the audit log tells it.
#[derive(Clone, Debug)]
pub(in crate::desk) struct Doer {
    /// Somebody of the team.
    pub(in crate::desk) agent: AgentId,
    /// Where they are, where that is known.
    pub(in crate::desk) origin: Origin,
    /// What the access token is called, where it is a program of theirs.
    pub(in crate::desk) token: Option<String>,
}

impl Doer {
    /// Keeps that they did something.
    pub(in crate::desk) async fn did(
        &self,
        desk: &Desk,
        kind: AuditKind,
        detail: impl ToString,
    ) -> Result<(), Failure> {
        self.keep(desk, kind, None, detail.to_string()).await
    }

    async fn keep(&self, desk: &Desk, kind: AuditKind, about: Option<AgentId>, detail: String) -> Result<(), Failure> {
        let deed = Deed {
            kind,
            actor: Actor::Agent(self.agent),
            about,
            address: self.origin.text(),
            detail,
            token: self.token.clone(),
        };
        Ok(desk.store.audit(deed).await?)
    }
}

impl Visitor {
    /// Them, as the audit log tells it.
    pub(in crate::desk) fn doer(&self) -> Doer {
        Doer { agent: self.agent.id, origin: self.origin, token: None }
    }

    /// Keeps that they did something.
    pub(in crate::desk) async fn did(
        &self,
        desk: &Desk,
        kind: AuditKind,
        detail: impl ToString,
    ) -> Result<(), Failure> {
        self.doer().keep(desk, kind, None, detail.to_string()).await
    }

    /// Keeps that they did something about a colleague, or themselves.
    pub(in crate::desk) async fn did_to(
        &self,
        desk: &Desk,
        agent: AgentId,
        kind: AuditKind,
        detail: impl ToString,
    ) -> Result<(), Failure> {
        self.doer().keep(desk, kind, Some(agent), detail.to_string()).await
    }
}

/// Keeps that somebody did something before they were signed in.
pub(in crate::desk) async fn came(
    desk: &Desk,
    origin: Origin,
    agent: AgentId,
    kind: AuditKind,
    detail: &str,
) -> Result<(), Failure> {
    let actor = Actor::Agent(agent);
    let deed = Deed { kind, actor, about: None, address: origin.text(), detail: detail.to_owned(), token: None };
    Ok(desk.store.audit(deed).await?)
}

/// Keeps that somebody tried to sign in in vain; as whom, if there is such an account. It takes as long if there is none: that is
/// counted, in a transaction as well, and told now and then.
pub(in crate::desk) async fn failed(
    desk: &Desk,
    origin: Origin,
    as_whom: Option<AgentId>,
    detail: &str,
) -> Result<(), Failure> {
    let Some(agent) = as_whom else {
        // With a password it was an e-mail that nobody has; elsewhere the detail says how it was tried.
        let (source, detail) = match detail {
            "password" => (origin.source(), None),
            other => (format!("{other} {}", origin.source()), Some(other.to_owned())),
        };
        return Ok(desk.store.failed_as_nobody(source, origin.text(), detail).await?);
    };
    let deed = Deed {
        kind: AuditKind::SignInFailed,
        actor: Actor::Stranger,
        about: Some(agent),
        address: origin.text(),
        detail: detail.to_owned(),
        token: None,
    };
    Ok(desk.store.audit(deed).await?)
}
