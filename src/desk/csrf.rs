//! Forms are taken from our own pages only: by the browser's word about where the request comes from, and by a secret of
//! the session that each form carries. Signing in has no session yet and rests on the browser's word alone.

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::Desk;
use super::access::Visitor;
use super::failure::Failure;

/// Refuses what would change something and comes from another site.
pub(super) async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_same_origin(request.headers(), request.uri().authority().map(axum::http::uri::Authority::as_str)) {
        next.run(request).await
    } else {
        Failure::ForeignForm.into_response()
    }
}

/// What the browser says of where the request comes from. What says nothing is no browser that would carry a cookie here
/// by itself. A proxy before us must pass `Host` on as it is.
fn is_same_origin(headers: &HeaderMap, authority: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(origin) = text("origin") else { return true };
    let host = text("host").or(authority);
    origin.split_once("://").is_some_and(|(_, from)| host.is_some_and(|host| from.eq_ignore_ascii_case(host)))
}

/// A form that carries the secret of its session.
pub(super) trait Tokened {
    /// The secret as sent.
    fn token(&self) -> &str;
}

/// A form of our own page. One with unknown fields is refused: the forms' types deny them.
pub(super) struct Checked<T>(pub(super) T);

impl<T: DeserializeOwned + Tokened> FromRequest<Desk> for Checked<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, desk).await?;
        let Plain(form) = Plain::<T>::from_request(Request::from_parts(parts, body), desk).await?;
        if bool::from(form.token().as_bytes().ct_eq(visitor.token.as_bytes())) {
            Ok(Self(form))
        } else {
            Err(Failure::ForeignForm)
        }
    }
}

/// A form without a secret: for signing in.
pub(super) struct Plain<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Desk> for Plain<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Failure> {
        match Form::<T>::from_request(request, desk).await {
            Ok(Form(form)) => Ok(Self(form)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::TooLarge),
            Err(_) => Err(Failure::BadForm),
        }
    }
}
