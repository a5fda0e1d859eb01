//! Writing articles to files.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{WriteError, front_matter, jsonl};
use crate::article::Article;

/// The longest name of a file or folder that an id may become, in bytes.
const MAX_NAME_BYTES: usize = 120;

/// Writes every article as a Markdown file below `dir`, creating it; files of other articles are left alone.
///
/// An id that is a harmless path becomes that path. Any other id, whatever it says, becomes a plain name in `dir`, and
/// stands in the front matter.
///
/// # Errors
/// [`WriteError::Io`] when the file system refuses, [`WriteError::Symlink`] when a folder below `dir` is a link.
pub fn write_folder(dir: &Path, articles: &[Article]) -> Result<(), WriteError> {
    create_folder(dir)?;
    let mut used = HashSet::new();
    for (number, article) in articles.iter().enumerate() {
        let id = path_for(&article.id, number, &mut used);
        let path = folder_for(dir, &id)?;
        let text = front_matter::render(article, &id).map_err(|error| io_error(&path, error.into()))?;
        replace(&path, text.as_bytes()).map_err(|source| io_error(&path, source))?;
    }
    Ok(())
}

/// Writes every article as one line of the JSONL file `path`, replacing it.
///
/// # Errors
/// [`WriteError::Io`] when the file system refuses.
pub fn write_jsonl(path: &Path, articles: &[Article]) -> Result<(), WriteError> {
    let write = || -> io::Result<()> {
        let mut file = BufWriter::new(fs::File::create(path)?);
        for article in articles {
            file.write_all(jsonl::render(article)?.as_bytes())?;
            file.write_all(b"\n")?;
        }
        file.flush()
    };
    write().map_err(|source| io_error(path, source))
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

fn is_safe(id: &str) -> bool {
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
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
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

fn io_error(path: &Path, source: io::Error) -> WriteError {
    WriteError::Io { path: path.to_owned(), source }
}
