//! What somebody of the team is told of beside what they look at.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::place::words;
use super::{AgentId, Entry, EntryKind};

words! {
    /// Why somebody of the team is to look at a conversation.
    NotificationKind: "kind of notification" {
        /// A colleague named them in a note.
        Mention = "mention",
        /// It was given to them.
        Assigned = "assigned",
    }
}

/// Whom a note names, as it was written: never read from its words.
#[must_use]
pub fn mentioned(entry: &Entry) -> Vec<AgentId> {
    if entry.kind == EntryKind::Note { named(&entry.data) } else { Vec::new() }
}

/// Whom the data of a note name.
#[must_use]
pub(crate) fn named(data: &serde_json::Value) -> Vec<AgentId> {
    serde_json::from_value(data["mentions"].clone()).unwrap_or_default()
}
