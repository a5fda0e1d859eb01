//! Files both ways: those that came with messages are fetched through the channel they came by, within limits of size and
//! time; those that the team sends, or customers of the web chat attach, are kept in the database. What a file is, its own bytes say, and nobody else.

mod bring;
mod keep;
mod lend;
mod limited;
mod picture;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use futures::{StreamExt, stream};
use hamyar_channel::{Address, Attachment, Channel, ChannelId, FetchError, FileStream, OpenFile};

pub use self::bring::BringError;
pub use self::keep::{KeepError, Owner};
pub use self::lend::Lent;

use self::limited::limited;
use self::picture::{SHOWS_ITSELF, picture};
use crate::clock::Edge;
use crate::kinds::KINDS;
use crate::model::{ConversationId, Entry, EntryId, EntryKind, FileId};
use crate::store::{Store, StoreError};

/// Settings of files.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The largest file that is passed on, in bytes.
    pub max_bytes: u64,
    /// How long a file may take to come.
    pub within: Duration,
    /// How many files the team sends at once.
    pub most: usize,
    /// How the names of files end that may be sent: of the endings of [`KINDS`].
    pub allowed: Vec<String>,
}

/// What may be sent on a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// How many at once.
    pub most: usize,
    /// How their names end.
    pub endings: Vec<&'static str>,
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

/// Where a file is.
enum Found {
    /// We keep it ourselves.
    Own(Attachment),
    /// Its platform has it.
    Theirs(Arc<dyn Channel>, Attachment),
}

/// Opens files, and keeps those of the team.
pub struct Files {
    store: Store,
    channels: HashMap<ChannelId, Arc<dyn Channel>>,
    edge: Edge,
    rules: Rules,
}

impl Files {
    /// Files that come and go by these channels.
    #[must_use]
    pub fn new(store: Store, channels: &[Arc<dyn Channel>], edge: Edge, rules: Rules) -> Self {
        let channels = channels.iter().map(|channel| (channel.id().clone(), Arc::clone(channel))).collect();
        Self { store, channels, edge, rules }
    }

    /// What may be sent on this channel; `None` if it takes no files.
    #[must_use]
    pub fn limits(&self, channel: &ChannelId) -> Option<Limits> {
        let takes = self.channels.get(channel)?.capabilities().files?;
        let allowed = |kind: &&crate::kinds::Kind| self.rules.allowed.iter().any(|ending| ending == kind.ending);
        Some(Limits {
            max_bytes: self.rules.max_bytes.min(takes.max_bytes),
            most: self.rules.most,
            endings: KINDS.iter().filter(allowed).map(|kind| kind.ending).collect(),
        })
    }

    /// The most bytes that a person of the team may bring at once.
    #[must_use]
    pub fn most_bytes(&self) -> u64 {
        let most = u64::try_from(self.rules.most).unwrap_or(u64::MAX);
        self.rules.max_bytes.saturating_mul(most)
    }

    /// Opens the file of this number, from 0, that came with an entry. A file that turns out to be too large or too slow
    /// while it is read ends with an error.
    ///
    /// # Errors
    ///
    /// When there is none, when it is known to be too large, or when the platform does not hand it over.
    pub async fn open(&self, conversation: ConversationId, seq: i64, number: usize) -> Result<OpenFile, OpenError> {
        match self.found(conversation, seq, number).await? {
            Found::Own(file) => self.open_own(&file, conversation).await,
            Found::Theirs(channel, file) => {
                self.fetch(&*channel, file, self.rules.within).await.map_err(OpenError::Fetch)
            }
        }
    }

    /// Where the file of this number, from 0, is that came with an entry.
    async fn found(&self, conversation: ConversationId, seq: i64, number: usize) -> Result<Found, OpenError> {
        let entry = self.store.entry(conversation, seq).await?.ok_or(OpenError::Missing)?;
        let file = attachments(&entry).into_iter().nth(number).ok_or(OpenError::Missing)?;
        if entry.kind == EntryKind::AgentReply {
            return Ok(Found::Own(file));
        }
        if let Some(message) = entry.data["message"].as_str()
            && self.store.is_taken_back(conversation, message).await?
        {
            return Err(OpenError::Missing);
        }
        if FileId::of(&file).is_some() {
            return Ok(Found::Own(file));
        }
        let asker = self.store.asker(conversation).await?.ok_or(OpenError::Missing)?;
        let off = || FetchError::Unavailable { reason: "the channel is off".to_owned() };
        Ok(Found::Theirs(Arc::clone(self.channels.get(&asker.channel).ok_or_else(off)?), file))
    }

    /// Opens a file of our own that was sent in this place, by the team or from here, for whoever is in it: others find
    /// nothing.
    ///
    /// # Errors
    ///
    /// When there is none in this place.
    pub async fn open_said(
        &self,
        channel: &ChannelId,
        place: &Address,
        entry: EntryId,
        number: usize,
    ) -> Result<OpenFile, OpenError> {
        let entry = self.store.said_in(channel, place, entry).await?.ok_or(OpenError::Missing)?;
        let mut own = attachments(&entry).into_iter().filter(|file| FileId::of(file).is_some());
        let file = own.nth(number).ok_or(OpenError::Missing)?;
        self.open_own(&file, entry.conversation).await
    }

    async fn open_own(&self, file: &Attachment, conversation: ConversationId) -> Result<OpenFile, OpenError> {
        let id = FileId::of(file).ok_or(OpenError::Missing)?;
        let own = self.store.own_file(id, conversation).await?.ok_or(OpenError::Missing)?;
        let mut stream = FileStream { size: Some(own.size), bytes: chunks(self.store.clone(), id, own.size) };
        let head = head(&mut stream).await?;
        Ok(OpenFile { name: Some(own.name), picture: picture(&head), stream })
    }

    async fn fetch(&self, channel: &dyn Channel, file: Attachment, within: Duration) -> Result<OpenFile, FetchError> {
        let until = self.edge.now() + within;
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
    if !matches!(entry.kind, EntryKind::Message | EntryKind::Edit | EntryKind::AgentReply) {
        return Vec::new();
    }
    serde_json::from_value(entry.data["attachments"].clone()).unwrap_or_default()
}

/// The chunks of a file of our own, each read when it is wanted. They end with an error where they are fewer than it has.
fn chunks(store: Store, id: FileId, size: u64) -> stream::BoxStream<'static, Result<bytes::Bytes, FetchError>> {
    let next = move |(number, left): (i32, u64)| {
        let store = store.clone();
        async move {
            let read = store.chunk(id, number).await.map_err(|error| {
                tracing::error!(file = %id, %error, "a file could not be read");
                FetchError::Unavailable { reason: "the database does not answer".to_owned() }
            })?;
            match read {
                Some(chunk) => {
                    let left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                    Ok(Some((chunk, (number + 1, left))))
                }
                None if left > 0 => Err(FetchError::Gone { reason: "a part of the file is missing".to_owned() }),
                None => Ok(None),
            }
        }
    };
    stream::try_unfold((0, size), next).boxed()
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
    let rest = std::mem::replace(&mut stream.bytes, stream::empty().boxed());
    stream.bytes = stream::iter(chunks).chain(rest).boxed();
    Ok(head)
}
