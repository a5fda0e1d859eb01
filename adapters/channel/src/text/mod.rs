//! Text with formatting: what Markdown becomes before an adapter renders it for its platform.
//!
//! The bodies of articles and replies are Markdown (CommonMark, no raw HTML). [`RichText`] is the same as plain text and
//! spans over it, which every platform can express: Telegram as entities, Discord as its own Markdown, a terminal as
//! escape codes. It is also where long text is split, because only here is it known what may be cut.

mod digits;
mod direction;
mod html;
mod markdown;
mod shown;
mod split;
mod table;
#[cfg(test)]
mod tests;

pub use digits::digits;
pub use direction::is_right_to_left;
pub use html::html;

/// Text and the formatting over it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RichText {
    /// The text as it is read, without any markup.
    pub text: String,
    /// Formatting, sorted by start, then by longest; spans nest or are disjoint, never cross.
    pub spans: Vec<Span>,
}

/// Formatting of a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte of the part; a character boundary.
    pub start: usize,
    /// One past the last byte; a character boundary.
    pub end: usize,
    /// The formatting.
    pub format: Format,
}

/// A kind of formatting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// Strong.
    Bold,
    /// Emphasis.
    Italic,
    /// Struck out.
    Strikethrough,
    /// Code within a line.
    Code,
    /// A block of code, and its language if named.
    Pre(Option<String>),
    /// A quotation.
    Quote,
    /// A link; only `http`, `https`, `mailto`, `tel` and `tg` addresses become one.
    Link(String),
}

/// What a length limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// UTF-16 code units, as Telegram does.
    Utf16,
    /// Unicode scalar values, as Discord does.
    Chars,
    /// Bytes of UTF-8.
    Bytes,
}

impl Unit {
    /// The length of a text in this unit.
    #[must_use]
    pub fn length(self, text: &str) -> usize {
        match self {
            Self::Utf16 => text.encode_utf16().count(),
            Self::Chars => text.chars().count(),
            Self::Bytes => text.len(),
        }
    }
}

impl RichText {
    /// Text without formatting, exactly as given.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), spans: Vec::new() }
    }

    /// This text, an empty line, and another.
    #[must_use]
    pub fn followed_by(mut self, next: Self) -> Self {
        self.text.push_str("\n\n");
        let by = self.text.len();
        self.text.push_str(&next.text);
        let moved = |span: Span| Span { start: span.start + by, end: span.end + by, ..span };
        self.spans.extend(next.spans.into_iter().map(moved));
        self
    }

    /// This text below a line with a name, which stands out.
    #[must_use]
    pub fn said_by(self, name: &str) -> Self {
        let heading = Span { start: 0, end: name.len(), format: Format::Bold };
        let between = if self.text.is_empty() { "" } else { "\n" };
        let by = name.len() + between.len();
        let moved = |span: Span| Span { start: span.start + by, end: span.end + by, ..span };
        let spans = std::iter::once(heading).chain(self.spans.into_iter().map(moved)).collect();
        Self { text: format!("{name}{between}{}", self.text), spans }
    }

    /// The same text without its formatting; links keep their address in brackets after the words.
    #[must_use]
    pub fn without_formatting(&self) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let mut from = 0;
        let mut links: Vec<(usize, &str)> = self.spans.iter().filter_map(Span::link).collect();
        links.sort_by_key(|(end, _)| *end);
        for (end, address) in links {
            text.push_str(&self.text[from..end]);
            text.push_str(" (");
            text.push_str(address);
            text.push(')');
            from = end;
        }
        text.push_str(&self.text[from..]);
        Self::plain(text)
    }
}

impl Span {
    fn link(&self) -> Option<(usize, &str)> {
        match &self.format {
            Format::Link(address) => Some((self.end, address)),
            _ => None,
        }
    }
}
