//! Links of published articles: tried in the background, one after the other with a pause between two, each at most once a day. One that
//! fails may be back in an hour; one that failed on two days is told.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;
use hamyar_knowledge::{Article, Status, links};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::Library;
use crate::clock::Edge;
use crate::sites::Sites;
use crate::store::{BrokenLink, Store, StoreError};

/// How long after the start, and how often, is looked for links to be tried.
const FIRST: Duration = Duration::minutes(10);
const PERIOD: Duration = Duration::hours(1);

/// How often a link is tried.
const EVERY: Duration = Duration::days(1);

/// Links that no article has are known for so long.
const KEPT: Duration = Duration::days(7);

/// Links that are tried at a time; the rest follows the next time.
const MOST: usize = 2_000;

/// Whoever tries links.
#[derive(Clone)]
pub struct Links {
    store: Store,
    sites: Sites,
    edge: Edge,
}

impl Links {
    /// Tries them by these means.
    #[must_use]
    pub fn new(store: Store, sites: Sites, edge: Edge) -> Self {
        Self { store, sites, edge }
    }

    /// Tries the links of what the library holds until `stop` is cancelled.
    pub async fn follow(self, library: Library, stop: CancellationToken) {
        let mut rest = FIRST;
        loop {
            let until = self.edge.now() + rest;
            if stop.run_until_cancelled(self.edge.clock.sleep_until(until)).await.is_none() {
                return;
            }
            rest = PERIOD;
            let articles = library.knowledge().articles();
            match stop.run_until_cancelled(self.look(articles.iter().map(Arc::as_ref))).await {
                Some(Ok(_)) => {}
                Some(Err(error)) => tracing::warn!(%error, "links could not be tried"),
                None => return,
            }
        }
    }

    /// Tries the links of these articles that were not tried within a day, as far as they are published. Returns how many it tried.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn look(&self, articles: impl Iterator<Item = &Article>) -> Result<usize, StoreError> {
        let published = articles.filter(|article| article.status == Status::Published);
        let wanted: BTreeSet<String> = published.flat_map(|article| links(&article.body)).collect();
        let mut tried = 0;
        for link in wanted {
            // What may not be called is no business of ours: in an article for the team it may be quite right.
            let Some(url) = self.callable(&link) else { continue };
            if tried == MOST {
                break;
            }
            if !self.store.claim_link(link.clone(), self.edge.now() - EVERY).await? {
                continue;
            }
            if tried > 0 {
                self.sites.pause(None).await;
            }
            let failed = self.sites.leads_somewhere(&url).await.err().map(|refused| refused.word());
            // A name that leads to what is not public is as little our business as such an address.
            let failed = failed.filter(|(word, _)| *word != "private");
            self.store.link_was_tried(link, failed).await?;
            tried += 1;
        }
        self.store.forget_links(self.edge.now() - KEPT).await?;
        Ok(tried)
    }

    fn callable(&self, link: &str) -> Option<Url> {
        let is_web = link.starts_with("http://") || link.starts_with("https://");
        is_web.then(|| self.sites.address(link).ok())?
    }
}

/// Which of these articles hold which of these links.
#[must_use]
pub fn holders<'a>(broken: &'a [BrokenLink], articles: &'a [Arc<Article>]) -> Vec<(&'a BrokenLink, &'a Arc<Article>)> {
    let mut found = Vec::new();
    let host = |link: &BrokenLink| Url::parse(&link.url).ok().and_then(|url| Some(url.host_str()?.to_owned()));
    let hosts: Vec<Option<String>> = broken.iter().map(host).collect();
    for article in articles.iter().filter(|article| article.status == Status::Published) {
        // Most articles hold none of these hosts, and need not be taken apart.
        let near: Vec<&BrokenLink> = broken
            .iter()
            .zip(&hosts)
            .filter(|(link, host)| {
                article.body.contains(&link.url) || host.as_ref().is_some_and(|host| article.body.contains(host))
            })
            .map(|(link, _)| link)
            .collect();
        if near.is_empty() {
            continue;
        }
        let own = links(&article.body);
        found.extend(near.into_iter().filter(|link| own.contains(&link.url)).map(|link| (link, article)));
    }
    found
}
