//! A conversation's timeline as people read it: entries folded into messages that say what stands now, and events between
//! them. Pure: what it needs is read before.

mod delivery;
mod event;
mod message;
mod plain;
mod quote;

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

pub(super) use self::event::{Sentence, sentence};
pub(super) use self::message::{Message, Speaker};
pub(crate) use self::plain::{Line, lines};
pub(super) use self::quote::{Quote, quote, quoted};
use super::tongue::Tongue;
use crate::model::{AgentId, ConversationId, Entry, EntryKind, IdentityId};
use crate::store::DeliveryState;

/// Messages of one speaker that follow each other within this time are shown as one block.
const BLOCK: Duration = Duration::minutes(5);

/// One thing on the page.
pub(super) enum Item {
    /// A new day begins.
    Day {
        /// Its place among the things on the page.
        key: String,
        /// The day.
        day: String,
    },
    /// Something was said.
    Message(Box<Message>),
    /// Something else happened.
    Event(Sentence),
}

/// Who is who in a story, and in which words it is told.
pub(super) struct Teller<'a> {
    pub(super) t: &'a Tongue,
    /// Who reads.
    pub(super) me: AgentId,
    /// The team's names.
    pub(super) agents: &'a HashMap<AgentId, String>,
    /// The names of those who spoke, as the platforms tell them.
    pub(super) speakers: &'a HashMap<IdentityId, String>,
    /// The list that links lead back to.
    pub(super) view: &'a str,
}

impl Teller<'_> {
    /// What somebody on the channel is called.
    fn speaker(&self, identity: Option<IdentityId>) -> String {
        let known = identity.and_then(|identity| self.speakers.get(&identity));
        known.cloned().unwrap_or_else(|| self.t.word("desk-nameless"))
    }

    /// What a person of the team is called.
    pub(super) fn colleague(&self, agent: AgentId) -> String {
        self.agents.get(&agent).cloned().unwrap_or_else(|| self.t.word("desk-former-colleague"))
    }
}

/// Tells a story. `states` says what became of what we said.
pub(super) fn tell(teller: &Teller<'_>, entries: &[Entry], states: &[DeliveryState]) -> Vec<Item> {
    let mut page = Page { teller, states, ..Page::new(teller) };
    for entry in entries {
        page.add(entry);
    }
    page.items
}

/// A story in the making.
struct Page<'a> {
    teller: &'a Teller<'a>,
    states: &'a [DeliveryState],
    items: Vec<Item>,
    /// Where the customers' messages are, by the platform's id.
    messages: HashMap<(ConversationId, String), usize>,
    /// Where the bot's replies are, by their number.
    replies: HashMap<(ConversationId, u64), usize>,
    /// Where what we said is.
    said: HashMap<(ConversationId, i64), usize>,
    /// Where what the team changed or took back of it is, and which of both it was.
    changes: HashMap<(ConversationId, i64), (usize, EntryKind)>,
    day: String,
    last: Option<(Speaker, DateTime<Utc>)>,
}

impl<'a> Page<'a> {
    fn new(teller: &'a Teller<'a>) -> Self {
        Self {
            teller,
            states: &[],
            items: Vec::new(),
            messages: HashMap::new(),
            replies: HashMap::new(),
            said: HashMap::new(),
            changes: HashMap::new(),
            day: String::new(),
            last: None,
        }
    }

    fn add(&mut self, entry: &Entry) {
        match entry.kind {
            EntryKind::Message => self.heard(entry),
            EntryKind::Edit => self.edited(entry),
            EntryKind::Deletion => self.deleted(entry),
            EntryKind::Press => self.pressed(entry),
            EntryKind::AgentEdit | EntryKind::AgentDeletion | EntryKind::Note if self.rephrased(entry) => {}
            EntryKind::Reply | EntryKind::AgentReply | EntryKind::AgentEdit | EntryKind::Note => self.spoken(entry),
            EntryKind::Failed => self.failed(entry),
            EntryKind::Resent => self.resent(entry),
            // What follows from it is told; that it was wished for in a staff room is of no interest here.
            EntryKind::Room | EntryKind::RoomTold => {}
            _ => self.event(entry),
        }
    }

    fn heard(&mut self, entry: &Entry) {
        self.messages.insert((entry.conversation, text(&entry.data, "message")), self.next());
        let message = Message::heard(self.teller, entry);
        self.push(entry, message);
    }

    fn edited(&mut self, entry: &Entry) {
        let key = (entry.conversation, text(&entry.data, "message"));
        if let Some(message) = self.message(self.messages.get(&key).copied()) {
            message.edit(entry);
        } else {
            self.messages.insert(key, self.next());
            let mut message = Message::heard(self.teller, entry);
            message.edited = true;
            self.push(entry, message);
        }
    }

    fn deleted(&mut self, entry: &Entry) {
        let key = (entry.conversation, text(&entry.data, "message"));
        let tombstone = self.teller.t.with("desk-deleted", "time", &self.teller.t.moment(&entry.at));
        match self.message(self.messages.get(&key).copied()) {
            Some(message) => message.delete(tombstone),
            None => self.event(entry),
        }
    }

    /// A press is shown under the reply whose button it was.
    fn pressed(&mut self, entry: &Entry) {
        let action = text(&entry.data, "action");
        let reply = crate::model::Choice::parse_action(&action)
            .ok()
            .map(|(conversation, press)| (conversation, u64::from(press.reply)));
        let at = reply.and_then(|reply| self.replies.get(&reply).copied());
        let by = self.teller.speaker(entry.identity);
        let t = self.teller.t;
        if !self.message(at).is_some_and(|message| message.press(t, &action, &by)) {
            self.event(entry);
        }
    }

    fn spoken(&mut self, entry: &Entry) {
        let state = self.states.iter().find(|state| state.seq == entry.seq);
        let at = self.next();
        self.said.insert((entry.conversation, entry.seq), at);
        if let Some(reply) = entry.data["reply"].as_u64() {
            self.replies.insert((entry.conversation, reply), at);
        }
        let revised = entry.data["revises"].as_u64().and_then(|reply| self.replies.get(&(entry.conversation, reply)));
        let replaced = self.teller.t.word("desk-replaced");
        if let Some(message) = self.message(revised.copied()) {
            message.remarks.push(replaced);
        }
        let message = Message::spoken(self.teller, entry, state);
        self.push(entry, message);
    }

    /// Somebody of the team changed what they had said, or took it back. False where that is not on the page.
    fn rephrased(&mut self, entry: &Entry) -> bool {
        let changed = entry.data["changes"].as_i64();
        let at = changed.and_then(|seq| self.said.get(&(entry.conversation, seq)).copied());
        let tombstone = self.teller.t.with("desk-deleted", "time", &self.teller.t.moment(&entry.at));
        let sent = self.states.iter().find(|state| state.seq == entry.seq);
        let state = sent.and_then(|sent| delivery::changed(self.teller.t, entry.kind, sent));
        let Some(message) = self.message(at) else { return false };
        if entry.kind == EntryKind::AgentDeletion {
            message.delete(tombstone);
        } else {
            message.rephrase(entry);
        }
        if state.is_some() {
            message.state = state;
        }
        self.changes.extend(at.map(|at| ((entry.conversation, entry.seq), (at, entry.kind))));
        true
    }

    /// That something did not arrive is shown where it was said, with the reason.
    fn failed(&mut self, entry: &Entry) {
        let of = entry.data["of"].as_i64().map(|seq| (entry.conversation, seq));
        let change = of.and_then(|of| self.changes.get(&of).copied());
        let at = change.map(|(at, _)| at).or_else(|| of.and_then(|of| self.said.get(&of).copied()));
        let state = match change {
            Some((_, kind)) => delivery::unchanged(self.teller.t, kind, entry.data["unknown"] == true),
            None => delivery::failed(self.teller.t, &entry.data),
        };
        match self.message(at) {
            Some(message) => message.state = Some(state),
            None => self.event(entry),
        }
    }

    /// Somebody had it sent again: what it then came to counts, and no longer why it failed before.
    fn resent(&mut self, entry: &Entry) {
        if let Some(seq) = entry.data["of"].as_i64() {
            let at = self.said.get(&(entry.conversation, seq)).copied();
            let sent = self.states.iter().find(|state| state.seq == seq);
            let state = sent.and_then(|sent| delivery::state(self.teller.t, sent));
            if let Some(message) = self.message(at) {
                message.state = state;
            }
        }
        self.event(entry);
    }

    fn event(&mut self, entry: &Entry) {
        self.begin_day(entry);
        self.last = None;
        self.items.push(Item::Event(sentence(self.teller, entry)));
    }

    fn push(&mut self, entry: &Entry, mut message: Message) {
        self.begin_day(entry);
        let speaker = message.speaker;
        message.follows = self.last.is_some_and(|(last, at)| last == speaker && entry.at - at < BLOCK);
        self.last = Some((speaker, entry.at));
        self.items.push(Item::Message(Box::new(message)));
    }

    fn begin_day(&mut self, entry: &Entry) {
        let day = self.teller.t.day(&entry.at);
        if day != self.day {
            self.items.push(Item::Day { key: format!("{}-day", key(entry)), day: day.clone() });
            self.day = day;
            self.last = None;
        }
    }

    /// Where the next message will be. A day may come before it.
    fn next(&self) -> usize {
        self.items.len()
    }

    fn message(&mut self, at: Option<usize>) -> Option<&mut Message> {
        // Where a day came in between, the message is one further.
        let at = at?;
        let at = if matches!(self.items.get(at), Some(Item::Day { .. })) { at + 1 } else { at };
        match self.items.get_mut(at) {
            Some(Item::Message(message)) => Some(message),
            _ => None,
        }
    }
}

/// What an entry is known by on the page.
fn key(entry: &Entry) -> String {
    format!("e-{}", entry.id.0.simple())
}

/// What somebody said, without our mention: on Discord that is a number, and everywhere it says nothing.
fn words(entry: &Entry) -> String {
    entry.data["question"].as_str().unwrap_or(&entry.body).to_owned()
}

fn text(data: &Value, key: &str) -> String {
    data[key].as_str().unwrap_or_default().to_owned()
}
