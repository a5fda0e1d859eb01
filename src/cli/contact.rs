//! Seeing what is recorded about people.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::Context;
use hamyar_channel::Words;
use serde::Serialize;
use uuid::Uuid;

use super::arguments::{ContactCommand, LabelChange};
use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::story::{Line, lines};
use crate::model::{AuditKind, Contact, ContactId, ContactNote, Deed, Entry, Identity, Label};
use crate::store::{Labelled, MOST_CONTACT_LABELS, Store};
use crate::words::Catalog;

/// Entries that `show` prints.
const SHOWN: i64 = 50;

/// Everything that is recorded about a person.
#[derive(Serialize)]
struct Record {
    contact: Contact,
    identities: Vec<Identity>,
    /// What the team noted down, where it is for the team.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<ContactNote>,
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
        ContactCommand::List { limit, label, json } => list(&store, limit, label.as_ref(), json, out).await?,
        ContactCommand::Label { id, changes } => label(&store, id, changes, out).await?,
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

async fn list(store: &Store, limit: i64, label: Option<&Label>, json: bool, out: &mut Output) -> anyhow::Result<()> {
    let contacts = store.contact_page(label, None, limit).await?.rows;
    if json {
        return Ok(out.json(&contacts)?);
    }
    for contact in contacts {
        let name = contact.name.as_deref().unwrap_or("-");
        let channels = contact.channels.as_deref().unwrap_or("-");
        let last = contact.touched_at.map_or_else(|| "-".to_owned(), |at| at.format("%F %R").to_string());
        let labels = labels(&contact.labels);
        out.line(format!("{}\t{last}\t{channels}\t{}{labels}", contact.id, shown(name)))?;
    }
    Ok(())
}

/// Labels as they stand behind a name.
fn labels<'a>(labels: impl IntoIterator<Item = &'a Label>) -> String {
    let mut told = String::new();
    for label in labels {
        told.push_str("  [");
        told.push_str(label.as_str());
        told.push(']');
    }
    told
}

async fn label(store: &Store, id: Uuid, changes: Vec<LabelChange>, out: &mut Output) -> anyhow::Result<()> {
    let (mut add, mut remove) = (BTreeSet::new(), BTreeSet::new());
    for change in changes {
        match change {
            LabelChange::Add(label) => add.insert(label),
            LabelChange::Remove(label) => remove.insert(label),
        };
    }
    if let Some(both) = add.intersection(&remove).next() {
        anyhow::bail!("`{both}` cannot be set and taken off at once");
    }
    match store.label_contact(ContactId(id), add, remove).await? {
        Labelled::Done(now) if now.is_empty() => out.line("it has no labels now")?,
        Labelled::Done(now) => out.line(labels(&now).trim_start())?,
        Labelled::TooMany => anyhow::bail!("a contact has at most {MOST_CONTACT_LABELS} labels; nothing was done"),
        Labelled::Missing => anyhow::bail!("there is no contact {id}; `hamyar contact list` lists them"),
    }
    Ok(())
}

/// For the team: the newest of everything in the person's conversations, as a person reads it.
async fn show(store: &Store, id: Uuid, language: &str, json: bool, out: &mut Output) -> anyhow::Result<()> {
    let timeline = store.contact_timeline(ContactId(id), SHOWN).await?;
    let mut record = record(store, id, timeline).await?;
    record.notes = store.contact_notes(ContactId(id)).await?;
    if json {
        return Ok(out.json(&record)?);
    }
    let words: Arc<dyn Words> = Arc::new(Catalog::default());
    let known = words.languages();
    anyhow::ensure!(known.contains(&language), "there are no words in `{language}`; there are {}", known.join(", "));
    let speakers = store.speakers(&record.timeline).await?;
    let agents: HashMap<_, _> = store.agents().await?.into_iter().map(|agent| (agent.id, agent.name)).collect();
    head(&record, out)?;
    for note in &record.notes {
        let by = agents.get(&note.author).map_or("-", String::as_str);
        let words = note.body.lines().map(shown).collect::<Vec<_>>().join("\n  ");
        out.line(format!("  note of {}, {}: {words}", shown(by), note.written_at.format("%F %R")))?;
    }
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
    Ok(Record { contact, identities, notes: Vec::new(), timeline })
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
    let (name, labels) = (shown(contact.name.as_deref().unwrap_or("-")), labels(&contact.labels));
    out.line(format!("{}  {name}{labels}", contact.id))?;
    for zone in contact.zones(identities) {
        out.line(format!("  time zone {zone}"))?;
    }
    for identity in identities {
        let handle = identity.username.as_deref().map(|name| format!(" @{}", shown(name))).unwrap_or_default();
        let reach = if identity.reachable { "" } else { "  cannot be reached" };
        out.line(format!("  {} {}{handle}{reach}", identity.channel, shown(&identity.external_id)))?;
    }
    Ok(())
}
