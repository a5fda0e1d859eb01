//! Taking articles in from files or from pages of the web, and saying beforehand what it would come to.

use std::path::{Path, PathBuf};
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
use crate::store::{
    Arriving, Care, Import, LONGEST_REREADING, Missing, Origin, Standing, Store, StoreError, TakenIn, Tallied, Tended,
    Tending,
};

/// What is taken in, and how.
#[derive(Args, Debug)]
#[command(
    after_help = "Ends with 0 if everything that was wished for is taken in, with 1 if nothing is, and with 3 if articles that \
    were edited at the desk were kept as they are. A dry run ends as the import would. What is read from the web becomes drafts: \
    nothing is published by it. Articles of files are published if their files say so, also where knowledge.second_look has two people agree \
    at the desk: whoever may run this holds the database."
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that somebody types or does not")]
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
    /// Archive articles that came from this folder or file before and are no longer in it, but for what was edited at the desk
    #[arg(long, conflicts_with_all = ["skip_broken", "every"])]
    archive_missing: bool,
    /// What the folder or file is known by when it is taken in again (default: its full path)
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Have the server read this address again every so many days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=i64::from(LONGEST_REREADING)))]
    every: Option<u16>,
}

/// What was read.
enum Brought {
    /// With what the folder or file is known by.
    Files(Arriving, String),
    Pages(Vec<Sourced>),
}

impl Brought {
    fn articles(&self) -> Vec<Article> {
        match self {
            Self::Files(arriving, _) => arriving.articles.clone(),
            Self::Pages(pages) => pages.iter().map(|page| page.article.clone()).collect(),
        }
    }

    async fn standings(&self, store: &Store) -> Result<Vec<Standing>, StoreError> {
        match self {
            Self::Files(arriving, _) => store.article_standings(&arriving.articles, Import::default()).await,
            Self::Pages(pages) => store.page_standings(pages).await,
        }
    }

    /// What is said of them beside their text, where that is not so already.
    async fn said(&self, store: &Store, overwrite: bool) -> Result<Vec<Care>, StoreError> {
        match self {
            Self::Files(arriving, _) => store.upkeep_standings(arriving.upkeep.clone(), overwrite).await,
            Self::Pages(_) => Ok(Vec::new()),
        }
    }

    /// Those that came from there before and are no longer there.
    async fn missing(&self, store: &Store) -> Result<Vec<Missing>, StoreError> {
        match self {
            Self::Files(arriving, origin) => store.missing_from(origin, &arriving.articles).await,
            Self::Pages(_) => Ok(Vec::new()),
        }
    }

    async fn take(
        self,
        store: &Store,
        how: Import,
        archive_missing: bool,
    ) -> Result<(TakenIn, Vec<Missing>), StoreError> {
        match self {
            Self::Files(arriving, name) => store.import_from(Origin { name, archive_missing }, arriving, how).await,
            Self::Pages(pages) => Ok((store.import_pages(pages, how).await?, Vec::new())),
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
        let Imported { articles, upkeep, problems } = read(&wanted.path);
        if wanted.archive_missing && articles.is_empty() {
            bail!(
                "there is no article in {}: with --archive-missing all that came from there would be archived",
                shown(&wanted.path.display().to_string())
            );
        }
        let origin = wanted.source.clone().unwrap_or_else(|| full(&wanted.path));
        return Ok((
            Brought::Files(Arriving { articles, upkeep }, origin),
            problems.iter().map(ToString::to_string).collect(),
        ));
    };
    if wanted.archive_missing || wanted.source.is_some() {
        bail!("--archive-missing and --source are for folders and files; pages that are gone are told by the desk");
    }
    let sites = Sites::new(&config.knowledge.sites, edge.clone()).context("no HTTP client")?;
    let url = sites.address(typed).with_context(|| format!("{} is not read", shown(typed)))?;
    if wanted.every.is_some() && !wanted.dry_run {
        store.remember_site(url.to_string(), wanted.every, None).await?;
    }
    let read = sites.read(&url, &Progress::default()).await;
    Ok((Brought::Pages(read.articles), read.problems.iter().map(ToString::to_string).collect()))
}

/// A path as it is from anywhere.
fn full(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_owned()).display().to_string()
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
        for said in &brought.said(store, wanted.overwrite).await? {
            out.line(upkept(said))?;
        }
        let missing = if wanted.archive_missing { brought.missing(store).await? } else { Vec::new() };
        for missing in &missing {
            out.line(gone(missing))?;
        }
        for problem in &problems {
            out.line(format!("broken\t{}", shown(problem)))?;
        }
        out.line(counts(&standings, problems.len()) + &gone_too(wanted, &missing))?;
        return Ok(if refused { ExitCode::from(1) } else { ending((&standings, &missing), wanted, problems.len()) });
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
    let said = brought.said(store, wanted.overwrite).await?;
    let (TakenIn::Done(standings), missing) = brought.take(store, how, wanted.archive_missing).await? else {
        bail!("nothing is taken in: somebody else saved one of the articles meanwhile");
    };
    let tallied = Tallied { overwritten: wanted.overwrite, ..Tallied::of(&standings) };
    let archived = missing.iter().filter(|missing| missing.is_archived(how)).count();
    if tallied.taken() + archived > 0 {
        store.audit(Deed::by_command(AuditKind::Imported).with(tallied.taken() + archived)).await?;
    }
    let verb = if wanted.overwrite { "overwritten" } else { "kept" };
    for (article, standing) in articles.iter().zip(&standings) {
        if is_kept(standing) {
            out.line(format!("{verb}: {}", line(article, standing)))?;
        }
    }
    for said in said.iter().filter(|said| said.standing != Tended::Set) {
        out.line(upkept(said))?;
    }
    for missing in &missing {
        let verb = if missing.is_archived(how) { "archived" } else { "kept" };
        out.line(format!("{verb}: {}", gone(missing)))?;
    }
    out.line(counts(&standings, problems.len()) + &gone_too(wanted, &missing))?;
    Ok(ending((&standings, &missing), wanted, problems.len()))
}

/// Whether it stays as the team left it, unless that is to be overwritten.
fn is_kept(standing: &Standing) -> bool {
    matches!(standing, Standing::Edited { .. } | Standing::Removed)
}

/// What was left out weighs more than what was kept.
fn ending((standings, missing): (&[Standing], &[Missing]), wanted: &ImportArguments, broken: usize) -> ExitCode {
    if broken > 0 {
        return ExitCode::from(1);
    }
    let left = missing.iter().map(|missing| &missing.standing);
    let kept = !wanted.overwrite && standings.iter().chain(left).any(is_kept);
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

/// What a file says of who keeps an article, or when it is to be looked at again.
fn upkept(Care { id, what, standing }: &Care) -> String {
    let (what, value) = match what {
        Tending::Owner(owner) => ("owner", shown(owner)),
        Tending::ReviewOn(day) => ("review_on", day.to_string()),
    };
    let more = match standing {
        Tended::Set => "",
        Tended::Kept => "\tkept as it was said at the desk",
        Tended::Unknown => "\tnobody of the team has this address; it is noted, and written by the next export",
    };
    format!("{what}\t{}\t{value}{more}", shown(id))
}

/// An article that is no longer where it came from.
fn gone(missing: &Missing) -> String {
    match &missing.standing {
        Standing::Edited { .. } => format!("{}\tgone", line(&missing.article, &missing.standing)),
        _ => format!(
            "gone\t{}\t{}\t{}",
            shown(&missing.article.id),
            missing.article.locale,
            shown(&missing.article.title)
        ),
    }
}

fn gone_too(wanted: &ImportArguments, missing: &[Missing]) -> String {
    if wanted.archive_missing { format!(", {} gone", missing.len()) } else { String::new() }
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
