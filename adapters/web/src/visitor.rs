//! Who writes, and in which language the page speaks to them.

use std::time::Duration;

use axum_extra::extract::cookie::{Cookie, SameSite};
use axum_extra::extract::{CookieJar, SignedCookieJar};
use hamyar_channel::Words;
use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};

use crate::chat::{MOUNT, Shared};
use crate::token;

const VISITOR: &str = "hamyar_chat";
const LANGUAGE: &str = "hamyar_language";
/// A year, in seconds: renewed whenever the page is opened.
const KEPT: u64 = 365 * 24 * 60 * 60;

/// The visitor that the request names, by a token or else by the cookie. A request with a token is judged by it alone:
/// it comes from a frame, and a cookie beside it is of the page that is no frame.
pub(crate) fn known(chat: &Shared, headers: &HeaderMap) -> Result<Option<String>, token::Invalid> {
    Ok(token::visitor(chat, headers)?.or_else(|| by_cookie(chat, headers)))
}

/// The request comes from our page in a frame, which knows nothing of cookies.
pub(crate) fn is_framed(headers: &HeaderMap) -> bool {
    headers.contains_key(token::HEADER)
}

/// The visitor that the request's cookie names, if the signature is ours.
pub(crate) fn by_cookie(chat: &Shared, headers: &HeaderMap) -> Option<String> {
    let cookie = SignedCookieJar::from_headers(headers, chat.key.clone()).get(VISITOR)?;
    let id = cookie.value();
    is_id(id).then(|| id.to_owned())
}

/// It looks like what [`random`] makes.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// 128 random bits: the id of a new visitor, or of something they did. Nobody can guess it.
pub(crate) fn random() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// The cookie by which a visitor is known again.
pub(crate) fn remember(chat: &Shared, id: &str) -> SignedCookieJar {
    SignedCookieJar::new(chat.key.clone()).add(kept(chat, VISITOR, id.to_owned()))
}

/// The cookie by which a language is remembered. It holds nothing that needs a signature.
pub(crate) fn remember_language(chat: &Shared, language: &str) -> CookieJar {
    CookieJar::new().add(kept(chat, LANGUAGE, language.to_owned()))
}

fn kept(chat: &Shared, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path(MOUNT)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(chat.settings.secure_cookie)
        .max_age(Duration::from_secs(KEPT).try_into().unwrap_or_default())
        .build()
}

/// The language to use: the one asked for, else the remembered one, else the first that the browser prefers and we
/// have, else the default one.
pub(crate) fn language(asked: Option<&str>, headers: &HeaderMap, words: &dyn Words) -> &'static str {
    let have = |wanted: &str| {
        let wanted = wanted.split(['-', '_']).next().unwrap_or_default();
        words.languages().iter().copied().find(|language| language.eq_ignore_ascii_case(wanted))
    };
    asked
        .and_then(have)
        .or_else(|| remembered(headers).as_deref().and_then(have))
        .or_else(|| preferred(headers).iter().find_map(|wanted| have(wanted)))
        .or_else(|| words.languages().first().copied())
        .unwrap_or("en")
}

fn remembered(headers: &HeaderMap) -> Option<String> {
    if is_framed(headers) {
        return None;
    }
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(Cookie::split_parse).filter_map(Result::ok);
    pairs.find(|cookie| cookie.name() == LANGUAGE).map(|cookie| cookie.value().to_owned())
}

/// The languages of `Accept-Language`, the most wanted first.
fn preferred(headers: &HeaderMap) -> Vec<String> {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(f32, &str)> = header.split(',').filter_map(weighed).collect();
    wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    wanted.into_iter().map(|(_, language)| language.to_owned()).collect()
}

fn weighed(entry: &str) -> Option<(f32, &str)> {
    let (language, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
    let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
    (weight > 0.0).then_some((weight, language.trim()))
}

/// Which way a language is written.
pub(crate) fn direction(language: &str) -> &'static str {
    if matches!(language, "ar" | "fa" | "he" | "ku" | "ps" | "ur") { "rtl" } else { "ltr" }
}
