//! The tasks that work for as long as a node serves. A mistake of ours that ends one of them ends nothing else: it is told,
//! counted, and the task begins anew.
//!
//! That is sound because each begins with what the database says, as after a kill: what was claimed meanwhile is let go of or
//! runs out, and versions and claims keep anything from being done twice.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::metrics::Metrics;

/// The pause before a task begins anew; it doubles with each that soon follows.
const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_mins(1);

/// What has worked for so long begins with the first pause again.
const WELL: Duration = Duration::from_mins(5);

/// Keeps tasks going.
#[derive(Clone)]
pub(super) struct Upkeep {
    metrics: Arc<Metrics>,
    stop: CancellationToken,
}

impl Upkeep {
    /// For tasks that begin nothing anew once `stop` is cancelled.
    pub(super) fn new(metrics: Arc<Metrics>, stop: CancellationToken) -> Self {
        Self { metrics, stop }
    }

    /// Does what `work` begins until that ends by itself.
    pub(super) async fn keep<F: Future<Output = ()>>(&self, task: &'static str, work: impl Fn() -> F) {
        let mut pause = FIRST;
        loop {
            let begun = Instant::now();
            if AssertUnwindSafe(async { work().await }).catch_unwind().await.is_ok() {
                return;
            }
            self.metrics.panicked(task);
            pause = if begun.elapsed() > WELL { FIRST } else { pause };
            tracing::error!(task, ?pause, "a mistake of ours ended a task of this node; it begins anew after a pause");
            if self.stop.run_until_cancelled(sleep(pause)).await.is_none() {
                return;
            }
            pause = (pause * 2).min(LONGEST);
        }
    }
}
