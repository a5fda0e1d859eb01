//! The inbox: views of conversations, with what was said last and how long the customer waits.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use chrono::Duration;
use hamyar_channel::RichText;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::attachment;
use super::failure::Failure;
use super::frame::{Frame, Section, undelivered, waiting};
use super::tongue::{Tongue, channel_icon, initials};
use crate::model::{ConversationId, EntryKind, Holder, Status};
use crate::store::{InboxCounts, InboxRow, InboxView};

/// Conversations in a list.
const MOST: i64 = 100;

/// A wait after which the figure is marked.
const LONG: Duration = Duration::minutes(10);

/// The views in the order of their tabs.
const VIEWS: [InboxView; 4] = [InboxView::Waiting, InboxView::Mine, InboxView::Open, InboxView::Resolved];

/// The word for a view in addresses.
pub(super) fn view_word(view: InboxView) -> &'static str {
    match view {
        InboxView::Waiting => "waiting",
        InboxView::Mine => "mine",
        InboxView::Open => "open",
        InboxView::Resolved => "resolved",
    }
}

/// The view that a word in an address names.
pub(super) fn view(word: &str) -> Option<InboxView> {
    VIEWS.into_iter().find(|view| view_word(*view) == word)
}

/// A list of conversations, ready to be shown.
pub(super) struct List {
    pub(super) view: &'static str,
    pub(super) tabs: Vec<Tab>,
    pub(super) rows: Vec<Row>,
    /// What is said where there are none.
    pub(super) empty: (String, String),
    /// The conversation that is open beside it.
    pub(super) open: Option<ConversationId>,
    /// Said below the list where there may be more than it shows.
    pub(super) rest: Option<String>,
}

/// A view one can go to.
pub(super) struct Tab {
    pub(super) word: &'static str,
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
    /// The language, where it is not the reader's.
    pub(super) language: Option<String>,
}

impl List {
    /// Reads a view.
    pub(super) async fn read(
        desk: &Desk,
        visitor: &Visitor,
        t: &Tongue,
        view: InboxView,
        open: Option<ConversationId>,
    ) -> Result<(Self, InboxCounts), Failure> {
        let counts = desk.store.inbox_counts(visitor.agent.id).await?;
        let found = desk.store.inbox(view, visitor.agent.id, MOST).await?;
        let is_full = i64::try_from(found.len()).is_ok_and(|length| length >= MOST);
        let rows = found.iter().map(|row| Row::new(t, visitor, row, open)).collect();
        let rest = is_full.then(|| t.count("desk-list-full", MOST));
        let list = Self { view: view_word(view), tabs: tabs(t, view, counts), rows, empty: empty(t, view), open, rest };
        Ok((list, counts))
    }
}

fn tabs(t: &Tongue, current: InboxView, counts: InboxCounts) -> Vec<Tab> {
    let tab = |view: InboxView| {
        let (label, count) = match view {
            InboxView::Waiting => ("desk-view-waiting", Some(counts.waiting)),
            InboxView::Mine => ("desk-view-mine", Some(counts.mine)),
            InboxView::Open => ("desk-view-open", Some(counts.open)),
            InboxView::Resolved => ("desk-view-resolved", None),
        };
        let count = count.map(|count| t.number(count));
        Tab { word: view_word(view), label: t.word(label), count, current: view == current }
    };
    VIEWS.into_iter().map(tab).collect()
}

fn empty(t: &Tongue, view: InboxView) -> (String, String) {
    let (title, hint) = match view {
        InboxView::Waiting => ("desk-empty-waiting", "desk-empty-waiting-hint"),
        InboxView::Mine => ("desk-empty-mine", "desk-empty-mine-hint"),
        InboxView::Open => ("desk-empty-open", "desk-empty-open-hint"),
        InboxView::Resolved => ("desk-empty-resolved", "desk-empty-resolved-hint"),
    };
    (t.word(title), t.word(hint))
}

impl Row {
    fn new(t: &Tongue, visitor: &Visitor, row: &InboxRow, open: Option<ConversationId>) -> Self {
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
            language: (row.language != t.language()).then(|| row.language.clone()),
        }
    }
}

/// How a conversation stands, as the class, the symbol and the words of a tag.
pub(super) fn state(t: &Tongue, visitor: &Visitor, row: &InboxRow) -> (&'static str, &'static str, String) {
    if row.status == Status::Resolved {
        return ("", "check", t.word("desk-state-resolved"));
    }
    if let Some(since) = row.waiting_since {
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
        EntryKind::AgentReply => {
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
    waiting: Option<(String, String)>,
    undelivered: Option<(String, String)>,
}

/// What the address of a list may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    open: Option<String>,
}

/// The desk begins with those who wait.
pub(super) async fn first(desk: State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    whole(&desk, &visitor, InboxView::Waiting).await
}

/// A view.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(word): Path<String>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    whole(&desk, &visitor, view(&word).ok_or(Failure::NotFound)?).await
}

async fn whole(desk: &Desk, visitor: &Visitor, view: InboxView) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let (list, counts) = List::read(desk, visitor, &t, view, None).await?;
    let back = format!("/desk/inbox/{}", view_word(view));
    let frame = Frame::new(desk, visitor, Section::Inbox, counts, &back);
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
    let open = asked.open.and_then(|id| id.parse().ok());
    let (list, counts) = List::read(&desk, &visitor, &t, view, open).await?;
    let (waiting, undelivered) = (waiting(&t, counts), undelivered(&t, counts));
    Ok(Html(ListFragment { t, list, waiting, undelivered }.render()?))
}
