//! Topics of forums: making, naming, closing and deleting them, and what they look like.

use bytes::Bytes;
use serde_json::json;

use super::methods::{Answered, Refusal, yes};
use super::params::Params;
use super::people::Group;
use super::state::{ChatState, State, Topic};
use super::{Shared, messages};

/// Some of the icons that any topic can have.
const ICONS: [(&str, &str); 6] = [
    ("❗️", "5379748062124056162"),
    ("💬", "5417915203100613993"),
    ("🤖", "5309832892262654231"),
    ("📆", "5433614043006903194"),
    ("✅", "5237699328843200968"),
    ("📰", "5434144690511290129"),
];

/// A topic as people see it in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Its name, after its icon where it has one.
    pub(crate) name: String,
    pub(crate) is_closed: bool,
}

impl Shown {
    pub(super) fn of(topic: &Topic) -> Self {
        let icon = topic.icon.as_ref().and_then(|icon| ICONS.iter().find(|(_, id)| id == icon));
        let name = icon.map_or_else(|| topic.name.clone(), |(emoji, _)| format!("{emoji} {}", topic.name));
        Self { name, is_closed: topic.is_closed }
    }
}

pub(super) fn icons() -> Bytes {
    let sticker = |(emoji, id): &(&str, &str)| json!({ "type": "custom_emoji", "emoji": emoji, "custom_emoji_id": id });
    json!(ICONS.iter().map(sticker).collect::<Vec<_>>()).to_string().into()
}

pub(super) fn create(shared: &Shared, params: &Params) -> Answered {
    let name = name(params)?.unwrap_or_default();
    if name.is_empty() {
        return Err(Refusal::bad("TOPIC_TITLE_EMPTY"));
    }
    shared.change(|state| {
        let chat = forum(state, params)?;
        let id = chat.next_message();
        chat.topics.insert(id, Topic { name: name.clone(), ..Topic::default() });
        Ok(json!({ "message_thread_id": id, "name": name, "icon_color": 7_322_096 }).to_string().into())
    })
}

pub(super) fn edit(shared: &Shared, params: &Params) -> Answered {
    let name = name(params)?.filter(|name| !name.is_empty());
    let icon = params.text("icon_custom_emoji_id");
    if icon.is_some_and(|icon| !icon.is_empty() && ICONS.iter().all(|(_, id)| *id != icon)) {
        return Err(Refusal::bad("DOCUMENT_INVALID"));
    }
    change(shared, params, |topic| {
        let before = (topic.name.clone(), topic.icon.clone());
        if let Some(name) = name {
            topic.name = name;
        }
        if let Some(icon) = icon {
            topic.icon = Some(icon.to_owned()).filter(|icon| !icon.is_empty());
        }
        before != (topic.name.clone(), topic.icon.clone())
    })
}

pub(super) fn close(shared: &Shared, params: &Params) -> Answered {
    change(shared, params, |topic| !std::mem::replace(&mut topic.is_closed, true))
}

pub(super) fn reopen(shared: &Shared, params: &Params) -> Answered {
    change(shared, params, |topic| std::mem::replace(&mut topic.is_closed, false))
}

pub(super) fn delete(shared: &Shared, params: &Params) -> Answered {
    let thread = params.int("message_thread_id");
    change(shared, params, |topic| !std::mem::replace(&mut topic.is_deleted, true))?;
    shared.change(|state| {
        messages::open_chat(state, params)?.messages.retain(|_, stored| stored.thread != thread);
        Ok(yes())
    })
}

/// A change that changes nothing is refused.
fn change(shared: &Shared, params: &Params, change: impl FnOnce(&mut Topic) -> bool) -> Answered {
    shared.change(|state| {
        let id = params.int("message_thread_id").unwrap_or_default();
        let topic = forum(state, params)?.topics.get_mut(&id).filter(|topic| !topic.is_deleted);
        match topic.map(change) {
            None => Err(Refusal::bad("TOPIC_ID_INVALID")),
            Some(false) => Err(Refusal::bad("TOPIC_NOT_MODIFIED")),
            Some(true) => Ok(yes()),
        }
    })
}

fn forum<'a>(state: &'a mut State, params: &Params) -> Result<&'a mut ChatState, Refusal> {
    let chat = messages::open_chat(state, params)?;
    if !chat.is_forum && chat.title.is_some() {
        return Err(Refusal::bad("the chat is not a forum"));
    }
    if chat.cannot_manage_topics {
        return Err(Refusal::bad("not enough rights to create a topic"));
    }
    Ok(chat)
}

fn name(params: &Params) -> Result<Option<String>, Refusal> {
    let name = params.text("name").map(str::to_owned);
    match name {
        Some(name) if name.encode_utf16().count() > 128 => Err(Refusal::bad("TOPIC_TITLE_EMPTY")),
        name => Ok(name),
    }
}

impl Group {
    /// The topics that are there, oldest first.
    pub(crate) fn topics(&self) -> Vec<Shown> {
        let state = self.shared.state();
        let topics = state.chats.get(&self.id).into_iter().flat_map(|chat| chat.topics.values());
        topics.filter(|topic| !topic.is_deleted).map(Shown::of).collect()
    }

    /// Waits until there are topics that look as `looks` wants them, and enters the newest.
    pub(crate) async fn newest_topic(&self, looks: impl Fn(&Shown) -> bool) -> Self {
        let show = || format!("no such topic among {:?}", self.topics());
        let newest = |state: &State| {
            let chat = state.chats.get(&self.id)?;
            let (id, topic) = chat.topics.iter().rev().find(|(_, topic)| !topic.is_deleted)?;
            looks(&Shown::of(topic)).then_some(*id)
        };
        let id = self.shared.until(newest, show).await;
        Self { thread: Some(id), ..self.clone() }
    }

    /// The bot may not make or change topics here.
    pub(crate) fn forbids_topics(&self) {
        self.shared.change(|state| state.chats.get_mut(&self.id).map(|chat| chat.cannot_manage_topics = true));
    }
}
