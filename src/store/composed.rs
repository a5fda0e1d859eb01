//! A decision in words, as it is committed, and what became of it.

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::Button;
use serde_json::Value;

use crate::model::{AgentId, Conversation, Delivery, DeliveryId, Effect, EntryId, EntryKind, Form, Place, Share};

/// A decision whose words are found.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that is so or not")]
pub struct Composed {
    /// The conversation it was decided on. What the decision leaves alone is left as it is.
    pub before: Conversation,
    /// The conversation afterwards.
    pub next: Conversation,
    /// Every entry up to here is decided.
    pub handled: i64,
    /// What the timeline gets.
    pub entries: Vec<ComposedEntry>,
    /// Replies, by number, that are taken back if they were not sent yet.
    pub cancel: Vec<u32>,
    /// The customer has now been told that a bot answers.
    pub introduces: bool,
    /// Something is changed or said, beyond covering entries.
    pub visible: bool,
    /// When to look again.
    pub wake_at: Option<DateTime<Utc>>,
    /// What else changes.
    pub effects: Vec<Effect>,
    /// Staff rooms have something to show of it.
    pub shows: bool,
    /// How much of the talk in the place may be ours, where that is limited.
    pub limit: Option<Share>,
    /// It was decided under a claim of this node's, without which it does not stand: whoever has claimed the conversation
    /// since decides.
    pub fenced: bool,
    /// Its first message is claimed for this node in the same breath, if nothing earlier is still to be sent.
    pub claim: Option<Claim>,
}

/// How the first message of a decision is claimed with its commit.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Where the conversation is held. A message that goes elsewhere is not claimed.
    pub place: Place,
    /// How long the claim lasts.
    pub lease: Duration,
}

/// An entry to be, in words.
#[derive(Clone, Debug)]
pub struct ComposedEntry {
    /// Its id, and that of its delivery.
    pub id: EntryId,
    /// What it says.
    pub kind: EntryKind,
    /// The person of the team who acted.
    pub agent: Option<AgentId>,
    /// The words: Markdown.
    pub body: String,
    /// What the kind needs beside words.
    pub data: Value,
    /// How it goes to the customer.
    pub send: Option<ComposedSend>,
}

/// A message to be.
#[derive(Clone, Debug)]
pub struct ComposedSend {
    /// The number of the bot's reply.
    pub reply: Option<u32>,
    /// The reply whose message it changes.
    pub revises: Option<u32>,
    /// The entry of the team's whose message it changes.
    pub changes: Option<i64>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
    /// The platform's id of the message it answers.
    pub reply_to: Option<String>,
    /// What it is on the platform.
    pub form: Form,
}

impl Composed {
    /// Writes down which entry its messages follow from, so that one can be followed from there to its receipt.
    #[must_use]
    pub fn caused_by(mut self, cause: Option<EntryId>) -> Self {
        let Some(cause) = cause else { return self };
        for entry in self.entries.iter_mut().filter(|entry| entry.send.is_some()) {
            if let Some(data) = entry.data.as_object_mut() {
                data.insert(Delivery::CAUSE.to_owned(), cause.to_string().into());
            }
        }
        self
    }

    /// The ids of what it sends.
    pub fn deliveries(&self) -> impl Iterator<Item = DeliveryId> {
        self.entries.iter().filter(|entry| entry.send.is_some()).map(|entry| DeliveryId(entry.id.0))
    }

    /// How many messages of the bot's it adds to the talk in the place.
    pub(super) fn messages(&self) -> i64 {
        let adds = |entry: &&ComposedEntry| {
            entry.kind == EntryKind::Reply
                && entry
                    .send
                    .as_ref()
                    .is_some_and(|send| !matches!(send.form, Form::Mark | Form::Thread) && send.revises.is_none())
        };
        i64::try_from(self.entries.iter().filter(adds).count()).unwrap_or(i64::MAX)
    }
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Committed {
    /// It stands. There may be something to send.
    Done {
        /// Something is to be sent that nobody has claimed.
        sends: bool,
        /// What was claimed for this node: it must be sent, or let go.
        claimed: Option<Box<Delivery>>,
        /// When the conversation is to be looked at again: at once, if something came meanwhile.
        wake_at: Option<DateTime<Utc>>,
    },
    /// The conversation changed meanwhile: load it and decide again.
    Outdated,
    /// It breaks a rule of the database: load it and decide otherwise.
    Refused,
}

impl Committed {
    /// The word for it in logs and figures.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Outdated => "outdated",
            Self::Refused => "refused",
        }
    }
}
