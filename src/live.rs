//! Telling those who look on that something changed: open desks and chat pages. They read again what they show.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hamyar_channel::{Address, ChannelId};
use tokio::sync::broadcast;

use crate::model::{ConversationId, Place};

/// Changes that a slow listener may lag behind before it must read everything again.
const BACKLOG: usize = 256;

/// Who looks on, within this process.
#[derive(Debug)]
pub struct Live {
    desks: broadcast::Sender<ConversationId>,
    chats: Mutex<HashMap<(ChannelId, Address), broadcast::Sender<()>>>,
}

impl Default for Live {
    fn default() -> Self {
        Self { desks: broadcast::channel(BACKLOG).0, chats: Mutex::default() }
    }
}

impl Live {
    /// Something changed in a conversation, held in this place.
    pub fn changed(&self, conversation: ConversationId, place: Option<&Place>) {
        let _ = self.desks.send(conversation);
        let Some(place) = place else { return };
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        if chats.is_empty() {
            return;
        }
        let key = (place.channel.clone(), place.address.clone());
        if let Some(chat) = chats.get(&key)
            && chat.send(()).is_err()
        {
            chats.remove(&key);
        }
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
