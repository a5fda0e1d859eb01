//! How long customers wait for people.

use std::fmt;
use std::str::FromStr;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::place::words;

words! {
    /// How long customers wait, at least.
    WaitsFor: "time of waiting" {
        /// A quarter of an hour.
        Quarter = "15m",
        /// An hour.
        Hour = "1h",
        /// Four hours.
        Hours = "4h",
        /// A day.
        Day = "1d",
    }
}

impl WaitsFor {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Quarter, Self::Hour, Self::Hours, Self::Day];

    /// How long that is.
    #[must_use]
    pub fn time(self) -> Duration {
        match self {
            Self::Quarter => Duration::minutes(15),
            Self::Hour => Duration::hours(1),
            Self::Hours => Duration::hours(4),
            Self::Day => Duration::days(1),
        }
    }
}
