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
