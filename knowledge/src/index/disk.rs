//! An index on disk, and what happens when there is none or it cannot be read.
//!
//! A folder holds `index-N` and a file `CURRENT` that names it. An index that must be built anew is built in the next
//! `index-N` and becomes current with its first commit; the old one goes then.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use tantivy::TantivyError;

use super::engine::Engine;
use super::entry::Prepared;
use super::state::{ROOM, State, Unsaved};
use super::view::View;
use super::{FORMAT, IndexError, Knowledge, Payload};
use crate::article::Article;
use crate::hash::hash64;

/// How the name of a file begins that holds what is derived from the articles.
const DERIVED: &str = "derived-";

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
        Self::open_with(dir, ROOM)
    }

    /// As [`Knowledge::open`]; `room` says up to how many articles all of them are kept in memory. What is found does not
    /// depend on it.
    ///
    /// # Errors
    /// [`OpenError`] when the folder cannot be used at all.
    pub fn open_with(dir: &Path, room: usize) -> Result<Opened, OpenError> {
        fs::create_dir_all(dir).map_err(|source| io_error(dir, source))?;
        let state = match current(dir) {
            None => OpenState::Missing,
            Some(name) => match load(dir, name, room) {
                Ok((stored, state, check)) => {
                    let knowledge = Self::around(stored, state);
                    knowledge.learn();
                    if check {
                        knowledge.check_later();
                    }
                    return Ok(Opened { knowledge, state: OpenState::Ready });
                }
                Err(TantivyError::LockFailure(..)) => return Err(OpenError::InUse { path: dir.to_owned() }),
                Err(error) => OpenState::Unusable { reason: error.to_string() },
            },
        };
        let stored = Stored::begin(dir)?;
        let empty = stored.engine.view().map_err(|source| OpenError::Begin { path: dir.to_owned(), source })?;
        let knowledge = Self::around(stored, State::empty(empty, room));
        knowledge.shared.unfilled.store(true, Ordering::Release);
        Ok(Opened { knowledge, state })
    }
}

/// The index in the folder `name` of `dir`, and whether it is to be compared with its checksums still.
fn load(dir: &Path, name: String, room: usize) -> tantivy::Result<(Stored, State, bool)> {
    let folder = Folder { dir: dir.to_owned(), name, current: true };
    let (engine, check) = Engine::open(&folder.path())?;
    let unusable = |reason: &str| TantivyError::InternalError(reason.to_owned());
    let payload = engine.payload()?.ok_or_else(|| unusable("the index has no revision"))?;
    if payload.format != FORMAT {
        return Err(unusable("the index has another format"));
    }
    let (file, hash) = payload.derived.ok_or_else(|| unusable("the index does not say what is derived"))?;
    let derived = fs::read(folder.path().join(file))?;
    if hash64(&derived) != hash {
        return Err(unusable("the file of what is derived is damaged"));
    }
    let state = State::restore(engine.view()?, &derived, payload.revision, room)?;
    Ok((Stored { engine, folder: Some(folder) }, state, check))
}

/// An index and where it lies.
pub(super) struct Stored {
    pub(super) engine: Engine,
    /// None in memory.
    folder: Option<Folder>,
}

impl Stored {
    pub(super) fn in_memory(engine: Engine) -> Self {
        Self { engine, folder: None }
    }

    /// A new index in `dir`, beside the one that is there.
    fn begin(dir: &Path) -> Result<Self, OpenError> {
        let folder = Folder::next(dir)?;
        let engine = Engine::create(&folder.path());
        let engine = engine.map_err(|source| OpenError::Begin { path: folder.path(), source })?;
        Ok(Self { engine, folder: Some(folder) })
    }

    /// A new index beside this one.
    pub(super) fn beside(&self) -> Result<Self, IndexError> {
        Ok(match &self.folder {
            Some(folder) => Self::begin(&folder.dir)?,
            None => Self::in_memory(Engine::in_memory()?),
        })
    }

    /// Whether it outlives the process.
    pub(super) fn is_kept(&self) -> bool {
        self.folder.is_some()
    }

    /// Whether nothing need be written before it can be opened again.
    pub(super) fn is_begun(&self) -> bool {
        self.folder.as_ref().is_none_or(|folder| folder.current)
    }

    /// Writes what was only in memory, and `more`. Nothing has changed when it fails.
    pub(super) fn write<'a>(
        &mut self,
        unsaved: &Unsaved,
        more: impl Iterator<Item = (u32, &'a Prepared)>,
    ) -> Result<View, IndexError> {
        let derived = match &self.folder {
            Some(folder) => Some(folder.keep(&unsaved.derived)?),
            None => None,
        };
        let payload = Payload { format: FORMAT, revision: unsaved.revision, derived };
        let own = unsaved.new.iter().map(|entry| (entry.version, Prepared::new(Article::clone(&entry.article))));
        let own: Vec<(u32, Prepared)> = own.collect();
        let mut new: Vec<(u32, &Prepared)> = own.iter().map(|(version, prepared)| (*version, prepared)).collect();
        for (version, prepared) in more {
            new.push((version, prepared));
        }
        let view = self.engine.write(unsaved.gone.iter().copied(), new.into_iter(), &payload)?;
        // It is written; what is left over takes place and does no harm.
        if let (Some(folder), Some((file, _))) = (&mut self.folder, &payload.derived)
            && let Err(error) = folder.make_current().and_then(|()| folder.forget_other_than(file))
        {
            tracing::warn!(%error, "the new knowledge index could not take the place of the old one");
        }
        Ok(view)
    }
}

/// A folder with an index, which is named in `CURRENT` or will be.
struct Folder {
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

    /// Writes a file of what is derived. Its name says what is in it, and it appears whole, so that one that a commit speaks
    /// of is never damaged.
    fn keep(&self, derived: &[u8]) -> io::Result<(String, u64)> {
        let hash = hash64(derived);
        let name = format!("{DERIVED}{hash:016x}");
        let fresh = self.path().join(format!("{name}.new"));
        let mut file = fs::File::create(&fresh)?;
        file.write_all(derived)?;
        file.sync_all()?;
        fs::rename(&fresh, self.path().join(&name))?;
        Ok((name, hash))
    }

    fn forget_other_than(&self, derived: &str) -> io::Result<()> {
        for file in fs::read_dir(self.path())? {
            let file = file?;
            let name = file.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(DERIVED) && name != derived) {
                fs::remove_file(file.path())?;
            }
        }
        Ok(())
    }

    /// Names this index in `CURRENT`, once, and removes the others.
    fn make_current(&mut self) -> io::Result<()> {
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
