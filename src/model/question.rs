//! What the answerers are asked, and what they say.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Label, Source, Suggestion};

/// What an answerer may see.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What is asked about.
    pub about: About,
    /// The language of the conversation, a hint for the question's own.
    pub language: String,
    /// Articles that the customer refused in this conversation.
    pub refused: Vec<String>,
    /// What the same person asked before, where this question looks as if it went on with that: "and on Android?". An
    /// answerer that reads both together says so by [`Verdict::FOLLOWS`].
    pub earlier: Option<String>,
    /// What may be answered with.
    pub circle: Circle,
}

/// Who may read an answer: what decides which articles it may come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circle {
    /// Groups that all of those who read along belong to.
    pub groups: Vec<String>,
    /// They are in a place for one group: members, whatever it is called.
    pub closed: bool,
}

impl Circle {
    /// Those who are in a place of this group; and in a private chat the person, who bears these labels.
    #[must_use]
    pub fn of(group: Option<&Label>, person: Option<&BTreeSet<Label>>) -> Self {
        let groups = group.into_iter().chain(person.into_iter().flatten());
        Self { groups: groups.map(ToString::to_string).collect(), closed: group.is_some() }
    }
}

/// What is asked about.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// The customer's own words.
    Text(String),
    /// The article that the customer chose.
    Article(String),
}

/// What an answerer says.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// This is the answer.
    Answer {
        /// Markdown.
        body: String,
        /// The articles it comes from.
        sources: Vec<Source>,
        /// What else it could have been, most probable first.
        others: Vec<Suggestion>,
        /// How it was found, for the timeline: candidates, confidence, thresholds.
        why: Value,
    },
    /// It may be one of these, most probable first.
    Suggest {
        /// At least one.
        suggestions: Vec<Suggestion>,
        /// How they were found.
        why: Value,
    },
    /// No article answers it.
    Unknown {
        /// How that was found.
        why: Value,
    },
    /// The index of the articles is missing or damaged, and is being built anew: whatever it found could be wrong.
    NoIndex,
    /// Answering failed.
    Failed,
}

impl Verdict {
    /// The key under which `why` says that the question was read together with the one before.
    pub const FOLLOWS: &str = "follows";

    /// Whether the question was read together with the one before.
    #[must_use]
    pub fn follows(&self) -> bool {
        match self {
            Self::Answer { why, .. } | Self::Suggest { why, .. } | Self::Unknown { why } => why[Self::FOLLOWS] == true,
            Self::NoIndex | Self::Failed => false,
        }
    }
}
