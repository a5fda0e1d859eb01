//! What follows from what happened. Pure: no I/O, no clock, no randomness, no logging.
//!
//! [`plan`] says what must be known before deciding; [`decide`] decides. Both read the same [`aim`](aim::Aim) from the
//! same events, so they cannot disagree.
//!
//! **Invariant:** while a person holds a conversation, no decision lets the bot speak in it.
//! **Invariant:** every decision covers all events it was given, and nothing beyond them.

mod aim;
mod answering;
mod draft;
mod fold;
mod handoff;
pub mod intent;
mod peers;
mod setup;
mod staff;
mod timers;

use chrono::{DateTime, Utc};

use self::aim::{Aim, aim};
use self::draft::Draft;
use self::fold::fold;
use crate::model::{Conversation, Decision, Event, Policy, Question, Verdict};

/// What must be known before deciding.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// Nothing: decide.
    Nothing,
    /// The rest of what is being written: look again at this time, or when it has come.
    Wait(DateTime<Utc>),
    /// What the answerers say to this.
    Ask(Question),
}

/// What must be known before deciding about these events.
#[must_use]
pub fn plan(conversation: &Conversation, events: &[Event], policy: &Policy, now: DateTime<Utc>) -> Plan {
    let heard = fold(conversation, events, policy);
    match aim(conversation, &heard, policy, now) {
        Aim::Wait(until) => Plan::Wait(until),
        Aim::Ask(asking) => Plan::Ask(asking.question),
        _ => Plan::Nothing,
    }
}

/// What follows from these events. `verdict` is what the answerers said, where [`plan`] asked them.
#[must_use]
pub fn decide(
    conversation: &Conversation,
    events: &[Event],
    verdict: Option<&Verdict>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Decision {
    let heard = fold(conversation, events, policy);
    let mut draft = Draft::new(conversation, &heard, policy, now);
    if let Some((agent, action)) = heard.staff {
        staff::act(&mut draft, agent, action);
        return draft.finish();
    }
    peers::consents(&mut draft);
    match aim(conversation, &heard, policy, now) {
        Aim::Nothing | Aim::Wait(_) => handoff::note_waiting(&mut draft),
        Aim::Expire => timers::expire(&mut draft),
        Aim::Withdrawn => answering::withdraw(&mut draft),
        Aim::Person => handoff::asked(&mut draft),
        Aim::NotDelivered => handoff::undelivered(&mut draft),
        Aim::Return => handoff::back_to_bot(&mut draft),
        Aim::ToAgent(agent) => handoff::back_to_agent(&mut draft, agent),
        Aim::Helped => answering::helped(&mut draft),
        Aim::Refused(reply) => answering::refused(&mut draft, reply),
        Aim::Say(line) => answering::say(&mut draft, line),
        Aim::Setup(wish) => setup::act(&mut draft, wish),
        Aim::Solved(thanks) => peers::solved(&mut draft, thanks),
        Aim::Ask(asking) => answering::answer(&mut draft, &asking, verdict.unwrap_or(&Verdict::Failed)),
    }
    draft.finish()
}
