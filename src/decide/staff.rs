//! What a person of the team does.

use std::collections::BTreeSet;

use serde_json::json;

use super::draft::Draft;
use super::{peers, rating, routing, triage, wishes};
use crate::model::{
    Action, AgentId, Effect, EntryKind, Form, Holder, Line, NewEntry, OwnFile, Refusal, Send, Speech, Status,
};

/// Applies an action, or refuses it as things stand.
pub(super) fn act(draft: &mut Draft<'_>, agent: AgentId, action: &Action) {
    let reopens = matches!(
        action,
        Action::Take
            | Action::Reply(_)
            | Action::Send { .. }
            | Action::Return
            | Action::Reopen
            | Action::Assign(_)
            | Action::HandTo(_)
    );
    if reopens && draft.policy.another_open {
        draft.refuse(Refusal::AnotherOpen);
        return;
    }
    match action {
        Action::Take => take(draft, agent),
        Action::Reply(text) => reply(draft, agent, text, &[]),
        Action::Send { text, files } => reply(draft, agent, text, files),
        Action::Note(text) if text.trim().is_empty() => draft.refuse(Refusal::Empty),
        Action::Note(text) => draft.write(EntryKind::Note, agent, text.trim(), None),
        Action::NoteTo { text, mentions } => note_to(draft, agent, text.trim(), mentions),
        Action::Revise { seq, text } => revise(draft, agent, *seq, text.trim()),
        Action::Unsay { seq } => unsay(draft, agent, *seq),
        Action::Return => give_back(draft, agent),
        Action::Resolve => resolve(draft, agent),
        Action::Reopen => reopen(draft, agent),
        Action::Assign(to) => triage::assign(draft, agent, *to),
        Action::HandTo(team) => triage::hand_to(draft, agent, team),
        Action::Snooze(until) => triage::snooze(draft, agent, *until),
        Action::Wake => triage::wake_early(draft, agent),
        Action::Prioritise(priority) => triage::prioritise(draft, agent, *priority),
        Action::Label(label) => triage::label(draft, agent, label),
        Action::Unlabel(label) => triage::unlabel(draft, agent, label),
        Action::AskConsent(target) => peers::ask_consent(draft, agent, target),
        Action::Routed => routing::routed(draft, agent),
    }
}

fn take(draft: &mut Draft<'_>, agent: AgentId) {
    if draft.decision.next.holder == Holder::Agent(agent) && draft.decision.next.status == Status::Open {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    draft.reopen(Holder::Agent(agent));
    let from = draft.decision.next.holder.agent().filter(|holder| *holder != agent);
    draft.next().give_to(agent);
    draft.note(EntryKind::Taken, Some(agent), json!({ "from": from }));
}

/// Writing to the customer takes the conversation, unless a colleague holds it. Each file is an entry of its own, and so
/// has a delivery of its own; the words go with the first.
fn reply(draft: &mut Draft<'_>, agent: AgentId, text: &str, files: &[OwnFile]) {
    if text.trim().is_empty() && files.is_empty() {
        draft.refuse(Refusal::Empty);
        return;
    }
    match draft.decision.next.holder {
        Holder::Agent(holder) if holder != agent && draft.decision.next.status != Status::Resolved => {
            draft.refuse(Refusal::HeldBy(holder));
            return;
        }
        // Who writes "I come back to you on Monday" need not take it up for that.
        Holder::Agent(holder) if holder == agent && draft.decision.next.status != Status::Resolved => {}
        _ => take(draft, agent),
    }
    draft.next().waiting_since = None;
    draft.next().memory.attended = true;
    let Some((first, others)) = files.split_first() else {
        draft.write(EntryKind::AgentReply, agent, text.trim(), Some(Send::default()));
        return;
    };
    draft.send(agent, text.trim(), first);
    for file in others {
        draft.send(agent, "", file);
    }
    draft.effect(Effect::Tell(files.iter().map(|file| file.id).collect()));
}

/// A note that names colleagues says so beside its words, which nobody reads for that. Nobody is told of their own note.
fn note_to(draft: &mut Draft<'_>, agent: AgentId, text: &str, mentions: &BTreeSet<AgentId>) {
    if text.is_empty() {
        return draft.refuse(Refusal::Empty);
    }
    if !mentions.is_subset(&draft.policy.team) {
        return draft.refuse(Refusal::NotOfTheTeam);
    }
    let others: Vec<&AgentId> = mentions.iter().filter(|one| **one != agent).collect();
    let data = if others.is_empty() { json!({}) } else { json!({ "mentions": others }) };
    let (kind, speech) = (EntryKind::Note, Speech::Text(text.to_owned()));
    draft.decision.entries.push(NewEntry { kind, agent: Some(agent), speech, data, send: None });
}

/// Changes what somebody said themselves; whoever has the conversation by now.
fn revise(draft: &mut Draft<'_>, agent: AgentId, seq: i64, text: &str) {
    let (kind, send) = match draft.policy.own {
        _ if text.is_empty() => return draft.refuse(Refusal::Empty),
        Some(EntryKind::AgentReply) => (EntryKind::AgentEdit, Some(Send { changes: Some(seq), ..Send::default() })),
        Some(EntryKind::Note) => (EntryKind::Note, None),
        _ => return draft.refuse(Refusal::NothingToDo),
    };
    let (speech, data) = (Speech::Text(text.to_owned()), json!({ "changes": seq }));
    draft.decision.entries.push(NewEntry { kind, agent: Some(agent), speech, data, send });
}

/// Takes back what somebody said themselves.
fn unsay(draft: &mut Draft<'_>, agent: AgentId, seq: i64) {
    let send = match draft.policy.own {
        Some(EntryKind::AgentReply) => Some(Send { changes: Some(seq), form: Form::Removal, ..Send::default() }),
        Some(EntryKind::Note) => None,
        _ => return draft.refuse(Refusal::NothingToDo),
    };
    let (kind, speech, data) = (EntryKind::AgentDeletion, Speech::Silent, json!({ "changes": seq }));
    draft.decision.entries.push(NewEntry { kind, agent: Some(agent), speech, data, send });
}

fn give_back(draft: &mut Draft<'_>, agent: AgentId) {
    if draft.decision.next.holder == Holder::Bot {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    draft.next().give_to_bot();
    draft.note(EntryKind::Returned, Some(agent), json!({ "by": "agent" }));
    draft.say(Line::BackToBot, Vec::new(), json!({ "type": "returned" }));
}

fn resolve(draft: &mut Draft<'_>, agent: AgentId) {
    if draft.decision.next.status == Status::Resolved {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    draft.note(EntryKind::Resolved, Some(agent), json!({ "by": "agent" }));
    let now = draft.now;
    draft.next().resolve(Some(agent), now);
    // What they wrote is the answer that was waited for.
    if draft.decision.next.memory.attended {
        wishes::settle(draft);
    }
    rating::close(draft);
}

fn reopen(draft: &mut Draft<'_>, agent: AgentId) {
    if draft.decision.next.status != Status::Resolved {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    draft.reopen(Holder::Agent(agent));
}
