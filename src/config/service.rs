//! What is expected of people, and how soon, as it is written in settings.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::check::{Problem, problem_of};
use super::values;
use super::{Hours, Threshold};

/// How soon people reply and resolve. What is not set is not timed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct ServiceLevels {
    /// Until the first reply.
    #[serde(default, with = "values::optional_duration")]
    pub first_reply: Option<Duration>,
    /// Until the resolution.
    #[serde(default, with = "values::optional_duration")]
    pub resolution: Option<Duration>,
    /// At which part of the time somebody is warned.
    pub warn_at: Threshold,
    /// What differs for what is urgent.
    pub urgent: Level,
    /// What differs for what has a high priority.
    pub high: Level,
    /// What differs for what can wait.
    pub low: Level,
}

/// What differs for one priority.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Level {
    /// Until the first reply.
    #[serde(default, with = "values::optional_duration")]
    pub first_reply: Option<Duration>,
    /// Until the resolution.
    #[serde(default, with = "values::optional_duration")]
    pub resolution: Option<Duration>,
}

/// What is done about a conversation that nobody takes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Unseen {
    /// After how long; `None` for nothing.
    #[serde(default, with = "values::optional_duration")]
    pub after: Option<Duration>,
    /// Whether it becomes more urgent.
    pub raise_priority: bool,
    /// Whether its customer is told.
    pub tell_customer: bool,
}

/// Weeks that are surely looked ahead for open time, holidays apart.
const WEEKS: u64 = 150;

/// Each time is long enough for somebody to keep it, and short enough to be counted.
pub(super) fn problem(hours: &Hours, levels: &ServiceLevels, unseen: &Unseen) -> Option<Problem> {
    let times = [
        ("service_levels.first_reply", levels.first_reply),
        ("service_levels.resolution", levels.resolution),
        ("service_levels.urgent.first_reply", levels.urgent.first_reply),
        ("service_levels.urgent.resolution", levels.urgent.resolution),
        ("service_levels.high.first_reply", levels.high.first_reply),
        ("service_levels.high.resolution", levels.high.resolution),
        ("service_levels.low.first_reply", levels.low.first_reply),
        ("service_levels.low.resolution", levels.low.resolution),
        ("unseen.after", unseen.after),
    ];
    let allowed = Duration::from_mins(1)..=Duration::from_hours(366 * 24);
    let counted = Duration::from_mins(WEEKS * hours.of_a_week());
    times.into_iter().find_map(|(key, time)| {
        let time = time?;
        let found = humantime::format_duration(time);
        let reason = if !allowed.contains(&time) {
            format!("found \"{found}\", allowed is from a minute to a year; leave the line out to set none")
        } else if time > counted {
            let most = humantime::format_duration(counted);
            format!("found \"{found}\", which is more than [hours] have in {WEEKS} weeks; allowed is up to \"{most}\"")
        } else {
            return None;
        };
        Some(problem_of(key, reason))
    })
}
