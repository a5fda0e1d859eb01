//! Many people who write to the bot at once, for the bench: whatever the platform, their replies are only counted.
//!
//! Each person writes one message and the next when the reply has come, so that the replies a second are those of as
//! many conversations as there are people, and none is a reply to two messages.

#![allow(dead_code, reason = "only the bench has a crowd")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// What these people write, and the replies so far.
pub(crate) struct Crowd {
    texts: Vec<String>,
    people: Mutex<Vec<Person>>,
    replies: AtomicUsize,
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

impl Crowd {
    /// So many people who write so many messages between them. Each has written their first.
    pub(crate) fn new(messages: usize, people: usize, text: impl Fn(usize) -> String) -> Arc<Self> {
        let now = Instant::now();
        let person =
            |number| Person { next: number + people, wrote: now, waits: Vec::with_capacity(messages / people + 1) };
        Arc::new(Self {
            texts: (0..messages).map(text).collect(),
            people: Mutex::new((0..people).map(person).collect()),
            replies: AtomicUsize::new(0),
            done: Notify::new(),
        })
    }

    /// The people who have something to say.
    pub(crate) fn speakers(&self) -> std::ops::Range<usize> {
        0..self.people().len().min(self.texts.len())
    }

    /// The text of this number.
    pub(crate) fn text(&self, number: usize) -> &str {
        &self.texts[number]
    }

    /// Replies so far.
    pub(crate) fn replies(&self) -> usize {
        self.replies.load(Ordering::Relaxed)
    }

    /// The fewest and the most replies that a person has got.
    pub(crate) fn spread(&self) -> (usize, usize) {
        let people = self.people();
        let counts = || people.iter().map(|person| person.waits.len());
        (counts().min().unwrap_or_default(), counts().max().unwrap_or_default())
    }

    /// How long each reply took, from the message to the call that sends it; the shortest first.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        let mut waits: Vec<Duration> = self.people().iter().flat_map(|person| person.waits.iter().copied()).collect();
        waits.sort_unstable();
        waits
    }

    /// Waits until there are as many replies as there were texts.
    pub(crate) async fn finished(&self) {
        let done = self.done.notified();
        if self.replies() < self.texts.len() {
            done.await;
        }
    }

    /// Notes a reply to a person, and which text they write next.
    #[expect(clippy::option_option, reason = "no such person, or nothing left to say")]
    pub(crate) fn replied(&self, person: usize) -> Option<Option<usize>> {
        let mut people = self.people();
        let others = people.len();
        let person = people.get_mut(person)?;
        person.waits.push(person.wrote.elapsed());
        person.wrote = Instant::now();
        let next = person.next;
        person.next += others;
        Some((next < self.texts.len()).then_some(next))
    }

    /// Counts a reply, when its person has written what they write next. Returns how many there are.
    pub(crate) fn count(&self) -> usize {
        let replies = self.replies.fetch_add(1, Ordering::Relaxed) + 1;
        if replies >= self.texts.len() {
            self.done.notify_waiters();
        }
        replies
    }

    fn people(&self) -> MutexGuard<'_, Vec<Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
