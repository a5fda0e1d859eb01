//! What the next calls of a [`super::FakeChannel`] end in.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::watched::{Watched, within};
use crate::SendError;

/// What one call to send, edit or delete ends in, where it is not plain success.
#[derive(Debug)]
pub(super) enum Step {
    /// Surely not applied.
    Fail(SendError),
    /// Applied, and the caller is told something else.
    ApplyThenFail(SendError),
    /// Not applied: the adapter panics.
    Panic,
    /// Waits before it is applied.
    HoldThenApply(Hold),
    /// Applied, and the receipt waits.
    ApplyThenHold(Hold),
}

impl Step {
    /// What happens before the call is applied.
    pub(super) async fn before(&self) -> Result<(), SendError> {
        match self {
            Self::Fail(error) => return Err(error.clone()),
            Self::Panic => panic!("as the test demands"),
            Self::HoldThenApply(hold) => hold.wait().await,
            Self::ApplyThenFail(_) | Self::ApplyThenHold(_) => {}
        }
        Ok(())
    }

    /// What happens once it is.
    pub(super) async fn after(&self) -> Result<(), SendError> {
        match self {
            Self::ApplyThenFail(error) => return Err(error.clone()),
            Self::ApplyThenHold(hold) => hold.wait().await,
            Self::Fail(_) | Self::Panic | Self::HoldThenApply(_) => {}
        }
        Ok(())
    }
}

/// A call that stands still until the test lets it go on.
#[derive(Clone, Debug, Default)]
pub struct Hold {
    state: Arc<Watched<State>>,
}

#[derive(Debug, Default)]
struct State {
    reached: bool,
    released: bool,
}

impl Hold {
    /// Waits until a call stands here.
    ///
    /// # Panics
    ///
    /// If none comes within ten seconds.
    pub async fn reached(&self) {
        within("a call to reach the hold", self.state.until(|state| state.reached.then_some(()))).await;
    }

    /// Lets the call go on.
    pub fn release(&self) {
        self.state.change(|state| state.released = true);
    }

    pub(super) async fn wait(&self) {
        self.state.change(|state| state.reached = true);
        self.state.until(|state| state.released.then_some(())).await;
    }
}

/// A thread that stands still until the test lets it go on.
#[derive(Clone, Debug, Default)]
pub struct Stall {
    hold: Hold,
    awake: Arc<(Mutex<bool>, Condvar)>,
}

impl Stall {
    /// Waits until a thread stands here.
    ///
    /// # Panics
    ///
    /// If none comes within ten seconds.
    pub async fn reached(&self) {
        self.hold.reached().await;
    }

    /// Lets it go on.
    pub fn release(&self) {
        *self.awake.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.awake.1.notify_all();
    }

    pub(super) fn stand_still(&self) {
        self.hold.state.change(|state| state.reached = true);
        let awake = self.awake.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _awake = self.awake.1.wait_while(awake, |awake| !*awake).unwrap_or_else(PoisonError::into_inner);
    }
}
