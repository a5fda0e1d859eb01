//! Saying what works and what does not, and what to do about it.

mod machine;
mod openid;
mod report;

use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use hamyar_channel::Words;

use self::report::Report;
use super::output::Output;
use crate::app::{configured_discord, configured_telegram, embedder, open_store};
use crate::clock::Edge;
use crate::config::Config;
use crate::embed::{Figures, Purpose};
use crate::store::{Store, StoreError};
use crate::words::Catalog;

pub(super) async fn examine(config: &Config, edge: Edge, out: &mut Output, json: bool) -> anyhow::Result<ExitCode> {
    let mut report = Report::new(out, json);
    report.good("the settings are in order")?;
    let database = database(config, edge.clone(), &mut report).await?;
    machine::disk(config, &mut report)?;
    machine::clock(config, database, &edge, &mut report).await?;
    telegram(config, edge.clone(), &mut report).await?;
    discord(config, edge.clone(), &mut report).await?;
    embeddings(config, &edge, &mut report).await?;
    openid::look(config, edge, &mut report).await?;
    if config.web.enabled {
        report.good(&format!("the chat page is served at {}/chat", config.http.base_url()))?;
    } else {
        report.note("the chat page is off: web.enabled is false")?;
    }
    Ok(if report.finish()? { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Returns the time by the database's own clock, where it has one.
async fn database(config: &Config, edge: Edge, report: &mut Report<'_>) -> anyhow::Result<Option<DateTime<Utc>>> {
    let store = match open_store(config, edge).await {
        Ok(store) => store,
        Err(error) => {
            let newer = matches!(error.downcast_ref(), Some(StoreError::Newer { .. }));
            let remedy = if newer {
                "install the version that last used this database, or a later one, or restore a backup"
            } else {
                "look at database.url: the file's directory must be writable, or the server running and the name known"
            };
            report.bad(&format!("{error:#}"), remedy)?;
            return Ok(None);
        }
    };
    match store.write_nothing().await {
        Ok(()) => report.good("the database answers, can be written and is up to date")?,
        Err(error) => report.bad(
            &format!("the database answers and cannot be written: {error}"),
            "look whether the disk is full, and whether this user may write the database's file or tables",
        )?,
    }
    let articles = store.articles().await?.len();
    if articles == 0 {
        report.note("there are no articles: every question goes to a person; `hamyar kb import PATH` takes some in")?;
    } else {
        report.good(&format!("there are {articles} articles"))?;
        machine::index(config, &store, report).await?;
    }
    if store.agents().await?.iter().any(|agent| agent.active) {
        report.good("somebody can sign in to the desk")?;
    } else {
        report.bad("nobody can sign in to the desk", "hamyar agent add you@example.org --name You --role admin")?;
    }
    deliveries(&store, report).await?;
    nodes(&store, report).await?;
    let time = store.database_time().await?;
    store.close().await;
    Ok(time)
}

/// What is not sent, and what did not arrive.
async fn deliveries(store: &Store, report: &mut Report<'_>) -> anyhow::Result<()> {
    if let Some(since) = store.paused_since().await? {
        report.bad(&format!("nothing is sent since {since}"), "`hamyar deliveries resume` lets it go on")?;
    }
    let waiting = store.delivery_counts().await?;
    if waiting.dead + waiting.unknown > 0 {
        report.note(&format!(
            "{} messages did not arrive, {} perhaps; `hamyar deliveries list` shows them, `retry` or `drop` decides",
            waiting.dead, waiting.unknown
        ))?;
    }
    if waiting.held > 0 {
        report.note(&format!(
            "{} messages from a backup are held; `hamyar deliveries retry --held` or `drop --held` decides",
            waiting.held
        ))?;
    }
    Ok(())
}

/// Who runs on a database that several may share, and who listens to what.
async fn nodes(store: &Store, report: &mut Report<'_>) -> anyhow::Result<()> {
    if !store.is_shared() {
        return Ok(());
    }
    let leases = store.leases().await?;
    let nodes: Vec<&str> = leases.iter().filter_map(|leased| leased.name.strip_prefix("node:")).map(short).collect();
    if nodes.is_empty() {
        return report.note("no node is running on this database; `hamyar run` starts one");
    }
    report.good(&format!("running on this database: {}", nodes.join(", ")))?;
    for leased in &leases {
        if let Some(channel) = leased.name.strip_prefix("listen:") {
            report.good(&format!("{} listens to {channel}", short(&leased.owner)))?;
        }
    }
    Ok(())
}

/// A node's name, or the end of an id that has none: its beginning is the time.
fn short(node: &str) -> &str {
    match node.split_once('/') {
        Some((name, _)) => name,
        None => node.get(node.len().saturating_sub(8)..).unwrap_or(node),
    }
}

async fn telegram(config: &Config, edge: Edge, report: &mut Report<'_>) -> anyhow::Result<()> {
    let words: Arc<dyn Words> = Arc::new(Catalog::default());
    let Some(telegram) = configured_telegram(config, &words, &edge)? else {
        return report.note("telegram is off: telegram.token is not set");
    };
    let health = match telegram.check().await {
        Ok(health) => health,
        Err(error) => {
            return report
                .bad(&format!("telegram: {error}"), "look at telegram.token, telegram.api_url and telegram.proxy");
        }
    };
    report.good(&format!("telegram knows the bot as @{}", health.username))?;
    if !health.joins_groups {
        report.note("the bot cannot be added to groups: /setjoingroups at @BotFather changes that")?;
    } else if !health.reads_everything {
        report.note(
            "privacy mode is on: in groups the bot hears commands and replies to it, and mentions perhaps not; \
             /setprivacy at @BotFather changes that, and then the bot must be added to the group anew",
        )?;
    }
    match (health.wants_webhook, &health.webhook) {
        (false, Some(webhook)) => report.note(&format!(
            "telegram still brings updates to a webhook ({}); `hamyar run` takes it away and polls",
            webhook.url
        ))?,
        (true, None) => report.note("telegram has no webhook yet; `hamyar run` sets it")?,
        (true, Some(webhook)) if !webhook.url.starts_with(&config.http.base_url()) => report
            .note(&format!("telegram brings updates to another address ({}); `hamyar run` sets ours", webhook.url))?,
        _ => {}
    }
    if let Some(webhook) = health.webhook.as_ref().filter(|webhook| health.wants_webhook && webhook.pending > 0) {
        report.note(&format!("{} updates wait at Telegram to be brought", webhook.pending))?;
    }
    if let Some(problem) = health.webhook.and_then(|webhook| webhook.last_error) {
        report.bad(
            &format!("telegram could not bring updates: {problem}"),
            "look at http.public_url and its certificate",
        )?;
    }
    Ok(())
}

async fn discord(config: &Config, edge: Edge, report: &mut Report<'_>) -> anyhow::Result<()> {
    let words: Arc<dyn Words> = Arc::new(Catalog::default());
    let Some(discord) = configured_discord(config, &words, &edge)? else {
        return report.note("discord is off: discord.token is not set");
    };
    let health = match discord.check().await {
        Ok(health) => health,
        Err(error) => return report.bad(&format!("discord: {error}"), "look at discord.token and discord.api_url"),
    };
    report.good(&format!("discord knows the bot as {}", health.username))?;
    if !health.reads_messages {
        report.bad(
            "the bot may not read what people write, and Discord will not let it connect",
            "in the developer portal, under Bot, switch on Message Content Intent",
        )?;
    }
    if !health.public {
        report.note("only its owner can add the bot to guilds: Public Bot is off in the developer portal")?;
    }
    report.note(&format!("to add it to a guild: {}", health.invitation))
}

/// How long the endpoint is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

async fn embeddings(config: &Config, edge: &Edge, report: &mut Report<'_>) -> anyhow::Result<()> {
    let Some(embedder) = embedder(config, Figures::default(), edge)? else {
        return report.note("articles are found by words alone: knowledge.embeddings.url is not set");
    };
    let begun = tokio::time::Instant::now();
    let said = tokio::time::timeout(PATIENCE, embedder.texts(Purpose::Question, &["How can I reach you?"])).await;
    let remedy = "look at knowledge.embeddings.url, model, dimension and key; until then words alone are searched";
    let model = match said {
        Ok(Ok(said)) => said.into_iter().next().map(|meaning| meaning.model).unwrap_or_default(),
        Ok(Err(error)) => return report.bad(&format!("embeddings: {error}"), remedy),
        Err(_) => return report.bad("embeddings: the endpoint did not answer in time", remedy),
    };
    report.good(&format!("the embeddings endpoint answers as {model}"))?;
    let (took, allowed) = (begun.elapsed(), config.knowledge.embeddings.question_within);
    if took > allowed {
        report.note(&format!(
            "it took {} ms, more than the {} ms that a question waits; then words alone are searched",
            took.as_millis(),
            allowed.as_millis()
        ))?;
    }
    Ok(())
}
