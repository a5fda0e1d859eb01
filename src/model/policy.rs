//! What a decision may assume: settings, and facts that it must not fetch itself.

use std::collections::BTreeSet;

use chrono::Duration;

use super::{AgentId, Autonomy};

/// The rules of a place and the facts of the moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// One person and us.
    pub direct: bool,
    /// How freely the bot speaks here.
    pub autonomy: Autonomy,
    /// How long to wait for the rest after a fragment or a bare greeting.
    pub fragment_wait: Duration,
    /// How long a resolved conversation is taken up again by a message.
    pub reopen_within: Duration,
    /// How long it then goes to the person who resolved it.
    pub return_to_agent_within: Duration,
    /// How long a quiet conversation of the bot stays open.
    pub resolve_after: Duration,
    /// People of the team who are at their desks.
    pub present: BTreeSet<AgentId>,
    /// The customer knows that a bot answers.
    pub introduced: bool,
    /// The conversation is resolved and its asker has another open here: this one stays resolved.
    pub another_open: bool,
    /// The languages there are words for.
    pub languages: Vec<String>,
}
