//! Settings of the web desk.

use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::error::shortened;
use super::{OpenId, values};

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
    /// The roles that must have a second factor.
    #[serde(deserialize_with = "roles")]
    pub second_factor_for: Vec<DeskRole>,
    /// Signing in through a provider.
    pub openid: OpenId,
}

/// What a person of the team may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskRole {
    /// Everything.
    Admin,
    /// Articles and conversations.
    Curator,
    /// Conversations.
    Agent,
    /// Looking on.
    Viewer,
}

fn roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<DeskRole>, D::Error> {
    values::list(deserializer)?.iter().map(|text| role(text)).collect()
}

/// A role that may be left out.
pub(super) fn optional_role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DeskRole>, D::Error> {
    role(&String::deserialize(deserializer)?).map(Some)
}

fn role<E: Error>(text: &str) -> Result<DeskRole, E> {
    match text {
        "admin" => Ok(DeskRole::Admin),
        "curator" => Ok(DeskRole::Curator),
        "agent" => Ok(DeskRole::Agent),
        "viewer" => Ok(DeskRole::Viewer),
        other => {
            let found = shortened(other);
            Err(E::custom(format!("found {found}, allowed are admin, curator, agent and viewer")))
        }
    }
}
