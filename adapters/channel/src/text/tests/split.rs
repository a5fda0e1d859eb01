//! Where a long text is cut, and where never.

use super::{Format, RichText, Unit, check_spans, show};

fn parts(markdown: &str, limit: usize) -> Vec<String> {
    let parts = RichText::from_markdown(markdown).split(limit, Unit::Utf16);
    for part in &parts {
        check_spans(part);
        assert!(Unit::Utf16.length(&part.text) <= limit);
    }
    parts.iter().map(show).collect()
}

#[test]
fn a_text_that_fits_is_one_part_and_an_empty_one_none() {
    let text = RichText::plain("  as it is \n");
    assert_eq!(text.split(16, Unit::Chars), vec![text.clone()]);
    assert!(RichText::plain("").split(16, Unit::Chars).is_empty());
    assert!(RichText::plain(" ".repeat(99)).split(16, Unit::Chars).is_empty());
}

#[test]
fn cuts_fall_between_paragraphs_then_lines_then_sentences_then_words() {
    assert_eq!(
        parts("the first one.\n\nsecond thing that is longer", 24),
        ["the first one.", "second thing that is", "longer"]
    );
    assert_eq!(parts("a line of words\nanother line", 24), ["a line of words", "another line"]);
    assert_eq!(parts("It is all done. Yes it is really so.", 24), ["It is all done.", "Yes it is really so."]);
    assert_eq!(parts("سلام. این یک متن فارسی است؟ بله", 24), ["سلام. این یک متن فارسی", "است؟ بله"]);
    assert_eq!(parts("- one two three\n- four\n  - five", 24), ["• one two three\n• four", "  • five"]);
}

#[test]
fn links_code_and_graphemes_stay_whole() {
    assert_eq!(
        parts("go to [the long guide](https://x.y) now", 16),
        ["go to", "[link https://x.y|the long guide]", "now"]
    );
    assert_eq!(parts("run `cargo test --all` now", 18), ["run", "[code|cargo test --all]", "now"]);
    assert_eq!(parts("12345678901234🇮🇷🇮🇷", 16), ["12345678901234", "🇮🇷🇮🇷"]);
    let family = "👨‍👩‍👧‍👦".repeat(3);
    assert_eq!(parts(&family, 16), ["👨‍👩‍👧‍👦"; 3]);
    let marks = RichText::plain(format!("a{}", "\u{301}".repeat(10_000))).split(4096, Unit::Utf16);
    assert_eq!(marks.iter().map(|part| part.text.chars().count()).collect::<Vec<_>>(), [4096, 4096, 1809]);
}

#[test]
fn a_long_block_of_code_is_code_in_every_part() {
    let parts = parts("```rs\nfn first() {\n    body();\n    more();\n}\nfn second() {}\n```\nand words", 24);
    assert_eq!(
        parts,
        ["[pre rs|fn first() {\n    body();]", "[pre rs|    more();\n}]", "[pre rs|fn second() {}]", "and words"]
    );
}

#[test]
fn formatting_goes_on_in_the_next_part() {
    let rich = RichText::from_markdown("**one two three four five**");
    let parts = rich.split(16, Unit::Bytes);
    assert!(parts.iter().all(|part| part.spans.len() == 1 && part.spans[0].format == Format::Bold), "{parts:?}");
}

#[test]
fn one_text_after_another_keeps_the_formatting_of_both() {
    let note = RichText::from_markdown("_perhaps twice_").followed_by(RichText::from_markdown("an **answer**"));
    assert_eq!(show(&note), "[i|perhaps twice]\n\nan [b|answer]");
}
