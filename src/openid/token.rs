//! An ID token, and whether it can be believed (OpenID Connect Core 1.0, 3.1.3.7). Pure: what time it is comes from outside.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::TokenProblem;
use super::keys::{Algorithm, Keys};

/// By how many seconds the provider's clock and ours may differ.
pub(super) const LEEWAY: f64 = 60.0;

/// The longest subject, by the standard; and what else we keep of a token.
pub(super) const SUBJECT: usize = 255;

/// What a token must be of.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// What must be understood to read the token: we understand nothing beyond the standard.
    crit: Option<Value>,
}

/// What is said of a person.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Said {
    pub(super) sub: String,
    pub(super) email: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    pub(super) email_verified: bool,
    pub(super) name: Option<String>,
    /// Their session there, where the provider can say later that it has ended.
    pub(super) sid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    nbf: Option<f64>,
    iat: f64,
    nonce: Option<String>,
    #[serde(flatten)]
    said: Said,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// It is for this client, perhaps among others.
    pub(super) fn names(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.iter().any(|one| one == client),
        }
    }

    /// It is for this client, and if for others as well, this one is who asked.
    fn is(&self, client: &str, azp: Option<&str>) -> bool {
        let alone = match self {
            Self::One(_) => true,
            Self::Many(many) => many.len() == 1,
        };
        self.names(client) && azp.map_or(alone, |azp| azp == client)
    }
}

/// Some providers write the truth value as a text.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value == Value::Bool(true) || value == "true")
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, TokenProblem> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenProblem::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenProblem::Malformed)
}

/// A moment as tokens have it.
pub(super) fn seconds(moment: DateTime<Utc>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "seconds of this age are far below 2^53")]
    let seconds = moment.timestamp() as f64;
    seconds
}

/// What the token says, if it can be believed.
pub(super) fn believed(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Said, TokenProblem> {
    checked(signed(token, keys)?, expected)
}

/// What a token says that one of these keys has signed.
pub(super) fn signed<T: DeserializeOwned>(token: &str, keys: &Keys) -> Result<T, TokenProblem> {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TokenProblem::Malformed);
    };
    let Header { alg, kid, crit } = part(header)?;
    let algorithm = Algorithm::named(&alg).filter(|_| crit.is_none()).ok_or(TokenProblem::Algorithm)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenProblem::Malformed)?;
    let message = &token[..header.len() + 1 + claims.len()];
    keys.check((algorithm, kid.as_deref()), message.as_bytes(), &signature)?;
    part(claims)
}

fn checked(claims: Claims, expected: &Expected<'_>) -> Result<Said, TokenProblem> {
    let now = seconds(expected.now);
    if claims.iss != expected.issuer {
        return Err(TokenProblem::Issuer);
    }
    if !claims.aud.is(expected.client, claims.azp.as_deref()) {
        return Err(TokenProblem::Audience);
    }
    if now >= claims.exp + LEEWAY {
        return Err(TokenProblem::Expired);
    }
    if claims.iat > now + LEEWAY || claims.nbf.is_some_and(|from| from > now + LEEWAY) {
        return Err(TokenProblem::Early);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(TokenProblem::Nonce);
    }
    if claims.said.sub.is_empty() || claims.said.sub.len() > SUBJECT {
        return Err(TokenProblem::Subject);
    }
    Ok(claims.said)
}
