//! Service levels: what everything that happens does to the clocks of a conversation, and what follows when they run out.
//!
//! The clocks run while people have it, in open time. That of the first reply goes on while it is put off, for its customer
//! still waits; that of the resolution stands still meanwhile.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::json;

use super::draft::Draft;
use super::handoff::expectation;
use crate::model::{
    Alert, Choice, Conversation, Decision, Effect, EntryKind, Goal, Holder, Line, NewEntry, Policy, Priority, Say,
    Service, Speech, Status, Unseen,
};

/// How far the clocks of two nodes may be apart: what one told is not told again by another whose clock is behind.
const APART: Duration = Duration::minutes(1);

/// What gives a conversation to a person.
const GIVES: [EntryKind; 4] = [EntryKind::Taken, EntryKind::Assigned, EntryKind::Reopened, EntryKind::AgentReply];

/// Brings the clocks up to what was decided, and sees to it that the conversation is looked at when the next one runs out.
pub(super) fn keep(decision: &mut Decision, policy: &Policy, now: DateTime<Utc>) {
    let replied = decision.entries.iter().any(|entry| entry.kind == EntryKind::AgentReply && entry.send.is_some());
    let given = decision.entries.iter().any(|entry| GIVES.contains(&entry.kind));
    run(&mut decision.next, (replied, given), policy, now);
    decision.next.service.announced |= decision.entries.iter().any(announces);
    let waits = pending(&decision.next, policy).map(|(_, at)| at).min();
    decision.wake_at = [decision.wake_at, waits].into_iter().flatten().min();
}

/// The customer is told of a handover.
fn announces(entry: &NewEntry) -> bool {
    let Speech::Say(Say { line, .. }) = &entry.speech else { return false };
    match line {
        Line::Recalled(_, line) => matches!(**line, Line::HandedOver(..)),
        line => matches!(line, Line::HandedOver(..)),
    }
}

fn run(c: &mut Conversation, (replied, given): (bool, bool), policy: &Policy, now: DateTime<Utc>) {
    let (waits, snoozed) = (c.waiting_since.is_some(), c.status == Status::Snoozed);
    let queued = c.holder == Holder::Queue && c.status == Status::Open;
    let held = c.holder.is_person();
    let service = &mut c.service;
    if c.holder == Holder::Bot || c.status == Status::Resolved {
        let Service { asked_at, replied_at, .. } = *service;
        *service = Service { asked_at, replied_at, ..Service::default() };
        return;
    }
    if service.handed_at.is_none() {
        // Whoever had it before these moments were kept has replied, as far as anybody knows.
        let replied_at = (held && !given).then_some(now);
        *service = Service { handed_at: Some(now), replied_at, ..Service::default() };
    }
    if replied {
        service.replied_at.get_or_insert(now);
    } else if waits && service.replied_at.is_none() {
        service.asked_at.get_or_insert(now);
    }
    if queued {
        service.queued_at.get_or_insert(now);
    } else {
        service.queued_at = None;
        service.told.retain(|alert| *alert != Alert::Unseen);
    }
    if snoozed {
        service.stopped_at.get_or_insert(now);
    } else if let Some(since) = service.stopped_at.take() {
        service.stopped_for += policy.hours.between(since, now).num_seconds();
    }
    settle(c, policy, now);
}

/// The deadlines as they now are. What was told of one that is later now will be told again.
fn settle(c: &mut Conversation, policy: &Policy, now: DateTime<Utc>) {
    let alerts = alerts(c, policy);
    let at = |alert| alerts.iter().find(|(one, _)| *one == alert).map(|(_, at)| *at);
    let service = &mut c.service;
    service.reply_due = at(Alert::Over(Goal::FirstReply));
    service.resolution_due = at(Alert::Over(Goal::Resolution));
    service.told.retain(|alert| at(*alert).is_none_or(|at| at <= now + APART));
    let alarms = |alert: &Alert| matches!(alert, Alert::Over(_) | Alert::Unseen) && at(*alert).is_some();
    if service.told.iter().any(alarms) {
        service.alarmed_at.get_or_insert(now);
    } else {
        service.alarmed_at = None;
    }
}

fn alerts(c: &Conversation, policy: &Policy) -> Vec<(Alert, DateTime<Utc>)> {
    c.service.alerts(policy.levels.of(c.priority), &policy.levels, &policy.hours)
}

/// What is still to be told.
fn pending(c: &Conversation, policy: &Policy) -> impl Iterator<Item = (Alert, DateTime<Utc>)> {
    alerts(c, policy).into_iter().filter(|(alert, _)| !c.service.told.contains(alert))
}

/// Tells the team what has become due.
pub(super) fn ring(draft: &mut Draft<'_>) {
    let now = draft.now;
    let all = alerts(&draft.decision.next, draft.policy);
    let due: Vec<Alert> =
        pending(&draft.decision.next, draft.policy).filter_map(|(alert, at)| (at <= now).then_some(alert)).collect();
    let over = |goal| due.contains(&Alert::Over(goal));
    let data = |goal: Goal| {
        let end = all.iter().find(|(alert, _)| *alert == Alert::Over(goal));
        let end = end.map(|(_, at)| at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        json!({ "of": goal.word(), "due": end })
    };
    for alert in &due {
        match *alert {
            // Where both times passed while nobody looked, the second says all.
            Alert::Soon(goal) if over(goal) => {}
            Alert::Soon(goal) => draft.note(EntryKind::DueSoon, None, data(goal)),
            Alert::Over(goal) => draft.note(EntryKind::Overdue, None, data(goal)),
            Alert::Unseen => unseen(draft),
        }
    }
    draft.next().service.told.extend(due);
}

/// Nobody takes it: it becomes more urgent, and its customer is told, both once.
fn unseen(draft: &mut Draft<'_>) {
    let Some(Unseen { raises, tells, .. }) = draft.policy.levels.unseen else { return };
    let (from, first) = (draft.decision.next.priority, !draft.decision.next.service.escalated);
    let awaited = draft.decision.next.service.is_awaited();
    draft.next().service.escalated = true;
    let to = if raises && first { above(from) } else { from };
    if to == from {
        draft.note(EntryKind::Unseen, None, json!({}));
    } else {
        draft.next().priority = to;
        draft.effect(Effect::Prioritise(to));
        draft.note(EntryKind::Unseen, None, json!({ "from": from, "to": to }));
    }
    // Elsewhere others would read it who wait for nothing.
    let alone = draft.policy.direct || draft.policy.thread || draft.decision.next.memory.moved.is_some();
    if tells && first && awaited && alone && !draft.policy.quiet {
        let expectation = expectation(draft.policy, draft.now);
        draft.say(Line::TakesLonger(expectation), vec![Choice::Bot], json!({ "type": "takes_longer" }));
    }
}

fn above(priority: Priority) -> Priority {
    match priority {
        Priority::Low => Priority::Normal,
        Priority::Normal => Priority::High,
        Priority::High | Priority::Urgent => Priority::Urgent,
    }
}
