//! Markdown to HTML that is safe to show: the desk and the web chat.

use std::fmt::{Arguments, Write};

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::markdown::{allowed_address, parse};

/// Renders Markdown as HTML in which nothing but our own tags is markup.
///
/// Raw HTML is shown as text, links go only to the addresses that [`crate::Format::Link`] allows and tell the other side
/// nothing, pictures become links to them. Every block takes its direction from its own words.
#[must_use]
pub fn html(markdown: &str) -> String {
    let mut writer = Writer { out: String::with_capacity(markdown.len() * 3 / 2), ..Writer::default() };
    for event in parse(markdown) {
        writer.event(event);
    }
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Open links and pictures: where the words begin, and the address if it may be followed.
    links: Vec<(usize, Option<String>)>,
    in_link: bool,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.text(&code);
                self.out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p dir=\"auto\">"),
            Tag::HtmlBlock => self.out.push_str("<p dir=\"auto\" class=\"raw\">"),
            Tag::Heading { level, .. } => self.format(format_args!("<{level} dir=\"auto\">")),
            Tag::BlockQuote(_) => self.out.push_str("<blockquote dir=\"auto\">\n"),
            Tag::CodeBlock(_) => self.out.push_str("<pre dir=\"auto\"><code>"),
            Tag::List(Some(1)) => self.out.push_str("<ol dir=\"auto\">\n"),
            Tag::List(Some(first)) => self.format(format_args!("<ol dir=\"auto\" start=\"{first}\">\n")),
            Tag::List(None) => self.out.push_str("<ul dir=\"auto\">\n"),
            Tag::Item => self.out.push_str("<li dir=\"auto\">"),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.out.push_str("<table dir=\"auto\">\n");
            }
            Tag::TableHead => self.start_row(true),
            Tag::TableRow => self.start_row(false),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                self.start_link(allowed_address(link_type, &dest_url));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => self.format(format_args!("</{level}>\n")),
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Table => self.out.push_str("</table>\n"),
            TagEnd::TableHead | TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            _ => {}
        }
    }

    fn start_row(&mut self, head: bool) {
        self.in_head = head;
        self.column = 0;
        self.out.push_str("<tr>");
    }

    fn start_cell(&mut self) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::None) | None => "",
        };
        let tag = if self.in_head { "th" } else { "td" };
        self.column += 1;
        self.format(format_args!("<{tag} dir=\"auto\"{class}>"));
    }

    /// A picture inside a link is only its words: links do not nest.
    fn start_link(&mut self, address: Option<String>) {
        let address = address.filter(|_| !self.in_link);
        if let Some(address) = &address {
            self.in_link = true;
            self.out.push_str("<a href=\"");
            self.text(address);
            self.out.push_str("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
        }
        self.links.push((self.out.len(), address));
    }

    /// A link without words shows its address.
    fn end_link(&mut self) {
        if let Some((words, Some(address))) = self.links.pop() {
            if self.out.len() == words {
                self.text(&address);
            }
            self.out.push_str("</a>");
            self.in_link = false;
        }
    }

    fn format(&mut self, tag: Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(tag);
    }

    fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }
}

/// Adds text in which nothing is markup.
pub(super) fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}
