//! A site that is read again and again.

use chrono::{DateTime, Utc};
use hamyar_knowledge::files::Unread;
use serde::Serialize;

use crate::store::{Site, SiteOutcome};

/// What becomes of a site now.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// It waits for its day.
    Scheduled,
    /// It waits until somebody has time to read it.
    Due,
    /// It is being read.
    Reading,
}

/// What came of reading it.
#[derive(Debug, Serialize)]
struct Outcome {
    new: usize,
    changed: usize,
    same: usize,
    /// Edited at the desk since, or removed: kept as they are.
    edited: usize,
    /// Pages that could not be read.
    broken: usize,
    /// The first of these.
    problem: Option<Unread>,
}

impl From<SiteOutcome> for Outcome {
    fn from(SiteOutcome { tallied, problem }: SiteOutcome) -> Self {
        let (new, changed, same) = (tallied.new, tallied.changed, tallied.same);
        Self { new, changed, same, edited: tallied.edited, broken: tallied.broken, problem }
    }
}

/// A site.
#[derive(Debug, Serialize)]
pub(crate) struct Followed {
    url: String,
    every_days: i64,
    state: State,
    /// When it is read next.
    next_at: DateTime<Utc>,
    /// When it was read last; `null` where it was not yet.
    read_at: Option<DateTime<Utc>>,
    last: Option<Outcome>,
}

impl Followed {
    /// As it is now.
    pub(crate) fn new(site: Site, now: DateTime<Utc>) -> Self {
        let state = match &site {
            site if site.is_being_read(now) => State::Reading,
            site if site.due_at <= now => State::Due,
            _ => State::Scheduled,
        };
        Self {
            state,
            every_days: site.every_days,
            next_at: site.due_at,
            read_at: site.read_at,
            last: site.outcome.map(Outcome::from),
            url: site.url,
        }
    }
}
