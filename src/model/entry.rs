//! The timeline: facts in order, never changed.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::place::words;
use super::{AgentId, ConversationId, EntryId, IdentityId};

words! {
    /// What an entry says.
    EntryKind: "kind of entry" {
        /// A person wrote or sent something.
        Message = "message",
        /// A message now says something else; `data.message` names it.
        Edit = "edit",
        /// A message is gone; `data.message` names it.
        Deletion = "deletion",
        /// A button was pressed.
        Press = "press",
        /// A reaction was set or taken off.
        Reaction = "reaction",
        /// A command was given.
        Command = "command",
        /// Somebody came, left, blocked or let us back.
        Membership = "membership",
        /// An event of a kind we do not know.
        Unknown = "unknown",
        /// The bot said something.
        Reply = "reply",
        /// A person of the team said something to the customer.
        AgentReply = "agent_reply",
        /// A person of the team changed what they had said to the customer at the entry `data.changes`.
        AgentEdit = "agent_edit",
        /// A person of the team took back what they had said at the entry `data.changes`.
        AgentDeletion = "agent_deletion",
        /// A person of the team wrote something for the team alone; `data.changes` may say in place of which note.
        Note = "note",
        /// The case went to people; `data.reason` says why.
        Handoff = "handoff",
        /// A person of the team took it.
        Taken = "taken",
        /// It went back to the bot.
        Returned = "returned",
        /// It was resolved.
        Resolved = "resolved",
        /// It was taken up again.
        Reopened = "reopened",
        /// Its asker says that it is solved, while a person holds it; `data` may say by whom.
        Solved = "solved",
        /// A thread is to be opened for it; the body is its name.
        ThreadAsked = "thread_asked",
        /// A thread was opened, in which it goes on; `data.place` is where that is.
        Thread = "thread",
        /// The place was set otherwise; `data` says from what to what.
        Setting = "setting",
        /// Something we sent did not arrive; `data` says what and why.
        Failed = "failed",
        /// Somebody had something sent again that did not arrive; `data.of` is the entry that says it.
        Resent = "resent",
        /// Somebody gave up something that did not arrive; `data.of` is the entry that says it.
        GivenUp = "given_up",
        /// A person of the team gave it to a colleague, `data.to`, or to nobody.
        Assigned = "assigned",
        /// It was put off; `data.until` says to when.
        Snoozed = "snoozed",
        /// What was put off was taken up; `data.by` says why.
        Woken = "woken",
        /// How urgent it is was changed: `data.from`, `data.to`.
        Prioritised = "prioritised",
        /// The time for `data.of` is nearly over; it ends at `data.due`.
        DueSoon = "due_soon",
        /// The time for `data.of` is over.
        Overdue = "overdue",
        /// Nobody has taken it; `data.from` and `data.to` say if it became more urgent.
        Unseen = "unseen",
        /// A person of the team ran a macro, `data.name`; what it did follows.
        Macro = "macro",
        /// A label was set: the body.
        Labelled = "labelled",
        /// A label was taken off: the body.
        Unlabelled = "unlabelled",
        /// The customer rated the help: `data.score`, in place of `data.from`; or commented on it: `data.comment` is the
        /// entry with the words.
        Rated = "rated",
        /// A person of the team did something in a staff room: `data.room` says in which, and the rest of `data` what.
        Room = "room",
        /// What somebody in a staff room is told there: `data.why`.
        RoomTold = "room_told",
    }
}

impl EntryKind {
    /// Somebody must decide what follows from it. The bot's own entries never need that.
    #[must_use]
    pub fn needs_decision(self) -> bool {
        matches!(
            self,
            Self::Message
                | Self::Edit
                | Self::Deletion
                | Self::Press
                | Self::Reaction
                | Self::Command
                | Self::Membership
                | Self::Thread
                | Self::Setting
                | Self::Failed
                | Self::Room
        )
    }
}

impl Entry {
    /// Its words were erased: only its place in the story is left.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.data["erased"] == true
    }
}

/// One fact on the timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its place in the story, from 1.
    pub seq: i64,
    /// Its id.
    pub id: EntryId,
    /// The platform's identity of the event, for what came in.
    pub event_key: Option<String>,
    /// The person who spoke, on the channel.
    pub identity: Option<IdentityId>,
    /// The person of the team who acted.
    pub agent: Option<AgentId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What it says.
    pub kind: EntryKind,
    /// The words: Markdown for ours, text as written for theirs.
    pub body: String,
    /// What the kind needs beside words.
    pub data: Value,
}
