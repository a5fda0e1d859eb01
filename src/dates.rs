//! Instants and durations as people read them: the Gregorian calendar in English, the Jalali one with Persian digits in
//! Persian, both in the reader's time zone. Pure: what time it is now is a parameter.

use std::time::Duration;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use hamyar_channel::{Words, WordsExt};
use icu_calendar::cal::Persian;
use icu_calendar::{Date, Iso};

pub use crate::words::persian_digits;
use crate::words::primary;

/// When a day begins. Where clocks are put forward at midnight, it is an hour later.
#[must_use]
pub fn midnight(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let at = |hour: u32| {
        let time = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
        zone.from_local_datetime(&time).earliest().map(|at| at.with_timezone(&Utc))
    };
    at(0).or_else(|| at(1)).unwrap_or_else(|| day.and_time(NaiveTime::MIN).and_utc())
}

/// Whom times are told to.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The words.
    pub words: &'a dyn Words,
    /// Their language.
    pub language: &'a str,
    /// Where they are.
    pub zone: Tz,
}

impl Reader<'_> {
    /// The day and the time: "22 November 2026, 14:21", «۱ آذر ۱۴۰۵، ۱۴:۲۱».
    #[must_use]
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        self.text("date-moment", &[("day", &self.date(at)), ("time", &self.time(at))])
    }

    /// The day with its year: "22 November 2026", «۱ آذر ۱۴۰۵».
    #[must_use]
    pub fn date(&self, at: DateTime<Utc>) -> String {
        let day = self.calendar_day(self.local_day(at));
        self.text("date-full", &[("day", &day.day), ("month", &day.month), ("year", &day.year)])
    }

    /// The day as short as it is clear `now`: "today", "yesterday", "20 November", and the year if it is another one.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (then, today) = (self.local_day(at), self.local_day(now));
        if then == today {
            return self.words.word(self.language, "date-today");
        }
        if today.checked_sub_days(Days::new(1)) == Some(then) {
            return self.words.word(self.language, "date-yesterday");
        }
        let day = self.calendar_day(then);
        if day.year == self.calendar_day(today).year {
            self.text("date-in-this-year", &[("day", &day.day), ("month", &day.month)])
        } else {
            self.date(at)
        }
    }

    /// The day without its year: "22 November", «۱ آذر».
    #[must_use]
    pub fn day_and_month(&self, at: DateTime<Utc>) -> String {
        let day = self.calendar_day(self.local_day(at));
        self.text("date-in-this-year", &[("day", &day.day), ("month", &day.month)])
    }

    /// A moment that comes: "14:21" today, "tomorrow, 09:00", "Monday, 09:00" within a week, else the day and the time.
    #[must_use]
    pub fn ahead(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (then, today) = (self.local_day(at), self.local_day(now));
        let day = match then.signed_duration_since(today).num_days() {
            0 => return self.time(at),
            1 => self.words.word(self.language, "date-tomorrow"),
            2..7 => self.words.word(self.language, weekday(then.weekday())),
            _ => self.day(at, now),
        };
        self.text("date-moment", &[("day", &day), ("time", &self.time(at))])
    }

    /// A moment that comes, for somebody who may read it days later: "today, 14:00", "Monday, 23 November, 09:00".
    #[must_use]
    pub fn appointment(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (then, day, time) = (self.local_day(at), self.day(at, now), self.time(at));
        if then == self.local_day(now) {
            return self.text("date-moment", &[("day", &day), ("time", &time)]);
        }
        let weekday = self.words.word(self.language, weekday(then.weekday()));
        self.text("date-appointment", &[("weekday", &weekday), ("day", &day), ("time", &time)])
    }

    /// The time of day: "14:21", «۱۴:۲۱».
    #[must_use]
    pub fn time(&self, at: DateTime<Utc>) -> String {
        let time = at.with_timezone(&self.zone).format("%H:%M").to_string();
        if self.is_persian() { persian_digits(&time) } else { time }
    }

    /// A duration in its two largest units, rounded down: "3 min", "1 h 30 min", «۳ دقیقه», «۲ روز و ۵ ساعت».
    #[must_use]
    pub fn duration(&self, duration: Duration) -> String {
        let minutes = duration.as_secs() / 60;
        let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
        let count = |key: &str, count: u64| self.text(key, &[("count", &count.to_string())]);
        let pair = |first: (&str, u64), second: (&str, u64)| match second.1 {
            0 => count(first.0, first.1),
            _ => self.text("date-and", &[("first", &count(first.0, first.1)), ("second", &count(second.0, second.1))]),
        };
        match (days, hours, minutes) {
            (0, 0, 0) => self.words.word(self.language, "date-moments"),
            (0, 0, minutes) => count("date-minutes", minutes),
            (0, hours, minutes) => pair(("date-hours", hours), ("date-minutes", minutes)),
            (days, hours, _) => pair(("date-days", days), ("date-hours", hours)),
        }
    }

    /// A day in digits, as it can be written again: "2026-11-23", «۱۴۰۵/۰۹/۰۲». [`read_day`] reads it.
    #[must_use]
    pub fn in_digits(&self, day: NaiveDate) -> String {
        if !self.is_persian() {
            return day.to_string();
        }
        let (year, month, day) = jalali(day);
        persian_digits(&format!("{year:04}/{month:02}/{day:02}"))
    }

    fn text(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.words.text(self.language, key, arguments)
    }

    fn is_persian(&self) -> bool {
        primary(self.language) == "fa"
    }

    fn local_day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// The parts of a day in the calendar of the reader's language.
    fn calendar_day(&self, day: NaiveDate) -> CalendarDay {
        let (year, month, day) = if self.is_persian() { jalali(day) } else { (day.year(), day.month(), day.day()) };
        CalendarDay {
            day: day.to_string(),
            month: self.words.word(self.language, &format!("date-month-{month}")),
            year: year.to_string(),
        }
    }
}

/// Years in which nobody means the other calendar.
const JALALI_YEARS: std::ops::RangeInclusive<i32> = 1200..=1699;
const GREGORIAN_YEARS: std::ops::RangeInclusive<i32> = 1700..=9998;

/// The day that somebody wrote: year, month and day in Latin, Persian or Arabic digits, between hyphens, slashes or points. The year
/// says of which calendar it is: «۱۴۰۵/۹/۲» and "2026-11-23" are one day. `None` if there is no such day.
#[must_use]
pub fn read_day(text: &str) -> Option<NaiveDate> {
    let text: String = text.trim().chars().map(latin).collect();
    let mut parts = text.split(['-', '/', '.']);
    let (year, month, day) = (figure(parts.next()?)?, figure(parts.next()?)?, figure(parts.next()?)?);
    if parts.next().is_some() {
        return None;
    }
    if GREGORIAN_YEARS.contains(&year) {
        return NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    }
    if !JALALI_YEARS.contains(&year) {
        return None;
    }
    let date = Date::try_new_persian(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()?;
    let date = date.to_calendar(Iso);
    NaiveDate::from_ymd_opt(date.year().extended_year(), date.month().ordinal.into(), date.day_of_month().0.into())
}

/// The day and the time that somebody wrote, the time behind a space or a comma: «۱۴۰۵/۹/۲ ۱۴:۰۵», or as browsers write it.
#[must_use]
pub fn read_moment(text: &str) -> Option<NaiveDateTime> {
    let text: String = text.trim().chars().map(latin).collect();
    let (day, time) = text.split_once(|between: char| between.is_whitespace() || matches!(between, 'T' | '،' | ','))?;
    let time = time.trim_start_matches(|between: char| between.is_whitespace() || matches!(between, '،' | ','));
    let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok())?;
    Some(read_day(day)?.and_time(time))
}

fn figure(digits: &str) -> Option<i32> {
    let digits = digits.trim();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The Latin digit for a Persian or an Arabic one; everything else as it is.
fn latin(character: char) -> char {
    let first = match character {
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        _ => return character,
    };
    char::from_digit(u32::from(character) - u32::from(first), 10).unwrap_or(character)
}

/// The parts of a day, ready to be put into a text.
struct CalendarDay {
    day: String,
    month: String,
    year: String,
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "date-monday",
        Weekday::Tue => "date-tuesday",
        Weekday::Wed => "date-wednesday",
        Weekday::Thu => "date-thursday",
        Weekday::Fri => "date-friday",
        Weekday::Sat => "date-saturday",
        Weekday::Sun => "date-sunday",
    }
}

/// Year, month and day in the Jalali calendar.
fn jalali(day: NaiveDate) -> (i32, u32, u32) {
    let (Ok(month), Ok(of_month)) = (u8::try_from(day.month()), u8::try_from(day.day())) else {
        return (day.year(), day.month(), day.day());
    };
    // Only years that no clock shows are out of its range.
    let Ok(date) = Date::try_new_iso(day.year(), month, of_month) else {
        return (day.year(), day.month(), day.day());
    };
    let date = date.to_calendar(Persian);
    (date.year().extended_year(), u32::from(date.month().ordinal), u32::from(date.day_of_month().0))
}
