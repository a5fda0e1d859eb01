//! When each message was written, and when it was where.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::talk::numbers;

/// The most that the 99th percentile may be.
pub(super) const GOAL: Duration = Duration::from_millis(200);

/// A message on its way.
#[derive(Clone, Default)]
struct Message {
    begun: Option<Instant>,
    /// How long it took to each stream that named its conversation.
    told: Vec<Duration>,
    /// How long it took until pages that hold its conversation open had it.
    read: Vec<Duration>,
    /// How long it took until each list was fetched that was asked for after it was told.
    listed: Vec<Duration>,
}

/// What happened to all messages.
pub(super) struct Ledger {
    /// The conversations in which they are written, by their ids.
    pub(super) conversations: BTreeMap<String, usize>,
    /// The newest message of each conversation.
    newest: Vec<AtomicUsize>,
    messages: Vec<Mutex<Message>>,
    /// Messages that are not counted: those before measuring.
    warm_up: usize,
}

impl Ledger {
    pub(super) fn new(conversations: &[String], warm_up: usize, messages: usize) -> Self {
        Self {
            conversations: conversations.iter().cloned().enumerate().map(|(number, id)| (id, number)).collect(),
            newest: conversations.iter().map(|_| AtomicUsize::new(usize::MAX)).collect(),
            messages: (0..warm_up + messages).map(|_| Mutex::default()).collect(),
            warm_up,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    /// A message is being written now.
    pub(super) fn begins(&self, number: usize, conversation: usize) {
        self.message(number).begun = Some(Instant::now());
        self.newest[conversation].store(number, Ordering::Release);
    }

    /// The newest message of a conversation that somebody has written.
    pub(super) fn newest(&self, conversation: usize) -> Option<usize> {
        Some(self.newest[conversation].load(Ordering::Acquire)).filter(|number| *number != usize::MAX)
    }

    /// A stream named the conversation of this message.
    pub(super) fn told(&self, number: usize) {
        let mut message = self.message(number);
        let took = message.begun.map(|begun| begun.elapsed());
        message.told.extend(took);
    }

    /// A list that was asked for after this message was told is there.
    pub(super) fn listed(&self, number: usize) {
        let mut message = self.message(number);
        let took = message.begun.map(|begun| begun.elapsed());
        message.listed.extend(took);
    }

    /// A page shows what this holds; what it showed before is not counted again. Returns the newest message in it.
    pub(super) fn shows(&self, page: &str, before: Option<usize>) -> Option<usize> {
        let mut newest = before;
        for number in numbers(page).filter(|number| before.is_none_or(|before| *number > before)) {
            if newest.is_some_and(|newest| number <= newest) || number >= self.len() {
                continue;
            }
            let mut message = self.message(number);
            let took = message.begun.map(|begun| begun.elapsed());
            message.read.extend(took);
            newest = Some(number);
        }
        newest
    }

    /// When a message was begun, after another moment.
    pub(super) fn begun_after(&self, number: usize, start: Instant) -> Option<Duration> {
        self.message(number).begun.map(|begun| begun.saturating_duration_since(start))
    }

    /// How many of those that are measured have not come to so many streams, or to no page.
    pub(super) fn missing(&self, streams: usize) -> usize {
        let is_missing = |number: &usize| {
            let message = self.message(*number);
            message.told.len() < streams || message.read.is_empty()
        };
        (self.warm_up..self.len()).filter(is_missing).count()
    }

    pub(super) fn each_told(&self) -> Vec<Duration> {
        self.all(|message| message.told.clone())
    }

    pub(super) fn last_told(&self) -> Vec<Duration> {
        self.all(|message| message.told.iter().max().copied().into_iter().collect())
    }

    pub(super) fn each_read(&self) -> Vec<Duration> {
        self.all(|message| message.read.clone())
    }

    pub(super) fn each_listed(&self) -> Vec<Duration> {
        self.all(|message| message.listed.clone())
    }

    fn all(&self, of: impl Fn(&Message) -> Vec<Duration>) -> Vec<Duration> {
        (self.warm_up..self.len()).flat_map(|number| of(&self.message(number))).collect()
    }

    fn message(&self, number: usize) -> MutexGuard<'_, Message> {
        self.messages[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
