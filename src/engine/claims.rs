//! Conversations that are claimed as something in them is recorded, so that nobody has to look for them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::turn::AT_ONCE;
use crate::store::{StoreError, Turn};

/// The room for conversations that are being decided, and the way to whoever decides them.
pub(super) struct Claims {
    room: Arc<Semaphore>,
    /// Open while the engine runs.
    taking: Mutex<Option<mpsc::Sender<Claimed>>>,
    /// Until when nobody looks for what is due, unless told to; nothing while somebody looks.
    resting: Mutex<Option<DateTime<Utc>>>,
    /// Perhaps conversations are claimed of which we know nothing.
    doubtful: AtomicBool,
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
        Self {
            room: Arc::new(Semaphore::new(AT_ONCE)),
            taking: Mutex::default(),
            resting: Mutex::default(),
            doubtful: AtomicBool::new(false),
        }
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

    /// Whoever looks for what is due begins to look.
    pub(super) fn look(&self) {
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// They have looked, and rest until then.
    pub(super) fn rest(&self, until: Option<DateTime<Utc>>) {
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = Some(until.unwrap_or(DateTime::<Utc>::MAX_UTC));
    }

    /// What was claimed was to be told with a commit that did not answer.
    pub(super) fn doubt(&self, error: &StoreError) {
        if matches!(error, StoreError::Unknown(_)) {
            self.lose();
        }
    }

    /// The database refused to let go of a claim: it is to be asked again.
    pub(super) fn lose(&self) {
        self.doubtful.store(true, Ordering::Relaxed);
    }

    /// Whether there was such a commit, or such a claim, since this was last asked.
    pub(super) fn are_doubtful(&self) -> bool {
        self.doubtful.swap(false, Ordering::Relaxed)
    }

    /// They must be told of what is due then, since they may not know of it.
    pub(super) fn is_news(&self, due: DateTime<Utc>) -> bool {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner).is_none_or(|until| due < until)
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
