//! Settings of signing in through a provider.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::Host;

use super::check::{Problem, problem_of};
use super::desk::optional_role;
use super::{DeskRole, HttpUrl, Secret, values};

/// Signing in through a provider that speaks OpenID Connect: off without `issuer`, which needs `client_id`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct OpenId {
    /// The provider, by its own name for itself.
    pub issuer: Option<HttpUrl>,
    /// What it knows us by.
    #[serde(default)]
    pub client_id: Option<String>,
    /// What we prove that by.
    #[serde(default)]
    pub client_secret: Option<Secret>,
    /// What people know the provider by; its host, if nothing is set.
    #[serde(default)]
    pub name: Option<String>,
    /// Where addresses of e-mail are of people who may come; anywhere, if there are none.
    #[serde(default, deserialize_with = "values::list")]
    pub domains: Vec<String>,
    /// What somebody may do who was not invited; without it they do not get in.
    #[serde(default, deserialize_with = "optional_role")]
    pub new_role: Option<DeskRole>,
}

impl OpenId {
    /// What people know the provider by.
    #[must_use]
    pub fn label(&self) -> String {
        let host = || self.issuer.as_ref().and_then(|issuer| issuer.expose().host_str()).unwrap_or_default().to_owned();
        self.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(host)
    }
}

/// What cannot stand.
pub(super) fn problem(openid: &OpenId) -> Option<Problem> {
    let issuer = openid.issuer.as_ref()?;
    let url = issuer.expose();
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        let allowed = "allowed is the issuer's address alone, as its discovery document names it";
        return Some(problem_of("desk.openid.issuer", allowed));
    }
    if !issuer.is_https() && !is_this_machine(issuer) {
        let allowed = "found http://, over which anybody on the way could sign in as anybody; allowed is https://, \
                       or an address of this machine";
        return Some(problem_of("desk.openid.issuer", allowed));
    }
    if openid.client_id.as_ref().is_none_or(|id| id.trim().is_empty()) {
        let allowed = "desk.openid.issuer needs it; allowed is the id that the provider gave this desk";
        return Some(problem_of("desk.openid.client_id", allowed).because("desk.openid.issuer"));
    }
    let strange = openid.domains.iter().find(|domain| !is_domain(domain))?;
    Some(problem_of(
        "desk.openid.domains",
        format!("found {strange:?}, allowed is what stands behind the @, such as \"example.org\""),
    ))
}

fn is_this_machine(url: &HttpUrl) -> bool {
    match url.expose().host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

fn is_domain(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
    text.split('.').all(part)
}
