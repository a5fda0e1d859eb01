//! People: the page with everything they said on every channel, and the panel beside a conversation.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hamyar_channel::ChannelId;
use uuid::Uuid;

use super::Desk;
use super::about::{About, zones};
use super::access::Visitor;
use super::conversation::team;
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::inbox::state;
use super::rating::Rated;
use super::shown::{Shown, Story};
use super::story::{Item, Sentence, Teller, sentence, tell};
use super::tongue::{Tongue, channel_icon, initials};
use super::why::Why;
use crate::model::{Contact, ContactId, ConversationId, Entry, EntryKind, Identity};
use crate::store::{Asker, InboxRow, Join};

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
    pub(super) about: About,
    pub(super) rating: Option<Rated>,
    pub(super) why: Option<Why>,
    pub(super) history: Vec<(Sentence, &'static str)>,
    pub(super) others: Vec<Matter>,
}

impl Beside {
    pub(super) async fn read(
        desk: &Desk,
        visitor: &Visitor,
        teller: &Teller<'_>,
        asker: &Asker,
        (open, entries, recent): (ConversationId, &[Entry], &[Entry]),
        why: Option<i64>,
    ) -> Result<Self, Failure> {
        let t = teller.t;
        let (contact, identities) = desk.store.contact(asker.contact).await?.ok_or(Failure::NotFound)?;
        let rows = desk.store.conversations_of(asker.contact, CONVERSATIONS).await?;
        let channels = channels(&rows);
        let here = format!("/desk/conversations/{open}?view={}&pane=contact", teller.view);
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
            facts: facts(t, &contact, &identities),
            about: About::read(desk, visitor, teller, &contact, &here).await?,
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
fn facts(t: &Tongue, contact: &Contact, identities: &[Identity]) -> Vec<(String, String)> {
    let mut facts = vec![(t.word("desk-fact-since"), t.date(&contact.created_at))];
    for zone in contact.zones(identities) {
        let there = t.text("about-time-there", &[("time", &t.time_in(zone)), ("zone", zone.name())]);
        facts.push((t.word("about-time"), there));
    }
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
    about: About,
    /// Time zones to choose from.
    zones: Vec<&'static str>,
    /// Conversations with the class, symbol and words of how they stand.
    matters: Vec<(Matter, (&'static str, &'static str, String))>,
    /// Where the list of conversations goes on, and where it begins if this is not its beginning.
    matters_next: Option<String>,
    matters_first: Option<String>,
    items: Vec<Item>,
    /// What of the story can be shown: address, words, and whether it is.
    parts: Vec<(String, String, bool)>,
    /// Where older entries are, and where the newest if these are others.
    story_older: Option<String>,
    story_newest: Option<String>,
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
    Query(shown): Query<Shown>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let (_, identities) = desk.store.contact(id).await?.ok_or(Failure::NotFound)?;
    if identities.is_empty()
        && let Some(whole) = desk.store.joined_into(id).await?
    {
        return Ok(Redirect::to(&format!("/desk/contacts/{whole}")).into_response());
    }
    Ok(whole(&desk, &visitor, id, &shown, None).await?.into_response())
}

/// The page, and why something was not done.
pub(super) async fn page_with(
    desk: &Desk,
    visitor: &Visitor,
    id: ContactId,
    problem: Option<String>,
) -> Result<Html<String>, Failure> {
    whole(desk, visitor, id, &Shown::default(), problem).await
}

async fn whole(
    desk: &Desk,
    visitor: &Visitor,
    id: ContactId,
    shown: &Shown,
    problem: Option<String>,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let (contact, identities) = desk.store.contact(id).await?.ok_or(Failure::NotFound)?;
    let matters = desk.store.conversations_behind(id, shown.matters(), CONVERSATIONS).await?;
    let story = Story::read(desk, id, shown).await?;
    let (speakers, agents) = (desk.store.speakers(&story.entries).await?, team(desk).await?);
    let teller = Teller { t: &t, me: visitor.agent.id, agents: &agents, speakers: &speakers, view: "open" };
    let joins = desk.store.joins(id).await?.into_iter().map(|join| join_row(&teller, join)).collect();
    let items = tell(&teller, &story.entries, &[]);
    let name = contact.name.clone().or_else(|| matters.rows.iter().find_map(|row| row.name.clone()));
    let name = name.unwrap_or_else(|| t.word("desk-nameless"));
    let here = format!("/desk/contacts/{id}");
    let frame = Frame::read(desk, visitor, Section::Contacts, &here).await?;
    let page = ContactPage {
        joinable: frame.acts && !identities.is_empty() && !identities.iter().any(Identity::is_erased),
        frame,
        id,
        joins,
        problem,
        initials: initials(&name),
        name,
        known: known(&t, &identities),
        facts: facts(&t, &contact, &identities),
        about: About::read(desk, visitor, &teller, &contact, &here).await?,
        zones: zones(),
        matters: matters.rows.iter().map(|row| (matter(&t, row), state(&t, visitor, row))).collect(),
        matters_next: matters.next.map(|mark| shown.address(id, None, Some(mark))),
        matters_first: shown.matters().map(|_| shown.address(id, None, None)),
        items,
        parts: story.parts(&t, id),
        story_older: story.older.map(|mark| shown.address(id, Some(mark), shown.matters())),
        story_newest: shown.before().map(|_| shown.address(id, None, shown.matters())),
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
