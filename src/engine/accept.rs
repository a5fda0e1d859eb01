//! The inbox: what happened is durable before anybody is told so.

use std::sync::Arc;

use async_trait::async_trait;
use hamyar_channel::{Accepted, Address, ChannelId, Cursor, Inbound, Inbox, InboxError, OpenFile, Transcript};

use super::Engine;
use crate::files::OpenError;
use crate::model::EntryId;

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
        let outcome = self.store.accept(channel.clone(), batch, cursors, Arc::clone(&self.accept_rules)).await;
        let batch = outcome.map_err(|error| {
            tracing::error!(%channel, %error, "events could not be recorded");
            InboxError::Unavailable(Box::new(error))
        })?;
        self.metrics.accepted(channel, batch.accepted);
        if !batch.touched.is_empty() {
            self.work.notify_one();
        }
        for conversation in batch.floods {
            self.slow_down(conversation).await;
        }
        Ok(batch.accepted)
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
        let seen = self.store.transcript(channel, place, after, limit).await;
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
        match self.files.open_sent(channel, place, entry, number).await {
            Ok(file) => Ok(Some(file)),
            Err(OpenError::Missing) => Ok(None),
            Err(error) => Err(InboxError::Unavailable(Box::new(error))),
        }
    }
}
