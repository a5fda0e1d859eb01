//! A crowd on Discord, for the benches: people in direct chats, and replies that are only counted. As Discord does, the
//! gateway tells the bot of its own messages, too; equal nonces make one message, and the last messages can be read back.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::super::crowd::Crowd;
use super::messages::time;
use super::rest::Call;
use super::state::State;
use super::{BOT, Shared};

/// The first direct chat of a load, and its person.
const FIRST_CHAT: u64 = 500_000_000_000_000_001;
const FIRST_PERSON: u64 = 600_000_000_000_000_001;

/// Messages of a chat that can be read back, and nonces that are known.
const KEPT: usize = 50;

/// A crowd that writes.
pub(super) struct Load {
    crowd: Arc<Crowd>,
    /// For those who write again only when they were answered, a few of each are enough.
    chats: Mutex<HashMap<u64, Chat>>,
}

/// What a chat still shows, the oldest first.
#[derive(Default)]
struct Chat {
    messages: VecDeque<(u64, Value)>,
    nonces: VecDeque<(String, Value)>,
}

impl Chat {
    fn shows(&mut self, id: u64, message: Value) {
        self.messages.push_back((id, message));
        drop_old(&mut self.messages);
    }

    /// The message that was sent with this nonce.
    fn sent(&self, nonce: Option<&str>) -> Option<&Value> {
        self.nonces.iter().find(|(known, _)| Some(known.as_str()) == nonce).map(|(_, message)| message)
    }
}

impl Load {
    fn says(&self, number: usize, person: usize, state: &mut State) {
        let chat = FIRST_CHAT + u64::try_from(person).unwrap_or_default();
        let author = chat - FIRST_CHAT + FIRST_PERSON;
        let author =
            json!({ "id": author.to_string(), "username": format!("person{author}"), "global_name": "Person" });
        let id = state.next_id();
        let message = message(id, chat, &author, self.crowd.writes(number));
        state.dispatch("MESSAGE_CREATE", &message);
        self.chat(chat, |chat| chat.shows(id, message));
    }

    fn chat<T>(&self, id: u64, change: impl FnOnce(&mut Chat) -> T) -> T {
        change(self.chats.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default())
    }

    /// Whose chat a call is about.
    fn person(&self, call: &Call) -> Option<usize> {
        let person = usize::try_from(call.messages_of()?.checked_sub(FIRST_CHAT)?).ok()?;
        (person < self.crowd.people_count()).then_some(person)
    }

    /// Whether a call is about a chat of the crowd.
    pub(super) fn is_for(&self, call: &Call) -> bool {
        self.person(call).is_some()
    }
}

pub(super) fn queue(shared: &Arc<Shared>, crowd: &Arc<Crowd>) {
    let load = Arc::new(Load { crowd: Arc::clone(crowd), chats: Mutex::default() });
    shared.change(|state| {
        for number in crowd.speakers() {
            load.says(number, number, state);
        }
        state.load = Some(Arc::clone(&load));
    });
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let write = |number, person| shared.change(|state| load.says(number, person, state));
        load.crowd.write_at_pace(write).await;
    });
}

/// Answers a call about a chat of the crowd. A reply is counted, and its person then writes the next message.
pub(super) fn answer(shared: &Shared, load: &Load, call: &Call) -> Option<Value> {
    let (chat, person) = (call.messages_of()?, load.person(call)?);
    if call.message_to().is_none() {
        let after = call.after();
        let newer = |chat: &mut Chat| {
            let newer = chat.messages.iter().rev().filter(|(id, _)| *id > after);
            newer.map(|(_, message)| message.clone()).collect()
        };
        return Some(Value::Array(load.chat(chat, newer)));
    }
    let (content, nonce) = (call.body["content"].as_str().unwrap_or_default(), call.body["nonce"].as_str());
    if let Some(sent) = load.chat(chat, |chat| chat.sent(nonce).cloned()) {
        return Some(sent);
    }
    let replied = load.crowd.replied(person, content)?;
    let said = shared.change(|state| {
        let author = state.user_json(BOT);
        let id = state.next_id();
        let mut said = message(id, chat, &author, content);
        said["nonce"] = json!(nonce);
        state.dispatch("MESSAGE_CREATE", &said);
        load.chat(chat, |chat| {
            chat.shows(id, said.clone());
            chat.nonces.extend(nonce.map(|nonce| (nonce.to_owned(), said.clone())));
            drop_old(&mut chat.nonces);
        });
        if let Some(next) = replied.next {
            load.says(next, person, state);
        }
        said
    });
    if replied.awaited {
        load.crowd.count();
    }
    Some(said)
}

fn drop_old<T>(kept: &mut VecDeque<T>) {
    while kept.len() > KEPT {
        kept.pop_front();
    }
}

fn message(id: u64, chat: u64, author: &Value, content: &str) -> Value {
    json!({
        "id": id.to_string(), "channel_id": chat.to_string(), "channel_type": 1, "type": 0, "author": author,
        "content": content, "timestamp": time(id).to_rfc3339(), "edited_timestamp": null, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [], "pinned": false,
        "tts": false, "flags": 0,
    })
}
