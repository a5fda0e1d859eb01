//! Settings of the web desk.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::values;

/// The web desk.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Desk {
    /// How long a login lasts.
    #[serde(with = "values::duration")]
    pub session_lifetime: Duration,
    /// How long an invitation to the team can be followed.
    #[serde(with = "values::duration")]
    pub invitation_lifetime: Duration,
}
