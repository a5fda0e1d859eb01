//! One thing that was said, as the page shows it.

use askama::Template;
use hamyar_channel::{RichText, TranscriptAuthor, TranscriptItem, Words, WordsExt, digits, is_right_to_left};
use serde::Serialize;

use crate::chat::MOUNT;

/// What a page needs to show the items of one chat in one language.
pub(crate) struct Renderer {
    language: &'static str,
    /// What [`hamyar_channel::Inbound::key`] of this visitor's messages begins with.
    prefix: String,
    name: String,
    you: String,
    bot: String,
    edited: String,
    sent: String,
    edit: String,
    choices: String,
    kilobytes: String,
    megabytes: String,
}

/// An item on its way to the page.
#[derive(Debug, Serialize)]
pub(crate) struct Piece {
    pub(crate) id: String,
    /// The key that the page's script gave to the message.
    pub(crate) key: Option<String>,
    /// The visitor's own.
    pub(crate) mine: bool,
    pub(crate) html: String,
}

#[derive(Template)]
#[template(path = "item.html")]
struct View<'a> {
    words: &'a Renderer,
    mount: &'a str,
    item: &'a TranscriptItem,
    key: Option<&'a str>,
    by: &'a str,
    agent: Option<&'a str>,
    /// The body of what we said; a visitor's own words are escaped as they are.
    body: Option<String>,
    direction: &'a str,
    at: String,
    clock: String,
}

impl Renderer {
    pub(crate) fn new(words: &dyn Words, language: &'static str, brand: &str, visitor: &str) -> Self {
        let word = |key| words.word(language, key);
        Self {
            language,
            prefix: format!("m:{visitor}:"),
            name: words.text(language, "chat-name", &[("brand", brand)]),
            you: word("chat-you"),
            bot: word("chat-bot"),
            edited: word("chat-edited"),
            sent: word("chat-sent"),
            edit: word("chat-edit"),
            choices: word("chat-choices"),
            kilobytes: word("chat-size-kb"),
            megabytes: word("chat-size-mb"),
        }
    }

    /// A size in bytes, rounded up.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands it over so")]
    fn size(&self, bytes: &u64) -> String {
        sized(self.language, *bytes, [&self.kilobytes, &self.megabytes])
    }

    pub(crate) fn piece(&self, item: &TranscriptItem) -> Piece {
        let key = item.key.as_deref().and_then(|key| key.strip_prefix(&self.prefix));
        let (by, agent) = match &item.author {
            TranscriptAuthor::Customer => ("mine", None),
            TranscriptAuthor::Bot => ("bot", None),
            TranscriptAuthor::Agent(name) => ("agent", Some(name.as_str()).filter(|name| !name.is_empty())),
        };
        let view = View {
            words: self,
            mount: MOUNT,
            item,
            key,
            by,
            agent,
            body: (by != "mine").then(|| hamyar_channel::html(&item.body)),
            direction: direction(&item.body),
            at: item.at.to_rfc3339(),
            clock: digits(self.language, &item.at.format("%H:%M UTC").to_string()),
        };
        // Only writing to a full string could fail.
        let html = view.render().unwrap_or_default();
        Piece { id: item.id.clone(), key: key.map(str::to_owned), mine: by == "mine", html }
    }
}

/// A size in bytes, rounded up, in the words of a language.
pub(crate) fn size(words: &dyn Words, language: &str, bytes: u64) -> String {
    sized(language, bytes, [&words.word(language, "chat-size-kb"), &words.word(language, "chat-size-mb")])
}

fn sized(language: &str, bytes: u64, [kilobytes, megabytes]: [&str; 2]) -> String {
    let (unit, amount) = match bytes {
        0..1_000_000 => (kilobytes, bytes.div_ceil(1000)),
        _ => (megabytes, bytes.div_ceil(1_000_000)),
    };
    format!("{} {unit}", digits(language, &amount.to_string()))
}

/// Which way most of a message is written.
fn direction(body: &str) -> &'static str {
    if is_right_to_left(&RichText::from_markdown(body).text) { "rtl" } else { "ltr" }
}
