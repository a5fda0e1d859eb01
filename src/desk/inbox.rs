//! The inbox: views of conversations, with what was said last and how long the customer waits.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use chrono::{DateTime, Duration, Utc};
use hamyar_channel::RichText;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::attachment;
use super::failure::Failure;
use super::filter::{Filters, Trail, Wanted, mark};
use super::frame::{Frame, Section};
use super::pulse::Pulse;
use super::service::timer;
use super::tongue::{Tongue, channel_icon, initials, priority_word};
use crate::model::{ConversationId, EntryKind, Holder, Priority, Status};
use crate::store::{COUNTED, InboxCounts, InboxRow, InboxView, Mark};

/// Conversations on a page of a list.
const MOST: i64 = 50;

/// Mentions that nobody has looked at yet and that are marked so.
const UNSEEN: i64 = 1000;

/// Labels that are shown in a row.
const LABELS: usize = 2;

/// A wait after which the figure is marked.
const LONG: Duration = Duration::minutes(10);

/// The views in the order of their tabs.
const VIEWS: [InboxView; 7] = [
    InboxView::Waiting,
    InboxView::Mine,
    InboxView::Mentions,
    InboxView::Due,
    InboxView::Open,
    InboxView::Snoozed,
    InboxView::Resolved,
];

/// The word for a view in addresses.
pub(super) fn view_word(view: InboxView) -> &'static str {
    match view {
        InboxView::Waiting => "waiting",
        InboxView::Latest => "latest",
        InboxView::Mine => "mine",
        InboxView::Open => "open",
        InboxView::Due => "due",
        InboxView::Snoozed => "snoozed",
        InboxView::Resolved => "resolved",
        InboxView::Mentions => "mentions",
    }
}

/// The view that a word in an address names.
pub(super) fn view(word: &str) -> Option<InboxView> {
    VIEWS.into_iter().chain([InboxView::Latest]).find(|view| view_word(*view) == word)
}

/// A list of conversations, ready to be shown.
pub(super) struct List {
    /// The view and what is asked, as links carry them.
    pub(super) trail: String,
    /// Where the list is fetched anew.
    pub(super) fragment: String,
    pub(super) tabs: Vec<Tab>,
    pub(super) filters: Filters,
    pub(super) rows: Vec<Row>,
    /// What is said where there are none.
    pub(super) empty: (String, String),
    /// Where the list begins, if this is not its beginning.
    pub(super) first: Option<String>,
    /// Where it goes on, if there may be more.
    pub(super) next: Option<String>,
    /// The order in which it could be instead: the address and the words.
    pub(super) turned: Option<(String, String)>,
}

/// A view one can go to.
pub(super) struct Tab {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) count: Option<String>,
    pub(super) current: bool,
}

/// A conversation in a list.
pub(super) struct Row {
    pub(super) id: ConversationId,
    pub(super) current: bool,
    pub(super) unread: bool,
    pub(super) initials: String,
    pub(super) name: String,
    pub(super) when: String,
    /// Who said what is shown, if it was one of us.
    pub(super) by: Option<String>,
    pub(super) preview: String,
    pub(super) icon: &'static str,
    pub(super) channel: String,
    /// The class, symbol and words of how it stands.
    pub(super) state: (&'static str, &'static str, String),
    /// What is due, and when: the class and the words.
    pub(super) timer: Option<(&'static str, String)>,
    /// How urgent it is, if that is not the usual: the class and the words.
    pub(super) priority: Option<(&'static str, String)>,
    /// The team that it was handed to.
    pub(super) team: Option<String>,
    pub(super) labels: Vec<String>,
    /// The language, where it is not the reader's.
    pub(super) language: Option<String>,
}

impl List {
    /// Reads a page of a view.
    pub(super) async fn read(
        desk: &Desk,
        visitor: &Visitor,
        t: &Tongue,
        trail: &Trail,
        open: Option<ConversationId>,
    ) -> Result<(Self, InboxCounts), Failure> {
        let (agent, after) = (visitor.agent.id, trail.after);
        let counts = desk.store.inbox_counts(agent).await?;
        let fitting =
            if trail.filter.is_empty() { counts } else { desk.store.inbox_counts_of(agent, &trail.filter).await? };
        let found = desk.store.inbox(trail.view, agent, &trail.filter, after, MOST).await?;
        let mut rows: Vec<Row> = found.rows.iter().map(|row| Row::new(t, visitor, row, open)).collect();
        if trail.view == InboxView::Mentions {
            let unseen = desk.store.unseen_mentions(agent, UNSEEN).await?;
            for row in &mut rows {
                row.unread = unseen.contains(&row.id);
            }
        }
        let list = Self {
            trail: trail.query(),
            fragment: trail.fragment(after, open.map(|id| id.to_string())),
            tabs: tabs(t, trail, fitting, desk.engine.has_targets()),
            filters: Filters::read(desk, t, trail).await?,
            rows,
            empty: empty(t, trail, found.next.is_some()),
            first: after.map(|_| trail.address(None)),
            next: found.next.map(|mark| trail.address(Some(mark))),
            turned: turned(t, trail),
        };
        Ok((list, counts))
    }
}

/// The order in which what waits could be instead.
fn turned(t: &Tongue, trail: &Trail) -> Option<(String, String)> {
    let (view, words) = match trail.view {
        InboxView::Waiting => (InboxView::Latest, "inbox-order-latest"),
        InboxView::Latest => (InboxView::Waiting, "inbox-order-longest"),
        _ => return None,
    };
    Some((Trail { view, filter: trail.filter.clone(), after: None }.address(None), t.word(words)))
}

/// The view of what is due is there where something can be.
fn tabs(t: &Tongue, current: &Trail, counts: InboxCounts, timed: bool) -> Vec<Tab> {
    let tab = |view: InboxView| {
        let (label, count) = match view {
            InboxView::Waiting | InboxView::Latest => ("desk-view-waiting", Some(counts.waiting)),
            InboxView::Mine => ("desk-view-mine", Some(counts.mine)),
            InboxView::Due => ("service-view", Some(counts.due)),
            InboxView::Open => ("desk-view-open", Some(counts.open)),
            InboxView::Snoozed => ("inbox-view-snoozed", Some(counts.snoozed)),
            InboxView::Resolved => ("desk-view-resolved", None),
            InboxView::Mentions => ("mention-view", Some(counts.mentions)),
        };
        let href = Trail { view, filter: current.filter.clone(), after: None }.address(None);
        Tab {
            href,
            label: t.word(label),
            count: count.filter(|count| *count > 0).map(|count| counted(t, count)),
            current: view == current.view || (view, current.view) == (InboxView::Waiting, InboxView::Latest),
        }
    };
    let shown = |view: &InboxView| *view != InboxView::Due || timed || *view == current.view;
    VIEWS.into_iter().filter(shown).map(tab).collect()
}

/// A number of conversations, which is only known up to a limit.
pub(super) fn counted(t: &Tongue, count: i64) -> String {
    counted_to(t, count, COUNTED)
}

/// The same, where they were counted up to `most`.
pub(super) fn counted_to(t: &Tongue, count: i64, most: i64) -> String {
    if count < most { t.number(count) } else { format!("{}+", t.number(most - 1)) }
}

fn empty(t: &Tongue, trail: &Trail, more: bool) -> (String, String) {
    let (title, hint) = match trail.view {
        _ if more => ("inbox-empty-so-far", "inbox-empty-so-far-hint"),
        _ if !trail.filter.is_empty() => ("inbox-empty-filtered", "inbox-empty-filtered-hint"),
        InboxView::Waiting | InboxView::Latest => ("desk-empty-waiting", "desk-empty-waiting-hint"),
        InboxView::Mine => ("desk-empty-mine", "desk-empty-mine-hint"),
        InboxView::Open => ("desk-empty-open", "desk-empty-open-hint"),
        InboxView::Due => ("service-empty", "service-empty-hint"),
        InboxView::Snoozed => ("inbox-empty-snoozed", "inbox-empty-snoozed-hint"),
        InboxView::Resolved => ("desk-empty-resolved", "desk-empty-resolved-hint"),
        InboxView::Mentions => ("mention-empty", "mention-empty-hint"),
    };
    (t.word(title), t.word(hint))
}

/// How urgent it is, if that is not the usual.
pub(super) fn urgency(t: &Tongue, priority: Priority) -> Option<(&'static str, String)> {
    let class = match priority {
        Priority::Urgent => "tag--danger",
        Priority::High => "tag--warn",
        Priority::Low => "",
        Priority::Normal => return None,
    };
    Some((class, t.word(priority_word(priority))))
}

impl Row {
    /// The conversation's address, with the list that it leads back to.
    pub(super) fn href(&self, trail: &str) -> String {
        format!("/desk/conversations/{}?view={trail}", self.id)
    }

    pub(super) fn new(t: &Tongue, visitor: &Visitor, row: &InboxRow, open: Option<ConversationId>) -> Self {
        let name = row.name.clone().unwrap_or_else(|| t.word("desk-nameless"));
        let customer_spoke = row
            .last
            .as_ref()
            .is_some_and(|last| matches!(last.kind, EntryKind::Message | EntryKind::Edit | EntryKind::Command));
        let (by, preview) = preview(t, visitor, row);
        Self {
            id: row.id,
            current: open == Some(row.id),
            unread: customer_spoke && row.status == Status::Open && row.holder != Holder::Bot,
            initials: initials(&name),
            name,
            when: t.when(&row.touched_at),
            by,
            preview,
            icon: channel_icon(&row.channel),
            channel: t.channel(&row.channel),
            state: state(t, visitor, row),
            timer: timer(t, &row.service),
            priority: urgency(t, row.priority),
            team: row.team.clone(),
            labels: row.labels.iter().take(LABELS).map(ToString::to_string).collect(),
            language: (row.language != t.language()).then(|| row.language.clone()),
        }
    }
}

/// How a conversation stands, as the class, the symbol and the words of a tag.
pub(super) fn state(t: &Tongue, visitor: &Visitor, row: &InboxRow) -> (&'static str, &'static str, String) {
    if row.status == Status::Resolved {
        return ("", "check", t.word("desk-state-resolved"));
    }
    if row.status == Status::Snoozed {
        return ("", "clock", snoozed(t, row.snoozed_until));
    }
    // Where something is due, that says how long there is.
    if let Some(since) = row.waiting_since.filter(|_| row.service.due().is_none()) {
        let class = if t.now() - since >= LONG { "tag--warn" } else { "" };
        return (class, "clock", t.with("desk-state-waits", "duration", &t.since(since)));
    }
    match row.holder {
        Holder::Bot => ("", "mark", t.word("desk-state-bot")),
        Holder::Queue => ("", "hand", t.word("desk-state-queued")),
        Holder::Agent(agent) if agent == visitor.agent.id => ("", "person", t.word("desk-state-yours")),
        Holder::Agent(_) => {
            let name = row.holder_name.clone().unwrap_or_default();
            ("", "person", t.with("desk-state-held", "name", &name))
        }
    }
}

/// Until when it is put off.
pub(super) fn snoozed(t: &Tongue, until: Option<DateTime<Utc>>) -> String {
    t.with("inbox-snoozed-until", "moment", &until.map_or_else(String::new, |until| t.ahead(&until)))
}

/// What was said last, in one line, and by whom if it was one of us.
fn preview(t: &Tongue, visitor: &Visitor, row: &InboxRow) -> (Option<String>, String) {
    let Some(last) = &row.last else { return (None, String::new()) };
    let in_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let file = || attachment::read(t, &last.data).first().map(|one| one.kind.clone()).unwrap_or_default();
    let plain = || in_line(&RichText::from_markdown(&last.body).text);
    match last.kind {
        _ if last.data["erased"] == true => (None, t.word("desk-erased")),
        EntryKind::Deletion => (None, t.word("desk-preview-deleted")),
        EntryKind::Command => {
            let name = last.data["name"].as_str().unwrap_or_default();
            (None, in_line(&format!("/{name} {}", last.body)))
        }
        EntryKind::Reply => (Some(t.word("desk-preview-bot")), plain()),
        EntryKind::AgentReply | EntryKind::AgentEdit => {
            let mine = last.agent == Some(visitor.agent.id);
            let colleague = || row.holder_name.as_ref().map(|name| format!("{name}:"));
            let by = if mine { Some(t.word("desk-preview-you")) } else { colleague() };
            (by, if last.body.trim().is_empty() { file() } else { plain() })
        }
        _ if last.body.trim().is_empty() => (None, file()),
        _ => (None, in_line(&last.body)),
    }
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    t: Tongue,
    frame: Frame,
    list: List,
}

#[derive(Template)]
#[template(path = "list_fragment.html")]
struct ListFragment {
    t: Tongue,
    list: List,
    pulse: Pulse,
}

/// What the address of a list may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    open: Option<String>,
    /// The conversation behind which the page begins.
    after: Option<String>,
    #[serde(flatten)]
    wanted: Wanted,
}

impl Asked {
    fn after(&self) -> Option<Mark> {
        self.after.as_deref().and_then(mark)
    }
}

/// The desk begins with those who wait.
pub(super) async fn first(desk: State<Desk>, asked: Query<Asked>, visitor: Visitor) -> Result<Html<String>, Failure> {
    whole(&desk, &visitor, InboxView::Waiting, &asked).await
}

/// A view.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    whole(&desk, &visitor, view(&word).ok_or(Failure::NotFound)?, &asked).await
}

async fn whole(desk: &Desk, visitor: &Visitor, view: InboxView, asked: &Asked) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let trail = Trail { view, filter: asked.wanted.filter(), after: asked.after() };
    let (list, counts) = List::read(desk, visitor, &t, &trail, None).await?;
    let back = trail.list();
    let frame = Frame::new(desk, visitor, Section::Inbox, counts, &back).await?;
    Ok(Html(InboxPage { t, frame, list }.render()?))
}

/// A view alone, to be put in place of an older one.
pub(super) async fn fragment(
    State(desk): State<Desk>,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let view = view(&word).ok_or(Failure::NotFound)?;
    let trail = Trail { view, filter: asked.wanted.filter(), after: asked.after() };
    let open = asked.open.as_ref().and_then(|id| id.parse().ok());
    let (list, counts) = List::read(&desk, &visitor, &t, &trail, open).await?;
    let pulse = Pulse::read(&desk, &visitor, &t, counts).await?;
    Ok(Html(ListFragment { t, list, pulse }.render()?))
}
