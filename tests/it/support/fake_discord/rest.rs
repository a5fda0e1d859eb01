//! What the API answers.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Bound::{Excluded, Included, Unbounded};
use std::str::FromStr;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::interactions::MESSAGE;
use super::messages::list;
use super::state::{ChannelState, State, Stored, kind};
use super::{APPLICATION, BOT};

/// What became of a call; `null` for an answer without a body.
pub(super) type Answered = Result<Value, Refusal>;

/// A call that is not done.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    code: u64,
    message: &'static str,
}

impl Refusal {
    pub(super) fn new(status: u16, code: u64, message: &'static str) -> Self {
        Self { status, code, message }
    }

    pub(super) fn unknown_channel() -> Self {
        Self::new(404, 10_003, "Unknown Channel")
    }

    pub(super) fn body(&self) -> Bytes {
        json!({ "code": self.code, "message": self.message }).to_string().into()
    }
}

/// A call of the API.
pub(super) struct Call {
    method: String,
    path: Vec<String>,
    query: HashMap<String, String>,
    pub(super) body: Value,
}

impl Call {
    pub(super) fn new(method: &str, path: &str, query: &str, body: Value) -> Self {
        let pair = |pair: &str| pair.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
        Self {
            method: method.to_owned(),
            path: path.split('/').map(str::to_owned).collect(),
            query: query.split('&').filter_map(pair).collect(),
            body,
        }
    }

    /// What tests call it: `POST messages`.
    pub(super) fn name(&self) -> String {
        let is_name = |part: &&String| !part.chars().all(|c| c.is_ascii_digit());
        let last = self.path.iter().rev().find(is_name).map_or("", |part| part);
        format!("{} {last}", self.method)
    }

    /// The channel that it writes a message to.
    pub(super) fn message_to(&self) -> Option<u64> {
        (self.name() == "POST messages").then(|| self.path.get(1)?.parse().ok()).flatten()
    }

    /// The channel whose messages it writes or reads.
    pub(super) fn messages_of(&self) -> Option<u64> {
        matches!(&*self.name(), "POST messages" | "GET messages").then(|| self.path.get(1)?.parse().ok()).flatten()
    }

    /// Reads what came after this message.
    pub(super) fn after(&self) -> u64 {
        self.query("after").and_then(|after| after.parse().ok()).unwrap_or_default()
    }

    fn id(&self, at: usize) -> u64 {
        self.path.get(at).and_then(|part| part.parse().ok()).unwrap_or_default()
    }

    /// Where a page ends; what is not of this form is refused.
    fn before<T: FromStr>(&self) -> Result<Option<T>, Refusal> {
        let before = self.query("before").map(|before| before.parse().ok());
        let invalid = || Refusal::new(400, 50_035, "Invalid Form Body");
        before.map(|before| before.ok_or_else(invalid)).transpose()
    }

    fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }
}

pub(super) fn answer(state: &mut State, call: &Call) -> Answered {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    match (call.method.as_str(), &*path) {
        ("GET", ["users", "@me"]) => Ok(state.user_json(BOT)),
        ("GET", ["applications", "@me"]) => Ok(json!({
            "id": APPLICATION.to_string(), "name": "Hamyar", "bot_public": true,
            "flags": if state.reads_messages { 1 << 19 } else { 0 },
        })),
        ("PUT", ["applications", _, "commands"]) => commands(&call.body),
        ("GET", ["gateway"]) => Ok(json!({ "url": state.gateway })),
        ("GET", ["gateway", "bot"]) => Ok(json!({
            "url": state.gateway, "shards": 1,
            "session_start_limit": { "total": 1000, "remaining": 990, "reset_after": 0, "max_concurrency": 1 },
        })),
        ("GET", ["channels", _]) => channel(state, call.id(1)),
        ("PATCH", ["channels", _]) => state.modify_thread(call.id(1), &call.body),
        ("DELETE", ["channels", _]) => {
            let told = channel(state, call.id(1))?;
            state.delete_channel(call.id(1));
            Ok(told)
        }
        ("GET", ["channels", _, "messages"]) => history(state, call),
        ("POST", ["channels", _, "messages"]) => state.send(call.id(1), &call.body),
        ("PATCH", ["channels", _, "messages", _]) => state.rewrite(call.id(1), call.id(3), &call.body),
        ("DELETE", ["channels", _, "messages", _]) => state.remove(call.id(1), call.id(3)),
        ("GET", ["channels", _, "messages", _]) => state.message(call.id(1), call.id(3)),
        (method @ ("PUT" | "DELETE"), ["channels", _, "messages", _, "reactions", emoji, "@me"]) => {
            state.mark(call.id(1), call.id(3), emoji, method == "PUT")
        }
        ("GET", ["channels", _, "messages", _, "reactions", emoji]) => state.reacted(call.id(1), call.id(3), emoji),
        ("POST", ["channels", _, "typing"]) => channel(state, call.id(1)).map(|_| Value::Null),
        ("POST", ["channels", _, "threads"]) => state.thread_by_bot(call.id(1), None, &call.body),
        ("POST", ["channels", _, "messages", _, "threads"]) => {
            state.thread_by_bot(call.id(1), Some(call.id(3)), &call.body)
        }
        ("GET", ["guilds", _, "threads", "active"]) => Ok(state.active_threads(call.id(1))),
        ("PUT", ["channels", _, "thread-members", _]) => state.add_member(call.id(1), call.id(3)),
        ("POST", ["users", "@me", "channels"]) => state.open_direct(&call.body),
        ("GET", ["channels", _, "threads", "archived", "public"]) => archived(state, call),
        ("GET", ["channels", _, "users", "@me", "threads", "archived", "private"]) => joined(state, call),
        ("POST", ["interactions", _, token, "callback"]) => state.answer_interaction(token, &call.body),
        ("POST", ["webhooks", _, token]) => state.follow_up(token, &call.body),
        ("PATCH", ["webhooks", _, token, "messages", "@original"]) => state.complete_interaction(token, &call.body),
        _ => Err(Refusal::new(404, 0, "404: Not Found")),
    }
}

/// Discord takes only names that are in lower case, and translations into languages that it knows. What stands in the menu of
/// a message has any name, says nothing more, and there is little room for it.
fn commands(body: &Value) -> Answered {
    let of_message = |command: &&Value| command["type"] == MESSAGE;
    let named = |command: &Value| {
        let name = command["name"].as_str().unwrap_or_default();
        let is_letter = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_');
        let described = command["description"].as_str().unwrap_or_default().chars().count();
        let known = |locale: &String| ["en-US", "en-GB"].contains(&locale.as_str());
        let translated = command["name_localizations"].as_object();
        let is_well_formed = if of_message(&command) {
            described == 0 && list(&command["options"]).is_empty()
        } else {
            name.chars().all(is_letter) && (1..=100).contains(&described)
        };
        is_well_formed
            && (1..=32).contains(&name.chars().count())
            && translated.is_none_or(|names| names.keys().all(known))
    };
    match body.as_array() {
        Some(commands) if commands.iter().all(named) && commands.iter().filter(of_message).count() <= 5 => {
            Ok(body.clone())
        }
        _ => Err(Refusal::new(400, 50_035, "Invalid Form Body")),
    }
}

fn channel(state: &State, id: u64) -> Answered {
    let channel = state.channels.get(&id).ok_or_else(Refusal::unknown_channel)?;
    if !state.is_seen(id) {
        return Err(Refusal::new(403, 50_001, "Missing Access"));
    }
    Ok(channel.to_json())
}

/// Messages after one, or the last before one, the newest first.
fn history(state: &State, call: &Call) -> Answered {
    let id = call.id(1);
    channel(state, id)?;
    let place = &state.channels[&id];
    let limit = call.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50).min(100);
    let shown = |range| place.messages.range(range).map(|(_, stored)| stored).filter(|stored: &&Stored| !stored.alone);
    let page: Vec<&Stored> = match call.before::<u64>()? {
        Some(before) => shown((Included(0), Excluded(before))).rev().take(limit).collect(),
        None => shown((Excluded(call.after()), Unbounded)).take(limit).collect::<Vec<_>>().into_iter().rev().collect(),
    };
    Ok(page.into_iter().map(|stored| state.message_json(place, stored, false)).collect())
}

/// Archived threads that everybody sees, the last archived first, those before a moment.
fn archived(state: &State, call: &Call) -> Answered {
    let before = call.before::<DateTime<Utc>>()?;
    let mut threads = archive(state, call, kind::THREAD)?;
    threads.retain(|(at, _)| before.is_none_or(|before| *at < before));
    threads.sort_by_key(|(at, _)| Reverse(*at));
    Ok(page(call, &threads))
}

/// Archived threads that only their members see, the newest first, those before one.
fn joined(state: &State, call: &Call) -> Answered {
    let before = call.before::<u64>()?;
    let mut threads = archive(state, call, kind::PRIVATE_THREAD)?;
    threads.retain(|(_, thread)| before.is_none_or(|before| thread.id < before));
    threads.sort_by_key(|(_, thread)| Reverse(thread.id));
    Ok(page(call, &threads))
}

fn archive<'s>(state: &'s State, call: &Call, kind: u8) -> Result<Vec<(DateTime<Utc>, &'s ChannelState)>, Refusal> {
    let id = call.id(1);
    channel(state, id)?;
    let of_channel = state.channels.values().filter(|thread| thread.parent == Some(id) && thread.kind == kind);
    Ok(of_channel.filter_map(|thread| Some((thread.archived?, thread))).collect())
}

fn page(call: &Call, threads: &[(DateTime<Utc>, &ChannelState)]) -> Value {
    let limit = call.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50).min(100);
    let page: Vec<Value> = threads.iter().take(limit).map(|(_, thread)| thread.to_json()).collect();
    json!({ "threads": page, "members": [], "has_more": threads.len() > limit })
}
