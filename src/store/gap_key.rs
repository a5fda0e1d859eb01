//! What names a question that came to nothing: by its entry, also as text.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::model::ConversationId;

/// The entry at which a question came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct GapKey {
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
}

impl fmt::Display for GapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.conversation, self.seq)
    }
}

/// A text names no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an entry is named by its conversation and its number there, with `:` between them")]
pub struct InvalidGapKey;

impl FromStr for GapKey {
    type Err = InvalidGapKey;

    fn from_str(text: &str) -> Result<Self, InvalidGapKey> {
        let (conversation, seq) = text.split_once(':').ok_or(InvalidGapKey)?;
        let conversation = conversation.parse().map_err(|_| InvalidGapKey)?;
        Ok(Self { conversation, seq: seq.parse().map_err(|_| InvalidGapKey)? })
    }
}
