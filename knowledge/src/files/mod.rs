//! Articles as files: a folder of Markdown with YAML front matter, a JSONL file, a spreadsheet, or an archive of any of these.
//!
//! Reading never fails as a whole: what is broken is named with its place, the rest is imported. Writing what was read
//! and reading it again gives the same articles.

mod cells;
mod csv;
mod export;
mod folder;
mod front_matter;
mod import;
mod jsonl;
mod manifest;
mod unread;
mod upkeep;
mod zip;

use std::fs::File;
use std::io::{self, BufReader, Cursor};
use std::path::{Path, PathBuf};

use crate::Article;

pub use csv::Sheet;
pub use export::{Format, write_file, write_folder};
pub use manifest::{Pruned, left_in_folder, prune_folder};
pub use unread::{Trouble, Unread};
pub use upkeep::{Upkeep, Upkeeps};

/// The largest Markdown file that is read, in bytes.
pub const MAX_MARKDOWN_BYTES: u64 = 1 << 20;
/// The longest JSONL line or row of a spreadsheet that is read, in bytes.
pub const MAX_LINE_BYTES: u64 = 4 << 20;

/// How much of a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The entries of an archive, at most.
    pub entries: usize,
    /// The bytes that an archive unpacks to, at most: counted while it is unpacked, whatever it says of itself.
    pub unpacked: u64,
    /// The articles that are taken from it, at most; the rest is told as one problem.
    pub articles: usize,
    /// The problems that are told, at most; that there are more is told after them.
    pub problems: usize,
}

impl Default for Limits {
    /// For somebody who chose the file on the machine itself.
    fn default() -> Self {
        Self { entries: 100_000, unpacked: 1 << 30, articles: usize::MAX, problems: usize::MAX }
    }
}

/// What [`read`] found.
#[derive(Debug, Default)]
pub struct Imported {
    /// The readable articles, in the order of their paths or lines; ids are unique.
    pub articles: Vec<Article>,
    /// What is said of them beside their text; those of which nothing is are left out.
    pub upkeep: Upkeeps,
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
    /// What kind of thing is wrong.
    pub trouble: Trouble,
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

/// Reads a folder of Markdown files, or one file: such a file, a spreadsheet as CSV, a ZIP archive of any of these, or JSONL.
///
/// In a folder every `.md` file except `README.md` is an article; hidden files and folders are skipped and symbolic
/// links are not followed.
#[must_use]
pub fn read(path: &Path) -> Imported {
    let mut import = import::Import::new(Limits::default());
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => folder::read(path, &mut import),
        Ok(_) => match File::open(path) {
            Ok(file) => read_file(file, path, Limits::default(), &mut import),
            Err(error) => import.problem(path, None, Trouble::Unreadable, format!("cannot be read: {error}")),
        },
        Err(error) => import.problem(path, None, Trouble::Unreadable, format!("cannot be read: {error}")),
    }
    import.finish()
}

/// Reads one file of this name, as [`read`] does.
#[must_use]
pub fn read_bytes(name: &str, bytes: &[u8], limits: Limits) -> Imported {
    let mut import = import::Import::new(limits);
    read_file(Cursor::new(bytes), Path::new(name), limits, &mut import);
    import.finish()
}

fn read_file(file: impl io::Read + io::Seek, path: &Path, limits: Limits, import: &mut import::Import) {
    if folder::is_markdown(path) {
        let id = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
        folder::read_text(file, path, id, import);
    } else if csv::is_csv(path) {
        csv::read(file, path, import);
    } else if zip::is_zip(path) {
        zip::read(file, path, limits, import);
    } else {
        jsonl::read(BufReader::new(file), path, import);
    }
}
