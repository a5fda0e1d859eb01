//! What the answerers would say to a customer's question, for somebody of the team who answers it. Nothing follows from it: it is
//! counted nowhere and told nobody.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;

use super::Engine;
use crate::model::{About, Circle, Conversation, Question, Verdict};

/// How long somebody who writes waits for a suggestion.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Articles that are suggested at once.
const MOST: usize = 3;

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
    /// The articles that may answer this in a conversation, whose customer has not refused them: at most three, the most probable
    /// first. None if none does, or none in time.
    pub async fn suggest(&self, text: &str, of: &Conversation) -> Vec<Hint> {
        tokio::time::timeout(TIME_LIMIT, self.hints(text, of)).await.unwrap_or_default()
    }

    async fn hints(&self, text: &str, of: &Conversation) -> Vec<Hint> {
        let circle = self.store.circle_of(of.id).await.unwrap_or_default();
        let (mut hints, others) = match self.look_up(About::Text(text.to_owned()), of, &circle).await {
            Some(Verdict::Answer { body, sources, why, others }) => {
                let hint = |title| Hint { title, body, confidence: why["confidence"].as_f64() };
                (sources.into_iter().next().map(|source| hint(source.title)).into_iter().collect(), others)
            }
            Some(Verdict::Suggest { suggestions, .. }) => (Vec::new(), suggestions),
            Some(Verdict::Unknown { .. } | Verdict::NoIndex | Verdict::Failed) | None => return Vec::new(),
        };
        for other in others {
            if hints.len() == MOST {
                break;
            }
            if let Some(Verdict::Answer { body, .. }) = self.look_up(About::Article(other.article), of, &circle).await {
                hints.push(Hint { title: other.title, body, confidence: Some(other.confidence) });
            }
        }
        hints
    }

    /// The first verdict.
    async fn look_up(&self, about: About, of: &Conversation, circle: &Circle) -> Option<Verdict> {
        let (language, refused) = (of.language.clone(), of.memory.refused.clone());
        let question = Question { about, language, refused, earlier: None, circle: circle.clone() };
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
