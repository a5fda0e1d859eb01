//! Links of articles that lead nowhere.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use hamyar_knowledge::Article;

use super::super::output::{Output, shown};
use crate::clock::Edge;
use crate::config::Config;
use crate::library::{Links, holders};
use crate::sites::Sites;
use crate::store::Store;

/// Links that are listed.
const MOST: i64 = 1_000;

pub(super) async fn execute(
    store: &Store,
    try_now: bool,
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let articles: Vec<Arc<Article>> = store.articles().await?.into_iter().map(Arc::new).collect();
    if try_now {
        let sites = Sites::new(&config.knowledge.sites, edge.clone()).context("no HTTP client")?;
        let links = Links::new(store.clone(), sites, edge.clone());
        let tried = links.look(articles.iter().map(Arc::as_ref)).await?;
        out.line(format!("{tried} links tried; each is tried once a day"))?;
    }
    let broken = store.broken_links(MOST).await?;
    let held = holders(&broken, &articles);
    for (link, article) in &held {
        let figure = link.figure.map(|figure| format!(" {figure}")).unwrap_or_default();
        out.line(format!(
            "{}\t{}\t{}{figure}\tsince {}",
            shown(&article.id),
            shown(&link.url),
            link.what,
            link.since.to_rfc3339()
        ))?;
    }
    out.line(format!("{} broken links", held.len()))?;
    Ok(ExitCode::SUCCESS)
}
