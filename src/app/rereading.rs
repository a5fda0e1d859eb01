//! Reading sites again that somebody wished to be read again and again, each when it is due.

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::clock::Edge;
use crate::library::Library;
use crate::sites::Sites;
use crate::store::StoreError;

/// How often is looked whether a site is due.
const PERIOD: Duration = Duration::minutes(5);

/// Whoever reads sites again.
#[derive(Clone)]
pub(super) struct Rereading {
    library: Library,
    sites: Sites,
    edge: Edge,
}

impl Rereading {
    pub(super) fn new(library: Library, sites: Sites, edge: Edge) -> Self {
        Self { library, sites, edge }
    }

    /// Does so until `stop` is cancelled.
    pub(super) async fn follow(self, stop: CancellationToken) {
        loop {
            let looked = self.edge.now();
            if stop.run_until_cancelled(self.edge.clock.sleep_until(looked + PERIOD)).await.is_none() {
                return;
            }
            if let Err(error) = self.read_all_due(&stop).await {
                tracing::warn!(%error, "sites could not be read again");
            }
        }
    }

    async fn read_all_due(&self, stop: &CancellationToken) -> Result<(), StoreError> {
        while !stop.is_cancelled() && self.library.read_due(&self.sites, None, stop).await? {}
        Ok(())
    }
}
