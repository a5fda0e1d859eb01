//! Dates and durations as people read them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use hamyar::dates::{Reader, persian_digits};
use hamyar::words::Catalog;
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// What `tell` says in English and in Persian, to readers in `zone`.
fn both(zone: Tz, tell: impl Fn(Reader<'_>) -> String) -> String {
    let words = Catalog::default();
    let said = ["en", "fa"].map(|language| tell(Reader { words: &words, language, zone }));
    said.join(" | ")
}

#[test]
fn a_moment_is_told_in_the_readers_calendar_and_zone() {
    let moment = |at_: &str, zone| both(zone, |reader| reader.moment(at(at_)));
    assert_eq!(moment("2026-11-22T14:21:00Z", Tz::UTC), "22 November 2026, 14:21 | ۱ آذر ۱۴۰۵، ۱۴:۲۱");
    assert_eq!(moment("2026-11-21T22:00:00Z", Tz::Asia__Tehran), "22 November 2026, 01:30 | ۱ آذر ۱۴۰۵، ۰۱:۳۰");
    assert_eq!(moment("2025-03-20T12:00:00Z", Tz::UTC), "20 March 2025, 12:00 | ۳۰ اسفند ۱۴۰۳، ۱۲:۰۰", "a leap year");
    assert_eq!(moment("2025-03-21T12:00:00Z", Tz::UTC), "21 March 2025, 12:00 | ۱ فروردین ۱۴۰۴، ۱۲:۰۰");
    assert_eq!(moment("2026-07-01T10:00:00Z", Tz::Europe__Berlin), "1 July 2026, 12:00 | ۱۰ تیر ۱۴۰۵، ۱۲:۰۰");
}

#[test]
fn a_day_is_told_as_short_as_it_is_clear() {
    let now = at("2026-03-22T12:00:00Z");
    let day = |at_: &str| both(Tz::UTC, |reader| reader.day(at(at_), now));
    assert_eq!(day("2026-03-22T00:00:00Z"), "today | امروز");
    assert_eq!(day("2026-03-21T23:59:59Z"), "yesterday | دیروز");
    assert_eq!(day("2026-03-20T12:00:00Z"), "20 March | ۲۹ اسفند ۱۴۰۴", "the Jalali year is another one");
    assert_eq!(day("2025-12-31T12:00:00Z"), "31 December 2025 | ۱۰ دی ۱۴۰۴");
    assert_eq!(day("2026-03-23T12:00:00Z"), "23 March | ۳ فروردین", "a clock that is behind");
}

#[test]
fn a_duration_is_told_in_its_two_largest_units() {
    let told = |seconds| both(Tz::UTC, |reader| reader.duration(Duration::from_secs(seconds)));
    assert_eq!(told(59), "less than a minute | کمتر از یک دقیقه");
    assert_eq!(told(3 * 60 + 59), "3 min | ۳ دقیقه");
    assert_eq!(told(90 * 60), "1 h 30 min | ۱ ساعت و ۳۰ دقیقه");
    assert_eq!(told(24 * 3600 + 59 * 60), "1 day | ۱ روز");
    assert_eq!(told(53 * 3600), "2 days 5 h | ۲ روز و ۵ ساعت");
}

#[test]
fn digits_become_persian_and_nothing_else_does() {
    assert_eq!(persian_digits("10.5% of 1,204 in v2."), "۱۰٫۵% of ۱,۲۰۴ in v۲.");
    assert_eq!(persian_digits(""), "");
}

proptest! {
    #[test]
    fn every_instant_and_duration_is_told(seconds in -8_000_000_000_000i64..8_000_000_000_000, length in any::<u64>()) {
        let instant = DateTime::from_timestamp(seconds, 0).unwrap();
        let told = both(Tz::Asia__Tehran, |reader| {
            format!("{}{}{}", reader.moment(instant), reader.day(instant, instant), reader.duration(Duration::from_secs(length)))
        });
        prop_assert!(!told.contains("date-"), "{}", told);
    }
}
