//! What happened besides messages, each in a sentence.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Teller, delivery, key, text};
use crate::desk::rating::of_five;
use crate::desk::tongue::{Tongue, priority_word};
use crate::model::{AgentId, Entry, EntryKind, Goal, Priority, Score};
use crate::words::reason_key;

/// Something that happened, in a sentence.
pub(in crate::desk) struct Sentence {
    pub(in crate::desk) key: String,
    /// The case went to people.
    pub(in crate::desk) is_handoff: bool,
    /// What happened.
    pub(in crate::desk) what: String,
    /// Why, where it is known.
    pub(in crate::desk) why: Option<String>,
    pub(in crate::desk) time: String,
    /// The day and the time, for lists without days.
    pub(in crate::desk) moment: String,
}

/// Tells an entry as a sentence.
pub(in crate::desk) fn sentence(teller: &Teller<'_>, entry: &Entry) -> Sentence {
    let t = teller.t;
    let is_handoff = entry.kind == EntryKind::Handoff;
    let why = is_handoff.then(|| t.word(reason_key(entry.data["reason"].as_str().unwrap_or_default())));
    Sentence {
        key: key(entry),
        is_handoff,
        what: what(teller, entry),
        why,
        time: t.time(&entry.at),
        moment: t.moment(&entry.at),
    }
}

fn what(teller: &Teller<'_>, entry: &Entry) -> String {
    let (t, data) = (teller.t, &entry.data);
    let customer = || teller.speaker(entry.identity);
    let told = |key: &str| t.with(key, "name", &customer());
    match entry.kind {
        EntryKind::Handoff => t.word("desk-event-handoff"),
        EntryKind::Taken => taken(teller, entry),
        EntryKind::Returned => {
            by(teller, entry.agent, "desk-event-returned-you", "desk-event-returned", "desk-event-returned-customer")
        }
        EntryKind::Resolved if data["by"] == "quiet" => t.word("desk-event-resolved-quiet"),
        EntryKind::Resolved if data["by"] == "peer" => t.with("desk-event-resolved-peer", "name", &peer(teller, data)),
        EntryKind::Resolved => {
            by(teller, entry.agent, "desk-event-resolved-you", "desk-event-resolved", "desk-event-resolved-customer")
        }
        EntryKind::Solved if data["peer"].is_null() => t.word("desk-event-solved"),
        EntryKind::Solved => t.with("desk-event-solved-peer", "name", &peer(teller, data)),
        EntryKind::ThreadAsked => t.word("desk-event-thread-asked"),
        EntryKind::Thread => t.with("desk-event-thread", "title", &entry.body),
        EntryKind::Setting => t.word("desk-event-setting"),
        EntryKind::Reopened => t.word("desk-event-reopened"),
        EntryKind::Failed => delivery::failed(t, data).words,
        EntryKind::Rated => rated(t, data),
        EntryKind::Macro => {
            let mine = entry.agent == Some(teller.me);
            let name = entry.agent.map_or_else(String::new, |agent| teller.colleague(agent));
            let key = if mine { "macro-event-you" } else { "macro-event" };
            t.text(key, &[("name", &name), ("macro", data["name"].as_str().unwrap_or_default())])
        }
        EntryKind::Resent => {
            by(teller, entry.agent, "desk-event-resent-you", "desk-event-resent", "desk-event-resent-operator")
        }
        EntryKind::GivenUp => {
            by(teller, entry.agent, "desk-event-given-up-you", "desk-event-given-up", "desk-event-given-up-operator")
        }
        EntryKind::Assigned
        | EntryKind::Snoozed
        | EntryKind::Woken
        | EntryKind::Prioritised
        | EntryKind::Labelled
        | EntryKind::Unlabelled => triaged(teller, entry),
        EntryKind::DueSoon | EntryKind::Overdue | EntryKind::Unseen => timed(t, entry),
        EntryKind::Deletion => told("desk-event-deleted"),
        EntryKind::Press => told("desk-event-pressed"),
        EntryKind::Reaction => {
            let key = if data["added"] == false { "desk-event-reaction-off" } else { "desk-event-reaction" };
            t.text(key, &[("name", &customer()), ("emoji", &text(data, "emoji"))])
        }
        EntryKind::Command => {
            let command = format!("/{} {}", text(data, "name"), entry.body);
            t.text("desk-event-command", &[("name", &customer()), ("command", command.trim_end())])
        }
        EntryKind::Membership => t.with(membership(data), "name", &customer()),
        EntryKind::Unknown => t.with("desk-event-unknown", "kind", &text(data, "kind")),
        EntryKind::Message | EntryKind::Edit => told("desk-event-wrote"),
        EntryKind::Reply => t.word("desk-event-bot-wrote"),
        EntryKind::AgentDeletion => {
            t.with("desk-event-deleted", "name", &entry.agent.map_or_else(String::new, |agent| teller.colleague(agent)))
        }
        EntryKind::Room | EntryKind::RoomTold => t.word("desk-event-room"),
        EntryKind::AgentReply | EntryKind::AgentEdit | EntryKind::Note => {
            let note = entry.kind == EntryKind::Note;
            let key = if note { "desk-event-noted" } else { "desk-event-replied" };
            t.with(key, "name", &entry.agent.map_or_else(String::new, |agent| teller.colleague(agent)))
        }
    }
}

/// What the team did with the conversation beside talking in it.
fn triaged(teller: &Teller<'_>, entry: &Entry) -> String {
    let (t, data) = (teller.t, &entry.data);
    let name = entry.agent.map_or_else(String::new, |agent| teller.colleague(agent));
    let with = |key: &str, what: &str, value: &str| t.text(key, &[("name", &name), (what, value)]);
    let mine = entry.agent == Some(teller.me);
    let either = |yours: &'static str, theirs: &'static str| if mine { yours } else { theirs };
    match entry.kind {
        EntryKind::Assigned if entry.agent.is_none() => routed(teller, data),
        EntryKind::Assigned if data["team"].is_string() => {
            with(either("people-event-you-handed", "people-event-handed"), "team", &text(data, "name"))
        }
        EntryKind::Assigned => match serde_json::from_value::<AgentId>(data["to"].clone()) {
            Ok(to) if to == teller.me => {
                with(either("inbox-event-assigned-self", "inbox-event-assigned-you"), "to", "")
            }
            Ok(to) => with(either("inbox-event-you-assigned", "inbox-event-assigned"), "to", &teller.colleague(to)),
            Err(_) => with(either("inbox-event-you-unassigned", "inbox-event-unassigned"), "to", ""),
        },
        EntryKind::Snoozed => {
            let until = data["until"].as_str().and_then(|until| until.parse::<DateTime<Utc>>().ok());
            let until = until.map_or_else(String::new, |until| t.moment(&until));
            with(either("inbox-event-you-snoozed", "inbox-event-snoozed"), "until", &until)
        }
        EntryKind::Woken => match data["by"].as_str() {
            Some("time") => t.word("inbox-event-woken-time"),
            Some("customer") => t.word("inbox-event-woken-customer"),
            _ => with(either("inbox-event-you-woke", "inbox-event-woken"), "to", ""),
        },
        EntryKind::Prioritised => {
            let to = data["to"].as_str().and_then(|to| to.parse::<Priority>().ok()).unwrap_or(Priority::Normal);
            let to = t.word(priority_word(to));
            with(either("inbox-event-you-prioritised", "inbox-event-prioritised"), "priority", &to)
        }
        EntryKind::Labelled => {
            with(either("inbox-event-you-labelled", "inbox-event-labelled"), "label", &label(t, entry))
        }
        _ => with(either("inbox-event-you-unlabelled", "inbox-event-unlabelled"), "label", &label(t, entry)),
    }
}

/// What was given to somebody by itself.
fn routed(teller: &Teller<'_>, data: &Value) -> String {
    let colleague = |key: &str| serde_json::from_value::<AgentId>(data[key].clone()).ok();
    let name = |agent: Option<AgentId>| agent.map_or_else(String::new, |agent| teller.colleague(agent));
    let (from, to) = (colleague("from"), colleague("to"));
    let key = match (from, to == Some(teller.me)) {
        (None, true) => "inbox-event-routed-you",
        (None, false) => "inbox-event-routed",
        (Some(_), true) => "inbox-event-passed-you",
        (Some(_), false) => "inbox-event-passed",
    };
    teller.t.text(key, &[("to", &name(to)), ("from", &name(from))])
}

/// What the clock brought about.
fn timed(t: &Tongue, entry: &Entry) -> String {
    let data = &entry.data;
    let due = data["due"].as_str().and_then(|due| due.parse::<DateTime<Utc>>().ok());
    let due = due.map_or_else(String::new, |due| t.moment(&due));
    let reply = data["of"] == Goal::FirstReply.word();
    // What it was that was due is gone with the words.
    match entry.kind {
        EntryKind::DueSoon if entry.is_erased() => return t.word("service-event-soon"),
        EntryKind::Overdue if entry.is_erased() => return t.word("service-event-over"),
        _ => {}
    }
    match (entry.kind, data["to"].as_str().and_then(|to| to.parse::<Priority>().ok())) {
        (EntryKind::DueSoon, _) if reply => t.with("service-event-soon-reply", "moment", &due),
        (EntryKind::DueSoon, _) => t.with("service-event-soon-resolution", "moment", &due),
        (EntryKind::Overdue, _) if reply => t.with("service-event-over-reply", "moment", &due),
        (EntryKind::Overdue, _) => t.with("service-event-over-resolution", "moment", &due),
        (_, Some(to)) => t.with("service-event-raised", "priority", &t.word(priority_word(to))),
        _ => t.word("service-event-unseen"),
    }
}

fn label(t: &Tongue, entry: &Entry) -> String {
    if entry.is_erased() { t.word("desk-erased") } else { entry.body.clone() }
}

/// Who solved it, if it is known.
fn peer(teller: &Teller<'_>, data: &Value) -> String {
    teller.speaker(serde_json::from_value(data["peer"].clone()).ok())
}

fn taken(teller: &Teller<'_>, entry: &Entry) -> String {
    let t = teller.t;
    let from: Option<AgentId> = serde_json::from_value(entry.data["from"].clone()).ok();
    match (entry.agent, from) {
        (Some(agent), None) if agent == teller.me => t.word("desk-event-taken-you"),
        (Some(agent), Some(from)) if agent == teller.me => {
            t.with("desk-event-taken-over-you", "from", &teller.colleague(from))
        }
        (Some(agent), Some(from)) => {
            t.text("desk-event-taken-over", &[("name", &teller.colleague(agent)), ("from", &teller.colleague(from))])
        }
        (Some(agent), None) => t.with("desk-event-taken", "name", &teller.colleague(agent)),
        (None, _) => t.word("desk-event-reopened"),
    }
}

/// A sentence about what oneself, a colleague or nobody of the team did.
fn by(teller: &Teller<'_>, agent: Option<AgentId>, mine: &str, theirs: &str, nobodys: &str) -> String {
    match agent {
        Some(agent) if agent == teller.me => teller.t.word(mine),
        Some(agent) => teller.t.with(theirs, "name", &teller.colleague(agent)),
        None => teller.t.word(nobodys),
    }
}

/// What the customer gave, or that they said something with it.
fn rated(t: &Tongue, data: &Value) -> String {
    let score = |key: &str| data[key].as_i64().and_then(|score| Score::try_from(score).ok());
    match (score("score"), score("from")) {
        (None, _) if data["erased"] == true => t.word("desk-erased"),
        (None, _) => t.word("rating-event-commented"),
        (Some(score), None) => t.text("rating-event-given", &[("face", score.face()), ("score", &of_five(t, score))]),
        (Some(score), Some(from)) => t.text(
            "rating-event-changed",
            &[("face", score.face()), ("score", &of_five(t, score)), ("from", from.face())],
        ),
    }
}

fn membership(data: &Value) -> &'static str {
    match data["change"].as_str() {
        Some("added") => "desk-event-joined",
        Some("removed") => "desk-event-left",
        Some("returned") => "desk-event-back",
        _ => "desk-event-moved",
    }
}
