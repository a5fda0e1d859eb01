//! What people of the team sort conversations by: labels in their own words, and how urgent something is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::in_one_line;
use super::place::words;

/// The longest label, in characters.
const LONGEST: usize = 40;

words! {
    /// How urgent a conversation is.
    Priority: "priority" {
        /// Before everything else.
        Urgent = "urgent",
        /// Before the usual.
        High = "high",
        /// As usual.
        Normal = "normal",
        /// When there is time.
        Low = "low",
    }
}

impl Priority {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::High, Self::Normal, Self::Low];
}

/// A label: one to forty characters in one line, as the team writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(String);

/// What was written is no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a label has 1 to {LONGEST} characters in one line")]
pub struct InvalidLabel;

impl Label {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Label {
    type Err = InvalidLabel;

    /// Letters that Arabic and Persian keyboards type differently become one, so that they make one label.
    fn from_str(text: &str) -> Result<Self, InvalidLabel> {
        let text = in_one_line(text, LONGEST).ok_or(InvalidLabel)?;
        Ok(Self(text.replace('ي', "ی").replace('ك', "ک")))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
