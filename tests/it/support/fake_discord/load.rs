//! A crowd on Discord, for the bench: people in direct chats, and replies that are only counted. As Discord does, the
//! gateway tells the bot of its own messages, too.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::crowd::Crowd;
use super::messages::time;
use super::rest::Call;
use super::state::State;
use super::{BOT, Shared};

/// The first direct chat of a load, and its person.
const FIRST_CHAT: u64 = 500_000_000_000_000_001;
const FIRST_PERSON: u64 = 600_000_000_000_000_001;

/// A crowd that writes.
pub(super) struct Load {
    crowd: Arc<Crowd>,
}

impl Load {
    fn says(&self, number: usize, person: usize, state: &mut State) {
        let person = u64::try_from(person).unwrap_or_default();
        let author = FIRST_PERSON + person;
        let author =
            json!({ "id": author.to_string(), "username": format!("person{author}"), "global_name": "Person" });
        let message = message(state.next_id(), FIRST_CHAT + person, &author, self.crowd.text(number));
        state.dispatch("MESSAGE_CREATE", &message);
    }
}

pub(super) fn queue(shared: &Shared, crowd: &Arc<Crowd>) {
    let load = Arc::new(Load { crowd: Arc::clone(crowd) });
    shared.change(|state| {
        for number in crowd.speakers() {
            load.says(number, number, state);
        }
        state.load = Some(load);
    });
}

/// Counts a reply to a person of the crowd, who then writes the next message; nothing for other calls.
pub(super) fn count(shared: &Shared, load: &Load, call: &Call) -> Option<Bytes> {
    let chat = call.message_to()?;
    let person = usize::try_from(chat.checked_sub(FIRST_CHAT)?).ok()?;
    let replied = load.crowd.replied(person, call.body["content"].as_str().unwrap_or_default())?;
    let said = shared.change(|state| {
        let author = state.user_json(BOT);
        let said = message(state.next_id(), chat, &author, call.body["content"].as_str().unwrap_or_default());
        state.dispatch("MESSAGE_CREATE", &said);
        if let Some(next) = replied.next {
            load.says(next, person, state);
        }
        said
    });
    if replied.awaited {
        load.crowd.count();
    }
    Some(said.to_string().into())
}

fn message(id: u64, chat: u64, author: &Value, content: &str) -> Value {
    json!({
        "id": id.to_string(), "channel_id": chat.to_string(), "channel_type": 1, "type": 0, "author": author,
        "content": content, "timestamp": time(id).to_rfc3339(), "edited_timestamp": null, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [], "pinned": false,
        "tts": false, "flags": 0,
    })
}
