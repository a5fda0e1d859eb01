//! Wishes: questions that nothing answered, whose askers want to be told when something does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How many wishes of one person may be open at once.
pub const MOST_WISHES: usize = 20;

/// How many questions a conversation keeps in mind that its asker might yet wish to be told about.
const OFFERS: usize = 5;

/// A question that nothing answered. It may be wished, by the button under the reply that said so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// The number of that reply.
    pub reply: u32,
    /// What was asked.
    pub question: String,
    /// The earlier question with which it was read together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<String>,
    /// The language it was asked in.
    pub language: String,
    /// The platform's ids of the messages that asked.
    pub messages: Vec<String>,
    /// Articles that were refused by then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// When nothing answered it.
    pub asked_at: DateTime<Utc>,
    /// Its asker wants to be told.
    #[serde(default)]
    pub wished: bool,
}

/// Keeps a question that may be wished, and lets go of the oldest that nobody wished.
pub(crate) fn keep(wishes: &mut Vec<Wish>, wish: Wish) {
    let idle: Vec<usize> = (0..wishes.len()).filter(|at| !wishes[*at].wished).collect();
    if idle.len() >= OFFERS {
        wishes.remove(idle[0]);
    }
    wishes.push(wish);
}
