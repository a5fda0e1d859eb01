//! A logout token, and whether it can be believed (OpenID Connect Back-Channel Logout 1.0, 2.6). Pure: what time it is comes from
//! outside.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::TokenProblem;
use super::keys::Keys;
use super::token::{Audience, LEEWAY, SUBJECT, seconds, signed};

/// What the token says that happened.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// For how many seconds a token is good: so long it is remembered that it came, whatever it says itself of its end.
const GOOD_FOR: f64 = 600.0;

/// What a token must be of.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// Whose sessions ended at the provider, or which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// Who they are there.
    pub(super) subject: Option<String>,
    /// The session there.
    pub(super) session: Option<String>,
    /// What tells this token from others.
    pub(super) id: String,
    /// From when on a token of this id is not good any more.
    pub(super) until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: f64,
    exp: Option<f64>,
    jti: String,
    events: Map<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
}

/// What the token says, if it can be believed.
pub(super) fn believed(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Ended, TokenProblem> {
    let claims: Map<String, Value> = signed(token, keys)?;
    // With it, it is the token of a sign-in, which whoever signed in there may hold.
    if claims.contains_key("nonce") {
        return Err(TokenProblem::Purpose);
    }
    checked(serde_json::from_value(Value::Object(claims)).map_err(|_| TokenProblem::Malformed)?, expected)
}

fn checked(claims: Claims, expected: &Expected<'_>) -> Result<Ended, TokenProblem> {
    let now = seconds(expected.now);
    if claims.iss != expected.issuer {
        return Err(TokenProblem::Issuer);
    }
    if !claims.aud.names(expected.client) {
        return Err(TokenProblem::Audience);
    }
    if now >= claims.iat + GOOD_FOR || claims.exp.is_some_and(|end| now >= end + LEEWAY) {
        return Err(TokenProblem::Expired);
    }
    if claims.iat > now + LEEWAY {
        return Err(TokenProblem::Early);
    }
    if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err(TokenProblem::Purpose);
    }
    let fits = |text: &String| !text.is_empty() && text.len() <= SUBJECT;
    if !fits(&claims.jti) {
        return Err(TokenProblem::Malformed);
    }
    let named = [&claims.sub, &claims.sid];
    if named.iter().all(|one| one.is_none()) || !named.into_iter().flatten().all(fits) {
        return Err(TokenProblem::Subject);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a moment within minutes of now")]
    let left = TimeDelta::seconds((claims.iat + GOOD_FOR - now).ceil() as i64);
    Ok(Ended { subject: claims.sub, session: claims.sid, id: claims.jti, until: expected.now + left })
}
