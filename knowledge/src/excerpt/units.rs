//! An article's Markdown as units that may be left out or kept, but never cut: sentences of a paragraph, items of a list
//! that is long, rows of a table, and any other block.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::sentences::sentences;

/// The level of a paragraph in bold letters, which people write for a heading.
const BOLD: u8 = 7;
/// Characters of the longest of these.
const LONGEST_BOLD: usize = 80;

/// What is kept or left out.
#[derive(Debug)]
pub(super) struct Unit {
    /// Where it stands in the body.
    pub(super) range: Range<usize>,
    /// Its text without markup.
    pub(super) text: String,
    /// The section it stands in.
    pub(super) section: usize,
    /// The unit without which it makes no sense: the sentence before a list, the head of a table.
    lead: Option<usize>,
    kind: Kind,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A sentence of a paragraph.
    Sentence,
    /// A row of a table.
    Row,
    /// Anything else.
    Block,
}

/// What stands under one heading; the first has none.
#[derive(Debug, Default)]
pub(super) struct Section {
    title: String,
    level: u8,
    parent: Option<usize>,
    /// Its heading and those above it.
    pub(super) headings: String,
}

/// An article taken apart.
#[derive(Debug)]
pub(super) struct Document<'a> {
    body: &'a str,
    pub(super) units: Vec<Unit>,
    pub(super) sections: Vec<Section>,
    /// Links that are defined elsewhere in the body: where they stand, and where their definitions.
    references: Vec<(usize, Range<usize>)>,
}

/// A block being read.
#[derive(Default)]
struct Block {
    range: Range<usize>,
    text: String,
    /// Links, emphasis, code.
    spans: Vec<Range<usize>>,
    /// Items of a list, or rows of a table.
    parts: Vec<(Range<usize>, String)>,
    bold: bool,
}

impl<'a> Document<'a> {
    /// Takes `body` apart. Lists and tables of more than `most` characters are taken apart too.
    pub(super) fn read(body: &'a str, most: usize) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let parser = Parser::new_ext(body, options);
        let definitions: Vec<(String, Range<usize>)> =
            parser.reference_definitions().iter().map(|(id, found)| (id.to_lowercase(), found.span.clone())).collect();
        let mut document = Self { body, units: Vec::new(), sections: vec![Section::default()], references: Vec::new() };
        let mut block = Block::default();
        let mut depth = 0_usize;
        for (event, range) in parser.into_offset_iter() {
            match event {
                Event::Start(tag) => {
                    if depth == 0 {
                        block = Block { range: document.indented(&range), ..Block::default() };
                    }
                    if let Some(definition) = referred(&tag, &definitions) {
                        document.references.push((range.start, definition));
                    }
                    block.start(&tag, depth, &range, body);
                    depth += 1;
                }
                Event::End(tag) => {
                    depth = depth.saturating_sub(1);
                    if matches!(tag, TagEnd::TableCell | TagEnd::Item | TagEnd::Paragraph) {
                        block.say(" ");
                    }
                    if depth == 0 {
                        document.add(std::mem::take(&mut block), tag, most);
                    }
                }
                Event::Code(text) => {
                    block.spans.push(range);
                    block.say(&text);
                }
                Event::Text(text) => block.say(&text),
                Event::SoftBreak | Event::HardBreak => block.say(" "),
                _ => block.spans.push(range),
            }
        }
        document
    }

    /// The heading over a unit.
    pub(super) fn heading(&self, at: usize) -> Option<&str> {
        let title = self.sections[self.units[at].section].title.as_str();
        Some(title).filter(|title| !title.is_empty())
    }

    /// A unit with all without which it makes no sense.
    pub(super) fn with_its_own(&self, at: usize) -> BTreeSet<usize> {
        let mut own = BTreeSet::from([at]);
        // What leads on to something is not the end.
        let mut last = at;
        while self.units.get(last + 1).is_some_and(|next| next.lead == Some(last)) {
            last += 1;
            own.insert(last);
        }
        let mut first = at;
        while let Some(lead) = self.units[first].lead {
            first = lead;
            own.insert(first);
        }
        own
    }

    /// Whether a unit stands in the section of another, or in one below it.
    pub(super) fn is_family(&self, at: usize, of: usize) -> bool {
        let Some(unit) = self.units.get(at) else { return false };
        let wanted = self.units[of].section;
        // What stands above all headings is not above them in sense.
        let below = |section: &usize| self.sections[*section].parent.filter(|_| wanted != 0);
        std::iter::successors(Some(unit.section), below).any(|section| section == wanted)
    }

    /// Characters of these units together.
    pub(super) fn length(&self, chosen: &BTreeSet<usize>) -> usize {
        self.render(chosen).chars().count()
    }

    /// These units as Markdown: as they stand, with a sign where some between them are left out, and with the
    /// definitions of their links.
    pub(super) fn render(&self, chosen: &BTreeSet<usize>) -> String {
        // Where the units stand between which nothing is left out, and the first of each.
        let mut runs: Vec<(Range<usize>, &Unit)> = Vec::new();
        let mut before = None;
        for at in chosen {
            let unit = &self.units[*at];
            match runs.last_mut() {
                Some((run, _)) if before.is_some_and(|before| before + 1 == *at) => run.end = unit.range.end,
                _ => runs.push((unit.range.clone(), unit)),
            }
            before = Some(*at);
        }
        let mut text = String::new();
        for (run, first) in &runs {
            text.push_str(match first.kind {
                _ if text.is_empty() => "",
                Kind::Row => "\n| … |\n",
                Kind::Sentence | Kind::Block => "\n\n…\n\n",
            });
            text.push_str(self.body[run.clone()].trim_end());
        }
        let mut definitions: Vec<&str> = Vec::new();
        for (at, definition) in &self.references {
            let definition = self.body[definition.clone()].trim();
            if runs.iter().any(|(run, _)| run.contains(at)) && !definitions.contains(&definition) {
                definitions.push(definition);
            }
        }
        if !definitions.is_empty() {
            text = format!("{text}\n\n{}", definitions.join("\n"));
        }
        text
    }

    /// A block with the space before it, which says how deep it stands.
    fn indented(&self, range: &Range<usize>) -> Range<usize> {
        let before = &self.body[..range.start];
        range.start - (before.len() - before.trim_end_matches(' ').len())..range.end
    }

    fn add(&mut self, block: Block, tag: TagEnd, most: usize) {
        let title = block.text.trim();
        match tag {
            TagEnd::Heading(level) => return self.open(level as u8, title),
            TagEnd::Paragraph if block.bold && title.chars().count() <= LONGEST_BOLD => return self.open(BOLD, title),
            _ => {}
        }
        let leads = matches!(tag, TagEnd::List(_) | TagEnd::Table | TagEnd::CodeBlock);
        let lead = self.lead(leads);
        let from = lead.map_or(block.range.start, |lead| self.units[lead].range.start);
        let long = self.body[from..block.range.end].chars().count() > most;
        match tag {
            TagEnd::Paragraph => self.paragraph(&block, lead),
            TagEnd::List(_) if long => {
                for (range, text) in block.parts {
                    self.push(self.indented(&range), text, lead, Kind::Block);
                }
            }
            TagEnd::Table if long => self.table(block, lead),
            _ if title.is_empty() => {}
            _ => self.push(block.range, block.text, lead, Kind::Block),
        }
    }

    fn paragraph(&mut self, block: &Block, lead: Option<usize>) {
        let start = block.range.start;
        let inside: Vec<Range<usize>> = block.spans.iter().map(|span| span.start - start..span.end - start).collect();
        for (number, range) in sentences(&self.body[block.range.clone()], &inside).into_iter().enumerate() {
            let range = start + range.start..start + range.end;
            // The source will do: what is compared are words, and markup has none but addresses.
            let text = self.body[range.clone()].to_owned();
            self.push(range, text, lead.filter(|_| number == 0), Kind::Sentence);
        }
    }

    fn table(&mut self, block: Block, lead: Option<usize>) {
        let mut rows = block.parts.into_iter();
        let Some((_, head)) = rows.next() else { return };
        let rows: Vec<_> = rows.collect();
        let Some((first, _)) = rows.first() else { return };
        // The line under the head belongs to it.
        self.push(block.range.start..first.start, head, lead, Kind::Block);
        let head = Some(self.units.len() - 1);
        for (range, text) in rows {
            self.push(range, text, head, Kind::Row);
        }
    }

    /// The sentence that leads to the next block.
    fn lead(&self, leads: bool) -> Option<usize> {
        let at = self.units.len().checked_sub(1)?;
        let before = &self.units[at];
        let opens = before.text.trim_end().ends_with([':', '：']);
        (before.kind == Kind::Sentence && before.section == self.sections.len() - 1 && (leads || opens)).then_some(at)
    }

    fn push(&mut self, range: Range<usize>, text: String, lead: Option<usize>, kind: Kind) {
        self.units.push(Unit { range, text, section: self.sections.len() - 1, lead, kind });
    }

    fn open(&mut self, level: u8, title: &str) {
        let mut parent = Some(self.sections.len() - 1);
        while let Some(at) = parent.filter(|at| *at > 0 && self.sections[*at].level >= level) {
            parent = self.sections[at].parent;
        }
        let above = parent.map_or("", |at| self.sections[at].headings.as_str());
        let headings = format!("{above} {title}");
        self.sections.push(Section { title: title.to_owned(), level, parent: parent.filter(|at| *at > 0), headings });
    }
}

impl Block {
    fn start(&mut self, tag: &Tag<'_>, depth: usize, range: &Range<usize>, body: &str) {
        match tag {
            Tag::Item | Tag::TableRow | Tag::TableHead if depth == 1 => self.parts.push((range.clone(), String::new())),
            Tag::Strong if depth == 1 && *range == trimmed(body, &self.range) => self.bold = true,
            _ => {}
        }
        if depth > 0 {
            self.spans.push(range.clone());
        }
    }

    fn say(&mut self, text: &str) {
        self.text.push_str(text);
        if let Some((_, part)) = self.parts.last_mut() {
            part.push_str(text);
        }
    }
}

fn trimmed(body: &str, range: &Range<usize>) -> Range<usize> {
    range.start..range.start + body[range.clone()].trim_end().len()
}

/// Where the link is defined, if elsewhere.
fn referred(tag: &Tag<'_>, definitions: &[(String, Range<usize>)]) -> Option<Range<usize>> {
    let (Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = tag else { return None };
    if !matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
        return None;
    }
    let id = id.to_lowercase();
    definitions.iter().find(|(known, _)| *known == id).map(|(_, span)| span.clone())
}
