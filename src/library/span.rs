//! Some days, where the team is, and what became of questions on them.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::dates::midnight;
use crate::store::{Store, StoreError, Used};

/// Replies and handoffs, and presses, that are counted.
const MOST: usize = 50_000;

/// The first and the last day, and the zone of the team.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// Where days begin and end.
    pub zone: Tz,
}

impl Span {
    /// The day of a moment.
    #[must_use]
    pub fn day(self, at: &DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// What became of questions on these days, in order, and whether that is all of it. Of what came later nothing is read: it would take the
    /// place of what is asked for.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn used(self, store: &Store) -> Result<(Vec<Used>, bool), StoreError> {
        let until = self.last.succ_opt().map(|next| midnight(next, self.zone));
        store.usage(midnight(self.first, self.zone), until, MOST).await
    }
}
