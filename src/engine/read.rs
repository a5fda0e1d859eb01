//! Entries as the events that a decision is about.

use hamyar_channel::Attachment;
use serde_json::Value;

use crate::model::{Choice, Customer, Entry, EntryKind, Event, Failure, Marked, Press, Said, Target, What};

/// The events of a turn: what is on the timeline, or that a time has come.
pub(super) fn events(entries: &[Entry]) -> Vec<Event> {
    if entries.is_empty() {
        return vec![Event::Timer];
    }
    entries.iter().map(event).collect()
}

fn event(entry: &Entry) -> Event {
    if entry.kind == EntryKind::Failed {
        let is = |key: &str| entry.data[key].as_bool().unwrap_or_default();
        if is("thread") {
            return Event::Thread { seq: entry.seq, place: None };
        }
        let failure = match (is("unknown"), is("gone")) {
            (true, _) => Failure::Unknown,
            (_, true) => Failure::Gone,
            _ => Failure::Dead,
        };
        return Event::Receipt { seq: entry.seq, failure };
    }
    if entry.kind == EntryKind::Thread {
        let place = serde_json::from_value(entry.data["place"].clone()).ok();
        return Event::Thread { seq: entry.seq, place };
    }
    if entry.kind == EntryKind::Setting {
        return placed(entry);
    }
    let Some(identity) = entry.identity else {
        return Event::Receipt { seq: entry.seq, failure: Failure::Unknown };
    };
    let admin = entry.data["admin"].as_bool().unwrap_or_default();
    Event::Customer(Customer { seq: entry.seq, at: entry.at, identity, admin, what: what(entry) })
}

fn placed(entry: &Entry) -> Event {
    let settings = |key: &str| serde_json::from_value(entry.data[key].clone());
    match (settings("before"), settings("after")) {
        (Ok(before), Ok(after)) => Event::Placed { seq: entry.seq, before, after },
        _ => Event::Receipt { seq: entry.seq, failure: Failure::Unknown },
    }
}

fn what(entry: &Entry) -> What {
    let data = &entry.data;
    match entry.kind {
        EntryKind::Message if data["quoted"] == true => What::Quoted(said(entry)),
        EntryKind::Message => What::Said(said(entry)),
        EntryKind::Edit => What::Edited(said(entry)),
        EntryKind::Deletion => What::Deleted { message: text(data, "message").unwrap_or_default() },
        EntryKind::Press => text(data, "action")
            .and_then(|action| Choice::parse_action(&action).ok())
            .map_or(What::Other, |(of, press)| pressed(of == entry.conversation, press)),
        EntryKind::Command if data["question"].is_string() => What::Solved(Marked {
            answer: target(data),
            question: text(data, "question").unwrap_or_default(),
            link: text(data, "link"),
            old: data["old"] == true,
        }),
        EntryKind::Command => What::Command {
            message: text(data, "message"),
            name: text(data, "name").unwrap_or_default(),
            arguments: entry.body.clone(),
            target: target(data),
        },
        EntryKind::Reaction if data["added"] == true => What::Reacted {
            emoji: text(data, "emoji").unwrap_or_default(),
            target: target(data),
            collects: data["collects"] == true,
        },
        _ => What::Other,
    }
}

/// A button of an earlier conversation still fetches a person or the bot; what else it said was about something else.
fn pressed(ours: bool, press: Press) -> What {
    if ours || matches!(press.choice, Choice::Person | Choice::Bot) { What::Pressed(press) } else { What::PressedLate }
}

fn said(entry: &Entry) -> Said {
    let data = &entry.data;
    let attachments: Vec<Attachment> =
        data.get("attachments").and_then(|list| serde_json::from_value(list.clone()).ok()).unwrap_or_default();
    Said {
        message: text(data, "message").unwrap_or_default(),
        text: text(data, "question").unwrap_or_else(|| entry.body.clone()),
        attachments,
        addressed: data["addressed"].as_bool().unwrap_or_default(),
        known: data["known"].as_bool().unwrap_or_default(),
    }
}

fn target(data: &Value) -> Option<Target> {
    serde_json::from_value(data.get("target")?.clone()).ok()
}

fn text(data: &Value, key: &str) -> Option<String> {
    data[key].as_str().map(str::to_owned)
}
