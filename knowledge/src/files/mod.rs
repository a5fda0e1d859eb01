//! Articles as files: a folder of Markdown with YAML front matter, or one JSONL file.
//!
//! Reading never fails as a whole: what is broken is named with its place, the rest is imported. Writing what was read
//! and reading it again gives the same articles.

mod export;
mod folder;
mod front_matter;
mod import;
mod jsonl;

use std::io;
use std::path::{Path, PathBuf};

use crate::Article;

pub use export::{write_folder, write_jsonl};

/// The largest Markdown file that is read, in bytes.
pub const MAX_MARKDOWN_BYTES: u64 = 1 << 20;
/// The longest JSONL line that is read, in bytes.
pub const MAX_LINE_BYTES: u64 = 4 << 20;

/// What [`read`] found.
#[derive(Debug, Default)]
pub struct Imported {
    /// The readable articles, in the order of their paths or lines; ids are unique.
    pub articles: Vec<Article>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// One thing that could not be read, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1, when it is about one.
    pub line: Option<usize>,
    /// What is wrong, and what is allowed instead.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path.display(), self.message),
            None => write!(f, "{}: {}", self.path.display(), self.message),
        }
    }
}

/// Why articles could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file system refused.
    #[error("cannot write {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// A folder on the way is a symbolic link, which may lead anywhere.
    #[error("{} is a symbolic link; articles are written to real folders only", path.display())]
    Symlink {
        /// The link.
        path: PathBuf,
    },
}

/// Reads a folder of Markdown files, one such file, or a JSONL file.
///
/// In a folder every `.md` file except `README.md` is an article; hidden files and folders are skipped and symbolic
/// links are not followed.
#[must_use]
pub fn read(path: &Path) -> Imported {
    let mut import = import::Import::default();
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => folder::read(path, &mut import),
        Ok(_) if folder::is_markdown(path) => folder::read_one(path, &mut import),
        Ok(_) => jsonl::read(path, &mut import),
        Err(error) => import.problem(path, None, format!("cannot be read: {error}")),
    }
    import.finish()
}
