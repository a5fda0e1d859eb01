//! How often the endpoint is asked, how that ends and how long it takes.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::EmbedError;

/// Upper bounds of the times, in seconds: questions may take 0.3 by default, batches much longer.
const SECONDS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 5.0, 30.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    of: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    of: &'static str,
}

/// Figures about the endpoint. Clones share them.
#[derive(Clone, Debug)]
pub struct Figures {
    requests: Family<Ended, Counter>,
    seconds: Family<Of, Histogram, fn() -> Histogram>,
    articles: Gauge,
}

impl Default for Figures {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            articles: Gauge::default(),
        }
    }
}

impl Figures {
    /// Puts them among those of the process.
    pub fn register(&self, registry: &mut Registry) {
        let requests = "Requests to the embeddings endpoint, by what for and how they ended; `resting` were not made";
        registry.register("embeddings", requests, Family::clone(&self.requests));
        let seconds = "How long the embeddings endpoint took";
        registry.register("embeddings_seconds", seconds, Family::clone(&self.seconds));
        let articles = "Articles that are found by meaning; 0 while words alone are searched";
        registry.register("embedded_articles", articles, self.articles.clone());
    }

    pub(super) fn asked(&self, of: &'static str, took: Duration, error: Option<&EmbedError>) {
        let outcome = error.map_or("ok", EmbedError::word);
        self.requests.get_or_create(&Ended { of, outcome }).inc();
        self.seconds.get_or_create(&Of { of }).observe(took.as_secs_f64());
    }

    /// Says how many articles are found by meaning.
    pub(super) fn articles(&self, count: usize) {
        self.articles.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    pub(super) fn rested(&self) {
        self.requests.get_or_create(&Ended { of: "question", outcome: "resting" }).inc();
    }

    pub(super) fn strange(&self) {
        self.requests.get_or_create(&Ended { of: "question", outcome: "another_model" }).inc();
    }
}
