//! Several texts in one cell, as people write them: a question a line, labels with commas between.
//!
//! A text that could not be told from its neighbours, or would lose its edges, stands in quotation marks, as in JSON.

use std::borrow::Cow;
use std::io;

/// What may stand between the texts of a cell, and what is written between them.
pub(super) struct Between {
    read: &'static [char],
    written: &'static str,
}

/// Questions are sentences: they may have commas.
pub(super) const QUESTIONS: &Between = &Between { read: &['\n', '\r'], written: "\n" };
/// Labels are words.
pub(super) const LABELS: &Between = &Between { read: &['\n', '\r', ',', '،'], written: ", " };

/// The texts of a cell; empty ones are passed over.
pub(super) fn split(cell: &str, between: &Between) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = cell;
    loop {
        rest = rest.trim_start();
        let (text, after) = match quoted(rest, between) {
            Some(found) => found,
            None => {
                let end = rest.find(between.read).unwrap_or(rest.len());
                (rest[..end].trim_end().to_owned(), &rest[end..])
            }
        };
        let is_quoted = rest.starts_with('"');
        if !text.is_empty() || (is_quoted && rest.starts_with("\"\"")) {
            texts.push(text);
        }
        let mut characters = after.chars();
        if characters.next().is_none() {
            return texts;
        }
        rest = characters.as_str();
    }
}

/// A text in quotation marks at the beginning, and what follows it, which begins a new text.
fn quoted<'a>(rest: &'a str, between: &Between) -> Option<(String, &'a str)> {
    if !rest.starts_with('"') {
        return None;
    }
    let mut found = serde_json::Deserializer::from_str(rest).into_iter::<String>();
    let text = found.next()?.ok()?;
    let after = rest[found.byte_offset()..].trim_start_matches([' ', '\t']);
    (after.is_empty() || after.starts_with(between.read)).then_some((text, after))
}

/// The texts as one cell.
pub(super) fn join(texts: &[String], between: &Between) -> io::Result<String> {
    let mut cell = Vec::with_capacity(texts.len());
    for text in texts {
        let plain = !text.is_empty() && text.trim() == text && !text.contains(between.read) && !text.starts_with('"');
        cell.push(if plain { Cow::Borrowed(text.as_str()) } else { Cow::Owned(serde_json::to_string(text)?) });
    }
    Ok(cell.join(between.written))
}
