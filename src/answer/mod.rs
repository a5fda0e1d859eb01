//! Answerers: whoever can say something to a question. They are asked in order; the first that does not pass wins.

mod calendar;
mod judge;
mod knowledge;
mod language;

use async_trait::async_trait;

pub use self::calendar::Calendar;
pub use self::judge::{Calibration, Judge, Unusable};
pub use self::knowledge::KnowledgeAnswerer;
pub use self::language::OtherLanguage;
use crate::model::{Question, Verdict};

/// An answerer could not answer, though it may know the answer. The customer gets a person.
#[derive(Debug, thiserror::Error)]
#[error("{answerer} failed: {reason}")]
pub struct AnswerError {
    /// Which answerer.
    pub answerer: &'static str,
    /// Why, without the words of the question.
    pub reason: String,
}

/// Somebody who may know the answer.
///
/// It is asked only while the bot holds the conversation, sees only the [`Question`], and has [`TIME_LIMIT`] for it; after that,
/// and when it fails or panics, the customer gets a person. It may be asked the same question again, and about several
/// conversations at once.
#[async_trait]
pub trait Answerer: Send + Sync + 'static {
    /// Its name, for logs and figures.
    fn name(&self) -> &'static str;

    /// What it says; `None` passes the question on to the next.
    async fn answer(&self, question: &Question) -> Result<Option<Verdict>, AnswerError>;
}

/// How long an answerer may take.
pub const TIME_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
