//! The methods of the Bot API, by name.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::params::Params;
use super::state::{Person, bot};
use super::{Shared, messages, topics, updates, webhook};

/// A result as JSON, or the API's refusal.
pub(super) type Answered = Result<Bytes, Refusal>;

#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: u16,
    description: String,
    parameters: Option<Value>,
}

impl Refusal {
    pub(super) fn new(code: u16, description: &str) -> Self {
        Self { code, description: description.to_owned(), parameters: None }
    }

    pub(super) fn bad(description: &str) -> Self {
        Self::new(400, &format!("Bad Request: {description}"))
    }

    pub(super) fn too_many(seconds: u64) -> Self {
        let description = format!("Too Many Requests: retry after {seconds}");
        Self { parameters: Some(json!({ "retry_after": seconds })), ..Self::new(429, &description) }
    }

    pub(super) fn migrated(to: i64) -> Self {
        let refusal = Self::bad("group chat was upgraded to a supergroup chat");
        Self { parameters: Some(json!({ "migrate_to_chat_id": to })), ..refusal }
    }

    pub(super) fn body(&self) -> Bytes {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(parameters) = &self.parameters {
            body["parameters"] = parameters.clone();
        }
        body.to_string().into()
    }
}

pub(super) async fn answer(shared: &Arc<Shared>, method: &str, params: Params) -> Answered {
    // The Bot API's method names are not case-sensitive, and teloxide writes them its own way.
    match method.to_ascii_lowercase().as_str() {
        "sendmessage" => messages::send(shared, &params),
        "sendphoto" => messages::send_file(shared, &params, "photo"),
        "senddocument" => messages::send_file(shared, &params, "document"),
        "getupdates" => updates::get(shared, &params).await,
        "editmessagetext" => messages::edit(shared, &params),
        "deletemessage" => messages::delete(shared, &params),
        "answercallbackquery" => answer_press(shared, &params),
        "sendchataction" => messages::chat_action(shared, &params),
        "setmessagereaction" => messages::react(shared, &params),
        "getchatadministrators" => administrators(shared, &params),
        "createforumtopic" => topics::create(shared, &params),
        "editforumtopic" => topics::edit(shared, &params),
        "closeforumtopic" => topics::close(shared, &params),
        "reopenforumtopic" => topics::reopen(shared, &params),
        "deleteforumtopic" => topics::delete(shared, &params),
        "getforumtopiciconstickers" => Ok(topics::icons()),
        "getfile" => get_file(shared, &params),
        "getme" => Ok(get_me(shared)),
        "setmycommands" => Ok(set_commands(shared, &params)),
        "setwebhook" => webhook::set(shared, &params),
        "deletewebhook" => Ok(webhook::delete(shared, &params)),
        "getwebhookinfo" => Ok(webhook::info(shared)),
        _ => Err(Refusal::new(404, "Not Found: method not found")),
    }
}

pub(super) fn yes() -> Bytes {
    Bytes::from_static(b"true")
}

fn get_me(shared: &Shared) -> Bytes {
    let mut me = bot();
    me["can_join_groups"] = json!(true);
    me["can_read_all_group_messages"] = json!(!shared.state().privacy);
    for other in ["supports_inline_queries", "can_connect_to_business", "has_main_web_app"] {
        me[other] = json!(false);
    }
    me.to_string().into()
}

/// What the Bot API hands to a bot at most.
const LARGEST: usize = 20_000_000;

fn get_file(shared: &Shared, params: &Params) -> Answered {
    let id = params.text("file_id").unwrap_or_default();
    let size = shared.state().files.get(id).map(|kept| kept.bytes.len());
    match size {
        None => Err(Refusal::bad("wrong file_id or the file is temporarily unavailable")),
        Some(size) if size > LARGEST => Err(Refusal::bad("file is too big")),
        Some(size) => {
            let path = format!("documents/{id}");
            Ok(json!({ "file_id": id, "file_unique_id": id, "file_size": size, "file_path": path }).to_string().into())
        }
    }
}

fn set_commands(shared: &Shared, params: &Params) -> Bytes {
    let language = params.text("language_code").unwrap_or_default().to_owned();
    let commands = params.json("commands").unwrap_or(json!([]));
    let scope = params.json("scope").and_then(|scope| scope["type"].as_str().map(str::to_owned));
    let scope = scope.unwrap_or_else(|| "default".to_owned());
    shared.change(|state| state.menus.insert((scope, language), commands));
    yes()
}

fn administrators(shared: &Shared, params: &Params) -> Answered {
    let mut state = shared.state();
    let chat = messages::open_chat(&mut state, params)?;
    if chat.title.is_none() {
        return Err(Refusal::bad("there are no administrators in the private chat"));
    }
    let admins = chat.admins.clone();
    let member = |(number, id): (usize, &i64)| {
        let status = if number == 0 { "creator" } else { "administrator" };
        json!({ "status": status, "is_anonymous": false, "user": state.people.get(id).map(Person::to_json) })
    };
    let members: Vec<Value> = admins.iter().enumerate().map(member).collect();
    Ok(json!(members).to_string().into())
}

fn answer_press(shared: &Shared, params: &Params) -> Answered {
    let id = params.text("callback_query_id").unwrap_or_default();
    if shared.change(|state| state.presses.remove(id)) {
        Ok(yes())
    } else {
        Err(Refusal::bad("query is too old and response timeout expired or query ID is invalid"))
    }
}
