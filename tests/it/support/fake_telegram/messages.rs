//! Sending, editing and deleting, with the checks and words of the Bot API.

use serde_json::{Value, json};

use super::methods::{Answered, Refusal, yes};
use super::params::{Params, int};
use super::state::{ChatState, State, Stored, bot};
use super::{Shared, load};

const MAX_LENGTH: usize = 4096;

/// What a send or an edit puts under a message.
struct Body {
    text: String,
    entities: Vec<Value>,
    buttons: Vec<Vec<(String, String)>>,
}

/// The longest caption, in UTF-16 units.
const CAPTION: usize = 1024;

/// A photo or a document, which came as a part of the form.
pub(super) fn send_file(shared: &Shared, params: &Params, field: &str) -> Answered {
    let file = params.json(field).and_then(|file| file["file_name"].as_str().map(str::to_owned));
    let Some(file) = file else { return Err(Refusal::bad(&format!("there is no {field} in the request"))) };
    let text = params.text("caption").unwrap_or_default();
    let entities = params.json("caption_entities").unwrap_or(json!([]));
    let body = Body { buttons: buttons(params)?, ..checked(text, entities, CAPTION)? };
    put(shared, params, body, Some(file))
}

pub(super) fn send(shared: &Shared, params: &Params) -> Answered {
    let body = body(params)?;
    let load = shared.state().load.clone();
    if let Some(counter) = load
        && let Some(answer) = load::count(shared, &counter, params)
    {
        return Ok(answer);
    }
    put(shared, params, body, None)
}

fn put(shared: &Shared, params: &Params, body: Body, file: Option<String>) -> Answered {
    let date = shared.now();
    shared.change(|state| {
        let chat = open_chat(state, params)?;
        let thread = thread(chat, params)?;
        let reply_to = reply_to(chat, params)?;
        let stored = Stored {
            id: chat.next_message(),
            thread,
            from: None,
            author: bot(),
            mark: None,
            text: body.text,
            file,
            entities: body.entities,
            buttons: body.buttons,
            reply_to,
            is_edited: false,
            date,
        };
        let (chat, id) = (chat.id, stored.id);
        state.insert(chat, stored);
        Ok(state.describe(chat, id))
    })
}

pub(super) fn edit(shared: &Shared, params: &Params) -> Answered {
    let body = body(params)?;
    shared.change(|state| {
        let chat = open_chat(state, params)?;
        let id = params.int("message_id").unwrap_or_default();
        let Some(stored) = chat.messages.get_mut(&id) else { return Err(Refusal::bad("message to edit not found")) };
        if stored.from.is_some() {
            return Err(Refusal::bad("message can't be edited"));
        }
        if stored.text == body.text && stored.entities == body.entities && stored.buttons == body.buttons {
            return Err(Refusal::bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a \
                 current content and reply markup of the message",
            ));
        }
        stored.is_edited = true;
        (stored.text, stored.entities, stored.buttons) = (body.text, body.entities, body.buttons);
        let chat = chat.id;
        Ok(state.describe(chat, id))
    })
}

pub(super) fn delete(shared: &Shared, params: &Params) -> Answered {
    shared.change(|state| {
        let chat = open_chat(state, params)?;
        match chat.messages.remove(&params.int("message_id").unwrap_or_default()) {
            Some(_) => Ok(yes()),
            None => Err(Refusal::bad("message to delete not found")),
        }
    })
}

/// What the Bot API lets a bot react with, as far as tests need it.
const REACTIONS: [&str; 10] = ["👍", "👎", "❤", "🔥", "🙏", "👌", "🤔", "🤝", "✍", "👀"];

pub(super) fn react(shared: &Shared, params: &Params) -> Answered {
    let Some(Value::Array(reactions)) = params.json("reaction") else {
        return Err(Refusal::bad("can't parse reaction types"));
    };
    let emoji = reactions.first().map(|reaction| reaction["emoji"].as_str().unwrap_or_default().to_owned());
    if reactions.len() > 1 || emoji.as_deref().is_some_and(|emoji| !REACTIONS.contains(&emoji)) {
        return Err(Refusal::bad("REACTION_INVALID"));
    }
    shared.change(|state| {
        let chat = open_chat(state, params)?;
        let Some(stored) = chat.messages.get_mut(&params.int("message_id").unwrap_or_default()) else {
            return Err(Refusal::bad("message to react not found"));
        };
        stored.mark = emoji;
        Ok(yes())
    })
}

pub(super) fn chat_action(shared: &Shared, params: &Params) -> Answered {
    let mut state = shared.state();
    let chat = open_chat(&mut state, params)?;
    thread(chat, params)?;
    match params.text("action") {
        Some(_) => Ok(yes()),
        None => Err(Refusal::bad("wrong parameter action in request")),
    }
}

impl State {
    fn insert(&mut self, chat: i64, stored: Stored) {
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.messages.insert(stored.id, stored);
        }
    }

    fn describe(&self, chat: i64, message: i64) -> bytes::Bytes {
        let described = self.chats.get(&chat).and_then(|chat| {
            let stored = chat.messages.get(&message)?;
            Some(self.message_json(chat, stored))
        });
        described.unwrap_or(Value::Null).to_string().into()
    }
}

/// The chat that a call names, if the bot may write there.
pub(super) fn open_chat<'a>(state: &'a mut State, params: &Params) -> Result<&'a mut ChatState, Refusal> {
    let Some(id) = params.int("chat_id") else { return Err(Refusal::bad("chat_id is empty")) };
    if state.people.get(&id).is_some_and(|person| person.blocks_bot) {
        return Err(Refusal::new(403, "Forbidden: bot was blocked by the user"));
    }
    let Some(chat) = state.chats.get_mut(&id) else { return Err(Refusal::bad("chat not found")) };
    match chat.migrated_to {
        Some(to) => Err(Refusal::migrated(to)),
        None if chat.bot_is_out => Err(Refusal::new(403, "Forbidden: bot was kicked from the supergroup chat")),
        None => Ok(chat),
    }
}

fn thread(chat: &ChatState, params: &Params) -> Result<Option<i64>, Refusal> {
    let Some(id) = params.int("message_thread_id") else { return Ok(None) };
    match chat.topics.get(&id) {
        Some(topic) if topic.is_closed && !topic.is_deleted => Err(Refusal::bad("TOPIC_CLOSED")),
        Some(topic) if !topic.is_deleted => Ok(Some(id)),
        _ => Err(Refusal::bad("message thread not found")),
    }
}

fn reply_to(chat: &ChatState, params: &Params) -> Result<Option<i64>, Refusal> {
    let Some(reply) = params.json("reply_parameters") else { return Ok(None) };
    let id = int(&reply["message_id"]).filter(|id| chat.messages.contains_key(id));
    if id.is_none() && reply["allow_sending_without_reply"] != json!(true) {
        return Err(Refusal::bad("message to be replied not found"));
    }
    Ok(id)
}

fn body(params: &Params) -> Result<Body, Refusal> {
    let text = params.text("text").unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    let entities = params.json("entities").unwrap_or(json!([]));
    let body = checked(text, entities, MAX_LENGTH)?;
    if params.text("parse_mode").is_some() {
        return Err(Refusal::bad("this Bot API knows no parse_mode"));
    }
    Ok(Body { buttons: buttons(params)?, ..body })
}

fn checked(text: &str, entities: Value, longest: usize) -> Result<Body, Refusal> {
    let units: Vec<u16> = text.encode_utf16().collect();
    if units.len() > longest {
        return Err(Refusal::bad("message is too long"));
    }
    let Value::Array(entities) = entities else {
        return Err(Refusal::bad("can't parse entities"));
    };
    for entity in &entities {
        check_entity(entity, &units)?;
    }
    Ok(Body { text: text.to_owned(), entities, buttons: Vec::new() })
}

/// An entity lies in the text and begins and ends between characters.
fn check_entity(entity: &Value, units: &[u16]) -> Result<(), Refusal> {
    let place = |name: &str| entity[name].as_u64().and_then(|value| usize::try_from(value).ok());
    let (Some(offset), Some(length)) = (place("offset"), place("length")) else {
        return Err(Refusal::bad("can't parse MessageEntity"));
    };
    let end = offset.saturating_add(length);
    if end > units.len() {
        return Err(Refusal::bad(&format!(
            "entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
        )));
    }
    let inside_character = |at: usize| units.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
    if inside_character(offset) || inside_character(end) {
        return Err(Refusal::bad(&format!(
            "entity beginning at UTF-16 offset {offset} begins or ends in a middle of a UTF-16 symbol"
        )));
    }
    Ok(())
}

fn buttons(params: &Params) -> Result<Vec<Vec<(String, String)>>, Refusal> {
    let Some(markup) = params.json("reply_markup") else { return Ok(Vec::new()) };
    let Some(rows) = markup["inline_keyboard"].as_array() else {
        return Err(Refusal::bad("can't parse reply keyboard"));
    };
    let button = |button: &Value| {
        let (label, action) = (button["text"].as_str(), button["callback_data"].as_str());
        match (label, action) {
            (None | Some(""), _) => {
                Err(Refusal::bad("can't parse inline keyboard button: Field \"text\" must be non-empty"))
            }
            (_, None) => Err(Refusal::bad(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
            )),
            (_, Some(action)) if action.is_empty() || action.len() > 64 => Err(Refusal::bad("BUTTON_DATA_INVALID")),
            (Some(label), Some(action)) => Ok((label.to_owned(), action.to_owned())),
        }
    };
    rows.iter().map(|row| row.as_array().into_iter().flatten().map(button).collect()).collect()
}
