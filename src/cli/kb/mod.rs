//! Keeping the knowledge base.

mod arguments;
mod calibrate;
mod commands;
mod curation;
mod eval;
mod explain;
mod finding;
mod forum;
mod import;
mod links;
mod list;
mod outcomes;
mod search;
mod sites;
mod state;
mod synonyms;

pub(super) use self::commands::{
    CalibrateArguments, EvalArguments, KbCommand, SearchArguments, SitesCommand, SynonymsCommand,
};

use std::process::ExitCode;

use anyhow::{Context, bail};
use hamyar_knowledge::files::{Format, Pruned, left_in_folder, prune_folder, write_file, write_folder};
use hamyar_knowledge::{Article, Status};

use self::arguments::ExportArguments;
use super::output::{Output, shown};
use crate::app::{judge, open_store};
use crate::clock::Edge;
use crate::config::Config;
use crate::library::Library;
use crate::model::{AuditKind, Deed, Stand};
use crate::store::{Edited, Store};

pub(super) async fn execute(
    command: KbCommand,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    if let KbCommand::Eval(EvalArguments { kb: Some(kb), queries, run, json }) = &command {
        return eval::files(config, kb, &eval::Asked { queries, run: run.as_deref(), json: *json }, out);
    }
    let store = open_store(config, edge.clone()).await?;
    let code = match command {
        KbCommand::Import(wanted) => import::import(&store, &wanted, config, &edge, out).await?,
        KbCommand::Export(wanted) => {
            let code = export(&store, &wanted, out).await?;
            store.audit(Deed::by_command(AuditKind::Exported).with("articles")).await?;
            code
        }
        KbCommand::List(wanted) => list::list(&store, &wanted, config, &edge, out).await?,
        KbCommand::History(wanted) => list::history(&store, &wanted, out).await?,
        KbCommand::Restore { id, revision } => state::restore(&store, &id, revision, out).await?,
        KbCommand::Publish { id } => state::turn(&store, &id, Status::Published, out).await?,
        KbCommand::Review { id } => state::turn(&store, &id, Status::Review, out).await?,
        KbCommand::Archive { id } => state::turn(&store, &id, Status::Archived, out).await?,
        KbCommand::Gaps(wanted) => curation::gaps(&store, &wanted, config, &edge, out).await?,
        KbCommand::Freshness { json } => curation::freshness(&store, json, config, &edge, out).await?,
        KbCommand::Measures(wanted) => curation::measures(&store, &wanted, config, &edge, out).await?,
        KbCommand::Translations(wanted) => curation::translated(&store, &wanted, out).await?,
        KbCommand::Links { check } => links::execute(&store, check, config, &edge, out).await?,
        KbCommand::Candidates { limit, show, json } => candidates(&store, (show, limit), json, out).await?,
        KbCommand::Forum { channel, forum } => forum::read(&store, (channel, &forum), config, &edge, out).await?,
        KbCommand::Remove { id } => remove(&store, id, out).await?,
        KbCommand::Sites(command) => sites::execute(&store, command, config, &edge, out).await?,
        KbCommand::Synonyms(command) => synonyms::execute(&store, command, out).await?,
        KbCommand::Search(wanted) => search::search(config, store.clone(), &edge, &wanted, out).await?,
        KbCommand::Eval(EvalArguments { queries, run, json, .. }) => {
            let asked = eval::Asked { queries: &queries, run: run.as_deref(), json };
            eval::own(config, store.clone(), &edge, &asked, out).await?
        }
        KbCommand::Calibrate(wanted) => calibrate::calibrate(config, store.clone(), &edge, &wanted, out).await?,
    };
    store.close().await;
    Ok(code)
}

/// The articles, indexed as a server would.
async fn indexed(store: &Store, config: &Config) -> anyhow::Result<Library> {
    let library = Library::in_memory(store.clone()).await.context("the articles cannot be indexed")?;
    let library = library.judged_by(judge(config));
    library.take_kept().await?;
    Ok(library)
}

async fn export(store: &Store, wanted: &ExportArguments, out: &mut Output) -> anyhow::Result<ExitCode> {
    let (path, format) = (&wanted.path, Format::of(&wanted.path));
    if wanted.prune && format.is_some() {
        bail!("--prune is for folders, and {} is written as one file", path.display());
    }
    let (articles, mut upkeeps) = (store.articles().await?, store.upkeeps().await?);
    if wanted.without_owners {
        for upkeep in upkeeps.values_mut() {
            upkeep.owner = None;
        }
    }
    match format {
        Some(format) => write_file(path, format, &articles, &upkeeps)?,
        None => write_folder(path, &articles, &upkeeps)?,
    }
    out.line(format!("{} articles written to {}", articles.len(), path.display()))?;
    if format.is_none() {
        left(wanted, &articles, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What becomes of files that were written before and whose articles are gone.
fn left(wanted: &ExportArguments, articles: &[Article], out: &mut Output) -> anyhow::Result<()> {
    let (verb, Pruned { removed, kept }) = if wanted.prune {
        ("removed", prune_folder(&wanted.path, articles)?)
    } else {
        ("left", left_in_folder(&wanted.path, articles))
    };
    for file in &removed {
        out.line(format!("{verb}: {}", shown(&file.display().to_string())))?;
    }
    for file in &kept {
        out.line(format!("kept, as somebody changed it: {}", shown(&file.display().to_string())))?;
    }
    if !wanted.prune && !removed.is_empty() {
        out.line("the articles of these files are no longer there; --prune removes them")?;
    }
    Ok(())
}

async fn candidates(
    store: &Store,
    (show, limit): (Option<Stand>, i64),
    json: bool,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let candidates = store.candidates_that(show, limit.max(0)).await?;
    if json {
        out.json(&candidates)?;
        return Ok(ExitCode::SUCCESS);
    }
    for candidate in &candidates {
        let author = shown(candidate.author_name.as_deref().unwrap_or("-"));
        let question = shown(candidate.question.as_deref().unwrap_or("-"));
        out.line(format!(
            "#{}\t{}\t{author}\t{question}\t{}",
            candidate.number,
            candidate.consent,
            shown(&candidate.answer)
        ))?;
    }
    out.line(format!("{} answers of peers", candidates.len()))?;
    Ok(ExitCode::SUCCESS)
}

async fn remove(store: &Store, id: String, out: &mut Output) -> anyhow::Result<ExitCode> {
    if let Edited::Saved { .. } = store.remove_article(id.clone(), None).await? {
        store.audit(Deed::by_command(AuditKind::Removed).with(&id)).await?;
        out.line(format!("{id} is removed"))?;
        Ok(ExitCode::SUCCESS)
    } else {
        bail!("there is no article `{id}`; `hamyar kb list` lists them")
    }
}
