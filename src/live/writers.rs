//! In which conversations the customer writes just now. Kept in memory alone: whoever writes says so again and again.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use crate::model::ConversationId;

/// So long somebody counts as writing after they last did. Pages say so every two and a half seconds.
const WRITES_FOR: Duration = Duration::seconds(6);

/// All of them, and until when.
#[derive(Debug, Default)]
pub(super) struct Writers(HashMap<ConversationId, DateTime<Utc>>);

impl Writers {
    /// The customer writes. Says whether that is news.
    pub(super) fn writes(&mut self, conversation: ConversationId, now: DateTime<Utc>) -> bool {
        self.0.retain(|_, until| *until > now);
        self.0.insert(conversation, now + WRITES_FOR).is_none()
    }

    /// What they wrote is there. Says whether they were seen writing.
    pub(super) fn wrote(&mut self, conversation: ConversationId) -> bool {
        self.0.remove(&conversation).is_some()
    }

    pub(super) fn is_writing(&self, conversation: ConversationId, now: DateTime<Utc>) -> bool {
        self.0.get(&conversation).is_some_and(|until| *until > now)
    }
}
