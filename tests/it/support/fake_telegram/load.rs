//! A load for the bench: many texts at once, and replies that are only counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use bytes::Bytes;
use serde_json::json;
use tokio::sync::Notify;

use super::params::Params;
use super::{BOT, Shared, USERNAME};

/// The first chat of a load.
const FIRST_CHAT: i64 = 500_000_001;

/// Replies so far.
pub(super) struct Counter {
    expected: usize,
    replies: AtomicUsize,
    by_chat: Vec<AtomicU32>,
    date: i64,
    done: Notify,
}

/// A load that was queued.
pub(crate) struct Load {
    counter: Arc<Counter>,
}

impl Load {
    /// Replies so far.
    pub(crate) fn replies(&self) -> usize {
        self.counter.replies.load(Ordering::Relaxed)
    }

    /// The fewest and the most replies that a chat has got.
    pub(crate) fn spread(&self) -> (u32, u32) {
        let counts = || self.counter.by_chat.iter().map(|count| count.load(Ordering::Relaxed));
        (counts().min().unwrap_or_default(), counts().max().unwrap_or_default())
    }

    /// Waits until there are as many replies as there were messages.
    pub(crate) async fn finished(&self) {
        let done = self.counter.done.notified();
        if self.replies() < self.counter.expected {
            done.await;
        }
    }
}

pub(super) fn queue(shared: &Shared, messages: usize, chats: usize, text: impl Fn(usize) -> String) -> Load {
    let date = shared.now();
    let by_chat = (0..chats).map(|_| AtomicU32::new(0)).collect();
    let counter =
        Arc::new(Counter { expected: messages, replies: AtomicUsize::new(0), by_chat, date, done: Notify::new() });
    shared.change(|state| {
        for number in 0..messages {
            let person = FIRST_CHAT + i64::try_from(number % chats).unwrap_or_default();
            let name = format!("Person {person}");
            let message = json!({
                "message_id": number / chats + 1, "date": date, "text": text(number),
                "from": { "id": person, "is_bot": false, "first_name": name, "language_code": "en" },
                "chat": { "id": person, "type": "private", "first_name": name },
            });
            state.push("message", &message);
        }
        state.load = Some(Arc::clone(&counter));
    });
    Load { counter }
}

/// Counts a reply to a chat of the load; nothing for other chats.
pub(super) fn count(counter: &Counter, params: &Params) -> Option<Bytes> {
    let chat = params.int("chat_id")?;
    let number = usize::try_from(chat - FIRST_CHAT).ok()?;
    counter.by_chat.get(number)?.fetch_add(1, Ordering::Relaxed);
    let replies = counter.replies.fetch_add(1, Ordering::Relaxed) + 1;
    if replies >= counter.expected {
        counter.done.notify_waiters();
    }
    let (id, date) = (1_000_000 + replies, counter.date);
    Some(Bytes::from(format!(
        r#"{{"message_id":{id},"date":{date},"text":"counted","chat":{{"id":{chat},"type":"private","first_name":"P"}},"from":{{"id":{BOT},"is_bot":true,"first_name":"Hamyar","username":"{USERNAME}"}}}}"#
    )))
}
