//! What follows from events: the one thing that changes a conversation.

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::AttachmentKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AgentId, Choice, Consent, Conversation, ConversationId, EntryKind, FileId, Helper, IdentityId, Label, Notice,
    PlaceId, PlaceSettings, Priority, Score, SetupProblem, Source, Suggestion, TeamId, Wish,
};

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
    /// What else changes with it.
    pub effects: Vec<Effect>,
    /// Staff rooms have something to show of it.
    pub shows: bool,
    /// An action of the team that cannot be done as things stand. Nothing else follows then.
    pub refusal: Option<Refusal>,
}

/// What a decision changes beside its conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The place is set so.
    Set(PlaceSettings),
    /// The conversation goes on in this place.
    Move(PlaceId),
    /// The answer to this question waits until the asker opens a direct chat.
    Hold(String),
    /// The answer that was held back in that conversation is given.
    Collect(ConversationId),
    /// A peer's answer was accepted.
    Candidate {
        /// Who wrote it.
        author: IdentityId,
        /// The entry that has it.
        answer: i64,
        /// The platform's id of the message that asked.
        question: Option<String>,
        /// Where people can read it.
        link: Option<String>,
        /// They were asked whether we may keep it, or not yet.
        consent: Consent,
    },
    /// It is put off until then.
    Snooze(DateTime<Utc>),
    /// It is this urgent.
    Prioritise(Priority),
    /// It is a team's, or no team's.
    Team(Option<TeamId>),
    /// It has this label.
    Label(Label),
    /// It has it no more.
    Unlabel(Label),
    /// The reply of this number asks for a rating.
    AskRating(u32),
    /// It is given, or changed.
    Rate(u32, Score),
    /// It is commented on, or no more: by this entry.
    Comment(u32, Option<i64>),
    /// Its asker wishes to be told when this is known; or what they wished says something else.
    Wish(Wish),
    /// What they wished under the reply of this number is not waited for any more.
    Unwish(u32),
    /// They are told it: by this article, where it is one.
    Told(u32, Option<String>),
    /// Files of our own are on the timeline now.
    Tell(Vec<FileId>),
    /// The peer lets us keep it, or does not.
    Consent {
        /// Who wrote it.
        author: IdentityId,
        /// Whether they do.
        consent: Consent,
    },
}

/// A reaction of the bot's that stands for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// There is an answer, to be had in a direct chat.
    Answer,
    /// It was passed to the team.
    HandedOver,
    /// Not understood.
    Unclear,
    /// Thanks.
    Thanks,
}

impl Mark {
    /// The reaction. These are among the few that Telegram lets a bot set.
    #[must_use]
    pub fn emoji(self) -> &'static str {
        match self {
            Self::Answer => "✍",
            Self::HandedOver => "🤝",
            Self::Unclear => "🤔",
            Self::Thanks => "🙏",
        }
    }
}

/// Why an action of the team cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A colleague holds the conversation; taking it is a deed of its own.
    HeldBy(AgentId),
    /// There is nothing to write.
    Empty,
    /// It is so already.
    NothingToDo,
    /// It is resolved, and the customer has another one open in the same place.
    AnotherOpen,
    /// It can be put off to a time that comes, and that is not too far away.
    NoSuchTime,
    /// Whoever is to have it is not of the team, or only looks on.
    NotOfTheTeam,
    /// It has as many labels as one can have.
    TooManyLabels,
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
            effects: Vec::new(),
            shows: false,
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
    /// Changes the message of this entry of the team's, if that was sent; sent anew otherwise.
    pub changes: Option<i64>,
    /// Buttons, a row each.
    pub choices: Vec<Choice>,
    /// The platform's id of the message it answers; only shared places need it.
    pub reply_to: Option<String>,
    /// What it is on the platform.
    pub form: Form,
}

/// What goes to the platform for an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A message.
    #[default]
    Message,
    /// A message that is rather missed than read twice.
    Announcement,
    /// A reaction on the message it answers.
    Mark,
    /// The message that it changes is taken away.
    Removal,
    /// A thread under the message it answers, in which the conversation is to go on: the words are its name.
    Thread,
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
    HandedOver(Reason, Expectation),
    /// It takes longer than usual, and what to expect.
    TakesLonger(Expectation),
    /// The bot is back.
    BackToBot,
    /// A person of the team has resolved it.
    Closed,
    /// The same, and how content are you?
    ClosedAsking,
    /// Thanks for the rating, which can be changed; and, where one can reply to it, commented on.
    Rated(Score, bool),
    /// It cannot be rated any more.
    RatingOver,
    /// Thanks for the comment.
    Commented,
    /// Good that it helped.
    Helped,
    /// You will be told when there is an answer.
    WillTell,
    /// There are too many answers that you wait for.
    TooManyWishes,
    /// That choice is too old.
    StaleChoice,
    /// The account is now known as that of somebody of the team, or the code is no good.
    Linked(bool),
    /// You asked this elsewhere; here is what there is to it.
    Recalled(String, Box<Line>),
    /// More is written than is handled at once; the rest is handled soon.
    Slow,
    /// Solved, without anybody to thank.
    Solved,
    /// There is no question of theirs here.
    NothingToSolve,
    /// Here, in a thread of its own, it goes on; and whether a person is waited for.
    InThread {
        /// For people of the team.
        waiting: bool,
    },
    /// What a thread is called that has no question.
    ThreadName {
        /// The conversation's number: no two threads have one name.
        number: i64,
    },
    /// No thread could be opened.
    NoThread,
    /// In the thread under the question another case is open: it stays here.
    ThreadTaken,
    /// Who solved it?
    WhoHelped(Vec<Helper>),
    /// Thanks to a peer, and whether we may keep their answer.
    ThankPeer,
    /// Thanks to a peer who has said whether we may.
    PeerThanked(Consent),
    /// How the place is set, what follows from that for people in it, and what was not understood.
    Setup(PlaceSettings, Vec<Notice>, Option<SetupProblem>),
    /// Only administrators set the place.
    SetupRefused,
    /// A direct chat has nothing to set.
    SetupNotHere,
    /// The place was set otherwise.
    Notices(Vec<Notice>),
}

impl Line {
    /// What stands for it where the bot may not speak; `None` for what is then left unsaid.
    #[must_use]
    pub fn mark(&self) -> Option<Mark> {
        match self {
            Self::Answer { .. } | Self::Suggestions(_) | Self::OtherSuggestions(_) => Some(Mark::Answer),
            Self::HandedOver(..) => Some(Mark::HandedOver),
            Self::ThankPeer => Some(Mark::Thanks),
            Self::Rephrase | Self::CannotRead(_) | Self::StaleChoice => Some(Mark::Unclear),
            _ => None,
        }
    }
}

impl Line {
    /// How it goes to the platform: what many read, and nobody asked for, at most once.
    pub(crate) fn form(&self) -> Form {
        if matches!(self, Self::Notices(_) | Self::ThankPeer) { Form::Announcement } else { Form::Message }
    }

    /// It leaves a resolved conversation resolved.
    pub(crate) fn is_closing(&self) -> bool {
        matches!(self, Self::Welcome | Self::Goodbye | Self::StaleChoice | Self::NothingToSolve | Self::SetupNotHere)
    }
}

/// What somebody who waits for a person may expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Nothing is known.
    Unknown,
    /// The team says that it usually replies within this.
    Within(Duration),
    /// First replies took about so long lately.
    Usually(Duration),
    /// Nobody is there now.
    Away {
        /// When somebody will be, if that is within years.
        until: Option<DateTime<Utc>>,
        /// The holiday that it is.
        holiday: Option<String>,
    },
}

/// Why a case goes to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The customer asked for a person.
    Asked,
    /// No article answers it.
    NoAnswer,
    /// There was no index of the articles to answer from.
    NoIndex,
    /// The answers were refused twice.
    Refused,
    /// Answering failed.
    AnswererFailed,
    /// Our reply could not be delivered.
    NotDelivered,
    /// It could not be decided, however often it was tried.
    Undecidable,
}

impl Reason {
    /// The word for it on the timeline.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::NoAnswer => "no_answer",
            Self::NoIndex => "no_index",
            Self::Refused => "refused",
            Self::AnswererFailed => "answerer_failed",
            Self::NotDelivered => "not_delivered",
            Self::Undecidable => "undecidable",
        }
    }
}
