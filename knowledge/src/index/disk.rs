//! An index on disk, and what happens when there is none or it cannot be read.
//!
//! A folder holds `index-N` and a file `CURRENT` that names it. An index that must be built anew is built in the next
//! `index-N` and becomes current with its first commit; the old one goes then.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::TantivyError;

use super::classifier::Classifier;
use super::engine::Engine;
use super::entry::Prepared;
use super::state::State;
use super::{FORMAT, Knowledge};

/// An opened knowledge base.
#[derive(Debug)]
pub struct Opened {
    /// The knowledge base; empty unless the state is [`OpenState::Ready`].
    pub knowledge: Knowledge,
    /// What was found.
    pub state: OpenState,
}

/// What was found on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenState {
    /// A sound index: changes after [`Knowledge::revision`] are missing.
    Ready,
    /// No index: apply every article, in one call.
    Missing,
    /// An index that cannot be used: apply every article, in one call; the new index then takes its place.
    Unusable {
        /// Why, for the log.
        reason: String,
    },
}

/// Why an index could not be opened nor a new one begun.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be read or written.
    #[error("cannot use the index folder {}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// Another process writes this index.
    #[error("the index in {} is in use by another process", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A new index could not be begun.
    #[error("cannot begin an index in {}", path.display())]
    Begin {
        /// The folder.
        path: PathBuf,
        /// What tantivy said.
        #[source]
        source: TantivyError,
    },
}

impl Knowledge {
    /// Opens the index in `dir`, or begins a new one there. The returned state says what the caller must apply.
    ///
    /// # Errors
    /// [`OpenError`] when the folder cannot be used at all.
    pub fn open(dir: &Path) -> Result<Opened, OpenError> {
        fs::create_dir_all(dir).map_err(|source| io_error(dir, source))?;
        let state = match current(dir) {
            None => OpenState::Missing,
            Some(name) => match load(&dir.join(name)) {
                Ok((engine, state)) => {
                    let knowledge = Self::around(engine, None, state);
                    return Ok(Opened { knowledge, state: OpenState::Ready });
                }
                Err(TantivyError::LockFailure(..)) => return Err(OpenError::InUse { path: dir.to_owned() }),
                Err(error) => OpenState::Unusable { reason: error.to_string() },
            },
        };
        let folder = Folder::next(dir)?;
        let begin = |source| OpenError::Begin { path: folder.path(), source };
        let engine = Engine::create(&folder.path()).map_err(begin)?;
        let empty = State::empty(engine.view().map_err(begin)?);
        Ok(Opened { knowledge: Self::around(engine, Some(folder), empty), state })
    }
}

/// The index in `dir` with all its articles taken apart again.
fn load(dir: &Path) -> tantivy::Result<(Engine, State)> {
    let engine = Engine::open(dir)?;
    let unusable = |reason: &str| TantivyError::InternalError(reason.to_owned());
    let payload = engine.payload()?.ok_or_else(|| unusable("the index has no revision"))?;
    if payload.format != FORMAT {
        return Err(unusable("the index has another format"));
    }
    let mut state = State::empty(engine.view()?);
    for (slot, article) in engine.articles()? {
        state.put(slot, &Prepared::new(Arc::new(article)));
    }
    state.settle(engine.view()?, payload.revision);
    state.classifier = Classifier::train(&state);
    Ok((engine, state))
}

/// A new index beside the current one.
pub(super) struct Folder {
    dir: PathBuf,
    name: String,
    current: bool,
}

impl Folder {
    /// An empty folder whose number no other has.
    fn next(dir: &Path) -> Result<Self, OpenError> {
        let highest = indexes(dir).map_err(|source| io_error(dir, source))?.into_iter().map(|(number, _)| number).max();
        let folder = Self {
            dir: dir.to_owned(),
            name: format!("index-{}", highest.map_or(1, |highest| highest.saturating_add(1))),
            current: false,
        };
        fs::create_dir(folder.path()).map_err(|source| io_error(&folder.path(), source))?;
        Ok(folder)
    }

    fn path(&self) -> PathBuf {
        self.dir.join(&self.name)
    }

    /// Names this index in `CURRENT`, once, and removes the others.
    pub(super) fn make_current(&mut self) -> io::Result<()> {
        if self.current {
            return Ok(());
        }
        let fresh = self.dir.join("CURRENT.new");
        fs::write(&fresh, &self.name)?;
        fs::File::open(&fresh)?.sync_all()?;
        fs::rename(&fresh, self.dir.join("CURRENT"))?;
        self.current = true;
        for (_, name) in indexes(&self.dir)? {
            if name != self.name {
                fs::remove_dir_all(self.dir.join(name))?;
            }
        }
        Ok(())
    }
}

/// The name in `CURRENT`, if it is one of ours.
pub(super) fn current(dir: &Path) -> Option<String> {
    let name = fs::read_to_string(dir.join("CURRENT")).ok()?;
    number(name.trim()).map(|_| name.trim().to_owned())
}

fn indexes(dir: &Path) -> io::Result<Vec<(u64, String)>> {
    let mut indexes = Vec::new();
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        if let Some(name) = name.to_str()
            && let Some(number) = number(name)
        {
            indexes.push((number, name.to_owned()));
        }
    }
    Ok(indexes)
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix("index-")?.parse().ok()
}

fn io_error(path: &Path, source: io::Error) -> OpenError {
    OpenError::Io { path: path.to_owned(), source }
}
