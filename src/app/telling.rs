//! Looks whether what people wished to know is known by now, whenever articles change, and has them told. Every node looks; one tells.
//!
//! Only the knowledge base is asked, which the team keeps: another answerer may cost money, or say something else each time.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::answer::{Answerer, KnowledgeAnswerer};
use crate::clock::Edge;
use crate::engine::Engine;
use crate::library::Library;
use crate::model::{About, Question, Verdict};
use crate::store::{OpenWish, Store, StoreError};

/// How many are told within a minute, by all nodes together: one article may be what thousands wait for, and whoever asks something
/// now is not to wait for that.
const A_MINUTE: i64 = 60;

/// Wishes that are looked at in one go.
const AT_ONCE: i64 = 20;

/// How often is looked whether there are new ones, and room in a new minute.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// How often each is looked at where no article changes: synonyms, the calibration and what texts mean change what is found, too.
const EACH_AGAIN: TimeDelta = TimeDelta::hours(1);

/// What it needs.
#[derive(Clone)]
pub(super) struct Telling {
    pub(super) store: Store,
    pub(super) engine: Arc<Engine>,
    pub(super) library: Library,
    pub(super) answerer: KnowledgeAnswerer,
    pub(super) edge: Edge,
}

impl Telling {
    /// Works until `stop` is cancelled.
    pub(super) async fn follow(self, stop: CancellationToken) {
        let mut revisions = self.library.revisions();
        while !stop.is_cancelled() {
            if let Err(error) = self.look(&stop).await {
                tracing::warn!(%error, "who wished to know something is not told yet");
            }
            tokio::select! {
                _ = revisions.changed() => {}
                () = sleep(LOOK_AGAIN) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Looks at every wish that was not looked at lately, as long as more may be told.
    async fn look(&self, stop: &CancellationToken) -> Result<(), StoreError> {
        // Where nothing is found, nothing is looked at.
        while !stop.is_cancelled() && self.library.knowledge().flaw().is_none() {
            let (now, revision) = (self.edge.now(), self.library.knowledge().revision());
            let wishes = self.store.untold_wishes(revision, now - EACH_AGAIN, AT_ONCE).await?;
            if wishes.is_empty() {
                return Ok(());
            }
            let mut room = A_MINUTE - self.store.wishes_told_since(now - TimeDelta::minutes(1)).await?;
            if room <= 0 {
                return Ok(());
            }
            let mut unknown = Vec::new();
            for wish in wishes {
                let begun = Instant::now();
                let known = self.known(&wish).await?;
                // Customers' questions come first.
                sleep(begun.elapsed()).await;
                let told = match known {
                    Some(verdict) => self.engine.tell(wish.conversation, wish.reply, verdict).await?,
                    None => false,
                };
                if told {
                    room -= 1;
                } else {
                    unknown.push(wish);
                }
                if room <= 0 {
                    break;
                }
            }
            self.store.looked_at_wishes(unknown, revision).await?;
        }
        Ok(())
    }

    /// The answer, if there is one by now. Where something was refused, only what was written since can be one.
    async fn known(&self, wish: &OpenWish) -> Result<Option<Verdict>, StoreError> {
        let mut refused = Vec::new();
        for article in &wish.refused {
            if !self.library.answers_otherwise(article, wish.asked_at).await? {
                refused.push(article.clone());
            }
        }
        let question = Question {
            about: About::Text(wish.question.clone()),
            language: wish.language.clone(),
            refused,
            earlier: wish.earlier.clone(),
            circle: self.store.circle_of(wish.conversation).await?,
        };
        let verdict = match self.answerer.answer(&question).await {
            Ok(verdict) => verdict,
            Err(error) => {
                tracing::warn!(%error, "it is not known whether there is an answer");
                None
            }
        };
        let Some(Verdict::Answer { sources, .. }) = &verdict else { return Ok(None) };
        if wish.refused.is_empty() {
            return Ok(verdict);
        }
        let Some(source) = sources.first() else { return Ok(None) };
        let is_new = self.library.is_newer(&source.article, wish.asked_at).await?;
        Ok(verdict.filter(|_| is_new))
    }
}
