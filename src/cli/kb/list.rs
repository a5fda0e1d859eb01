//! Which articles there are, chosen as in the desk's list, and their versions.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::arguments::{HistoryArguments, ListArguments};
use super::indexed;
use crate::cli::output::{Output, shown};
use crate::clock::Edge;
use crate::config::Config;
use crate::library::in_both;
use crate::library::told::{Listed, Versioned};
use crate::store::{ArticleFilter, Ids, Store};

/// Articles that are fetched at once.
const AT_ONCE: usize = 500;

#[derive(Serialize)]
struct Articles {
    articles: Vec<Listed>,
}

#[derive(Serialize)]
struct Revisions {
    revisions: Vec<Versioned>,
}

/// Lists articles, by id.
pub(super) async fn list(
    store: &Store,
    wanted: &ListArguments,
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let filter = ArticleFilter {
        locale: wanted.locale.clone(),
        label: wanted.label.clone(),
        status: wanted.status,
        audience: wanted.audience.clone(),
        words: wanted.words.trim().to_owned(),
        ids: ids(store, wanted, config, edge).await?,
    };
    let mut articles: Vec<Listed> = Vec::new();
    let mut after: Option<(DateTime<Utc>, String)> = None;
    loop {
        let page = store.article_page(&filter, after.as_ref(), AT_ONCE).await?;
        after = page.rows.last().filter(|_| page.more).map(|row| (row.updated_at, row.article.id.clone()));
        articles.extend(page.rows.into_iter().map(Listed::from));
        if after.is_none() {
            break;
        }
    }
    articles.sort_by(|one, other| one.id.cmp(&other.id));
    if wanted.json {
        out.json(&Articles { articles })?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut by_locale: BTreeMap<&str, usize> = BTreeMap::new();
    for article in &articles {
        *by_locale.entry(&article.locale).or_default() += 1;
        let waiting = article.waiting.map(|waiting| format!("\t{} waits", waiting.word())).unwrap_or_default();
        out.line(format!(
            "{}\t{}\t{}\t{}{waiting}",
            shown(&article.id),
            article.locale,
            article.status.word(),
            shown(&article.title)
        ))?;
    }
    let counts: Vec<String> = by_locale.iter().map(|(locale, count)| format!("{count} {locale}")).collect();
    out.line(format!("{} articles ({})", articles.len(), counts.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}

/// The articles that are chosen by how they do and who keeps them; `None` for all.
async fn ids(store: &Store, wanted: &ListArguments, config: &Config, edge: &Edge) -> anyhow::Result<Option<Ids>> {
    let fares = match wanted.attention {
        None => None,
        Some(attention) => {
            Some(indexed(store, config).await?.deserving(attention, edge.now(), config.time_zone).await?)
        }
    };
    let owned = match wanted.owner.as_deref() {
        None => None,
        Some("nobody") => Some(Ids::Except(store.owned_articles(None).await?)),
        Some(email) => {
            let agent = store.agent_by_email(email).await?;
            let (agent, _) = agent.with_context(|| {
                format!("nobody of the team has the address `{}`; `hamyar agent list` lists them", shown(email))
            })?;
            Some(Ids::Only(store.owned_articles(Some(agent.id)).await?))
        }
    };
    Ok(in_both(fares, owned))
}

/// Lists the versions of an article, the latest first; also of one that was removed.
pub(super) async fn history(store: &Store, wanted: &HistoryArguments, out: &mut Output) -> anyhow::Result<ExitCode> {
    let found = store.revisions_of(&wanted.id, i64::MAX, i64::from(wanted.limit)).await?;
    if found.is_empty() {
        bail!("there is no article `{}`; `hamyar kb list` lists them", shown(&wanted.id));
    }
    let revisions: Vec<Versioned> = found.into_iter().map(Versioned::from).collect();
    if wanted.json {
        out.json(&Revisions { revisions })?;
        return Ok(ExitCode::SUCCESS);
    }
    for version in &revisions {
        out.line(format!(
            "{}\t{}\t{}\t{}\t{}",
            version.revision,
            version.saved_at.to_rfc3339(),
            version.status.word(),
            shown(version.saved_by.as_deref().unwrap_or("-")),
            shown(&version.title)
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
