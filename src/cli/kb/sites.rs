//! The sites that are read again by themselves.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;

use super::super::arguments::SitesCommand;
use super::super::output::{Output, shown};
use crate::store::{Site, Store};

pub(super) async fn execute(store: &Store, command: SitesCommand, out: &mut Output) -> anyhow::Result<ExitCode> {
    let sites = store.sites().await?;
    match command {
        SitesCommand::List => {
            for site in &sites {
                out.line(line(site))?;
            }
            out.line(format!("{} sites", sites.len()))?;
        }
        SitesCommand::Forget { url } => {
            if !sites.iter().any(|site| site.url == url) {
                bail!("no such site is read again; `hamyar kb sites list` lists those that are");
            }
            store.remember_site(url.clone(), None, None).await?;
            out.line(format!("{} is not read again", shown(&url)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
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
