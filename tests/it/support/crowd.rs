//! Many people who write to the bot at once, for the benches: whatever the platform, their replies are only counted, or heard
//! out.
//!
//! Each person writes one message and the next when the reply has come, so that the replies a second are those of as
//! many conversations as there are people, and none is a reply to two messages. Or they write at a pace, whatever they are told.

#![allow(dead_code, reason = "only the benches have crowds")]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// What these people write, and the replies so far.
pub(crate) struct Crowd {
    texts: Vec<String>,
    /// What a reply to each text holds, of a crowd that hears replies out.
    answers: Vec<String>,
    heard: Mutex<Vec<Heard>>,
    people: Mutex<Vec<Person>>,
    /// From one message to the next, of a crowd that does not wait for replies.
    gap: Option<Duration>,
    sent: AtomicUsize,
    replies: AtomicUsize,
    done: Notify,
}

/// What somebody was told.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) person: usize,
    pub(crate) text: String,
}

/// What a reply came to.
pub(crate) struct Replied {
    /// The text that its person writes now.
    pub(crate) next: Option<usize>,
    /// It is the reply that they waited for.
    pub(crate) awaited: bool,
}

/// One of them, who writes every text whose number is theirs modulo the number of people.
struct Person {
    /// The text they write next.
    next: usize,
    /// When they wrote those that have no reply yet.
    wrote: VecDeque<Instant>,
    /// How long each reply took.
    waits: Vec<Duration>,
}

impl Crowd {
    /// So many people who write so many messages between them. Each has written their first.
    pub(crate) fn new(messages: usize, people: usize, text: impl Fn(usize) -> String) -> Arc<Self> {
        let person = |number| Person {
            next: number + people,
            wrote: VecDeque::with_capacity(1),
            waits: Vec::with_capacity(messages / people + 1),
        };
        Arc::new(Self {
            texts: (0..messages).map(text).collect(),
            answers: Vec::new(),
            heard: Mutex::default(),
            people: Mutex::new((0..people).map(person).collect()),
            gap: None,
            sent: AtomicUsize::new(0),
            replies: AtomicUsize::new(0),
            done: Notify::new(),
        })
    }

    /// The same, who write one message after the other, so long apart.
    pub(crate) fn at_pace(messages: usize, people: usize, gap: Duration, text: impl Fn(usize) -> String) -> Arc<Self> {
        Self::new(messages, people, text).with(|crowd| Self { gap: Some(gap), ..crowd })
    }

    /// The same, and everything that they are told is kept. Each waits for a reply that holds the answer to their text, whatever
    /// else they are told meanwhile.
    pub(crate) fn hearing(
        messages: usize,
        people: usize,
        text: impl Fn(usize) -> String,
        answer: impl Fn(usize) -> String,
    ) -> Arc<Self> {
        let answers = (0..messages).map(answer).collect();
        Self::new(messages, people, text).with(|crowd| Self { answers, ..crowd })
    }

    fn with(self: Arc<Self>, change: impl FnOnce(Self) -> Self) -> Arc<Self> {
        Arc::new(Arc::try_unwrap(self).map_or_else(|_| unreachable!("nobody else has it"), change))
    }

    /// Everything that was heard, in order.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The texts that are written at once: one of everybody who has something to say.
    pub(crate) fn speakers(&self) -> std::ops::Range<usize> {
        0..if self.gap.is_some() { 0 } else { self.people_count().min(self.texts.len()) }
    }

    /// Writes the texts of a crowd with a pace as their time comes.
    pub(crate) async fn write_at_pace(&self, write: impl Fn(usize, usize)) {
        let Some(gap) = self.gap else { return };
        let people = self.people_count();
        let mut at = tokio::time::Instant::now();
        for number in 0..self.texts.len() {
            tokio::time::sleep_until(at).await;
            write(number, number % people);
            at += gap;
        }
    }

    /// How many they are.
    pub(crate) fn people_count(&self) -> usize {
        self.people().len()
    }

    /// The text of this number, which its person writes now.
    pub(crate) fn writes(&self, number: usize) -> &str {
        let mut people = self.people();
        let count = people.len();
        people[number % count].wrote.push_back(Instant::now());
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

    /// To how many of their texts each person has no reply yet.
    pub(crate) fn unanswered(&self) -> Vec<usize> {
        let people = self.people();
        let (texts, count) = (self.texts.len(), people.len());
        people.iter().map(|person| (texts + count).saturating_sub(person.next).div_ceil(count)).collect()
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

    /// Notes what a person is told; `None` if there is no such person.
    pub(crate) fn replied(&self, person: usize, text: &str) -> Option<Replied> {
        let mut people = self.people();
        let (number, others) = (person, people.len());
        let person = people.get_mut(person)?;
        if !self.answers.is_empty() {
            self.heard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Heard { person: number, text: text.to_owned() });
            let awaited = self.answers.get(person.next - others);
            if !awaited.is_some_and(|answer| text.contains(answer)) {
                return Some(Replied { next: None, awaited: false });
            }
        }
        person.waits.push(person.wrote.pop_front().map(|wrote| wrote.elapsed()).unwrap_or_default());
        let next = person.next;
        person.next += others;
        let next = (next < self.texts.len() && self.gap.is_none()).then_some(next);
        Some(Replied { next, awaited: true })
    }

    /// The number of a message to one of them, from 1.
    pub(crate) fn sent(&self) -> usize {
        self.sent.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Counts a reply that was waited for, when its person has written what they write next.
    pub(crate) fn count(&self) {
        let replies = self.replies.fetch_add(1, Ordering::Relaxed) + 1;
        if replies >= self.texts.len() {
            self.done.notify_waiters();
        }
    }

    fn people(&self) -> MutexGuard<'_, Vec<Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
