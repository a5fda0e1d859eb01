//! What follows from what happened. Pure: no I/O, no clock, no randomness, no logging.
//!
//! [`plan`] says what must be known before deciding; [`decide`] decides. Both read the same [`aim`](aim::Aim) from the
//! same events, so they cannot disagree.
//!
//! **Invariant:** while a person holds a conversation, nothing but an act of the team lets the bot speak in it.
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
    asked(aim(conversation, &heard, policy, now))
}

fn asked(aim: Aim) -> Plan {
    match aim {
        Aim::Wait(until) => Plan::Wait(until),
        Aim::Ask(asking) => Plan::Ask(asking.question),
        Aim::Return(then) => asked(*then),
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
    follow(&mut draft, aim(conversation, &heard, policy, now), verdict);
    draft.finish()
}

fn follow(draft: &mut Draft<'_>, aim: Aim, verdict: Option<&Verdict>) {
    match aim {
        Aim::Nothing | Aim::Wait(_) => handoff::note_waiting(draft),
        Aim::Expire => timers::expire(draft),
        Aim::Withdrawn => answering::withdraw(draft),
        Aim::Person => handoff::asked(draft),
        Aim::NotDelivered => handoff::undelivered(draft),
        Aim::Return(then) if *then == Aim::Nothing => handoff::back_to_bot(draft),
        Aim::Return(then) => {
            handoff::return_to_bot(draft);
            follow(draft, *then, verdict);
        }
        Aim::ToAgent(agent) => handoff::back_to_agent(draft, agent),
        Aim::Helped => answering::helped(draft),
        Aim::Refused(reply) => answering::refused(draft, reply),
        Aim::Say(line) => answering::say(draft, line),
        Aim::Setup(wish) => setup::act(draft, wish),
        Aim::Solved(thanks) => peers::solved(draft, thanks),
        Aim::Ask(asking) => answering::answer(draft, &asking, verdict.unwrap_or(&Verdict::Failed)),
    }
}
