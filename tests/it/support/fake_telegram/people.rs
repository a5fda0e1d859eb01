//! People and the groups they meet in.

use std::sync::Arc;

use serde_json::{Value, json};

use super::chat::{Chat, Speaker};
use super::state::{ChatState, Person, State, Topic};
use super::{BOT, Shared};

/// A person with an account.
#[derive(Clone)]
pub(crate) struct User {
    shared: Arc<Shared>,
    id: i64,
}

impl User {
    pub(super) fn new(shared: &Arc<Shared>, name: &str) -> Self {
        let id = shared.change(|state| {
            let id = 1_001 + i64::try_from(state.people.len()).unwrap_or_default();
            let person =
                Person { id, name: name.to_owned(), username: None, language: None, blocks_bot: false, is_bot: false };
            state.people.insert(id, person);
            id
        });
        Self { shared: Arc::clone(shared), id }
    }

    /// The language of their app.
    pub(crate) fn language(self, language: &str) -> Self {
        self.change(|person| person.language = Some(language.to_owned()));
        self
    }

    /// Their handle, without `@`.
    pub(crate) fn username(self, username: &str) -> Self {
        self.change(|person| person.username = Some(username.to_owned()));
        self
    }

    /// A program, as another bot in a group.
    pub(crate) fn program(self) -> Self {
        self.change(|person| person.is_bot = true);
        self
    }

    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    /// Their chat with the bot.
    pub(crate) fn private(&self) -> Chat {
        self.shared.change(|state| {
            state.chats.entry(self.id).or_insert_with(|| ChatState::new(self.id, None, false));
        });
        Chat::new(&self.shared, self.id, None, Speaker::Person(self.id))
    }

    /// Blocks the bot, and Telegram says so.
    pub(crate) fn blocks_bot(&self) {
        self.change(|person| person.blocks_bot = true);
        self.standing("member", "kicked");
    }

    /// Lets the bot write again, and Telegram says so.
    pub(crate) fn unblocks_bot(&self) {
        self.change(|person| person.blocks_bot = false);
        self.standing("kicked", "member");
    }

    fn change(&self, change: impl FnOnce(&mut Person)) {
        self.shared.change(|state| state.people.get_mut(&self.id).map(change));
    }

    fn standing(&self, old: &str, new: &str) {
        self.private();
        push_standing(&self.shared, self.id, self.id, old, new);
    }
}

/// A group, or one topic of it.
#[derive(Clone)]
pub(crate) struct Group {
    pub(super) shared: Arc<Shared>,
    pub(super) id: i64,
    pub(super) thread: Option<i64>,
}

impl Group {
    pub(super) fn new(shared: &Arc<Shared>, title: &str, is_forum: bool) -> Self {
        let id = shared.change(|state| open_supergroup(state, title, is_forum));
        Self { shared: Arc::clone(shared), id, thread: None }
    }

    /// A group of the old kind, which can become a supergroup.
    pub(super) fn basic(shared: &Arc<Shared>, title: &str) -> Self {
        let id = shared.change(|state| {
            let id = -5_001 - i64::try_from(state.chats.len()).unwrap_or_default();
            state.chats.insert(id, ChatState::new(id, Some(title.to_owned()), false));
            id
        });
        Self { shared: Arc::clone(shared), id, thread: None }
    }

    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    /// The topic's id, if this is one.
    pub(crate) fn thread(&self) -> Option<String> {
        self.thread.map(|id| id.to_string())
    }

    /// The same place as one of its members has it.
    pub(crate) fn with(&self, user: &User) -> Chat {
        Chat::new(&self.shared, self.id, self.thread, Speaker::Person(user.id))
    }

    /// The same place as an administrator has it who speaks as the group.
    pub(crate) fn with_anonymous_admin(&self) -> Chat {
        Chat::new(&self.shared, self.id, self.thread, Speaker::Group)
    }

    /// Makes somebody an administrator.
    pub(crate) fn promotes(&self, user: &User) {
        self.change(|chat| chat.admins.push(user.id));
    }

    /// Opens a topic.
    pub(crate) fn topic(&self, name: &str) -> Self {
        let thread = self.shared.change(|state| {
            let chat = state.chats.get_mut(&self.id)?;
            let id = chat.next_message();
            chat.topics.insert(id, Topic { name: name.to_owned(), ..Topic::default() });
            Some(id)
        });
        Self { shared: Arc::clone(&self.shared), id: self.id, thread }
    }

    pub(crate) fn closes_topic(&self) {
        self.change_topic(|topic| topic.is_closed = true);
    }

    pub(crate) fn deletes_topic(&self) {
        self.change_topic(|topic| topic.is_deleted = true);
    }

    /// Puts the bot out, and Telegram says so.
    pub(crate) fn removes_bot(&self, by: &User) {
        self.change(|chat| chat.bot_is_out = true);
        push_standing(&self.shared, self.id, by.id, "member", "kicked");
    }

    /// Adds the bot, and Telegram says so.
    pub(crate) fn adds_bot(&self, by: &User) {
        self.change(|chat| chat.bot_is_out = false);
        push_standing(&self.shared, self.id, by.id, "left", "member");
    }

    /// Becomes a supergroup with a new id, and Telegram says so in both.
    pub(crate) fn migrates(&self, by: &User) -> Self {
        let date = self.shared.now();
        let id = self.shared.change(|state| {
            let title = state.chats.get(&self.id).and_then(|chat| chat.title.clone()).unwrap_or_default();
            let new = open_supergroup(state, &title, false);
            service(state, self.id, by.id, date, "migrate_to_chat_id", new);
            service(state, new, by.id, date, "migrate_from_chat_id", self.id);
            if let Some(chat) = state.chats.get_mut(&self.id) {
                chat.migrated_to = Some(new);
            }
            new
        });
        Self { shared: Arc::clone(&self.shared), id, thread: None }
    }

    fn change(&self, change: impl FnOnce(&mut ChatState)) {
        self.shared.change(|state| state.chats.get_mut(&self.id).map(change));
    }

    fn change_topic(&self, change: impl FnOnce(&mut Topic)) {
        self.change(|chat| {
            if let Some(topic) = self.thread.and_then(|id| chat.topics.get_mut(&id)) {
                change(topic);
            }
        });
    }
}

fn open_supergroup(state: &mut State, title: &str, is_forum: bool) -> i64 {
    let id = -1_001_000_000_001 - i64::try_from(state.chats.len()).unwrap_or_default();
    state.chats.insert(id, ChatState::new(id, Some(title.to_owned()), is_forum));
    id
}

/// A message of Telegram's own about a chat.
fn service(state: &mut State, chat: i64, by: i64, date: i64, field: &str, value: i64) {
    let Some(place) = state.chats.get_mut(&chat) else { return };
    let id = place.next_message();
    let place = state.chats.get(&chat).map(|chat| chat.to_json(&state.people));
    let by = state.people.get(&by).map(Person::to_json);
    state.push("message", &json!({ "message_id": id, "date": date, "chat": place, "from": by, field: value }));
}

fn push_standing(shared: &Shared, chat: i64, by: i64, old: &str, new: &str) {
    let date = shared.now();
    shared.change(|state| {
        let place = state.chats.get(&chat).map(|chat| chat.to_json(&state.people));
        let by = state.people.get(&by).map(Person::to_json);
        let member = |status: &str| -> Value {
            json!({ "status": status, "user": { "id": BOT, "is_bot": true, "first_name": "Hamyar" }, "until_date": 0 })
        };
        let change = json!({
            "chat": place, "from": by, "date": date, "old_chat_member": member(old), "new_chat_member": member(new),
        });
        state.push("my_chat_member", &change);
    });
}
