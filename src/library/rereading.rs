//! Reading a site that is read again and again, and taking in what it says: what is new or has changed becomes drafts; what was edited at
//! the desk is kept and told, and nothing is published.

use hamyar_knowledge::files::Unread;
use tokio_util::sync::CancellationToken;

use super::Library;
use crate::sites::{Progress, Refused, Sites};
use crate::store::{Import, Site, SiteOutcome, Store, StoreError, TakenIn, Tallied};

impl Library {
    /// Reads a site that is due, or this one if it is and nobody reads it, and takes in what it says. One that is not read to its end
    /// before `stop` is let go of. Returns whether one was read.
    ///
    /// # Errors
    ///
    /// When the database refuses; what was read is not taken in then.
    pub async fn read_due(
        &self,
        sites: &Sites,
        one: Option<String>,
        stop: &CancellationToken,
    ) -> Result<bool, StoreError> {
        let Some(site) = self.store.claim_site(one, sites.lasting()).await? else { return Ok(false) };
        let Some(read) = stop.run_until_cancelled(read_again(&self.store, sites, &site)).await else {
            self.store.leave_site(site.url).await?;
            return Ok(false);
        };
        read?;
        if let Err(error) = self.refresh().await {
            tracing::warn!(%error, "the knowledge index follows later");
        }
        Ok(true)
    }
}

/// Reads a site that was claimed, and keeps what came of it.
///
/// # Errors
///
/// When the database refuses; what was read is not taken in then.
pub async fn read_again(store: &Store, sites: &Sites, site: &Site) -> Result<SiteOutcome, StoreError> {
    let outcome = read(store, sites, site).await?;
    let Tallied { new, changed, edited, broken, .. } = outcome.tallied;
    tracing::info!(new, changed, edited, broken, "a site was read again");
    store.site_was_read(site.url.clone(), outcome.clone()).await?;
    Ok(outcome)
}

async fn read(store: &Store, sites: &Sites, site: &Site) -> Result<SiteOutcome, StoreError> {
    let url = match sites.address(&site.url) {
        Ok(url) => url,
        Err(refused) => {
            let tallied = Tallied { broken: 1, ..Tallied::default() };
            return Ok(SiteOutcome { tallied, problem: Some(unread(&site.url, &refused)) });
        }
    };
    let read = sites.read(&url, &Progress::default()).await;
    let broken = read.problems.len();
    let how = Import { agent: site.agent, ..Import::default() };
    let taken = store.import_pages(read.articles, how).await?;
    let standings = if let TakenIn::Done(standings) = taken { standings } else { Vec::new() };
    let tallied = Tallied { broken, ..Tallied::of(&standings) };
    Ok(SiteOutcome { tallied, problem: read.problems.into_iter().next() })
}

/// An address that is not called.
fn unread(url: &str, refused: &Refused) -> Unread {
    let (what, figure) = refused.word();
    Unread { place: url.to_owned(), what: what.to_owned(), figure: figure.map(u32::from), said: refused.to_string() }
}
