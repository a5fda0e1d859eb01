//! The index of the published articles, in memory or on disk.
//!
//! The truth is elsewhere (in a database); this is a cache that is told of every change. A change is found at once, from
//! memory; what takes longer (writing it to disk, merging, learning anew) is done in the background, and swapped in. What a
//! crash loses is told again: the index on disk says up to which revision it goes.

mod best;
mod cache;
mod change;
mod classifier;
mod derived;
mod disk;
mod engine;
mod entry;
mod lexicon;
mod memory;
mod passage;
mod spellings;
mod state;
mod stored;
mod suppose;
mod view;
mod work;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use serde::{Deserialize, Serialize};

use crate::article::{Article, Reader};
use crate::dense::Space;
use crate::synonyms::Synonyms;
use disk::Stored;
use engine::Engine;

pub use disk::{OpenError, OpenState, Opened};
pub use stored::stored_revision;
pub use work::Flaw;

pub(crate) use classifier::Scores;
pub(crate) use entry::{Entry, Head};
pub(crate) use lexicon::Lexicon;
pub(crate) use passage::passages;
pub(crate) use state::State;
pub(crate) use view::Wanted;

/// Raised whenever the same article would be indexed differently, so that an older index on disk is built anew.
const FORMAT: u32 = 3;

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
pub enum IndexError {
    /// The index cannot be read or written.
    #[error("the knowledge index refused a change")]
    Index(#[from] tantivy::TantivyError),
    /// A file beside it cannot be written.
    #[error("the folder of the knowledge index cannot be written")]
    Folder(#[from] std::io::Error),
    /// A new index cannot be begun.
    #[error("a new knowledge index cannot be begun")]
    Begin(#[from] OpenError),
    /// What follows from the articles cannot be put in bytes.
    #[error("the knowledge index cannot be put in bytes")]
    Encode(#[from] postcard::Error),
}

/// The knowledge base as searches see it. Clones share it; letting go of the last one waits for what is done in the
/// background.
#[derive(Clone)]
pub struct Knowledge {
    shared: Arc<Shared>,
    /// None for those who work in the background.
    workers: Option<Arc<work::Workers>>,
}

/// Locks are taken in this order: `changing`, `merging`, `stored`, `state`. A search takes the last one alone, and so does a
/// change of few articles beside `changing`: neither waits for the disk.
struct Shared {
    /// The index outlives the process.
    kept: bool,
    /// There is something on disk to be opened by the next process.
    begun: AtomicBool,
    /// Changes come one after the other.
    changing: Mutex<()>,
    /// What is written in the background.
    stored: Mutex<Stored>,
    /// Whoever waits to change it comes before searches that begin later; it is held for no longer than a search takes.
    state: RwLock<State>,
    /// What the articles mean, if somebody said it.
    space: RwLock<Option<Arc<Space>>>,
    /// Segments are merged once.
    merging: Mutex<()>,
    /// Something was written since.
    unmerged: AtomicBool,
    /// Somebody works in the background or is about to.
    awake: AtomicBool,
    /// The index on disk is not what was written.
    damaged: AtomicBool,
    /// There was none to open, and the articles were not applied yet.
    unfilled: AtomicBool,
}

/// What a commit carries.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    format: u32,
    revision: i64,
    /// The file of what is derived, and the hash of its bytes; none in memory.
    derived: Option<(String, u64)>,
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
        Self::in_memory_with(state::ROOM)
    }

    /// As [`Knowledge::in_memory`]; of more than `room` articles the rarely needed parts are compressed. What is found does
    /// not depend on it.
    ///
    /// # Errors
    /// [`IndexError`] when the index cannot start its writer.
    pub fn in_memory_with(room: usize) -> Result<Self, IndexError> {
        let stored = Stored::in_memory(Engine::in_memory()?);
        let state = State::empty(stored.engine.view()?, room);
        Ok(Self::around(stored, state))
    }

    fn around(stored: Stored, state: State) -> Self {
        let shared = Shared {
            kept: stored.is_kept(),
            begun: AtomicBool::new(stored.is_begun()),
            changing: Mutex::default(),
            stored: Mutex::new(stored),
            state: RwLock::new(state),
            space: RwLock::default(),
            merging: Mutex::default(),
            unmerged: AtomicBool::new(false),
            awake: AtomicBool::new(false),
            damaged: AtomicBool::new(false),
            unfilled: AtomicBool::new(false),
        };
        Self { shared: Arc::new(shared), workers: Some(Arc::default()) }
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

    /// The article with this id, if `reader` may find it.
    #[must_use]
    pub fn article(&self, id: &str, reader: &Reader<'_>) -> Option<Article> {
        let entry = self.read().find(id)?;
        entry.article.visible_to(reader).then(|| Article::clone(&entry.article))
    }

    /// The titles of up to `most` articles with a label, in a language, that `reader` may find; by id.
    #[must_use]
    pub fn labelled(&self, label: &str, locale: &str, reader: &Reader<'_>, most: usize) -> Vec<String> {
        let mut found: Vec<_> = self.read().labelled(label);
        found.retain(|entry| {
            let article = &entry.article;
            article.visible_to(reader)
                && crate::analysis::language::base(&article.locale) == locale
                && !article.title.is_empty()
        });
        found.sort_by(|one, other| one.article.id.cmp(&other.article.id));
        found.into_iter().take(most).map(|entry| entry.article.title.clone()).collect()
    }

    /// Every article that can be found, as it is now.
    #[must_use]
    pub fn articles(&self) -> Vec<Arc<Article>> {
        self.read().entries().iter().map(|entry| Arc::clone(&entry.article)).collect()
    }

    /// What the articles mean, as far as it is known.
    #[must_use]
    pub fn space(&self) -> Option<Arc<Space>> {
        self.shared.space.read().clone()
    }

    /// Says what the articles mean; with `None` their words alone can be searched. An article that changes later is found by
    /// its words until it is said anew.
    pub fn set_space(&self, space: Option<Arc<Space>>) {
        *self.shared.space.write() = space;
    }

    /// How many articles can be found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().articles()
    }

    /// Whether no article can be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The current state, for one search.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.shared.state.read()
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.shared.state.write()
    }

    fn stored(&self) -> MutexGuard<'_, Stored> {
        self.shared.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
