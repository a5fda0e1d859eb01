//! The page in a frame on another site.
//!
//! It is the chat page without a conversation in it: browsers keep cookies back from frames on other sites, so whose it
//! is comes out only when the page's script shows the visitor's token. Each page brings a token of a new visitor, for a
//! browser that has none yet. Only pages of the sites in the settings, and our own, may put the frame around it.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

use crate::chat::Shared;
use crate::page::{self, Frame, Theme};
use crate::refusal::{Asker, How, Reason, Refusal};
use crate::routes::{Context, POLICY};
use crate::{token, visitor};

#[derive(Deserialize)]
pub(crate) struct Wanted {
    lang: Option<String>,
    theme: Option<String>,
}

pub(crate) async fn show(
    State(context): State<Context>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let chat = &context.chat;
    let asker = Asker { how: How::Page, ..Asker::of(chat, &headers, wanted.lang.as_deref()) };
    let frame = Frame {
        token: token::of(chat, &visitor::random()),
        origins: origins(chat),
        theme: wanted.theme.as_deref().and_then(Theme::named),
    };
    let html = page::framed(&context, asker.language, frame).map_err(|_| chat.refuse(asker, Reason::Unavailable))?;
    Ok(Html(html).into_response())
}

/// Says to browsers whose pages may be around this one, whatever the answer is.
pub(crate) async fn admit(State(context): State<Context>, mut response: Response) -> Response {
    let ours = "frame-ancestors 'self'";
    let all = format!("{ours} {}", origins(&context.chat));
    // Pictures are fetched by the script, which shows the token, and are shown from the page's own memory.
    let policy = POLICY.replace(ours, all.trim_end()).replace("img-src 'self'", "img-src 'self' blob:");
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn origins(chat: &Shared) -> String {
    let origins: Vec<&str> = chat.settings.embed_on.iter().map(crate::Origin::as_str).collect();
    origins.join(" ")
}
