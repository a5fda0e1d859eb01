//! The fake platform through the contract.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt;
use tokio_util::sync::CancellationToken;

use super::platform::{Mistake, Platform};
use super::{Action, FakeChannel, SaidFile};
use crate::testing::script::Step;
use crate::testing::watched::Watched;
use crate::{
    Address, Attachment, Capabilities, Channel, ChannelId, FetchError, FileStream, Inbox, ListenError, NewThread,
    Outbound, OutboundFile, Receipt, SendError,
};

/// The pause after a refused batch: short, because a test waits for it.
const PAUSE: Duration = Duration::from_millis(2);

#[async_trait]
impl Channel for FakeChannel {
    fn id(&self) -> &ChannelId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        if let Some(stall) = self.platform.change(|platform| platform.stall.take()) {
            stall.stand_still();
        }
        self.capabilities.clone()
    }

    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError> {
        let _listening = Listening::begin(&self.platform);
        stop.run_until_cancelled(async {
            loop {
                let batch = self.platform.until(Platform::next_batch).await;
                let batch = batch.unwrap_or_else(|Mistake| panic!("as the test demands"));
                match inbox.accept(&self.id, batch).await {
                    Ok(accepted) => self.platform.change(|platform| platform.acknowledge(accepted)),
                    Err(_) => tokio::time::sleep(PAUSE).await,
                }
            }
        })
        .await
        .unwrap_or(Ok(()))
    }

    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError> {
        let apply = async {
            let step = self.next_step();
            before(step.as_ref()).await?;
            self.check(message)?;
            let file = match &message.file {
                Some(file) => Some(whole(file).await?),
                None => None,
            };
            let receipt = self.platform.change(|platform| platform.send(message, file, &self.capabilities));
            after(step.as_ref()).await?;
            Ok(receipt)
        };
        let result = apply.await;
        self.platform.change(|platform| platform.ended(Action::Send, &message.key, &result));
        result
    }

    async fn edit(&self, message: &str, new: &Outbound) -> Result<Receipt, SendError> {
        let apply = async {
            supported(self.capabilities.edit)?;
            let step = self.next_step();
            before(step.as_ref()).await?;
            self.check(new)?;
            let receipt = self.platform.change(|platform| platform.edit(message, new))?;
            after(step.as_ref()).await?;
            Ok(receipt)
        };
        let result = apply.await;
        self.platform.change(|platform| platform.ended(Action::Edit, message, &result));
        result
    }

    async fn delete(&self, place: &Address, message: &str) -> Result<(), SendError> {
        let apply = async {
            supported(self.capabilities.delete)?;
            let step = self.next_step();
            before(step.as_ref()).await?;
            self.platform.change(|platform| platform.delete(place, message));
            after(step.as_ref()).await
        };
        let result = apply.await;
        self.platform.change(|platform| platform.ended(Action::Delete, message, &result));
        result
    }

    async fn react(&self, place: &Address, message: &str, emoji: Option<&str>) -> Result<(), SendError> {
        let apply = async {
            supported(self.capabilities.react)?;
            let step = self.next_step();
            before(step.as_ref()).await?;
            self.platform.change(|platform| platform.react(place, message, emoji))?;
            after(step.as_ref()).await
        };
        let result = apply.await;
        self.platform.change(|platform| platform.ended(Action::React, message, &result));
        result
    }

    async fn fetch(&self, file: &Attachment) -> Result<FileStream, FetchError> {
        if !self.capabilities.fetch {
            return Err(FetchError::Unsupported);
        }
        self.platform.change(|platform| platform.fetch(file))
    }

    fn direct_link(&self, carries: &str) -> Option<String> {
        Some(format!("fake://direct/{carries}"))
    }

    async fn typing(&self, place: &Address) -> Result<(), SendError> {
        supported(self.capabilities.typing)?;
        self.platform.change(|platform| platform.typed.push(place.clone()));
        Ok(())
    }

    fn has_threads_under_messages(&self, place: &Address) -> bool {
        self.threads_under_messages && place.thread.is_none()
    }

    async fn open_thread(&self, place: &Address, thread: NewThread<'_>) -> Result<Address, SendError> {
        let NewThread { title, under, .. } = thread;
        let apply = async {
            supported(self.capabilities.threads)?;
            let step = self.next_step();
            before(step.as_ref()).await?;
            let address = self.platform.change(|platform| platform.open_thread(place, title, under));
            after(step.as_ref()).await?;
            Ok(address)
        };
        let result = apply.await;
        self.platform.change(|platform| platform.ended(Action::OpenThread, title, &result));
        result
    }
}

/// Counts a listener for as long as it listens.
struct Listening<'a>(&'a Watched<Platform>);

impl<'a> Listening<'a> {
    fn begin(platform: &'a Watched<Platform>) -> Self {
        platform.change(|platform| {
            platform.listening += 1;
            platform.most_listening = platform.most_listening.max(platform.listening);
        });
        Self(platform)
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        self.0.change(|platform| platform.listening -= 1);
    }
}

impl FakeChannel {
    fn next_step(&self) -> Option<Step> {
        self.platform.change(|platform| platform.script.pop_front())
    }

    /// Refuses what no platform would take, so that a host's mistake is seen in its tests.
    fn check(&self, message: &Outbound) -> Result<(), SendError> {
        let length = self.capabilities.unit.length(&message.text.text);
        let actions = message.buttons.iter().flatten().map(|button| &button.action);
        let takes = self.capabilities.files;
        let too_large = |file: &OutboundFile| takes.is_none_or(|takes| file.size > takes.max_bytes);
        let caption = |_: &OutboundFile| takes.is_some_and(|takes| length > takes.caption);
        let reason = if length == 0 && message.file.is_none() {
            "the message is empty"
        } else if message.file.as_ref().is_some_and(too_large) {
            "the channel does not take the file"
        } else if message.file.as_ref().is_some_and(caption) {
            "the text is too long for a file's"
        } else if length > self.capabilities.max_length {
            "the message is too long"
        } else if actions.into_iter().any(|action| action.is_empty() || action.len() > 64 || !action.is_ascii()) {
            "a button's action is not 1 to 64 bytes of ASCII"
        } else {
            return Ok(());
        };
        Err(SendError::Rejected { reason: reason.into() })
    }
}

async fn before(step: Option<&Step>) -> Result<(), SendError> {
    match step {
        Some(step) => step.before().await,
        None => Ok(()),
    }
}

async fn after(step: Option<&Step>) -> Result<(), SendError> {
    match step {
        Some(step) => step.after().await,
        None => Ok(()),
    }
}

fn supported(can: bool) -> Result<(), SendError> {
    if can { Ok(()) } else { Err(SendError::Unsupported) }
}

/// A file as the platform gets it. One that breaks off is not there, and who sent it does not know.
async fn whole(file: &OutboundFile) -> Result<SaidFile, SendError> {
    let broken = |reason: &str| SendError::Unknown { reason: reason.to_owned() };
    let pieces: Vec<Bytes> = file.bytes().try_collect().await.map_err(|_| broken("the request broke off"))?;
    let bytes = Bytes::from(pieces.concat());
    if u64::try_from(bytes.len()) != Ok(file.size) {
        return Err(broken("the request has another length than it says"));
    }
    Ok(SaidFile { name: file.name.clone(), media_type: file.media_type.clone(), bytes })
}
