//! Files that came with messages, opened for people of the team: fetched through the channel they came by, within limits
//! of size and time. What a file is, its own bytes say, and nobody else.

mod limited;
mod picture;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use futures::StreamExt;
use hamyar_channel::{Attachment, Channel, ChannelId, FetchError, FileStream, OpenFile};

use self::limited::limited;
use self::picture::{SHOWS_ITSELF, picture};
use crate::clock::Edge;
use crate::model::{ConversationId, Entry, EntryKind};
use crate::store::{Store, StoreError};

/// Settings of files.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The largest file that is passed on, in bytes.
    pub max_bytes: u64,
    /// How long a file may take to come.
    pub within: Duration,
}

/// Why a file is not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file on the timeline, or no more.
    #[error("no such file")]
    Missing,
    /// The platform does not hand it over.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens files.
pub struct Files {
    store: Store,
    channels: HashMap<ChannelId, Arc<dyn Channel>>,
    edge: Edge,
    rules: Rules,
}

impl Files {
    /// Files that come by these channels.
    #[must_use]
    pub fn new(store: Store, channels: &[Arc<dyn Channel>], edge: Edge, rules: Rules) -> Self {
        let channels = channels.iter().map(|channel| (channel.id().clone(), Arc::clone(channel))).collect();
        Self { store, channels, edge, rules }
    }

    /// Opens the file of this number, from 0, that came with an entry. A file that turns out to be too large or too slow
    /// while it is read ends with an error.
    ///
    /// # Errors
    ///
    /// When there is none, when it is known to be too large, or when the platform does not hand it over.
    pub async fn open(&self, conversation: ConversationId, seq: i64, number: usize) -> Result<OpenFile, OpenError> {
        let entry = self.store.entry(conversation, seq).await?.ok_or(OpenError::Missing)?;
        let file = attachments(&entry).into_iter().nth(number).ok_or(OpenError::Missing)?;
        if let Some(message) = entry.data["message"].as_str()
            && self.store.is_taken_back(conversation, message).await?
        {
            return Err(OpenError::Missing);
        }
        let asker = self.store.asker(conversation).await?.ok_or(OpenError::Missing)?;
        let off = || FetchError::Unavailable { reason: "the channel is off".to_owned() };
        let channel = self.channels.get(&asker.channel).ok_or_else(off)?;
        self.fetch(&**channel, file).await.map_err(OpenError::Fetch)
    }

    async fn fetch(&self, channel: &dyn Channel, file: Attachment) -> Result<OpenFile, FetchError> {
        let until = self.edge.now() + self.rules.within;
        self.admit(file.size)?;
        let slow = || FetchError::Unavailable { reason: "no answer in time".to_owned() };
        let stream = tokio::select! {
            stream = channel.fetch(&file) => stream?,
            () = self.edge.clock.sleep_until(until) => return Err(slow()),
        };
        self.admit(stream.size)?;
        let mut stream = limited(stream, self.rules.max_bytes, until, Arc::clone(&self.edge.clock));
        let head = head(&mut stream).await?;
        Ok(OpenFile { name: file.name, picture: picture(&head), stream })
    }

    fn admit(&self, size: Option<u64>) -> Result<(), FetchError> {
        let limit = self.rules.max_bytes;
        if size.is_some_and(|size| size > limit) { Err(FetchError::TooLarge { limit }) } else { Ok(()) }
    }
}

/// What came with an entry.
fn attachments(entry: &Entry) -> Vec<Attachment> {
    if !matches!(entry.kind, EntryKind::Message | EntryKind::Edit) {
        return Vec::new();
    }
    serde_json::from_value(entry.data["attachments"].clone()).unwrap_or_default()
}

/// Reads as much as shows what the file is, and puts it back.
async fn head(stream: &mut FileStream) -> Result<Vec<u8>, FetchError> {
    let (mut chunks, mut head) = (Vec::new(), Vec::new());
    while head.len() < SHOWS_ITSELF
        && let Some(chunk) = stream.bytes.next().await
    {
        let chunk = chunk?;
        head.extend_from_slice(&chunk);
        chunks.push(Ok(chunk));
    }
    let rest = std::mem::replace(&mut stream.bytes, futures::stream::empty().boxed());
    stream.bytes = futures::stream::iter(chunks).chain(rest).boxed();
    Ok(head)
}
