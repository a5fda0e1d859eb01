//! What a failed call means: for a message we sent, and for the listener.

use std::time::Duration;

use hamyar_channel::{ListenError, Scope, SendError};

use crate::api::CallError;

/// Discord's own numbers for what it refuses.
pub(crate) mod code {
    /// The channel or thread is not there.
    pub(crate) const UNKNOWN_CHANNEL: u64 = 10_003;
    /// The message is not there.
    pub(crate) const UNKNOWN_MESSAGE: u64 = 10_008;
    /// The message has a thread already, whose id is its own.
    pub(crate) const THREAD_EXISTS: u64 = 160_004;
    /// The channel holds no messages, as a forum.
    pub(crate) const NO_MESSAGES: u64 = 50_008;
    /// The thread is archived and locked.
    pub(crate) const ARCHIVED: u64 = 50_083;
}

impl From<CallError> for SendError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unsent { wait, reason } => Self::Transient { retry_after: wait, reason },
            CallError::Unanswered { reason } => Self::Unknown { reason },
            CallError::Limited { wait, everywhere, reason } => {
                // A thread is a channel of Discord's own, with limits of its own.
                let scope = if everywhere { Scope::Channel } else { Scope::Address };
                Self::Limited { wait, scope, reason }
            }
            CallError::Refused { status, code, reason } => match (status, code) {
                (401, _) => Self::Unauthorized { reason },
                (403 | 404, _) | (_, code::ARCHIVED) => Self::Gone { reason },
                (500.., _) => Self::Unknown { reason },
                _ => Self::Rejected { reason },
            },
        }
    }
}

/// A failed look: nothing was sent by it.
pub(crate) fn surely_unsent(error: CallError) -> SendError {
    match error.into() {
        SendError::Unknown { reason } => SendError::Transient { retry_after: None, reason },
        other => other,
    }
}

/// What a listener does about a failed call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Try again, not before the time that Discord named.
    Retry(Option<Duration>),
    /// A person must look.
    GiveUp(ListenError),
}

impl CallError {
    pub(crate) fn remedy(&self) -> Remedy {
        match self {
            Self::Refused { status: 401, reason, .. } => {
                Remedy::GiveUp(ListenError::Unauthorized { reason: reason.clone() })
            }
            Self::Refused { status: 400..500, reason, .. } => {
                Remedy::GiveUp(ListenError::Misconfigured { reason: reason.clone() })
            }
            Self::Limited { wait, .. } => Remedy::Retry(Some(*wait)),
            Self::Unsent { wait, .. } => Remedy::Retry(*wait),
            Self::Refused { .. } | Self::Unanswered { .. } => Remedy::Retry(None),
        }
    }

    /// Discord refused for this reason.
    pub(crate) fn is(&self, number: u64) -> bool {
        matches!(self, Self::Refused { code, .. } if *code == number)
    }
}
