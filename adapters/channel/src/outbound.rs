//! What we say on a channel.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use serde::{Deserialize, Serialize};

use crate::{Address, FetchError, RichText};

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

/// A file to be sent. Its bytes are read where they are only while they are sent, and as often as they are.
#[derive(Clone)]
pub struct OutboundFile {
    /// Its name, safe to save under: see [`crate::safe_name`].
    pub name: String,
    /// Its media type, as the host found it.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
    open: Arc<dyn Fn() -> BoxStream<'static, Result<Bytes, FetchError>> + Send + Sync>,
}

impl OutboundFile {
    /// A file whose bytes, as many as `size` says, are read by `open`.
    pub fn new(
        name: impl Into<String>,
        media_type: impl Into<String>,
        size: u64,
        open: impl Fn() -> BoxStream<'static, Result<Bytes, FetchError>> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), media_type: media_type.into(), size, open: Arc::new(open) }
    }

    /// A small file, whose bytes are at hand.
    pub fn of_bytes(name: impl Into<String>, media_type: impl Into<String>, bytes: Bytes) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self::new(name, media_type, size, move || stream::iter([Ok(bytes.clone())]).boxed())
    }

    /// Its bytes, from the first one. If they end with an error, the message must not arrive: a request that was to carry
    /// them is broken off, and whoever lent the file knows by its own error that nothing was sent.
    #[must_use]
    pub fn bytes(&self) -> BoxStream<'static, Result<Bytes, FetchError>> {
        (self.open)()
    }
}

/// By what is said of them: the bytes are not read.
impl PartialEq for OutboundFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.media_type, self.size) == (&other.name, &other.media_type, other.size)
    }
}

impl Eq for OutboundFile {}

impl fmt::Debug for OutboundFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.name, self.media_type, self.size)
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
