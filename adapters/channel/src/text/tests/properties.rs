//! What holds for any input.

use proptest::prelude::*;

use super::html::check_inert;
use super::{RichText, Unit, check_spans};

/// Text of any Unicode, and text that looks like Markdown, HTML and its attacks.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => r"\PC{0,20}",
        1 => any::<char>().prop_map(String::from),
        2 => "[ a-zآ-ی‌؟.]{0,30}",
        5 => prop::sample::select(vec![
            "**", "*", "_", "~~", "`", "```", "\n```\n", "\n", "\n\n", "\r\n", "> ", "- ", "  - ", "1. ", "# ", "---", "|", "\n|--|:-:|\n",
            "[", "](", "](https://a.b)", ")", "![", "<", ">", "<b>", "<script>", "</p>", "<!--", "&lt;", "&#0;", "&#10;", "\\",
            "javascript:", "\"", "'", " onx=", "<https://x.y>", "<a@b.c>", "[a]: tg://x 'y'\n", "\0", "\u{200c}", "\u{202e}",
            "e\u{301}\u{302}", "👨‍👩‍👧", "🇮🇷", "\u{1f1ee}", "\t", "    ",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markdown_has_valid_spans_and_safe_html(source in markdown()) {
        check_spans(&RichText::from_markdown(&source));
        check_inert(&source);
    }

    #[test]
    fn parts_fit_and_hold_the_whole_text(source in markdown(), limit in 16_usize..120, unit in 0..3) {
        let unit = [Unit::Utf16, Unit::Chars, Unit::Bytes][usize::try_from(unit).unwrap()];
        for rich in [RichText::from_markdown(&source), RichText::plain(source)] {
            let parts = rich.split(limit, unit);
            for part in &parts {
                check_spans(part);
                prop_assert!(unit.length(&part.text) <= limit);
                prop_assert!(!part.text.is_empty());
            }
            let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
            prop_assert_eq!(without_blanks(&joined), without_blanks(&rich.text));
        }
    }
}
