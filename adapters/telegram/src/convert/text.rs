//! What the marked parts of a text say: mentions of us, and commands. Offsets are in UTF-16 units and may be nonsense.

use std::ops::Range;

use crate::update::{Entity, Me};

/// A command at the very beginning of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command<'a> {
    pub(super) name: String,
    /// The bot it is meant for, where it says so.
    pub(super) to: Option<&'a str>,
    pub(super) arguments: &'a str,
}

pub(super) fn command<'a>(text: &'a str, entities: &[Entity]) -> Option<Command<'a>> {
    let entity = entities.iter().find(|entity| entity.kind == "bot_command" && entity.offset == 0)?;
    let range = bytes(text, entity)?;
    let command = text[range.clone()].strip_prefix('/')?;
    let (name, to) = match command.split_once('@') {
        Some((name, bot)) => (name, Some(bot)),
        None => (command, None),
    };
    Some(Command { name: name.to_lowercase(), to, arguments: text[range.end..].trim() })
}

/// What people write behind the name of somebody they address.
const AFTER_A_NAME: [char; 10] = [' ', '\u{a0}', ',', ':', ';', '،', '؛', '-', '–', '—'];

/// The text without the mentions of us, or `None` where nobody mentions us.
pub(super) fn without_mention(text: &str, entities: &[Entity], me: &Me) -> Option<String> {
    let ours: Vec<Range<usize>> = entities.iter().filter_map(|entity| mention(text, entity, me)).collect();
    if ours.is_empty() {
        return None;
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for range in ours {
        // Entities may overlap; a part that is gone is gone.
        if range.start < from {
            continue;
        }
        kept.push_str(&text[from..range.start]);
        let rest = &text[range.end..];
        let stands_alone = kept.is_empty() || kept.ends_with(char::is_whitespace);
        from = text.len() - if stands_alone { rest.trim_start_matches(AFTER_A_NAME).len() } else { rest.len() };
    }
    kept.push_str(&text[from..]);
    Some(kept.trim().to_owned())
}

fn mention(text: &str, entity: &Entity, me: &Me) -> Option<Range<usize>> {
    let range = bytes(text, entity)?;
    let ours = match entity.kind.as_str() {
        "mention" => text[range.clone()].strip_prefix('@')?.eq_ignore_ascii_case(&me.username),
        "text_mention" => entity.user.as_ref().is_some_and(|user| user.id == me.id),
        _ => false,
    };
    ours.then_some(range)
}

/// The bytes of a marked part; `None` if it does not lie in the text or cuts a character.
fn bytes(text: &str, entity: &Entity) -> Option<Range<usize>> {
    let start = byte_at(text, entity.offset)?;
    let length = byte_at(&text[start..], entity.length)?;
    Some(start..start + length)
}

fn byte_at(text: &str, units: usize) -> Option<usize> {
    let mut count = 0;
    for (at, character) in text.char_indices() {
        if count >= units {
            return (count == units).then_some(at);
        }
        count += character.len_utf16();
    }
    (count == units).then_some(text.len())
}
