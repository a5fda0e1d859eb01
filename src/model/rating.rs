//! Ratings: what customers say of the help that they got.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::AgentId;

/// How content somebody is, from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Score(u8);

/// A number that is no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no score; allowed is 1 to 5")]
pub struct InvalidScore(i64);

impl Score {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// From 1 to 5.
    #[must_use]
    pub fn get(self) -> i64 {
        i64::from(self.0)
    }

    /// The face that stands for it, on buttons and at the desk: the same in every language and direction.
    #[must_use]
    pub fn face(self) -> &'static str {
        match self.0 {
            1 => "😞",
            2 => "🙁",
            3 => "😐",
            4 => "🙂",
            _ => "😀",
        }
    }
}

impl TryFrom<i64> for Score {
    type Error = InvalidScore;

    fn try_from(number: i64) -> Result<Self, InvalidScore> {
        Self::ALL.into_iter().find(|score| score.get() == number).ok_or(InvalidScore(number))
    }
}

impl From<Score> for i64 {
    fn from(score: Score) -> Self {
        score.get()
    }
}

/// A question for a rating, as a conversation remembers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RatingAsked {
    /// The number of the reply that asks, by which the rating is known.
    pub reply: u32,
    /// The number of the reply that stands in its place now.
    pub shown: u32,
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// What was given, the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// The platform's id of the message that is the comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl RatingAsked {
    /// A press under the reply of this number is about it.
    pub(crate) fn is_under(&self, reply: u32) -> bool {
        (self.reply..=self.shown).contains(&reply)
    }
}

/// On which terms ratings are asked for and taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingTerms {
    /// This customer may be asked now: it is wanted, and they were not asked lately. Known where the team resolves.
    pub asks: bool,
    /// How long one can be given, changed and commented on.
    pub open_for: Duration,
    /// People can reply to one message of ours here.
    pub replies: bool,
    /// Which of the events, by their seq, reply to the message that asks.
    pub comments: Vec<i64>,
}

/// A rating as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Who had resolved the matter.
    pub agent: Option<AgentId>,
    /// What was given, and when.
    pub given: Option<(Score, DateTime<Utc>)>,
    /// What was said with it.
    pub comment: Option<String>,
}
