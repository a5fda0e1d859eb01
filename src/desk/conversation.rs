//! A conversation: its whole story, what can be done about it, and the contact beside it.

use std::collections::{BTreeSet, HashMap};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::composer::{Composer, offering};
use super::contact::{Beside, RECENT};
use super::deed::{Deed, deeds};
use super::failure::Failure;
use super::filter::{Trail, Wanted, mark};
use super::frame::{Frame, Section};
use super::inbox::{List, snoozed, urgency, view};
use super::present::{Present, present};
use super::service::timer;
use super::story::{Item, Sentence, Teller, quote, quoted, tell};
use super::tongue::{Tongue, channel_icon};
use super::triage::Triage;
use crate::files::Limits;
use crate::model::{AgentId, AgentRole, Conversation, ConversationId, Holder, OwnFile, Status};
use crate::store::{Asker, InboxView};

/// Entries on one page of a story: what is fetched anew whenever something is said.
const MOST: i64 = 100;

/// What the address of a conversation may carry.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Asked {
    /// The list beside it.
    pub(super) view: Option<String>,
    /// The conversation behind which the page of that list begins.
    after: Option<String>,
    /// The entries before this one.
    pub(super) before: Option<i64>,
    /// On a small screen: the contact instead of the conversation.
    pub(super) pane: Option<String>,
    /// The answer whose reasons are shown.
    pub(super) why: Option<i64>,
    /// The message that is to be replied to.
    pub(super) reply: Option<i64>,
    /// The suggested article is wanted with the page: without a script it does not come by itself.
    pub(super) suggest: Option<String>,
    /// What is asked of the conversations in the list.
    #[serde(flatten)]
    wanted: Wanted,
}

impl Asked {
    /// The list beside the conversation.
    pub(super) fn trail(&self) -> Trail {
        let view = self.view.as_deref().and_then(view).unwrap_or(InboxView::Open);
        Trail { view, filter: self.wanted.filter(), after: self.after.as_deref().and_then(mark) }
    }
}

/// What the writer had written, and what is to be said about it.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) text: String,
    /// It is for the team alone.
    pub(super) note: bool,
    /// The files that go with it, which are kept already.
    pub(super) files: Vec<OwnFile>,
    /// The colleagues whom a note names.
    pub(super) mentions: BTreeSet<AgentId>,
    /// The message that it replies to.
    pub(super) answers: Option<i64>,
    pub(super) notice: Option<Notice>,
}

/// Why what was written was not sent.
pub(super) enum Notice {
    /// Others did and said something meanwhile.
    Conflict {
        /// What was done, and what was said.
        since: Vec<(Sentence, String)>,
    },
    /// A colleague holds the conversation.
    Held {
        /// The sentence that says who.
        words: String,
    },
    /// The customer has another conversation open in the same place.
    AnotherOpen,
    /// There was nothing to write.
    Empty,
    /// It cannot be done, for the reason that this sentence gives.
    Refused {
        /// The sentence.
        words: String,
    },
    /// Files cannot be sent.
    Files {
        /// Which, and why.
        why: Vec<String>,
    },
}

/// A conversation, ready to be shown.
pub(super) struct Thread {
    pub(super) id: ConversationId,
    pub(super) version: i64,
    pub(super) last_seq: i64,
    /// The list beside it, as links carry it.
    pub(super) view: String,
    /// The address of that list.
    pub(super) back: String,
    /// The answer whose reasons are shown.
    pub(super) why: Option<i64>,
    pub(super) name: String,
    pub(super) icon: &'static str,
    /// Where it is held.
    pub(super) place: String,
    /// The class, symbol and words of how it stands.
    pub(super) state: (&'static str, &'static str, String),
    pub(super) deeds: Vec<Deed>,
    /// How urgent it is, if that is not the usual.
    pub(super) priority: Option<(&'static str, String)>,
    /// What is due, and when: the class and the words.
    pub(super) timer: Option<(&'static str, String)>,
    pub(super) labels: Vec<String>,
    /// Who has it, when it is looked at again, and what it is called: to be changed.
    pub(super) triage: Option<Triage>,
    pub(super) items: Vec<Item>,
    /// Who else is there, or writes.
    pub(super) present: Vec<Present>,
    /// The entry before which there are more.
    pub(super) earlier: Option<i64>,
    /// These are not the newest entries.
    pub(super) is_past: bool,
    pub(super) composer: Option<Composer>,
}

#[derive(Template)]
#[template(path = "conversation.html")]
struct ConversationPage {
    t: Tongue,
    frame: Frame,
    list: List,
    thread: Thread,
    beside: Beside,
    pane: &'static str,
}

#[derive(Template)]
#[template(path = "_conversation.html")]
struct ConversationFragment {
    t: Tongue,
    frame: Forms,
    thread: Thread,
    beside: Beside,
}

/// Of the frame, what the parts of a page need that are fetched anew.
struct Forms {
    /// What forms carry.
    token: String,
    /// They may act in conversations.
    acts: bool,
}

/// The page.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    saw(&desk, &visitor, id).await?;
    let draft = Draft { answers: asked.reply, ..Draft::default() };
    whole(&desk, &visitor, id, &asked, draft).await
}

/// Somebody looks at it: what they were told of it is seen, on their other pages, too.
pub(super) async fn saw(desk: &Desk, visitor: &Visitor, id: ConversationId) -> Result<(), Failure> {
    if desk.store.saw(visitor.agent.id, id).await? {
        desk.live.changed(id, None);
    }
    Ok(())
}

/// The page, with what the writer had written.
pub(super) async fn whole(
    desk: &Desk,
    visitor: &Visitor,
    id: ConversationId,
    asked: &Asked,
    draft: Draft,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let (thread, beside) = read(desk, visitor, &t, id, asked, draft).await?;
    let (list, counts) = List::read(desk, visitor, &t, &asked.trail(), Some(id)).await?;
    let pane = if asked.pane.as_deref() == Some("contact") { "contact" } else { "thread" };
    let back = format!("/desk/conversations/{id}?view={}", list.trail);
    let frame = Frame::new(desk, visitor, Section::Inbox, counts, &back).await?;
    Ok(Html(ConversationPage { t, frame, list, thread, beside, pane }.render()?))
}

/// The conversation alone, to be put in place of an older one.
pub(super) async fn fragment(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let t = visitor.tongue(&desk);
    let (thread, beside) = read(&desk, &visitor, &t, id, &asked, Draft::default()).await?;
    let frame = Forms { acts: visitor.may(AgentRole::Agent), token: visitor.token };
    Ok(Html(ConversationFragment { t, frame, thread, beside }.render()?))
}

/// The team's names.
pub(super) async fn team(desk: &Desk) -> Result<HashMap<AgentId, String>, Failure> {
    Ok(desk.store.agents().await?.into_iter().map(|agent| (agent.id, agent.name)).collect())
}

async fn read(
    desk: &Desk,
    visitor: &Visitor,
    t: &Tongue,
    id: ConversationId,
    asked: &Asked,
    draft: Draft,
) -> Result<(Thread, Beside), Failure> {
    let conversation = desk.store.conversation(id).await?.ok_or(Failure::NotFound)?;
    let customer = desk.store.asker(id).await?.ok_or(Failure::NotFound)?;
    let entries = desk.store.entries(id, asked.before, MOST).await?;
    let first = entries.first().map_or(1, |entry| entry.seq);
    let last = entries.last().map_or(first, |entry| entry.seq);
    let states = desk.store.delivery_states(id, (first, last)).await?;
    let recent = desk.store.contact_timeline(customer.contact, RECENT.0).await?;
    let speakers = desk.store.speakers(entries.iter().chain(&recent)).await?;
    let agents = team(desk).await?;
    let view = asked.trail().query();
    let teller = Teller { t, me: visitor.agent.id, agents: &agents, speakers: &speakers, view: &view };
    let limits = desk.files.limits(&customer.channel);
    let beside = Beside::read(desk, visitor, &teller, &customer, (id, &entries, &recent), asked.why).await?;
    let labels: Vec<String> = desk.store.labels_of(id).await?.iter().map(ToString::to_string).collect();
    let may_act = visitor.may(AgentRole::Agent);
    let mut items = tell(&teller, &entries, &states);
    let base = format!("/desk/conversations/{id}?view={view}");
    let replies = desk.store.replies_between(id, (first, last)).await?;
    quote(&teller, &mut items, &replies, &base, desk.engine.shows_replies(&customer.channel));
    link(desk, &conversation, &mut items, (first, last)).await?;
    let replied = draft.answers.and_then(|seq| quoted(&teller, &items, seq));
    let mut thread = Thread {
        triage: if may_act { Some(Triage::read(desk, t, &conversation, &labels).await?) } else { None },
        labels,
        items,
        present: present(desk, visitor, t, (id, &agents)).await?,
        earlier: (first > 1).then_some(first),
        is_past: asked.before.is_some(),
        ..Thread::new(visitor, &teller, &conversation, &customer, limits.as_ref(), asked, draft)
    };
    if let Some(composer) = &mut thread.composer {
        composer.quote = replied;
    }
    Ok((offering(desk, visitor, t, asked, thread, &conversation).await?, beside))
}

/// Puts to each message where it is on its platform. What is said in private has no address for others.
async fn link(desk: &Desk, conversation: &Conversation, items: &mut [Item], page: (i64, i64)) -> Result<(), Failure> {
    let place = desk.store.place(conversation.place).await?;
    let Some(place) = place.filter(|place| !place.direct) else { return Ok(()) };
    let carried = desk.store.carried_between(conversation.id, page).await?;
    for item in items {
        let Item::Message(message) = item else { continue };
        let id = message.external.as_ref().or_else(|| carried.get(&message.seq));
        message.link = id.and_then(|id| desk.engine.message_link(&place, id));
    }
    Ok(())
}

impl Thread {
    fn new(
        visitor: &Visitor,
        teller: &Teller<'_>,
        conversation: &Conversation,
        customer: &Asker,
        limits: Option<&Limits>,
        asked: &Asked,
        draft: Draft,
    ) -> Self {
        let t = teller.t;
        let name = customer.name.clone().unwrap_or_else(|| t.word("desk-nameless"));
        let channel = t.channel(&customer.channel);
        let place = match &customer.place {
            Some(place) => t.text("desk-place", &[("channel", &channel), ("place", place)]),
            None => channel.clone(),
        };
        let may_act = visitor.may(AgentRole::Agent);
        let holder = match conversation.holder {
            Holder::Agent(agent) if agent != visitor.agent.id && conversation.status == Status::Open => {
                Some(t.with("desk-state-held", "name", &teller.colleague(agent)))
            }
            _ => None,
        };
        let composer = may_act.then(|| Composer::new(t, &channel, &name, limits, draft, holder));
        Self {
            id: conversation.id,
            version: conversation.version,
            last_seq: conversation.last_seq,
            view: teller.view.to_owned(),
            back: asked.trail().list(),
            why: asked.why,
            icon: channel_icon(&customer.channel),
            place,
            state: state(visitor, teller, conversation),
            deeds: if may_act { deeds(t, visitor, conversation) } else { Vec::new() },
            priority: urgency(t, conversation.priority),
            timer: timer(t, &conversation.service),
            labels: Vec::new(),
            triage: None,
            items: Vec::new(),
            present: Vec::new(),
            earlier: None,
            is_past: false,
            composer,
            name,
        }
    }
}

fn state(visitor: &Visitor, teller: &Teller<'_>, c: &Conversation) -> (&'static str, &'static str, String) {
    let t = teller.t;
    match (c.status, c.holder) {
        (Status::Resolved, _) => ("", "check", t.word("desk-state-resolved")),
        (Status::Snoozed, _) => ("", "clock", snoozed(t, c.snoozed_until)),
        (_, Holder::Bot) => ("", "mark", t.word("desk-state-bot")),
        (_, Holder::Queue) if c.service.due().is_some() => ("", "hand", t.word("desk-state-queued")),
        (_, Holder::Queue) => {
            let since = c.waiting_since.map_or_else(String::new, |since| t.since(since));
            ("tag--warn", "clock", t.with("desk-state-waits", "duration", &since))
        }
        (_, Holder::Agent(agent)) if agent == visitor.agent.id => ("", "person", t.word("desk-state-yours")),
        (_, Holder::Agent(agent)) => ("", "person", t.with("desk-state-held", "name", &teller.colleague(agent))),
    }
}
