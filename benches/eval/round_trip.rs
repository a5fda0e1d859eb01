//! Whether what is taken in comes out again the same, by the program itself: the sample articles as a folder, and a set of questions and
//! answers as people wrote them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use hamyar_knowledge::Article;
use hamyar_knowledge::files::{Imported, read};

use super::SAMPLE;

/// The set that goes out and in.
const SET: &str = "T5b_stackfaq";

/// The forms in which articles are written.
const FORMS: [&str; 4] = ["out", "out.jsonl", "out.csv", "out.zip"];

/// Fails where anything comes out otherwise than it went in.
pub(super) fn check(data: &Path) -> anyhow::Result<()> {
    println!("OUT AND IN AGAIN\n");
    for source in [PathBuf::from(SAMPLE), data.join(SET).join("kb.jsonl")] {
        if !source.exists() {
            continue;
        }
        let original = articles(&source)?;
        let folder = tempfile::tempdir().context("no folder for what is written")?;
        kb(folder.path(), &["import", &source.canonicalize()?.display().to_string()])?;
        for form in FORMS {
            kb(folder.path(), &["export", form])?;
            let written = articles(&folder.path().join(form))?;
            let other = original.iter().zip(&written).find(|(one, other)| one != other);
            ensure!(
                original == written,
                "{} comes out otherwise as {form}: {} articles of {}; first: {:?}",
                source.display(),
                written.len(),
                original.len(),
                other.map(|(one, _)| &one.id)
            );
        }
        println!(
            "{:<60} {:>6} articles, the same in {} forms",
            source.display().to_string(),
            original.len(),
            FORMS.len()
        );
    }
    println!();
    Ok(())
}

/// The articles there, by id; none of them may be broken.
fn articles(path: &Path) -> anyhow::Result<Vec<Article>> {
    let Imported { mut articles, problems, .. } = read(path);
    ensure!(problems.is_empty(), "{}: {}", path.display(), problems[0]);
    articles.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(articles)
}

/// Runs a command of the program on a database in this folder.
fn kb(folder: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let program = env!("CARGO_BIN_EXE_hamyar");
    let ran = Command::new(program).arg("kb").args(arguments).current_dir(folder).env_clear().output()?;
    ensure!(ran.status.success(), "kb {}: {}", arguments.join(" "), String::from_utf8_lossy(&ran.stderr));
    Ok(())
}
