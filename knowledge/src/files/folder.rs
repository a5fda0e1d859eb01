//! A folder of Markdown files.

use std::fs::{self, DirEntry, File};
use std::io::Read;
use std::path::Path;

use super::front_matter;
use super::import::{Entry, Import};
use super::{MAX_MARKDOWN_BYTES, Trouble};

/// How deep folders may nest.
const MAX_DEPTH: usize = 32;

/// Reads every article below `root` into `import`, in the order of their paths.
pub(super) fn read(root: &Path, import: &mut Import) {
    read_folder(root, root, 0, import);
}

fn read_folder(root: &Path, folder: &Path, depth: usize, import: &mut Import) {
    let mut entries = match fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<DirEntry>, _>>) {
        Ok(entries) => entries,
        Err(error) => return import.problem(folder, None, Trouble::Unreadable, format!("cannot be read: {error}")),
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
                import.problem(&path, None, Trouble::Unreadable, format!("cannot be read: {error}"));
                continue;
            }
        };
        if kind.is_dir() {
            if depth == MAX_DEPTH {
                import.problem(&path, None, Trouble::Place, format!("folders are read {MAX_DEPTH} deep"));
            } else {
                read_folder(root, &path, depth + 1, import);
            }
        } else if !is_article(&path) {
            // Pictures and notes may lie beside the articles.
        } else if kind.is_symlink() {
            import.problem(&path, None, Trouble::Place, "is a symbolic link; links are not followed".to_owned());
        } else {
            read_file(root, &path, import);
        }
    }
}

fn read_file(root: &Path, path: &Path, import: &mut Import) {
    match File::open(path) {
        Ok(file) => read_text(file, path, path_id(root, path), import),
        Err(error) => import.problem(path, None, Trouble::Unreadable, format!("cannot be read: {error}")),
    }
}

/// The Markdown file `source`, which is called `path`; without an id of its own it is called `id`.
pub(super) fn read_text(source: impl Read, path: &Path, id: Option<String>, import: &mut Import) {
    let text = text(source).map_err(|message| (None, message));
    match text.and_then(|text| entry(&text, id)) {
        Ok(entry) => import.article(path, None, entry),
        Err((line, message)) => import.problem(path, line, Trouble::Article, message),
    }
}

pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

pub(super) fn is_article(path: &Path) -> bool {
    let readme = path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
    is_markdown(path) && !readme
}

fn entry(text: &str, id: Option<String>) -> Result<Entry, (Option<usize>, String)> {
    let document = front_matter::parse(text).map_err(|broken| (broken.line, broken.message))?;
    let mut keys = document.keys;
    let Some(id) = keys.id.take().or(id) else {
        return Err((None, "the file's name is not UTF-8 text".to_owned()));
    };
    let (title, body) = match keys.title.take() {
        Some(title) => (title, document.body),
        None => front_matter::title_from(document.body),
    };
    keys.into_entry(id, title, body).map_err(|message| (None, message))
}

fn text(source: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    source.take(MAX_MARKDOWN_BYTES + 1).read_to_end(&mut bytes).map_err(|error| format!("cannot be read: {error}"))?;
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
