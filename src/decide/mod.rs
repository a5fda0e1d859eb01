//! What follows from what happened. Pure: no I/O, no clock, no randomness, no logging.
//!
//! [`consider`] reads what the events come to, their [`aim`](aim::Aim); its [`plan`](Considered::plan) says what must be
//! known before deciding, and [`Considered::decide`] decides. Both follow the same aim, so they cannot disagree.
//!
//! **Invariant:** while a person holds a conversation, nothing but an act of the team lets the bot speak in it.
//! **Invariant:** every decision covers all events it was given, and nothing beyond them.

mod aim;
mod album;
mod answering;
mod draft;
mod fold;
pub mod follow_up;
mod handoff;
pub mod intent;
mod peers;
mod rating;
mod room;
pub mod routing;
mod service;
mod setup;
mod staff;
mod threads;
mod timers;
mod triage;
mod wishes;

use chrono::{DateTime, Utc};

use self::aim::{Aim, aim};
use self::draft::Draft;
use self::fold::{Heard, fold};
pub use self::handoff::undecidable;
use crate::model::{Conversation, Decision, Event, Policy, Question, Status, Verdict};

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

/// What was heard, and what it comes to: read once, for both [`Considered::plan`] and [`Considered::decide`].
#[derive(Clone, Debug)]
pub struct Considered<'a> {
    conversation: &'a Conversation,
    policy: &'a Policy,
    now: DateTime<Utc>,
    heard: Heard<'a>,
    /// None where somebody of the team acts, or something is known by now.
    aim: Option<Aim>,
}

/// Reads what these events come to.
#[must_use]
pub fn consider<'a>(
    conversation: &'a Conversation,
    events: &'a [Event],
    policy: &'a Policy,
    now: DateTime<Utc>,
) -> Considered<'a> {
    let heard = fold(conversation, events, policy);
    let aim = (heard.staff.is_none() && heard.room.is_none() && heard.known.is_none())
        .then(|| aim(conversation, &heard, policy, now));
    Considered { conversation, policy, now, heard, aim }
}

impl Considered<'_> {
    /// What must be known before deciding.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.aim.as_ref().map_or(Plan::Nothing, asked)
    }

    /// What follows. `verdict` is what the answerers said, where [`Considered::plan`] asked them.
    #[must_use]
    pub fn decide(self, verdict: Option<&Verdict>) -> Decision {
        let mut draft = Draft::new(self.conversation, &self.heard, self.policy, self.now);
        if let Some((agent, action)) = self.heard.staff {
            staff::act(&mut draft, agent, action);
            return draft.finish();
        }
        if let Some(wanted) = &self.heard.room {
            room::act(&mut draft, wanted);
            return draft.finish();
        }
        if let Some((reply, verdict)) = self.heard.known {
            wishes::known(&mut draft, reply, verdict);
            return draft.finish();
        }
        if self.conversation.status == Status::Snoozed && self.heard.stirs {
            triage::wake(&mut draft, None, "customer");
        }
        if self.heard.timer {
            service::ring(&mut draft);
            // Whoever is writing meanwhile need not look again for what the clock alone did.
            if !draft.decision.entries.is_empty() && self.aim == Some(Aim::Nothing) {
                draft.next().service.raised(self.conversation.version + 1);
            }
        }
        peers::consents(&mut draft);
        threads::outcome(&mut draft);
        rating::taken(&mut draft);
        wishes::taken(&mut draft);
        follow(&mut draft, self.aim.unwrap_or(Aim::Nothing), verdict);
        draft.finish()
    }
}

fn asked(aim: &Aim) -> Plan {
    match aim {
        Aim::Wait(until) => Plan::Wait(*until),
        Aim::Ask(asking) => Plan::Ask(asking.question.clone()),
        Aim::Return(then) => asked(then),
        _ => Plan::Nothing,
    }
}

/// What follows from these events. `verdict` is what the answerers said, where [`Considered::plan`] asked them.
#[must_use]
pub fn decide(
    conversation: &Conversation,
    events: &[Event],
    verdict: Option<&Verdict>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Decision {
    consider(conversation, events, policy, now).decide(verdict)
}

fn follow(draft: &mut Draft<'_>, aim: Aim, verdict: Option<&Verdict>) {
    match aim {
        Aim::Nothing | Aim::Wait(_) => handoff::note_waiting(draft),
        Aim::Expire => timers::expire(draft),
        Aim::Wake => triage::wake(draft, None, "time"),
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
        Aim::RefusedInQueue(reply) => answering::refused_in_queue(draft, reply),
        Aim::Say(line) => answering::say(draft, line),
        Aim::Setup(wish) => setup::act(draft, wish),
        Aim::ToThread => threads::open(draft),
        Aim::ToldSolved(by) => peers::told(draft, by.as_ref()),
        Aim::Solved(thanks) => peers::solved(draft, thanks),
        Aim::Ask(asking) => answering::answer(draft, &asking, verdict.unwrap_or(&Verdict::Failed)),
    }
}
