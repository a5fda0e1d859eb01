//! People: the list, the page with everything they said on every channel, and the panel beside a conversation.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hamyar_channel::ChannelId;
use uuid::Uuid;

use super::Desk;
use super::access::Visitor;
use super::conversation::team;
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::inbox::state;
use super::rating::Rated;
use super::story::{Item, Sentence, Teller, sentence, tell};
use super::tongue::{Tongue, channel_icon, initials};
use super::why::Why;
use crate::model::{Contact, ContactId, ConversationId, Entry, EntryKind, Identity};
use crate::store::{Asker, ContactRow, InboxRow, Join};

/// Contacts in the list.
const CONTACTS: i64 = 200;

/// Entries on a contact's page.
const ENTRIES: i64 = 100;

/// Entries that the panel's short history is made of, and its lines.
pub(super) const RECENT: (i64, usize) = (100, 8);

/// Conversations that are named.
const CONVERSATIONS: i64 = 50;

/// How somebody is known on a channel.
pub(super) struct Known {
    pub(super) icon: &'static str,
    pub(super) channel: String,
    pub(super) name: String,
    pub(super) reachable: bool,
}

/// A conversation of a contact.
pub(super) struct Matter {
    pub(super) id: ConversationId,
    pub(super) icon: &'static str,
    pub(super) title: String,
    pub(super) when: String,
    pub(super) state: String,
}

/// The contact beside a conversation.
pub(super) struct Beside {
    pub(super) id: ContactId,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) known: Vec<Known>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) rating: Option<Rated>,
    pub(super) why: Option<Why>,
    pub(super) history: Vec<(Sentence, &'static str)>,
    pub(super) others: Vec<Matter>,
}

impl Beside {
    pub(super) async fn read(
        desk: &Desk,
        teller: &Teller<'_>,
        asker: &Asker,
        (open, entries, recent): (ConversationId, &[Entry], &[Entry]),
        why: Option<i64>,
    ) -> Result<Self, Failure> {
        let t = teller.t;
        let (contact, identities) = desk.store.contact(asker.contact).await?.ok_or(Failure::NotFound)?;
        let rows = desk.store.conversations_of(asker.contact, CONVERSATIONS).await?;
        let channels = channels(&rows);
        let history = recent
            .iter()
            .rev()
            .filter(|entry| is_turn(entry.kind))
            .take(RECENT.1)
            .map(|entry| (sentence(teller, entry), channels.get(&entry.conversation).map_or("web", channel_icon)))
            .collect();
        let name = contact.name.clone().or_else(|| asker.name.clone()).unwrap_or_else(|| t.word("desk-nameless"));
        Ok(Self {
            id: contact.id,
            initials: initials(&name),
            name,
            known: known(t, &identities),
            facts: facts(t, &contact),
            rating: Rated::read(desk, teller, open).await?,
            why: Why::find(t, entries, why),
            history,
            others: rows.iter().filter(|row| row.id != open).map(|row| matter(t, row)).collect(),
        })
    }
}

/// What changed whose turn it is.
fn is_turn(kind: EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::Handoff
            | EntryKind::Taken
            | EntryKind::Assigned
            | EntryKind::Returned
            | EntryKind::Resolved
            | EntryKind::Reopened
            | EntryKind::Rated
            | EntryKind::Failed
            | EntryKind::Unseen
            | EntryKind::Membership
    )
}

fn channels(rows: &[InboxRow]) -> HashMap<ConversationId, ChannelId> {
    rows.iter().map(|row| (row.id, row.channel.clone())).collect()
}

pub(super) fn known(t: &Tongue, identities: &[Identity]) -> Vec<Known> {
    let one = |identity: &Identity| {
        let handle = identity.username.as_ref().map(|handle| format!("@{handle}"));
        let id = if identity.is_erased() { t.word("desk-erased") } else { identity.external_id.clone() };
        Known {
            icon: channel_icon(&identity.channel),
            channel: t.channel(&identity.channel),
            name: handle.or_else(|| identity.name.clone()).unwrap_or(id),
            reachable: identity.reachable,
        }
    };
    identities.iter().map(one).collect()
}

/// What else is known about a contact.
fn facts(t: &Tongue, contact: &Contact) -> Vec<(String, String)> {
    let mut facts = vec![(t.word("desk-fact-since"), t.date(&contact.created_at))];
    if let Some(language) = &contact.language {
        facts.push((t.word("desk-fact-language"), t.language_name(language)));
    }
    facts
}

pub(super) fn matter(t: &Tongue, row: &InboxRow) -> Matter {
    let number = t.number(row.number);
    let state = match row.status {
        crate::model::Status::Resolved => "desk-state-resolved",
        crate::model::Status::Open | crate::model::Status::Snoozed => "desk-state-open",
    };
    Matter {
        id: row.id,
        icon: channel_icon(&row.channel),
        title: t.with("desk-conversation-number", "number", &number),
        when: t.when(&row.touched_at),
        state: t.word(state),
    }
}

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    t: Tongue,
    frame: Frame,
    name: String,
    initials: String,
    known: Vec<Known>,
    facts: Vec<(String, String)>,
    /// Conversations with the class, symbol and words of how they stand.
    matters: Vec<(Matter, (&'static str, &'static str, String))>,
    items: Vec<Item>,
    is_full: bool,
    id: ContactId,
    /// They can be joined to somebody.
    joinable: bool,
    joins: Vec<JoinRow>,
    problem: Option<String>,
}

/// Somebody who was joined to a contact.
struct JoinRow {
    id: Uuid,
    what: String,
    evidence: String,
}

/// A contact: who they are where, and everything that was said. One that was joined to another is where that is.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let (_, identities) = desk.store.contact(id).await?.ok_or(Failure::NotFound)?;
    if identities.is_empty()
        && let Some(whole) = desk.store.joined_into(id).await?
    {
        return Ok(Redirect::to(&format!("/desk/contacts/{whole}")).into_response());
    }
    Ok(page_with(&desk, &visitor, id, None).await?.into_response())
}

/// The page, and why something was not done.
pub(super) async fn page_with(
    desk: &Desk,
    visitor: &Visitor,
    id: ContactId,
    problem: Option<String>,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let (contact, identities) = desk.store.contact(id).await?.ok_or(Failure::NotFound)?;
    let rows = desk.store.conversations_of(id, CONVERSATIONS).await?;
    let entries = desk.store.contact_timeline(id, ENTRIES).await?;
    let (speakers, agents) = (desk.store.speakers(&entries).await?, team(desk).await?);
    let teller = Teller { t: &t, me: visitor.agent.id, agents: &agents, speakers: &speakers, view: "open" };
    let joins = desk.store.joins(id).await?.into_iter().map(|join| join_row(&teller, join)).collect();
    let items = tell(&teller, &entries, &[]);
    let name = contact.name.clone().or_else(|| rows.iter().find_map(|row| row.name.clone()));
    let name = name.unwrap_or_else(|| t.word("desk-nameless"));
    let frame = Frame::read(desk, visitor, Section::Contacts, &format!("/desk/contacts/{id}")).await?;
    let page = ContactPage {
        joinable: frame.acts && !identities.is_empty() && !identities.iter().any(Identity::is_erased),
        frame,
        id,
        joins,
        problem,
        initials: initials(&name),
        name,
        known: known(&t, &identities),
        facts: facts(&t, &contact),
        matters: rows.iter().map(|row| (matter(&t, row), state(&t, visitor, row))).collect(),
        items,
        is_full: i64::try_from(entries.len()).is_ok_and(|length| length >= ENTRIES),
        t,
    };
    Ok(Html(page.render()?))
}

fn join_row(teller: &Teller<'_>, join: Join) -> JoinRow {
    let t = teller.t;
    let by = join.by.map_or_else(|| t.word("desk-former-colleague"), |agent| teller.colleague(agent));
    let name = join.name.unwrap_or_else(|| t.word("desk-nameless"));
    let what = t.text("join-done", &[("name", &name), ("by", &by), ("moment", &t.moment(&join.at))]);
    JoinRow { id: join.id, what, evidence: join.evidence }
}

/// A contact in a list.
pub(super) struct PersonRow {
    pub(super) id: ContactId,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) channels: Vec<(&'static str, String)>,
    pub(super) when: String,
}

impl PersonRow {
    pub(super) fn new(t: &Tongue, row: &ContactRow) -> Self {
        let name = row.name.clone().unwrap_or_else(|| t.word("desk-nameless"));
        let channels = row.channels.as_deref().unwrap_or_default().split(',');
        let channels = channels.filter_map(|channel| channel.parse::<ChannelId>().ok());
        Self {
            id: ContactId(row.id),
            initials: initials(&name),
            name,
            channels: channels.map(|channel| (channel_icon(&channel), t.channel(&channel))).collect(),
            when: t.when(&row.touched_at.unwrap_or(row.created_at)),
        }
    }
}

#[derive(Template)]
#[template(path = "contacts.html")]
struct ContactsPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<PersonRow>,
    /// Said below the list where there may be more than it shows.
    rest: Option<String>,
}

/// Contacts, those with the latest doings first.
pub(super) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let found = desk.store.contacts(CONTACTS).await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|length| length >= CONTACTS);
    let rows = found.iter().map(|row| PersonRow::new(&t, row)).collect();
    let frame = Frame::read(&desk, &visitor, Section::Contacts, "/desk/contacts").await?;
    let rest = is_full.then(|| t.count("desk-list-full", CONTACTS));
    Ok(Html(ContactsPage { t, frame, rows, rest }.render()?))
}
