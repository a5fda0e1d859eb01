//! What somebody of the team is doing in a conversation or with an article just now. It is on no timeline and is forgotten within a
//! minute.

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

/// Somebody of the team has an article open where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editing {
    /// Which.
    pub article: String,
    /// Who.
    pub agent: AgentId,
    /// What they do there: they look, edit or leave.
    pub doing: Doing,
}

/// What somebody does at a conversation or with an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// They have it open.
    Looks,
    /// They write a note.
    Notes,
    /// They write to the customer.
    Replies,
    /// They change the article.
    Edits,
    /// They look at something else.
    Leaves,
}

impl Doing {
    /// They write something.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::Notes | Self::Replies | Self::Edits)
    }
}
