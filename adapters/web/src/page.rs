//! The page.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use hamyar_channel::{Address, Transcript, WordsExt};
use http::HeaderMap;
use serde::Deserialize;

use crate::chat::{MOUNT, Shared};
use crate::events::{WINDOW, event_id, voice_kind, voice_text};
use crate::item::Renderer;
use crate::refusal::{Asker, How, Reason, Refusal};
use crate::routes::Context;
use crate::{assets, visitor};

#[derive(Deserialize)]
pub(crate) struct Wanted {
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    chat: &'a Shared,
    language: &'static str,
    direction: &'static str,
    mount: &'a str,
    name: String,
    style: String,
    script: String,
    mark: String,
    /// The other languages, and what each calls itself.
    languages: Vec<(&'static str, String)>,
    voice: &'a str,
    voice_text: String,
    items: Vec<String>,
    last: String,
    welcome: Vec<String>,
}

impl Page<'_> {
    fn word(&self, key: &str) -> String {
        self.chat.words.word(self.language, key)
    }
}

pub(crate) async fn show(
    State(context): State<Context>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let chat = &context.chat;
    let asker = Asker { how: How::Page, ..Asker::of(chat, &headers, wanted.lang.as_deref()) };
    let visitor = visitor::known(chat, &headers).unwrap_or_else(visitor::random);
    let place = Address::chat(&visitor);
    let transcript = context.inbox.transcript(&chat.settings.id, &place, None, WINDOW).await;
    let transcript = transcript.map_err(|_| chat.refuse(asker, Reason::Unavailable))?;
    let page = page(chat, asker.language, &visitor, &transcript);
    let html = page.render().map_err(|_| chat.refuse(asker, Reason::Unavailable))?;
    let cookies = (visitor::remember(chat, &visitor), visitor::remember_language(chat, asker.language));
    Ok((cookies, Html(html)).into_response())
}

fn page<'a>(chat: &'a Shared, language: &'static str, visitor: &str, transcript: &Transcript) -> Page<'a> {
    let words = chat.words.as_ref();
    let renderer = Renderer::new(words, language, &chat.settings.brand, visitor);
    let others = words.languages().iter().copied().filter(|other| *other != language);
    let welcome = if transcript.items.is_empty() { (chat.settings.welcome)(language) } else { Vec::new() };
    Page {
        chat,
        language,
        direction: visitor::direction(language),
        mount: MOUNT,
        name: words.text(language, "chat-name", &[("brand", &chat.settings.brand)]),
        style: assets::style(),
        script: assets::script(),
        mark: assets::mark(),
        languages: others.map(|other| (other, words.word(other, "chat-language"))).collect(),
        voice: voice_kind(&transcript.voice),
        voice_text: voice_text(words, language, &transcript.voice),
        items: transcript.items.iter().map(|item| renderer.piece(item).html).collect(),
        last: event_id(&transcript.items),
        welcome,
    }
}
