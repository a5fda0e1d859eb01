//! Reading sites again that somebody wished to be read again and again, each when it is due.

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::clock::Edge;
use crate::library::{Library, read_again};
use crate::sites::Sites;
use crate::store::{Store, StoreError};

/// How often is looked whether a site is due.
const PERIOD: Duration = Duration::minutes(5);

/// Whoever reads sites again.
#[derive(Clone)]
pub(super) struct Rereading {
    store: Store,
    library: Library,
    sites: Sites,
    edge: Edge,
}

impl Rereading {
    pub(super) fn new(store: Store, library: Library, sites: Sites, edge: Edge) -> Self {
        Self { store, library, sites, edge }
    }

    /// Does so until `stop` is cancelled.
    pub(super) async fn follow(self, stop: CancellationToken) {
        loop {
            let looked = self.edge.now();
            if stop.run_until_cancelled(self.edge.clock.sleep_until(looked + PERIOD)).await.is_none() {
                return;
            }
            if let Err(error) = self.read_due(&stop).await {
                tracing::warn!(%error, "sites could not be read again");
            }
        }
    }

    async fn read_due(&self, stop: &CancellationToken) -> Result<(), StoreError> {
        while !stop.is_cancelled() {
            let Some(site) = self.store.claim_site(None, self.sites.lasting()).await? else { return Ok(()) };
            let Some(read) = stop.run_until_cancelled(read_again(&self.store, &self.sites, &site)).await else {
                return self.store.leave_site(site.url).await;
            };
            read?;
            if let Err(error) = self.library.refresh().await {
                tracing::warn!(%error, "the knowledge index follows later");
            }
        }
        Ok(())
    }
}
