//! Telegram's updates as events of the contract. Pure: the same update always gives the same events and keys.
//!
//! An update that cannot be read, or is of a kind we do not know, becomes [`Event::Unknown`]: it is recorded, so that
//! nothing is lost unseen, and never holds up the rest.

mod author;
mod message;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, Author, Event, Inbound, Membership, Setting, Where};
use serde::Deserialize;
use serde_json::value::RawValue;

pub(crate) use self::message::is_closed;
use crate::update::{CallbackQuery, Chat, Mark, Me, Member, MemberUpdate, Reaction, Update, User};

/// One update, converted.
#[derive(Debug, PartialEq)]
pub(crate) struct Converted {
    /// Telegram's cursor.
    pub(crate) update_id: i64,
    /// What happened.
    pub(crate) events: Vec<Inbound>,
    /// The button press that waits for a word from us.
    pub(crate) press: Option<String>,
}

/// Something that is not an update at all: it has no `update_id`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an update of the Bot API")]
pub(crate) struct NotAnUpdate;

/// Converts one update. `received` stands in where Telegram names no time: button presses and the unknown.
pub(crate) fn convert(raw: &str, me: &Me, received: DateTime<Utc>) -> Result<Converted, NotAnUpdate> {
    // Otherwise serde would read a list as the fields of an update in order.
    if !raw.trim_start().starts_with('{') {
        return Err(NotAnUpdate);
    }
    let Ok(update) = serde_json::from_str::<Update>(raw) else {
        let Id { update_id } = serde_json::from_str(raw).map_err(|_| NotAnUpdate)?;
        return Ok(Converted { update_id, events: vec![unknown(raw, update_id, received)], press: None });
    };
    let update_id = update.update_id;
    let press = update.callback_query.as_ref().map(|query| query.id.clone());
    let mut events = known(update, raw, me, received);
    if events.is_empty() {
        events.push(unknown(raw, update_id, received));
    }
    Ok(Converted { update_id, events, press })
}

#[derive(Deserialize)]
struct Id {
    update_id: i64,
}

fn known(update: Update, raw: &str, me: &Me, received: DateTime<Utc>) -> Vec<Inbound> {
    if let Some(message) = update.message.or(update.channel_post) {
        return vec![message::sent(*message, me, || special_field(raw))];
    }
    if let Some(message) = update.edited_message.or(update.edited_channel_post) {
        return vec![message::edited(*message, me)];
    }
    if let Some(query) = update.callback_query {
        return press(*query, received).into_iter().collect();
    }
    if let Some(reaction) = update.message_reaction {
        return reactions(*reaction);
    }
    update.my_chat_member.and_then(|change| membership(*change)).into_iter().collect()
}

/// The key of a button press.
pub(crate) fn press_key(id: &str) -> String {
    format!("c:{id}")
}

fn press(query: CallbackQuery, received: DateTime<Utc>) -> Option<Inbound> {
    let (message, action) = (query.message?, query.data?);
    let thread = message.message_thread_id.filter(|_| message.is_topic_message);
    Some(Inbound {
        key: press_key(&query.id),
        at: received,
        place: place(&message.chat, thread),
        author: author::person(query.from),
        event: Event::Button { action, message: Some(message.message_id.to_string()) },
    })
}

/// Telegram tells which reactions there were and are: each that differs is an event.
fn reactions(reaction: Reaction) -> Vec<Inbound> {
    let Reaction { chat, message_id, user, actor_chat, date, old_reaction: old, new_reaction: new } = reaction;
    let author = match (user, actor_chat) {
        (Some(user), _) => author::person(user),
        (None, Some(actor)) => author::on_behalf_of(&actor, actor.id == chat.id),
        (None, None) => return Vec::new(),
    };
    let gone = old.iter().filter(|mark| !new.contains(mark)).map(|mark| (mark, false));
    let set = new.iter().filter(|mark| !old.contains(mark)).map(|mark| (mark, true));
    let event = |(mark, added): (&Mark, bool)| {
        let emoji = emoji(mark);
        let sign = if added { '+' } else { '-' };
        Inbound {
            key: format!("r:{}:{message_id}:{}:{emoji}:{sign}:{date}", chat.id, author.id),
            at: time(date),
            place: place(&chat, None),
            author: author.clone(),
            event: Event::Reaction { message: message_id.to_string(), emoji, added, direct: None },
        }
    };
    gone.chain(set).map(event).collect()
}

fn emoji(mark: &Mark) -> String {
    mark.emoji.as_ref().or(mark.custom_emoji_id.as_ref()).unwrap_or(&mark.kind).clone()
}

/// Our coming and going. Other changes of our standing, such as new rights, are of no interest.
fn membership(change: MemberUpdate) -> Option<Inbound> {
    let membership = match (is_inside(&change.old_chat_member), is_inside(&change.new_chat_member)) {
        (true, false) => Membership::Removed,
        (false, true) if change.chat.kind == "private" => Membership::Returned,
        (false, true) => Membership::Added,
        _ => return None,
    };
    let status = &change.new_chat_member.status;
    Some(Inbound {
        key: format!("s:{}:{}:{status}:{}", change.chat.id, change.from.id, change.date),
        at: time(change.date),
        place: place(&change.chat, None),
        author: author::person(change.from),
        event: Event::Membership(membership),
    })
}

fn is_inside(member: &Member) -> bool {
    match member.status.as_str() {
        "left" | "kicked" => false,
        "restricted" => member.is_member.unwrap_or(true),
        _ => true,
    }
}

fn place(chat: &Chat, thread: Option<i64>) -> Where {
    let (chat_id, direct) = (chat.id.to_string(), chat.kind == "private");
    Where {
        address: Address { chat: chat_id, thread: thread.map(|id| id.to_string()) },
        setting: if direct { Setting::Direct } else { Setting::Shared },
        title: chat.title.clone(),
    }
}

fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// Records that something came, with as much of where and who as can be read.
fn unknown(raw: &str, update_id: i64, received: DateTime<Utc>) -> Inbound {
    #[derive(Default, Deserialize)]
    struct Origin {
        chat: Option<Chat>,
        from: Option<User>,
        date: Option<i64>,
    }
    let (kind, body) = body(raw);
    let origin: Origin = body.and_then(|body| serde_json::from_str(body.get()).ok()).unwrap_or_default();
    let nowhere = || Where { address: Address::chat("unknown"), setting: Setting::Shared, title: None };
    Inbound {
        key: format!("u:{update_id}"),
        at: origin.date.map_or(received, time),
        place: origin.chat.map_or_else(nowhere, |chat| place(&chat, None)),
        author: origin.from.map_or_else(Author::default, author::person),
        event: Event::Unknown { kind },
    }
}

/// Fields of a message that say nothing of what kind it is.
const COMMON_FIELDS: [&str; 17] = [
    "author_signature",
    "business_connection_id",
    "chat",
    "date",
    "direct_messages_topic",
    "edit_date",
    "effect_id",
    "forward_origin",
    "from",
    "has_protected_content",
    "is_topic_message",
    "message_id",
    "message_thread_id",
    "reply_to_message",
    "sender_boost_count",
    "sender_chat",
    "via_bot",
];

/// What an update holds, and Telegram's name for it.
fn body(raw: &str) -> (String, Option<Box<RawValue>>) {
    let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(raw).unwrap_or_default();
    match fields.into_iter().find(|(name, _)| name != "update_id") {
        Some((name, body)) => (name, Some(body)),
        None => ("nothing".to_owned(), None),
    }
}

/// The field that makes a message special, such as `new_chat_title`.
fn special_field(raw: &str) -> String {
    let (name, body) = body(raw);
    let fields: BTreeMap<String, &RawValue> =
        body.as_ref().and_then(|body| serde_json::from_str(body.get()).ok()).unwrap_or_default();
    fields.into_keys().find(|field| !COMMON_FIELDS.contains(&field.as_str())).unwrap_or(name)
}
