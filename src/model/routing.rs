//! Routing: to whom what waits for people is given by itself.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::{AgentId, Label, TeamId};

/// Who among equals is given the next conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Who was given none for the longest.
    RoundRobin,
    /// Who holds the fewest.
    LeastBusy,
}

/// How what waits for people is given to them by itself.
#[derive(Clone, Copy, Debug)]
pub struct Routing {
    /// In which order; `None` for not at all.
    pub order: Option<Order>,
    /// How many open conversations a person is given at most, where nothing is set for them.
    pub capacity: i64,
    /// After how much open time a conversation whose customer waits goes to a colleague, if who holds it is not there.
    pub take_over_after: Duration,
}

/// Somebody of the team who is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Who.
    pub id: AgentId,
    /// What they speak; nothing stands for everything.
    pub languages: Vec<String>,
    /// What they see to; nothing stands for everything.
    pub labels: BTreeSet<Label>,
    /// The teams that they are in.
    pub teams: BTreeSet<TeamId>,
    /// How many conversations they hold that are not put off.
    pub holds: i64,
    /// How many they hold at most.
    pub capacity: i64,
    /// When they were last given one.
    pub routed_at: Option<DateTime<Utc>>,
}

impl Worker {
    /// They can be given one more.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.holds < self.capacity
    }
}
