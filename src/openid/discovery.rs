//! Where a provider has what, as it says itself (OpenID Connect Discovery 1.0).

use reqwest::Client;
use serde::Deserialize;
use url::Url;

use super::{OpenIdError, fetch};

const WHAT: &str = "discovery document";

/// The algorithms of signatures that we check.
const SIGNED_WITH: [&str; 2] = ["RS256", "ES256"];

/// What we read of the document.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) jwks_uri: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
}

impl Metadata {
    /// Asks the issuer.
    pub(super) async fn fetch(client: &Client, issuer: &Url) -> Result<Self, OpenIdError> {
        let found: Self = fetch::json(client.get(address(issuer)), WHAT).await?;
        found.checked(issuer)
    }

    /// A document of another issuer would let that one sign for ours.
    fn checked(self, issuer: &Url) -> Result<Self, OpenIdError> {
        if self.issuer.trim_end_matches('/') != issuer.as_str().trim_end_matches('/') {
            return Err(OpenIdError::OtherIssuer);
        }
        let endpoints = [
            ("authorization endpoint", Some(&self.authorization_endpoint)),
            ("token endpoint", Some(&self.token_endpoint)),
            ("keys", Some(&self.jwks_uri)),
            ("userinfo", self.userinfo_endpoint.as_ref()),
        ];
        for (what, endpoint) in endpoints {
            let fits = |url: &Url| url.scheme() == "https" || url.scheme() == "http" && issuer.scheme() == "http";
            if endpoint.is_some_and(|url| !fits(url)) {
                return Err(OpenIdError::Insecure { what });
            }
        }
        let signs = self.id_token_signing_alg_values_supported.as_ref();
        if signs.is_some_and(|signs| !signs.iter().any(|one| SIGNED_WITH.contains(&one.as_str()))) {
            return Err(OpenIdError::Unsupported);
        }
        Ok(self)
    }

    /// The secret goes into the form, because the provider does not take it in the header.
    pub(super) fn takes_secret_in_form(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let knows = |method: &str| methods.iter().any(|known| known == method);
        knows("client_secret_post") && !knows("client_secret_basic")
    }
}

/// Where the document is: below the issuer's own path.
fn address(issuer: &Url) -> Url {
    let mut url = issuer.clone();
    url.set_path(&format!("{}/.well-known/openid-configuration", issuer.path().trim_end_matches('/')));
    url
}
