//! Taking articles in from files or from pages of the web, and saying beforehand what it would come to.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use hamyar_knowledge::Article;
use hamyar_knowledge::files::{Imported, read};

use crate::cli::output::{Output, shown};
use crate::clock::Edge;
use crate::config::Config;
use crate::model::{AuditKind, Deed};
use crate::sites::{Progress, Sites, Sourced};
use crate::store::{Import, Standing, Store, StoreError, TakenIn, Tallied};

/// What is taken in, and how.
#[derive(Args, Debug)]
#[command(
    after_help = "Ends with 0 if everything that was wished for is taken in, with 1 if nothing is, and with 3 if articles that \
    were edited at the desk were kept as they are. A dry run ends as the import would. What is read from the web becomes drafts: \
    nothing is published by it."
)]
pub(in crate::cli) struct ImportArguments {
    /// A folder of Markdown files, one such file, a spreadsheet (.csv, .tsv), JSONL, a .zip of any of these; or the address of a page
    /// or a sitemap
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
    /// Have the server read this address again every so many days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=365))]
    every: Option<u16>,
}

/// What was read.
enum Brought {
    Files(Vec<Article>),
    Pages(Vec<Sourced>),
}

impl Brought {
    fn articles(&self) -> Vec<Article> {
        match self {
            Self::Files(articles) => articles.clone(),
            Self::Pages(pages) => pages.iter().map(|page| page.article.clone()).collect(),
        }
    }

    async fn standings(&self, store: &Store) -> Result<Vec<Standing>, StoreError> {
        match self {
            Self::Files(articles) => store.article_standings(articles).await,
            Self::Pages(pages) => store.page_standings(pages).await,
        }
    }

    async fn take(self, store: &Store, how: Import) -> Result<TakenIn, StoreError> {
        match self {
            Self::Files(articles) => store.import_articles(articles, how).await,
            Self::Pages(pages) => store.import_pages(pages, how).await,
        }
    }
}

/// How it ends when articles that were edited at the desk were kept.
const KEPT: u8 = 3;

/// Reads what is wanted; what could not be read, each in a sentence.
async fn bring(
    store: &Store,
    wanted: &ImportArguments,
    config: &Config,
    edge: &Edge,
) -> anyhow::Result<(Brought, Vec<String>)> {
    let typed = wanted.path.to_str().filter(|path| path.starts_with("http://") || path.starts_with("https://"));
    let Some(typed) = typed else {
        if wanted.every.is_some() {
            bail!("--every is for addresses that begin with http:// or https://");
        }
        let Imported { articles, problems } = read(&wanted.path);
        return Ok((Brought::Files(articles), problems.iter().map(ToString::to_string).collect()));
    };
    let sites = Sites::new(&config.knowledge.sites, edge.clone()).context("no HTTP client")?;
    let url = sites.address(typed).with_context(|| format!("{} is not read", shown(typed)))?;
    if wanted.every.is_some() && !wanted.dry_run {
        store.remember_site(url.to_string(), wanted.every, None).await?;
    }
    let read = sites.read(&url, &Progress::default()).await;
    Ok((Brought::Pages(read.articles), read.problems.iter().map(ToString::to_string).collect()))
}

pub(super) async fn import(
    store: &Store,
    wanted: &ImportArguments,
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let (brought, problems) = bring(store, wanted, config, edge).await?;
    let articles = brought.articles();
    let refused = !problems.is_empty() && !wanted.skip_broken;
    if wanted.dry_run {
        let standings = brought.standings(store).await?;
        for (article, standing) in articles.iter().zip(&standings) {
            out.line(line(article, standing))?;
        }
        for problem in &problems {
            out.line(format!("broken\t{}", shown(problem)))?;
        }
        out.line(counts(&standings, problems.len()))?;
        return Ok(if refused { ExitCode::from(1) } else { ending(&standings, wanted, problems.len()) });
    }
    for problem in &problems {
        out.line(format!("error: {}", shown(problem)))?;
    }
    if refused {
        bail!(
            "nothing is taken in: {} broken; mend what is named above, or leave it out with --skip-broken",
            problems.len()
        );
    }
    let how = Import { overwrite: wanted.overwrite, ..Import::default() };
    let TakenIn::Done(standings) = brought.take(store, how).await? else {
        bail!("nothing is taken in: somebody else saved one of the articles meanwhile");
    };
    let tallied = Tallied { overwritten: wanted.overwrite, ..Tallied::of(&standings) };
    if tallied.taken() > 0 {
        store.audit(Deed::by_command(AuditKind::Imported).with(tallied.taken())).await?;
    }
    let verb = if wanted.overwrite { "overwritten" } else { "kept" };
    for (article, standing) in articles.iter().zip(&standings) {
        if is_kept(standing) {
            out.line(format!("{verb}: {}", line(article, standing)))?;
        }
    }
    out.line(counts(&standings, problems.len()))?;
    Ok(ending(&standings, wanted, problems.len()))
}

/// Whether it stays as the team left it, unless that is to be overwritten.
fn is_kept(standing: &Standing) -> bool {
    matches!(standing, Standing::Edited { .. } | Standing::Removed)
}

/// What was left out weighs more than what was kept.
fn ending(standings: &[Standing], wanted: &ImportArguments, broken: usize) -> ExitCode {
    if broken > 0 {
        return ExitCode::from(1);
    }
    let kept = !wanted.overwrite && standings.iter().any(is_kept);
    if kept { ExitCode::from(KEPT) } else { ExitCode::SUCCESS }
}

/// An article and how it stands, for people and for programs that split at tabs.
fn line(article: &Article, standing: &Standing) -> String {
    let (word, more) = match standing {
        Standing::New => ("new", String::new()),
        Standing::Changed => ("changed", String::new()),
        Standing::Same => ("same", String::new()),
        Standing::Removed => ("edited", "\tremoved".to_owned()),
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
        count(is_kept),
    )
}
