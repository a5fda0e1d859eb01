//! Reading forums for old posts that are marked solved. What was accepted there becomes candidates for curators; nobody on the platform
//! is told anything, and nothing is published.

use std::sync::Arc;

use chrono::Duration;
use hamyar_channel::{Channel, PostsError};
use tokio_util::sync::CancellationToken;

use crate::clock::Edge;
use crate::engine::Engine;
use crate::model::says_solved;
use crate::store::{AcceptRules, ForumReading, Store, StoreError};

/// How often is looked whether somebody wishes for a forum.
const PERIOD: Duration = Duration::seconds(10);

/// After so long it is tried again, where the platform did not answer.
const AGAIN: Duration = Duration::minutes(1);

/// Whoever reads forums.
#[derive(Clone)]
pub(crate) struct Forums {
    pub(crate) store: Store,
    pub(crate) channels: Vec<Arc<dyn Channel>>,
    pub(crate) rules: Arc<AcceptRules>,
    pub(crate) edge: Edge,
}

impl Forums {
    /// Does so until `stop` is cancelled.
    pub(super) async fn follow(self, engine: Arc<Engine>, stop: CancellationToken) {
        loop {
            if let Some(Err(error)) = stop.run_until_cancelled(self.read_due(&engine)).await {
                tracing::warn!(%error, "forums could not be read");
            }
            let looked = self.edge.now();
            if stop.run_until_cancelled(self.edge.clock.sleep_until(looked + PERIOD)).await.is_none() {
                return;
            }
        }
    }

    async fn read_due(&self, engine: &Engine) -> Result<(), StoreError> {
        while let Some(reading) = self.store.claim_forum(None).await? {
            let read = self.page(reading).await?;
            engine.look();
            if !read.goes_on {
                tracing::info!(channel = %read.channel, posts = read.posts, "a forum was read");
            }
        }
        Ok(())
    }

    /// Reads one page, and keeps how far that is. What was read twice is there once.
    pub(crate) async fn page(&self, mut reading: ForumReading) -> Result<ForumReading, StoreError> {
        let own = self.store.solved_tag(&reading.channel, &reading.forum).await?;
        let says = |tag: &str| says_solved(tag, own.as_deref());
        let channel = self.channels.iter().find(|channel| *channel.id() == reading.channel);
        let read = match channel {
            Some(channel) => channel.solved_posts(&reading.forum, &says, reading.position.as_deref()).await,
            None => Err(PostsError::Unsupported),
        };
        let now = self.edge.now();
        let next = match read {
            Ok(page) => {
                reading.posts += i64::try_from(page.solved.len()).unwrap_or(i64::MAX);
                reading.unmarked += i64::from(page.unmarked);
                let (channel, rules) = (reading.channel.clone(), Arc::clone(&self.rules));
                self.store.accept(channel, page.solved, Vec::new(), rules, 0).await?;
                (reading.position, reading.problem) = (page.next, None);
                reading.position.is_some().then_some(now)
            }
            Err(error) => {
                reading.problem = Some(error.to_string());
                matches!(error, PostsError::Unavailable { .. }).then_some(now + AGAIN)
            }
        };
        reading.goes_on = next.is_some();
        self.store.keep_forum(reading.clone(), next).await?;
        Ok(reading)
    }
}
