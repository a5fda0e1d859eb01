//! What every page of a signed-in person keeps up to date: how many wait, what is late, and what they are told of, also by
//! their browser where they allowed it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::failure::Failure;
use super::inbox::counted;
use super::service::{Alarm, MOST as ALARMS};
use super::tongue::Tongue;
use crate::model::{AgentRole, NotificationKind};
use crate::store::{Filter, InboxCounts, InboxRow, InboxView, Notification};

/// What is told of at most: of those who wait, and of what concerns one person.
const WAITING: i64 = 10;
const UNSEEN: i64 = 20;

/// What is new for somebody.
pub(super) struct Pulse {
    /// Conversations that wait for anyone, as a figure and in words; `None` if nobody waits.
    pub(super) waiting: Option<(String, String)>,
    /// What is late or nobody has taken, in the same way.
    pub(super) overdue: Option<(String, String)>,
    /// Messages that did not arrive, in the same way.
    pub(super) undelivered: Option<(String, String)>,
    /// What somebody should look at now, wherever it is.
    pub(super) alarms: Vec<Alarm>,
    /// What the browser tells of.
    pub(super) notices: Vec<Notice>,
    /// With whose it is and what was said: where that is asked for.
    pub(super) in_words: bool,
    /// How much there is to look at: in the title of the page.
    pub(super) badge: String,
    /// What they may do: a page that was written for another role is written anew.
    pub(super) role: &'static str,
}

/// Something that a browser tells of once.
pub(super) struct Notice {
    /// The same as long as it is the same thing.
    pub(super) key: String,
    pub(super) href: String,
    pub(super) title: String,
    /// What else is said of it: nothing of the customer.
    pub(super) plain: String,
    /// The same for those who want to read it there: whose conversation it is, and what was said last.
    pub(super) words: String,
}

impl Pulse {
    pub(super) async fn read(desk: &Desk, visitor: &Visitor, t: &Tongue, counts: InboxCounts) -> Result<Self, Failure> {
        let alarms = Alarm::read(desk, visitor, t).await?;
        let mut notices: Vec<Notice> = alarms.iter().map(|alarm| Notice::of_alarm(t, alarm)).collect();
        let unseen = desk.store.unseen(visitor.agent.id, UNSEEN).await?;
        notices.extend(unseen.iter().map(|one| Notice::of_notification(t, one)));
        if counts.waiting > 0 && visitor.may(AgentRole::Agent) {
            let all = Filter::default();
            let waiting = desk.store.inbox(InboxView::Latest, visitor.agent.id, &all, None, WAITING).await?;
            notices.extend(waiting.rows.iter().map(|row| Notice::of_waiting(t, row)));
        }
        let late = i64::try_from(alarms.len()).unwrap_or(i64::MAX);
        let badge = counts.waiting + i64::try_from(unseen.len()).unwrap_or_default();
        Ok(Self {
            waiting: figure(t, counts.waiting, "desk-waiting-count"),
            overdue: (late > 0).then(|| {
                let more = if late < ALARMS { "" } else { "+" };
                (format!("{}{more}", t.number(late)), t.count("notify-overdue-count", late))
            }),
            undelivered: figure(t, counts.undelivered, "desk-undelivered-count"),
            alarms,
            notices,
            in_words: false,
            role: visitor.agent.role.word(),
            badge: if badge > 0 { counted(t, badge) } else { String::new() },
        })
    }
}

fn figure(t: &Tongue, count: i64, key: &str) -> Option<(String, String)> {
    (count > 0).then(|| (counted(t, count), t.count(key, count)))
}

impl Notice {
    fn of_alarm(t: &Tongue, alarm: &Alarm) -> Self {
        Self {
            key: format!("notice-{}", alarm.key),
            href: alarm.href.clone(),
            title: t.word("notify-alarm"),
            plain: t.word("notify-alarm-hint"),
            words: alarm.words.clone(),
        }
    }

    fn of_waiting(t: &Tongue, row: &InboxRow) -> Self {
        let since = row.waiting_since.unwrap_or(row.opened_at).timestamp();
        let name = row.name.clone().unwrap_or_else(|| t.word("desk-nameless"));
        let said = row.last.as_ref().map(|last| last.body.as_str()).unwrap_or_default();
        Self {
            key: format!("notice-waiting-{}-{since}", row.id),
            href: format!("/desk/conversations/{}?view=waiting", row.id),
            title: t.word("notify-waiting"),
            plain: t.account(&row.channel),
            words: told(&name, said),
        }
    }

    fn of_notification(t: &Tongue, one: &Notification) -> Self {
        let name = one.name.clone().unwrap_or_else(|| t.word("desk-nameless"));
        let (title, view) = match (one.kind, &one.by) {
            (NotificationKind::Mention, Some(by)) => (t.with("notify-mention", "name", by), "mentions"),
            (NotificationKind::Mention, None) => (t.word("notify-mention-former"), "mentions"),
            (NotificationKind::Assigned, _) => (t.word("notify-assigned"), "mine"),
        };
        Self {
            key: format!("notice-{}-{}-{}", one.kind.word(), one.conversation, one.seq),
            href: format!("/desk/conversations/{}?view={view}", one.conversation),
            title,
            plain: t.account(&one.channel),
            words: told(&name, &one.words),
        }
    }
}

/// Whose it is and what was said, in one line.
fn told(name: &str, said: &str) -> String {
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if said.is_empty() { name.to_owned() } else { format!("{name}: {said}") }
}

#[derive(Template)]
#[template(path = "pulse.html")]
struct PulseFragment {
    t: Tongue,
    pulse: Pulse,
}

/// What the address may ask for.
#[derive(Deserialize)]
pub(super) struct Asked {
    words: Option<String>,
}

/// It alone, for pages that show nothing else that changes.
pub(super) async fn fragment(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let counts = desk.store.inbox_counts(visitor.agent.id).await?;
    let in_words = asked.words.is_some();
    let pulse = Pulse { in_words, ..Pulse::read(&desk, &visitor, &t, counts).await? };
    Ok(Html(PulseFragment { t, pulse }.render()?))
}
