//! A load for the bench: many people who write at once, and replies that are only counted.
//!
//! Each person writes one message and the next when the reply has come, so that the replies a second are those of as
//! many conversations as there are people, and none is a reply to two messages.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::params::Params;
use super::state::{FIRST_UPDATE, State};
use super::{BOT, Shared, USERNAME};

/// The first chat of a load.
const FIRST_CHAT: i64 = 500_000_001;

/// The first reply's id. Ids of messages follow the numbers of updates, so that a second load brings new ones.
const FIRST_REPLY: i64 = 1_000_000_000;

/// What the people of a load write, and the replies so far.
pub(super) struct Counter {
    texts: Vec<String>,
    people: Mutex<Vec<Person>>,
    replies: AtomicUsize,
    first_reply: i64,
    date: i64,
    done: Notify,
}

/// One of them, who writes every text whose number is theirs modulo the number of people.
struct Person {
    /// The text they write next.
    next: usize,
    /// When they wrote the last one.
    wrote: Instant,
    /// How long each reply took.
    waits: Vec<Duration>,
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

    /// The fewest and the most replies that a person has got.
    pub(crate) fn spread(&self) -> (usize, usize) {
        let people = self.counter.people();
        let counts = || people.iter().map(|person| person.waits.len());
        (counts().min().unwrap_or_default(), counts().max().unwrap_or_default())
    }

    /// How long each reply took, from the message to the call that sends it; the shortest first.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        let mut waits: Vec<Duration> =
            self.counter.people().iter().flat_map(|person| person.waits.iter().copied()).collect();
        waits.sort_unstable();
        waits
    }

    /// Waits until there are as many replies as there were texts.
    pub(crate) async fn finished(&self) {
        let done = self.counter.done.notified();
        if self.replies() < self.counter.texts.len() {
            done.await;
        }
    }
}

impl Counter {
    fn people(&self) -> MutexGuard<'_, Vec<Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a reply to a person, and which text they write next.
    #[expect(clippy::option_option, reason = "no such person, or nothing left to say")]
    fn replied(&self, person: usize) -> Option<Option<usize>> {
        let mut people = self.people();
        let others = people.len();
        let person = people.get_mut(person)?;
        person.waits.push(person.wrote.elapsed());
        person.wrote = Instant::now();
        let next = person.next;
        person.next += others;
        Some((next < self.texts.len()).then_some(next))
    }

    fn message(&self, number: usize, person: usize, state: &State) -> Value {
        let chat = FIRST_CHAT + i64::try_from(person).unwrap_or_default();
        let name = format!("Person {chat}");
        json!({
            "message_id": state.last_update + 1, "date": self.date, "text": self.texts[number],
            "from": { "id": chat, "is_bot": false, "first_name": name, "language_code": "en" },
            "chat": { "id": chat, "type": "private", "first_name": name },
        })
    }
}

pub(super) fn queue(shared: &Shared, messages: usize, people: usize, text: impl Fn(usize) -> String) -> Load {
    let now = Instant::now();
    let person =
        |number| Person { next: number + people, wrote: now, waits: Vec::with_capacity(messages / people + 1) };
    let before = shared.state().last_update;
    let counter = Arc::new(Counter {
        texts: (0..messages).map(text).collect(),
        people: Mutex::new((0..people).map(person).collect()),
        replies: AtomicUsize::new(0),
        first_reply: FIRST_REPLY + before % FIRST_UPDATE,
        date: shared.now(),
        done: Notify::new(),
    });
    shared.change(|state| {
        for number in 0..people.min(messages) {
            let message = counter.message(number, number, state);
            state.push("message", &message);
        }
        state.load = Some(Arc::clone(&counter));
    });
    Load { counter }
}

/// Counts a reply to a person of the load, who then writes the next message; nothing for other chats.
pub(super) fn count(shared: &Shared, counter: &Counter, params: &Params) -> Option<Bytes> {
    let chat = params.int("chat_id")?;
    let person = usize::try_from(chat - FIRST_CHAT).ok()?;
    if let Some(next) = counter.replied(person)? {
        shared.change(|state| {
            let message = counter.message(next, person, state);
            state.push("message", &message);
        });
    }
    let replies = counter.replies.fetch_add(1, Ordering::Relaxed) + 1;
    if replies >= counter.texts.len() {
        counter.done.notify_waiters();
    }
    let (id, date) = (counter.first_reply + i64::try_from(replies).unwrap_or_default(), counter.date);
    Some(Bytes::from(format!(
        r#"{{"message_id":{id},"date":{date},"text":"counted","chat":{{"id":{chat},"type":"private","first_name":"P"}},"from":{{"id":{BOT},"is_bot":true,"first_name":"Hamyar","username":"{USERNAME}"}}}}"#
    )))
}
