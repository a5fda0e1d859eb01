//! Setting a place, in the conversation that a place has with whoever sets it.

use serde_json::json;

use super::aim::Aim;
use super::draft::Draft;
use super::fold::Heard;
use crate::model::{
    Choice, Conversation, Customer, Effect, Holder, IdentityId, Line, Notice, PlaceChange, PlaceSettings, Policy, Role,
    SetupProblem, Status,
};

/// How many are told, in one place, that they may not set it.
const TURNED_AWAY: usize = 50;

/// Somebody wants to see or to set how the place is set.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wish<'e> {
    by: IdentityId,
    admin: bool,
    asked: Asked<'e>,
}

#[derive(Clone, Debug, PartialEq)]
enum Asked<'e> {
    /// By `/setup` and what follows it, in this message.
    Command(&'e str, Option<&'e str>),
    /// By a button under the reply of this number.
    Press(PlaceChange, u32),
}

impl<'e> Wish<'e> {
    pub(super) fn command(customer: &Customer, arguments: &'e str, message: Option<&'e str>) -> Self {
        Self { by: customer.identity, admin: customer.admin, asked: Asked::Command(arguments, message) }
    }

    /// A press by somebody who may not is nothing: the button says whose it is.
    pub(super) fn press(customer: &Customer, change: PlaceChange, reply: u32) -> Option<Self> {
        let wish = Self { by: customer.identity, admin: true, asked: Asked::Press(change, reply) };
        customer.admin.then_some(wish)
    }

    pub(super) fn message(&self) -> Option<&'e str> {
        match self.asked {
            Asked::Command(_, message) => message,
            Asked::Press(..) => None,
        }
    }
}

/// What is to be done about a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Setup {
    /// It is set so, and shown; in place of the reply of this number, if one is named.
    Set(PlaceSettings, Option<u32>),
    /// The wish was not understood.
    Unclear(SetupProblem),
    /// Somebody may not.
    TurnAway(IdentityId),
    /// People in the place are told what was set elsewhere.
    Tell(Vec<Notice>),
}

/// What is wanted of a place.
pub(super) fn aim(c: &Conversation, heard: &Heard<'_>, policy: &Policy) -> Aim {
    if heard.timer {
        let quiet = c.status == Status::Open && c.holder == Holder::Bot;
        return if quiet { Aim::Expire } else { Aim::Nothing };
    }
    let Some(wish) = heard.wishes.iter().rev().find(|wish| wish.admin).or(heard.wishes.last()) else {
        let notices = heard.placed.map(|(before, after)| before.notices(after)).unwrap_or_default();
        return if notices.is_empty() { Aim::Nothing } else { Aim::Setup(Setup::Tell(notices)) };
    };
    if !wish.admin {
        let told = c.memory.turned_away.contains(&wish.by) || c.memory.turned_away.len() >= TURNED_AWAY;
        return if told { Aim::Nothing } else { Aim::Setup(Setup::TurnAway(wish.by)) };
    }
    let admins = || heard.wishes.iter().filter(|wish| wish.admin);
    let mut settings = policy.settings.clone();
    let mut problem = None;
    for wish in admins() {
        match wish.asked {
            Asked::Press(change, _) => settings = change.apply(&settings, &policy.languages),
            Asked::Command("", _) => {}
            Asked::Command(arguments, _) => match PlaceChange::parse(arguments, &policy.languages) {
                Ok(change) => settings = change.apply(&settings, &policy.languages),
                Err(unclear) => problem = Some(unclear),
            },
        }
    }
    match (problem, &wish.asked) {
        (Some(problem), _) if settings == policy.settings => Aim::Setup(Setup::Unclear(problem)),
        (_, Asked::Press(_, reply)) => Aim::Setup(Setup::Set(settings, Some(*reply))),
        (_, Asked::Command(..)) => Aim::Setup(Setup::Set(settings, None)),
    }
}

/// Does it. While a person of the team holds this conversation the place is set all the same, without a word.
pub(super) fn act(draft: &mut Draft<'_>, setup: Setup) {
    let silent = draft.decision.next.status == Status::Open && draft.decision.next.holder != Holder::Bot;
    let before = draft.policy.settings.clone();
    if let Setup::Set(after, _) = &setup
        && *after != before
    {
        draft.effect(Effect::Set(after.clone()));
        if let Some(language) = &after.language {
            draft.next().language.clone_from(language);
        }
    }
    if silent {
        return;
    }
    draft.reopen(Holder::Bot);
    match setup {
        Setup::Set(after, revises) => {
            let notices = before.notices(&after);
            // What people must be told is a message of its own time, not an edit of an old one.
            let revises = revises.filter(|_| notices.is_empty());
            show(draft, after, notices, None, revises);
        }
        Setup::Unclear(problem) => show(draft, before, Vec::new(), Some(problem), None),
        Setup::TurnAway(who) => {
            draft.next().memory.turned_away.push(who);
            draft.say(Line::SetupRefused, Vec::new(), json!({ "type": "setup" }));
        }
        Setup::Tell(notices) => {
            draft.say(Line::Notices(notices), Vec::new(), json!({ "type": "notice" }));
        }
    }
}

fn show(
    draft: &mut Draft<'_>,
    settings: PlaceSettings,
    notices: Vec<Notice>,
    problem: Option<SetupProblem>,
    revises: Option<u32>,
) {
    let languages = u8::try_from(draft.policy.languages.len()).unwrap_or(u8::MAX);
    let choices = choices(&settings, languages, &draft.policy.languages);
    draft.say_revising(Line::Setup(settings, notices, problem), choices, json!({ "type": "setup" }), revises);
}

/// A button for everything that is not so already.
fn choices(settings: &PlaceSettings, languages: u8, names: &[String]) -> Vec<Choice> {
    let roles = PlaceChange::ROLES.into_iter().map(PlaceChange::Role);
    let here = settings.role != Role::Ignored;
    let autonomies = PlaceChange::AUTONOMIES.into_iter().map(PlaceChange::Autonomy).filter(|_| here);
    let listen = std::iter::once(PlaceChange::Listen(!settings.listen)).filter(|_| here);
    let languages = (0..=languages).map(PlaceChange::Language).filter(|_| here);
    roles
        .chain(autonomies)
        .chain(listen)
        .chain(languages)
        .filter(|change| change.apply(settings, names) != *settings)
        .map(Choice::Set)
        .collect()
}
