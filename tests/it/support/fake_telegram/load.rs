//! A crowd on Telegram, for the bench: people in private chats, and replies that are only counted.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::crowd::Crowd;
use super::params::Params;
use super::state::{FIRST_UPDATE, State};
use super::{BOT, Shared, USERNAME};

/// The first chat of a load.
const FIRST_CHAT: i64 = 500_000_001;

/// The first reply's id. Ids of messages follow the numbers of updates, so that a second load brings new ones.
const FIRST_REPLY: i64 = 1_000_000_000;

/// A crowd that writes.
pub(super) struct Load {
    crowd: Arc<Crowd>,
    first_reply: i64,
    date: i64,
}

impl Load {
    fn message(&self, number: usize, person: usize, state: &State) -> Value {
        let chat = FIRST_CHAT + i64::try_from(person).unwrap_or_default();
        let name = format!("Person {chat}");
        json!({
            "message_id": state.last_update + 1, "date": self.date, "text": self.crowd.writes(number),
            "from": { "id": chat, "is_bot": false, "first_name": name, "language_code": "en" },
            "chat": { "id": chat, "type": "private", "first_name": name },
        })
    }
}

pub(super) fn queue(shared: &Arc<Shared>, crowd: &Arc<Crowd>) {
    let before = shared.state().last_update;
    let first_reply = FIRST_REPLY + before % FIRST_UPDATE;
    let load = Arc::new(Load { crowd: Arc::clone(crowd), first_reply, date: shared.now() });
    shared.change(|state| {
        for number in crowd.speakers() {
            let message = load.message(number, number, state);
            state.push("message", &message);
        }
        state.load = Some(Arc::clone(&load));
    });
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let write = |number, person| {
            shared.change(|state| {
                let message = load.message(number, person, state);
                state.push("message", &message);
            });
        };
        load.crowd.write_at_pace(write).await;
    });
}

/// Counts a reply to a person of the crowd, who then writes the next message; nothing for other chats.
pub(super) fn count(shared: &Shared, load: &Load, params: &Params) -> Option<Bytes> {
    let chat = params.int("chat_id")?;
    let person = usize::try_from(chat - FIRST_CHAT).ok()?;
    let replied = load.crowd.replied(person, params.text("text").unwrap_or_default())?;
    if let Some(next) = replied.next {
        shared.change(|state| {
            let message = load.message(next, person, state);
            state.push("message", &message);
        });
    }
    if replied.awaited {
        load.crowd.count();
    }
    let number = load.crowd.sent();
    let (id, date) = (load.first_reply + i64::try_from(number).unwrap_or_default(), load.date);
    Some(Bytes::from(format!(
        r#"{{"message_id":{id},"date":{date},"text":"counted","chat":{{"id":{chat},"type":"private","first_name":"P"}},"from":{{"id":{BOT},"is_bot":true,"first_name":"Hamyar","username":"{USERNAME}"}}}}"#
    )))
}
