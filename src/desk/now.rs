//! Supervision: who of the team is there, what each of them holds, and who waits longest. Live as the inbox is.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;

use super::Desk;
use super::access::Visitor;
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::inbox::counted_to;
use super::pulse::Pulse;
use super::tongue::{Tongue, channel_icon, initials};
use crate::engine::PRESENCE;
use crate::model::ConversationId;
use crate::store::{Colleague, InboxCounts, Queued, Waiting};

/// Conversations that are named of those that wait.
const QUEUED: i64 = 10;

/// How far conversations are counted here, where it is the figure that is looked for.
const FAR: i64 = 1000;

/// Somebody of the team.
struct Person {
    name: String,
    initials: String,
    present: bool,
    /// Whether they are there, in words.
    state: String,
    holds: String,
    /// How long the customer waits who waits longest for them.
    waits: Option<String>,
}

/// A conversation that waits.
struct Row {
    id: ConversationId,
    icon: &'static str,
    name: String,
    number: String,
    since: String,
}

/// A figure: what it is, and where more is seen.
struct Figure {
    label: String,
    value: String,
    note: String,
    href: &'static str,
}

/// What goes on now.
struct Now {
    figures: Vec<Figure>,
    people: Vec<Person>,
    queue: Vec<Row>,
}

#[derive(Template)]
#[template(path = "now.html")]
struct NowPage {
    t: Tongue,
    frame: Frame,
    now: Now,
}

#[derive(Template)]
#[template(path = "now_fragment.html")]
struct NowFragment {
    t: Tongue,
    pulse: Pulse,
    now: Now,
}

/// The page.
pub(super) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let counts = desk.store.inbox_counts_up_to(visitor.agent.id, FAR).await?;
    let now = read(&desk, &t, counts).await?;
    let frame = Frame::new(&desk, &visitor, Section::Now, counts, "/desk/now").await?;
    Ok(Html(NowPage { t, frame, now }.render()?))
}

/// What is put in place of its parts.
pub(super) async fn fragment(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let counts = desk.store.inbox_counts_up_to(visitor.agent.id, FAR).await?;
    let now = read(&desk, &t, counts).await?;
    let pulse = Pulse::read(&desk, &visitor, &t, counts).await?;
    Ok(Html(NowFragment { t, pulse, now }.render()?))
}

async fn read(desk: &Desk, t: &Tongue, counts: InboxCounts) -> Result<Now, Failure> {
    let (team, queue) = (desk.store.colleagues().await?, desk.store.queue(QUEUED).await?);
    let since = t.now() - PRESENCE;
    let mut people: Vec<(bool, Person)> = team.iter().map(|one| person(t, one, since)).collect();
    // Those who are there come first, in the order of their names as the others do.
    people.sort_by_key(|(present, _)| !present);
    Ok(Now {
        figures: figures(t, counts, &team, &queue, since),
        people: people.into_iter().map(|(_, person)| person).collect(),
        queue: queue.into_iter().map(|one| row(t, one)).collect(),
    })
}

fn is_present(one: &Colleague, since: DateTime<Utc>) -> bool {
    !one.away && one.seen_at.is_some_and(|at| at >= since)
}

fn figures(t: &Tongue, counts: InboxCounts, team: &[Colleague], queue: &[Queued], since: DateTime<Utc>) -> Vec<Figure> {
    let figure = |label: &str, value: String, note: String, href| Figure { label: t.word(label), value, note, href };
    let oldest = queue.first().map_or_else(String::new, |one| t.with("now-oldest", "duration", &t.since(one.since)));
    let held: i64 = team.iter().map(|one| one.holds.count).sum();
    let present = team.iter().filter(|one| is_present(one, since)).count();
    let present = i64::try_from(present).unwrap_or(i64::MAX);
    vec![
        figure("now-waiting", counted_to(t, counts.waiting, FAR), oldest, "/desk/inbox/waiting"),
        figure("now-held", t.number(held), String::new(), "/desk/inbox/open"),
        figure("now-open", counted_to(t, counts.open, FAR), String::new(), "/desk/inbox/open"),
        figure("now-snoozed", counted_to(t, counts.snoozed, FAR), String::new(), "/desk/inbox/snoozed"),
        figure("now-present", t.number(present), String::new(), "/desk/now"),
        figure("now-undelivered", t.number(counts.undelivered), String::new(), "/desk/deliveries"),
    ]
}

fn person(t: &Tongue, one: &Colleague, since: DateTime<Utc>) -> (bool, Person) {
    let present = is_present(one, since);
    let state = match one.seen_at {
        _ if one.away => t.word("now-away"),
        _ if present => t.word("now-there"),
        Some(at) => t.with("now-last-seen", "when", &t.moment(&at)),
        None => t.word("now-never-seen"),
    };
    let Waiting { count, since: waits } = one.holds;
    let person = Person {
        initials: initials(&one.name),
        name: one.name.clone(),
        present,
        state,
        holds: t.number(count),
        waits: waits.map(|since| t.since(since)),
    };
    (present, person)
}

fn row(t: &Tongue, one: Queued) -> Row {
    Row {
        id: one.id,
        icon: one.channel.parse::<ChannelId>().map_or("web", |channel| channel_icon(&channel)),
        name: one.name.unwrap_or_else(|| t.word("desk-nameless")),
        number: t.with("desk-conversation-number", "number", &t.number(one.number)),
        since: t.since(one.since),
    }
}
