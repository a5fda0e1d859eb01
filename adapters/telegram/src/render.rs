//! Our text as Telegram's: entities over UTF-16 units, never `parse_mode`, so that nothing in a text is markup.

use std::borrow::Cow;

use hamyar_channel::{Button, Format, Mention, RichText, Span, Unit};
use serde::Serialize;

/// The longest text of a message, in UTF-16 units.
pub const MAX_LENGTH: usize = 4096;

/// Formatting of a part of a text.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Entity {
    #[serde(rename = "type")]
    kind: &'static str,
    offset: usize,
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Called>,
}

/// Whom a mention calls.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Called {
    id: i64,
}

/// Buttons under a message.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Keyboard<'a> {
    inline_keyboard: Vec<Vec<Key<'a>>>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Key<'a> {
    text: &'a str,
    callback_data: &'a str,
}

/// The text as it is sent, and its entities.
pub(crate) fn text(rich: &RichText) -> (Cow<'_, str>, Vec<Entity>) {
    match spell_out(rich) {
        Some(spelled) => {
            let entities = entities(&spelled);
            (Cow::Owned(spelled.text), entities)
        }
        None => (Cow::Borrowed(&rich.text), entities(rich)),
    }
}

pub(crate) fn keyboard<'a>(rows: &'a [Vec<Button>]) -> Keyboard<'a> {
    let row = |row: &'a Vec<Button>| {
        row.iter().map(|button| Key { text: &button.label, callback_data: &button.action }).collect()
    };
    Keyboard { inline_keyboard: rows.iter().map(row).collect() }
}

fn entities(rich: &RichText) -> Vec<Entity> {
    if rich.spans.is_empty() {
        return Vec::new();
    }
    let units = units_before(&rich.text);
    let entity = |span: &Span| {
        let offset = units[span.start];
        let length = units[span.end] - offset;
        let plain = |kind| Some(Entity { kind, offset, length, url: None, language: None, user: None });
        match &span.format {
            Format::Bold => plain("bold"),
            Format::Italic => plain("italic"),
            Format::Strikethrough => plain("strikethrough"),
            Format::Code => plain("code"),
            Format::Quote => plain("blockquote"),
            Format::Pre(language) => plain("pre").map(|entity| Entity { language: language.clone(), ..entity }),
            Format::Link(url) if unlinkable(url).is_some() => None,
            Format::Link(url) => plain("text_link").map(|entity| Entity { url: Some(url.clone()), ..entity }),
            Format::Mention(Mention::Account(id)) => {
                let user = Some(Called { id: id.parse().ok()? });
                plain("text_mention").map(|entity| Entity { user, ..entity })
            }
            // Telegram finds user names by itself, and has no roles.
            Format::Mention(Mention::Name(_) | Mention::Role(_)) => None,
        }
    };
    rich.spans.iter().filter_map(entity).collect()
}

/// For each byte of the text, the UTF-16 units before it.
fn units_before(text: &str) -> Vec<usize> {
    let mut units = Vec::with_capacity(text.len() + 1);
    let mut count = 0;
    for character in text.chars() {
        units.resize(units.len() + character.len_utf8(), count);
        count += character.len_utf16();
    }
    units.push(count);
    units
}

/// The address behind a link that Telegram has no entity for; it finds mail addresses and phone numbers by itself.
fn unlinkable(url: &str) -> Option<&str> {
    let (scheme, address) = url.split_once(':')?;
    ["mailto", "tel"].iter().any(|other| scheme.eq_ignore_ascii_case(other)).then_some(address)
}

/// Puts such an address behind its words where they do not show it. `None` if there is nothing to do, or no room.
fn spell_out(rich: &RichText) -> Option<RichText> {
    let mut missing: Vec<(usize, String)> = Vec::new();
    for span in &rich.spans {
        if let Format::Link(url) = &span.format
            && let Some(address) = unlinkable(url)
            && !rich.text[span.start..span.end].contains(address)
        {
            missing.push((span.end, format!(" ({address})")));
        }
    }
    let mut spelled = rich.clone();
    for (at, words) in missing.iter().rev() {
        spelled.text.insert_str(*at, words);
        for span in &mut spelled.spans {
            if span.start >= *at {
                span.start += words.len();
            }
            if span.end > *at {
                span.end += words.len();
            }
        }
    }
    (!missing.is_empty() && Unit::Utf16.length(&spelled.text) <= MAX_LENGTH).then_some(spelled)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text of any Unicode with formatting, among it links that Telegram has no entity for.
    fn markdown() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            3 => r"\PC{0,20}",
            2 => "[ a-zآ-ی‌؟.]{0,30}",
            5 => prop::sample::select(vec![
                "**", "*", "~~", "`", "\n```rs\n", "\n", "\n\n> ", "\n- ", "[", "](", ")", "[سلام](mailto:a@b.c)", "[x](tel:+98)",
                "[🇮🇷](https://x.y)", "<a@b.c>", "👨‍👩‍👧", "e\u{301}", "𝒳",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn entities_lie_between_whole_characters_of_what_fits(source in markdown(), limit in 16_usize..200) {
            for part in RichText::from_markdown(&source).split(limit, Unit::Utf16) {
                let (text, entities) = text(&part);
                let mut borders = vec![0];
                borders.extend(text.chars().scan(0, |at, c| { *at += c.len_utf16(); Some(*at) }));
                prop_assert!(*borders.last().unwrap_or(&0) <= MAX_LENGTH);
                let known = ["bold", "italic", "strikethrough", "code", "blockquote", "pre", "text_link"];
                for entity in &entities {
                    prop_assert!(entity.length > 0, "{entity:?} of {text:?}");
                    prop_assert!(borders.binary_search(&entity.offset).is_ok(), "{entity:?} of {text:?}");
                    prop_assert!(borders.binary_search(&(entity.offset + entity.length)).is_ok(), "{entity:?} of {text:?}");
                    prop_assert!(known.contains(&entity.kind));
                    prop_assert_eq!(entity.kind == "text_link", entity.url.is_some());
                }
            }
        }
    }
}
