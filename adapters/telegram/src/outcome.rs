//! What a failed call means: for a message we sent, and for the listener.

use std::time::Duration;

use hamyar_channel::{ListenError, Scope, SendError};

use crate::api::CallError;

/// Words in a refusal that mean that the place itself cannot be reached any more.
const LOST_PLACES: [&str; 12] = [
    "chat not found",
    "thread not found",
    "topic_closed",
    "topic_deleted",
    "topic closed",
    "topic deleted",
    "topic_id_invalid",
    "chat was deactivated",
    "peer_id_invalid",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
];

impl From<CallError> for SendError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unsent { reason } => Self::Transient { retry_after: None, reason },
            CallError::Unanswered { reason } => Self::Unknown { reason },
            CallError::Refused { code, description: reason, parameters } => match (code, parameters.migrate_to_chat_id)
            {
                (_, Some(to)) => Self::Moved { to: to.to_string() },
                (429, _) => match parameters.retry_after.map(Duration::from_secs) {
                    // Telegram never says whether its patience ended with the chat or with the bot. A bot that is too
                    // fast everywhere is told so by each chat that it tries.
                    Some(wait) => Self::Limited { wait, scope: Scope::Chat, reason },
                    None => Self::Transient { retry_after: None, reason },
                },
                (401 | 404, _) => Self::Unauthorized { reason },
                (403, _) => Self::Gone { reason },
                (500.., _) => Self::Unknown { reason },
                _ if is_lost_place(&reason) => Self::Gone { reason },
                _ => Self::Rejected { reason },
            },
        }
    }
}

fn is_lost_place(description: &str) -> bool {
    let description = description.to_lowercase();
    LOST_PLACES.iter().any(|words| description.contains(words))
}

/// What a listener does about a failed call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Try again, not before the time that Telegram named.
    Retry(Option<Duration>),
    /// A person must look.
    GiveUp(ListenError),
}

impl CallError {
    pub(crate) fn remedy(&self) -> Remedy {
        let Self::Refused { code, description, parameters } = self else { return Remedy::Retry(None) };
        match code {
            401 | 404 => Remedy::GiveUp(ListenError::Unauthorized { reason: description.clone() }),
            429 => Remedy::Retry(parameters.retry_after.map(Duration::from_secs)),
            400 | 403 => Remedy::GiveUp(ListenError::Misconfigured { reason: description.clone() }),
            _ => Remedy::Retry(None),
        }
    }

    /// Telegram refused because of this.
    pub(crate) fn says(&self, words: &str) -> bool {
        matches!(self, Self::Refused { description, .. } if description.to_lowercase().contains(words))
    }
}
