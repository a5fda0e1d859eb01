//! People of the team.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::AgentId;
use super::place::words;

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

/// By what name customers know people of the team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownBy {
    /// Their name.
    #[default]
    Name,
    /// Its first word.
    FirstName,
    /// That of the team.
    Team,
}

impl KnownBy {
    /// The name that customers are told of somebody in a team of this name.
    #[must_use]
    pub fn told(self, name: &str, team: &str) -> String {
        match self {
            Self::Name => name.to_owned(),
            Self::FirstName => name.split_whitespace().next().unwrap_or_default().to_owned(),
            Self::Team => team.to_owned(),
        }
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
