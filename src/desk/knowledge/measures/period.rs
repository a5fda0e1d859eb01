//! The days that measures are of, and the way to others.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::desk::day_field::DayField;
use crate::desk::knowledge::address;
use crate::desk::report::{CHOICES, Period, midnight};
use crate::desk::tongue::Tongue;
use crate::library::Daily;

/// Which days, in words, and what else can be chosen.
pub(super) struct Days {
    /// The page, below `/desk/knowledge`, and the article that it is about, if it is about one.
    pub(super) page: &'static str,
    pub(super) article: String,
    pub(super) words: String,
    /// Addresses, their words, and which is shown.
    pub(super) choices: Vec<(String, String, bool)>,
    pub(super) first: DayField,
    pub(super) last: DayField,
    /// What was asked for cannot be.
    pub(super) wrong: bool,
    /// Only the latest of what was said is counted.
    pub(super) partial: bool,
    /// The same as a table, if there is one.
    pub(super) csv: Option<String>,
}

impl Days {
    /// The days of a period, of all articles or of `article` alone.
    pub(super) fn new(t: &Tongue, (page, article): (&'static str, &str), period: Period) -> Self {
        let choice = |days: u64| {
            let label = t.count("report-last-days", i64::try_from(days).unwrap_or_default());
            let href = address(page, &[("id", article), ("days", &days.to_string())]);
            (href, label, period.choice == Some(days))
        };
        let full = |day: NaiveDate| t.date(&midnight(day, t.zone()));
        Self {
            page,
            article: article.to_owned(),
            words: t.text("report-days", &[("from", &full(period.first)), ("to", &full(period.last))]),
            choices: CHOICES.into_iter().map(choice).collect(),
            first: DayField::new(t, "from", Some(period.first)).until(t.today()),
            last: DayField::new(t, "to", Some(period.last)).until(t.today()),
            wrong: false,
            partial: false,
            csv: None,
        }
    }
}

/// The same period on a page of measures, of all articles or of one.
pub(super) fn same(page: &str, article: &str, period: Period) -> String {
    let (first, last) = (period.first.to_string(), period.last.to_string());
    match period.choice {
        Some(days) => address(page, &[("id", article), ("days", &days.to_string())]),
        None => address(page, &[("id", article), ("from", &first), ("to", &last)]),
    }
}

/// Every day of a period, also those on which nothing happened.
pub(super) fn every_day(period: Period, days: &BTreeMap<NaiveDate, Daily>) -> Vec<(NaiveDate, Daily)> {
    let of = period.first.iter_days().take_while(|day| *day <= period.last);
    of.map(|day| (day, days.get(&day).copied().unwrap_or_default())).collect()
}
