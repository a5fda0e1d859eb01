//! What the articles mean, kept up with them: texts that are new are embedded in the background, and all of it is kept in
//! the database.
//!
//! Vectors of two models never meet: each is kept under the model that made it, and a model that answers otherwise than it
//! did is taken for another. Until all articles are embedded, or nearly all, their words alone are searched.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use hamyar_knowledge::dense::{Embedded, Meaning, Part, Role, Space, Vector, parts, samples};
use hamyar_knowledge::{Article, Knowledge};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::LibraryError;
use crate::clock::Edge;
use crate::embed::{EmbedError, Embedder, Purpose};
use crate::store::{Store, StoredVector};

/// How often is looked whether the articles changed.
const PERIOD: Duration = Duration::from_millis(300);
/// The pause after the endpoint failed; it doubles.
const FIRST_PAUSE: chrono::Duration = chrono::Duration::seconds(1);
const LONGEST_PAUSE: chrono::Duration = chrono::Duration::minutes(5);
/// Hashes that are looked up with one statement.
const LOOKED_UP_AT_ONCE: usize = 1_000;
/// How alike two vectors of one text are at least, if one model made them. Numbers differ a little with the machine.
const SAME: f32 = 0.98;
/// One in so many articles may lack vectors without its being better to search by words alone.
const FEW: usize = 10;

/// Keeps what the articles of a knowledge base mean.
#[derive(Clone)]
pub struct Embedding {
    store: Store,
    knowledge: Knowledge,
    embedder: Embedder,
    edge: Edge,
    /// The model that answers, once it is known.
    model: Option<String>,
    /// Hashes of texts that the endpoint refuses by themselves.
    refused: HashSet<String>,
}

/// Why the articles' meanings are not known.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Endpoint(#[from] EmbedError),
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<crate::store::StoreError> for Failure {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Library(error.into())
    }
}

/// A text to be embedded, and the hash under which its vector is kept.
#[derive(Clone)]
struct Wanted {
    purpose: Purpose,
    text: String,
    hash: String,
}

/// An article whose vectors are to be put together.
struct Pending {
    article: Arc<Article>,
    parts: Vec<Part>,
    hashes: Vec<String>,
}

impl Embedding {
    /// Keeps what the articles of `knowledge` mean, as `embedder` says it.
    #[must_use]
    pub fn new(store: Store, knowledge: Knowledge, embedder: Embedder, edge: Edge) -> Self {
        Self { store, knowledge, embedder, edge, model: None, refused: HashSet::new() }
    }

    /// Follows the articles until `stop` is cancelled.
    pub async fn follow(mut self, stop: CancellationToken) {
        let mut pause = FIRST_PAUSE;
        let mut done = None;
        let embedder = self.embedder.clone();
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = ticks.tick() => {}
                () = embedder.strange() => {
                    // Perhaps another model answers there now.
                    (self.model, done) = (None, None);
                }
            }
            let revision = self.knowledge.revision();
            if done == Some(revision) {
                continue;
            }
            let Some(outcome) = stop.run_until_cancelled(self.catch_up()).await else { return };
            match outcome {
                Ok(()) => (done, pause) = (Some(revision), FIRST_PAUSE),
                Err(error) => {
                    tracing::warn!(%error, "articles are not embedded; it is tried again");
                    self.model = None;
                    let until = self.edge.now() + pause;
                    if stop.run_until_cancelled(self.edge.clock.sleep_until(until)).await.is_none() {
                        return;
                    }
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Takes what `model` said of the articles from the database, if that is nearly all; asks for nothing. For commands that
    /// run beside a server.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn recall(&self, model: &str) -> Result<(), LibraryError> {
        let (pending, kept) = self.pending(model);
        let samples = self.wanted_samples();
        let hashes =
            pending.iter().flat_map(|pending| &pending.hashes).chain(samples.iter().map(|wanted| &wanted.hash));
        let known = self.known(model, hashes.cloned().collect()).await?;
        let incomplete = |pending: &&Pending| pending.hashes.iter().any(|hash| !known.contains_key(hash));
        if pending.iter().filter(incomplete).count() * FEW > self.knowledge.len() {
            return Ok(());
        }
        self.publish(model, kept, &pending, &known, &samples).await
    }

    /// Brings the articles' meanings up to date.
    async fn catch_up(&mut self) -> Result<(), Failure> {
        if self.knowledge.is_empty() {
            self.use_words_alone();
            return Ok(());
        }
        let model = match &self.model {
            Some(model) => model.clone(),
            None => self.meet().await?,
        };
        self.model = Some(model.clone());
        let (pending, kept) = self.pending(&model);
        let samples = self.wanted_samples();
        let mut wanted: Vec<Wanted> = samples.clone();
        for pending in &pending {
            wanted.extend(pending.parts.iter().zip(&pending.hashes).map(|(part, hash)| Wanted {
                purpose: purpose(part.role),
                text: part.text.clone(),
                hash: hash.clone(),
            }));
        }
        let mut known = self.known(&model, wanted.iter().map(|wanted| wanted.hash.clone()).collect()).await?;
        let mut seen = HashSet::new();
        wanted.retain(|wanted| {
            !known.contains_key(&wanted.hash)
                && !self.refused.contains(&wanted.hash)
                && seen.insert(wanted.hash.clone())
        });
        if !wanted.is_empty() {
            let incomplete = |pending: &&Pending| pending.hashes.iter().any(|hash| !known.contains_key(hash));
            let missing = pending.iter().filter(incomplete).count();
            if missing * FEW <= self.knowledge.len() {
                self.publish(&model, kept.clone(), &pending, &known, &samples).await?;
            } else {
                self.use_words_alone();
            }
            tracing::info!(texts = wanted.len(), articles = missing, "articles are being embedded");
            for purpose in [Purpose::Question, Purpose::Passage] {
                let of_purpose: Vec<Wanted> = wanted.iter().filter(|one| one.purpose == purpose).cloned().collect();
                for batch in of_purpose.chunks(self.embedder.batch()) {
                    self.embed(&model, batch, &mut known).await?;
                }
            }
        }
        let new = pending.len();
        self.publish(&model, kept, &pending, &known, &samples).await?;
        if new > 0 {
            self.tidy_up(&model).await?;
            tracing::info!(articles = new, "articles are found by meaning");
        }
        Ok(())
    }

    /// Asks which model answers. What another one said under the same name is forgotten.
    async fn meet(&mut self) -> Result<String, Failure> {
        let sample = self.wanted_samples().swap_remove(0);
        let said = self.embedder.texts(sample.purpose, &[&sample.text]).await?;
        let Some(Meaning { model, vector }) = said.into_iter().next() else { return Err(EmbedError::Garbage.into()) };
        let kept = self.known(&model, vec![sample.hash.clone()]).await?;
        if kept.get(&sample.hash).is_some_and(|kept| kept.cosine(&vector) < SAME) {
            tracing::warn!("another model answers under the same name; the articles are embedded anew");
            self.use_words_alone();
            let hashes = self.store.embedding_hashes(&model).await?;
            self.store.forget_embeddings(&model, &hashes).await?;
        }
        if self.knowledge.space().is_some_and(|space| space.model() != model) {
            self.use_words_alone();
        }
        let stored = StoredVector { hash: sample.hash, numbers: vector.numbers().to_vec() };
        self.store.save_embeddings(model.clone(), vec![stored]).await?;
        self.refused.clear();
        Ok(model)
    }

    /// The articles whose vectors must be put together, and those that have them.
    fn pending(&self, model: &str) -> (Vec<Pending>, Vec<Arc<Embedded>>) {
        let space = self.knowledge.space().filter(|space| space.model() == model);
        let (mut pending, mut kept) = (Vec::new(), Vec::new());
        for article in self.knowledge.articles() {
            match space.as_ref().and_then(|space| space.of(&article)) {
                Some(embedded) => kept.push(Arc::clone(embedded)),
                None => {
                    let parts = parts(&article);
                    let hashes = parts.iter().map(|part| self.hash(purpose(part.role), &part.text)).collect();
                    pending.push(Pending { article, parts, hashes });
                }
            }
        }
        (pending, kept)
    }

    fn wanted_samples(&self) -> Vec<Wanted> {
        let wanted = |text: &str| Wanted {
            purpose: Purpose::Question,
            text: text.to_owned(),
            hash: self.hash(Purpose::Question, text),
        };
        samples().map(wanted).collect()
    }

    /// Vectors that are kept already. Those that cannot be read are as good as missing.
    async fn known(&self, model: &str, hashes: Vec<String>) -> Result<HashMap<String, Vector>, LibraryError> {
        let mut known = HashMap::new();
        for some in hashes.chunks(LOOKED_UP_AT_ONCE) {
            for stored in self.store.embeddings(model, some.to_vec()).await? {
                if let Ok(vector) = Vector::new(&stored.numbers, self.embedder.dimension()) {
                    known.insert(stored.hash, vector);
                }
            }
        }
        Ok(known)
    }

    /// Embeds a batch and keeps it. A text that the endpoint refuses even by itself is left out.
    async fn embed(
        &mut self,
        model: &str,
        batch: &[Wanted],
        known: &mut HashMap<String, Vector>,
    ) -> Result<(), Failure> {
        let Some(first) = batch.first() else { return Ok(()) };
        let texts: Vec<&str> = batch.iter().map(|wanted| wanted.text.as_str()).collect();
        let said = match self.embedder.texts(first.purpose, &texts).await {
            Ok(said) => said,
            Err(EmbedError::Refused { .. }) if batch.len() > 1 => {
                for one in batch {
                    Box::pin(self.embed(model, std::slice::from_ref(one), known)).await?;
                }
                return Ok(());
            }
            Err(EmbedError::Refused { status: 400 | 413 | 422 }) if !known.is_empty() => {
                tracing::warn!(
                    hash = first.hash,
                    "the endpoint refuses a text of an article; it is found by its words"
                );
                self.refused.insert(first.hash.clone());
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        if said.iter().any(|meaning| meaning.model != model) {
            // It changed while we asked: what was said before must not be mixed with this.
            self.embedder.is_strange();
            return Err(EmbedError::Changed.into());
        }
        let stored = batch.iter().zip(&said).map(|(wanted, meaning)| StoredVector {
            hash: wanted.hash.clone(),
            numbers: meaning.vector.numbers().to_vec(),
        });
        self.store.save_embeddings(model.to_owned(), stored.collect()).await?;
        known.extend(batch.iter().zip(said).map(|(wanted, meaning)| (wanted.hash.clone(), meaning.vector)));
        Ok(())
    }

    /// Lets searches use what is known.
    async fn publish(
        &self,
        model: &str,
        kept: Vec<Arc<Embedded>>,
        pending: &[Pending],
        known: &HashMap<String, Vector>,
        samples: &[Wanted],
    ) -> Result<(), LibraryError> {
        let of = |hashes: &[String]| hashes.iter().map(|hash| known.get(hash).cloned()).collect::<Option<Vec<_>>>();
        let mut articles = kept;
        for pending in pending {
            let Some(vectors) = of(&pending.hashes) else { continue };
            if let Ok(embedded) = Embedded::new(Arc::clone(&pending.article), &pending.parts, &vectors) {
                articles.push(Arc::new(embedded));
            }
        }
        let covered = articles.len();
        let samples: Vec<String> = samples.iter().map(|wanted| wanted.hash.clone()).collect();
        let samples = of(&samples).unwrap_or_default();
        let (model, dimension) = (model.to_owned(), self.embedder.dimension());
        // Learning from the vectors may take some seconds.
        let space = tokio::task::spawn_blocking(move || Space::new(&model, dimension, &articles, &samples)).await;
        match space.map_err(|_| LibraryError::Interrupted)? {
            Ok(space) => {
                self.knowledge.set_space(Some(Arc::new(space)));
                self.embedder.covers(covered);
            }
            Err(error) => tracing::error!(%error, "the articles' vectors do not fit together"),
        }
        Ok(())
    }

    fn use_words_alone(&self) {
        self.knowledge.set_space(None);
        self.embedder.covers(0);
    }

    /// Forgets what nobody needs: vectors of other models, and of texts that are no article's any more.
    async fn tidy_up(&self, model: &str) -> Result<(), LibraryError> {
        self.store.forget_other_embeddings(model).await?;
        let mut needed: HashSet<String> = self.wanted_samples().into_iter().map(|wanted| wanted.hash).collect();
        for article in self.knowledge.articles() {
            needed.extend(parts(&article).iter().map(|part| self.hash(purpose(part.role), &part.text)));
        }
        let mut kept = self.store.embedding_hashes(model).await?;
        kept.retain(|hash| !needed.contains(hash));
        Ok(self.store.forget_embeddings(model, &kept).await?)
    }

    /// Half of a SHA-256 of all that the model is told: enough to tell texts apart.
    fn hash(&self, purpose: Purpose, text: &str) -> String {
        let digest = Sha256::digest(self.embedder.told(purpose, text));
        digest[..16].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    }
}

fn purpose(role: Role) -> Purpose {
    match role {
        Role::Head => Purpose::Question,
        Role::Passage => Purpose::Passage,
    }
}
