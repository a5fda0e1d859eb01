//! Where a paragraph may be cut: between sentences, and never within a link, an emphasis, an address, a number or an
//! abbreviation. Too few cuts only make a longer sentence.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};
use unicode_segmentation::UnicodeSegmentation;

/// Words with a full stop after which a sentence goes on, in small letters.
const ABBREVIATIONS: [&str; 28] = [
    "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "nr.", "art.", "fig.", "vol.", "p.", "pp.", "vs.", "etc.",
    "approx.", "ca.", "min.", "max.", "tel.", "ext.", "inc.", "ltd.", "bzw.", "usw.", "ص.", "ج.", "ش.",
];

/// The sentences of the paragraph `source`, with the space after them. `whole` are the parts that stay whole.
pub(super) fn sentences(source: &str, whole: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in ends(source) {
        let cuttable = !whole.iter().any(|part| part.start < end && end < part.end);
        if cuttable && is_sentence(&source[start..end]) && begins_paragraph(&source[end..]) {
            found.push(start..end);
            start = end;
        }
    }
    if start < source.len() {
        found.push(start..source.len());
    }
    found
}

/// Where sentences may end: by the rules of Unicode, and after an ellipsis.
fn ends(source: &str) -> Vec<usize> {
    // To those rules the end of a line is the end of a sentence; in a paragraph it is a space.
    let line = source.replace('\n', " ");
    let bounds = line.split_sentence_bound_indices().map(|(at, _)| at).filter(|at| *at > 0);
    let ellipses = line.match_indices("… ").map(|(at, found)| at + found.len());
    let mut ends: Vec<usize> = bounds.chain(ellipses).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

fn is_sentence(text: &str) -> bool {
    let trimmed = text.trim_end();
    if trimmed.ends_with(['。', '！', '？', '．']) {
        return true;
    }
    let mut words = trimmed.split_whitespace();
    let Some(last) = words.next_back() else { return false };
    // Without a space after it, it was the middle of an address; one word alone is a number or a title.
    trimmed.len() < text.len() && words.next().is_some() && !is_abbreviation(last)
}

fn is_abbreviation(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let Some(letters) = word.strip_suffix('.') else { return false };
    let initials = letters.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    initials || ABBREVIATIONS.contains(&word.as_str())
}

/// Bytes that tell what a block is.
const TELLING: usize = 80;

/// Whether what follows is still a paragraph when it stands by itself, and not a list or a heading.
fn begins_paragraph(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default();
    let begins = &line[..line.floor_char_boundary(TELLING)];
    rest.is_empty() || matches!(Parser::new(begins).next(), Some(Event::Start(Tag::Paragraph)))
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[track_caller]
    fn check(source: &str, expect: &[&str]) {
        let found: Vec<&str> = sentences(source, &[]).into_iter().map(|range| source[range].trim()).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn english_sentences_end_where_they_end() {
        check(
            "Press it. Then wait! Is it done? Yes, it is.",
            &["Press it.", "Then wait!", "Is it done?", "Yes, it is."],
        );
        check(
            "It costs 3.5 euros, e.g. Monday. Ask Dr. Smith of the U.S. Bank.",
            &["It costs 3.5 euros, e.g. Monday.", "Ask Dr. Smith of the U.S. Bank."],
        );
        check(
            "See https://example.org/a.Html?x=1&y=Z!b first. Then go on…\nAnd stop.",
            &["See https://example.org/a.Html?x=1&y=Z!b first.", "Then go on…", "And stop."],
        );
        check("One line\nand the next. It is\none.", &["One line\nand the next.", "It is\none."]);
        check(
            "They are 1. this and that. There is 2. It ends.",
            &["They are 1. this and that.", "There is 2.", "It ends."],
        );
        check("Take two. - and three. # four it is.", &["Take two. - and three. # four it is."]);
    }

    #[test]
    fn persian_sentences_end_where_they_end() {
        check(
            "می‌شود پس داد. چند روز طول می‌کشد؟ سه روز! همین… بعد تمام است.",
            &["می‌شود پس داد.", "چند روز طول می‌کشد؟", "سه روز!", "همین… بعد تمام است."],
        );
        check("سال ۱۴۰۲ ه.ش. بود و ۳.۵ درصد شد. تمام شد.", &["سال ۱۴۰۲ ه.ش. بود و ۳.۵ درصد شد.", "تمام شد."]);
    }

    #[test]
    fn what_stays_whole_is_not_cut() {
        let source = "Say **it. Then** go. Come back.";
        let whole = 4..16;
        let found: Vec<&str> = sentences(source, &[whole]).into_iter().map(|range| &source[range]).collect();
        assert_eq!(found, ["Say **it. Then** go. ", "Come back."]);
    }
}
