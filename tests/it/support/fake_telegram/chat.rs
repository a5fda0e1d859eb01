//! A chat as one person has it: what they do there, and what they see.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Map, Value, json};

use super::files::Kept;
use super::state::{ChatState, Person, State, Stored, bot};
use super::topics::Shown;
use super::transcript::{Reply, Transcript};
use super::{Shared, USERNAME};

/// Who writes.
#[derive(Clone, Copy)]
pub(super) enum Speaker {
    Person(i64),
    /// An administrator who speaks as the group.
    Group,
}

/// A chat as one person has it.
#[derive(Clone)]
pub(crate) struct Chat {
    shared: Arc<Shared>,
    id: i64,
    thread: Option<i64>,
    speaker: Speaker,
    /// The last message of the bot's that `next_reply` returned.
    seen: Arc<AtomicI64>,
}

impl Chat {
    pub(super) fn new(shared: &Arc<Shared>, id: i64, thread: Option<i64>, speaker: Speaker) -> Self {
        let last = shared.state().chats.get(&id).map_or(0, |chat| chat.last_message);
        Self { shared: Arc::clone(shared), id, thread, speaker, seen: Arc::new(AtomicI64::new(last)) }
    }

    /// The platform's id of the chat.
    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    /// Writes a message; returns its id. Commands and mentions are marked as Telegram does.
    pub(crate) fn says(&self, text: &str) -> i64 {
        self.sends(&json!({ "text": text, "entities": entities(text) }))
    }

    /// Writes a message in reply to another.
    pub(crate) fn replies(&self, to: i64, text: &str) -> i64 {
        self.sends(&json!({ "text": text, "entities": entities(text), "reply_to_message": { "message_id": to } }))
    }

    /// Sends a message with any fields of the Bot API: a photo, a sticker.
    pub(crate) fn sends(&self, fields: &Value) -> i64 {
        let date = self.shared.now();
        self.shared.change(|state| {
            let Some(id) = state.chats.get_mut(&self.id).map(ChatState::next_message) else { return 0 };
            let mut message = self.message(state, id, date, fields);
            self.complete_reply(state, &mut message);
            let stored = self.stored(state, id, date, &message);
            if let Some(chat) = state.chats.get_mut(&self.id) {
                chat.messages.insert(id, stored);
            }
            if !state.privacy || self.is_heard_in_privacy(&message) {
                state.push("message", &Value::Object(message));
            }
            id
        })
    }

    /// Sends a file as a document; returns the message's id.
    pub(crate) fn sends_file(&self, name: &str, media_type: &str, file: Kept) -> i64 {
        let size = file.bytes.len();
        let id = self.shared.change(|state| {
            let id = format!("BQAC{}", state.files.len());
            state.files.insert(id.clone(), file);
            id
        });
        let document = json!({
            "file_id": id, "file_unique_id": id, "file_name": name, "mime_type": media_type, "file_size": size,
        });
        self.sends(&json!({ "document": document }))
    }

    /// Telegram brings a message of theirs once more, as after a confirmation that was lost.
    pub(crate) fn repeats(&self, message: i64) {
        self.shared.change(|state| {
            let found = state.chats.get(&self.id).and_then(|chat| chat.messages.get(&message)).cloned();
            let Some(stored) = found else { return };
            let fields = json!({ "text": stored.text, "entities": entities(&stored.text) });
            let update = self.message(state, message, stored.date, &fields);
            state.push("message", &Value::Object(update));
        });
    }

    /// Changes the text of a message of theirs.
    pub(crate) fn edits(&self, message: i64, text: &str) {
        let date = self.shared.now();
        self.shared.change(|state| {
            let fields = json!({ "text": text, "entities": entities(text), "edit_date": date });
            let update = self.message(state, message, date, &fields);
            let stored = state.chats.get_mut(&self.id).and_then(|chat| chat.messages.get_mut(&message));
            if let Some(stored) = stored {
                text.clone_into(&mut stored.text);
                stored.is_edited = true;
            }
            state.push("edited_message", &Value::Object(update));
        });
    }

    /// Presses the newest button with this label; returns the press's id.
    pub(crate) fn presses(&self, label: &str) -> String {
        let found = self.shared.state().newest(self, |stored| {
            let mut buttons = stored.buttons.iter().flatten();
            buttons.find(|(text, _)| text == label).map(|(_, action)| (stored.id, action.clone()))
        });
        match found {
            Some((message, action)) => self.presses_action(message, &action),
            None => panic!("no button “{label}” in:\n{}", self.transcript()),
        }
    }

    /// Presses a button that carries this action, whether or not it is there.
    pub(crate) fn presses_action(&self, message: i64, action: &str) -> String {
        self.shared.change(|state| {
            state.last_press += 1;
            let press = format!("press-{}", state.last_press);
            state.presses.insert(press.clone());
            let chat = state.chats.get(&self.id);
            let under = chat.and_then(|chat| Some(state.message_json(chat, chat.messages.get(&message)?)));
            let inaccessible =
                json!({ "message_id": message, "date": 0, "chat": chat.map(|chat| chat.to_json(&state.people)) });
            let query = json!({
                "id": press, "from": self.sender(state), "chat_instance": "1", "data": action,
                "message": under.unwrap_or(inaccessible),
            });
            state.push("callback_query", &query);
            press
        })
    }

    /// Sets a reaction on a message, or takes it off.
    pub(crate) fn reacts(&self, message: i64, emoji: &str, added: bool) {
        let date = self.shared.now();
        self.shared.change(|state| {
            let chat = state.chats.get(&self.id).map(|chat| chat.to_json(&state.people));
            let (with, without) = (json!([{ "type": "emoji", "emoji": emoji }]), json!([]));
            let (old, new) = if added { (without, with) } else { (with, without) };
            let reaction = json!({
                "chat": chat, "message_id": message, "user": self.sender(state), "date": date,
                "old_reaction": old, "new_reaction": new,
            });
            state.push("message_reaction", &reaction);
        });
    }

    /// Waits for the bot's next message here.
    pub(crate) async fn next_reply(&self) -> Reply {
        let after = self.seen.load(Ordering::SeqCst);
        let find = |state: &State| {
            let chat = state.chats.get(&self.id)?;
            let mut newer = chat.messages.range(after + 1..).map(|(_, stored)| stored);
            newer.find(|stored| stored.from.is_none() && stored.thread == self.thread).map(Reply::of)
        };
        let reply = self.shared.until(find, || format!("no reply in:\n{}", self.transcript())).await;
        self.seen.store(reply.id, Ordering::SeqCst);
        reply
    }

    /// Waits until the chat shows what `shows` looks for.
    pub(crate) async fn until(&self, shows: impl Fn(&Transcript) -> bool) {
        let find = |state: &State| shows(&self.read(state)).then_some(());
        self.shared.until(find, || format!("not to be seen in:\n{}", self.transcript())).await;
    }

    /// Whose eyes these are.
    pub(crate) fn reader(&self) -> String {
        self.sender(&self.shared.state())["first_name"].as_str().unwrap_or_default().to_owned()
    }

    /// What the place is called, from the outside in, and whether it is closed. A private chat has no name.
    pub(crate) fn place(&self) -> (Vec<String>, bool) {
        self.place_in(&self.shared.state())
    }

    /// Waits until the place is called so, among others, and is closed or not.
    pub(crate) async fn stands(&self, name: &str, closed: bool) {
        let find = |state: &State| {
            let (names, is_closed) = self.place_in(state);
            (is_closed == closed && names.last()?.contains(name)).then_some(())
        };
        self.shared.until(find, || format!("not {name}, closed: {closed}, but {:?}", self.place())).await;
    }

    fn place_in(&self, state: &State) -> (Vec<String>, bool) {
        let Some(chat) = state.chats.get(&self.id) else { return Default::default() };
        let topic = self.thread.and_then(|id| chat.topics.get(&id)).map(Shown::of);
        let closed = topic.as_ref().is_some_and(|topic| topic.is_closed);
        (chat.title.clone().into_iter().chain(topic.map(|topic| topic.name)).collect(), closed)
    }

    /// What the chat shows now.
    pub(crate) fn transcript(&self) -> Transcript {
        self.read(&self.shared.state())
    }

    fn read(&self, state: &State) -> Transcript {
        let messages = state.chats.get(&self.id).into_iter().flat_map(|chat| chat.messages.values());
        Transcript::of(messages.filter(|stored| stored.thread == self.thread))
    }

    fn sender(&self, state: &State) -> Value {
        match self.speaker {
            Speaker::Person(id) => state.people.get(&id).map_or(Value::Null, Person::to_json),
            Speaker::Group => {
                json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" })
            }
        }
    }

    fn message(&self, state: &State, id: i64, date: i64, fields: &Value) -> Map<String, Value> {
        let chat = state.chats.get(&self.id).map(|chat| chat.to_json(&state.people));
        let mut message = Map::new();
        message.insert("message_id".to_owned(), json!(id));
        message.insert("date".to_owned(), json!(date));
        message.insert("from".to_owned(), self.sender(state));
        if matches!(self.speaker, Speaker::Group) {
            message.insert("sender_chat".to_owned(), json!(chat));
        }
        message.insert("chat".to_owned(), json!(chat));
        if let Some(thread) = self.thread {
            message.insert("message_thread_id".to_owned(), json!(thread));
            message.insert("is_topic_message".to_owned(), json!(true));
        }
        message.extend(fields.as_object().cloned().unwrap_or_default());
        message
    }

    /// Telegram tells the whole message that was replied to; in a topic, without a reply, the one that opened it.
    fn complete_reply(&self, state: &State, message: &mut Map<String, Value>) {
        let Some(chat) = state.chats.get(&self.id) else { return };
        let named = message.get("reply_to_message").and_then(|reply| reply["message_id"].as_i64());
        let replied = match (named, self.thread) {
            (Some(id), _) => chat.messages.get(&id).map(|stored| state.message_json(chat, stored)),
            (None, Some(thread)) => Some(json!({
                "message_id": thread, "date": 0, "chat": chat.to_json(&state.people), "from": bot(), "is_topic_message": true,
                "message_thread_id": thread, "forum_topic_created": { "name": "", "icon_color": 0 },
            })),
            (None, None) => None,
        };
        if let Some(replied) = replied {
            message.insert("reply_to_message".to_owned(), replied);
        }
    }

    fn stored(&self, state: &State, id: i64, date: i64, message: &Map<String, Value>) -> Stored {
        let name = match self.speaker {
            Speaker::Person(id) => state.people.get(&id).map_or("somebody", |person| &person.name),
            Speaker::Group => "the group",
        };
        let text = |field: &str| message.get(field).and_then(Value::as_str);
        Stored {
            id,
            thread: self.thread,
            from: Some(name.to_owned()),
            author: self.sender(state),
            mark: None,
            text: text("text").or(text("caption")).unwrap_or("(no text)").to_owned(),
            file: None,
            entities: Vec::new(),
            buttons: Vec::new(),
            reply_to: message.get("reply_to_message").and_then(|reply| reply["message_id"].as_i64()),
            is_edited: false,
            date,
        }
    }

    fn is_heard_in_privacy(&self, message: &Map<String, Value>) -> bool {
        let private = self.id > 0;
        let entities = message.get("entities").and_then(Value::as_array);
        let command = entities.into_iter().flatten().any(|entity| entity["type"] == "bot_command");
        let mention = message.get("text").and_then(Value::as_str).is_some_and(|text| text.contains(USERNAME));
        let to_bot = message
            .get("reply_to_message")
            .is_some_and(|reply| reply["from"] == bot() && reply.get("forum_topic_created").is_none());
        private || command || mention || to_bot
    }
}

impl State {
    fn newest<T>(&self, chat: &Chat, find: impl Fn(&Stored) -> Option<T>) -> Option<T> {
        let messages = self.chats.get(&chat.id)?.messages.values().rev();
        messages.filter(|stored| stored.from.is_none() && stored.thread == chat.thread).find_map(find)
    }
}

/// Commands and mentions, as Telegram finds them in a text.
fn entities(text: &str) -> Value {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let name: String =
            word.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '/')).collect();
        let kind = match name.chars().next() {
            // What begins with two strokes is no command.
            Some('/') if !name[1..].starts_with('/') => "bot_command",
            Some('@') => "mention",
            _ => "",
        };
        if name.len() > 1 && !kind.is_empty() {
            found.push(json!({ "type": kind, "offset": offset, "length": name.len() }));
        }
        offset += word.encode_utf16().count();
    }
    Value::Array(found)
}
