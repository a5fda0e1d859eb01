//! What somebody of the team is doing in a conversation just now. It is on no timeline and is forgotten within a minute.

use serde::{Deserialize, Serialize};

use super::{AgentId, ConversationId};

/// Somebody of the team is at a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// Which.
    pub conversation: ConversationId,
    /// Who.
    pub agent: AgentId,
    /// What they do there.
    pub doing: Doing,
}

/// What somebody does at a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// They have it open.
    Looks,
    /// They write a note.
    Notes,
    /// They write to the customer.
    Replies,
    /// They look at something else.
    Leaves,
}

impl Doing {
    /// They write something.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::Notes | Self::Replies)
    }
}
