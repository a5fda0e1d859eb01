//! Telling those who look on that something changed: open desks and chat pages. They read again what they show.

mod onlookers;
mod writers;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, ChannelId};
use tokio::sync::broadcast;

use self::onlookers::Onlookers;
use self::writers::Writers;
use crate::model::{AgentId, ConversationId, Editing, Glance, Place};

/// Changes that a slow listener may lag behind before it must read everything again.
const BACKLOG: usize = 256;

/// Who looks on, in this process. What other processes change is told here, too.
#[derive(Debug)]
pub struct Live {
    desks: broadcast::Sender<ConversationId>,
    glances: broadcast::Sender<ConversationId>,
    onlookers: Mutex<Onlookers<ConversationId>>,
    edits: broadcast::Sender<Arc<str>>,
    editors: Mutex<Onlookers<String>>,
    writers: Mutex<Writers>,
    stale: broadcast::Sender<()>,
    chats: Mutex<HashMap<(ChannelId, Address), broadcast::Sender<()>>>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            desks: broadcast::channel(BACKLOG).0,
            glances: broadcast::channel(BACKLOG).0,
            onlookers: Mutex::default(),
            edits: broadcast::channel(BACKLOG).0,
            editors: Mutex::default(),
            writers: Mutex::default(),
            stale: broadcast::channel(1).0,
            chats: Mutex::default(),
        }
    }
}

impl Live {
    /// Something changed in a conversation, held in this place.
    pub fn changed(&self, conversation: ConversationId, place: Option<&Place>) {
        let _ = self.desks.send(conversation);
        if let Some(place) = place {
            self.said(&place.channel, &place.address);
        }
    }

    /// Somebody of the team does something at a conversation: those who have it open see it.
    pub fn glances(&self, glance: Glance, now: DateTime<Utc>) {
        let mut onlookers = self.onlookers.lock().unwrap_or_else(PoisonError::into_inner);
        if onlookers.take_in(&glance.conversation, (glance.agent, glance.doing), now) {
            let _ = self.glances.send(glance.conversation);
        }
    }

    /// Who of the team is at a conversation, and whether they write.
    #[must_use]
    pub fn onlookers(&self, conversation: ConversationId, now: DateTime<Utc>) -> Vec<(AgentId, bool)> {
        self.onlookers.lock().unwrap_or_else(PoisonError::into_inner).at(&conversation, now)
    }

    /// Somebody of the team has an article open: those who have it open as well see it.
    pub fn edits(&self, editing: &Editing, now: DateTime<Utc>) {
        let mut editors = self.editors.lock().unwrap_or_else(PoisonError::into_inner);
        if editors.take_in(&editing.article, (editing.agent, editing.doing), now) {
            self.saved(&editing.article);
        }
    }

    /// Another version of an article may be there; empty for any article. Those who have it open look.
    pub fn saved(&self, article: &str) {
        let _ = self.edits.send(article.into());
    }

    /// Who has an article open, and whether they change it.
    #[must_use]
    pub fn editors(&self, article: &str, now: DateTime<Utc>) -> Vec<(AgentId, bool)> {
        self.editors.lock().unwrap_or_else(PoisonError::into_inner).at(&article.to_owned(), now)
    }

    /// Who opens, changes, saves and leaves articles: for desks.
    #[must_use]
    pub fn articles(&self) -> broadcast::Receiver<Arc<str>> {
        self.edits.subscribe()
    }

    /// The customer of a conversation writes: those who have it open see it.
    pub fn customer_writes(&self, conversation: ConversationId, now: DateTime<Utc>) {
        if self.writers().writes(conversation, now) {
            let _ = self.glances.send(conversation);
        }
    }

    /// What the customer wrote is there.
    pub fn customer_wrote(&self, conversation: ConversationId) {
        if self.writers().wrote(conversation) {
            let _ = self.glances.send(conversation);
        }
    }

    /// Whether the customer of a conversation writes just now.
    #[must_use]
    pub fn customer_is_writing(&self, conversation: ConversationId, now: DateTime<Utc>) -> bool {
        self.writers().is_writing(conversation, now)
    }

    fn writers(&self) -> MutexGuard<'_, Writers> {
        self.writers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who comes, goes and writes, in every conversation: for desks.
    #[must_use]
    pub fn presence(&self) -> broadcast::Receiver<ConversationId> {
        self.glances.subscribe()
    }

    /// Something may be said differently in this place: the page of whoever chats there looks.
    pub fn said(&self, channel: &ChannelId, address: &Address) {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        if chats.is_empty() {
            return;
        }
        let key = (channel.clone(), address.clone());
        if let Some(chat) = chats.get(&key)
            && chat.send(()).is_err()
        {
            chats.remove(&key);
        }
    }

    /// Anything may have changed: everybody looks at everything again.
    pub fn everything(&self) {
        let _ = self.stale.send(());
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        chats.retain(|_, chat| chat.send(()).is_ok());
    }

    /// Whether somebody looks at a chat page.
    #[must_use]
    pub fn has_chats(&self) -> bool {
        let chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        chats.values().any(|chat| chat.receiver_count() > 0)
    }

    /// Says when anything may have changed, for desks.
    #[must_use]
    pub fn stale(&self) -> broadcast::Receiver<()> {
        self.stale.subscribe()
    }

    /// Changes in every conversation, for desks.
    #[must_use]
    pub fn desk(&self) -> broadcast::Receiver<ConversationId> {
        self.desks.subscribe()
    }

    /// Changes in one place, for the page of whoever chats there.
    #[must_use]
    pub fn chat(&self, channel: &ChannelId, address: &Address) -> broadcast::Receiver<()> {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        chats.retain(|_, chat| chat.receiver_count() > 0);
        chats.entry((channel.clone(), address.clone())).or_insert_with(|| broadcast::channel(16).0).subscribe()
    }
}
