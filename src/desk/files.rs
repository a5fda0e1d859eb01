//! Files that came with messages, for people of the team: through us, and never by the platform's own address.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use hamyar_channel::FetchError;

use super::Desk;
use super::failure::Failure;
use crate::files::OpenError;
use crate::model::ConversationId;

/// How long a browser may show a file again without asking: it is fetched from the platform each time.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=600");

/// One file of a message.
pub(super) async fn show(
    State(desk): State<Desk>,
    Path((id, seq, number)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let id: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    let (Ok(seq), Ok(number)) = (seq.parse(), number.parse()) else { return Err(Failure::NotFound) };
    let file = desk.files.open(id, seq, number).await.map_err(|error| failure(id, seq, error))?;
    let mut headers = file.headers();
    headers.insert(CACHE_CONTROL, KEPT);
    let body = Body::from_stream(file.stream.bytes);
    Ok((headers, body).into_response())
}

fn failure(conversation: ConversationId, seq: i64, error: OpenError) -> Failure {
    match error {
        OpenError::Missing => Failure::NotFound,
        OpenError::Store(error) => error.into(),
        OpenError::Fetch(error) => {
            tracing::warn!(%conversation, seq, %error, "a file was not handed over");
            match error {
                FetchError::Gone { .. } => Failure::FileGone,
                FetchError::TooLarge { limit } => Failure::FileTooLarge(limit),
                FetchError::Unavailable { .. } => Failure::FileUnavailable,
                FetchError::Unsupported => Failure::NotFound,
            }
        }
    }
}
