//! When the endpoint is not asked: after some failures in a row, for a while, so that a dead one does not cost every
//! customer its time limit.

use chrono::{DateTime, Duration, Utc};

/// Failures in a row that are borne.
const BORNE: u32 = 3;
/// The first rest; it doubles with every failure after it.
const FIRST_REST: Duration = Duration::seconds(5);
/// The longest rest, also where the endpoint asks for one.
const LONGEST_REST: Duration = Duration::minutes(5);
/// After a rest one question tries; the others wait so long for how it fares.
const TRIAL: Duration = Duration::seconds(2);

/// Counts failures in a row.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    until: Option<DateTime<Utc>>,
}

impl Breaker {
    /// Whether to ask now.
    pub(super) fn lets_try(&mut self, now: DateTime<Utc>) -> bool {
        match self.until {
            Some(until) if now < until => false,
            Some(_) => {
                self.until = Some(now + TRIAL);
                true
            }
            None => true,
        }
    }

    /// It answered.
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// It did not answer, and perhaps said when to come back. Returns whether a rest begins.
    pub(super) fn failed(&mut self, now: DateTime<Utc>, wanted: Option<Duration>) -> bool {
        self.failures = self.failures.saturating_add(1);
        let doubled = FIRST_REST * (1 << self.failures.saturating_sub(BORNE).min(10));
        let rest = match wanted {
            Some(wanted) => wanted.max(FIRST_REST),
            None if self.failures < BORNE => return false,
            None => doubled,
        };
        self.until = Some(now + rest.min(LONGEST_REST));
        true
    }
}
