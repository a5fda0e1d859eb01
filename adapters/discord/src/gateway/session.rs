//! What follows from how a connection ended: take the session up again, begin another, or give up.

use hamyar_channel::ListenError;
use serde::{Deserialize, Serialize};

use super::socket::Lost;

/// A session that can be taken up again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// Discord's name for it.
    pub(crate) id: String,
    /// Where it is taken up.
    pub(crate) url: String,
    /// The number of the last event that we have.
    pub(crate) seq: u64,
}

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// We were stopped.
    Stopped,
    /// The session goes on.
    Resume(String),
    /// The session is over; the next connection begins another.
    Identify(String),
    /// A person must look.
    GiveUp(ListenError),
}

impl From<Lost> for End {
    fn from(lost: Lost) -> Self {
        let reason = lost.to_string();
        match lost {
            Lost::Broken { .. } => Self::Resume(reason),
            Lost::Closed { code } => match code {
                4004 => Self::GiveUp(ListenError::Unauthorized {
                    reason:
                        "Discord does not know the token (close code 4004); copy it again from the developer portal"
                            .to_owned(),
                }),
                4010 | 4011 => misconfigured(
                    "the bot is in so many guilds that Discord wants it sharded, which Hamyar does not do",
                    code,
                ),
                4012 => misconfigured("Discord does not speak this version of its API any more", code),
                4013 | 4014 => misconfigured(
                    "Discord does not let the bot read messages: in the developer portal, under Bot, switch on “Message \
                     Content Intent”",
                    code,
                ),
                // Not authenticated, a wrong number, a session that is too old.
                4003 | 4007 | 4009 => Self::Identify(reason),
                _ => Self::Resume(reason),
            },
        }
    }
}

fn misconfigured(what: &str, code: u16) -> End {
    End::GiveUp(ListenError::Misconfigured { reason: format!("{what} (close code {code})") })
}
