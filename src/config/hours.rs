//! When people are there, as it is written in settings.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

use super::check::{Problem, problem_of};
use super::error::shortened;
use super::values;

/// When people are there. A day that is left out is closed, if another is set; if none is, it is always open.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Hours {
    /// Where they are; `None` for [`super::Config::time_zone`].
    #[serde(default, deserialize_with = "zone")]
    pub time_zone: Option<Tz>,
    /// The hours of this day.
    pub monday: Option<Day>,
    /// The hours of this day.
    pub tuesday: Option<Day>,
    /// The hours of this day.
    pub wednesday: Option<Day>,
    /// The hours of this day.
    pub thursday: Option<Day>,
    /// The hours of this day.
    pub friday: Option<Day>,
    /// The hours of this day.
    pub saturday: Option<Day>,
    /// The hours of this day.
    pub sunday: Option<Day>,
    /// Days on which nobody is there.
    pub holidays: Holidays,
}

impl Hours {
    /// The spans of each day from Monday on; `None` where no day is set.
    #[must_use]
    pub fn week(&self) -> Option<[Vec<(u16, u16)>; 7]> {
        let days = self.days();
        let set = days.iter().any(|(_, day)| day.is_some());
        set.then(|| days.map(|(_, day)| day.map(Day::minutes).unwrap_or_default()))
    }

    /// How many minutes of a week are open.
    pub(super) fn of_a_week(&self) -> u64 {
        let of_day = |day: &Vec<(u16, u16)>| day.iter().map(|(from, to)| u64::from(to - from)).sum::<u64>();
        self.week().map_or(7 * 24 * 60, |week| week.iter().map(of_day).sum())
    }

    /// The days from Monday on, each with its key.
    fn days(&self) -> [(&'static str, Option<&Day>); 7] {
        [
            ("hours.monday", self.monday.as_ref()),
            ("hours.tuesday", self.tuesday.as_ref()),
            ("hours.wednesday", self.wednesday.as_ref()),
            ("hours.thursday", self.thursday.as_ref()),
            ("hours.friday", self.friday.as_ref()),
            ("hours.saturday", self.saturday.as_ref()),
            ("hours.sunday", self.sunday.as_ref()),
        ]
    }
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Tz>, D::Error> {
    values::time_zone(deserializer).map(Some)
}

/// Somebody is there at some time.
pub(super) fn problem(hours: &Hours) -> Option<Problem> {
    let closed = hours.week()?.iter().all(Vec::is_empty);
    let (key, _) = hours.days().into_iter().find(|(_, day)| day.is_some())?;
    closed.then(|| problem_of(key, "no day has any hours, allowed is at least one day with hours, or no day at all"))
}

/// The hours of a day, in order and apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day(Vec<Span>);

impl Day {
    fn minutes(&self) -> Vec<(u16, u16)> {
        self.0.iter().map(|span| (span.from, span.to)).collect()
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spans = values::list(deserializer)?.iter().map(|text| text.parse()).collect::<Result<Vec<Span>, _>>();
        let mut spans = spans.map_err(D::Error::custom)?;
        spans.sort_by_key(|span| span.from);
        let overlap = spans.windows(2).find(|pair| pair[1].from < pair[0].to);
        match overlap {
            Some([one, other]) => {
                Err(D::Error::custom(format!("{one} and {other} overlap, allowed are hours one after the other")))
            }
            _ => Ok(Self(spans)),
        }
    }
}

/// From a minute of the day up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: u16,
    to: u16,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let allowed = "allowed are a first and a last time from 00:00 to 24:00, such as \"09:00-17:30\"";
        let ends = text.split_once(['-', '–']);
        let Some((from, to)) = ends.and_then(|(from, to)| Some((minute(from)?, minute(to)?))) else {
            return Err(format!("found {}, {allowed}", shortened(text)));
        };
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(format!(
                "found {}, which ends before it begins; {allowed}. What goes on after midnight is written with \
                         the next day, too: \"22:00-24:00\", then \"00:00-06:00\"",
                shortened(text)
            ))
        }
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day <= 24 * 60).then_some(of_day)
}

/// Days on which nobody is there, with their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<NaiveDate, String>);

impl Holidays {
    /// The days.
    #[must_use]
    pub fn days(&self) -> &BTreeMap<NaiveDate, String> {
        &self.0
    }
}

impl Serialize for Holidays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(day, name)| format!("{day} {name}")))
    }
}

impl<'de> Deserialize<'de> for Holidays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut days = BTreeMap::new();
        for text in values::list(deserializer)? {
            let (day, name) = holiday(&text).map_err(D::Error::custom)?;
            if days.insert(day, name).is_some() {
                return Err(D::Error::custom(format!("{day} is there twice, allowed is each day once")));
            }
        }
        Ok(Self(days))
    }
}

/// A day as `2027-03-21 Nowruz`.
fn holiday(text: &str) -> Result<(NaiveDate, String), String> {
    let allowed = "allowed is a day of the Gregorian calendar and its name, such as \"2027-03-21 Nowruz\"";
    let day = text.trim().split_once(char::is_whitespace);
    let read = day.and_then(|(day, name)| Some((NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?, name.trim())));
    match read {
        Some((day, name)) if (2000..=9999).contains(&day.year()) => Ok((day, name.to_owned())),
        _ => Err(format!("found {}, {allowed}", shortened(text))),
    }
}
