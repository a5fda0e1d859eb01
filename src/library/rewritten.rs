//! Whether customers are told something else than they were: what somebody refused is no answer to them until then.

use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Reader};

use super::Library;
use crate::store::StoreError;

impl Library {
    /// Whether an article answers in other words than it did then. A draft beside it, a label or another wording of the question
    /// changes nothing of what somebody is told.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn answers_otherwise(&self, id: &str, then: DateTime<Utc>) -> Result<bool, StoreError> {
        self.differs(id, then, |now, was| told(now) != told(was)).await
    }

    /// Whether an article could not be found then as it is now: it answers in other words, or is asked for in others.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn is_newer(&self, id: &str, then: DateTime<Utc>) -> Result<bool, StoreError> {
        let asked = |article: &Article| (article.title.clone(), article.questions.clone(), article.audience.clone());
        self.differs(id, then, |now, was| told(now) != told(was) || asked(now) != asked(was)).await
    }

    async fn differs(
        &self,
        id: &str,
        then: DateTime<Utc>,
        is_other: impl Fn(&Article, &Article) -> bool + Send,
    ) -> Result<bool, StoreError> {
        let Some(now) = self.knowledge.article(id, &Reader::PUBLIC) else { return Ok(false) };
        let was = self.store.published_by(id, then).await?;
        Ok(was.is_none_or(|was| is_other(&now, &was)))
    }
}

/// What customers are told: one without a text is its title.
fn told(article: &Article) -> &str {
    if article.body.trim().is_empty() { &article.title } else { &article.body }
}
