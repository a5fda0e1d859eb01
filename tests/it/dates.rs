//! Dates and durations as people read them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use hamyar::dates::{Reader, persian_digits, read_day, read_moment};
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

#[test]
fn a_day_is_read_in_either_calendar_and_in_any_digits() {
    let same =
        ["2026-11-23", "۱۴۰۵/۹/۲", "1405/09/02", "۱۴۰۵-۰۹-۰۲", "١٤٠٥/٩/٢", " 1405.9.2 ", "۲۰۲۶/۱۱/۲۳", "2026/11/23"];
    for text in same {
        assert_eq!(read_day(text).map(|day| day.to_string()).as_deref(), Some("2026-11-23"), "{text}");
    }
    assert_eq!(read_day("1403/12/30").map(|day| day.to_string()).as_deref(), Some("2025-03-20"), "a leap year");
    let none = [
        "",
        "today",
        "1405/9",
        "1405/9/2/1",
        "1404/12/30",
        "1405/13/1",
        "1405/7/31",
        "1405/0/1",
        "2026-02-30",
        "05/9/2",
        "99999-1-1",
        "-1405/9/2",
        "+1405/9/2",
        "2/9/1405",
        "1405/9/256",
        "1405//2",
    ];
    for text in none {
        assert_eq!(read_day(text), None, "{text}");
    }
    let moments = ["2026-11-23T14:05", "2026-11-23T14:05:00", "۱۴۰۵/۹/۲ ۱۴:۰۵", "۱۴۰۵/۹/۲، ۱۴:۰۵", "1405/9/2   14:05"];
    for text in moments {
        let read = read_moment(text).map(|moment| moment.to_string());
        assert_eq!(read.as_deref(), Some("2026-11-23 14:05:00"), "{text}");
    }
    for text in ["۱۴۰۵/۹/۲", "14:05", "۱۴۰۵/۹/۲ ۲۵:۰۰", "۱۴۰۵/۹/۲ ۱۴"] {
        assert_eq!(read_moment(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_day_in_digits_is_read_again(days in -70_000_i64..80_000) {
        let day = at("2026-11-22T12:00:00Z").date_naive() + chrono::Duration::days(days);
        let words = Catalog::default();
        for language in ["en", "fa"] {
            let written = Reader { words: &words, language, zone: Tz::UTC }.in_digits(day);
            prop_assert_eq!(read_day(&written), Some(day), "{}", written);
        }
    }

    #[test]
    fn every_instant_and_duration_is_told(seconds in -8_000_000_000_000i64..8_000_000_000_000, length in any::<u64>()) {
        let instant = DateTime::from_timestamp(seconds, 0).unwrap();
        let told = both(Tz::Asia__Tehran, |reader| {
            format!("{}{}{}", reader.moment(instant), reader.day(instant, instant), reader.duration(Duration::from_secs(length)))
        });
        prop_assert!(!told.contains("date-"), "{}", told);
    }
}
