//! Keeping what the team and the customers of the web chat send: checked while it comes, and never whole in memory.

use bytes::{Bytes, BytesMut};
use chrono::Duration;
use futures::{Stream, StreamExt};
use hamyar_channel::{Address, Attachment, ChannelId, safe_name};

use tokio_util::sync::CancellationToken;

use super::{Files, Limits};
use crate::kinds::Kind;
use crate::model::{AgentId, ConversationId, FileId, OwnFile};
use crate::store::{FileOwner, NewFile, StoreError};

/// The bytes of a chunk.
const CHUNK: usize = 256 * 1024;

/// How long a file that was never sent is kept: its draft may lie for a night.
const KEPT: Duration = Duration::days(1);

/// How many messages' worth of bytes may be brought in one place within [`KEPT`], each message as large as it may be; and
/// how many times as many files as one may hold.
const FULL_MESSAGES: u64 = 2;
const MESSAGES: u64 = 10;

/// How often what was never sent is looked for.
const TIDIED_EVERY: Duration = Duration::hours(1);

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is larger than may be sent.
    #[error("the file has more than {limit} bytes")]
    TooLarge {
        /// The most bytes that may.
        limit: u64,
    },
    /// Files whose names end so are not allowed.
    #[error("files of this kind are not allowed")]
    Kind,
    /// It is not what its name says.
    #[error("the file is not what its name says")]
    Disguised,
    /// It did not come whole.
    #[error("the file did not come whole")]
    Broken,
    /// The store could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// For whom a file is kept, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// The conversation in which it is to be sent.
    pub conversation: ConversationId,
    /// Who sends it.
    pub agent: AgentId,
}

impl From<Owner> for FileOwner {
    fn from(Owner { conversation, agent }: Owner) -> Self {
        Self::Agent { conversation, agent }
    }
}

impl Files {
    /// Whether one more file may be brought in this place: what came within a day is bounded.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn has_room(&self, channel: &ChannelId, place: &Address, limits: &Limits) -> Result<bool, StoreError> {
        let (files, bytes) = self.store.brought_since(channel, place, self.edge.now() - KEPT).await?;
        let most = u64::try_from(limits.most).unwrap_or(u64::MAX);
        let full = limits.max_bytes.saturating_mul(most).saturating_mul(FULL_MESSAGES);
        Ok(files < most.saturating_mul(MESSAGES) && bytes < full)
    }

    /// Those of these attachments, by their ids, that were brought in this place and are still there, in this order.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn brought(
        &self,
        channel: &ChannelId,
        place: &Address,
        ids: &[String],
    ) -> Result<Vec<Attachment>, StoreError> {
        let ids: Vec<FileId> = ids.iter().filter_map(|id| FileId::of_attachment(id)).collect();
        let found = self.store.brought_files(&ids, channel, place, self.edge.now() - KEPT).await?;
        let named = |id: &FileId| found.iter().find(|file| file.id == *id).map(OwnFile::attachment);
        Ok(ids.iter().filter_map(named).collect())
    }

    /// Keeps a file as it comes. One that is refused on the way leaves nothing behind.
    ///
    /// # Errors
    ///
    /// When it may not be sent, or does not come whole.
    pub async fn keep<E>(
        &self,
        owner: impl Into<FileOwner>,
        limits: &Limits,
        name: &str,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
    ) -> Result<OwnFile, KeepError> {
        let name = safe_name(name);
        let kind = Kind::named(&name).filter(|kind| limits.endings.contains(&kind.ending)).ok_or(KeepError::Kind)?;
        let mut chunks = Chunks { bytes: bytes.fuse(), left: limits.max_bytes, limit: limits.max_bytes };
        let first = chunks.next().await?.ok_or(KeepError::Empty)?;
        if !kind.fits(&first) {
            return Err(KeepError::Disguised);
        }
        let media_type = kind.media_type.to_owned();
        let new = NewFile { owner: owner.into(), name: name.clone(), media_type: media_type.clone() };
        let id = self.store.begin_file(new).await?;
        match self.fill(id, first, chunks).await {
            Ok(size) => Ok(OwnFile { id, name, media_type, size }),
            Err(error) => {
                self.store.remove_file(id).await?;
                Err(error)
            }
        }
    }

    async fn fill<E, S>(&self, id: FileId, first: Bytes, mut rest: Chunks<S>) -> Result<u64, KeepError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let (mut next, mut number) = (Some(first), 0);
        while let Some(chunk) = next {
            self.store.add_chunk(id, number, chunk).await?;
            number += 1;
            next = rest.next().await?;
        }
        Ok(rest.limit - rest.left)
    }

    /// Removes what was never sent, now and every hour, until `stop` is cancelled.
    pub async fn tidy_up(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.store.remove_stale_files(self.edge.now() - KEPT).await {
                tracing::warn!(%error, "files that were never sent could not be removed");
            }
            stop.run_until_cancelled(self.edge.clock.sleep_until(self.edge.now() + TIDIED_EVERY)).await;
        }
    }
}

/// What comes, in chunks of one size, no more than may.
struct Chunks<S> {
    bytes: S,
    left: u64,
    limit: u64,
}

impl<E, S: Stream<Item = Result<Bytes, E>> + Unpin> Chunks<S> {
    async fn next(&mut self) -> Result<Option<Bytes>, KeepError> {
        let mut chunk = BytesMut::new();
        while chunk.len() < CHUNK
            && let Some(piece) = self.bytes.next().await
        {
            let piece = piece.map_err(|_| KeepError::Broken)?;
            let size = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            self.left = self.left.checked_sub(size).ok_or(KeepError::TooLarge { limit: self.limit })?;
            chunk.extend_from_slice(&piece);
        }
        Ok((!chunk.is_empty()).then(|| chunk.freeze()))
    }
}
