//! The web server.

use std::net::SocketAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::values::{self, HttpUrl};

/// The web server.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Http {
    /// Where it listens.
    #[serde(deserialize_with = "values::listen")]
    pub listen: SocketAddr,
    /// How the outside reaches it.
    pub public_url: Option<HttpUrl>,
    /// Whose `X-Forwarded-For` is believed.
    #[serde(deserialize_with = "values::networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Whether cookies travel over HTTPS only; see [`Http::cookies_are_secure`].
    pub secure_cookies: SecureCookies,
}

impl Http {
    /// How the outside reaches us, without a `/` at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.expose().as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }

    /// Whether cookies get the attribute `Secure`.
    #[must_use]
    pub fn cookies_are_secure(&self) -> bool {
        match self.secure_cookies {
            SecureCookies::Always => true,
            SecureCookies::Never => false,
            SecureCookies::Auto => self.public_url.as_ref().is_some_and(HttpUrl::is_https),
        }
    }
}

/// Whether cookies travel over HTTPS only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", expecting = "\"auto\" or \"always\" or \"never\"")]
pub enum SecureCookies {
    /// When the public address is HTTPS.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
