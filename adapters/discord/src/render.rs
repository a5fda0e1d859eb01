//! Our text as Discord's Markdown, in which nothing that was written is markup, and buttons as rows of components.

use std::iter::once;

use hamyar_channel::{Button, Format, Mention, Outbound, RichText, Span};
use serde_json::{Value, json};
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage, EditMessage,
};
use serenity::model::application::ButtonStyle;
use serenity::model::channel::{MessageFlags, MessageReference, MessageReferenceKind, Nonce};
use serenity::model::id::{ChannelId, MessageId, RoleId, UserId};

/// The longest content of a message, in characters.
pub const MAX_LENGTH: usize = 2000;

/// The longest description of an embed.
const MAX_EMBED: usize = 4096;

/// Rows under a message, and buttons in one.
const ROWS: usize = 5;
const LABEL: usize = 80;

/// The longest nonce.
const NONCE: usize = 25;

/// The text of a message. What is too long only because it had to be escaped goes into an embed, which holds more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Content(String),
    Embed(String),
}

impl Body {
    pub(crate) fn of(rich: &RichText) -> Self {
        let formatted = markdown(rich);
        let length = formatted.chars().count();
        if length <= MAX_LENGTH {
            return Self::Content(formatted);
        }
        if length <= MAX_EMBED {
            return Self::Embed(formatted);
        }
        // Whoever has not cut what does not fit has it without formatting: escaping doubles a text at most.
        let addressed = escaped(&rich.without_formatting().text);
        let fits = addressed.chars().count() <= MAX_EMBED;
        Self::Embed(if fits { addressed } else { escaped(&rich.text) })
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Content(text) | Self::Embed(text) => text,
        }
    }
}

/// Whether a text of the length that Discord takes fits a message with its formatting: escapes and the addresses of links
/// count there.
pub(crate) fn fits(rich: &RichText) -> bool {
    markdown(rich).chars().count() <= MAX_EMBED
}

/// A message to be sent in this channel, in reply to this one.
pub(crate) fn message(outbound: &Outbound, body: &Body, channel: u64, reply_to: Option<u64>) -> CreateMessage {
    let message = CreateMessage::new()
        .allowed_mentions(called(&outbound.text))
        .components(rows(&outbound.buttons))
        .nonce(Nonce::String(nonce(&outbound.key)))
        .enforce_nonce(true);
    let message = match body {
        // Links are read in the text; a preview of each would bury it.
        Body::Content(text) => message.content(text).flags(MessageFlags::SUPPRESS_EMBEDS),
        Body::Embed(text) => message.embed(CreateEmbed::new().description(text)),
    };
    let (Some(replied), Some(channel)) = (reply_to.filter(|id| *id > 0), Some(channel).filter(|id| *id > 0)) else {
        return message;
    };
    // The message may be deleted by now; the answer is wanted all the same.
    let reference = MessageReference::new(MessageReferenceKind::Default, ChannelId::new(channel));
    message.reference_message(reference.message_id(MessageId::new(replied)).fail_if_not_exists(false))
}

/// Those whom our text calls, and nobody else whom words could seem to name.
fn called(text: &RichText) -> CreateAllowedMentions {
    let id = |id: &String| id.parse::<u64>().ok().filter(|id| *id > 0);
    let mentions = || {
        text.spans.iter().filter_map(|span| match &span.format {
            Format::Mention(mention) => Some(mention),
            _ => None,
        })
    };
    let accounts = mentions().filter_map(|mention| match mention {
        Mention::Account(account) => id(account).map(UserId::new),
        Mention::Name(_) | Mention::Role(_) => None,
    });
    let roles = mentions().filter_map(|mention| match mention {
        Mention::Role(role) => id(role).map(RoleId::new),
        Mention::Name(_) | Mention::Account(_) => None,
    });
    CreateAllowedMentions::new().users(accounts).roles(roles).replied_user(false)
}

/// A message as the first of a forum's post: a forum holds no messages of its own. It has no nonce there.
pub(crate) fn post(name: &str, message: &CreateMessage) -> Value {
    let mut message = json!(message);
    if let Some(message) = message.as_object_mut() {
        message.retain(|field, _| !matches!(field.as_str(), "nonce" | "enforce_nonce" | "message_reference"));
    }
    json!({ "name": name, "message": message })
}

/// What a message says instead.
pub(crate) fn edit(outbound: &Outbound, body: &Body) -> EditMessage {
    let edit = EditMessage::new()
        .allowed_mentions(CreateAllowedMentions::new().replied_user(false))
        .components(rows(&outbound.buttons));
    match body {
        Body::Content(text) => edit.content(text).embeds(Vec::new()).suppress_embeds(true),
        Body::Embed(text) => edit.content("").embed(CreateEmbed::new().description(text)).suppress_embeds(false),
    }
}

/// What makes equal sends one message. Keys that are too long are hashed, 100 bits of FNV-1a.
pub(crate) fn nonce(key: &str) -> String {
    if key.len() <= NONCE && key.is_ascii() {
        return key.to_owned();
    }
    let step = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    let hash = key.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, step);
    format!("{:025x}", hash & ((1 << 100) - 1))
}

fn rows(buttons: &[Vec<Button>]) -> Vec<CreateActionRow> {
    let button = |button: &Button| {
        let label: String = button.label.chars().take(LABEL).collect();
        CreateButton::new(&button.action).label(label).style(ButtonStyle::Secondary)
    };
    let rows = buttons.iter().flat_map(|row| row.chunks(ROWS)).filter(|row| !row.is_empty());
    rows.take(ROWS).map(|row| CreateActionRow::Buttons(row.iter().map(button).collect())).collect()
}

/// The text with its formatting.
pub(crate) fn markdown(rich: &RichText) -> String {
    let mut writer = Writer { out: String::with_capacity(rich.text.len() * 2), quoting: false };
    writer.range(&rich.text, 0, rich.text.len(), &rich.spans);
    writer.out
}

/// Text that reads as it is written.
pub(crate) fn escaped(text: &str) -> String {
    markdown(&RichText::plain(text))
}

/// Text as a quotation, cut to so many characters.
pub(crate) fn quoted(text: &str, most: usize) -> String {
    let cut: String = text.chars().take(most / 2).collect();
    let ellipsis = if cut.len() < text.len() { "…" } else { "" };
    let text = format!("{}{ellipsis}", cut.trim_end());
    let spans = vec![Span { start: 0, end: text.len(), format: Format::Quote }];
    markdown(&RichText { text, spans })
}

struct Writer {
    out: String,
    /// Every line begins with the mark of a quotation.
    quoting: bool,
}

impl Writer {
    /// A part of the text. Spans are sorted, and nest or are disjoint.
    fn range(&mut self, text: &str, from: usize, to: usize, spans: &[Span]) {
        let (mut at, mut rest) = (from, spans);
        while let Some((span, later)) = rest.split_first() {
            let inner = later.iter().take_while(|other| other.start < span.end).count();
            self.plain(&text[at..span.start.max(at)]);
            self.span(text, span, &later[..inner]);
            (at, rest) = (span.end, &later[inner..]);
        }
        self.plain(&text[at.min(to)..to]);
    }

    fn span(&mut self, text: &str, span: &Span, inner: &[Span]) {
        let words = &text[span.start..span.end];
        match &span.format {
            Format::Bold => self.between("**", text, span, inner),
            Format::Italic => self.between("*", text, span, inner),
            Format::Strikethrough => self.between("~~", text, span, inner),
            Format::Code => self.code(words),
            Format::Pre(language) => self.block(words, language.as_deref()),
            Format::Quote => {
                let outer = std::mem::replace(&mut self.quoting, true);
                self.out.push_str("> ");
                self.range(text, span.start, span.end, inner);
                self.quoting = outer;
            }
            Format::Link(url) => self.link(text, span, inner, url),
            Format::Mention(mention) => self.mention(words, mention),
        }
    }

    fn between(&mut self, mark: &str, text: &str, span: &Span, inner: &[Span]) {
        self.out.push_str(mark);
        self.range(text, span.start, span.end, inner);
        self.out.push_str(mark);
    }

    fn code(&mut self, words: &str) {
        if words.contains('`') {
            self.raw(&format!("`` {words} ``"));
        } else {
            self.raw(&format!("`{words}`"));
        }
    }

    fn block(&mut self, words: &str, language: Option<&str>) {
        let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#');
        let language = language.filter(|name| name.chars().all(named)).unwrap_or_default();
        // A fence within would end the block.
        let words = words.replace("```", "`\u{200b}`\u{200b}`");
        self.raw(&format!("```{language}\n{}\n```", words.trim_end_matches('\n')));
    }

    /// Discord shows by itself what whom it calls is called. User names call nobody.
    fn mention(&mut self, words: &str, mention: &Mention) {
        let (sign, id) = match mention {
            Mention::Account(id) => ("@", id),
            Mention::Role(id) => ("@&", id),
            Mention::Name(_) => return self.plain(words),
        };
        if id.is_empty() || id.contains(|letter: char| !letter.is_ascii_digit()) {
            return self.plain(words);
        }
        self.raw(&format!("<{sign}{id}>"));
    }

    /// Discord links words to web addresses only, and not words that look like another address.
    fn link(&mut self, text: &str, span: &Span, inner: &[Span], url: &str) {
        let words = &text[span.start..span.end];
        let web = ["http://", "https://"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme));
        if web && words == url {
            self.raw(url);
        } else if web && !words.contains("://") {
            self.out.push('[');
            self.range(text, span.start, span.end, inner);
            let url = url.replace('(', "%28").replace(')', "%29").replace(char::is_whitespace, "%20");
            self.raw(&format!("]({url})"));
        } else {
            self.range(text, span.start, span.end, inner);
            let address = url.split_once(':').filter(|(scheme, _)| matches!(*scheme, "mailto" | "tel"));
            let address = address.map_or(url, |(_, address)| address);
            if !words.contains(address) {
                self.plain(&format!(" ({address})"));
            }
        }
    }

    /// Words without formatting. Web addresses stay as they are: Discord finds them, and an escape would become part of
    /// them.
    fn plain(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if rest.starts_with("https://") || rest.starts_with("http://") {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>')).unwrap_or(rest.len());
                self.raw(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
            if self.is_markup(character) {
                self.out.push('\\');
            }
            self.raw(character.encode_utf8(&mut [0; 4]));
            rest = &rest[character.len_utf8()..];
        }
    }

    fn is_markup(&self, character: char) -> bool {
        match character {
            '\\' | '*' | '_' | '~' | '`' | '|' | '[' | '<' => true,
            '#' | '>' | '-' | '+' => self.begins_line(),
            _ => false,
        }
    }

    fn begins_line(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let line = if self.quoting { line.strip_prefix("> ").unwrap_or(line) } else { line };
        line.chars().all(char::is_whitespace)
    }

    fn raw(&mut self, text: &str) {
        let mut lines = text.split('\n');
        for (index, line) in once(lines.next().unwrap_or_default()).chain(lines).enumerate() {
            if index > 0 {
                self.out.push('\n');
                if self.quoting {
                    self.out.push_str("> ");
                }
            }
            self.out.push_str(line);
        }
    }
}
