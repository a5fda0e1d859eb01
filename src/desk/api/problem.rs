//! What is wrong with a request, as RFC 9457 has it: a type that programs compare, what was wrong, and what is allowed instead.

use axum::Json;
use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::shapes::Shown;
use crate::desk::failure::Failure;
use crate::library::{Fault, LibraryError};
use crate::model::AgentRole;
use crate::store::StoreError;

/// How a problem calls itself in the header.
const PROBLEM: &str = "application/problem+json";

/// A problem.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: String,
    /// What is wrong with single fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// What is there now, where somebody was quicker.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Box<Shown>>,
    /// A header that belongs to it.
    #[serde(skip)]
    header: Option<Header>,
}

/// A header that says how to go on.
#[derive(Clone, Copy, Debug)]
enum Header {
    /// What is to be shown.
    Challenge,
    /// When to try again.
    InAMinute,
}

impl Header {
    fn parts(self) -> (HeaderName, HeaderValue) {
        match self {
            Self::Challenge => (WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"hamyar\"")),
            Self::InAMinute => (RETRY_AFTER, HeaderValue::from_static("60")),
        }
    }
}

/// What is wrong with a field, and what is allowed.
#[derive(Debug, Serialize)]
pub(super) struct FieldError {
    field: &'static str,
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:hamyar:problem:{kind}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            current: None,
            header: None,
        }
    }

    /// No token was shown that is good.
    pub(super) fn unauthorized(detail: &str) -> Self {
        let header = Some(Header::Challenge);
        Self { header, ..Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "No access token that is good", detail) }
    }

    /// Too many tokens were tried in vain.
    pub(super) fn too_often() -> Self {
        let detail = "too many tokens were tried from here that are not good; the next may be tried in a minute";
        let header = Some(Header::InAMinute);
        Self { header, ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "Too many tries", detail) }
    }

    /// The token, or whoever it acts for, may not do that.
    pub(super) fn forbidden(has: AgentRole, needs: AgentRole) -> Self {
        let detail = format!("this needs the role {needs} or a higher one; the token acts as {has}");
        Self::new(StatusCode::FORBIDDEN, "forbidden", "The role does not allow it", detail)
    }

    /// Whoever it acts for has yet to set up their second factor.
    pub(super) fn factor_missing() -> Self {
        let detail = "the account must have a second factor first: /desk/account/second-factor";
        Self::new(StatusCode::FORBIDDEN, "second-factor-missing", "No second factor", detail)
    }

    /// There is no such thing.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    /// There is no such article.
    pub(super) fn no_article(id: &str) -> Self {
        Self::not_found(format!("there is no article `{id}`; a `/` in an id is written %2F in a path"))
    }

    /// The request cannot be understood.
    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "Not understood", detail)
    }

    /// It is of a kind that is not read.
    pub(super) fn wrong_kind(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Not of a kind that is read", detail)
    }

    /// There is too much of it.
    pub(super) fn too_large() -> Self {
        let detail = "the request is too large: JSON may have 4 MiB, a file to import 32 MiB";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large", detail)
    }

    /// It is understood, and what it wants is not possible.
    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Not valid", detail)
    }

    /// A field has something wrong.
    pub(super) fn field(field: &'static str, detail: impl Into<String>) -> Self {
        let errors = vec![FieldError { field, detail: detail.into() }];
        Self { errors, ..Self::invalid(format!("`{field}` cannot be so")) }
    }

    /// An article cannot be saved so.
    pub(super) fn faults(faults: &[Fault]) -> Self {
        let error = |fault: &Fault| FieldError { field: fault.field(), detail: fault.to_string() };
        let errors = faults.iter().map(error).collect();
        Self { errors, ..Self::invalid("the article cannot be saved so") }
    }

    /// Somebody else has to look at it before it is published.
    pub(super) fn unseen() -> Self {
        let detail = "somebody else has to look at what is published: save it with the status `review`; another person, who did not write it, \
                      publishes it as it is then";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "second-look-missing", "Nobody else has looked at it", detail)
    }

    /// These could not be read, each in a sentence.
    pub(super) fn unreadable(problems: Vec<String>, detail: impl Into<String>) -> Self {
        let errors = problems.into_iter().map(|detail| FieldError { field: "file", detail }).collect();
        Self { errors, ..Self::invalid(detail) }
    }

    /// Nobody said over which version they write.
    pub(super) fn revision_required() -> Self {
        let detail = "say which revision you started from: `revision` as you were given it, or its ETag in If-Match";
        Self::new(StatusCode::PRECONDITION_REQUIRED, "revision-required", "No revision", detail)
    }

    /// Somebody was quicker. Nothing was changed.
    pub(super) fn overtaken(status: StatusCode, current: Option<Shown>) -> Self {
        let detail = "somebody saved another version since the revision that you started from; nothing was changed";
        let current = current.map(Box::new);
        Self { current, ..Self::new(status, "overtaken", "Overtaken", detail) }
    }

    /// What stands for a status that something else answered with.
    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(status, "method-not-allowed", "Method not allowed", "the header Allow says what is")
            }
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::NOT_FOUND => Self::not_found("there is nothing here; see docs/api.md"),
            status if status.is_client_error() => {
                Self { status: status.as_u16(), ..Self::malformed("see docs/api.md") }
            }
            _ => Self::unavailable(),
        }
    }

    fn unavailable() -> Self {
        let detail = "the database does not answer now; try again later";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not available", detail)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a program could not be answered");
        Self::unavailable()
    }
}

impl From<LibraryError> for Problem {
    fn from(error: LibraryError) -> Self {
        tracing::error!(%error, "the knowledge cannot be asked");
        Self::unavailable()
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::of(failure.status())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        if let Some((name, value)) = self.header.map(Header::parts) {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Gives what something else refused the form of a problem.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_problem = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM);
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut dressed = Problem::of(status).into_response();
    if let Some(allowed) = response.headers().get(ALLOW) {
        dressed.headers_mut().insert(ALLOW, allowed.clone());
    }
    dressed
}

/// Any other address below `/api`.
pub(super) async fn nothing_here() -> Problem {
    Problem::of(StatusCode::NOT_FOUND)
}
