//! Conversations that are claimed as something in them is recorded, so that nobody has to look for them.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::turn::AT_ONCE;
use crate::store::Turn;

/// The room for conversations that are being decided, and the way to whoever decides them.
pub(super) struct Claims {
    room: Arc<Semaphore>,
    /// Open while the engine runs.
    taking: Mutex<Option<mpsc::Sender<Claimed>>>,
}

/// Conversations of this node, and the room that they take.
pub(super) struct Claimed {
    pub(super) turns: Vec<Turn>,
    /// One for each.
    pub(super) permits: OwnedSemaphorePermit,
}

/// Room that was found, and where it leads.
pub(super) struct Reserved {
    permits: OwnedSemaphorePermit,
    taking: mpsc::Sender<Claimed>,
}

impl Default for Claims {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_ONCE)), taking: Mutex::default() }
    }
}

impl Claims {
    pub(super) fn room(&self) -> Arc<Semaphore> {
        Arc::clone(&self.room)
    }

    /// From now on turns are taken.
    pub(super) fn open(&self, taking: mpsc::Sender<Claimed>) {
        *self.taking.lock().unwrap_or_else(PoisonError::into_inner) = Some(taking);
    }

    /// From now on they are not.
    pub(super) fn close(&self) {
        self.taking.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Room for up to `most` conversations, as much as there is now.
    pub(super) fn reserve(&self, most: usize) -> Option<Reserved> {
        let taking = self.taking.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let most = most.min(self.room.available_permits());
        let permits = self.room().try_acquire_many_owned(u32::try_from(most).ok().filter(|most| *most > 0)?).ok()?;
        Some(Reserved { permits, taking })
    }
}

impl Reserved {
    /// For how many there is room.
    pub(super) fn most(&self) -> usize {
        self.permits.num_permits()
    }

    /// Has them decided. They come back if the engine has stopped.
    pub(super) fn take(self, turns: Vec<Turn>) -> Result<(), Vec<Turn>> {
        let Self { mut permits, taking } = self;
        let Some(permits) = permits.split(turns.len()) else { return Err(turns) };
        taking.try_send(Claimed { turns, permits }).map_err(|error| error.into_inner().turns)
    }
}
