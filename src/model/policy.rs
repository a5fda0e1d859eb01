//! What a decision may assume: settings, and facts that it must not fetch itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;

use super::{
    AgentId, Circle, ConversationId, EntryKind, Helper, Hours, Label, PlaceSettings, RatingTerms, ServiceLevels,
};

/// The rules of a place and the facts of the moment.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub struct Policy {
    /// One person and us.
    pub direct: bool,
    /// What is set for the place.
    pub settings: PlaceSettings,
    /// A thread that was opened for one question.
    pub thread: bool,
    /// A thread can be opened here, in which the conversation goes on.
    pub threads: bool,
    /// In the thread that was opened for it, another conversation is open already.
    pub thread_taken: bool,
    /// The conversation is about the place itself: its settings.
    pub about_place: bool,
    /// The bot has said as much here as it may: it sets marks instead.
    pub quiet: bool,
    /// An answer that was held back for the direct chat with this person, if one of the events asks for it.
    pub held: Option<Held>,
    /// Others who took part, the latest first, if one of the events is about them.
    pub helpers: Vec<Helper>,
    /// How long to wait for the rest after a fragment or a bare greeting.
    pub fragment_wait: Duration,
    /// How long a resolved conversation is taken up again by a message.
    pub reopen_within: Duration,
    /// How long it then goes to the person who resolved it.
    pub return_to_agent_within: Duration,
    /// How long a quiet conversation of the bot stays open.
    pub resolve_after: Duration,
    /// When people are there.
    pub hours: Arc<Hours>,
    /// What is expected of people, and how soon.
    pub levels: Arc<ServiceLevels>,
    /// How long first replies took lately, if there were enough to say so.
    pub usual_reply: Option<Duration>,
    /// How soon the team usually replies, by its own word.
    pub reply_expectation: Option<Duration>,
    /// People of the team who are at their desks.
    pub present: BTreeSet<AgentId>,
    /// Who reads what is said here: what may be answered with.
    pub circle: Circle,
    /// The customer knows that a bot answers.
    pub introduced: bool,
    /// The conversation is resolved and its asker has another open here: this one stays resolved.
    pub another_open: bool,
    /// The labels that it has, if somebody wants to change them.
    pub labels: BTreeSet<Label>,
    /// People of the team who can be given a conversation, if somebody wants to give it away.
    pub team: BTreeSet<AgentId>,
    /// What somebody of the team said at the entry that they want to change, if it is theirs.
    pub own: Option<EntryKind>,
    /// How many wishes of the asker's are open, wherever they made them, if one of the events is another.
    pub open_wishes: usize,
    /// On which terms the customer is asked for a rating.
    pub rating: RatingTerms,
    /// The languages there are words for.
    pub languages: Vec<String>,
}

/// A question whose answer was held back in a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The conversation in the community.
    pub conversation: ConversationId,
    /// What was asked.
    pub question: String,
}
