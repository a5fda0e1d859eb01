//! What a message replies to, as it stands now: never what was taken back since.

use std::collections::HashMap;

use hamyar_channel::RichText;

use super::{Item, Message, Teller};

/// As much is shown of what is replied to, in characters.
const EXCERPT: usize = 160;

/// What is replied to.
pub(in crate::desk) struct Quote {
    /// Its place in the story.
    pub(in crate::desk) seq: i64,
    /// Who said it; nobody where it is on another page.
    pub(in crate::desk) who: String,
    /// How it begins.
    pub(in crate::desk) words: String,
    /// Where it is.
    pub(in crate::desk) href: String,
}

/// Puts what each message replies to before it, and where it can be replied to itself.
pub(in crate::desk) fn quote(
    teller: &Teller<'_>,
    items: &mut [Item],
    replies: &HashMap<i64, i64>,
    base: &str,
    can: bool,
) {
    let mut quotes: HashMap<i64, Quote> = HashMap::new();
    for (from, to) in replies {
        let elsewhere = || Quote {
            seq: *to,
            who: String::new(),
            words: teller.t.word("desk-replies-to-earlier"),
            href: format!("{base}&before={}", to + 1),
        };
        quotes.insert(*from, quoted(teller, items, *to).unwrap_or_else(elsewhere));
    }
    for item in items {
        let Item::Message(message) = item else { continue };
        message.quote = quotes.remove(&message.seq);
        if can && !message.is_note() && message.tombstone.is_none() {
            message.reply = Some(format!("{base}&reply={}#composer", message.seq));
        }
    }
}

/// A message of the page, as it is quoted.
pub(in crate::desk) fn quoted(teller: &Teller<'_>, items: &[Item], seq: i64) -> Option<Quote> {
    let message = items.iter().find_map(|item| match item {
        Item::Message(message) if message.seq == seq && !message.is_note() => Some(message),
        _ => None,
    })?;
    let (who, href) = (message.who.clone(), format!("#{}", message.key));
    Some(Quote { seq, who, words: gist(teller, message), href })
}

/// How a message begins, without formatting.
fn gist(teller: &Teller<'_>, message: &Message) -> String {
    let file = || message.attachments.first().map(|file| file.name.clone().unwrap_or_else(|| file.kind.clone()));
    let words = match &message.tombstone {
        Some(tombstone) => tombstone.clone(),
        None if message.words.is_empty() => RichText::from_markdown(message.source()).text,
        None => message.words.clone(),
    };
    let words = if words.trim().is_empty() { file().unwrap_or_else(|| teller.t.word("room-file")) } else { words };
    let mut letters = words.trim().chars();
    let begin: String = letters.by_ref().take(EXCERPT).collect();
    if letters.next().is_some() { format!("{}…", begin.trim_end()) } else { begin }
}
