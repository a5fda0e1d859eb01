//! A platform in memory.

mod channel;
mod files;
mod people;
mod platform;

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use self::platform::Platform;
use super::script::Step;
use super::watched::{Watched, within};
use super::{Hold, START, Stall};
use crate::{
    Accepted, Address, Button, Capabilities, ChannelId, Inbound, Outbound, RichText, SendError, TakesFiles, Unit,
};

/// A channel whose platform lives in memory: people say what the test makes them say, and what is sent can be read.
///
/// Clones are the same channel. Ids count from 1 in each chat, and the platform's clock stands at [`START`] until
/// [`FakeChannel::set_now`].
#[derive(Clone, Debug)]
pub struct FakeChannel {
    id: ChannelId,
    capabilities: Capabilities,
    threads_under_messages: bool,
    platform: Arc<Watched<Platform>>,
}

/// A message of ours that the platform has.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The platform's id of the message.
    pub message: String,
    /// What was sent.
    pub outbound: Outbound,
}

/// A call to send, edit or delete, once it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// What was asked.
    pub action: Action,
    /// [`Outbound::key`] of a send, the message's id otherwise.
    pub key: String,
    /// What the caller was told, if not success.
    pub error: Option<SendError>,
}

/// What a channel was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send a message.
    Send,
    /// Change a message.
    Edit,
    /// Remove a message.
    Delete,
    /// Set a reaction on a message, or take it off.
    React,
    /// Open a thread.
    OpenThread,
}

/// A message that a chat shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its id, unique within the chat.
    pub id: String,
    /// Where it is.
    pub place: Address,
    /// The id of the person who wrote it; `None` is us.
    pub by: Option<String>,
    /// What it says now.
    pub text: RichText,
    /// The file that came with it.
    pub file: Option<SaidFile>,
    /// The buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// The message it answers.
    pub reply_to: Option<String>,
    /// It said something else before.
    pub edited: bool,
    /// Our reaction on it.
    pub mark: Option<String>,
}

/// A file as the platform has it.
#[derive(Clone, PartialEq, Eq)]
pub struct SaidFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes, all of them.
    pub bytes: Bytes,
}

impl std::fmt::Debug for SaidFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.name, self.media_type, self.bytes.len())
    }
}

/// A batch of events on its way to the inbox.
#[derive(Debug)]
pub struct Pushed {
    /// The events.
    pub batch: Vec<Inbound>,
    told: oneshot::Receiver<Accepted>,
}

impl Pushed {
    /// Waits until the inbox accepted it.
    ///
    /// # Panics
    ///
    /// If that takes longer than ten seconds.
    pub async fn accepted(self) -> Accepted {
        match within("a batch to be accepted", self.told).await {
            Ok(accepted) => accepted,
            Err(dropped) => panic!("the channel was dropped before the inbox accepted the batch: {dropped}"),
        }
    }

    /// The platform's id of the message that was written, edited or named, if it is about one.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.batch.first().and_then(platform::message_of)
    }
}

impl FakeChannel {
    /// A channel that can do everything, for messages of up to 4,096 UTF-16 units.
    ///
    /// # Panics
    ///
    /// If `id` is not a channel's name.
    #[must_use]
    pub fn new(id: &str) -> Self {
        let capabilities = Capabilities {
            max_length: 4096,
            unit: Unit::Utf16,
            edit: true,
            delete: true,
            typing: true,
            threads: true,
            react: true,
            replies: true,
            files: Some(TakesFiles { max_bytes: 10_000_000, caption: 1024 }),
            fetch: true,
            idempotent: false,
            shows_speaker: true,
            pace: None,
        };
        let id = id.parse().unwrap_or_else(|error| panic!("{error}"));
        Self { id, capabilities, threads_under_messages: false, platform: Arc::new(Watched::new(Platform::new(START))) }
    }

    /// The same channel with other capabilities.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// The same channel, in whose shared chats a thread can be opened under a message.
    #[must_use]
    pub fn with_threads_under_messages(mut self) -> Self {
        self.threads_under_messages = true;
        self
    }

    /// The threads that were opened: their addresses and names.
    #[must_use]
    pub fn threads(&self) -> Vec<(Address, String)> {
        self.platform.read(|platform| platform.threads.clone())
    }

    /// Sets the platform's clock, which stands still.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.platform.change(|platform| platform.now = now);
    }

    /// The next call that has no other outcome yet fails and surely changes nothing.
    pub fn fail_next(&self, error: SendError) {
        self.then(Step::Fail(error));
    }

    /// The next call that has no other outcome yet is applied, and its caller is told this error.
    pub fn apply_and_fail_next(&self, error: SendError) {
        self.then(Step::ApplyThenFail(error));
    }

    /// The next call that has no other outcome yet panics, as a mistake in an adapter would.
    pub fn panic_next(&self) {
        self.then(Step::Panic);
    }

    /// Whoever listens panics, once, as a mistake in an adapter would.
    pub fn panic_listening(&self) {
        self.platform.change(|platform| platform.listeners_panic = true);
    }

    /// The next call that has no other outcome yet stands still before it is applied.
    #[must_use]
    pub fn hold_next(&self) -> Hold {
        let hold = Hold::default();
        self.then(Step::HoldThenApply(hold.clone()));
        hold
    }

    /// The next call that has no other outcome yet is applied and stands still before its caller is told.
    #[must_use]
    pub fn hold_next_receipt(&self) -> Hold {
        let hold = Hold::default();
        self.then(Step::ApplyThenHold(hold.clone()));
        hold
    }

    /// The next message of ours that no call of this or of [`FakeChannel::next_sent_to`] returned yet.
    ///
    /// # Panics
    ///
    /// If none is sent within ten seconds.
    pub async fn next_sent(&self) -> Sent {
        within("a message to be sent", self.platform.until(|platform| platform.take_sent(|_| true))).await
    }

    /// The same for one place.
    ///
    /// # Panics
    ///
    /// If none is sent there within ten seconds.
    pub async fn next_sent_to(&self, place: &Address) -> Sent {
        let next = self.platform.until(|platform| platform.take_sent(|sent| sent.outbound.to == *place));
        within("a message to be sent to the place", next).await
    }

    /// The next ended call to send, edit or delete that no call of this returned yet, failed ones too.
    ///
    /// # Panics
    ///
    /// If none ends within ten seconds.
    pub async fn next_attempt(&self) -> Attempt {
        within("an attempt to end", self.platform.until(Platform::take_attempt)).await
    }

    /// Every ended call to send, edit or delete, failed ones too.
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt> {
        self.platform.read(|platform| platform.attempts.clone())
    }

    /// The messages of ours that neither [`FakeChannel::next_sent`] nor [`FakeChannel::next_sent_to`] returned yet.
    #[must_use]
    pub fn unread(&self) -> Vec<Sent> {
        self.platform.read(|platform| platform.unread.clone())
    }

    /// Waits until our reaction on a message of a place is this one.
    ///
    /// # Panics
    ///
    /// If that takes longer than ten seconds.
    pub async fn marked(&self, place: &Address, message: &str, emoji: &str) {
        let is_it = |said: &&Said| said.place == *place && said.id == message && said.mark.as_deref() == Some(emoji);
        let find = self.platform.until(|platform| platform.said.iter().find(is_it).map(|_| ()));
        within("a mark to be set", find).await;
    }

    /// Where typing was shown, in order.
    #[must_use]
    pub fn typed(&self) -> Vec<Address> {
        self.platform.read(|platform| platform.typed.clone())
    }

    /// What a place shows at the moment, oldest first.
    #[must_use]
    pub fn transcript(&self, place: &Address) -> Vec<Said> {
        self.platform.read(|platform| platform.said.iter().filter(|said| said.place == *place).cloned().collect())
    }

    /// The same as text, for snapshots: a line or more for each message, and one for each row of buttons.
    #[must_use]
    pub fn read(&self, place: &Address) -> String {
        self.transcript(place).iter().map(Said::to_string).collect::<Vec<_>>().join("\n")
    }

    /// Stops the whole thread that next asks what the channel can do, as a machine stops that is suspended: a courier asks
    /// before it sends.
    #[must_use]
    pub fn stall_next(&self) -> Stall {
        let stall = Stall::default();
        self.platform.change(|platform| platform.stall = Some(stall.clone()));
        stall
    }

    /// Waits until somebody listens.
    ///
    /// # Panics
    ///
    /// If nobody does within ten seconds.
    pub async fn listened_to(&self) {
        within("a listener", self.platform.until(|platform| (platform.listening > 0).then_some(()))).await;
    }

    /// Waits until nobody listens.
    ///
    /// # Panics
    ///
    /// If somebody still does after ten seconds.
    pub async fn deserted(&self) {
        within("the last listener to go", self.platform.until(|platform| (platform.listening == 0).then_some(())))
            .await;
    }

    /// How many listened at the same time, at most.
    #[must_use]
    pub fn most_listeners(&self) -> usize {
        self.platform.read(|platform| platform.most_listening)
    }

    fn then(&self, step: Step) {
        self.platform.change(|platform| platform.script.push_back(step));
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let edited = if self.edited { " (edited)" } else { "" };
        write!(f, "{}{edited}: {}", self.by.as_deref().unwrap_or("us"), self.text.text.replace('\n', "\n    "))?;
        if let Some(file) = &self.file {
            write!(f, "\n    {file:?}")?;
        }
        if let Some(mark) = &self.mark {
            write!(f, "\n    ({mark})")?;
        }
        for row in &self.buttons {
            let labels: Vec<_> = row.iter().map(|button| format!("[{}]", button.label)).collect();
            write!(f, "\n    {}", labels.join(" "))?;
        }
        Ok(())
    }
}
