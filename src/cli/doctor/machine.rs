//! What Hamyar stands on: room on the disk, a clock that is right, an index that fits the database.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use hamyar_knowledge::stored_revision;

use super::report::Report;
use crate::clock::Edge;
use crate::config::Config;
use crate::store::Store;

/// Less room than this is too little to go on, and less than this is little.
const TOO_LITTLE: u64 = 100 << 20;
const LITTLE: u64 = 1 << 30;

/// A clock so far off is wrong. Less may be the way of the answer.
const OFF: TimeDelta = TimeDelta::seconds(30);

/// How long a platform is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn disk(config: &Config, report: &mut Report<'_>) -> anyhow::Result<()> {
    let folder = config.data_dir.display();
    let remedy = "make room there, or name another place by data_dir";
    match fs4::available_space(&config.data_dir) {
        Ok(free) if free < TOO_LITTLE => {
            report.bad(&format!("only {} MB are free where {folder} is", free >> 20), remedy)
        }
        Ok(free) if free < LITTLE => report.note(&format!("only {} MB are free where {folder} is", free >> 20)),
        Ok(_) => report.good("there is room on the disk"),
        Err(error) => report.bad(&format!("{folder} cannot be looked at: {error}"), remedy),
    }
}

/// Whether the index on the disk is of the articles that the database has.
pub(super) async fn index(config: &Config, store: &Store, report: &mut Report<'_>) -> anyhow::Result<()> {
    let wanted = store.article_revision().await?;
    match stored_revision(&config.data_dir.join("index")) {
        Ok(None) => report.note("there is no knowledge index here yet; `hamyar run` makes it"),
        Ok(Some(found)) if found == wanted => report.good("the knowledge index fits the database"),
        Ok(Some(found)) if found < wanted => report.note(&format!(
            "the knowledge index is at revision {found}, the articles are at {wanted}; `hamyar run` follows within a second, \
             and writes the latest changes later"
        )),
        Ok(Some(found)) => report.note(&format!(
            "the knowledge index is at revision {found}, the articles only at {wanted}, as after a restore; \
             `hamyar run` builds it anew"
        )),
        Err(reason) => report.bad(
            &format!("the knowledge index cannot be used: {reason}"),
            "start `hamyar run` anew: it builds another from the database, and people answer meanwhile",
        ),
    }
}

/// Compares our clock with those of others.
pub(super) async fn clock(
    config: &Config,
    database: Option<DateTime<Utc>>,
    edge: &Edge,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let mut others = Vec::from_iter(database.map(|at| ("the database's".to_owned(), at - edge.now())));
    if config.telegram.token.is_some() {
        let proxy = config.telegram.proxy.as_ref().map(|proxy| proxy.expose().as_str());
        let asked = asked(config.telegram.api_url.expose().as_str(), proxy, edge).await;
        others.extend(asked.map(|off| ("Telegram's".to_owned(), off)));
    }
    if config.discord.token.is_some() {
        let asked = asked(config.discord.api_url.expose().as_str(), None, edge).await;
        others.extend(asked.map(|off| ("Discord's".to_owned(), off)));
    }
    if others.is_empty() {
        return Ok(());
    }
    let wrong: Vec<_> = others.iter().filter(|(_, off)| off.abs() > OFF).collect();
    if wrong.is_empty() {
        return report.good("the clock is right");
    }
    for (whose, off) in wrong {
        let direction = if *off > TimeDelta::zero() { "behind" } else { "ahead of" };
        report.bad(
            &format!("the clock of this machine is {} s {direction} {whose}", off.abs().num_seconds()),
            "set it by the network: `timedatectl set-ntp true`, where there is systemd",
        )?;
    }
    Ok(())
}

/// How far the clock of whoever answers there is ahead of ours, if it answers and says what time it is.
async fn asked(url: &str, proxy: Option<&str>, edge: &Edge) -> Option<TimeDelta> {
    let mut client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
    if let Some(proxy) = proxy {
        client = client.proxy(reqwest::Proxy::all(proxy).ok()?);
    }
    let answer = client.build().ok()?.get(url).send().await.ok()?;
    let date = answer.headers().get(reqwest::header::DATE)?.to_str().ok()?;
    let there = DateTime::parse_from_rfc2822(date).ok()?;
    Some(there.with_timezone(&Utc) - edge.now())
}
