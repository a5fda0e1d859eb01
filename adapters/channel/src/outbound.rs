//! What we say on a channel.

use std::fmt;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Address, RichText};

/// One message to be sent. It fits [`crate::Capabilities::max_length`]: the courier splits what is longer.
#[derive(Clone, Debug, PartialEq)]
pub struct Outbound {
    /// Where to.
    pub to: Address,
    /// The same for every attempt at the same message: what a platform with idempotent sends is given.
    pub key: String,
    /// The text and its formatting.
    pub text: RichText,
    /// A file that goes with the text, which then fits [`crate::TakesFiles::caption`] and may be empty. Only for channels
    /// whose [`crate::Capabilities::files`] take it.
    pub file: Option<OutboundFile>,
    /// Rows of buttons under the text.
    pub buttons: Vec<Vec<Button>>,
    /// The platform's id of the message this one answers.
    pub reply_to: Option<String>,
    /// When it was first tried, if an earlier attempt may have arrived. A platform whose idempotency does not last looks
    /// for the message before it sends another.
    pub perhaps_sent_since: Option<DateTime<Utc>>,
    /// The language of the text, for platforms that want it (`fa`).
    pub language: String,
}

/// A file to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboundFile {
    /// Its name, safe to save under: see [`crate::safe_name`].
    pub name: String,
    /// Its media type, as the host found it.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

impl fmt::Debug for OutboundFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.name, self.media_type, self.bytes.len())
    }
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What is written on it.
    pub label: String,
    /// What a press carries: at most 64 bytes of ASCII, the smallest limit among the platforms.
    pub action: String,
}

/// The platform's word that it has the message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The platform's id of the message.
    pub message: String,
    /// The chat's id, where the platform told us that it changed while we sent.
    pub chat: Option<String>,
}
