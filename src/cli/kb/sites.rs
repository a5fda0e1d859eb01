//! The sites that are read again by themselves.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};
use serde::Serialize;

use super::super::arguments::SitesCommand;
use super::super::output::{Output, shown};
use crate::clock::Edge;
use crate::config::Config;
use crate::library::read_again;
use crate::library::told::Followed;
use crate::sites::Sites;
use crate::store::{Site, Store};

#[derive(Serialize)]
struct Listed {
    sites: Vec<Followed>,
}

pub(super) async fn execute(
    store: &Store,
    command: SitesCommand,
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    match command {
        SitesCommand::List { json: true } => {
            let sites = store.sites().await?.into_iter().map(|site| Followed::new(site, edge.now())).collect();
            out.json(&Listed { sites })?;
        }
        SitesCommand::List { json: false } => {
            let sites = store.sites().await?;
            for site in &sites {
                out.line(line(site))?;
            }
            out.line(format!("{} sites", sites.len()))?;
        }
        SitesCommand::Add { url, every } => {
            let address =
                reader(config, edge)?.address(&url).with_context(|| format!("{} is not read", shown(&url)))?;
            store.remember_site(address.to_string(), Some(every), None).await?;
            store.site_is_due(address.to_string()).await?;
            out.line(format!("{} is read within five minutes, and every {every} days", shown(address.as_str())))?;
        }
        SitesCommand::Read { url } => return read(store, &url, config, edge, out).await,
        SitesCommand::Forget { url } => {
            known(store, &url).await?;
            store.remember_site(url.clone(), None, None).await?;
            out.line(format!("{} is not read again", shown(&url)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn reader(config: &Config, edge: &Edge) -> anyhow::Result<Sites> {
    Sites::new(&config.knowledge.sites, edge.clone()).context("no HTTP client")
}

async fn known(store: &Store, url: &str) -> anyhow::Result<Site> {
    store.site(url).await?.context("no such site is read again; `hamyar kb sites list` lists those that are")
}

/// Reads a site now, unless somebody does already. Ends with 1 where something could not be read.
async fn read(store: &Store, url: &str, config: &Config, edge: &Edge, out: &mut Output) -> anyhow::Result<ExitCode> {
    let sites = reader(config, edge)?;
    known(store, url).await?;
    store.site_is_due(url.to_owned()).await?;
    let Some(site) = store.claim_site(Some(url.to_owned()), sites.lasting()).await? else {
        bail!("{} is being read already; `hamyar kb sites list` tells what comes of it", shown(url));
    };
    let outcome = read_again(store, &sites, &site).await?;
    out.line(line(&known(store, url).await?))?;
    Ok(if outcome.tallied.broken > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn line(site: &Site) -> String {
    let mut line = format!("{}\tevery {} days\tnext {}", shown(&site.url), site.every_days, site.due_at.to_rfc3339());
    if let (Some(at), Some(outcome)) = (site.read_at, &site.outcome) {
        let tallied = &outcome.tallied;
        let (new, changed, edited, broken) = (tallied.new, tallied.changed, tallied.edited, tallied.broken);
        // Writing to a string cannot fail.
        let _ = write!(
            line,
            "\tread {}: {new} new, {changed} changed, {edited} edited at the desk, {broken} not read",
            at.to_rfc3339()
        );
        if let Some(problem) = &outcome.problem {
            let _ = write!(line, "\t{}", shown(&problem.to_string()));
        }
    }
    line
}
