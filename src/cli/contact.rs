//! Seeing what is recorded about people.

use std::sync::Arc;

use anyhow::Context;
use hamyar_channel::Words;
use serde::Serialize;
use uuid::Uuid;

use super::arguments::ContactCommand;
use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::story::{Line, lines};
use crate::model::{AuditKind, Contact, ContactId, Deed, Entry, Identity};
use crate::store::Store;
use crate::words::Catalog;

/// Entries that `show` prints.
const SHOWN: i64 = 50;

/// Everything that is recorded about a person.
#[derive(Serialize)]
struct Record {
    contact: Contact,
    identities: Vec<Identity>,
    timeline: Vec<Entry>,
}

pub(super) async fn execute(
    command: ContactCommand,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<()> {
    let store = open_store(config, edge.clone()).await?;
    match command {
        ContactCommand::List { limit, json } => list(&store, limit, json, out).await?,
        ContactCommand::Show { id, language, json } => show(&store, id, &language, json, out).await?,
        ContactCommand::Export { id, json } => {
            export(&store, id, json, out).await?;
            store.audit(Deed::by_command(AuditKind::Exported).with("contact")).await?;
        }
        ContactCommand::Erase(arguments) => super::erase::erase(&store, config, &edge, &arguments, out).await?,
    }
    store.close().await;
    Ok(())
}

async fn list(store: &Store, limit: i64, json: bool, out: &mut Output) -> anyhow::Result<()> {
    let contacts = store.contacts(limit).await?;
    if json {
        return Ok(out.json(&contacts)?);
    }
    for contact in contacts {
        let name = contact.name.as_deref().unwrap_or("-");
        let channels = contact.channels.as_deref().unwrap_or("-");
        let last = contact.touched_at.map_or_else(|| "-".to_owned(), |at| at.format("%F %R").to_string());
        out.line(format!("{}\t{last}\t{channels}\t{}", contact.id, shown(name)))?;
    }
    Ok(())
}

/// For the team: the newest of everything in the person's conversations, as a person reads it.
async fn show(store: &Store, id: Uuid, language: &str, json: bool, out: &mut Output) -> anyhow::Result<()> {
    let timeline = store.contact_timeline(ContactId(id), SHOWN).await?;
    let record = record(store, id, timeline).await?;
    if json {
        return Ok(out.json(&record)?);
    }
    let words: Arc<dyn Words> = Arc::new(Catalog::default());
    let known = words.languages();
    anyhow::ensure!(known.contains(&language), "there are no words in `{language}`; there are {}", known.join(", "));
    let speakers = store.speakers(&record.timeline).await?;
    let agents = store.agents().await?.into_iter().map(|agent| (agent.id, agent.name)).collect();
    head(&record, out)?;
    for Line { at, who, what } in lines(&words, language, &record.timeline, &speakers, &agents) {
        let told = who.map_or_else(|| format!("— {what}"), |who| format!("{who}: {what}"));
        // What goes over several lines stands below its first.
        let told = told.lines().map(shown).collect::<Vec<_>>().join("\n                       ");
        out.line(format!("{}    {told}", at.format("%F %T")))?;
    }
    Ok(())
}

/// For the person: all that is recorded of them, and nothing of others.
async fn export(store: &Store, id: Uuid, json: bool, out: &mut Output) -> anyhow::Result<()> {
    let timeline = store.contact_record(ContactId(id)).await?;
    print(record(store, id, timeline).await?, json, out)
}

async fn record(store: &Store, id: Uuid, timeline: Vec<Entry>) -> anyhow::Result<Record> {
    let found = store.contact(ContactId(id)).await?;
    let (contact, identities) =
        found.with_context(|| format!("there is no contact {id}; `hamyar contact list` lists them"))?;
    Ok(Record { contact, identities, timeline })
}

fn print(record: Record, json: bool, out: &mut Output) -> anyhow::Result<()> {
    if json {
        return Ok(out.json(&record)?);
    }
    head(&record, out)?;
    for entry in record.timeline {
        let at = entry.at.format("%F %T");
        let score = entry.data.get("score").filter(|score| !score.is_null()).map(|score| format!("{score} of 5"));
        out.line(format!("{at}  {:12} {}", entry.kind.word(), shown(&score.unwrap_or(entry.body))))?;
    }
    Ok(())
}

/// Who it is, and where they are.
fn head(record: &Record, out: &mut Output) -> anyhow::Result<()> {
    let Record { contact, identities, .. } = record;
    out.line(format!("{}  {}", contact.id, shown(contact.name.as_deref().unwrap_or("-"))))?;
    for identity in identities {
        let handle = identity.username.as_deref().map(|name| format!(" @{}", shown(name))).unwrap_or_default();
        let reach = if identity.reachable { "" } else { "  cannot be reached" };
        out.line(format!("  {} {}{handle}{reach}", identity.channel, shown(&identity.external_id)))?;
    }
    Ok(())
}
