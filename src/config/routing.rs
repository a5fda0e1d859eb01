//! To whom what waits for people is given.

use std::num::NonZeroU16;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::values;

/// Routing.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Routing {
    /// Whether, and in which order.
    pub mode: RoutingMode,
    /// How many open conversations somebody is given at most.
    pub capacity: NonZeroU16,
    /// When a conversation goes to a colleague of whoever is not there.
    #[serde(with = "values::duration")]
    pub take_over_after: Duration,
}

/// Who is given the next conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", expecting = "\"off\", \"round_robin\" or \"least_busy\"")]
pub enum RoutingMode {
    /// Nobody: they take what they like.
    Off,
    /// Each in turn.
    RoundRobin,
    /// Whoever holds the fewest.
    LeastBusy,
}
