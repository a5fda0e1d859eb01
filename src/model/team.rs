//! Teams: named groups of people of the team.

use std::str::FromStr;

use serde::Serialize;

use super::{TeamId, in_one_line};

/// A group of people to which a conversation can be handed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What it is called.
    pub name: String,
}

/// The name of a team: 1 to 40 characters in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamName(String);

/// A text is no name of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a team's name is 1 to 40 characters in one line")]
pub struct InvalidTeamName;

impl TeamName {
    /// The longest, in characters.
    pub const LONGEST: usize = 40;

    /// As it is written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl FromStr for TeamName {
    type Err = InvalidTeamName;

    /// White space around it and between words counts as one space.
    fn from_str(text: &str) -> Result<Self, InvalidTeamName> {
        in_one_line(text, Self::LONGEST).map(Self).ok_or(InvalidTeamName)
    }
}
