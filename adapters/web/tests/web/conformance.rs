//! The web chat keeps the contract.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use async_trait::async_trait;
use hamyar_channel::testing::{Ability, Rig, Shown, conformance};
use hamyar_channel::{Channel, HttpService};
use hamyar_web::WebChat;
use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::{Browser, between, settings, words_of};
use crate::words::FileWords;

struct WebRig {
    chat: WebChat,
    browser: OnceLock<Browser>,
    said: Mutex<Vec<String>>,
    acknowledged: AtomicUsize,
}

impl WebRig {
    fn new() -> Self {
        let mut settings = settings();
        settings.max_message_bytes = 64 * 1024;
        let chat = WebChat::new(settings, Arc::new(FileWords::load()));
        Self { chat, browser: OnceLock::new(), said: Mutex::default(), acknowledged: AtomicUsize::new(0) }
    }

    /// Posts until it is taken, as the page's script does.
    async fn insist(&self, path: &str, body: Value) {
        loop {
            let answer = self.browser.get().unwrap().post(path, &body.to_string()).await;
            match answer.status {
                StatusCode::OK => break,
                StatusCode::SERVICE_UNAVAILABLE => tokio::task::yield_now().await,
                other => panic!("{path} was answered with {other}: {}", answer.body),
            }
        }
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    /// The items of ours that a page shows that is opened now.
    async fn items(&self) -> Vec<Value> {
        let mut live = self.browser.get().unwrap().live("lang=en", None).await;
        let data = live.expect("items").await;
        assert_eq!(data["whole"], true);
        data["items"].as_array().unwrap().iter().filter(|item| item["mine"] == false).cloned().collect()
    }
}

#[async_trait]
impl Rig for WebRig {
    fn channel(&self) -> Arc<dyn Channel> {
        Arc::new(self.chat.clone())
    }

    fn abilities(&self) -> Vec<Ability> {
        vec![Ability::Edit, Ability::Press, Ability::Redeliver, Ability::Acknowledge, Ability::Nul, Ability::Lines]
    }

    fn serve(&self, service: HttpService) {
        assert!(self.browser.set(Browser::new(service)).is_ok());
    }

    async fn say(&self, text: &str) -> String {
        let key = {
            let mut said = self.said.lock().unwrap();
            said.push(text.to_owned());
            format!("key-{}", said.len())
        };
        self.insist("/messages", json!({ "key": key, "text": text })).await;
        key
    }

    async fn edit(&self, message: &str, text: &str) {
        self.insist("/edits", json!({ "message": message, "text": text })).await;
    }

    async fn press(&self, _message: &str, action: &str) -> Option<String> {
        let items = self.items().await;
        let has = |item: &&Value| {
            between(item["html"].as_str().unwrap(), "value=\"", "\"").into_iter().any(|value| words_of(value) == action)
        };
        let item = items.iter().find(has).unwrap_or_else(|| panic!("no button carries {action:?}"));
        self.insist("/presses", json!({ "item": item["id"], "action": action })).await;
        item["id"].as_str().map(str::to_owned)
    }

    async fn redeliver(&self, message: &str) {
        let text = self.said.lock().unwrap()[message.trim_start_matches("key-").parse::<usize>().unwrap() - 1].clone();
        self.insist("/messages", json!({ "key": message, "text": text })).await;
    }

    async fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    async fn shown(&self) -> Vec<Shown> {
        let shown = |item: &Value| {
            let html = item["html"].as_str().unwrap();
            let rows = between(html, "<div class=\"choices__row\">", "</div>").into_iter();
            let bubble = between(html, "<div class=\"bubble\"", "</div>")[0];
            let named = between(bubble, "<p class=\"file\">", "</p>").into_iter();
            Shown {
                files: named.flat_map(|file| between(file, "<bdi>", "</bdi>")).map(words_of).collect(),
                text: words_of(bubble.split_once('>').unwrap().1).trim_end_matches('\n').to_owned(),
                buttons: rows.map(|row| between(row, "<bdi>", "</bdi>").into_iter().map(words_of).collect()).collect(),
            }
        };
        self.items().await.iter().map(shown).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn the_web_chat_conforms() {
    let checked = conformance(async || WebRig::new()).await;
    insta::assert_snapshot!(checked.join("\n"), @r"
    events_come_in_order
    people_and_places_are_named
    direct_talk_is_addressed
    text_is_exact
    lines_are_exact
    nul_is_exact
    edits_name_their_message
    presses_carry_the_action
    a_redelivered_event_has_the_same_key
    a_refused_batch_is_brought_again
    nothing_is_acknowledged_before_it_is_accepted
    what_is_sent_is_shown
    the_longest_message_is_sent_whole
    many_tasks_send_at_once
    a_key_is_sent_once
    an_edit_replaces_the_text
    a_deletion_removes_the_message
    typing_is_as_declared
    threads_are_as_declared
    reactions_are_as_declared
    a_file_is_sent_with_words_and_without
    fetching_is_unsupported
    stop_ends_idle_listening
    stop_ends_listening_while_the_inbox_refuses
    ");
}
