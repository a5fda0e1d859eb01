//! A sign-in provider that speaks OpenID Connect: where it has what, its keys, and whether to believe what it says of who comes
//! ([0034](../../docs/decisions/0034-openid-connect.md)): the authorization code flow with PKCE.
//!
//! It knows no session, no page and nobody of the team.

mod discovery;
mod error;
mod fetch;
mod keys;
mod logout;
mod token;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use rand::Rng;
use reqwest::Client;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

pub use error::{OpenIdError, TokenProblem};

use crate::clock::Edge;
use crate::config::{OpenId, Secret};
use discovery::Metadata;
use keys::Keys;
use token::{Expected, Said, believed};

/// How long what the provider said of itself is believed.
const FRESH_FOR: Duration = Duration::hours(1);

/// How long the list of keys is not asked for again because of a logout token: anybody can bring one, with any key's name.
const KEYS_REST: Duration = Duration::minutes(1);

/// What we ask to be told.
const SCOPE: &str = "openid email profile";

/// A provider.
pub struct Provider {
    http: Client,
    issuer: Url,
    client: String,
    secret: Option<Secret>,
    edge: Edge,
    known: Mutex<Known>,
}

/// What the provider said of itself, and when.
#[derive(Default)]
struct Known {
    metadata: Option<(DateTime<Utc>, Arc<Metadata>)>,
    keys: Option<(DateTime<Utc>, Arc<Keys>)>,
}

/// A sign-in that has begun: where its person goes, and what must come back with them.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Where the browser is sent.
    pub address: Url,
    /// What the provider brings back: that the answer is of this browser.
    pub state: String,
    /// What the token holds: that it is of this sign-in.
    pub nonce: String,
    /// What we prove by, to the provider, that we began it.
    pub verifier: String,
}

/// Who came, as the provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The provider, by its own name for itself.
    pub issuer: String,
    /// Who they are there, for ever.
    pub subject: String,
    /// Their address of e-mail, if the provider has made sure that it is theirs.
    pub email: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// Their session there, where it has a name.
    pub session: Option<String>,
}

/// Sessions that ended at the provider, as it says: that of this name, or all of this person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// The provider, by its own name for itself.
    pub issuer: String,
    /// Who they are there.
    pub subject: Option<String>,
    /// The session there.
    pub session: Option<String>,
    /// What tells the token that says so from others: it is good once.
    pub token: String,
    /// From when on it is not good any more.
    pub until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    id_token: String,
}

/// 256 random bits, as text.
fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>())
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer.as_str()).finish_non_exhaustive()
    }
}

impl Provider {
    /// The provider of the settings; `None` when they name none.
    ///
    /// # Errors
    ///
    /// [`OpenIdError::Client`] when no connection could ever be made.
    pub fn configured(settings: &OpenId, edge: Edge) -> Result<Option<Self>, OpenIdError> {
        let (Some(issuer), Some(client)) = (&settings.issuer, &settings.client_id) else { return Ok(None) };
        Ok(Some(Self {
            http: fetch::client(issuer.is_https())?,
            issuer: issuer.expose().clone(),
            client: client.clone(),
            secret: settings.client_secret.clone(),
            edge,
            known: Mutex::default(),
        }))
    }

    /// Asks the provider where it has what, and for its keys; returns how many of those we can use.
    ///
    /// # Errors
    ///
    /// When it does not say, or nobody could sign in with what it says.
    pub async fn check(&self) -> Result<usize, OpenIdError> {
        let metadata = Metadata::fetch(&self.http, &self.issuer).await?;
        Ok(Keys::fetch(&self.http, &metadata.jwks_uri).await?.count())
    }

    /// Begins a sign-in, from which the browser comes back to this address of ours.
    ///
    /// # Errors
    ///
    /// When the provider does not say where it asks people.
    pub async fn begin(&self, back: &str) -> Result<Begun, OpenIdError> {
        let metadata = self.metadata().await?;
        let (state, nonce, verifier) = (secret(), secret(), secret());
        let mut address = metadata.authorization_endpoint.clone();
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client)
            .append_pair("redirect_uri", back)
            .append_pair("scope", SCOPE)
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)))
            .append_pair("code_challenge_method", "S256");
        Ok(Begun { address, state, nonce, verifier })
    }

    /// Who it was: the code that came back is exchanged, and what the provider says is checked. `issuer` is who the answer says
    /// that it is from, where it does (RFC 9207).
    ///
    /// # Errors
    ///
    /// When the provider does not take the code, or what it says cannot be believed.
    pub async fn finish(
        &self,
        (code, issuer): (&str, Option<&str>),
        back: &str,
        nonce: &str,
        verifier: &str,
    ) -> Result<Person, OpenIdError> {
        let metadata = self.metadata().await?;
        if issuer.is_some_and(|issuer| issuer != metadata.issuer) {
            return Err(OpenIdError::OtherIssuer);
        }
        let tokens = self.exchange(&metadata, code, back, verifier).await?;
        let now = self.edge.now();
        let expected = Expected { issuer: &metadata.issuer, client: &self.client, nonce, now };
        let said = match believed(&tokens.id_token, &*self.keys(&metadata).await?, &expected) {
            // A key may be newer than the list that we know.
            Err(TokenProblem::Key) => believed(&tokens.id_token, &*self.new_keys(&metadata).await?, &expected)?,
            said => said?,
        };
        let said = self.completed(&metadata, said, &tokens.access_token).await?;
        Ok(Person {
            issuer: metadata.issuer.clone(),
            subject: said.sub,
            email: said.email.filter(|_| said.email_verified),
            name: said.name,
            session: said.sid,
        })
    }

    /// Which sessions have ended there, as a logout token says that the provider brought.
    ///
    /// # Errors
    ///
    /// When the token cannot be believed, or the provider does not say by what keys it signs.
    pub async fn signed_out(&self, token: &str) -> Result<SignedOut, OpenIdError> {
        let metadata = self.metadata().await?;
        let expected = logout::Expected { issuer: &metadata.issuer, client: &self.client, now: self.edge.now() };
        let ended = match logout::believed(token, &*self.keys(&metadata).await?, &expected) {
            Err(TokenProblem::Key) if self.keys_have_rested() => {
                logout::believed(token, &*self.new_keys(&metadata).await?, &expected)
            }
            ended => ended,
        };
        let logout::Ended { subject, session, id, until } = ended.map_err(OpenIdError::LogoutToken)?;
        Ok(SignedOut { issuer: metadata.issuer.clone(), subject, session, token: id, until })
    }

    fn keys_have_rested(&self) -> bool {
        self.known().keys.as_ref().is_none_or(|(since, _)| self.edge.now() - *since >= KEYS_REST)
    }

    async fn exchange(
        &self,
        metadata: &Metadata,
        code: &str,
        back: &str,
        verifier: &str,
    ) -> Result<Tokens, OpenIdError> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", verifier),
        ];
        let mut request = self.http.post(metadata.token_endpoint.clone());
        match &self.secret {
            Some(secret) if !metadata.takes_secret_in_form() => {
                // RFC 6749, 2.3.1: both are written as in a form before they are put together.
                let written = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                request = request.basic_auth(written(&self.client), Some(written(secret.expose())));
            }
            Some(secret) => form.extend([("client_id", self.client.as_str()), ("client_secret", secret.expose())]),
            None => form.push(("client_id", &self.client)),
        }
        fetch::json(request.form(&form), "token endpoint").await
    }

    /// With the e-mail that some providers tell only where they are asked for it.
    async fn completed(&self, metadata: &Metadata, said: Said, access: &str) -> Result<Said, OpenIdError> {
        let Some(userinfo) = metadata.userinfo_endpoint.as_ref().filter(|_| said.email.is_none()) else {
            return Ok(said);
        };
        let more: Said = fetch::json(self.http.get(userinfo.clone()).bearer_auth(access), "userinfo").await?;
        if more.sub != said.sub {
            return Err(OpenIdError::OtherPerson);
        }
        Ok(Said { name: said.name.or(more.name), sid: said.sid, ..more })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_fresh(&self, since: DateTime<Utc>) -> bool {
        self.edge.now() - since < FRESH_FOR
    }

    async fn metadata(&self) -> Result<Arc<Metadata>, OpenIdError> {
        if let Some((_, metadata)) = self.known().metadata.as_ref().filter(|(since, _)| self.is_fresh(*since)) {
            return Ok(Arc::clone(metadata));
        }
        let metadata = Arc::new(Metadata::fetch(&self.http, &self.issuer).await?);
        self.known().metadata = Some((self.edge.now(), Arc::clone(&metadata)));
        Ok(metadata)
    }

    async fn keys(&self, metadata: &Metadata) -> Result<Arc<Keys>, OpenIdError> {
        if let Some((_, keys)) = self.known().keys.as_ref().filter(|(since, _)| self.is_fresh(*since)) {
            return Ok(Arc::clone(keys));
        }
        self.new_keys(metadata).await
    }

    async fn new_keys(&self, metadata: &Metadata) -> Result<Arc<Keys>, OpenIdError> {
        let keys = Arc::new(Keys::fetch(&self.http, &metadata.jwks_uri).await?);
        self.known().keys = Some((self.edge.now(), Arc::clone(&keys)));
        Ok(keys)
    }
}
