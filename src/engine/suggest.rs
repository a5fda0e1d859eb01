//! What the answerers would say to a customer's question, for somebody of the team who answers it. Nothing follows from it: it is
//! counted nowhere and told nobody.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;

use super::Engine;
use crate::model::{About, Conversation, Question, Verdict};

/// How long somebody who writes waits for a suggestion.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// What could be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// The article's title.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// How probably it answers, 0 to 1, if that is known.
    pub confidence: Option<f64>,
}

impl Engine {
    /// The article that most probably answers this in a conversation, whose customer has not refused it. `None` if none does, or none in time.
    pub async fn suggest(&self, text: &str, of: &Conversation) -> Option<Hint> {
        let ask = async {
            match self.look_up(About::Text(text.to_owned()), of).await? {
                Verdict::Answer { body, sources, why, .. } => {
                    Some(Hint { title: sources.first()?.title.clone(), body, confidence: why["confidence"].as_f64() })
                }
                Verdict::Suggest { suggestions, .. } => {
                    let first = suggestions.into_iter().next()?;
                    let Verdict::Answer { body, .. } = self.look_up(About::Article(first.article), of).await? else {
                        return None;
                    };
                    Some(Hint { title: first.title, body, confidence: Some(first.confidence) })
                }
                Verdict::Unknown { .. } | Verdict::Failed => None,
            }
        };
        tokio::time::timeout(TIME_LIMIT, ask).await.ok().flatten()
    }

    /// The first verdict.
    async fn look_up(&self, about: About, of: &Conversation) -> Option<Verdict> {
        let (language, refused) = (of.language.clone(), of.memory.refused.clone());
        let circle = self.store.circle_of(of.id).await.unwrap_or_default();
        let question = Question { about, language, refused, earlier: None, circle };
        for answerer in &self.answerers {
            let asked = AssertUnwindSafe(answerer.answer(&question)).catch_unwind().await;
            match asked {
                Ok(Ok(Some(verdict))) => return Some(verdict),
                Ok(Ok(None)) => {}
                Ok(Err(error)) => {
                    tracing::warn!(%error, "there is no suggestion");
                    return None;
                }
                Err(_) => {
                    tracing::error!(answerer = answerer.name(), "an answerer panicked");
                    return None;
                }
            }
        }
        None
    }
}
