//! Keeping the knowledge base.

mod calibrate;
mod eval;
mod explain;
mod forum;
mod import;
mod links;
mod outcomes;
mod search;
mod sites;
mod synonyms;

pub(super) use self::import::ImportArguments;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use hamyar_knowledge::files::{Format, write_file, write_folder};

use super::arguments::{EvalArguments, KbCommand};
use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
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
        KbCommand::Export { path } => {
            let code = export(&store, &path, out).await?;
            store.audit(Deed::by_command(AuditKind::Exported).with("articles")).await?;
            code
        }
        KbCommand::List => list(&store, out).await?,
        KbCommand::Links { check } => links::execute(&store, check, config, &edge, out).await?,
        KbCommand::Candidates { limit, show, json } => candidates(&store, (show, limit), json, out).await?,
        KbCommand::Forum { channel, forum } => forum::read(&store, (channel, &forum), config, &edge, out).await?,
        KbCommand::Remove { id } => remove(&store, id, out).await?,
        KbCommand::Sites(command) => sites::execute(&store, command, out).await?,
        KbCommand::Synonyms(command) => synonyms::execute(&store, command, out).await?,
        KbCommand::Search(wanted) => search::search(config, store.clone(), &edge, &wanted, out).await?,
        KbCommand::Eval(EvalArguments { queries, run, json, .. }) => {
            eval::own(config, store.clone(), &eval::Asked { queries: &queries, run: run.as_deref(), json }, out).await?
        }
        KbCommand::Calibrate(wanted) => calibrate::calibrate(config, store.clone(), &edge, &wanted, out).await?,
    };
    store.close().await;
    Ok(code)
}

async fn export(store: &Store, path: &Path, out: &mut Output) -> anyhow::Result<ExitCode> {
    let articles = store.articles().await?;
    match Format::of(path) {
        Some(format) => write_file(path, format, &articles)?,
        None => write_folder(path, &articles)?,
    }
    out.line(format!("{} articles written to {}", articles.len(), path.display()))?;
    Ok(ExitCode::SUCCESS)
}

async fn list(store: &Store, out: &mut Output) -> anyhow::Result<ExitCode> {
    let articles = store.articles().await?;
    let mut by_locale: BTreeMap<&str, usize> = BTreeMap::new();
    for article in &articles {
        *by_locale.entry(&article.locale).or_default() += 1;
        let status = serde_json::to_value(article.status)?;
        let status = status.as_str().unwrap_or_default();
        out.line(format!("{}\t{}\t{status}\t{}", article.id, article.locale, shown(&article.title)))?;
    }
    let counts: Vec<String> = by_locale.iter().map(|(locale, count)| format!("{count} {locale}")).collect();
    out.line(format!("{} articles ({})", articles.len(), counts.join(", ")))?;
    Ok(ExitCode::SUCCESS)
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
        anyhow::bail!("there is no article `{id}`; `hamyar kb list` lists them")
    }
}
