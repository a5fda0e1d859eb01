//! What the fake platform remembers.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use super::{Action, Attempt, Said, SaidFile, Sent};
use crate::testing::script::{Stall, Step};
use crate::{Accepted, Address, Capabilities, Event, FetchError, FileStream, Inbound, Outbound, Receipt, SendError};

#[derive(Debug)]
pub(super) struct Platform {
    pub(super) now: DateTime<Utc>,
    pub(super) script: VecDeque<Step>,
    pub(super) said: Vec<Said>,
    pub(super) unread: Vec<Sent>,
    pub(super) attempts: Vec<Attempt>,
    pub(super) typed: Vec<Address>,
    pub(super) threads: Vec<(Address, String)>,
    pub(super) acknowledged: usize,
    pub(super) stall: Option<Stall>,
    /// Who listens now, and how many did at once.
    pub(super) listening: usize,
    pub(super) most_listening: usize,
    /// Whoever listens next panics.
    pub(super) listeners_panic: bool,
    /// What people sent, by the id of the attachment.
    pub(super) files: HashMap<String, Bytes>,
    pub(super) handed_over: VecDeque<Result<FileStream, FetchError>>,
    waiting: VecDeque<Waiting>,
    receipts: HashMap<(Address, String), String>,
    counts: HashMap<String, u64>,
    attempts_taken: usize,
}

/// A mistake in an adapter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mistake;

#[derive(Debug)]
struct Waiting {
    batch: Vec<Inbound>,
    told: oneshot::Sender<Accepted>,
}

impl Platform {
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        Self {
            now,
            script: VecDeque::new(),
            said: Vec::new(),
            unread: Vec::new(),
            attempts: Vec::new(),
            typed: Vec::new(),
            threads: Vec::new(),
            acknowledged: 0,
            stall: None,
            listening: 0,
            most_listening: 0,
            listeners_panic: false,
            files: HashMap::new(),
            handed_over: VecDeque::new(),
            waiting: VecDeque::new(),
            receipts: HashMap::new(),
            counts: HashMap::new(),
            attempts_taken: 0,
        }
    }

    /// The next id in a chat, or in the platform's count of something else.
    pub(super) fn next_id(&mut self, of: &str) -> String {
        let count = self.counts.entry(of.to_owned()).or_default();
        *count += 1;
        count.to_string()
    }

    /// A thread under a message has its id, so that there is one at most.
    pub(super) fn open_thread(&mut self, place: &Address, title: &str, under: Option<&str>) -> Address {
        let number = match under {
            Some(message) => message.to_owned(),
            None => format!("t{}", self.next_id(&format!("threads of {}", place.chat))),
        };
        let address = Address::thread(&place.chat, number);
        if !self.threads.iter().any(|(known, _)| *known == address) {
            self.threads.push((address.clone(), title.to_owned()));
        }
        address
    }

    pub(super) fn wait(&mut self, batch: Vec<Inbound>) -> oneshot::Receiver<Accepted> {
        let (told, receiver) = oneshot::channel();
        self.waiting.push_back(Waiting { batch, told });
        receiver
    }

    /// The batch to bring next. It waits here until it is acknowledged.
    /// What whoever listens is told next, or that it is to panic.
    pub(super) fn next_batch(&mut self) -> Option<Result<Vec<Inbound>, Mistake>> {
        if std::mem::take(&mut self.listeners_panic) {
            return Some(Err(Mistake));
        }
        self.waiting.front().map(|waiting| Ok(waiting.batch.clone()))
    }

    pub(super) fn acknowledge(&mut self, accepted: Accepted) {
        if let Some(waiting) = self.waiting.pop_front() {
            self.acknowledged += waiting.batch.len();
            let _nobody_waits = waiting.told.send(accepted);
        }
    }

    pub(super) fn take_sent(&mut self, mut wanted: impl FnMut(&Sent) -> bool) -> Option<Sent> {
        let index = self.unread.iter().position(&mut wanted)?;
        Some(self.unread.remove(index))
    }

    pub(super) fn take_attempt(&mut self) -> Option<Attempt> {
        let attempt = self.attempts.get(self.attempts_taken).cloned()?;
        self.attempts_taken += 1;
        Some(attempt)
    }

    pub(super) fn ended<T>(&mut self, action: Action, key: &str, result: &Result<T, SendError>) {
        self.attempts.push(Attempt { action, key: key.to_owned(), error: result.as_ref().err().cloned() });
    }

    pub(super) fn send(&mut self, outbound: &Outbound, file: Option<SaidFile>, can: &Capabilities) -> Receipt {
        let key = (outbound.to.clone(), outbound.key.clone());
        if let Some(message) = self.receipts.get(&key).filter(|_| can.idempotent) {
            return Receipt { message: message.clone(), chat: None };
        }
        let id = self.next_id(&outbound.to.chat);
        self.receipts.insert(key, id.clone());
        self.said.push(Said {
            id: id.clone(),
            place: outbound.to.clone(),
            by: None,
            text: outbound.text.clone(),
            file,
            buttons: outbound.buttons.clone(),
            reply_to: outbound.reply_to.clone(),
            edited: false,
            mark: None,
        });
        self.unread.push(Sent { message: id.clone(), outbound: outbound.clone() });
        Receipt { message: id, chat: None }
    }

    pub(super) fn edit(&mut self, message: &str, new: &Outbound) -> Result<Receipt, SendError> {
        let said = self.said.iter_mut().find(|said| said.by.is_none() && said.id == message && said.place == new.to);
        let Some(said) = said else {
            return Err(SendError::Rejected { reason: "no such message of ours".into() });
        };
        said.edited |= said.text != new.text;
        said.text = new.text.clone();
        said.buttons.clone_from(&new.buttons);
        Ok(Receipt { message: message.to_owned(), chat: None })
    }

    pub(super) fn react(&mut self, place: &Address, message: &str, emoji: Option<&str>) -> Result<(), SendError> {
        let Some(said) = self.said.iter_mut().find(|said| said.id == message && said.place == *place) else {
            return Err(SendError::Rejected { reason: "no such message".into() });
        };
        said.mark = emoji.map(str::to_owned);
        Ok(())
    }

    pub(super) fn delete(&mut self, place: &Address, message: &str) {
        self.said.retain(|said| said.by.is_some() || said.id != message || said.place != *place);
    }
}

/// The message that an event is about.
pub(super) fn message_of(inbound: &Inbound) -> Option<&str> {
    match &inbound.event {
        Event::Message(message) | Event::Edit(message) => Some(&message.id),
        Event::Delete { message } | Event::Reaction { message, .. } => Some(message),
        Event::Button { message, .. } | Event::Command { message, .. } => message.as_deref(),
        Event::Solved(_) | Event::Membership(_) | Event::Present(_) | Event::Unknown { .. } => None,
    }
}
