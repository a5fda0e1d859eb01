//! The index of the published articles, in memory or on disk.
//!
//! The truth is elsewhere (in a database); this is a cache that is told of every change. Searches and changes run at the
//! same time: a change is prepared beside, and searches wait only for the moment in which it is swapped in.

mod classifier;
mod disk;
mod engine;
mod entry;
mod lexicon;
mod passage;
mod spellings;
mod state;
mod stored;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde::{Deserialize, Serialize};

use crate::article::{Article, Audience, Status};
use crate::dense::Space;
use crate::synonyms::Synonyms;
use classifier::Classifier;
use engine::Engine;
use entry::Prepared;

pub use disk::{OpenError, OpenState, Opened};
pub use stored::stored_revision;

pub(crate) use classifier::Scores;
pub(crate) use engine::Wanted;
pub(crate) use entry::{Entry, Head};
pub(crate) use lexicon::Lexicon;
pub(crate) use passage::passages;
pub(crate) use state::State;

/// Raised whenever the same article would be indexed differently, so that an older index on disk is built anew.
const FORMAT: u32 = 1;

/// What happened to one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new or was changed. Only published articles can be found; any other status is as good as removal.
    Put(Box<Article>),
    /// The article with this id is gone.
    Remove(String),
}

impl Change {
    fn id(&self) -> &str {
        match self {
            Self::Put(article) => &article.id,
            Self::Remove(id) => id,
        }
    }
}

/// Why a change could not be made; the index is as it was before.
#[derive(Debug, thiserror::Error)]
#[error("the knowledge index refused a change")]
pub struct IndexError(#[from] tantivy::TantivyError);

/// The knowledge base as searches see it. Clones share it.
#[derive(Clone)]
pub struct Knowledge {
    shared: Arc<Shared>,
}

struct Shared {
    writer: Mutex<Writer>,
    state: RwLock<State>,
    /// What the articles mean, if somebody said it.
    space: RwLock<Option<Arc<Space>>>,
}

struct Writer {
    engine: Engine,
    /// What must be done after the first commit, for an index that is built beside an older one.
    folder: Option<disk::Folder>,
}

/// What a commit carries.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    format: u32,
    revision: i64,
}

impl std::fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Knowledge").field("revision", &self.revision()).field("articles", &self.len()).finish()
    }
}

impl Knowledge {
    /// An empty knowledge base in memory, at revision 0.
    ///
    /// # Errors
    /// [`IndexError`] when the index cannot start its writer.
    pub fn in_memory() -> Result<Self, IndexError> {
        let engine = Engine::in_memory()?;
        let state = State::empty(engine.view()?);
        Ok(Self::around(engine, None, state))
    }

    fn around(engine: Engine, folder: Option<disk::Folder>, state: State) -> Self {
        let writer = Mutex::new(Writer { engine, folder });
        Self { shared: Arc::new(Shared { writer, state: RwLock::new(state), space: RwLock::default() }) }
    }

    /// The revision that the last [`Knowledge::apply`] brought.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.read().revision
    }

    /// The words that mean the same.
    #[must_use]
    pub fn synonyms(&self) -> Arc<Synonyms> {
        Arc::clone(&self.read().synonyms)
    }

    /// From now on these words mean the same. Nothing is indexed anew.
    pub fn use_synonyms(&self, synonyms: Synonyms) {
        self.write().synonyms = Arc::new(synonyms);
    }

    /// The article with this id, if `audience` may find it.
    #[must_use]
    pub fn article(&self, id: &str, audience: Audience) -> Option<Article> {
        let state = self.read();
        let entry = state.slot(id).and_then(|slot| state.entry(slot))?;
        entry.article.visible_to(audience).then(|| Article::clone(&entry.article))
    }

    /// The titles of up to `most` articles with a label, in a language, that `audience` may find; by id.
    #[must_use]
    pub fn labelled(&self, label: &str, locale: &str, audience: Audience, most: usize) -> Vec<String> {
        let state = self.read();
        let mut found: Vec<&Article> = state
            .entries()
            .map(|(_, entry)| &*entry.article)
            .filter(|article| {
                article.visible_to(audience)
                    && crate::analysis::language::base(&article.locale) == locale
                    && !article.title.is_empty()
                    && article.labels.iter().any(|own| own == label)
            })
            .collect();
        found.sort_by(|one, other| one.id.cmp(&other.id));
        found.into_iter().take(most).map(|article| article.title.clone()).collect()
    }

    /// Every article that can be found, as it is now.
    #[must_use]
    pub fn articles(&self) -> Vec<Arc<Article>> {
        self.read().entries().map(|(_, entry)| Arc::clone(&entry.article)).collect()
    }

    /// What the articles mean, as far as it is known.
    #[must_use]
    pub fn space(&self) -> Option<Arc<Space>> {
        self.shared.space.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says what the articles mean; with `None` their words alone can be searched. An article that changes later is found by
    /// its words until it is said anew.
    pub fn set_space(&self, space: Option<Arc<Space>>) {
        *self.shared.space.write().unwrap_or_else(PoisonError::into_inner) = space;
    }

    /// How many articles can be found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().lexicon.articles() as usize
    }

    /// Whether no article can be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes `changes`, in their order, all or none, and remembers `revision`. Searches that begin after it returns see
    /// them. The result does not depend on how changes are grouped.
    ///
    /// # Errors
    /// [`IndexError`] when the index cannot be written; nothing has changed then.
    pub fn apply(&self, changes: &[Change], revision: i64) -> Result<(), IndexError> {
        let mut writer = self.writer();
        let steps = plan(changes, &self.read());
        let payload = Payload { format: FORMAT, revision };
        let view = match writer.engine.write(&steps, &payload) {
            Ok(view) => view,
            Err(error) => {
                writer.engine.rollback()?;
                return Err(error.into());
            }
        };
        writer.committed();
        let mut state = self.write();
        for step in &steps {
            match &step.article {
                Some(prepared) => state.put(step.slot, prepared),
                None => state.remove(step.slot),
            }
        }
        state.settle(view, revision);
        drop(state);
        let classifier = Classifier::train(&self.read());
        self.write().classifier = classifier;
        Ok(())
    }

    /// The current state, for one search.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.shared.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.shared.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.shared.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    /// The new index is whole: it takes the place of the old one.
    fn committed(&mut self) {
        if let Some(folder) = &mut self.folder
            && let Err(error) = folder.make_current()
        {
            tracing::warn!(%error, "the new knowledge index could not take the place of the old one");
        }
    }
}

/// What becomes of one slot.
struct Step {
    slot: u32,
    /// Something is there now.
    occupied: bool,
    /// What will be there.
    article: Option<Prepared>,
}

/// The last change of each article, as steps on slots.
fn plan(changes: &[Change], state: &State) -> Vec<Step> {
    let last: HashMap<&str, usize> = changes.iter().enumerate().map(|(at, change)| (change.id(), at)).collect();
    let mut free = state.free_slots();
    let mut steps = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        if last.get(change.id()) != Some(&at) {
            continue;
        }
        let old = state.slot(change.id());
        let new = match change {
            Change::Put(article) if article.status == Status::Published => Some(article),
            Change::Put(_) | Change::Remove(_) => None,
        };
        match (old, new) {
            (None, None) => {}
            (Some(slot), None) => steps.push(Step { slot, occupied: true, article: None }),
            (old, Some(article)) => {
                let Some(slot) = old.or_else(|| free.next()) else { continue };
                let article = Some(Prepared::new(Arc::new(article.as_ref().clone())));
                steps.push(Step { slot, occupied: old.is_some(), article });
            }
        }
    }
    steps
}
