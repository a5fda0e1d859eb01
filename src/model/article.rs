//! Pointers to knowledge, as decisions and timelines keep them.

use serde::{Deserialize, Serialize};

/// An article that could be the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The article's id.
    pub article: String,
    /// Its title.
    pub title: String,
    /// How probably it answers the question, 0 to 1.
    pub confidence: f64,
}

/// Where an answer comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// The article's id.
    pub article: String,
    /// Its title.
    pub title: String,
    /// The answer is a part of it, and the whole of it can be had.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub part: bool,
    /// The heading over that part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The language it is in, where that is not the question's, and whoever asked is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}
