//! Rich text as HTML, for whoever wants to see beforehand what a chat app will show.

use super::html::escape;
use super::{Format, RichText, Span};

impl RichText {
    /// The text as HTML in which nothing but our own tags is markup. Lines end where the text's do: the page must keep white
    /// space.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut out = String::with_capacity(self.text.len() * 3 / 2);
        range(&mut out, &self.text, 0..self.text.len(), &self.spans);
        out
    }
}

/// A part of the text. Spans are sorted, and nest or are disjoint.
fn range(out: &mut String, text: &str, part: std::ops::Range<usize>, spans: &[Span]) {
    let (mut at, mut rest) = (part.start, spans);
    while let Some((span, later)) = rest.split_first() {
        let inner = later.iter().take_while(|other| other.start < span.end).count();
        escape(out, &text[at..span.start.max(at)]);
        let (open, close) = tags(&span.format);
        out.push_str(&open);
        range(out, text, span.start.max(at)..span.end, &later[..inner]);
        out.push_str(close);
        (at, rest) = (span.end, &later[inner..]);
    }
    escape(out, &text[at..part.end]);
}

fn tags(format: &Format) -> (String, &'static str) {
    let (open, close) = match format {
        Format::Bold => ("<strong>", "</strong>"),
        Format::Italic => ("<em>", "</em>"),
        Format::Strikethrough => ("<del>", "</del>"),
        Format::Code => ("<code>", "</code>"),
        Format::Pre(_) => ("<pre><code>", "</code></pre>"),
        Format::Quote => ("<blockquote>", "</blockquote>"),
        Format::Mention(_) => ("", ""),
        Format::Link(address) => {
            let mut open = "<a href=\"".to_owned();
            escape(&mut open, address);
            open.push_str("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
            return (open, "</a>");
        }
    };
    (open.to_owned(), close)
}
