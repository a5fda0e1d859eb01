//! Markdown to [`RichText`].

use std::mem::discriminant;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::digits::digits;
use super::direction::{begins_right_to_left, is_letter_right_to_left, is_right_to_left};
use super::table::Table;
use super::{Format, RichText, Span};

/// Deeper lists are not indented further: a chat window is narrow.
const DEEPEST_INDENT: usize = 6;

/// The start of a span before its first character is written.
const UNSET: usize = usize::MAX;

const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "tg"];

impl RichText {
    /// Reads CommonMark with tables and strike-through. Raw HTML is shown as it is written; pictures become links to
    /// them; headings become bold lines; list items begin with a bullet or their number; tables become aligned text; a
    /// line break stays one. Never fails: whatever is not Markdown is text.
    #[must_use]
    pub fn from_markdown(source: &str) -> Self {
        Writer::default().read(source).finish()
    }

    /// The same, for whoever reads this language: in a Persian text the numbers of lists are Persian, as those that people
    /// write themselves are.
    #[must_use]
    pub fn from_markdown_in(language: &str, source: &str) -> Self {
        let writer = Writer::default().read(source);
        if language == "fa" && writer.numbered && is_right_to_left(&writer.out.text) {
            return Writer { digits_of: "fa", ..Writer::default() }.read(source).finish();
        }
        writer.finish()
    }
}

/// The Markdown that all our renderers read.
pub(super) fn parse(source: &str) -> Parser<'_> {
    Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES)
}

/// The address of a link or picture, if people may follow it.
pub(super) fn allowed_address(kind: LinkType, address: &str) -> Option<String> {
    if kind == LinkType::Email {
        return Some(format!("mailto:{address}"));
    }
    let (scheme, rest) = address.split_once(':')?;
    let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let clean = !rest.is_empty() && !rest.contains(|c: char| c.is_control() || c.is_whitespace());
    (known && clean).then(|| address.to_owned())
}

/// What an open tag does when it closes.
enum Open {
    /// Nothing: its formatting is not shown.
    Hidden,
    /// Ends a span.
    Span(usize),
    /// Puts the address after the words: links in tables.
    Address(String),
}

#[derive(Default)]
struct Writer {
    out: RichText,
    open: Vec<Open>,
    /// Open spans, outermost first; one of each kind at most.
    formats: Vec<usize>,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Line breaks owed before the next text.
    breaks: usize,
    /// Right behind a bullet or number: the next block stays on its line.
    behind_marker: bool,
    in_code_block: bool,
    table: Option<Table>,
    /// The language whose digits the numbers of lists have.
    digits_of: &'static str,
    /// A number was written.
    numbered: bool,
}

impl Writer {
    fn read(mut self, source: &str) -> Self {
        for event in parse(source) {
            self.event(event);
        }
        self
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.write(&text),
            Event::Html(line) => {
                self.write(line.trim_end_matches(['\r', '\n']));
                self.owe(1);
            }
            Event::Code(code) => {
                // Among words from right to left a path or command would be shown in pieces, the last of them first.
                let isolated = begins_right_to_left(&self.out.text) && !code.chars().any(is_letter_right_to_left);
                if isolated {
                    self.write("\u{2066}");
                }
                self.open(Some(Format::Code));
                self.write(&code);
                self.close();
                if isolated {
                    self.write("\u{2069}");
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if self.table.is_some() {
                    self.write(" ");
                } else {
                    self.owe(1);
                }
            }
            Event::Rule => {
                self.begin_block();
                self.write("———");
                self.owe(2);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.begin_block();
                self.open(Some(Format::Bold));
            }
            Tag::BlockQuote(_) => {
                self.begin_block();
                self.open(Some(Format::Quote));
            }
            Tag::CodeBlock(kind) => {
                self.begin_block();
                self.open(Some(Format::Pre(language(&kind))));
                self.in_code_block = true;
            }
            Tag::HtmlBlock => self.begin_block(),
            Tag::List(first) => {
                self.begin_block();
                self.lists.push(first);
            }
            Tag::Item => self.begin_item(),
            Tag::Table(alignments) => {
                self.begin_block();
                self.table = Some(Table::new(alignments));
            }
            Tag::TableHead | Tag::TableRow => self.in_table(Table::begin_row),
            Tag::TableCell => self.in_table(Table::begin_cell),
            Tag::Emphasis => self.open(Some(Format::Italic)),
            Tag::Strong => self.open(Some(Format::Bold)),
            Tag::Strikethrough => self.open(Some(Format::Strikethrough)),
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                self.open(allowed_address(link_type, &dest_url).map(Format::Link));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.owe(2),
            TagEnd::Heading(_) | TagEnd::BlockQuote(_) => {
                self.close();
                self.owe(2);
            }
            TagEnd::CodeBlock => {
                if self.out.text.ends_with('\n') {
                    self.out.text.pop();
                }
                self.in_code_block = false;
                self.close();
                self.owe(2);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.owe(if self.lists.is_empty() { 2 } else { 1 });
            }
            TagEnd::Item => {
                self.behind_marker = false;
                self.owe(1);
            }
            TagEnd::Table => self.end_table(),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.close(),
            _ => {}
        }
    }

    fn owe(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    /// Tight list items have no paragraphs, so a block may follow bare text.
    fn begin_block(&mut self) {
        if !self.behind_marker {
            self.owe(1);
        }
    }

    fn begin_item(&mut self) {
        self.begin_block();
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                self.numbered = true;
                digits(self.digits_of, &marker)
            }
            _ => "• ".to_owned(),
        };
        self.flush(self.lists.len().saturating_sub(1));
        self.out.text.push_str(&marker);
        self.behind_marker = true;
    }

    fn in_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.table {
            change(table);
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        self.open(Some(Format::Pre(None)));
        self.in_code_block = true;
        self.write(&table.layout());
        self.in_code_block = false;
        self.close();
        self.owe(2);
    }

    /// Writes what is owed: line breaks, the indent of lists, the start of open spans.
    fn flush(&mut self, depth: usize) {
        if !self.out.text.is_empty() {
            self.out.text.extend(std::iter::repeat_n('\n', self.breaks));
        }
        if self.breaks > 0 && !self.in_code_block {
            self.out.text.extend(std::iter::repeat_n("  ", depth.min(DEEPEST_INDENT)));
        }
        self.breaks = 0;
        self.behind_marker = false;
        for &span in &self.formats {
            if self.out.spans[span].start == UNSET {
                self.out.spans[span].start = self.out.text.len();
            }
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(table) = &mut self.table {
            table.write(text);
        } else if !text.is_empty() {
            self.flush(self.lists.len());
            self.out.text.push_str(text);
        }
    }

    /// Opens a span, unless one of its kind is open already (a quote in a quote is a quote).
    fn open(&mut self, format: Option<Format>) {
        let open = match (format, &self.table) {
            (Some(Format::Link(address)), Some(_)) => Open::Address(address),
            (Some(format), None) if !self.is_open(&format) => {
                let span = self.out.spans.len();
                self.out.spans.push(Span { start: UNSET, end: UNSET, format });
                self.formats.push(span);
                Open::Span(span)
            }
            _ => Open::Hidden,
        };
        self.open.push(open);
    }

    fn is_open(&self, format: &Format) -> bool {
        self.formats.iter().any(|&span| discriminant(&self.out.spans[span].format) == discriminant(format))
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Span(span)) => {
                self.formats.retain(|open| *open != span);
                self.out.spans[span].end = self.out.text.len();
            }
            Some(Open::Address(address)) => self.write(&format!(" ({address})")),
            Some(Open::Hidden) | None => {}
        }
    }

    /// A link without words shows its address.
    fn end_link(&mut self) {
        if let Some(Open::Span(span)) = self.open.last()
            && let Span { start: UNSET, format: Format::Link(address), .. } = &self.out.spans[*span]
        {
            let words = address.clone();
            self.write(&words);
        }
        self.close();
    }

    fn finish(mut self) -> RichText {
        self.out.text.truncate(self.out.text.trim_end().len());
        let length = self.out.text.len();
        for span in &mut self.out.spans {
            span.end = span.end.min(length);
        }
        self.out.spans.retain(|span| span.start < span.end);
        self.out
    }
}

fn language(kind: &CodeBlockKind<'_>) -> Option<String> {
    let first_word = |info: &CowStr<'_>| info.split_whitespace().next().map(str::to_owned);
    match kind {
        CodeBlockKind::Fenced(info) => first_word(info),
        CodeBlockKind::Indented => None,
    }
}
