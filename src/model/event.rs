//! What a decision is about.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hamyar_channel::Attachment;

use serde::{Deserialize, Serialize};

use super::{AgentId, IdentityId, Label, OwnFile, PlaceId, PlaceSettings, Priority, RoomProblem, Team, Verdict};

/// Something that happened in a conversation and must be decided. Closed: there is no other way in.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Somebody on the channel did something.
    Customer(Customer),
    /// A person of the team did something.
    Staff(AgentId, Action),
    /// A person of the team did something in a staff room.
    Room {
        /// The entry on the timeline that says so.
        seq: i64,
        /// Who.
        agent: AgentId,
        /// Where they did it: where it is seen already, and where they are told if it cannot be done.
        from: RoomMessage,
        /// What they want done, or why nothing can be.
        action: Result<Action, RoomProblem>,
    },
    /// A time has come.
    Timer,
    /// The customer writes faster than is handled.
    Flood,
    /// A question that was wished under the reply of this number has an answer by now.
    Known(u32, Verdict),
    /// The place was set otherwise, at the desk or on the command line.
    Placed {
        /// The entry on the timeline that says so.
        seq: i64,
        /// What was set before.
        before: PlaceSettings,
        /// What is set now.
        after: PlaceSettings,
    },
    /// A thread was opened in which it can go on, or could not be.
    Thread {
        /// The entry on the timeline that says so.
        seq: i64,
        /// The thread, if there is one.
        place: Option<PlaceId>,
    },
    /// Something we sent will not arrive.
    Receipt {
        /// The entry on the timeline that says so.
        seq: i64,
        /// What is known.
        failure: Failure,
    },
}

/// What somebody on the channel did.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Its place in the story.
    pub seq: i64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub identity: IdentityId,
    /// They are known to be an administrator of the place.
    pub admin: bool,
    /// What they did.
    pub what: What,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Wrote or sent something.
    Said(Said),
    /// Changed an earlier message.
    Edited(Said),
    /// Took a message back.
    Deleted {
        /// The platform's id of the message.
        message: String,
    },
    /// Pressed one of our buttons.
    Pressed(Press),
    /// Pressed a button whose choice was about an earlier conversation.
    PressedLate,
    /// Gave a command.
    Command {
        /// The platform's id of the message.
        message: Option<String>,
        /// The name, without the slash.
        name: String,
        /// What follows it.
        arguments: String,
        /// The message that it was given in reply to.
        target: Option<Target>,
    },
    /// Wrote something that somebody else told of: it is there to be read, and asks nothing.
    Quoted(Said),
    /// Their post is marked solved.
    Solved(Marked),
    /// Set a reaction on a message of this conversation.
    Reacted {
        /// The reaction.
        emoji: String,
        /// The message, if a person wrote it.
        target: Option<Target>,
        /// It asks for the answer that was held back.
        collects: bool,
    },
    /// Something that calls for no reply: it is covered and that is all.
    Other,
}

/// A message of a person on the timeline, which somebody points at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its place in the story.
    pub seq: i64,
    /// Who wrote it.
    pub identity: IdentityId,
    /// The platform's id of the message.
    pub message: String,
}

/// A post that is marked solved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The answer that is marked, if one is.
    pub answer: Option<Target>,
    /// The platform's id of the message that asked.
    pub question: String,
    /// Where people can read the answer.
    pub link: Option<String>,
    /// Nobody waits for a word on it.
    pub old: bool,
}

/// Words, and what came with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The platform's id of the message.
    pub message: String,
    /// What is asked: the text without our mention.
    pub text: String,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// Meant for us.
    pub addressed: bool,
    /// For an edit: the message as it was before is on the timeline.
    pub known: bool,
}

/// A press of one of our buttons: which reply it was under, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// The number of the reply.
    pub reply: u32,
    /// What it says.
    pub choice: super::Choice,
}

/// A message in a staff room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomMessage {
    /// The room.
    pub room: PlaceId,
    /// The platform's id of the message, where it is one.
    pub message: Option<String>,
}

/// Something a person of the team does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Takes the conversation.
    Take,
    /// Writes to the customer.
    Reply(String),
    /// Sends files of our own to the customer, with words or without.
    Send {
        /// The words: Markdown.
        text: String,
        /// The files, in order.
        files: Vec<OwnFile>,
    },
    /// Writes for the team alone.
    Note(String),
    /// The same, and names colleagues who are to see it.
    NoteTo {
        /// The words: Markdown.
        text: String,
        /// The colleagues.
        mentions: BTreeSet<AgentId>,
    },
    /// Changes what they said to the customer, or noted.
    Revise {
        /// The entry that says it.
        seq: i64,
        /// What it is to say.
        text: String,
    },
    /// Takes back what they said to the customer, or noted.
    Unsay {
        /// The entry that says it.
        seq: i64,
    },
    /// Gives it back to the bot.
    Return,
    /// Ends it.
    Resolve,
    /// Takes it up again.
    Reopen,
    /// Gives it to somebody of the team; to nobody, so that it waits for anyone.
    Assign(Option<AgentId>),
    /// Hands it to a team: it waits for anyone there.
    HandTo(Team),
    /// Puts it off until then.
    Snooze(DateTime<Utc>),
    /// Takes it up before the time that it was put off to.
    Wake,
    /// Says how urgent it is.
    Prioritise(Priority),
    /// Sets a label.
    Label(Label),
    /// Takes a label off.
    Unlabel(Label),
    /// Has this peer asked whether we may keep what they wrote.
    AskConsent(Target),
    /// Is given it by routing: what waits for anyone, or for a colleague who is not there.
    Routed,
}

/// Why something we sent will not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The platform refused it, or every attempt failed.
    Dead,
    /// The person cannot be reached there any more.
    Gone,
    /// It may have arrived all the same.
    Unknown,
}
