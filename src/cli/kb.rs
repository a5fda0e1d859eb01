//! Keeping the knowledge base.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use hamyar_knowledge::files::{read, write_folder, write_jsonl};
use hamyar_knowledge::{Audience, Found, Judgement, Query, Thresholds};

use super::arguments::KbCommand;
use super::output::{Output, shown};
use crate::app::{embedder, open_store, thresholds, thresholds_by_meaning};
use crate::clock::Edge;
use crate::config::Config;
use crate::embed::Figures;
use crate::library::{Embedding, Library};
use crate::store::Store;

/// Candidates shown.
const SHOWN: usize = 5;

pub(super) async fn execute(
    command: KbCommand,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let store = open_store(config, edge.clone()).await?;
    let code = match command {
        KbCommand::Import { path } => import(&store, &path, out).await?,
        KbCommand::Export { path } => export(&store, &path, out).await?,
        KbCommand::List => list(&store, out).await?,
        KbCommand::Candidates { limit, json } => candidates(&store, limit, json, out).await?,
        KbCommand::Remove { id } => remove(&store, id, out).await?,
        KbCommand::Search { question, locale, json } => {
            search(config, store.clone(), &edge, &question, locale.as_deref(), json, out).await?
        }
    };
    store.close().await;
    Ok(code)
}

/// What is broken is named; everything else is taken in.
async fn import(store: &Store, path: &Path, out: &mut Output) -> anyhow::Result<ExitCode> {
    let imported = read(path);
    let count = imported.articles.len();
    let changed = store.save_articles(imported.articles, None).await?;
    for problem in &imported.problems {
        out.line(format!("error: {problem}"))?;
    }
    out.line(format!(
        "{count} read, {changed} new or changed, {} as before, {} broken",
        count - changed,
        imported.problems.len()
    ))?;
    Ok(if imported.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn export(store: &Store, path: &Path, out: &mut Output) -> anyhow::Result<ExitCode> {
    let articles = store.articles().await?;
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl")) {
        write_jsonl(path, &articles)?;
    } else {
        write_folder(path, &articles)?;
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

async fn candidates(store: &Store, limit: i64, json: bool, out: &mut Output) -> anyhow::Result<ExitCode> {
    let candidates = store.candidates(limit.max(0)).await?;
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
    if store.remove_article(id.clone()).await? {
        out.line(format!("{id} is removed"))?;
        Ok(ExitCode::SUCCESS)
    } else {
        anyhow::bail!("there is no article `{id}`; `hamyar kb list` lists them")
    }
}

async fn search(
    config: &Config,
    store: Store,
    edge: &Edge,
    question: &str,
    locale: Option<&str>,
    json: bool,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let library = Library::in_memory(store.clone()).await.context("the articles cannot be indexed")?;
    let query = Query { text: question, locale, audience: Audience::Public, limit: SHOWN };
    let (found, thresholds) = find(config, store, edge, &library, &query).await?;
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let verdict = match found.judge(&thresholds) {
        Judgement::Answer => "answers",
        Judgement::Suggest => "suggests",
        Judgement::Unknown => "fetches a person",
    };
    out.line(format!(
        "The bot {verdict}: {:.2} sure; it answers from {:.2} and suggests from {:.2}.",
        found.confidence, thresholds.answer, thresholds.suggest
    ))?;
    for candidate in &found.candidates {
        let title = if candidate.title.is_empty() { &candidate.question } else { &candidate.title };
        out.line(format!("{:.2}  {}\t{}", candidate.confidence, candidate.article, shown(title)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the bot would find, and how sure it would have to be: by meaning where the settings and the vectors that a server
/// has made allow it.
async fn find(
    config: &Config,
    store: Store,
    edge: &Edge,
    library: &Library,
    query: &Query<'_>,
) -> anyhow::Result<(Found, Thresholds)> {
    let knowledge = library.knowledge();
    if let Some(embedder) = embedder(config, Figures::default(), edge)?
        && let Some(meaning) = embedder.question(query.text).await
    {
        Embedding::new(store, knowledge.clone(), embedder, edge.clone()).recall(&meaning.model).await?;
        if let Some(found) = knowledge.search_by_meaning(query, &meaning) {
            return Ok((found, thresholds_by_meaning(config)));
        }
    }
    Ok((knowledge.search(query), thresholds(config)))
}
