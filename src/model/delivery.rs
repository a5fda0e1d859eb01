//! What is to be sent, and what became of it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, Attachment, Button, ChannelId};
use serde::{Deserialize, Serialize};

use super::place::words;
use super::{ConversationId, DeliveryId, EntryId, IdentityId, PlaceId};

words! {
    /// Where a delivery stands.
    DeliveryStatus: "delivery status" {
        /// Waits for its turn.
        Pending = "pending",
        /// A node is sending it.
        Sending = "sending",
        /// The platform has it.
        Sent = "sent",
        /// It may or may not have arrived, and will not be tried again by itself.
        Unknown = "unknown",
        /// It will not arrive.
        Dead = "dead",
        /// It was taken back before it was sent.
        Cancelled = "cancelled",
        /// It waits until somebody decides about it: it was found in a backup.
        Held = "held",
    }
}

impl DeliveryStatus {
    /// It goes no further until somebody decides what is to be done about it.
    #[must_use]
    pub fn needs_somebody(self) -> bool {
        matches!(self, Self::Dead | Self::Unknown | Self::Held)
    }
}

words! {
    /// What is to be done on the platform.
    DeliveryKind: "delivery kind" {
        /// Send a message.
        Send = "send",
        /// Send a message once: of one that has perhaps arrived nothing is said again.
        Announce = "announce",
        /// Change the message that carried an earlier reply.
        Edit = "edit",
        /// Take away the message that carried an earlier entry.
        Remove = "remove",
        /// Set a reaction on the message that it answers: the body is the emoji.
        React = "react",
        /// Open a thread under the message that it answers: the body is its name.
        Open = "open",
    }
}

impl Delivery {
    /// The key in the data of an entry under which it says which entry it follows from.
    pub const CAUSE: &str = "cause";

    /// The key under which it says by what name the customer knows who of the team speaks.
    pub const SPEAKER: &str = "speaker";
}

/// One thing to be done on a platform.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its id: the idempotency key of every attempt.
    pub id: DeliveryId,
    /// The entry that it follows from: the customer's message that was last heard before it was decided, or the entry that
    /// it carries, where nothing was. By this id logs tell of both.
    pub trace: EntryId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The entry it carries.
    pub seq: i64,
    /// The number of the bot's reply it carries, if it is one.
    pub reply: Option<u32>,
    /// The number of the reply whose message it changes.
    pub revises: Option<u32>,
    /// The entry of the team's whose message it changes.
    pub changes: Option<i64>,
    /// Where to.
    pub place: PlaceId,
    /// The channel of the place.
    pub channel: ChannelId,
    /// The address of the place.
    pub address: Address,
    /// The place is a private chat.
    pub direct: bool,
    /// Whom it is for, so that a blocked bot is noted.
    pub identity: IdentityId,
    /// What to do.
    pub kind: DeliveryKind,
    /// Markdown.
    pub body: String,
    /// By what name the customer knows who of the team speaks, where they are told.
    pub speaker: Option<String>,
    /// The file that goes with it.
    pub file: Option<Attachment>,
    /// Rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// The platform's id of the message it answers.
    pub reply_to: Option<String>,
    /// The language of the body.
    pub language: String,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// An earlier attempt may have arrived. Never cleared.
    pub ambiguous: bool,
    /// Formatting was refused: send plain text.
    pub plain: bool,
    /// How many attempts were made.
    pub attempts: i32,
    /// Parts of a long text that have arrived.
    pub parts_sent: i32,
    /// The number of its claim: what becomes of the attempt is recorded under it.
    pub claim: i32,
    /// When it was decided.
    pub created_at: DateTime<Utc>,
    /// From when on its age counts: when it was decided, or somebody last had it sent again.
    pub begun_at: DateTime<Utc>,
}
