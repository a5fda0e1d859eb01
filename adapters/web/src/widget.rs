//! The script that puts the chat on the pages of other sites.
//!
//! It is one file for everybody: the launcher's words in all languages, its style, and the sites that may embed the chat,
//! so that on any other page it shows nothing, which is better than a button that opens an error.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hamyar_channel::{Words, WordsExt, digits};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::json;

use crate::routes::{Context, RESOURCE_POLICY};
use crate::visitor::direction;
use crate::{Origin, Settings};

const SCRIPT: &str = include_str!("../assets/widget.js");
const STYLE: &str = include_str!("../assets/widget.css");
/// Browsers ask again after some minutes, so that pages that name it once have what is new soon.
const CACHE: &str = "public, max-age=600, stale-while-revalidate=86400";
/// The highest number of unread messages that is told exactly.
const COUNTED: usize = 9;

/// The script, and what names its content.
pub(crate) struct Widget {
    script: String,
    tag: String,
}

/// The launcher's words in a language.
#[derive(Serialize)]
struct Spoken {
    language: &'static str,
    direction: &'static str,
    /// The frame's title.
    title: String,
    /// The launcher's name.
    launcher: String,
    /// The launcher's badge and its name, for each number of unread messages: one, two, …, more.
    unread: Vec<(String, String)>,
    new: String,
    close: String,
    unreachable: String,
    window: String,
}

impl Widget {
    pub(crate) fn new(settings: &Settings, words: &dyn Words) -> Self {
        let spoken: Vec<Spoken> =
            words.languages().iter().map(|language| spoken(words, language, &settings.brand)).collect();
        let origins: Vec<&str> = settings.embed_on.iter().map(Origin::as_str).collect();
        let known = json!({ "origins": origins, "languages": spoken, "style": brief(STYLE, "/*") });
        let script = format!("{}({known});\n", brief(SCRIPT, "//").trim_end());
        let mut hasher = DefaultHasher::new();
        script.hash(&mut hasher);
        Self { tag: format!("\"{:016x}\"", hasher.finish()), script }
    }
}

fn spoken(words: &dyn Words, language: &'static str, brand: &str) -> Spoken {
    let brand = ("brand", brand);
    let unread = |number: usize| {
        let more = if number > COUNTED { "+" } else { "" };
        let badge = digits(language, &format!("{}{more}", number.min(COUNTED)));
        // A plain number is put into the language's digits by the words themselves.
        let count = if number > COUNTED { badge.clone() } else { number.to_string() };
        let name = words.text(language, "widget-launcher-unread", &[brand, ("count", &count)]);
        (badge, name)
    };
    Spoken {
        language,
        direction: direction(language),
        title: words.text(language, "chat-name", &[brand]),
        launcher: words.text(language, "widget-launcher", &[brand]),
        unread: (1..=COUNTED + 1).map(unread).collect(),
        new: words.word(language, "widget-new"),
        close: words.word(language, "widget-close"),
        unreachable: words.word(language, "widget-unreachable"),
        window: words.word(language, "widget-window"),
    }
}

/// The text without indents, empty lines and lines that are a comment: visitors load it on every page.
fn brief(text: &str, comment: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(comment));
    lines.flat_map(|line| [line, "\n"]).collect()
}

pub(crate) async fn serve(State(context): State<Context>, headers: HeaderMap) -> Response {
    let Widget { script, tag } = &context.chat.widget;
    let known =
        headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).is_some_and(|tags| tags.contains(tag.as_str()));
    let about = [(CACHE_CONTROL, CACHE), (ETAG, tag.as_str()), (RESOURCE_POLICY, "cross-origin")];
    if known {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(CONTENT_TYPE, "text/javascript; charset=utf-8")], script.clone()).into_response()
}
