//! Finding as the bot does, in a command of its own beside a server.

use hamyar_knowledge::{Found, Query, Thresholds};

use crate::app::{embedder, thresholds_by_meaning};
use crate::clock::Edge;
use crate::config::Config;
use crate::embed::{Embedder, Figures};
use crate::library::{Embedding, Library};
use crate::store::Store;

/// Finds by meaning where the settings and the vectors that a server has made allow it, else by words.
pub(super) struct Finder<'a> {
    config: &'a Config,
    library: &'a Library,
    embedder: Option<Embedder>,
    /// Takes the articles' meanings from the database, until that is done.
    embedding: Option<Embedding>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(config: &'a Config, store: Store, edge: &Edge, library: &'a Library) -> anyhow::Result<Self> {
        let embedder = embedder(config, Figures::default(), edge)?;
        let embedding =
            embedder.clone().map(|embedder| Embedding::new(store, library.knowledge().clone(), embedder, edge.clone()));
        Ok(Self { config, library, embedder, embedding })
    }

    /// What the bot would find, and how sure it would have to be.
    pub(super) async fn find(&mut self, query: &Query<'_>) -> anyhow::Result<(Found, Thresholds)> {
        let knowledge = self.library.knowledge();
        if let Some(embedder) = &self.embedder
            && let Some(meaning) = embedder.question(query.text).await
        {
            if let Some(embedding) = self.embedding.take() {
                embedding.recall(&meaning.model).await?;
            }
            if let Some(found) = knowledge.search_by_meaning(query, &meaning) {
                return Ok((found, thresholds_by_meaning(self.config)));
            }
        }
        let model = self.library.judge().model();
        Ok((knowledge.search_with(query, &model), model.thresholds))
    }
}
