//! The inbox: what happened is durable before anybody is told so.

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use hamyar_channel::{
    Accepted, Address, Attachment, ChannelId, Cursor, FileLimits, FileRefused, Inbound, Inbox, InboxError, Incoming,
    OpenFile, Transcript,
};

use super::Engine;
use super::claims::Reserved;
use crate::files::{KeepError, OpenError};
use crate::model::{EntryId, Speaker};
use crate::store::{FileOwner, StoreError};

#[async_trait]
impl Inbox for Engine {
    async fn accept_to(
        &self,
        channel: &ChannelId,
        batch: Vec<Inbound>,
        cursors: Vec<Cursor>,
    ) -> Result<Accepted, InboxError> {
        if batch.is_empty() && cursors.is_empty() {
            return Ok(Accepted::default());
        }
        let of = channel.clone();
        let recorded = self.to_its_end(|engine| async move { engine.record(of, batch, cursors).await }).await;
        recorded.flatten().map_err(unavailable)
    }

    async fn cursors(&self, channel: &ChannelId) -> Result<Vec<Cursor>, InboxError> {
        self.store.cursors(channel).await.map_err(|error| InboxError::Unavailable(Box::new(error)))
    }

    async fn transcript(
        &self,
        channel: &ChannelId,
        place: &Address,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Transcript, InboxError> {
        let changes = self.live.chat(channel, place);
        let told = |speaker: &Speaker| self.told(speaker).unwrap_or_default();
        let seen = self.store.transcript(channel, place, after, limit, told).await;
        let (items, voice) = seen.map_err(|error| InboxError::Unavailable(Box::new(error)))?;
        Ok(Transcript { items, voice, changes })
    }

    async fn open_file(
        &self,
        channel: &ChannelId,
        place: &Address,
        item: &str,
        number: usize,
    ) -> Result<Option<OpenFile>, InboxError> {
        let Ok(entry) = item.parse::<EntryId>() else { return Ok(None) };
        match self.files.open_said(channel, place, entry, number).await {
            Ok(file) => Ok(Some(file)),
            Err(OpenError::Missing) => Ok(None),
            Err(error) => Err(InboxError::Unavailable(Box::new(error))),
        }
    }

    fn file_limits(&self, channel: &ChannelId) -> Option<FileLimits> {
        let limits = self.files.limits(channel)?;
        Some(FileLimits { max_bytes: limits.max_bytes, most: limits.most, endings: limits.endings })
    }

    async fn keep_file(
        &self,
        channel: &ChannelId,
        place: &Address,
        name: &str,
        bytes: Incoming<'_>,
    ) -> Result<Attachment, FileRefused> {
        let limits = self.files.limits(channel).ok_or(FileRefused::Unsupported)?;
        if !self.files.has_room(channel, place, &limits).await.map_err(unavailable)? {
            return Err(FileRefused::Full);
        }
        let owner = FileOwner::Place { channel: channel.clone(), place: place.clone() };
        let kept = self.files.keep(owner, &limits, name, bytes).await;
        kept.map(|file| file.attachment()).map_err(|error| match error {
            KeepError::Empty => FileRefused::Empty,
            KeepError::TooLarge { limit } => FileRefused::TooLarge { limit },
            KeepError::Kind => FileRefused::Kind { allowed: limits.endings },
            KeepError::Disguised => FileRefused::Disguised,
            KeepError::Broken => FileRefused::Broken,
            KeepError::Store(error) => unavailable(error).into(),
        })
    }

    async fn kept_files(
        &self,
        channel: &ChannelId,
        place: &Address,
        ids: &[String],
    ) -> Result<Vec<Attachment>, InboxError> {
        self.files.brought(channel, place, ids).await.map_err(unavailable)
    }

    async fn typing(&self, channel: &ChannelId, place: &Address) {
        if let Err(error) = self.show_writing(channel, place).await {
            tracing::warn!(%channel, %error, "it is not known which customer writes");
        }
    }
}

impl Engine {
    /// Records a batch, and has decided what was claimed with it.
    async fn record(
        &self,
        channel: ChannelId,
        batch: Vec<Inbound>,
        cursors: Vec<Cursor>,
    ) -> Result<Accepted, StoreError> {
        let room = self.claims.reserve(batch.len());
        let most = room.as_ref().map_or(0, Reserved::most);
        let (begun, heard) = (Instant::now(), batch.len());
        let outcome = self.store.accept(channel.clone(), batch, cursors, Arc::clone(&self.accept_rules), most).await;
        let batch = outcome.inspect_err(|error| {
            self.metrics.unrecorded(&channel, heard);
            tracing::error!(%channel, %error, "events could not be recorded");
            self.claims.doubt(error);
        })?;
        self.metrics.accepted(&channel, &batch.accepted, batch.floods.len(), begun.elapsed());
        for (trace, conversation) in &batch.recorded {
            tracing::debug!(%trace, %conversation, %channel, "recorded");
        }
        for conversation in &batch.touched {
            self.live.customer_wrote(*conversation);
        }
        if batch.shows {
            self.deliveries.show();
        }
        let claimed = batch.claimed.len();
        if let Some(room) = room.filter(|_| claimed > 0)
            && let Err(turns) = room.take(batch.claimed)
        {
            for turn in turns {
                self.later(&turn, self.edge.now(), turn.failures).await;
            }
            self.work.notify_one();
        }
        if batch.touched.len() > claimed {
            self.work.notify_one();
        }
        for conversation in batch.floods {
            self.slow_down(conversation).await;
        }
        Ok(batch.accepted)
    }
}

fn unavailable(error: StoreError) -> InboxError {
    InboxError::Unavailable(Box::new(error))
}
