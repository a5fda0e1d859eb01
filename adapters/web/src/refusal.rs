//! What a request is told when it is not done.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Json;
use axum::response::{Html, IntoResponse, Response};
use hamyar_channel::{FileRefused, Words, WordsExt, digits, safe_name};
use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use crate::chat::{MOUNT, Shared};
use crate::{assets, item, visitor};

/// How somebody wants to be answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker {
    pub(crate) language: &'static str,
    pub(crate) how: How,
}

/// Who reads the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The page's script.
    Script,
    /// A browser that shows what comes as a page.
    Page,
}

/// What forms send.
const FORMS: [&str; 2] = ["application/x-www-form-urlencoded", "multipart/form-data"];

impl Asker {
    /// Judges by the headers; `language` is what the address names.
    pub(crate) fn of(chat: &Shared, headers: &HeaderMap, language: Option<&str>) -> Self {
        let says = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let page = match says(CONTENT_TYPE) {
            Some(sent) => FORMS.iter().any(|form| sent.starts_with(form)),
            None => says(ACCEPT).is_some_and(|wanted| wanted.contains("text/html")),
        };
        let how = if page { How::Page } else { How::Script };
        Self { language: visitor::language(language, headers, chat.words.as_ref()), how }
    }
}

/// Why a request is not done.
#[derive(Debug)]
pub(crate) enum Reason {
    /// A message without text.
    Empty,
    /// A message beyond the limit, in bytes.
    Long(usize),
    /// The host does not keep this file.
    File { name: String, refused: FileRefused },
    /// More files than one message may have.
    Many(usize),
    /// A file that was brought is not there any more.
    Lost,
    /// Too many messages; this is how long to wait.
    Busy(Duration),
    /// Too many live connections.
    Streams,
    /// Something else is wrong with the request: this.
    Malformed(String),
    /// It came from a page of another site.
    Origin,
    /// It needs a visitor and has none.
    Visitor,
    /// The inbox could not take it.
    Unavailable,
    /// There is no such address.
    Missing,
}

/// A refused request, as it is told.
pub(crate) struct Refusal {
    reason: Reason,
    asker: Asker,
    words: Arc<dyn Words>,
    /// What was written, to be written no second time.
    written: Option<String>,
}

impl Shared {
    pub(crate) fn refuse(&self, asker: Asker, reason: Reason) -> Refusal {
        Refusal { reason, asker, words: Arc::clone(&self.words), written: None }
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage<'a> {
    language: &'a str,
    direction: &'a str,
    message: &'a str,
    back: &'a str,
    mount: &'a str,
    style: String,
    /// What was written, if it is to be sent again.
    written: Option<&'a str>,
    field: &'a str,
    send: &'a str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = match &self.reason {
            Reason::Empty => (StatusCode::BAD_REQUEST, "empty"),
            Reason::Long(_) => (StatusCode::PAYLOAD_TOO_LARGE, "long"),
            Reason::File { refused, .. } => not_kept(refused),
            Reason::Many(_) => (StatusCode::PAYLOAD_TOO_LARGE, "file-many"),
            Reason::Lost => (StatusCode::GONE, "file-lost"),
            Reason::Busy(_) => (StatusCode::TOO_MANY_REQUESTS, "busy"),
            Reason::Streams => (StatusCode::TOO_MANY_REQUESTS, "streams"),
            Reason::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed"),
            Reason::Origin => (StatusCode::FORBIDDEN, "origin"),
            Reason::Visitor => (StatusCode::UNAUTHORIZED, "visitor"),
            Reason::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Reason::Missing => (StatusCode::NOT_FOUND, "missing"),
        };
        let message = self.message(code);
        let wait = self.wait();
        let mut response = match self.asker.how {
            How::Script => self.json(status, code, &message, wait),
            How::Page => self.page(status, &message),
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// How it is told that a file is not kept.
fn not_kept(refused: &FileRefused) -> (StatusCode, &'static str) {
    match refused {
        FileRefused::Unsupported => (StatusCode::NOT_FOUND, "missing"),
        FileRefused::Empty => (StatusCode::BAD_REQUEST, "file-empty"),
        FileRefused::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "file-large"),
        FileRefused::Kind { .. } => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "file-kind"),
        FileRefused::Disguised => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "file-disguised"),
        FileRefused::Broken => (StatusCode::BAD_REQUEST, "file-broken"),
        FileRefused::Full => (StatusCode::PAYLOAD_TOO_LARGE, "file-full"),
        FileRefused::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    }
}

impl Refusal {
    /// The same refusal, which gives back what was written.
    pub(crate) fn with_words(self, words: &str) -> Self {
        Self { written: Some(words.to_owned()).filter(|words| !words.trim().is_empty()), ..self }
    }

    fn message(&self, code: &str) -> String {
        let (words, language) = (self.words.as_ref(), self.asker.language);
        let key = format!("chat-error-{code}");
        let seconds = self.wait().unwrap_or_default().to_string();
        match &self.reason {
            Reason::File { name, refused } => {
                let (size, kinds) = match refused {
                    FileRefused::TooLarge { limit } => (item::size(words, language, *limit), String::new()),
                    FileRefused::Kind { allowed } => (String::new(), allowed.join(", ")),
                    _ => (String::new(), String::new()),
                };
                words.text(language, &key, &[("name", &safe_name(name)), ("size", &size), ("kinds", &kinds)])
            }
            Reason::Many(most) => words.text(language, &key, &[("count", &digits(language, &most.to_string()))]),
            _ => words.text(language, &key, &[("seconds", &seconds)]),
        }
    }

    /// After how many seconds it may go better.
    fn wait(&self) -> Option<u64> {
        match &self.reason {
            Reason::Busy(wait) => Some(wait.as_secs() + 1),
            Reason::Streams => Some(30),
            Reason::Unavailable => Some(2),
            _ => None,
        }
    }

    fn json(&self, status: StatusCode, code: &str, message: &str, wait: Option<u64>) -> Response {
        let mut error = json!({ "code": code, "message": message });
        match &self.reason {
            Reason::Long(limit) => error["limit"] = json!(limit),
            Reason::Malformed(detail) => error["detail"] = json!(detail),
            _ => {}
        }
        if let Some(seconds) = wait {
            error["retry_after"] = json!(seconds);
        }
        (status, Json(json!({ "error": error }))).into_response()
    }

    fn page(&self, status: StatusCode, message: &str) -> Response {
        let language = self.asker.language;
        let page = RefusedPage {
            language,
            direction: visitor::direction(language),
            message,
            back: &self.words.word(language, "chat-back"),
            mount: MOUNT,
            style: assets::style(),
            written: self.written.as_deref(),
            field: &self.words.word(language, "chat-field"),
            send: &self.words.word(language, "chat-send"),
        };
        match page.render() {
            Ok(page) => (status, Html(page)).into_response(),
            Err(_) => (status, message.to_owned()).into_response(),
        }
    }
}
