//! Forgetting a person.

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::sync::Arc;

use anyhow::Context;
use hamyar_channel::{Channel, ChannelId, Words};
use serde::Serialize;

use super::arguments::EraseArguments;
use super::output::{Output, shown};
use crate::app::{configured_discord, configured_telegram};
use crate::clock::Edge;
use crate::config::Config;
use crate::model::{AuditKind, ContactId, Deed};
use crate::store::{Erasure, Erasures, Store};
use crate::words::Catalog;

/// The file in the data directory that says who was erased.
const ERASURES: &str = "erasures.json";

/// What was done.
#[derive(Serialize)]
struct Erased {
    #[serde(flatten)]
    taken: Erasure,
    /// Messages of ours that the platforms deleted.
    deleted: usize,
    /// Those that they did not.
    left: usize,
}

pub(super) async fn erase(
    store: &Store,
    config: &Config,
    edge: &Edge,
    arguments: &EraseArguments,
    out: &mut Output,
) -> anyhow::Result<()> {
    let contact = ContactId(arguments.id);
    let found = store.erasure(contact).await?;
    let taken =
        found.with_context(|| format!("there is no contact {}; `hamyar contact list` lists them", arguments.id))?;
    if !arguments.yes {
        announce(store, contact, taken, arguments.leave_messages, out).await?;
        anyhow::ensure!(confirmed()?, "nothing was erased");
    }
    // While it is still known where they are.
    let (deleted, left) = if arguments.leave_messages {
        (0, usize::try_from(taken.messages).unwrap_or_default())
    } else {
        delete(store, contact, config, edge).await?
    };
    let taken = store.erase(contact).await?.context("somebody else erased them meanwhile")?;
    remember(store, config).await?;
    store.audit(Deed::by_command(AuditKind::Erased).with(contact)).await?;
    store.scrub().await.context("they are erased, but traces may be left in the database's files; erase them again")?;
    if arguments.json {
        return Ok(out.json(&Erased { taken, deleted, left })?);
    }
    out.line(format!("erased: {}", figures(taken)))?;
    if taken.messages > 0 {
        out.line(format!("messages of ours in their private chats: {deleted} deleted, {left} left"))?;
    }
    Ok(())
}

async fn announce(
    store: &Store,
    contact: ContactId,
    taken: Erasure,
    leave_messages: bool,
    out: &mut Output,
) -> anyhow::Result<()> {
    let name = store.contact(contact).await?.and_then(|(contact, _)| contact.name);
    out.line(format!("{}  {}", contact, shown(name.as_deref().unwrap_or("-"))))?;
    out.line(format!("This erases for good: {}.", figures(taken)))?;
    out.line("Their conversations end. What others said stays, and so does the order of what happened.")?;
    if taken.messages > 0 && !leave_messages {
        let count = taken.messages;
        out.line(format!("{count} messages of ours in their private chats are deleted where the platform lets us."))?;
    }
    Ok(out.line("Type yes to erase:")?)
}

fn confirmed() -> anyhow::Result<bool> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the standard input cannot be read")?;
    Ok(line.trim() == "yes")
}

fn figures(taken: Erasure) -> String {
    let Erasure { identities, conversations, entries, files, .. } = taken;
    format!(
        "{identities} accounts on channels with their names, {conversations} conversations, the words of {entries} \
         entries, {files} files"
    )
}

/// Keeps beside the database who was erased, so that it is known also where the database is lost. No words and no names:
/// ids of our own making, which lead nowhere once the database is gone.
async fn remember(store: &Store, config: &Config) -> anyhow::Result<()> {
    let text = serde_json::to_vec(&store.erasures().await?)?;
    let path = config.data_dir.join(ERASURES);
    let mut file = tempfile::NamedTempFile::new_in(&config.data_dir)?;
    file.write_all(&text)?;
    file.as_file().sync_all()?;
    file.persist(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(())
}

/// Who is known beside the database to have been erased.
pub(super) fn remembered(config: &Config) -> anyhow::Result<Erasures> {
    let path = config.data_dir.join(ERASURES);
    match std::fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).with_context(|| format!("{} cannot be read", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Deletes our messages from the person's private chats. What a platform does not delete stays there: they are told.
async fn delete(store: &Store, contact: ContactId, config: &Config, edge: &Edge) -> anyhow::Result<(usize, usize)> {
    let messages = store.shown_to(contact).await?;
    let words: Arc<dyn Words> = Arc::new(Catalog::default());
    let mut channels: HashMap<ChannelId, Box<dyn Channel>> = HashMap::new();
    if let Some(telegram) = configured_telegram(config, &words, edge)? {
        channels.insert(telegram.id().clone(), Box::new(telegram));
    }
    if let Some(discord) = configured_discord(config, &words, edge)? {
        channels.insert(discord.id().clone(), Box::new(discord));
    }
    let (mut deleted, mut left) = (0, 0);
    for message in messages {
        let Some(channel) = channels.get(&message.channel) else {
            left += 1;
            continue;
        };
        match channel.delete(&message.place, &message.message).await {
            Ok(()) => deleted += 1,
            Err(error) => {
                left += 1;
                tracing::warn!(channel = %message.channel, %error, "a message could not be deleted");
            }
        }
    }
    Ok((deleted, left))
}
