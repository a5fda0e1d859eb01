//! What became of questions day by day, as charts of two lines each and as a table of all of it.

use chrono::NaiveDate;

use super::Row;
use crate::desk::report::{Drawn, Lines, Side, foot, spans};
use crate::desk::tongue::Tongue;
use crate::library::Daily;

/// A count, by the key of its words.
type Column = (&'static str, fn(&Daily) -> i64);

const ANSWERED: Column = ("measure-answered", |daily| daily.answered);
const HELPED: Column = ("measure-helped-column", |daily| daily.helped);
const NOT_THIS: Column = ("measure-not-this", |daily| daily.not_this);
const OFFERED: Column = ("measure-offered", |daily| daily.offered);
const CHOSEN: Column = ("measure-chosen-column", |daily| daily.chosen);
const HANDED_OVER: Column = ("measure-handed-over", |daily| daily.handed_over);
const UNANSWERED: Column = ("measure-unanswered", |daily| daily.unanswered);

/// What tables of all articles tell; those of one leave out the last, which is no article's.
pub(super) const COLUMNS: [Column; 7] = [ANSWERED, HELPED, NOT_THIS, OFFERED, CHOSEN, HANDED_OVER, UNANSWERED];
pub(super) const OF_ONE: [Column; 6] = [ANSWERED, HELPED, NOT_THIS, OFFERED, CHOSEN, HANDED_OVER];

/// Two lines over the days.
pub(super) struct Chart {
    /// What it is known by on the page.
    pub(super) id: &'static str,
    pub(super) lines: Lines,
    /// What the two lines are.
    pub(super) legend: [String; 2],
}

/// What was asked, and whether it was answered.
pub(super) fn by_day(t: &Tongue, days: &[(NaiveDate, Daily)]) -> Chart {
    let all = days.iter().fold(Daily::default(), |sum, (_, daily)| sum.and(*daily));
    let (answered, unanswered) = (all.answered.to_string(), all.unanswered.to_string());
    let told = t.text("measure-by-day-description", &[("answered", &answered), ("unanswered", &unanswered)]);
    chart(t, ("by-day", "measure-by-day"), (ANSWERED, UNANSWERED), told, days)
}

/// What came of what was answered and offered.
pub(super) fn outcomes(t: &Tongue, days: &[(NaiveDate, Daily)]) -> Vec<Chart> {
    let all = days.iter().fold(Daily::default(), |sum, (_, daily)| sum.and(*daily));
    let parts = [
        (("said", "measure-chart-said"), (HELPED, NOT_THIS)),
        (("offers", "measure-chart-offers"), (OFFERED, CHOSEN)),
        (("after", "measure-chart-after"), (ANSWERED, HANDED_OVER)),
    ];
    let drawn = parts.into_iter().map(|(named, (one, other))| {
        let words = [
            ("one", t.word(one.0)),
            ("first", t.number(one.1(&all))),
            ("other", t.word(other.0)),
            ("second", t.number(other.1(&all))),
        ];
        let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
        chart(t, named, (one, other), t.text("measure-chart-description", &words), days)
    });
    drawn.collect()
}

fn chart(
    t: &Tongue,
    (id, title): (&'static str, &str),
    (one, other): (Column, Column),
    description: String,
    days: &[(NaiveDate, Daily)],
) -> Chart {
    let points: Vec<(i64, i64)> = days.iter().map(|(_, daily)| (one.1(daily), other.1(daily))).collect();
    let drawn = Drawn { title: t.word(title), description, points: &points, days: foot(t, days) };
    Chart {
        id,
        lines: Lines::draw(side(t), drawn, |number| t.number(number)),
        legend: [t.word(one.0), t.word(other.0)],
    }
}

/// Which way charts go.
pub(super) fn side(t: &Tongue) -> Side {
    Side { mirrored: t.direction() == "rtl" }
}

/// The days, or where there are many, seven at a time.
pub(super) fn rows(t: &Tongue, columns: &[Column], days: &[(NaiveDate, Daily)]) -> Vec<Row> {
    spans(t, days, |name, span| {
        let all = span.iter().fold(Daily::default(), |sum, (_, daily)| sum.and(*daily));
        Row { name, href: None, cells: columns.iter().map(|(_, of)| t.number(of(&all))).collect() }
    })
}

/// What columns are called.
pub(super) fn heads(t: &Tongue, columns: &[Column]) -> Vec<String> {
    columns.iter().map(|(key, _)| t.word(key)).collect()
}
