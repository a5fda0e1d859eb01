//! The token by which a visitor is known in a frame on another site, where browsers keep cookies back.
//!
//! It names the visitor and when it was made, and is signed as the cookie is, with the same key. Neither passes for the
//! other: what is signed begins differently. The page in the frame keeps it and sends it as a header, which no page of
//! another site can do: a browser asks us first whether it may, and we never say yes.

use axum_extra::extract::cookie::Cookie;
use chrono::TimeDelta;
use cookie::CookieJar;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::chat::Shared;
use crate::visitor;

/// The header that a token comes in, and goes out in when it is renewed.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("hamyar-visitor");
const KIND: &str = "frame";
/// As long as the cookie is kept.
const VALID: TimeDelta = TimeDelta::days(365);
/// Whoever comes with a token older than this gets another.
const FRESH: TimeDelta = TimeDelta::days(1);

/// A token that was not ours, was changed on the way, or is too old.
#[derive(Debug)]
pub(crate) struct Invalid;

/// The visitor that the request's token names, if it brings one.
pub(crate) fn visitor(chat: &Shared, headers: &HeaderMap) -> Result<Option<String>, Invalid> {
    let Some(token) = headers.get(HEADER) else { return Ok(None) };
    let (id, age) = token.to_str().ok().and_then(|token| read(chat, token)).ok_or(Invalid)?;
    if age > VALID { Err(Invalid) } else { Ok(Some(id)) }
}

/// A token for this visitor, as of now.
pub(crate) fn of(chat: &Shared, visitor: &str) -> String {
    let now = (chat.settings.now)().timestamp();
    let mut jar = CookieJar::new();
    jar.signed_mut(&chat.key).add(Cookie::new(KIND, format!("{KIND}:{visitor}:{now}")));
    jar.get(KIND).map(|signed| signed.value().to_owned()).unwrap_or_default()
}

/// Another token for the visitor of the request, if its own has aged.
pub(crate) fn renewed(chat: &Shared, headers: &HeaderMap) -> Option<HeaderValue> {
    let (id, age) = read(chat, headers.get(HEADER)?.to_str().ok()?)?;
    let token = (age > FRESH).then(|| of(chat, &id))?;
    HeaderValue::from_str(&token).ok()
}

/// Whom a token of ours names, and how old it is.
fn read(chat: &Shared, token: &str) -> Option<(String, TimeDelta)> {
    let signed = Cookie::new(KIND, token.to_owned());
    let signed = CookieJar::new().signed(&chat.key).verify(signed)?;
    let (id, made) = signed.value().strip_prefix(KIND)?.strip_prefix(':')?.split_once(':')?;
    let age = TimeDelta::try_seconds((chat.settings.now)().timestamp() - made.parse::<i64>().ok()?)?;
    visitor::is_id(id).then(|| (id.to_owned(), age))
}
