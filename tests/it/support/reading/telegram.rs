//! A chat on Telegram: text as it is, and the bot's with its entities, which count in UTF-16.

use hamyar_channel::{Format, RichText, Span};
use serde_json::Value;

use super::{Reading, Reads, Said, beginning};
use crate::support::fake_telegram::{Chat, Line};

impl Reads for Chat {
    fn reading(&self) -> Reading {
        let (place, is_closed) = self.place();
        let lines = self.transcript().lines;
        let answered = |line: &Line| {
            let answered = lines.iter().find(|other| Some(other.id) == line.answers)?;
            Some(beginning(&answered.text))
        };
        let said = |line: &Line| Said {
            from: line.from.clone(),
            text: RichText { text: line.text.clone(), spans: spans(&line.text, &line.entities) },
            answers: answered(line),
            file: line.file.clone(),
            buttons: line.labels.clone(),
            marks: line.mark.iter().cloned().collect(),
            is_edited: line.is_edited,
            is_alone: false,
        };
        let said = lines.iter().map(said).collect();
        Reading { platform: "Telegram", place, is_closed, reader: self.reader(), said }
    }
}

fn spans(text: &str, entities: &[Value]) -> Vec<Span> {
    let mut spans: Vec<Span> = entities.iter().filter_map(|entity| span(text, entity)).collect();
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    spans
}

fn span(text: &str, entity: &Value) -> Option<Span> {
    let format = match entity["type"].as_str()? {
        "bold" => Format::Bold,
        "italic" => Format::Italic,
        "strikethrough" => Format::Strikethrough,
        "code" => Format::Code,
        "pre" => Format::Pre(None),
        "blockquote" | "expandable_blockquote" => Format::Quote,
        "text_link" => Format::Link(entity["url"].as_str()?.to_owned()),
        _ => return None,
    };
    let (offset, length) = (entity["offset"].as_u64()?, entity["length"].as_u64()?);
    Some(Span { start: byte(text, offset), end: byte(text, offset + length), format })
}

/// Where in the bytes of a text so many UTF-16 units end.
fn byte(text: &str, units: u64) -> usize {
    let mut counted = 0;
    for (at, character) in text.char_indices() {
        if counted >= units {
            return at;
        }
        counted += u64::try_from(character.len_utf16()).unwrap_or_default();
    }
    text.len()
}
