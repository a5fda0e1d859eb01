//! The host's side of the contract.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::broadcast;

use crate::{Address, Attachment, ChannelId, FileLimits, FileRefused, Inbound, InboxError, Incoming, OpenFile};

/// Where an adapter brings what happened.
///
/// Guarantees: when [`Inbox::accept`] returns `Ok`, every event of the batch is durable (or was before: keys are
/// unique), and only then may the adapter acknowledge it to the platform. Events of one place are handled in the order
/// they were accepted. On `Err` nothing may be acknowledged; the adapter brings the whole batch again. Dropping the
/// future leaves the batch accepted or not; bringing it again is always safe.
#[async_trait]
pub trait Inbox: Send + Sync + 'static {
    /// Records a batch of events of one channel, in order.
    async fn accept(&self, channel: &ChannelId, batch: Vec<Inbound>) -> Result<Accepted, InboxError> {
        self.accept_to(channel, batch, Vec::new()).await
    }

    /// Records a batch and, in the same breath, how far the channel has now read: afterwards both are durable, or
    /// neither. For platforms that keep no place for us and do not bring again what we missed.
    async fn accept_to(
        &self,
        channel: &ChannelId,
        batch: Vec<Inbound>,
        cursors: Vec<Cursor>,
    ) -> Result<Accepted, InboxError>;

    /// How far the channel had read when it last said so, each scope once.
    async fn cursors(&self, channel: &ChannelId) -> Result<Vec<Cursor>, InboxError>;

    /// What a person in this place can see of the conversation, oldest first, after the item named `after`; at most
    /// `limit` of the newest. For channels whose platform keeps no history: the web chat.
    async fn transcript(
        &self,
        channel: &ChannelId,
        place: &Address,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Transcript, InboxError>;

    /// Opens a file of this place that the host keeps: that of this number, from 0, of the transcript's item of this id. `None` if
    /// there is none here, whatever there is in other places. A host without files has none.
    async fn open_file(
        &self,
        channel: &ChannelId,
        place: &Address,
        item: &str,
        number: usize,
    ) -> Result<Option<OpenFile>, InboxError> {
        let _ = (channel, place, item, number);
        Ok(None)
    }

    /// What the host keeps of files that people bring on this channel; `None` if it keeps none.
    fn file_limits(&self, channel: &ChannelId) -> Option<FileLimits> {
        let _ = channel;
        None
    }

    /// Keeps a file that somebody brings in this place, as it comes. Whoever brings it names what is returned among the
    /// attachments of a message of the same place; what no message names within a day is removed. For channels whose
    /// platform keeps no files: the web chat.
    async fn keep_file(
        &self,
        channel: &ChannelId,
        place: &Address,
        name: &str,
        bytes: Incoming<'_>,
    ) -> Result<Attachment, FileRefused> {
        let _ = (channel, place, name, bytes);
        Err(FileRefused::Unsupported)
    }

    /// Those of these attachments, by their ids, that were brought in this place and are still there, in this order.
    /// Those that a message named already are among them, so that the message can be brought again.
    async fn kept_files(
        &self,
        channel: &ChannelId,
        place: &Address,
        ids: &[String],
    ) -> Result<Vec<Attachment>, InboxError> {
        let _ = (channel, place, ids);
        Ok(Vec::new())
    }

    /// The person in this place writes just now. Nothing is kept of it: whoever answers them sees it for some seconds. To be
    /// said every few seconds while it goes on; a host that shows it to nobody does nothing.
    async fn typing(&self, channel: &ChannelId, place: &Address) {
        let _ = (channel, place);
    }
}

/// How far a channel has read in one part of its platform. What scopes there are, and what a position means, only the
/// adapter knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The part: a chat, a session, the whole.
    pub scope: String,
    /// Everything up to here is in the inbox.
    pub position: String,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Events now on the timeline.
    pub recorded: usize,
    /// Events that were there already.
    pub repeated: usize,
    /// Events that are not kept: talk that is not addressed to us, programs, ignored places.
    pub ignored: usize,
    /// Presses that count for nothing: in a shared place somebody pressed a button that is for whoever asked. Where the
    /// platform lets us tell them something alone, they are told so when the press is acknowledged.
    pub not_theirs: Vec<NotTheirs>,
}

/// A press of a button that is for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTheirs {
    /// The [`Inbound::key`] of the press.
    pub key: String,
    /// The language to tell them so in: the place's, or that of their app.
    pub language: String,
}

/// What a person in a place can see, and how to hear of more.
#[derive(Debug)]
pub struct Transcript {
    /// Oldest first.
    pub items: Vec<TranscriptItem>,
    /// Whether a person of the team holds the conversation, is waited for, or neither.
    pub voice: Voice,
    /// Says `()` whenever the transcript of this place may have changed. A lagged receiver just reads again.
    pub changes: broadcast::Receiver<()>,
}

/// Who speaks for us at the moment.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Voice {
    /// The bot answers.
    Bot,
    /// The customer waits for a person.
    Waiting,
    /// This person answers.
    Agent {
        /// The name customers see; empty if they see none.
        name: String,
    },
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq)]
pub struct TranscriptItem {
    /// Its identity, stable, ordered as the items are.
    pub id: String,
    /// Who said it.
    pub author: TranscriptAuthor,
    /// When.
    pub at: DateTime<Utc>,
    /// Markdown for us and agents; for the customer's own words the text exactly as written.
    pub body: String,
    /// Files that came with it, for [`Inbox::open_file`] by their place here.
    pub files: Vec<TranscriptFile>,
    /// Not empty where the customer can choose.
    pub buttons: Vec<Vec<TranscriptButton>>,
    /// The message was edited since; `body` is the present text.
    pub edited: bool,
    /// The sender's own key of this message: [`Inbound::key`], for messages that came in.
    pub key: Option<String>,
}

/// A file in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// It can be shown as a picture.
    pub is_picture: bool,
}

/// Who said something in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TranscriptAuthor {
    /// The person in front of the screen.
    Customer,
    /// The bot.
    Bot,
    /// A person of the team, by the name customers see; empty if they see none.
    Agent(String),
}

/// A button in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptButton {
    /// What is written on it.
    pub label: String,
    /// What a press carries.
    pub action: String,
    /// It was pressed already.
    pub pressed: bool,
}
