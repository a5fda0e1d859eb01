//! What programs send: JSON with no field that is not known, what stands behind the `?`, and the revision that they started from.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::{CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::desk::Desk;

/// JSON.
pub(super) struct Sent<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Desk> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Problem> {
        let kind = kind(request.headers());
        if kind != "application/json" && !kind.ends_with("+json") {
            let told: String = kind.chars().take(60).collect();
            return Err(Problem::wrong_kind(format!("Content-Type is `{told}`; send application/json")));
        }
        let bytes = bytes(request, desk).await?;
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|error| Problem::malformed(format!("the JSON is not as expected: {error}")))
    }
}

/// What a request says it carries, without its parameters.
pub(super) fn kind(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// All that a request carries.
pub(super) async fn bytes(request: Request, desk: &Desk) -> Result<Bytes, Problem> {
    Bytes::from_request(request, desk).await.map_err(|rejection: BytesRejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::malformed("the request broke off"),
    })
}

/// What stands behind the `?`.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Desk> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Problem> {
        let read = Query::<T>::from_request_parts(parts, desk).await;
        read.map(|Query(asked)| Self(asked)).map_err(|rejection| Problem::malformed(rejection.body_text()))
    }
}

/// The revision in `If-Match`, if there is one.
pub(super) struct Matching(Option<i64>);

impl FromRequestParts<Desk> for Matching {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Problem> {
        match tag(&parts.headers, &IF_MATCH) {
            None => Ok(Self(None)),
            Some(text) => match read(text) {
                Some(revision) => Ok(Self(Some(revision))),
                None => Err(Problem::malformed("If-Match is the ETag of an article, such as \"17\"")),
            },
        }
    }
}

impl Matching {
    /// The revision that a program started from, and the status of being overtaken since.
    pub(super) fn or(self, sent: Option<i64>) -> Result<(i64, StatusCode), Problem> {
        match (self.0, sent) {
            (Some(one), Some(other)) if one != other => {
                Err(Problem::malformed("If-Match and `revision` name two revisions; send one of them"))
            }
            (Some(revision), _) => Ok((revision, StatusCode::PRECONDITION_FAILED)),
            (None, Some(revision)) => Ok((revision, StatusCode::CONFLICT)),
            (None, None) => Err(Problem::revision_required()),
        }
    }
}

/// Whether a program has this revision already.
pub(super) fn has_already(headers: &HeaderMap, revision: i64) -> bool {
    let known = tag(headers, &IF_NONE_MATCH).unwrap_or_default();
    known.split(',').any(|text| read(text) == Some(revision))
}

fn tag<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// The revision of an `ETag` of ours.
fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    let text = text.strip_prefix("W/").unwrap_or(text);
    text.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}
