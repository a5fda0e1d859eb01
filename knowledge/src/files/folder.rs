//! A folder of Markdown files.

use std::fs::{self, DirEntry, File};
use std::io::Read;
use std::path::Path;

use super::MAX_MARKDOWN_BYTES;
use super::front_matter;
use super::import::Import;
use crate::article::Article;

/// How deep folders may nest.
const MAX_DEPTH: usize = 32;

/// Reads every article below `root` into `import`, in the order of their paths.
pub(super) fn read(root: &Path, import: &mut Import) {
    read_folder(root, root, 0, import);
}

fn read_folder(root: &Path, folder: &Path, depth: usize, import: &mut Import) {
    let mut entries = match fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<DirEntry>, _>>) {
        Ok(entries) => entries,
        Err(error) => return import.problem(folder, None, format!("cannot be read: {error}")),
    };
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => {
                import.problem(&path, None, format!("cannot be read: {error}"));
                continue;
            }
        };
        if kind.is_dir() {
            if depth == MAX_DEPTH {
                import.problem(&path, None, format!("folders are read {MAX_DEPTH} deep"));
            } else {
                read_folder(root, &path, depth + 1, import);
            }
        } else if !is_article(&path) {
            // Pictures and notes may lie beside the articles.
        } else if kind.is_symlink() {
            import.problem(&path, None, "is a symbolic link; links are not followed".to_owned());
        } else {
            read_file(root, &path, import);
        }
    }
}

/// One Markdown file; without an id of its own it is called by its name.
pub(super) fn read_one(path: &Path, import: &mut Import) {
    read_file(path.parent().unwrap_or(path), path, import);
}

fn read_file(root: &Path, path: &Path, import: &mut Import) {
    match article(root, path) {
        Ok(article) => import.article(path, None, article),
        Err((line, message)) => import.problem(path, line, message),
    }
}

pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

fn is_article(path: &Path) -> bool {
    let readme = path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
    is_markdown(path) && !readme
}

fn article(root: &Path, path: &Path) -> Result<Article, (Option<usize>, String)> {
    let text = read_text(path).map_err(|message| (None, message))?;
    let document = front_matter::parse(&text).map_err(|broken| (broken.line, broken.message))?;
    let mut keys = document.keys;
    let id = match keys.id.take() {
        Some(id) => id,
        None => path_id(root, path).ok_or_else(|| (None, "the file's name is not UTF-8 text".to_owned()))?,
    };
    let (title, body) = match keys.title.take() {
        Some(title) => (title, document.body),
        None => front_matter::title_from(document.body),
    };
    keys.into_article(id, title, body).map_err(|message| (None, message))
}

fn read_text(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| format!("cannot be read: {error}"))?;
    let mut bytes = Vec::new();
    file.take(MAX_MARKDOWN_BYTES + 1).read_to_end(&mut bytes).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > MAX_MARKDOWN_BYTES {
        return Err(format!("is larger than {} MiB", MAX_MARKDOWN_BYTES >> 20));
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())
}

/// The path below `root`, with `/` between folders and without `.md`.
fn path_id(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?.with_extension("");
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}
