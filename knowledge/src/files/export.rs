//! Writing articles to files.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::{Upkeeps, WriteError, csv, front_matter, jsonl, zip};
use crate::article::Article;

/// The longest name of a file or folder that an id may become, in bytes.
const MAX_NAME_BYTES: usize = 120;

/// Writes every article as a Markdown file below `dir`, with what is known of it beside its text, creating the folder; files of other
/// articles are left alone. Which files were written stands in a hidden one beside them, for [`super::prune_folder`].
///
/// An id that is a harmless path becomes that path. Any other id, whatever it says, becomes a plain name in `dir`, and
/// stands in the front matter.
///
/// # Errors
/// [`WriteError::Io`] when the file system refuses, [`WriteError::Symlink`] when a folder below `dir` is a link.
pub fn write_folder(dir: &Path, articles: &[Article], upkeeps: &Upkeeps) -> Result<(), WriteError> {
    create_folder(dir)?;
    let mut manifest = Manifest::read(dir);
    for (article, id) in articles.iter().zip(paths(articles)) {
        let path = folder_for(dir, &id)?;
        let text = front_matter::render(article, &id, upkeeps).map_err(|error| io_error(&path, error.into()))?;
        replace(&path, text.as_bytes()).map_err(|source| io_error(&path, source))?;
        manifest.note(id, &text);
    }
    manifest.write(dir)
}

/// Writes every article to one file, replacing it.
///
/// # Errors
/// [`WriteError::Io`] when the file system refuses.
pub fn write_file(path: &Path, format: Format, articles: &[Article], upkeeps: &Upkeeps) -> Result<(), WriteError> {
    let write = || format.write(BufWriter::new(fs::File::create(path)?), articles, upkeeps);
    write().map_err(|source| io_error(path, source))
}

/// What articles in one file are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An article a line.
    Jsonl,
    /// A spreadsheet with an article a row; nothing in it is taken for a formula.
    Csv,
    /// The folder of [`write_folder`] as an archive.
    Zip,
}

impl Format {
    /// The format that the ending of a name asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" => Self::Csv,
            "zip" => Self::Zip,
            _ => return None,
        })
    }

    /// Writes articles, with what is known of them beside their text.
    ///
    /// # Errors
    /// When `target` refuses.
    pub fn write(self, mut target: impl Write, articles: &[Article], upkeeps: &Upkeeps) -> io::Result<()> {
        match self {
            Self::Jsonl => jsonl::write(&mut target, articles, upkeeps),
            Self::Csv => csv::write(&mut target, articles, upkeeps),
            Self::Zip => zip::write(target, articles, upkeeps),
        }
    }
}

/// The paths below a folder, without `.md`, that articles are written to.
pub(super) fn paths(articles: &[Article]) -> impl Iterator<Item = String> {
    let mut used = HashSet::new();
    articles.iter().enumerate().map(move |(number, article)| path_for(&article.id, number, &mut used))
}

/// The path below the folder, without `.md`, that `id` is written to: itself where that is safe and free.
fn path_for(id: &str, number: usize, used: &mut HashSet<String>) -> String {
    // Names that differ only in case are one file on many machines.
    if is_safe(id) && used.insert(id.to_lowercase()) {
        return id.to_owned();
    }
    let mut name = format!("article-{number}");
    while !used.insert(name.clone()) {
        name.push('-');
    }
    name
}

pub(super) fn is_safe(id: &str) -> bool {
    let parts: Vec<&str> = id.split('/').collect();
    let last = parts.len() - 1;
    let readme = parts[last].eq_ignore_ascii_case("readme");
    parts.len() <= 8 && !readme && parts.iter().enumerate().all(|(i, part)| is_safe_name(part, i == last))
}

fn is_safe_name(name: &str, is_file: bool) -> bool {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '\u{200c}'));
    let edges = name.starts_with(['.', ' ']) || name.ends_with(['.', ' ']);
    // A folder `a.md` would stand in the way of the article `a`, and Windows keeps a few names for devices.
    let folder_like_file = !is_file && name.to_lowercase().ends_with(".md");
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
    plain && !edges && !folder_like_file && !device && !name.is_empty() && name.len() <= MAX_NAME_BYTES
}

/// Creates the folders of `id` one by one, refusing links, and returns the file's path.
fn folder_for(dir: &Path, id: &str) -> Result<PathBuf, WriteError> {
    let mut folder = dir.to_owned();
    let (folders, name) = id.rsplit_once('/').unwrap_or(("", id));
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.file_type().is_symlink() => return Err(WriteError::Symlink { path: folder }),
            Ok(_) => {}
            Err(_) => create_folder(&folder)?,
        }
    }
    Ok(folder.join(format!("{name}.md")))
}

fn create_folder(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(|source| io_error(path, source))
}

/// Replaces the file, or a link that stands in its place, in one step.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    let fresh = path.with_file_name(name);
    if fs::symlink_metadata(&fresh).is_ok() {
        fs::remove_file(&fresh)?;
    }
    let mut file = fs::File::create_new(&fresh)?;
    file.write_all(bytes)?;
    drop(file);
    fs::rename(&fresh, path)
}

pub(super) fn io_error(path: &Path, source: io::Error) -> WriteError {
    WriteError::Io { path: path.to_owned(), source }
}
