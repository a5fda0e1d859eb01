//! What customers are told of who of the team speaks.

use serde::{Deserialize, Serialize};

/// What is done with an answer that is not in the question's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", expecting = "\"note\", \"plain\" or \"person\"")]
pub enum OtherLanguage {
    /// It is given with a note.
    Note,
    /// It is given as any other.
    Plain,
    /// A person is fetched.
    Person,
}

/// By what name customers know people of the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", expecting = "\"name\", \"first_name\", \"team\", \"brand\" or \"none\"")]
pub enum AgentNames {
    /// Their name.
    Name,
    /// Its first word.
    FirstName,
    /// That of the team to which the conversation was handed, else of their own.
    Team,
    /// That of us all.
    Brand,
    /// None.
    None,
}
