//! When people are there: weekly hours in one time zone, and holidays. Pure: whether it is open at a moment, when it opens
//! next, and how much open time lies between two moments.
//!
//! Clocks that are turned do not disturb it: a span lasts from its first local time to its last, however long that is on the
//! day. Where the clock skips its beginning or end, that is the moment at which the clock skips.

use std::collections::BTreeMap;
use std::iter::successors;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// How far ahead is looked for the next open time.
const FARTHEST: i64 = 3 * 366;

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// A part of a day in minutes since its local midnight: from the first, up to the last.
pub type OpenSpan = (u16, u16);

/// When people are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    zone: Tz,
    /// The spans of each day from Monday on, in order and apart; `None` is around the clock.
    week: Option<[Vec<OpenSpan>; 7]>,
    holidays: BTreeMap<NaiveDate, String>,
}

/// Some time in which it is open, up to a moment that no longer belongs to it.
type Stretch = (DateTime<Utc>, DateTime<Utc>);

impl Hours {
    /// Around the clock, every day.
    #[must_use]
    pub fn always(zone: Tz) -> Self {
        Self { zone, week: None, holidays: BTreeMap::new() }
    }

    /// Hours by day from Monday on, `None` for around the clock, but never on a holiday. The spans of a day are in order and
    /// do not overlap.
    #[must_use]
    pub fn new(zone: Tz, week: Option<[Vec<OpenSpan>; 7]>, holidays: BTreeMap<NaiveDate, String>) -> Self {
        Self { zone, week, holidays }
    }

    /// The time zone they are in.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Never closed.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.week.is_none() && self.holidays.is_empty()
    }

    /// Somebody is there at this moment.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.is_always() || self.opens(at) == Some(at)
    }

    /// The name of the holiday that this moment is in.
    #[must_use]
    pub fn holiday(&self, at: DateTime<Utc>) -> Option<&str> {
        self.holidays.get(&self.local_day(at)).map(String::as_str)
    }

    /// The first moment from this one on at which somebody is there: this one, if it is open. `None` if that is not so for
    /// years.
    #[must_use]
    pub fn opens(&self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_always() {
            return Some(from);
        }
        self.stretches(from).map(|(start, _)| start.max(from)).next()
    }

    /// How much open time lies between two moments; none if the second comes before the first.
    #[must_use]
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
        if to <= from {
            return Duration::zero();
        }
        if self.is_always() {
            return to - from;
        }
        let within = self.stretches(from).take_while(|(start, _)| *start < to);
        within.map(|(start, end)| end.min(to) - start.max(from)).sum()
    }

    /// The moment at which so much open time has passed since another; none if that is not so for years.
    #[must_use]
    pub fn after(&self, from: DateTime<Utc>, open: Duration) -> Option<DateTime<Utc>> {
        if self.is_always() {
            return from.checked_add_signed(open);
        }
        let mut left = open.max(Duration::zero());
        for (start, end) in self.stretches(from) {
            let start = start.max(from);
            if end - start >= left {
                return Some(start + left);
            }
            left -= end - start;
        }
        None
    }

    /// The open stretches that end after a moment, in order and apart.
    fn stretches(&self, from: DateTime<Utc>) -> impl Iterator<Item = Stretch> {
        // Where clocks were turned back at midnight, the day before may still reach into this one.
        let first = self.local_day(from).pred_opt().unwrap_or_default();
        let days = successors(Some(first), NaiveDate::succ_opt);
        let farthest = usize::try_from(FARTHEST).unwrap_or(usize::MAX);
        let mut reached = from;
        days.take(farthest).flat_map(|day| self.of_day(day)).filter_map(move |(start, end)| {
            // Spans that share a turned hour count it once.
            let start = if start < reached && reached > from { reached } else { start };
            (end > from && end > start).then(|| {
                reached = end;
                (start, end)
            })
        })
    }

    fn of_day(&self, day: NaiveDate) -> Vec<Stretch> {
        if self.holidays.contains_key(&day) {
            return Vec::new();
        }
        let around: &[OpenSpan] = &[(0, DAY)];
        let spans = match &self.week {
            None => around,
            Some(week) => usize::try_from(day.weekday().num_days_from_monday()).map_or(around, |day| &week[day]),
        };
        let midnight = NaiveDateTime::from(day);
        let stretch = |(start, end): &OpenSpan| {
            let start = self.instant(midnight + Duration::minutes(i64::from(*start)), Turned::First)?;
            // A day ends where the next one begins.
            let turned = if *end == DAY { Turned::First } else { Turned::Last };
            let end = self.instant(midnight + Duration::minutes(i64::from(*end)), turned)?;
            (start < end).then_some((start, end))
        };
        spans.iter().filter_map(stretch).collect()
    }

    /// The moment that a local time is: one of both that have it, or that at which the clock skips it.
    fn instant(&self, local: NaiveDateTime, turned: Turned) -> Option<DateTime<Utc>> {
        let there = |minutes: i64| {
            let found = self.zone.from_local_datetime(&(local + Duration::minutes(minutes)));
            match turned {
                Turned::First => found.earliest(),
                Turned::Last => found.latest(),
            }
        };
        // One zone once skipped a whole day.
        (0..=i64::from(DAY) + 60).find_map(there).map(|at| at.with_timezone(&Utc))
    }

    fn local_day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}

/// Which of two moments is meant that have the same local time, because the clock was turned back between them.
#[derive(Clone, Copy)]
enum Turned {
    First,
    Last,
}
