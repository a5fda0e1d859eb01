//! Files that the team or the visitor sent, for the visitor in whose conversation they are, and for nobody else.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use hamyar_channel::Address;
use http::HeaderValue;
use http::header::CACHE_CONTROL;

use crate::refusal::{Asker, Reason, Refusal};
use crate::routes::Context;
use crate::visitor;

/// Whoever has the page open may look again without asking.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=86400");

pub(crate) async fn show(
    State(context): State<Context>,
    Path((item, number)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let chat = &context.chat;
    let asker = Asker::of(chat, request.headers(), None);
    // Who is not known has nothing here, and is told the same as who asks for what is another's.
    let missing = || chat.refuse(asker, Reason::Missing);
    let visitor = visitor::known(chat, request.headers()).ok().flatten().ok_or_else(missing)?;
    let number = number.parse().map_err(|_| missing())?;
    let id = &chat.settings.id;
    match context.inbox.open_file(id, &Address::chat(&visitor), &item, number).await {
        Ok(Some(file)) => {
            let mut headers = file.headers();
            headers.insert(CACHE_CONTROL, KEPT);
            Ok((headers, Body::from_stream(file.stream.bytes)).into_response())
        }
        Ok(None) => Err(missing()),
        Err(error) => {
            tracing::warn!(channel = %id, error = &error as &dyn std::error::Error, "a file was not opened");
            Err(chat.refuse(asker, Reason::Unavailable))
        }
    }
}
