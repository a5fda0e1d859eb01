//! Messages that did not arrive, or of which nobody knows: all of them, each to be sent again or given up.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use chrono::{DateTime, Utc};
use hamyar_channel::RichText;
use serde::Deserialize;

use super::access::Visitor;
use super::csrf::Checked;
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::settle::{Form, tell};
use super::tongue::{Tongue, channel_icon};
use super::{Desk, attachment};
use crate::model::{ConversationId, DeliveryStatus};
use crate::store::{Settle, Settled, Undecided};

/// Messages in the list.
const MOST: i64 = 100;

/// A message in the list.
struct Row {
    conversation: ConversationId,
    seq: i64,
    name: String,
    icon: &'static str,
    place: String,
    when: String,
    author: String,
    words: String,
    /// What is not shown in words: a file, or that it was erased.
    instead: Option<String>,
    /// The class and the words of a chip, the symbol and the sentence that says more.
    state: (&'static str, String),
    why: (&'static str, String),
    attempts: Option<String>,
    /// It can be sent again.
    resend: bool,
}

#[derive(Template)]
#[template(path = "deliveries.html")]
struct DeliveriesPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<Row>,
    /// What came of the decision that led here.
    done: Option<String>,
    /// Nothing is sent now, and since when.
    paused: Option<String>,
    /// Said below the list where there may be more than it shows.
    rest: Option<String>,
}

/// What the address of the list may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: Option<String>,
}

/// The messages, the latest first.
pub(super) async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let found = desk.store.undecided(MOST).await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|length| length >= MOST);
    let rows = found.into_iter().map(|one| row(&t, one)).collect();
    let paused = desk.store.paused_since().await?.map(|since| {
        let since = since.parse().map_or(since, |at: DateTime<Utc>| t.moment(&at));
        t.with("desk-sending-paused", "since", &since)
    });
    let frame = Frame::read(&desk, &visitor, Section::Deliveries, "/desk/deliveries").await?;
    let done = asked.done.and_then(|word| done(&t, &word));
    let rest = is_full.then(|| t.count("desk-list-full", MOST));
    Ok(Html(DeliveriesPage { t, frame, rows, done, paused, rest }.render()?))
}

fn row(t: &Tongue, one: Undecided) -> Row {
    let channel = t.channel(&one.channel);
    let words = RichText::from_markdown(&one.body).text;
    let erased = one.data["erased"] == true;
    let file = || attachment::read(t, &one.data).into_iter().next().map(|file| file.name.unwrap_or(file.kind));
    let instead = if erased { Some(t.word("desk-erased")) } else { file() };
    let (state, why) = match one.status {
        DeliveryStatus::Unknown => (("chip--warn", "desk-undelivered-unknown"), ("info", "desk-delivery-unknown")),
        DeliveryStatus::Held => (("", "desk-undelivered-held"), ("clock", "desk-delivery-held")),
        _ if !one.reachable => (("chip--danger", "desk-undelivered-dead"), ("alert", "desk-delivery-gone")),
        _ => (("chip--danger", "desk-undelivered-dead"), ("alert", "desk-delivery-dead")),
    };
    Row {
        conversation: one.conversation,
        seq: one.seq,
        name: one.name.unwrap_or_else(|| t.word("desk-nameless")),
        icon: channel_icon(&one.channel),
        place: match one.place {
            Some(place) => t.text("desk-place", &[("channel", &channel), ("place", &place)]),
            None => channel,
        },
        when: t.moment(&one.created_at),
        author: one.author.unwrap_or_else(|| t.word("desk-bot")),
        words,
        instead,
        state: (state.0, t.word(state.1)),
        why: (why.0, t.word(why.1)),
        attempts: (one.attempts > 1).then(|| t.count("desk-undelivered-attempts", one.attempts.into())),
        resend: !one.withdrawn,
    }
}

fn done(t: &Tongue, word: &str) -> Option<String> {
    let key = match word {
        "resent" => "desk-undelivered-resent",
        "dropped" => "desk-undelivered-dropped",
        "settled" => "desk-undelivered-settled",
        "taken-back" => "desk-undelivered-taken-back",
        _ => return None,
    };
    Some(t.word(key))
}

/// Decides about a message. If a colleague was quicker, the list says so, and nothing is changed.
pub(super) async fn settle(
    State(desk): State<Desk>,
    Path((id, seq)): Path<(String, i64)>,
    visitor: Visitor,
    Checked(form): Checked<Form>,
) -> Result<Redirect, Failure> {
    let id: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    let settle = form.settle();
    let settled = desk.engine.settle(id, seq, settle, visitor.agent.id).await?;
    tell(&desk, &visitor, id, settle, &settled).await?;
    let done = match settled {
        Settled::Missing => return Err(Failure::NotFound),
        Settled::Done(_) if settle == Settle::Resend => "resent",
        Settled::Done(_) => "dropped",
        Settled::TakenBack => "taken-back",
        Settled::Stands(_) | Settled::GivenUp => "settled",
    };
    Ok(Redirect::to(&format!("/desk/deliveries?done={done}")))
}
