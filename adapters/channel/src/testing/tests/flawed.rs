//! A channel that breaks the contract.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use futures::{StreamExt, TryStreamExt};
use tokio_util::sync::CancellationToken;

use crate::testing::FakeChannel;
use crate::{
    Accepted, Address, Attachment, Capabilities, Channel, ChannelId, Cursor, Event, FetchError, FileStream, Inbound,
    Inbox, InboxError, ListenError, NewThread, Outbound, Receipt, SendError, Transcript,
};

/// A way to break the contract.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Flaw {
    Nothing,
    Forgets,
    Trims,
    SwapsKeys,
    IgnoresStop,
    SendsTwice,
    ForgetsEdits,
    KeepsReactions,
    CutsFiles,
}

pub(super) struct Flawed {
    pub(super) channel: FakeChannel,
    pub(super) flaw: Flaw,
}

#[async_trait]
impl Channel for Flawed {
    fn id(&self) -> &ChannelId {
        self.channel.id()
    }

    fn capabilities(&self) -> Capabilities {
        self.channel.capabilities()
    }

    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError> {
        let stop = if self.flaw == Flaw::IgnoresStop { CancellationToken::new() } else { stop };
        self.channel.listen(Arc::new(FlawedInbox { inbox, flaw: self.flaw, count: AtomicUsize::new(0) }), stop).await
    }

    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError> {
        if self.flaw == Flaw::SendsTwice {
            self.channel.send(message).await?;
        }
        self.channel.send(message).await
    }

    async fn edit(&self, message: &str, new: &Outbound) -> Result<Receipt, SendError> {
        if self.flaw == Flaw::ForgetsEdits {
            return Ok(Receipt { message: message.into(), chat: None });
        }
        self.channel.edit(message, new).await
    }

    async fn delete(&self, place: &Address, message: &str) -> Result<(), SendError> {
        self.channel.delete(place, message).await
    }

    async fn react(&self, place: &Address, message: &str, emoji: Option<&str>) -> Result<(), SendError> {
        if self.flaw == Flaw::KeepsReactions && emoji.is_none() {
            return Ok(());
        }
        self.channel.react(place, message, emoji).await
    }

    async fn fetch(&self, file: &Attachment) -> Result<FileStream, FetchError> {
        let mut stream = self.channel.fetch(file).await?;
        if self.flaw == Flaw::CutsFiles {
            stream.bytes = stream.bytes.map_ok(|chunk| chunk.slice(..chunk.len() / 2)).boxed();
        }
        Ok(stream)
    }

    async fn typing(&self, place: &Address) -> Result<(), SendError> {
        self.channel.typing(place).await
    }

    async fn open_thread(&self, place: &Address, thread: NewThread<'_>) -> Result<Address, SendError> {
        self.channel.open_thread(place, thread).await
    }
}

struct FlawedInbox {
    inbox: Arc<dyn Inbox>,
    flaw: Flaw,
    count: AtomicUsize,
}

#[async_trait]
impl Inbox for FlawedInbox {
    async fn accept_to(
        &self,
        channel: &ChannelId,
        mut batch: Vec<Inbound>,
        cursors: Vec<Cursor>,
    ) -> Result<Accepted, InboxError> {
        for inbound in &mut batch {
            if let (Flaw::Trims, Event::Message(message)) = (self.flaw, &mut inbound.event) {
                message.text = message.text.trim().to_owned();
            }
            if self.flaw == Flaw::SwapsKeys {
                inbound.key = self.count.fetch_add(1, Ordering::Relaxed).to_string();
            }
        }
        let accepted = self.inbox.accept_to(channel, batch, cursors).await;
        if self.flaw == Flaw::Forgets { Ok(accepted.unwrap_or_default()) } else { accepted }
    }

    async fn cursors(&self, channel: &ChannelId) -> Result<Vec<Cursor>, InboxError> {
        self.inbox.cursors(channel).await
    }

    async fn transcript(
        &self,
        channel: &ChannelId,
        place: &Address,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Transcript, InboxError> {
        self.inbox.transcript(channel, place, after, limit).await
    }
}
