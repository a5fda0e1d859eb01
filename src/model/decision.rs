//! What follows from events: the one thing that changes a conversation.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use hamyar_channel::AttachmentKind;
use serde_json::Value;

use super::{AgentId, Conversation, ConversationId, EntryKind, Source, Suggestion};

/// What follows from a turn. One transaction commits all of it, or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The conversation afterwards. `version` and `last_seq` are the store's to set.
    pub next: Conversation,
    /// Every entry up to here is decided.
    pub handled: i64,
    /// What the timeline gets, in order.
    pub entries: Vec<NewEntry>,
    /// Replies, by number, whose message is taken back if it was not sent yet.
    pub cancel: Vec<u32>,
    /// The customer has now been told that a bot answers.
    pub introduces: bool,
    /// When to look again if nothing happens before.
    pub wake_at: Option<DateTime<Utc>>,
    /// An action of the team that cannot be done as things stand. Nothing else follows then.
    pub refusal: Option<Refusal>,
}

/// Why an action of the team cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A colleague holds the conversation; taking it is a deed of its own.
    HeldBy(AgentId),
    /// There is nothing to write.
    Empty,
    /// It is so already.
    NothingToDo,
    /// It is resolved, and the customer has another one open in the same place.
    AnotherOpen,
}

impl Decision {
    /// A decision that covers entries up to `handled` and changes nothing else yet.
    #[must_use]
    pub fn covering(conversation: &Conversation, handled: i64) -> Self {
        Self {
            next: conversation.clone(),
            handled,
            entries: Vec::new(),
            cancel: Vec::new(),
            introduces: false,
            wake_at: None,
            refusal: None,
        }
    }
}

/// An entry to be.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// What it says.
    pub kind: EntryKind,
    /// The person of the team who acted.
    pub agent: Option<AgentId>,
    /// The words.
    pub speech: Speech,
    /// What the kind needs beside words.
    pub data: Value,
    /// Whether and how it goes to the customer.
    pub send: Option<Send>,
}

/// The words of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Speech {
    /// None.
    Silent,
    /// As given: Markdown.
    Text(String),
    /// To be put in the conversation's language.
    Say(Say),
}

/// How an entry goes to the customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Send {
    /// The number of the reply, if it is the bot's.
    pub reply: Option<u32>,
    /// Changes the message of this reply, if that was sent; sent anew otherwise.
    pub revises: Option<u32>,
    /// Buttons, a row each.
    pub choices: Vec<Choice>,
    /// The platform's id of the message it answers; only shared places need it.
    pub reply_to: Option<String>,
}

/// What the bot can say. The words are in `locales/`.
#[derive(Clone, Debug, PartialEq)]
pub struct Say {
    /// Begin by saying that this is a bot and that a person is one word away.
    pub introduce: bool,
    /// The rest.
    pub line: Line,
}

/// One thing the bot can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A greeting.
    Greeting,
    /// You are welcome.
    Welcome,
    /// Goodbye.
    Goodbye,
    /// What one can do here.
    Help,
    /// An answer, and where it comes from.
    Answer {
        /// Markdown.
        body: String,
        /// The articles.
        sources: Vec<Source>,
    },
    /// It may be one of these.
    Suggestions(Vec<Suggestion>),
    /// Not that; it may be one of these.
    OtherSuggestions(Vec<Suggestion>),
    /// Not that; please say it in other words.
    Rephrase,
    /// This cannot be read by the bot.
    CannotRead(AttachmentKind),
    /// Handed to people, and what to expect.
    HandedOver(Reason),
    /// The bot is back.
    BackToBot,
    /// A person of the team has resolved it.
    Closed,
    /// Good that it helped.
    Helped,
    /// That choice is too old.
    StaleChoice,
}

impl Line {
    /// It leaves a resolved conversation resolved.
    pub(crate) fn is_closing(&self) -> bool {
        matches!(self, Self::Welcome | Self::Goodbye | Self::StaleChoice)
    }
}

/// Why a case goes to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The customer asked for a person.
    Asked,
    /// No article answers it.
    NoAnswer,
    /// The answers were refused twice.
    Refused,
    /// Answering failed.
    AnswererFailed,
    /// Our reply could not be delivered.
    NotDelivered,
}

impl Reason {
    /// The word for it on the timeline.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::NoAnswer => "no_answer",
            Self::Refused => "refused",
            Self::AnswererFailed => "answerer_failed",
            Self::NotDelivered => "not_delivered",
        }
    }
}

/// What a button says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// This helped.
    Helped,
    /// Not this.
    NotThis,
    /// A person, please.
    Person,
    /// Back to the bot.
    Bot,
    /// The suggestion of this number, from 0.
    Suggestion(u8),
}

/// A button's action that is not one of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an action of ours")]
pub struct ForeignAction;

impl Choice {
    /// What the button carries: the choice, the conversation and the number of the reply. At most 48 bytes.
    #[must_use]
    pub fn action(self, conversation: ConversationId, reply: u32) -> String {
        format!("{self}:{}:{reply}", conversation.0.simple())
    }

    /// Reads what a button carries.
    ///
    /// # Errors
    ///
    /// [`ForeignAction`] for anything that [`Choice::action`] did not write.
    pub fn parse_action(action: &str) -> Result<(ConversationId, super::Press), ForeignAction> {
        let mut parts = action.split(':');
        let (Some(choice), Some(conversation), Some(reply), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ForeignAction);
        };
        let choice = choice.parse()?;
        let conversation = conversation.parse().map_err(|_| ForeignAction)?;
        let reply = reply.parse().map_err(|_| ForeignAction)?;
        Ok((conversation, super::Press { reply, choice }))
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Helped => f.write_str("helped"),
            Self::NotThis => f.write_str("not"),
            Self::Person => f.write_str("person"),
            Self::Bot => f.write_str("bot"),
            Self::Suggestion(number) => write!(f, "s{number}"),
        }
    }
}

impl FromStr for Choice {
    type Err = ForeignAction;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "helped" => Ok(Self::Helped),
            "not" => Ok(Self::NotThis),
            "person" => Ok(Self::Person),
            "bot" => Ok(Self::Bot),
            _ => match word.strip_prefix('s').and_then(|number| number.parse().ok()) {
                Some(number) => Ok(Self::Suggestion(number)),
                None => Err(ForeignAction),
            },
        }
    }
}
