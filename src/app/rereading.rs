//! Reading sites again that somebody wished to be read again and again. What has changed there becomes drafts; what was edited at the desk
//! is kept and told, and nothing is published.

use chrono::Duration;
use hamyar_knowledge::files::Unread;
use tokio_util::sync::CancellationToken;

use crate::clock::Edge;
use crate::library::Library;
use crate::sites::{Progress, Refused, Sites};
use crate::store::{Import, Site, SiteOutcome, Store, StoreError, TakenIn, Tallied};

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
            if let Some(Err(error)) = stop.run_until_cancelled(self.read_due()).await {
                tracing::warn!(%error, "sites could not be read again");
            }
        }
    }

    async fn read_due(&self) -> Result<(), StoreError> {
        while let Some(site) = self.store.claim_site().await? {
            let outcome = self.read(&site).await?;
            let Tallied { new, changed, edited, broken, .. } = outcome.tallied;
            tracing::info!(new, changed, edited, broken, "a site was read again");
            self.store.site_was_read(site.url, outcome).await?;
        }
        Ok(())
    }

    async fn read(&self, site: &Site) -> Result<SiteOutcome, StoreError> {
        let url = match self.sites.address(&site.url) {
            Ok(url) => url,
            Err(refused) => {
                let tallied = Tallied { broken: 1, ..Tallied::default() };
                return Ok(SiteOutcome { tallied, problem: Some(unread(&site.url, &refused)) });
            }
        };
        let read = self.sites.read(&url, &Progress::default()).await;
        let broken = read.problems.len();
        let how = Import { agent: site.agent, ..Import::default() };
        let taken = self.store.import_pages(read.articles, how).await?;
        if let Err(error) = self.library.refresh().await {
            tracing::warn!(%error, "the knowledge index follows later");
        }
        let standings = if let TakenIn::Done(standings) = taken { standings } else { Vec::new() };
        let tallied = Tallied { broken, ..Tallied::of(&standings) };
        Ok(SiteOutcome { tallied, problem: read.problems.into_iter().next() })
    }
}

/// An address that is not called.
fn unread(url: &str, refused: &Refused) -> Unread {
    let (what, figure) = refused.word();
    Unread { place: url.to_owned(), what: what.to_owned(), figure: figure.map(u32::from), said: refused.to_string() }
}
