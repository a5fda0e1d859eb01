//! What customers are told of who of the team speaks.

use serde::{Deserialize, Serialize};

/// By what name customers know people of the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", expecting = "\"name\", \"first_name\" or \"team\"")]
pub enum AgentNames {
    /// Their name.
    Name,
    /// Its first word.
    FirstName,
    /// That of the team.
    Team,
}
