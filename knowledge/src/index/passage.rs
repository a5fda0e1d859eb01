//! Cutting a Markdown body into passages: what is compared with a question, and what an answer cites.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, TagEnd};
use unicode_segmentation::UnicodeSegmentation;

/// Words that a passage has at most, unless one sentence has more.
const MAX_WORDS: usize = 80;
/// Passages that a body has at most; the last one takes the rest.
const MAX_PASSAGES: usize = 400;

/// A part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Where it stands in the body: whole blocks or whole sentences.
    pub(crate) range: Range<usize>,
    /// Its text without markup and addresses.
    pub(crate) text: String,
}

/// The passages of `body` in their order. Together they hold all its text.
pub(crate) fn passages(body: &str) -> Vec<Piece> {
    let mut passages: Vec<Piece> = Vec::new();
    let mut words = 0;
    for piece in blocks(body).into_iter().flat_map(sentences) {
        let more = piece.text.split_whitespace().count();
        let full = passages.len() == MAX_PASSAGES;
        match passages.last_mut() {
            Some(last) if full || words + more <= MAX_WORDS => {
                last.range.end = piece.range.end;
                last.text.push(' ');
                last.text.push_str(&piece.text);
                words += more;
            }
            _ => {
                words = more;
                passages.push(piece);
            }
        }
    }
    passages
}

/// Paragraphs, headings, list items, rows of tables: everything that ends a line of thought.
fn blocks(body: &str) -> Vec<Piece> {
    let mut blocks = Vec::new();
    let mut text = String::new();
    let mut range: Option<Range<usize>> = None;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for (event, at) in Parser::new_ext(body, options).into_offset_iter() {
        let ends = match &event {
            Event::Text(part) | Event::Code(part) => {
                text.push_str(part);
                false
            }
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => {
                text.push(' ');
                false
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow,
            ) => true,
            _ => continue,
        };
        let so_far = range.get_or_insert_with(|| at.clone());
        *so_far = so_far.start.min(at.start)..so_far.end.max(at.end);
        if ends {
            blocks.extend(block(body, range.take(), &text));
            text.clear();
        }
    }
    blocks.extend(block(body, range, &text));
    blocks
}

fn block(body: &str, range: Option<Range<usize>>, text: &str) -> Option<Piece> {
    let (range, text) = (range?, text.trim());
    let source = body.get(range.clone())?;
    let start = range.start + (source.len() - source.trim_start().len());
    (!text.is_empty()).then(|| Piece { range: start..start + source.trim().len(), text: text.to_owned() })
}

/// A block that is too long, cut between sentences; any other block whole.
///
/// Only a block without markup can be cut: elsewhere its text and its place in the body differ.
fn sentences(block: Piece) -> Vec<Piece> {
    if block.text.split_whitespace().count() <= MAX_WORDS || block.text.len() != block.range.len() {
        return vec![block];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut words = 0;
    for (at, sentence) in block.text.split_sentence_bound_indices() {
        let start = block.range.start + at;
        let range = start..start + sentence.len();
        let more = sentence.split_whitespace().count();
        match pieces.last_mut() {
            Some(last) if words + more <= MAX_WORDS => {
                last.range.end = range.end;
                last.text.push_str(sentence);
                words += more;
            }
            _ => {
                words = more;
                pieces.push(Piece { range, text: sentence.to_owned() });
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::passages;

    #[test]
    fn passages_are_whole_blocks_without_markup() {
        let body = "# Refunds\n\nAsk **within** [14 days](https://example.org/terms).\n\n- one\n- two\n";
        let all = passages(body);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].text, "Refunds Ask within 14 days. one two");
        assert!(body[all[0].range.clone()].ends_with("- two"));
    }

    #[test]
    fn a_long_paragraph_is_cut_between_sentences() {
        let body = "این یک جملهٔ کوتاه است. ".repeat(60);
        let all = passages(&body);
        assert!(all.len() > 2, "{}", all.len());
        for piece in &all {
            assert!(piece.text.split_whitespace().count() <= super::MAX_WORDS);
            assert!(body[piece.range.clone()].trim().ends_with('.'));
        }
    }
}
