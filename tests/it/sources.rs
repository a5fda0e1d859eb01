//! The files of this repository, for tests that read them.

use std::path::{Path, PathBuf};

/// A file and what is in it.
pub(crate) struct Source {
    /// From the root of the repository, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// It is Rust.
    pub(crate) fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|ending| ending == "rs")
    }

    /// The code alone, with its lines: comments are left out, and what stands in texts and characters.
    pub(crate) fn code(&self) -> String {
        let mut code = String::with_capacity(self.text.len());
        let mut rest = self.text.as_str();
        while let Some(first) = rest.chars().next() {
            let (kept, length) = if rest.starts_with("//") {
                ("", rest.find('\n').unwrap_or(rest.len()))
            } else if rest.starts_with("/*") {
                ("", rest.find("*/").map_or(rest.len(), |end| end + 2))
            } else if let Some(length) = raw_text(rest, code.chars().next_back()) {
                ("\"\"", length)
            } else if first == '"' {
                ("\"\"", quoted(rest, '"'))
            } else if first == '\'' && is_character(rest) {
                ("''", quoted(rest, '\''))
            } else {
                (&rest[..first.len_utf8()], first.len_utf8())
            };
            code.push_str(kept);
            if kept.len() != length {
                // What spans lines must not shift those below.
                code.extend(rest[..length].chars().filter(|&character| character == '\n'));
            }
            rest = &rest[length..];
        }
        code
    }
}

/// How long the raw text is that stands here, if one does.
fn raw_text(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|before| before.is_alphanumeric() && before != 'b' || before == '_') {
        return None;
    }
    let hashes: String = rest.strip_prefix('r')?.chars().take_while(|&character| character == '#').collect();
    let opening = 1 + hashes.len() + 1;
    rest.get(1 + hashes.len()..opening).filter(|&quote| quote == "\"")?;
    let closing = format!("\"{hashes}");
    Some(rest[opening..].find(&closing).map_or(rest.len(), |end| opening + end + closing.len()))
}

/// How long the text or character is that stands here between two of `mark`.
fn quoted(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (index, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == mark => return index + 1,
            _ => {}
        }
    }
    rest.len()
}

/// It is a character and not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut following = rest.chars().skip(1);
    following.next() == Some('\\') || following.next() == Some('\'')
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below `folder` with one of these endings, in order. A folder that is not there has none.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)));
    paths.sort();
    let source = |path: PathBuf| Source {
        text: std::fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"),
    };
    paths.into_iter().map(source).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, paths) } else { paths.push(path) }
    }
}

/// The Rust files and templates of the program: of the root package and of every member.
pub(crate) fn of_program() -> Vec<Source> {
    let mut sources = files("src", &["rs", "html"]);
    sources.extend(files("adapters", &["rs", "html"]));
    sources.extend(files("knowledge", &["rs"]));
    sources
}

/// Fails with all problems, one a line.
#[track_caller]
pub(crate) fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
