//! When customers are asked how content they are.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::values;

/// Ratings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Rating {
    /// Whether anybody is asked.
    pub ask: bool,
    /// How long nobody is asked again.
    #[serde(with = "values::duration")]
    pub again_after: Duration,
    /// How long a rating can be given, changed and commented on. More than zero.
    #[serde(with = "values::duration")]
    pub open_for: Duration,
}
