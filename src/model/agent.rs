//! People of the team.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::place::words;
use super::{AgentId, in_one_line};

words! {
    /// What a person of the team may do.
    AgentRole: "role of an agent" {
        /// Everything.
        Admin = "admin",
        /// Articles and conversations.
        Curator = "curator",
        /// Conversations.
        Agent = "agent",
        /// Looking on.
        Viewer = "viewer",
    }
}

impl AgentRole {
    /// Somebody with this role may do what `needed` may: each role may do what the one below it may.
    #[must_use]
    pub fn may(self, needed: Self) -> bool {
        self.rank() >= needed.rank()
    }

    /// The lower of the two.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        if self.may(other) { other } else { self }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Viewer => 0,
            Self::Agent => 1,
            Self::Curator => 2,
            Self::Admin => 3,
        }
    }
}

/// By what name customers know people of the team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownBy {
    /// Their name.
    #[default]
    Name,
    /// Its first word.
    FirstName,
    /// That of a team, or the brand where there is none.
    Team,
    /// The brand.
    Brand,
    /// None.
    Nothing,
}

/// Somebody of the team who speaks in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// Their name.
    pub name: String,
    /// The team to which the conversation was handed, else the first of theirs.
    pub team: Option<String>,
}

impl KnownBy {
    /// The name that customers are told of somebody; `None` if they are told none.
    #[must_use]
    pub fn told(self, speaker: &Speaker, brand: &str) -> Option<String> {
        let name = match self {
            Self::Name => speaker.name.as_str(),
            Self::FirstName => speaker.name.split_whitespace().next().unwrap_or_default(),
            Self::Team => speaker.team.as_deref().unwrap_or(brand),
            Self::Brand => brand,
            Self::Nothing => return None,
        };
        Some(name.to_owned()).filter(|name| !name.is_empty())
    }
}

/// What somebody of the team is called: 1 to 60 characters in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentName(String);

/// A text is no name of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 60 characters in one line, and none that is not seen and turns the direction of writing")]
pub struct InvalidAgentName;

impl AgentName {
    /// The longest, in characters.
    pub const LONGEST: usize = 60;

    /// As it is written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl FromStr for AgentName {
    type Err = InvalidAgentName;

    /// White space around it and between words counts as one space.
    fn from_str(text: &str) -> Result<Self, InvalidAgentName> {
        in_one_line(text, Self::LONGEST).map(Self).ok_or(InvalidAgentName)
    }
}

/// A person of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agent {
    /// Their id.
    pub id: AgentId,
    /// What they sign in with.
    pub email: String,
    /// What colleagues and customers call them.
    pub name: String,
    /// What they may do.
    pub role: AgentRole,
    /// The language of their desk.
    pub language: String,
    /// May sign in.
    pub active: bool,
}
