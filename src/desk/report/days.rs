//! The days of a period by name: below a chart, and in the rows of the table beside it.

use chrono::NaiveDate;

use crate::dates::midnight;
use crate::desk::tongue::Tongue;

/// Days up to which each has a row of its own.
const DAILY: usize = 14;

fn short(t: &Tongue, day: NaiveDate) -> String {
    t.day_and_month(&midnight(day, t.zone()))
}

/// The first, the middle and the last day, by their places: what stands below a chart.
pub(in crate::desk) fn foot<V>(t: &Tongue, days: &[(NaiveDate, V)]) -> Vec<(usize, String)> {
    let last = days.len().saturating_sub(1);
    let mut named = vec![0, last / 2, last];
    named.dedup();
    named.into_iter().filter_map(|at| Some((at, short(t, days.get(at)?.0)))).collect()
}

/// A row for each day, or where there are many, for seven at a time.
pub(in crate::desk) fn spans<V, R>(
    t: &Tongue,
    days: &[(NaiveDate, V)],
    row: impl Fn(String, &[(NaiveDate, V)]) -> R,
) -> Vec<R> {
    let length = if days.len() > DAILY { 7 } else { 1 };
    let named = |span: &[(NaiveDate, V)]| {
        let (first, last) = (short(t, span[0].0), short(t, span[span.len() - 1].0));
        let name = if span.len() == 1 { first } else { t.text("report-days", &[("from", &first), ("to", &last)]) };
        row(name, span)
    };
    days.chunks(length).map(named).collect()
}
