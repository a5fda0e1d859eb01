//! What goes wrong at the desk, as pages that say what to do about it.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hamyar_channel::Words;

use super::Desk;
use super::assets;
use super::tongue::Tongue;
use crate::library::LibraryError;
use crate::store::StoreError;

/// Why a request comes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// There is no such thing, or it is not for this person: they are told the same.
    NotFound,
    /// The role does not allow it.
    Forbidden,
    /// The form does not come from a page of ours.
    ForeignForm,
    /// The form has fields that we do not know, or lacks some.
    BadForm,
    /// The form is too large.
    TooLarge,
    /// The database does not answer.
    Unavailable,
    /// The form is too large with its files.
    FormTooLarge,
    /// The platform has the file no more.
    FileGone,
    /// The platform does not hand the file over now.
    FileUnavailable,
    /// The file is larger than so many bytes.
    FileTooLarge(u64),
}

impl Failure {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::TooLarge | Self::FormTooLarge | Self::FileTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::FileGone => StatusCode::GONE,
            Self::FileUnavailable => StatusCode::BAD_GATEWAY,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("desk-not-found", "desk-not-found-hint"),
            Self::Forbidden => ("desk-forbidden", "desk-forbidden-hint"),
            Self::ForeignForm => ("desk-foreign-form", "desk-foreign-form-hint"),
            Self::BadForm => ("desk-bad-form", "desk-bad-form-hint"),
            Self::TooLarge => ("desk-too-large", "desk-too-large-hint"),
            Self::Unavailable => ("desk-unavailable", "desk-unavailable-hint"),
            Self::FormTooLarge => ("desk-form-too-large", "desk-form-too-large-hint"),
            Self::FileGone => ("desk-file-gone", "desk-file-gone-hint"),
            Self::FileUnavailable => ("desk-file-unavailable", "desk-file-unavailable-hint"),
            Self::FileTooLarge(_) => ("desk-file-too-large", "desk-file-too-large-hint"),
        }
    }

    fn hint(self, t: &Tongue, key: &str) -> String {
        match self {
            Self::FileTooLarge(limit) => t.with(key, "size", &t.size(limit)),
            _ => t.word(key),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the desk could not read or write");
        Self::Unavailable
    }
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        tracing::error!(%error, "the knowledge cannot be asked");
        Self::Unavailable
    }
}

impl From<tower_sessions::session::Error> for Failure {
    fn from(error: tower_sessions::session::Error) -> Self {
        tracing::error!(%error, "a session could not be read or written");
        Self::Unavailable
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "a file could not be written");
        Self::Unavailable
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be written");
        Self::Unavailable
    }
}

impl IntoResponse for Failure {
    /// Without a page: [`dress`] gives it one in the reader's language.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The language of whoever made the request, where it is known.
#[derive(Clone, Debug)]
pub(super) struct Language(pub(super) String);

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    t: Tongue,
    brand: String,
    css: &'static str,
    icon: &'static str,
    title: String,
    hint: String,
}

/// Gives every failure its page.
pub(super) async fn dress(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let guess = preferred(request.headers(), &*desk.words);
    let mut response = next.run(request).await;
    let Some(failure) = response.extensions().get::<Failure>().copied() else { return response };
    let language = response.extensions().get::<Language>().map_or(guess.as_str(), |language| &language.0);
    let t = Tongue::new(&desk, language);
    let (title, hint) = failure.words();
    let (title, hint) = (t.word(title), failure.hint(&t, hint));
    let page =
        FailurePage { brand: desk.settings.brand.clone(), css: assets::css(), icon: assets::icon(), title, hint, t };
    if let Ok(html) = page.render() {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        *response.body_mut() = html.into();
    }
    response
}

/// The first language of a stranger's browser that there are words for.
pub(super) fn preferred(headers: &HeaderMap, words: &dyn Words) -> String {
    let known = words.languages();
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let primary = |part: &str| part.split(['-', ';']).next().unwrap_or_default().trim().to_ascii_lowercase();
    let found = wanted.split(',').map(primary).find(|wanted| known.contains(&wanted.as_str()));
    found.unwrap_or_else(|| known.first().copied().unwrap_or("en").to_owned())
}

/// Any other address below `/desk`.
pub(super) async fn nothing_here() -> Failure {
    Failure::NotFound
}
