//! What can go wrong: with a call, and with a connection to the gateway.

use std::sync::Arc;

use tokio::sync::Notify;

/// A fault of the API or of the way there.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// 429: not done, with the seconds to wait.
    TooMany(f64),
    /// 429 for everything that the bot does.
    TooManyOfAll(f64),
    /// Not done, and refused in the API's own form: status, number, words.
    Refused(u16, u64, &'static str),
    /// Not done; a status from something on the way, without the API's form.
    Status(u16),
    /// Not done; the connection is cut without an answer.
    Cut,
    /// Not done, and never answered.
    Hang,
    /// Done, but the answer is this status.
    AppliedThenStatus(u16),
    /// Done, but the connection is cut before the answer.
    AppliedThenCut,
    /// Done, and answered truly, but not before this is told.
    AppliedThenLate(Arc<Notify>),
}

impl Fault {
    /// The call takes effect all the same.
    pub(super) fn is_applied(&self) -> bool {
        matches!(self, Self::AppliedThenStatus(_) | Self::AppliedThenCut | Self::AppliedThenLate(_))
    }
}

/// What the gateway does to a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// Closes it with this code.
    Close(u16),
    /// Breaks it off.
    Cut,
    /// Asks for a new connection (op 7).
    Reconnect,
    /// Says that the session is invalid (op 9), and whether it can be taken up again. If not, it is forgotten.
    Invalid(bool),
    /// Keeps it open, and says nothing on it any more.
    Zombie,
    /// Says something that is not JSON.
    Garbage,
}
