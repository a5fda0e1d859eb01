//! What people of the team do with a conversation beside talking in it: who has it, when it is looked at again, how urgent
//! it is, and what it is called. The customer is told nothing of it.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::json;

use super::draft::Draft;
use crate::model::{AgentId, Effect, EntryKind, Holder, Label, NewEntry, Priority, Refusal, Speech, Status, Team};

/// The longest time for which something is put off.
const FARTHEST: Duration = Duration::days(366);

/// Labels of one conversation.
const LABELS: usize = 20;

/// Gives it to somebody, or to nobody: then it waits for anyone. What is put off stays so.
pub(super) fn assign(draft: &mut Draft<'_>, agent: AgentId, to: Option<AgentId>) {
    let to_whom = to.map_or(Holder::Queue, Holder::Agent);
    if to.is_some_and(|to| !draft.policy.team.contains(&to)) {
        draft.refuse(Refusal::NotOfTheTeam);
        return;
    }
    let resolved = draft.decision.next.status == Status::Resolved;
    let stays = draft.decision.next.holder == to_whom && (to.is_some() || draft.decision.next.team.is_none());
    if stays && !resolved || to.is_none() && resolved {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    draft.reopen(to_whom);
    let now = draft.now;
    let next = draft.next();
    next.holder = to_whom;
    if to.is_none() {
        next.waiting_since.get_or_insert(now);
    }
    if to.is_none() && draft.decision.next.team.is_some() {
        draft.next().team = None;
        draft.effect(Effect::Team(None));
    }
    draft.note(EntryKind::Assigned, Some(agent), json!({ "to": to }));
}

/// Hands it to a team: it waits for anyone there, whoever had it. What is put off stays so.
pub(super) fn hand_to(draft: &mut Draft<'_>, agent: AgentId, team: &Team) {
    let next = &draft.decision.next;
    if next.team == Some(team.id) && next.holder == Holder::Queue && next.status != Status::Resolved {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    draft.reopen(Holder::Queue);
    let now = draft.now;
    let next = draft.next();
    next.holder = Holder::Queue;
    next.team = Some(team.id);
    next.waiting_since.get_or_insert(now);
    draft.effect(Effect::Team(Some(team.id)));
    draft.note(EntryKind::Assigned, Some(agent), json!({ "team": team.id, "name": team.name }));
}

/// Puts it off. What nobody of the team has yet goes to whoever puts it off, unless it waits for anyone: then it does so
/// again afterwards.
pub(super) fn snooze(draft: &mut Draft<'_>, agent: AgentId, until: DateTime<Utc>) {
    if draft.decision.next.status == Status::Resolved {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    if until <= draft.now || until > draft.now + FARTHEST {
        draft.refuse(Refusal::NoSuchTime);
        return;
    }
    if draft.decision.next.holder == Holder::Bot {
        draft.next().give_to(agent);
        draft.note(EntryKind::Taken, Some(agent), json!({ "from": null }));
    }
    draft.next().snooze(until);
    draft.effect(Effect::Snooze(until));
    let until = until.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    draft.note(EntryKind::Snoozed, Some(agent), json!({ "until": until }));
}

/// Takes up what was put off; `by` says why.
pub(super) fn wake(draft: &mut Draft<'_>, agent: Option<AgentId>, by: &str) {
    draft.next().wake();
    draft.note(EntryKind::Woken, agent, json!({ "by": by }));
}

/// Somebody takes it up before its time.
pub(super) fn wake_early(draft: &mut Draft<'_>, agent: AgentId) {
    if draft.decision.next.status == Status::Snoozed {
        wake(draft, Some(agent), "agent");
    } else {
        draft.refuse(Refusal::NothingToDo);
    }
}

pub(super) fn prioritise(draft: &mut Draft<'_>, agent: AgentId, to: Priority) {
    let from = draft.decision.next.priority;
    if from == to {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    draft.next().priority = to;
    draft.effect(Effect::Prioritise(to));
    draft.note(EntryKind::Prioritised, Some(agent), json!({ "from": from, "to": to }));
}

/// Whether it can have so many more labels.
pub(super) fn has_room_for(draft: &Draft<'_>, more: usize) -> bool {
    more == 0 || draft.policy.labels.len() + more <= LABELS
}

pub(super) fn label(draft: &mut Draft<'_>, agent: AgentId, label: &Label) {
    let labels = &draft.policy.labels;
    if labels.contains(label) {
        draft.refuse(Refusal::NothingToDo);
    } else if labels.len() >= LABELS {
        draft.refuse(Refusal::TooManyLabels);
    } else {
        draft.effect(Effect::Label(label.clone()));
        named(draft, EntryKind::Labelled, agent, label);
    }
}

pub(super) fn unlabel(draft: &mut Draft<'_>, agent: AgentId, label: &Label) {
    if draft.policy.labels.contains(label) {
        draft.effect(Effect::Unlabel(label.clone()));
        named(draft, EntryKind::Unlabelled, agent, label);
    } else {
        draft.refuse(Refusal::NothingToDo);
    }
}

/// A label is words of somebody's: they stand where words stand, and go with them.
fn named(draft: &mut Draft<'_>, kind: EntryKind, agent: AgentId, label: &Label) {
    let speech = Speech::Text(label.as_str().to_owned());
    draft.decision.entries.push(NewEntry { kind, agent: Some(agent), speech, data: json!({}), send: None });
}
