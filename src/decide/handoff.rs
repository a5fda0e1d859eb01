//! Fetching people, and giving back what they had.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::draft::Draft;
use super::{room, service, threads, wishes};
use crate::model::{
    AgentId, Choice, Conversation, Decision, EntryKind, Expectation, Holder, Line, NewEntry, Policy, Reason, Speech,
    Status, Wish,
};

/// The customer wants a person: there is always one step to that, and no other.
pub(super) fn asked(draft: &mut Draft<'_>) {
    draft.reopen(Holder::Bot);
    hand_over(draft, Reason::Asked, json!({}), None);
}

/// Our reply cannot be delivered: somebody should know. The customer is not told, since nothing arrives.
pub(super) fn undelivered(draft: &mut Draft<'_>) {
    queue(draft, Reason::NotDelivered, json!({}));
}

/// What could not be decided up to `handled`, however often it was tried: people get it, unless they have it or the same asker
/// has another open case in this place. The customer is not told: what fails may be the telling.
#[must_use]
pub fn undecidable(c: &Conversation, handled: i64, policy: &Policy, now: DateTime<Utc>) -> Decision {
    let mut decision = Decision::covering(c, handled);
    let told = |kind, data| NewEntry { kind, agent: None, speech: Speech::Silent, data, send: None };
    if !c.holder.is_person() && !policy.another_open {
        decision.next.hand_over(now);
        decision.entries.push(told(EntryKind::Handoff, json!({ "reason": Reason::Undecidable.word() })));
    } else if c.status == Status::Snoozed {
        // Whoever put it off looks at it now.
        decision.next.wake();
        decision.entries.push(told(EntryKind::Woken, json!({ "by": "customer" })));
    }
    service::keep(&mut decision, policy, now);
    room::keep(&mut decision, true);
    decision
}

/// Hands the conversation to people and tells the customer once what to expect; and that they can be told when there is an
/// answer to what was `unanswered`. Returns the number of the reply that tells.
pub(super) fn hand_over(draft: &mut Draft<'_>, reason: Reason, data: Value, unanswered: Option<Wish>) -> u32 {
    let mut choices = vec![Choice::Bot];
    if !draft.policy.direct {
        choices.push(Choice::Solved);
    }
    choices.extend(unanswered.is_some().then_some(Choice::Tell));
    let choices = threads::offered(draft, choices, &data, None);
    queue(draft, reason, data);
    let expectation = expectation(draft.policy, draft.now);
    let reply = draft.say(Line::HandedOver(reason, expectation), choices, json!({ "type": "handoff" }));
    wishes::offer(draft, reply, unanswered);
    reply
}

/// What somebody may expect who waits for a person from now on. Nothing is promised that the hours do not allow.
pub(super) fn expectation(policy: &Policy, now: DateTime<Utc>) -> Expectation {
    let hours = &policy.hours;
    if !hours.is_open(now) {
        return Expectation::Away { until: hours.opens(now), holiday: hours.holiday(now).map(str::to_owned) };
    }
    let fits = |within: &Duration| hours.after(now, *within) == Some(now + *within);
    let promised = policy.reply_expectation.map(Expectation::Within);
    let measured = || policy.usual_reply.map(rounded).map(Expectation::Usually);
    match promised.or_else(measured) {
        Some(Expectation::Within(time) | Expectation::Usually(time)) if !fits(&time) => Expectation::Unknown,
        expectation => expectation.unwrap_or(Expectation::Unknown),
    }
}

/// A time as people say it, rather longer than shorter: whole minutes, then fives of them, then whole hours.
fn rounded(time: Duration) -> Duration {
    let minutes = time.num_minutes() + 1;
    let step = match minutes {
        ..=10 => 1,
        11..=90 => 5,
        _ => 60,
    };
    Duration::minutes((minutes + step - 1) / step * step)
}

fn queue(draft: &mut Draft<'_>, reason: Reason, mut data: Value) {
    let now = draft.now;
    draft.next().hand_over(now);
    data["reason"] = reason.word().into();
    draft.note(EntryKind::Handoff, None, data);
}

/// A customer who wrote to a person waits for them from then on.
pub(super) fn note_waiting(draft: &mut Draft<'_>) {
    let now = draft.now;
    if draft.decision.next.holder.is_person() && !draft.heard.said.is_empty() {
        draft.next().waiting_since.get_or_insert(now);
    }
}

/// The customer would rather go on with the bot, which has something to say to that.
pub(super) fn return_to_bot(draft: &mut Draft<'_>) {
    draft.next().give_to_bot();
    draft.note(EntryKind::Returned, None, json!({ "by": "customer" }));
}

/// The customer would rather go on with the bot, and says no more than that.
pub(super) fn back_to_bot(draft: &mut Draft<'_>) {
    return_to_bot(draft);
    draft.say(Line::BackToBot, Vec::new(), json!({ "type": "returned" }));
}

/// A message after the resolution goes to the person who resolved it, who is at their desk.
pub(super) fn back_to_agent(draft: &mut Draft<'_>, agent: AgentId) {
    debug_assert_eq!(draft.decision.next.status, Status::Resolved);
    draft.reopen(Holder::Agent(agent));
    let now = draft.now;
    draft.next().waiting_since.get_or_insert(now);
}
