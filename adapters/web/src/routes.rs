//! Which request goes where, and what every response says to the browser.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, post};
use hamyar_channel::{HttpBody, HttpService, Inbox, boxed_body};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use crate::chat::Shared;
use crate::refusal::{Asker, Reason, Refusal};
use crate::{assets, embed, events, files, page, post as posts, upload, widget};

/// Nothing but our own style and script, and no page of another site around ours.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                                 connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'";

/// Whose pages may use what we serve as a part of theirs.
pub(crate) const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What a handler needs.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) chat: Arc<Shared>,
    pub(crate) inbox: Arc<dyn Inbox>,
}

pub(crate) fn service(chat: Arc<Shared>, inbox: Arc<dyn Inbox>) -> HttpService {
    let context = Context { chat, inbox };
    let with_files = DefaultBodyLimit::max(upload::most_bytes(&context));
    let router = Router::new()
        .route("/", get(page::show))
        .route("/events", get(events::follow))
        .route("/messages", post(posts::message).layer(with_files))
        .route("/files", post(upload::keep))
        .route("/edits", post(posts::edit))
        .route("/presses", post(posts::press))
        .route("/typing", post(posts::typing))
        .route("/files/{item}/{number}", get(files::show))
        .route("/assets/{name}", get(assets::serve))
        .route("/widget.js", get(widget::serve))
        .route("/embed", get(embed::show).layer(middleware::map_response_with_state(context.clone(), embed::admit)))
        .fallback(missing)
        .layer(middleware::map_response(protect))
        .with_state(context);
    let boxed = |response: Response| response.map(boxed_body);
    BoxCloneSyncService::new(ServiceExt::<http::Request<HttpBody>>::map_response(router, boxed))
}

async fn missing(State(context): State<Context>, request: Request) -> Refusal {
    let asker = Asker::of(&context.chat, request.headers(), None);
    context.chat.refuse(asker, Reason::Missing)
}

async fn protect(mut response: Response) -> Response {
    // What is meant for pages of other sites has said so by now.
    const HEADERS: [(HeaderName, &str); 5] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (RESOURCE_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
