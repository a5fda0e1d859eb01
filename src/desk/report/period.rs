//! Which days a report is about. Days are those of the team's time zone.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::dates::{midnight, read_day};
use crate::library::Span;
use crate::store::Stretch;

/// The longest period, in days: a leap year.
const MOST: u64 = 366;

/// Periods up to today that one can choose, in days.
pub(in crate::desk) const CHOICES: [u64; 3] = [7, 30, 90];

/// The period if none is asked for.
const USUAL: u64 = 30;

/// What an address asks for: so many days up to today, or from one day to another.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::desk) struct Asked {
    days: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// The days of a report: both are part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) struct Period {
    pub(in crate::desk) first: NaiveDate,
    pub(in crate::desk) last: NaiveDate,
    /// So many days up to today were asked for, and not days of one's own.
    pub(in crate::desk) choice: Option<u64>,
}

impl Period {
    /// Its days, where the team is.
    pub(in crate::desk) fn span(self, zone: Tz) -> Span {
        Span { first: self.first, last: self.last, zone }
    }

    /// What is asked for; the usual period, and that this one cannot be, where it cannot.
    pub(in crate::desk) fn read(asked: &Asked, now: DateTime<Utc>, zone: Tz) -> (Self, bool) {
        let today = now.with_timezone(&zone).date_naive();
        let usual = Self::up_to(today, USUAL);
        let filled = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        if filled(&asked.from) || filled(&asked.to) {
            let own = Self::of_days(asked, today);
            return (own.unwrap_or(usual), own.is_none());
        }
        match asked.days.as_deref() {
            None => (usual, false),
            Some(days) => match CHOICES.into_iter().find(|choice| choice.to_string() == days) {
                Some(days) => (Self::up_to(today, days), false),
                None => (usual, true),
            },
        }
    }

    fn up_to(today: NaiveDate, days: u64) -> Self {
        let first = today.checked_sub_days(Days::new(days - 1)).unwrap_or(today);
        Self { first, last: today, choice: Some(days) }
    }

    /// From one day to another, neither to come. A day that is left out is today.
    fn of_days(asked: &Asked, today: NaiveDate) -> Option<Self> {
        let day = |text: &Option<String>| match text.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => read_day(text).filter(|day| *day <= today),
            None => Some(today),
        };
        let (first, last) = (day(&asked.from)?, day(&asked.to)?);
        let within = last.checked_sub_days(Days::new(MOST - 1)).is_some_and(|earliest| first >= earliest);
        (first <= last && within).then_some(Self { first, last, choice: None })
    }

    /// What stands behind the address of the same period.
    pub(in crate::desk) fn query(self) -> String {
        match self.choice {
            Some(days) => format!("days={days}"),
            None => format!("from={}&to={}", self.first, self.last),
        }
    }

    /// Its days in order, and when each begins and ends.
    pub(in crate::desk) fn days(self, zone: Tz) -> Vec<(NaiveDate, Stretch)> {
        let day = |day: NaiveDate| {
            let ends = day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, |next| midnight(next, zone));
            (day, Stretch { begins: midnight(day, zone), ends })
        };
        self.first.iter_days().take_while(|one| *one <= self.last).map(day).collect()
    }
}
