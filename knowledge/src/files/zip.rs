//! An archive of article files. It comes from anywhere: nothing that it says of itself is believed, and nothing is unpacked to disk.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use zip::read::ZipFileEntry;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::export::paths;
use super::import::Import;
use super::{Limits, Trouble, Upkeeps, csv, folder, front_matter, jsonl};
use crate::article::Article;

pub(super) fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// Reads every article file in the archive `source`, which is called `path`, into `import`, in the order of their names.
pub(super) fn read(source: impl Read + Seek, path: &Path, limits: Limits, import: &mut Import) {
    let mut archive = match ZipArchive::new(source) {
        Ok(archive) => archive,
        Err(error) => {
            return import.problem(
                path,
                None,
                Trouble::Unreadable,
                format!("cannot be read as a ZIP archive: {error}"),
            );
        }
    };
    if archive.len() > limits.entries {
        let message = format!("has {} entries; {} are the most that are read", archive.len(), limits.entries);
        return import.problem(path, None, Trouble::TooMany, message);
    }
    if archive.has_duplicate_names() {
        return import.problem(path, None, Trouble::Archive, "has two entries of one name".to_owned());
    }
    let purse = Purse { left: Cell::new(limits.unpacked), is_over: Cell::new(false) };
    for (number, name) in names(&archive) {
        let place = PathBuf::from(format!("{}/{name}", path.display()));
        let Some(kind) = kind(&mut archive, number, &name).unwrap_or_else(|message| {
            import.problem(&place, None, Trouble::Archive, message);
            None
        }) else {
            continue;
        };
        match archive.by_index(number) {
            Ok(entry) => kind.read(Unpacked { source: entry, purse: &purse }, &place, &name, import),
            Err(error) => import.problem(&place, None, Trouble::Unreadable, format!("cannot be unpacked: {error}")),
        }
        if purse.is_over.get() {
            let message = format!("unpacks to more than {} MiB; what comes after is not read", limits.unpacked >> 20);
            return import.problem(&place, None, Trouble::TooLarge, message);
        }
    }
}

/// The entries by their names, in order; what is no text in a name is shown as a question mark.
fn names<R: Read + Seek>(archive: &ZipArchive<R>) -> Vec<(usize, String)> {
    let name = |number| {
        let entry = archive.by_index_data(number).ok()?;
        let raw = String::from_utf8_lossy(entry.name_raw()).into_owned();
        Some((number, entry.name().map_or(raw, Cow::into_owned)))
    };
    let mut names: Vec<(usize, String)> = (0..archive.len()).filter_map(name).collect();
    names.sort_by(|(_, one), (_, other)| one.cmp(other));
    names
}

/// What an entry holds.
#[derive(Clone, Copy)]
enum Kind {
    Markdown,
    Jsonl,
    Csv,
}

/// What is read from an entry; `None` if it is passed over, as a picture or a folder is.
fn kind<R: Read + Seek>(archive: &mut ZipArchive<R>, number: usize, name: &str) -> Result<Option<Kind>, String> {
    let entry = archive.by_index_data(number).map_err(|error| format!("cannot be unpacked: {error}"))?;
    refuse(&entry, name)?;
    let path = Path::new(name);
    // Macs put a hidden twin of each file below a folder of this name.
    let is_hidden = name.split('/').any(|part| (part.starts_with('.') && part != ".") || part == "__MACOSX");
    if entry.is_dir() || is_hidden {
        return Ok(None);
    }
    Ok(if folder::is_article(path) {
        Some(Kind::Markdown)
    } else if csv::is_csv(path) {
        Some(Kind::Csv)
    } else if jsonl::is_jsonl(path) {
        Some(Kind::Jsonl)
    } else {
        None
    })
}

/// Why an entry is not looked at, whatever it may be.
fn refuse(entry: &ZipFileEntry<'_>, name: &str) -> Result<(), String> {
    let drive = name.as_bytes().get(1) == Some(&b':');
    if name.starts_with('/') || drive || name.split('/').any(|part| part == "..") {
        return Err("leads out of the archive".to_owned());
    }
    if name.contains(['\\', '\0']) {
        return Err("has a name with a backslash or NUL; folders are parted by `/`".to_owned());
    }
    // The kind of a file in the mode of Unix; 0 where it was not said.
    let kind = entry.unix_mode().unwrap_or_default() & 0o170_000;
    if !matches!(kind, 0 | 0o100_000 | 0o040_000) {
        return Err("is a symbolic link or a device; only files are read".to_owned());
    }
    if is_zip(Path::new(name)) {
        return Err("is an archive in an archive".to_owned());
    }
    if entry.encrypted() {
        return Err("is encrypted".to_owned());
    }
    Ok(())
}

impl Kind {
    fn read(self, source: impl Read, place: &Path, name: &str, import: &mut Import) {
        match self {
            Self::Markdown => {
                let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
                let id = parts.join("/");
                let id = id.get(..id.len() - ".md".len()).unwrap_or_default().to_owned();
                folder::read_text(source, place, Some(id), import);
            }
            Self::Jsonl => jsonl::read(BufReader::new(source), place, import),
            Self::Csv => csv::read(source, place, import),
        }
    }
}

/// How much may still be unpacked.
struct Purse {
    left: Cell<u64>,
    is_over: Cell<bool>,
}

/// An entry that is unpacked as long as there is something left.
struct Unpacked<'a, R> {
    source: R,
    purse: &'a Purse,
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        match self.purse.left.get().checked_sub(read as u64) {
            Some(left) => self.purse.left.set(left),
            None => {
                self.purse.is_over.set(true);
                return Err(io::Error::other("the archive unpacks to too much"));
            }
        }
        Ok(read)
    }
}

/// Writes the folder that [`super::write_folder`] would write as an archive.
pub(super) fn write(target: impl Write, articles: &[Article], upkeeps: &Upkeeps) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(target);
    let options = SimpleFileOptions::default().unix_permissions(0o644);
    for (article, id) in articles.iter().zip(paths(articles)) {
        archive.start_file(format!("{id}.md"), options)?;
        archive.write_all(front_matter::render(article, &id, upkeeps)?.as_bytes())?;
    }
    archive.finish()?.into_inner().flush()
}
