//! Service levels: how long somebody who was handed to people may wait, and where a conversation stands with that.
//!
//! Everything follows from a few moments: when people got the conversation, when its customer began to wait for them, when
//! they replied. The deadlines are computed from these each time something is decided.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::place::words;
use super::{Hours, Priority};

/// Versions that are kept.
const KEPT: usize = 8;

words! {
    /// What is to be done in time.
    Goal: "goal of a service level" {
        /// A person replies for the first time.
        FirstReply = "first_reply",
        /// The matter is resolved.
        Resolution = "resolution",
    }
}

/// In how much open time each is to be done; `None` for whenever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Since the customer waits for a person.
    pub first_reply: Option<Duration>,
    /// Since people got it, without the time for which it was put off.
    pub resolution: Option<Duration>,
}

/// The targets of a team, and what is done about those who wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceLevels {
    /// For what is urgent.
    pub urgent: Targets,
    /// For what has a high priority.
    pub high: Targets,
    /// For what is as usual.
    pub normal: Targets,
    /// For what can wait.
    pub low: Targets,
    /// At which part of the time somebody is warned.
    pub warn_at: f64,
    /// What is done where nobody takes a conversation.
    pub unseen: Option<Unseen>,
}

impl ServiceLevels {
    /// The targets of a priority.
    #[must_use]
    pub fn of(&self, priority: Priority) -> Targets {
        match priority {
            Priority::Urgent => self.urgent,
            Priority::High => self.high,
            Priority::Normal => self.normal,
            Priority::Low => self.low,
        }
    }

    /// Something is to be done in time.
    #[must_use]
    pub fn has_targets(&self) -> bool {
        Priority::ALL.into_iter().any(|priority| self.of(priority) != Targets::default())
    }

    /// The part of a time after which somebody is warned.
    #[must_use]
    pub fn warned_after(&self, time: Duration) -> Duration {
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a part of a span of days")]
        let seconds = (time.num_seconds() as f64 * self.warn_at) as i64;
        Duration::seconds(seconds)
    }
}

/// What is done about a conversation that nobody takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// After so much open time in the queue.
    pub after: Duration,
    /// It becomes more urgent by one step, once.
    pub raises: bool,
    /// Its customer is told that it takes longer, once.
    pub tells: bool,
}

/// Something that the team is told when its time comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// Little time is left.
    Soon(Goal),
    /// The time is over.
    Over(Goal),
    /// Nobody has taken it.
    Unseen,
}

/// Where a conversation stands with what is expected of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// Since when people have it, while they do.
    pub handed_at: Option<DateTime<Utc>>,
    /// Since when its customer waits for the first reply of a person. It stays when that is over.
    pub asked_at: Option<DateTime<Utc>>,
    /// When a person first replied. It stays, too.
    pub replied_at: Option<DateTime<Utc>>,
    /// Since when it waits for anyone, while it does.
    pub queued_at: Option<DateTime<Utc>>,
    /// Since when it is put off, while it is.
    pub stopped_at: Option<DateTime<Utc>>,
    /// For how many seconds of open time it was put off before.
    pub stopped_for: i64,
    /// Until when the first reply is due.
    pub reply_due: Option<DateTime<Utc>>,
    /// Until when the resolution is due.
    pub resolution_due: Option<DateTime<Utc>>,
    /// What the team was told already.
    #[serde(deserialize_with = "known")]
    pub told: Vec<Alert>,
    /// Its customer was told that people have it.
    pub announced: bool,
    /// It was made more urgent, and its customer told that it takes longer, because nobody took it.
    pub escalated: bool,
    /// The last versions of the conversation that its clock alone brought about.
    pub versions: Vec<i64>,
    /// Since when the team should look at it: something was not done in time, or nobody has taken it.
    pub alarmed_at: Option<DateTime<Utc>>,
}

/// The alerts that are known here: one of a later version keeps no conversation from being read.
fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Alert>, D::Error> {
    let told: Vec<Value> = Vec::deserialize(deserializer)?;
    Ok(told.into_iter().filter_map(|alert| serde_json::from_value(alert).ok()).collect())
}

impl Service {
    /// What is due next, and when.
    #[must_use]
    pub fn due(&self) -> Option<(Goal, DateTime<Utc>)> {
        let reply = self.reply_due.map(|at| (Goal::FirstReply, at));
        let resolution = self.resolution_due.map(|at| (Goal::Resolution, at));
        [reply, resolution].into_iter().flatten().min_by_key(|(_, at)| *at)
    }

    /// The clock alone brings this version of the conversation about, or that its customer begins to wait.
    pub(crate) fn raised(&mut self, version: i64) {
        self.versions.push(version);
        let surplus = self.versions.len().saturating_sub(KEPT);
        self.versions.drain(..surplus);
    }

    /// Nobody of the team did anything between these versions of the conversation: only its clock began, or ran on.
    #[must_use]
    pub fn ran_on(&self, from: i64, to: i64) -> bool {
        from < to && (from + 1..=to).rev().all(|version| self.versions.contains(&version))
    }

    /// Its customer was told that a person comes, waits for one, and has heard of none.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.announced && self.asked_at.is_some() && self.replied_at.is_none()
    }

    /// Something is due for this goal.
    #[must_use]
    pub fn is_due(&self, goal: Goal) -> bool {
        match goal {
            Goal::FirstReply => self.reply_due.is_some(),
            Goal::Resolution => self.resolution_due.is_some(),
        }
    }

    /// Somebody was warned that the time for this goal is nearly over.
    #[must_use]
    pub fn is_warned(&self, goal: Goal) -> bool {
        self.told.contains(&Alert::Soon(goal))
    }

    /// What the team is to be told, each with its time, told or not.
    #[must_use]
    pub fn alerts(&self, targets: Targets, levels: &ServiceLevels, hours: &Hours) -> Vec<(Alert, DateTime<Utc>)> {
        let mut alerts = Vec::new();
        let mut add = |alert, from: Option<DateTime<Utc>>, after: Duration| {
            alerts.extend(from.and_then(|from| hours.after(from, after)).map(|at| (alert, at)));
        };
        if let Some(time) = targets.first_reply {
            let from = self.asked_at.filter(|_| self.handed_at.is_some() && self.replied_at.is_none());
            add(Alert::Soon(Goal::FirstReply), from, levels.warned_after(time));
            add(Alert::Over(Goal::FirstReply), from, time);
        }
        if let Some(time) = targets.resolution {
            let (from, stopped) =
                (self.handed_at.filter(|_| self.stopped_at.is_none()), Duration::seconds(self.stopped_for));
            add(Alert::Soon(Goal::Resolution), from, levels.warned_after(time) + stopped);
            add(Alert::Over(Goal::Resolution), from, time + stopped);
        }
        if let Some(unseen) = levels.unseen {
            add(Alert::Unseen, self.queued_at, unseen.after);
        }
        alerts
    }
}
