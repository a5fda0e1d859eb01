//! A post to the chat, checked: from our own page, within the limits, readable, by a visitor.

use axum::body::{Body, to_bytes};
use axum::extract::{Form, FromRequest, Request};
use http::header::{CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, Method, Uri};
use serde::de::DeserializeOwned;

use crate::limits::Rate;
use crate::refusal::{Asker, How, Reason, Refusal};
use crate::routes::Context;
use crate::{client, visitor};

/// What was posted.
pub(crate) struct Posted<T> {
    pub(crate) body: T,
    pub(crate) asker: Asker,
    /// The visitor whom the token or the cookie names.
    pub(crate) visitor: Option<String>,
    /// It comes from our page in a frame.
    pub(crate) framed: bool,
}

/// Somebody who may post.
pub(crate) struct Admitted {
    pub(crate) asker: Asker,
    /// The visitor whom the token or the cookie names.
    pub(crate) visitor: Option<String>,
    /// It comes from our page in a frame.
    pub(crate) framed: bool,
}

impl Context {
    /// Admits a post by what its head says, and counts it.
    pub(crate) fn admit(&self, parts: &Parts) -> Result<Admitted, Refusal> {
        self.admit_by(&self.chat.rate, parts)
    }

    /// The same, counted by this limit.
    pub(crate) fn admit_by(&self, rate: &Rate, parts: &Parts) -> Result<Admitted, Refusal> {
        let asker = Asker::of(&self.chat, &parts.headers, None);
        let refuse = |reason| self.chat.refuse(asker, reason);
        if !is_ours(&parts.headers) {
            return Err(refuse(Reason::Origin));
        }
        let visitor = visitor::known(&self.chat, &parts.headers).map_err(|_| refuse(Reason::Visitor))?;
        let address = client::client_address(parts, &self.chat.settings.trusted_proxies);
        rate.check(address).map_err(|wait| refuse(Reason::Busy(wait)))?;
        Ok(Admitted { asker, visitor, framed: visitor::is_framed(&parts.headers) })
    }

    /// Reads a post, or says why it is refused.
    pub(crate) async fn read<T: DeserializeOwned>(&self, request: Request) -> Result<Posted<T>, Refusal> {
        let (parts, body) = request.into_parts();
        let Admitted { asker, visitor, framed } = self.admit(&parts)?;
        let refuse = |reason| self.chat.refuse(asker, reason);
        let limit = self.chat.settings.max_message_bytes;
        // A byte takes at most six in JSON (\u0000), and the rest of the body is small.
        let bytes = to_bytes(body, limit.saturating_mul(6).saturating_add(1024)).await;
        let bytes = bytes.map_err(|error| refuse(unread(&error, limit)))?;
        let form = asker.how == How::Page;
        let body = if form { read_form(bytes.into()).await } else { read_json(&parts.headers, &bytes) };
        let body = body.map_err(|detail| refuse(Reason::Malformed(detail)))?;
        Ok(Posted { body, asker, visitor, framed })
    }
}

fn unread(error: &axum::Error, limit: usize) -> Reason {
    match std::error::Error::source(error) {
        Some(source) if source.is::<http_body_util::LengthLimitError>() => Reason::Long(limit),
        _ => Reason::Malformed("the body ended early".to_owned()),
    }
}

/// A browser says where a post comes from; what says nothing is no browser, and has no visitor's cookie to misuse.
fn is_ours(headers: &HeaderMap) -> bool {
    const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    if let Some(site) = headers.get(SITE) {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let ours = |host: &str| origin.to_str().is_ok_and(|origin| host_of(origin).as_deref() == Some(host));
    headers.get(HOST).and_then(|host| host.to_str().ok()).is_some_and(ours)
}

fn host_of(origin: &str) -> Option<String> {
    let origin = origin.parse::<Uri>().ok()?;
    Some(origin.authority()?.as_str().to_owned())
}

fn read_json<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, String> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.starts_with("application/json") {
        return Err("the content type must be application/json".to_owned());
    }
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

async fn read_form<T: DeserializeOwned>(body: Body) -> Result<T, String> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    let media_type = http::HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, media_type);
    Form::from_request(request, &()).await.map(|Form(value)| value).map_err(|rejection| rejection.body_text())
}
