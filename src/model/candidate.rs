//! Peers who helped, and their answers that may become knowledge.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::place::words;
use super::{ConversationId, IdentityId};

words! {
    /// Whether a peer lets us keep their answer.
    Consent: "consent" {
        /// They were asked.
        Asked = "asked",
        /// They do.
        Given = "given",
        /// They do not.
        Refused = "refused",
    }
}

/// Somebody who took part in a conversation that is not theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// Who they are.
    pub identity: IdentityId,
    /// What the platform calls them.
    pub name: Option<String>,
    /// The entry of the last thing they said.
    pub seq: i64,
    /// The platform's id of that message.
    pub message: String,
}

/// An accepted answer of a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Its id.
    pub id: Uuid,
    /// The conversation.
    pub conversation: ConversationId,
    /// The number of the conversation.
    pub number: i64,
    /// The language of the conversation.
    pub language: String,
    /// Who wrote the answer.
    pub author: IdentityId,
    /// What the platform calls them.
    pub author_name: Option<String>,
    /// What was asked, where one message says it.
    pub question: Option<String>,
    /// What they answered.
    pub answer: String,
    /// Whether they let us keep it.
    pub consent: Consent,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
}
