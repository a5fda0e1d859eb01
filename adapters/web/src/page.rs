//! The page.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use hamyar_channel::{Address, FileLimits, Transcript, Voice, WordsExt, digits};
use http::HeaderMap;
use serde::Deserialize;

use crate::chat::{MOUNT, Shared};
use crate::events::{WINDOW, event_id, voice_kind, voice_text};
use crate::item::{self, Renderer};
use crate::refusal::{Asker, How, Reason, Refusal};
use crate::routes::Context;
use crate::{assets, visitor};

/// Where the script puts a file's name.
const NAME: &str = "%name%";

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
    /// What a visitor may attach, if anything.
    files: Option<FileLimits>,
    /// What only a page in a frame has.
    frame: Option<Frame>,
}

/// What a page in a frame on another site has besides.
pub(crate) struct Frame {
    /// Makes a new visitor of a browser that has no token yet.
    pub(crate) token: String,
    /// The sites whose pages may be around it, with spaces between.
    pub(crate) origins: String,
    /// What the page around it asks for; else the visitor's own preference.
    pub(crate) theme: Option<Theme>,
}

/// Dark on light or light on dark.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Page<'_> {
    fn word(&self, key: &str) -> String {
        self.chat.words.word(self.language, key)
    }

    /// What a file field takes.
    #[expect(clippy::unused_self, reason = "a template calls it so")]
    fn accept(&self, files: &FileLimits) -> String {
        files.endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(",")
    }

    /// A sentence about a file whose name the script puts in.
    fn about_file(&self, key: &str, files: &FileLimits) -> String {
        let size = item::size(self.chat.words.as_ref(), self.language, files.max_bytes);
        let count = digits(self.language, &files.most.to_string());
        let arguments = [("name", NAME), ("size", &size), ("count", &count)];
        self.chat.words.text(self.language, key, &arguments)
    }

    /// The same page in another language.
    fn in_language(&self, other: &str) -> String {
        match &self.frame {
            None => format!("{MOUNT}?lang={other}"),
            Some(Frame { theme: None, .. }) => format!("{MOUNT}/embed?lang={other}"),
            Some(Frame { theme: Some(theme), .. }) => format!("{MOUNT}/embed?lang={other}&theme={}", theme.name()),
        }
    }
}

pub(crate) async fn show(
    State(context): State<Context>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let chat = &context.chat;
    let asker = Asker { how: How::Page, ..Asker::of(chat, &headers, wanted.lang.as_deref()) };
    let visitor = visitor::by_cookie(chat, &headers).unwrap_or_else(visitor::random);
    let place = Address::chat(&visitor);
    let transcript = context.inbox.transcript(&chat.settings.id, &place, None, WINDOW).await;
    let transcript = transcript.map_err(|_| chat.refuse(asker, Reason::Unavailable))?;
    let page = Page { files: context.limits(), ..page(chat, asker.language, &visitor, &transcript) };
    let html = page.render().map_err(|_| chat.refuse(asker, Reason::Unavailable))?;
    let cookies = (visitor::remember(chat, &visitor), visitor::remember_language(chat, asker.language));
    Ok((cookies, Html(html)).into_response())
}

/// The page for a frame, without a conversation: the script fetches it when it has shown whose it is.
pub(crate) fn framed(context: &Context, language: &'static str, frame: Frame) -> Result<String, askama::Error> {
    let chat = &context.chat;
    let (welcome, files) = ((chat.settings.welcome)(language), context.limits());
    Page { welcome, files, frame: Some(frame), ..empty(chat, language) }.render()
}

fn page<'a>(chat: &'a Shared, language: &'static str, visitor: &str, transcript: &Transcript) -> Page<'a> {
    let words = chat.words.as_ref();
    let renderer = Renderer::new(words, language, &chat.settings.brand, visitor);
    Page {
        voice: voice_kind(&transcript.voice),
        voice_text: voice_text(words, language, &transcript.voice),
        items: transcript.items.iter().map(|item| renderer.piece(item).html).collect(),
        last: event_id(&transcript.items),
        welcome: if transcript.items.is_empty() { (chat.settings.welcome)(language) } else { Vec::new() },
        ..empty(chat, language)
    }
}

/// A page on which nothing was said.
fn empty<'a>(chat: &'a Shared, language: &'static str) -> Page<'a> {
    let words = chat.words.as_ref();
    let others = words.languages().iter().copied().filter(|other| *other != language);
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
        voice: voice_kind(&Voice::Bot),
        voice_text: voice_text(words, language, &Voice::Bot),
        items: Vec::new(),
        last: event_id(&[]),
        welcome: Vec::new(),
        files: None,
        frame: None,
    }
}
