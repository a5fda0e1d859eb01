//! Reading a forum for posts that are marked solved.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use hamyar_channel::{Channel, ChannelId, Words};

use crate::app::{Forums, accept_rules, configured_discord};
use crate::cli::output::{Output, shown};
use crate::clock::Edge;
use crate::config::Config;
use crate::model::{AuditKind, Deed, forum_id};
use crate::store::Store;
use crate::words::Catalog;

pub(super) async fn read(
    store: &Store,
    (channel, typed): (ChannelId, &str),
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let forum = forum_id(typed)
        .with_context(|| format!("`{}` names no forum; allowed is its id or its address on Discord", shown(typed)))?;
    let words: Arc<dyn Words> =
        Arc::new(Catalog::new(&config.default_language, config.languages.iter().map(String::as_str)));
    let discord = configured_discord(config, &words, edge)?.context("discord.token is not set")?;
    if *discord.id() != channel {
        bail!("there is no channel `{channel}` with forums; there is `{}`", discord.id());
    }
    let channels: Vec<Arc<dyn Channel>> = vec![Arc::new(discord)];
    let forums = Forums { store: store.clone(), channels, rules: Arc::new(accept_rules(config)?), edge: edge.clone() };
    store.begin_forum(channel.clone(), forum.to_owned()).await?;
    let mut pages = 0;
    loop {
        let Some(reading) = store.claim_forum(Some((channel.clone(), forum.to_owned()))).await? else {
            bail!("it is being read already; `hamyar kb candidates` lists what was found");
        };
        let read = forums.page(reading).await?;
        if let Some(problem) = read.problem {
            bail!("the forum {forum} was read only in part ({pages} pages, {} posts): {problem}", read.posts);
        }
        pages += 1;
        if !read.goes_on {
            store.audit(Deed::by_command(AuditKind::Imported).with(read.posts)).await?;
            out.line(format!("{} posts with an accepted answer, {} without one", read.posts, read.unmarked))?;
            return Ok(ExitCode::SUCCESS);
        }
    }
}
