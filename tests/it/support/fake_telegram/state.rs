//! What the fake knows: people, chats, messages, updates that wait.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::fault::Fault;
use super::files::Kept;
use super::load::Load;
use super::params::Params;
use super::webhook::Hook;
use super::{BOT, Shared, USERNAME};

/// Before the number of the first update.
pub(super) const FIRST_UPDATE: i64 = 700_000_000;

#[derive(Default)]
pub(super) struct State {
    pub(super) people: HashMap<i64, Person>,
    pub(super) chats: HashMap<i64, ChatState>,
    /// Updates that the bot has not confirmed.
    pub(super) queue: VecDeque<(i64, Bytes)>,
    pub(super) last_update: i64,
    pub(super) confirmed: usize,
    /// The kinds of update that the bot asked for; before it asks, all.
    pub(super) allowed: Option<HashSet<String>>,
    /// Counts requests for updates: a newer one ends an older one.
    pub(super) polls: u64,
    pub(super) webhook: Option<Hook>,
    pub(super) webhooks_set: u64,
    /// What people sent, by the id that messages name.
    pub(super) files: HashMap<String, Kept>,
    /// The bytes of forms that have come.
    pub(super) uploaded: usize,
    pub(super) faults: HashMap<String, VecDeque<Fault>>,
    pub(super) requests: HashMap<String, Vec<Value>>,
    /// Button presses that the bot has not answered.
    pub(super) presses: HashSet<String>,
    pub(super) last_press: u64,
    /// By scope and language.
    pub(super) menus: HashMap<(String, String), Value>,
    pub(super) privacy: bool,
    pub(super) revoked: bool,
    pub(super) load: Option<Arc<Load>>,
}

#[derive(Clone)]
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) username: Option<String>,
    pub(super) language: Option<String>,
    pub(super) blocks_bot: bool,
    pub(super) is_bot: bool,
}

impl Person {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "id": self.id, "is_bot": self.is_bot, "first_name": self.name, "username": self.username, "language_code": self.language,
        })
    }
}

pub(super) struct ChatState {
    pub(super) id: i64,
    /// `None` for a private chat.
    pub(super) title: Option<String>,
    pub(super) is_forum: bool,
    pub(super) topics: BTreeMap<i64, Topic>,
    pub(super) messages: BTreeMap<i64, Stored>,
    pub(super) last_message: i64,
    pub(super) migrated_to: Option<i64>,
    pub(super) bot_is_out: bool,
    pub(super) cannot_manage_topics: bool,
    pub(super) admins: Vec<i64>,
}

#[derive(Default)]
pub(super) struct Topic {
    pub(super) name: String,
    /// The id of its custom emoji.
    pub(super) icon: Option<String>,
    pub(super) is_closed: bool,
    pub(super) is_deleted: bool,
}

/// A message as the chat shows it.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) thread: Option<i64>,
    /// `None` for the bot's own.
    pub(super) from: Option<String>,
    /// Who wrote it, as the API tells it.
    pub(super) author: Value,
    /// The bot's reaction.
    pub(super) mark: Option<String>,
    pub(super) text: String,
    /// The name of the file that the bot sent with it.
    pub(super) file: Option<String>,
    pub(super) entities: Vec<Value>,
    /// Rows of labels and what a press carries.
    pub(super) buttons: Vec<Vec<(String, String)>>,
    pub(super) reply_to: Option<i64>,
    pub(super) is_edited: bool,
    pub(super) date: i64,
}

impl ChatState {
    pub(super) fn new(id: i64, title: Option<String>, is_forum: bool) -> Self {
        Self {
            id,
            title,
            is_forum,
            topics: BTreeMap::new(),
            messages: BTreeMap::new(),
            last_message: 0,
            migrated_to: None,
            bot_is_out: false,
            cannot_manage_topics: false,
            admins: Vec::new(),
        }
    }

    pub(super) fn next_message(&mut self) -> i64 {
        self.last_message += 1;
        self.last_message
    }

    pub(super) fn is_supergroup(&self) -> bool {
        self.title.is_some() && self.id < -1_000_000_000_000
    }

    pub(super) fn to_json(&self, people: &HashMap<i64, Person>) -> Value {
        let Some(title) = &self.title else {
            let name = people.get(&self.id).map(|person| person.name.as_str());
            return json!({ "id": self.id, "type": "private", "first_name": name.unwrap_or("Somebody") });
        };
        if self.is_supergroup() {
            json!({ "id": self.id, "type": "supergroup", "title": title, "is_forum": self.is_forum })
        } else {
            json!({ "id": self.id, "type": "group", "title": title })
        }
    }
}

impl State {
    /// Queues an update, if the bot wants its kind.
    pub(super) fn push(&mut self, kind: &str, body: &Value) -> i64 {
        if self.allowed.as_ref().is_some_and(|allowed| !allowed.contains(kind)) {
            return self.last_update;
        }
        let id = self.next_update();
        let update = json!({ "update_id": id, kind: body });
        self.queue.push_back((id, update.to_string().into()));
        id
    }

    pub(super) fn push_bytes(&mut self, update: Bytes) {
        let id = self.next_update();
        self.queue.push_back((id, update));
    }

    pub(super) fn next_update(&mut self) -> i64 {
        if self.last_update == 0 {
            self.last_update = FIRST_UPDATE;
        }
        self.last_update += 1;
        self.last_update
    }

    pub(super) fn calls(&self, method: &str) -> usize {
        self.requests.get(method).map_or(0, Vec::len)
    }

    /// A message as the API tells it.
    pub(super) fn message_json(&self, chat: &ChatState, stored: &Stored) -> Value {
        let mut message = json!({
            "message_id": stored.id, "date": stored.date, "chat": chat.to_json(&self.people), "text": stored.text,
        });
        message["from"] = stored.author.clone();
        if !stored.entities.is_empty() {
            message["entities"] = Value::Array(stored.entities.clone());
        }
        if let Some(thread) = stored.thread {
            message["message_thread_id"] = json!(thread);
            message["is_topic_message"] = json!(true);
        }
        message
    }
}

impl Shared {
    /// Remembers a call and takes the fault that waits for it. A load is not remembered: it would be all memory.
    pub(super) fn note_call(&self, method: &str, params: &Params) -> Option<Fault> {
        let mut state = self.state();
        if state.load.is_none() {
            state.requests.entry(method.to_owned()).or_default().push(params.to_value());
            self.changed.send_replace(());
        }
        state.faults.get_mut(method).and_then(VecDeque::pop_front)
    }
}

/// The bot, as the API tells it.
pub(super) fn bot() -> Value {
    json!({ "id": BOT, "is_bot": true, "first_name": "Hamyar", "username": USERNAME })
}
