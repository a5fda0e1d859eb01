//! What is said to Chromium, and what it answers: the `DevTools` protocol through a pipe.
//!
//! Messages are JSON, each ended by a zero byte. Nothing is known of what they mean, except what pages complain of.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::oneshot;

/// The way to the browser. It ends when this process does, however it ends, and the browser with it.
pub(super) struct Protocol {
    input: Mutex<ChildStdin>,
    last: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    awaited: HashMap<u64, oneshot::Sender<Value>>,
    /// By session, what its page complained of: errors of scripts, and what its policy refused.
    complaints: HashMap<String, Vec<String>>,
    ended: bool,
}

impl Protocol {
    pub(super) fn new(input: ChildStdin) -> Self {
        Self { input: Mutex::new(input), last: AtomicU64::new(0), state: Mutex::default() }
    }

    /// Hears what the browser says, until it ends.
    pub(super) fn hear(&self, output: ChildStdout) {
        let mut output = BufReader::new(output);
        let mut message = Vec::new();
        while output.read_until(0, &mut message).is_ok_and(|length| length > 0) {
            message.pop();
            if let Ok(said) = serde_json::from_slice(&message) {
                self.heard(said);
            }
            message.clear();
        }
        let mut state = self.state();
        state.ended = true;
        state.awaited.clear();
    }

    /// Asks for something, and returns its result, or why there is none.
    pub(super) async fn call(&self, session: Option<&str>, method: &str, params: &Value) -> Result<Value, String> {
        let (tell, told) = oneshot::channel();
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        {
            let mut state = self.state();
            assert!(!state.ended, "Chromium has ended");
            state.awaited.insert(id, tell);
        }
        self.say(id, session, method, params);
        let Ok(mut answer) = told.await else { panic!("Chromium ended during {method}") };
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}")),
            None => Ok(answer["result"].take()),
        }
    }

    /// Asks for something without waiting for it.
    pub(super) fn tell(&self, method: &str, params: &Value) {
        self.say(self.last.fetch_add(1, Ordering::Relaxed) + 1, None, method, params);
    }

    /// What the page of a session complained of since this was asked last.
    pub(super) fn complaints(&self, session: &str) -> Vec<String> {
        self.state().complaints.remove(session).unwrap_or_default()
    }

    fn say(&self, id: u64, session: Option<&str>, method: &str, params: &Value) {
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        // Whether anybody still listens shows in the answer.
        let _ = self.input.lock().unwrap_or_else(PoisonError::into_inner).write_all(&bytes);
    }

    fn heard(&self, said: Value) {
        let mut state = self.state();
        if let Some(awaited) = said["id"].as_u64().and_then(|id| state.awaited.remove(&id)) {
            let _ = awaited.send(said);
        } else if let (Some(session), Some(complaint)) = (said["sessionId"].as_str(), complaint(&said)) {
            state.complaints.entry(session.to_owned()).or_default().push(complaint);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a page complains of by this event, if it does.
fn complaint(event: &Value) -> Option<String> {
    let params = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(format!("exception: {}", params["exceptionDetails"])),
        "Runtime.consoleAPICalled" if matches!(params["type"].as_str(), Some("error" | "warning" | "assert")) => {
            Some(format!("console: {}", params["args"]))
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => Some(format!("log: {}", params["entry"])),
        "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
            Some(format!("policy: {}", params["issue"]["details"]))
        }
        _ => None,
    }
}
