//! Which files of a folder were written there from articles: what they are called and what they said, so that those whose articles are gone
//! can be told from those that somebody else put there, or has changed since.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::WriteError;
use super::export::{io_error, is_safe, paths, replace};
use crate::article::Article;
use crate::hash::hash64;

/// What the list is called. Hidden files are no articles.
const NAME: &str = ".hamyar-export";

/// Paths below the folder, without `.md`, and a hash of what was written there.
#[derive(Debug, Default)]
pub(super) struct Manifest(BTreeMap<String, u64>);

/// Files that were written before and whose articles are gone.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// Those that were removed, or would be.
    pub removed: Vec<PathBuf>,
    /// Those that somebody has changed since they were written; they stay.
    pub kept: Vec<PathBuf>,
}

impl Manifest {
    /// The list of a folder; an empty one where there is none. Lines that say nothing we would have written are left out.
    pub(super) fn read(dir: &Path) -> Self {
        let text = fs::read_to_string(dir.join(NAME)).unwrap_or_default();
        let entry = |line: &str| {
            let (hash, path) = line.split_once(' ')?;
            Some((path.to_owned(), u64::from_str_radix(hash, 16).ok()?)).filter(|(path, _)| is_safe(path))
        };
        Self(text.lines().filter_map(entry).collect())
    }

    /// Notes what was written.
    pub(super) fn note(&mut self, path: String, text: &str) {
        self.0.insert(path, hash64(text));
    }

    pub(super) fn write(&self, dir: &Path) -> Result<(), WriteError> {
        let mut text = Vec::new();
        for (path, hash) in &self.0 {
            writeln!(text, "{hash:016x} {path}").map_err(|source| io_error(dir, source))?;
        }
        let path = dir.join(NAME);
        replace(&path, &text).map_err(|source| io_error(&path, source))
    }

    /// Files whose articles are not among these: their paths, and whether they still say what was written.
    fn gone(&self, dir: &Path, articles: &[Article]) -> Vec<(String, PathBuf, bool)> {
        let present: HashSet<String> = paths(articles).collect();
        let gone = self.0.iter().filter(|(path, _)| !present.contains(*path));
        let file = |(path, hash): (&String, &u64)| {
            let file = real(dir, path)?;
            let is_as_written = fs::read(&file).is_ok_and(|bytes| hash64(bytes) == *hash);
            Some((path.clone(), file, is_as_written))
        };
        gone.filter_map(file).collect()
    }
}

/// The file at a path below the folder, if it is there and no link leads to it.
fn real(dir: &Path, path: &str) -> Option<PathBuf> {
    let mut file = dir.to_owned();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = format!("{name}.md");
    for part in folders.split('/').filter(|part| !part.is_empty()).chain([name.as_str()]) {
        file.push(part);
        fs::symlink_metadata(&file).ok().filter(|metadata| !metadata.file_type().is_symlink())?;
    }
    Some(file)
}

/// The files that [`super::write_folder`] wrote to `dir` before and whose articles are not among these. Nothing is changed.
#[must_use]
pub fn left_in_folder(dir: &Path, articles: &[Article]) -> Pruned {
    let mut left = Pruned::default();
    for (_, file, is_as_written) in Manifest::read(dir).gone(dir, articles) {
        if is_as_written {
            left.removed.push(file);
        } else {
            left.kept.push(file);
        }
    }
    left
}

/// Removes those of them that nobody has changed since.
///
/// # Errors
/// [`WriteError::Io`] when the file system refuses.
pub fn prune_folder(dir: &Path, articles: &[Article]) -> Result<Pruned, WriteError> {
    let mut manifest = Manifest::read(dir);
    let mut pruned = Pruned::default();
    for (path, file, is_as_written) in manifest.gone(dir, articles) {
        if !is_as_written {
            pruned.kept.push(file);
            continue;
        }
        match fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(io_error(&file, source)),
        }
        manifest.0.remove(&path);
        pruned.removed.push(file);
    }
    manifest.write(dir)?;
    Ok(pruned)
}
