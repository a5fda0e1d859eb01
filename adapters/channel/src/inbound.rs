//! What happens on a channel, in words common to all of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Address, Where};

/// One event on a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    /// Its identity on the channel, computed purely from the platform's ids, so that the same event delivered twice has
    /// the same key: message `m:chat:id`, edit `e:chat:id:date:hash`, deletion `d:chat:id`, button `c:callback-id`,
    /// reaction `r:chat:id:user:emoji:±:date`, interaction `i:id`, our standing in a place `s:chat:user:status:date`,
    /// a look at what is there `p:chat:…`, which is never kept, a post with marks of being solved `t:…`, anything else `u:` and the platform's own id of the event.
    pub key: String,
    /// When it happened, by the platform's clock.
    pub at: DateTime<Utc>,
    /// Where it happened.
    pub place: Where,
    /// Who did it.
    pub author: Author,
    /// What happened.
    pub event: Event,
}

/// The person (or program) behind an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The platform's id of the account; empty where the platform does not say who it was, as of a deletion on Discord.
    pub id: String,
    /// What people call them.
    pub name: Option<String>,
    /// The platform's handle, without `@`.
    pub username: Option<String>,
    /// The language of their app, as the platform tells it (`fa`, `en-GB`).
    pub language: Option<String>,
    /// Where they are, by the name of their time zone (`Asia/Tehran`), where the program by which they write tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// A program. Its words are never answered.
    pub bot: bool,
    /// Known to be an administrator of the place. Where the platform does not say so with the event, the adapter asks
    /// it before it brings an event that [`Event::needs_standing`].
    pub admin: bool,
    /// The platform's ids of the roles that they have in the place, where the platform tells of roles with the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Somebody wrote or sent something.
    Message(Message),
    /// A message now says something else.
    Edit(Message),
    /// A message is gone.
    Delete {
        /// The platform's id of the message.
        message: String,
    },
    /// A button under one of our messages was pressed.
    Button {
        /// What the button carries: [`crate::Button::action`].
        action: String,
        /// The platform's id of the message that the button is under.
        message: Option<String>,
    },
    /// A reaction was set on a message or taken off.
    Reaction {
        /// The platform's id of the message.
        message: String,
        /// The reaction, as an emoji or a custom emoji's id.
        emoji: String,
        /// Set (`true`) or taken off.
        added: bool,
        /// Where we may write to its author alone, even if nothing was ever said there: see
        /// [`Channel::writes_first`](crate::Channel::writes_first).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct: Option<Address>,
    },
    /// A command of ours: `/name arguments`.
    Command {
        /// The platform's id of the message, where it is one.
        message: Option<String>,
        /// The name, lower case, without the slash.
        name: String,
        /// What follows it, trimmed.
        arguments: String,
        /// The message that the command was given in reply to, as the platform tells it.
        quoted: Option<Box<Quoted>>,
    },
    /// A post bears marks of being solved. Its author asked in it, and whoever marked it may be somebody else.
    Solved(Box<Solved>),
    /// Somebody's relation to a place changed.
    Membership(Membership),
    /// What is there of what was said in a place: the adapter was not told for a while what became of it.
    Present(Present),
    /// Something this adapter does not know. It is recorded and otherwise skipped.
    Unknown {
        /// The platform's name for it.
        kind: String,
    },
}

/// What is there of what was said in a place. What is known of the same stretch and is not there any more was deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Present {
    /// The stretch that was looked at, every message of it: what was said after the first of these two and before the other,
    /// by the platform's ids, which grow with time. If they are not of one length, nothing follows from this.
    pub after: String,
    /// See above.
    pub before: String,
    /// The platform's ids of the messages that are there. Who may not read them must not say that there are none.
    pub messages: Vec<String>,
    /// Reactions that are set on them, each as it would have been told. One that is known to be set is not heard again.
    pub reactions: Vec<Inbound>,
}

/// What a post says that bears marks of being solved: whether that is so, the host judges by the marks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solved {
    /// The names of what it is tagged with, as people read them.
    pub tags: Vec<String>,
    /// What was asked: its first message.
    pub question: Quoted,
    /// The message that is marked as the answer, where one is.
    pub answer: Option<Quoted>,
    /// Whoever asked has marked that message.
    pub by_asker: bool,
    /// Where people can read that message.
    pub link: Option<String>,
    /// It was looked up, long after perhaps: nobody waits for a word on it.
    pub old: bool,
}

/// How the action of a button begins that only an administrator of the place may press.
pub const FOR_ADMINS: &str = "set-";

impl Event {
    /// What follows depends on whether the author is an administrator of the place: see [`Author::admin`].
    #[must_use]
    pub fn needs_standing(&self) -> bool {
        match self {
            Self::Command { name, .. } => name == "setup",
            Self::Button { action, .. } => action.starts_with(FOR_ADMINS),
            _ => false,
        }
    }
}

/// A message that somebody points at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quoted {
    /// The platform's id of the message.
    pub message: String,
    /// Who wrote it.
    pub author: Author,
    /// Its text.
    pub text: String,
}

/// A message as somebody wrote it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The platform's id of the message, unique within the chat.
    pub id: String,
    /// The text, exactly as written.
    pub text: String,
    /// The text without our mention, where that differs: what is asked.
    pub question: Option<String>,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// The platform's id of the message that this one replies to.
    pub reply_to: Option<String>,
    /// Meant for us: in a direct chat, by mention, or as a reply to one of our messages.
    pub addressed: bool,
}

/// Something sent along with a message, or instead of words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// The platform's id, by which it can be fetched. Never a URL: such URLs may hold secrets.
    pub id: String,
    /// The file's name, as sent.
    pub name: Option<String>,
    /// The media type, as told by the platform.
    pub media_type: Option<String>,
    /// The size in bytes.
    pub size: Option<u64>,
    /// The platform's id of what it was sent as one of, where files that were sent together come as a message each: an
    /// album on Telegram. What has the same id is answered once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// What an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A picture.
    Photo,
    /// A spoken message.
    Voice,
    /// A moving picture.
    Video,
    /// Music or another sound.
    Audio,
    /// A sticker; its emoji, if any, is the message's text.
    Sticker,
    /// A place on the map; the id is `latitude,longitude`.
    Location,
    /// A person's card.
    Contact,
    /// Any other file.
    File,
}

/// A change in somebody's relation to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// We were added to the place.
    Added,
    /// We were removed, or the person blocked us: nothing can be sent there any more.
    Removed,
    /// The person lets us write again.
    Returned,
    /// The chat has a new id on the platform; everything said in the old one belongs to it.
    Migrated {
        /// The new id of the chat.
        to: String,
    },
}
