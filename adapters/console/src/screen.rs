//! How a message looks in a terminal. Pure.

use std::fmt::Write;

use hamyar_channel::{Format, Outbound, RichText, Span};

/// What the output can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Text alone: a file, a pipe.
    #[default]
    Plain,
    /// A terminal that knows ANSI escape codes.
    Terminal,
}

/// What begins each of our messages.
const MARK: &str = "< ";
/// What begins the further lines of one.
const INDENT: &str = "  ";
/// What asks for the next line.
const PROMPT: &str = "> ";
/// Back to the start of the line, which is cleared.
const CLEAR: &str = "\r\x1b[K";
const RESET: &str = "\x1b[0m";

impl Look {
    /// A message of ours, with its buttons.
    pub(crate) fn message(self, message: &Outbound) -> String {
        let mut screen = self.text(&message.text);
        let mut number = 0;
        for row in &message.buttons {
            screen.push('\n');
            for button in row {
                number += 1;
                let gap = if screen.ends_with('\n') { "" } else { INDENT };
                // Writing to a string cannot fail.
                let _ = write!(screen, "{gap}[{number}] {}", visible(&button.label).replace('\n', " "));
            }
        }
        self.paragraph(MARK, &screen)
    }

    /// Words of the console itself.
    pub(crate) fn notice(self, words: &str) -> String {
        self.paragraph("", words)
    }

    fn paragraph(self, mark: &str, text: &str) -> String {
        let indent = if mark.is_empty() { "" } else { INDENT };
        let mut lines = String::new();
        for (index, line) in text.split('\n').enumerate() {
            let start = if index == 0 { mark } else { indent };
            lines.push_str(if line.is_empty() { "" } else { start });
            lines.push_str(line);
            lines.push('\n');
        }
        match self {
            Self::Plain => lines,
            Self::Terminal => format!("{CLEAR}{lines}{PROMPT}"),
        }
    }

    fn text(self, text: &RichText) -> String {
        match self {
            Self::Plain => visible(&text.without_formatting().text),
            Self::Terminal => formatted(text),
        }
    }
}

/// Text with escape codes for its formatting. What somebody else wrote cannot add any.
fn formatted(text: &RichText) -> String {
    let mut edges: Vec<usize> = text.spans.iter().flat_map(|span| [span.start, span.end]).collect();
    edges.extend([0, text.text.len()]);
    edges.sort_unstable();
    edges.dedup();
    let mut screen = String::new();
    for edge in edges.windows(2) {
        let (start, end) = (edge[0], edge[1]);
        let codes: String = text.spans.iter().filter(|span| span.start <= start && end <= span.end).map(code).collect();
        let piece = visible(text.text.get(start..end).unwrap_or_default());
        let reset = if codes.is_empty() { "" } else { RESET };
        let _ = write!(screen, "{codes}{piece}{reset}");
        for address in text.spans.iter().filter(|span| span.end == end).filter_map(address) {
            let _ = write!(screen, " ({})", visible(address));
        }
    }
    screen
}

fn code(span: &Span) -> &'static str {
    match span.format {
        Format::Bold => "\x1b[1m",
        Format::Italic => "\x1b[3m",
        Format::Strikethrough => "\x1b[9m",
        Format::Code | Format::Pre(_) => "\x1b[36m",
        Format::Quote => "\x1b[2m",
        Format::Link(_) => "\x1b[4m",
        Format::Mention(_) => "",
    }
}

fn address(span: &Span) -> Option<&str> {
    match &span.format {
        Format::Link(address) => Some(address),
        _ => None,
    }
}

/// The same text with its control characters made visible, so that none of them commands the terminal.
fn visible(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' | '\t' => letter,
        '\0'..='\u{1f}' => char::from_u32(u32::from(letter) + 0x2400).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        _ => letter,
    };
    text.chars().map(shown).collect()
}
