//! Taking articles in from files, and saying beforehand what it would come to.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use hamyar_knowledge::Article;
use hamyar_knowledge::files::{Imported, read};

use crate::cli::output::{Output, shown};
use crate::model::{AuditKind, Deed};
use crate::store::{Import, Standing, Store, TakenIn, Tallied};

/// What is taken in, and how.
#[derive(Args, Debug)]
#[command(
    after_help = "Ends with 0 if everything that was wished for is taken in, with 1 if nothing is, and with 3 if articles that \
    were edited at the desk were kept as they are. A dry run ends as the import would."
)]
pub(in crate::cli) struct ImportArguments {
    /// A folder of Markdown files, one such file, a spreadsheet (.csv, .tsv), JSONL, or a .zip of any of these
    path: PathBuf,
    /// Change nothing; say of each article whether it is new, changed, same, edited at the desk, or broken
    #[arg(long)]
    dry_run: bool,
    /// Take in the rest if something is broken
    #[arg(long)]
    skip_broken: bool,
    /// Overwrite what was edited at the desk too, and end its drafts. Every version before stays in the history
    #[arg(long)]
    overwrite: bool,
}

/// How it ends when articles that were edited at the desk were kept.
const KEPT: u8 = 3;

pub(super) async fn import(store: &Store, wanted: &ImportArguments, out: &mut Output) -> anyhow::Result<ExitCode> {
    let Imported { articles, problems } = read(&wanted.path);
    let refused = !problems.is_empty() && !wanted.skip_broken;
    if wanted.dry_run {
        let standings = store.article_standings(&articles).await?;
        for (article, standing) in articles.iter().zip(&standings) {
            out.line(line(article, standing))?;
        }
        for problem in &problems {
            out.line(format!("broken\t{}", shown(&problem.to_string())))?;
        }
        out.line(counts(&standings, problems.len()))?;
        return Ok(if refused { ExitCode::from(1) } else { ending(&standings, wanted, problems.len()) });
    }
    for problem in &problems {
        out.line(format!("error: {}", shown(&problem.to_string())))?;
    }
    if refused {
        bail!(
            "nothing is taken in: {} broken; mend what is named above, or leave it out with --skip-broken",
            problems.len()
        );
    }
    let named = articles.clone();
    let how = Import { overwrite: wanted.overwrite, ..Import::default() };
    let TakenIn::Done(standings) = store.import_articles(articles, how).await? else {
        bail!("nothing is taken in: somebody else saved one of the articles meanwhile");
    };
    let tallied = Tallied { overwritten: wanted.overwrite, ..Tallied::of(&standings) };
    if tallied.taken() > 0 {
        store.audit(Deed::by_command(AuditKind::Imported).with(tallied.taken())).await?;
    }
    let verb = if wanted.overwrite { "overwritten" } else { "kept" };
    for (article, standing) in named.iter().zip(&standings) {
        if let Standing::Edited { .. } = standing {
            out.line(format!("{verb}: {}", line(article, standing)))?;
        }
    }
    out.line(counts(&standings, problems.len()))?;
    Ok(ending(&standings, wanted, problems.len()))
}

/// What was left out weighs more than what was kept.
fn ending(standings: &[Standing], wanted: &ImportArguments, broken: usize) -> ExitCode {
    if broken > 0 {
        return ExitCode::from(1);
    }
    let kept = !wanted.overwrite && standings.iter().any(|standing| matches!(standing, Standing::Edited { .. }));
    if kept { ExitCode::from(KEPT) } else { ExitCode::SUCCESS }
}

/// An article and how it stands, for people and for programs that split at tabs.
fn line(article: &Article, standing: &Standing) -> String {
    let (word, more) = match standing {
        Standing::New => ("new", String::new()),
        Standing::Changed => ("changed", String::new()),
        Standing::Same => ("same", String::new()),
        Standing::Edited { by, draft } => {
            let what = if *draft { "draft" } else { "edit" };
            ("edited", by.as_ref().map_or_else(String::new, |by| format!("\t{what} of {}", shown(by))))
        }
    };
    format!("{word}\t{}\t{}\t{}{more}", shown(&article.id), article.locale, shown(&article.title))
}

fn counts(standings: &[Standing], broken: usize) -> String {
    let count = |wanted: fn(&Standing) -> bool| standings.iter().filter(|standing| wanted(standing)).count();
    format!(
        "{} read: {} new, {} changed, {} as before, {} edited at the desk, {broken} broken",
        standings.len(),
        count(|standing| matches!(standing, Standing::New)),
        count(|standing| matches!(standing, Standing::Changed)),
        count(|standing| matches!(standing, Standing::Same)),
        count(|standing| matches!(standing, Standing::Edited { .. })),
    )
}
