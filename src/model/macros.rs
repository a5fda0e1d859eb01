//! Macros: steps that the team takes together, under one name.

use std::collections::BTreeSet;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{AgentId, CannedId, Label, MacroId, Priority, TeamId};

/// Steps that are taken together, in one act: all of them or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Steps {
    /// This is noted for the team alone.
    pub note: Option<String>,
    /// It gets these labels.
    pub labels: BTreeSet<Label>,
    /// It is this urgent.
    pub priority: Option<Priority>,
    /// This is said to the customer: a reply that is kept ready.
    pub reply: Option<CannedId>,
    /// It is given to these.
    pub hand: Option<Hand>,
    /// It is put off, or ended.
    pub end: Option<End>,
}

/// Who is to have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// Whoever runs the macro.
    Me,
    /// A colleague.
    Agent(AgentId),
    /// A team.
    Team(TeamId),
}

/// What becomes of it then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It is put off for so many minutes.
    Snooze(i64),
    /// It is resolved.
    Resolve,
}

impl Steps {
    /// There is nothing to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl End {
    /// For how long it is put off.
    #[must_use]
    pub fn snooze(self) -> Option<Duration> {
        match self {
            Self::Snooze(minutes) => Duration::try_minutes(minutes),
            Self::Resolve => None,
        }
    }
}

/// Steps under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Macro {
    /// Its id.
    pub id: MacroId,
    /// What the team calls it.
    pub name: String,
    /// What is done, in this order.
    pub steps: Steps,
}

/// A step of a macro that cannot be taken any more, whatever the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrokenStep {
    /// The reply is kept no more.
    #[error("the macro's reply is kept no more")]
    Reply,
    /// The team is one no more.
    #[error("the macro's team is one no more")]
    Team,
}
