//! Letting go of what was kept long enough: once a day, and whenever it is asked for.

use chrono::{DateTime, Duration, Utc};
use tokio_util::sync::CancellationToken;

use crate::clock::Edge;
use crate::config::Config;
use crate::store::{Cutoffs, Retained, Store, StoreError, UPLOADS_KEPT};

/// How often.
const PERIOD: Duration = Duration::days(1);

/// How long each kind of thing is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    payloads: Option<Duration>,
    files: Option<Duration>,
    conversations: Option<Duration>,
    audit: Option<Duration>,
}

impl Rules {
    /// Those of the settings. What is kept longer than can be counted is kept.
    pub(crate) fn of(config: &Config) -> Self {
        let kept = |setting: Option<std::time::Duration>| setting.and_then(|kept| Duration::from_std(kept).ok());
        let settings = &config.retention;
        Self {
            payloads: kept(settings.payloads),
            files: kept(settings.files),
            conversations: kept(settings.conversations),
            audit: kept(settings.audit),
        }
    }

    /// Before when things are let go now.
    pub(crate) fn cutoffs(&self, now: DateTime<Utc>) -> Cutoffs {
        let before = |kept: Option<Duration>| kept.and_then(|kept| now.checked_sub_signed(kept));
        Cutoffs {
            payloads: before(self.payloads),
            files: before(self.files),
            conversations: before(self.conversations),
            audit: before(self.audit),
            uploads: before(Some(UPLOADS_KEPT)),
        }
    }
}

/// Lets go of everything that was kept long enough, batch after batch.
pub(crate) async fn run(store: &Store, cutoffs: Cutoffs) -> Result<Retained, StoreError> {
    let mut all = Retained::default();
    loop {
        let batch = store.let_go_of(cutoffs).await?;
        if batch.is_empty() {
            return Ok(all);
        }
        all = all.and(batch);
    }
}

/// Does so now and every day, until `stop` is cancelled.
pub(super) async fn follow(store: Store, rules: Rules, edge: Edge, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let begun = edge.now();
        match stop.run_until_cancelled(run(&store, rules.cutoffs(begun))).await {
            Some(Ok(gone)) if !gone.is_empty() => {
                let Retained { payloads, files, conversations, audit, uploads } = gone;
                tracing::info!(payloads, files, conversations, audit, uploads, "what was kept long enough is gone");
            }
            Some(Err(error)) => tracing::warn!(%error, "what was kept long enough could not be let go"),
            Some(Ok(_)) | None => {}
        }
        stop.run_until_cancelled(edge.clock.sleep_until(begun + PERIOD)).await;
    }
}
