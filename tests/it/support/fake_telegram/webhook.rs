//! Webhooks: updates are brought one after the other, each again until the bot answers with a 2xx.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::Shared;
use super::methods::{Answered, Refusal, answer, yes};
use super::params::Params;

/// Telegram waits longer and longer; a test does not.
const PAUSE: Duration = Duration::from_millis(20);

/// A webhook as it was set.
#[derive(Clone)]
pub(super) struct Hook {
    /// Counts webhooks: a newer one ends an older one.
    number: u64,
    url: String,
    secret: Option<String>,
    last_error: Option<String>,
}

pub(super) fn set(shared: &Arc<Shared>, params: &Params) -> Answered {
    let url = params.text("url").unwrap_or_default().to_owned();
    if url.is_empty() {
        return Ok(delete(shared, params));
    }
    if !url.starts_with("http") {
        return Err(Refusal::bad("bad webhook: invalid webhook URL specified"));
    }
    let secret = params.text("secret_token").map(str::to_owned);
    let hook = shared.change(|state| {
        state.webhooks_set += 1;
        let hook = Hook { number: state.webhooks_set, url, secret, last_error: None };
        state.webhook = Some(hook.clone());
        hook
    });
    tokio::spawn(deliver(Arc::clone(shared), hook));
    Ok(yes())
}

pub(super) fn delete(shared: &Shared, params: &Params) -> Bytes {
    shared.change(|state| {
        state.webhook = None;
        if params.json("drop_pending_updates") == Some(Value::Bool(true)) {
            state.queue.clear();
        }
    });
    yes()
}

pub(super) fn info(shared: &Shared) -> Bytes {
    let state = shared.state();
    let mut info = json!({ "url": "", "has_custom_certificate": false, "pending_update_count": state.queue.len() });
    if let Some(hook) = &state.webhook {
        info["url"] = json!(hook.url);
        if let Some(error) = &hook.last_error {
            info["last_error_message"] = json!(error);
            info["last_error_date"] = json!(shared.now());
        }
    }
    info.to_string().into()
}

/// Runs while this webhook is the one that is set.
async fn deliver(shared: Arc<Shared>, hook: Hook) {
    let client =
        reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().expect("an HTTP client");
    let mut changes = shared.changed.subscribe();
    loop {
        let next = {
            let state = shared.state();
            if state.webhook.as_ref().is_none_or(|current| current.number != hook.number) {
                return;
            }
            state.queue.front().cloned()
        };
        let Some((id, update)) = next else {
            if changes.changed().await.is_err() {
                return;
            }
            continue;
        };
        match bring(&client, &hook, update).await {
            Ok(reply) => {
                shared.change(|state| {
                    if state.queue.front().is_some_and(|(front, _)| *front == id) {
                        state.queue.pop_front();
                        state.confirmed += 1;
                    }
                });
                call_back(&shared, &reply).await;
            }
            Err(error) => {
                shared.change(|state| {
                    if let Some(hook) = &mut state.webhook {
                        hook.last_error = Some(error);
                    }
                });
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn bring(client: &reqwest::Client, hook: &Hook, update: Bytes) -> Result<Bytes, String> {
    let mut request = client.post(&hook.url).header("content-type", "application/json").body(update);
    if let Some(secret) = &hook.secret {
        request = request.header("x-telegram-bot-api-secret-token", secret);
    }
    let response = request.send().await.map_err(|_| "Connection refused".to_owned())?;
    if !response.status().is_success() {
        return Err(format!("Wrong response from the webhook: {}", response.status()));
    }
    response.bytes().await.map_err(|_| "Connection reset".to_owned())
}

/// The answer to a webhook may itself be a call.
async fn call_back(shared: &Arc<Shared>, reply: &[u8]) {
    let Ok(call) = serde_json::from_slice::<Value>(reply) else { return };
    if let Some(method) = call["method"].as_str().map(str::to_owned) {
        let params = Params::from_value(call);
        if shared.note_call(&method, &params).is_none() {
            // Telegram tells nobody what came of it.
            let _ = Box::pin(answer(shared, &method, params)).await;
        }
    }
}
