//! Text in the making, of words that are shown as they are: nothing that a customer writes becomes formatting here.

use hamyar_channel::{Format, Mention, RichText, Span};

/// Text in the making.
#[derive(Default)]
pub(super) struct Rich(RichText);

impl Rich {
    /// Words as they are.
    pub(super) fn plain(mut self, words: &str) -> Self {
        self.0.text.push_str(words);
        self
    }

    /// Words that stand out.
    pub(super) fn bold(self, words: &str) -> Self {
        self.formatted(words, Format::Bold)
    }

    /// Words that lead to an address.
    pub(super) fn link(self, words: &str, address: String) -> Self {
        self.formatted(words, Format::Link(address))
    }

    /// Somebody is called, by these words.
    pub(super) fn mention(self, words: &str, mention: Mention) -> Self {
        self.formatted(words, Format::Mention(mention))
    }

    /// Text with its formatting.
    pub(super) fn rich(mut self, text: RichText) -> Self {
        let by = self.0.text.len();
        self.0.text.push_str(&text.text);
        let moved = |span: Span| Span { start: span.start + by, end: span.end + by, ..span };
        self.0.spans.extend(text.spans.into_iter().map(moved));
        self
    }

    /// The next line.
    pub(super) fn line(self) -> Self {
        self.plain("\n")
    }

    pub(super) fn done(self) -> RichText {
        self.0
    }

    fn formatted(mut self, words: &str, format: Format) -> Self {
        let start = self.0.text.len();
        self.0.text.push_str(words);
        let end = self.0.text.len();
        if start < end {
            self.0.spans.push(Span { start, end, format });
        }
        self
    }
}
