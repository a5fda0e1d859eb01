//! A host in memory.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use tokio::sync::broadcast;

use super::watched::{Watched, within};
use super::{Hold, START};
use crate::{
    Accepted, Address, ChannelId, Cursor, Event, FileStream, Inbound, Inbox, InboxError, NotTheirs, OpenFile, Outbound,
    OutboundFile, Transcript, TranscriptAuthor, TranscriptButton, TranscriptFile, TranscriptItem, Voice,
};

/// An inbox that records what is brought and keeps a simple transcript of each place.
#[derive(Debug, Default)]
pub struct MemoryInbox {
    state: Watched<State>,
}

/// The action of a button that is always for somebody else than who presses it.
pub const NOT_THEIRS: &str = "not-theirs";

/// One call of [`Inbox::accept`].
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Who brought it.
    pub channel: ChannelId,
    /// What was brought.
    pub events: Vec<Inbound>,
    /// What became of it; `None` if it was refused.
    pub accepted: Option<Accepted>,
}

#[derive(Debug, Default)]
struct State {
    refuse: usize,
    hold: Option<Hold>,
    batches: Vec<Batch>,
    keys: HashSet<(ChannelId, String)>,
    events: Vec<Inbound>,
    taken: usize,
    rooms: HashMap<(ChannelId, Address), Room>,
    cursors: HashMap<(ChannelId, String), String>,
}

#[derive(Debug)]
struct Room {
    items: Vec<TranscriptItem>,
    /// Which item shows the message with this id on the platform.
    messages: HashMap<String, String>,
    /// The files that we sent, by the item they came with.
    sent: HashMap<String, OutboundFile>,
    count: usize,
    voice: Voice,
    changes: broadcast::Sender<()>,
}

impl MemoryInbox {
    /// An empty inbox.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next `times` batches are refused, as by a store that is away.
    pub fn fail_next(&self, times: usize) {
        self.state.change(|state| state.refuse = times);
    }

    /// The next batch stands still before it is recorded.
    pub fn hold_next(&self) -> Hold {
        let hold = Hold::default();
        self.state.change(|state| state.hold = Some(hold.clone()));
        hold
    }

    /// Every batch brought so far, refused ones too.
    #[must_use]
    pub fn batches(&self) -> Vec<Batch> {
        self.state.read(|state| state.batches.clone())
    }

    /// Every event recorded so far, each once.
    #[must_use]
    pub fn events(&self) -> Vec<Inbound> {
        self.state.read(|state| state.events.clone())
    }

    /// The next recorded event that no call of this returned yet.
    ///
    /// # Panics
    ///
    /// If none comes within ten seconds.
    pub async fn next(&self) -> Inbound {
        let next = self.state.until(|state| {
            let event = state.events.get(state.taken).cloned()?;
            state.taken += 1;
            Some(event)
        });
        within("an event to be recorded", next).await
    }

    /// Waits until this many batches were brought, refused ones too.
    ///
    /// # Panics
    ///
    /// If they do not come within ten seconds.
    pub async fn brought(&self, batches: usize) {
        let enough = self.state.until(|state| (state.batches.len() >= batches).then_some(()));
        within("batches to be brought", enough).await;
    }

    /// We say something: it joins the transcript. Returns the item's id.
    pub fn say(&self, channel: &ChannelId, place: &Address, author: TranscriptAuthor, body: &str) -> String {
        self.state.change(|state| state.room(channel, place).add(author, body, None))
    }

    /// A message of ours joins the transcript before a channel is asked to send it, as in the real host. Returns the
    /// item's id.
    pub fn show(&self, channel: &ChannelId, message: &Outbound) -> String {
        self.state.change(|state| {
            let room = state.room(channel, &message.to);
            let id = room.add(TranscriptAuthor::Bot, &message.text.text, None);
            room.messages.insert(message.key.clone(), id.clone());
            room.put_files(&id, message);
            room.put_buttons(&id, message);
            id
        })
    }

    /// The message that was sent with this key now says something else.
    pub fn show_edit(&self, channel: &ChannelId, key: &str, new: &Outbound) {
        self.state.change(|state| {
            let room = state.room(channel, &new.to);
            let Some(id) = room.messages.get(key).cloned() else { return };
            room.rewrite(&id, &new.text.text);
            room.put_buttons(&id, new);
        });
    }

    /// The message that was sent with this key is gone.
    pub fn hide(&self, channel: &ChannelId, place: &Address, key: &str) {
        self.state.change(|state| state.room(channel, place).remove(key));
    }

    /// Somebody else speaks for us now.
    pub fn set_voice(&self, channel: &ChannelId, place: &Address, voice: Voice) {
        self.state.change(|state| {
            let room = state.room(channel, place);
            room.voice = voice;
            room.changed();
        });
    }

    /// The transcript item that shows the message sent with this key.
    #[must_use]
    pub fn item_of(&self, channel: &ChannelId, place: &Address, key: &str) -> Option<String> {
        self.state.change(|state| state.room(channel, place).messages.get(key).cloned())
    }
}

#[async_trait]
impl Inbox for MemoryInbox {
    async fn accept_to(
        &self,
        channel: &ChannelId,
        batch: Vec<Inbound>,
        cursors: Vec<Cursor>,
    ) -> Result<Accepted, InboxError> {
        if let Some(hold) = self.state.change(|state| state.hold.take()) {
            hold.wait().await;
        }
        self.state.change(|state| {
            let refused = state.refuse > 0;
            state.refuse = state.refuse.saturating_sub(1);
            let accepted = (!refused).then(|| state.record(channel, &batch));
            if !refused {
                state.advance(channel, cursors);
            }
            state.batches.push(Batch { channel: channel.clone(), events: batch, accepted: accepted.clone() });
            accepted.ok_or_else(|| InboxError::Unavailable("told to refuse".into()))
        })
    }

    async fn cursors(&self, channel: &ChannelId) -> Result<Vec<Cursor>, InboxError> {
        let of_channel = |((of, scope), position): (&(ChannelId, String), &String)| {
            (of == channel).then(|| Cursor { scope: scope.clone(), position: position.clone() })
        };
        Ok(self.state.read(|state| state.cursors.iter().filter_map(of_channel).collect()))
    }

    async fn transcript(
        &self,
        channel: &ChannelId,
        place: &Address,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Transcript, InboxError> {
        Ok(self.state.change(|state| {
            let room = state.room(channel, place);
            let mut items: Vec<_> =
                room.items.iter().filter(|item| after.is_none_or(|after| item.id.as_str() > after)).cloned().collect();
            items.drain(..items.len().saturating_sub(limit));
            Transcript { items, voice: room.voice.clone(), changes: room.changes.subscribe() }
        }))
    }

    async fn open_file(
        &self,
        channel: &ChannelId,
        place: &Address,
        item: &str,
        number: usize,
    ) -> Result<Option<OpenFile>, InboxError> {
        let found = self.state.change(|state| state.room(channel, place).sent.get(item).cloned());
        Ok(found.filter(|_| number == 0).map(|file| OpenFile {
            picture: (file.media_type == "image/png").then_some("image/png"),
            stream: FileStream { size: Some(file.size), bytes: file.bytes() },
            name: Some(file.name),
        }))
    }
}

impl State {
    fn room(&mut self, channel: &ChannelId, place: &Address) -> &mut Room {
        self.rooms.entry((channel.clone(), place.clone())).or_insert_with(|| Room {
            items: Vec::new(),
            messages: HashMap::new(),
            sent: HashMap::new(),
            count: 0,
            voice: Voice::Bot,
            changes: broadcast::channel(16).0,
        })
    }

    fn advance(&mut self, channel: &ChannelId, cursors: Vec<Cursor>) {
        let keyed = cursors.into_iter().map(|Cursor { scope, position }| ((channel.clone(), scope), position));
        self.cursors.extend(keyed);
    }

    fn record(&mut self, channel: &ChannelId, batch: &[Inbound]) -> Accepted {
        let mut accepted = Accepted::default();
        for inbound in batch {
            if self.keys.insert((channel.clone(), inbound.key.clone())) {
                accepted.recorded += 1;
                if matches!(&inbound.event, Event::Button { action, .. } if action == NOT_THEIRS) {
                    accepted.not_theirs.push(NotTheirs { key: inbound.key.clone(), language: "en".to_owned() });
                }
                self.events.push(inbound.clone());
                self.room(channel, &inbound.place.address).apply(inbound);
            } else {
                accepted.repeated += 1;
            }
        }
        accepted
    }
}

impl Room {
    fn apply(&mut self, inbound: &Inbound) {
        match &inbound.event {
            Event::Message(message) => {
                let id = self.add(TranscriptAuthor::Customer, &message.text, Some(inbound));
                self.messages.insert(message.id.clone(), id);
            }
            Event::Edit(message) => {
                if let Some(id) = self.messages.get(&message.id).cloned() {
                    self.rewrite(&id, &message.text);
                }
            }
            Event::Delete { message } => self.remove(message),
            Event::Button { action, message } => self.press(message.as_deref(), action),
            Event::Command { name, arguments, .. } => {
                self.add(TranscriptAuthor::Customer, format!("/{name} {arguments}").trim_end(), Some(inbound));
            }
            Event::Present(_)
            | Event::Solved(_)
            | Event::Reaction { .. }
            | Event::Membership(_)
            | Event::Unknown { .. } => {}
        }
    }

    fn add(&mut self, author: TranscriptAuthor, body: &str, inbound: Option<&Inbound>) -> String {
        self.count += 1;
        let id = format!("{:08}", self.count);
        let before = self.items.last().map_or(START, |item| item.at);
        self.items.push(TranscriptItem {
            id: id.clone(),
            author,
            at: inbound.map_or(before, |inbound| inbound.at),
            body: body.to_owned(),
            files: Vec::new(),
            buttons: Vec::new(),
            edited: false,
            key: inbound.map(|inbound| inbound.key.clone()),
        });
        self.changed();
        id
    }

    fn put_files(&mut self, id: &str, message: &Outbound) {
        let file = |file: &OutboundFile| TranscriptFile {
            name: file.name.clone(),
            size: file.size,
            is_picture: file.media_type.starts_with("image/"),
        };
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            item.files = message.file.iter().map(file).collect();
        }
        self.sent.extend(message.file.clone().map(|file| (id.to_owned(), file)));
    }

    fn put_buttons(&mut self, id: &str, message: &Outbound) {
        let button = |button: &crate::Button| TranscriptButton {
            label: button.label.clone(),
            action: button.action.clone(),
            pressed: false,
        };
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            item.buttons = message.buttons.iter().map(|row| row.iter().map(button).collect()).collect();
        }
        self.changed();
    }

    fn rewrite(&mut self, id: &str, body: &str) {
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            body.clone_into(&mut item.body);
            item.edited = true;
        }
        self.changed();
    }

    fn remove(&mut self, message: &str) {
        if let Some(id) = self.messages.remove(message) {
            self.items.retain(|item| item.id != id);
        }
        self.changed();
    }

    fn press(&mut self, message: Option<&str>, action: &str) {
        let id = message.and_then(|message| self.messages.get(message)).map(String::as_str).or(message);
        let buttons = self.items.iter_mut().filter(|item| id.is_none_or(|id| item.id == id));
        for button in buttons.flat_map(|item| item.buttons.iter_mut().flatten()) {
            button.pressed |= button.action == action;
        }
        self.changed();
    }

    fn changed(&self) {
        let _nobody_listens = self.changes.send(());
    }
}
