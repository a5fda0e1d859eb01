//! What may happen to a conversation, in any order: for properties that must hold whatever does.

use hamyar::model::{
    Action, AgentId, Choice, Failure, IdentityId, PlaceChange, Press, Priority, Role, Said, Score, Source, Suggestion,
    Target, Team, TeamId, Verdict, What,
};
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

/// Something that happens.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    Arrives(What, u128, bool),
    Floods,
    Quiets(bool),
    Fails(Failure),
    /// A thread is open, or could not be opened.
    Threads(bool),
    Acts(u128, Action),
    Turn(Verdict),
    /// What was wished under the reply of this number is known by now, or not.
    Known(u32, Verdict),
    Passes(i64),
}

pub(super) fn identity(number: u128) -> IdentityId {
    IdentityId(Uuid::from_u128(number))
}

fn said() -> impl Strategy<Value = Said> {
    let texts = prop_oneof![
        Just(""),
        Just("hi"),
        Just("human please"),
        Just("a question"),
        Just("thanks"),
        Just("bye"),
        Just("👍"),
        Just("یک پرسش"),
        Just("پشتیبان می‌خواهم"),
    ];
    (texts, 1..6_u8, any::<bool>(), any::<bool>()).prop_map(|(text, message, addressed, known)| Said {
        message: message.to_string(),
        text: text.to_owned(),
        attachments: Vec::new(),
        addressed,
        known,
    })
}

fn what() -> impl Strategy<Value = What> {
    let choice = prop_oneof![
        Just(Choice::Helped),
        Just(Choice::NotThis),
        Just(Choice::Person),
        Just(Choice::Bot),
        (0..4_u8).prop_map(Choice::Suggestion),
        Just(Choice::Solved),
        Just(Choice::Thread),
        Just(Choice::Tell),
        (0..3_u8).prop_map(Choice::Helper),
        (1..=5_i64).prop_map(|score| Choice::Rate(Score::try_from(score).unwrap())),
        Just(Choice::Nobody),
        Just(Choice::Keep),
        Just(Choice::KeepNamed),
        Just(Choice::DoNotKeep),
        Just(Choice::TakeBack),
        Just(Choice::Set(PlaceChange::Role(Role::Ignored))),
    ];
    let target =
        prop::option::of((3..6_u128).prop_map(|by| Target { seq: 1, identity: identity(by), message: "1".to_owned() }));
    let emoji = prop_oneof![Just("✅"), Just("👍🏽"), Just("😡")];
    let reaction = (emoji, target.clone(), any::<bool>());
    let name = prop_oneof![
        Just("solved"),
        Just("start"),
        Just("help"),
        Just("human"),
        Just("bot"),
        Just("ask"),
        Just("setup")
    ];
    prop_oneof![
        4 => said().prop_map(What::Said),
        2 => said().prop_map(What::Edited),
        1 => (1..6_u8).prop_map(|message| What::Deleted { message: message.to_string() }),
        3 => (0..5_u32, choice).prop_map(|(reply, choice)| What::Pressed(Press { reply, choice })),
        1 => (name, any::<bool>(), target).prop_map(|(name, words, target)| What::Command {
            message: None,
            name: name.to_owned(),
            arguments: if words { "a question".to_owned() } else { String::new() },
            target,
        }),
        1 => reaction.prop_map(|(emoji, target, collects)| What::Reacted {
            emoji: emoji.to_owned(),
            target,
            collects,
        }),
        1 => Just(What::PressedLate),
        1 => Just(What::Other),
    ]
}

fn verdict() -> impl Strategy<Value = Verdict> {
    let suggestion = |name: &str| Suggestion { article: name.to_owned(), title: name.to_owned(), confidence: 0.5 };
    let suggestions = vec![suggestion("one"), suggestion("two")];
    prop_oneof![
        Just(Verdict::Answer {
            body: "An answer.".to_owned(),
            sources: vec![Source { article: "one".to_owned(), title: "One".to_owned(), ..Source::default() }],
            others: suggestions.clone(),
            why: Value::Null,
        }),
        Just(Verdict::Suggest { suggestions, why: Value::Null }),
        Just(Verdict::Unknown { why: Value::Null }),
        Just(Verdict::NoIndex),
        Just(Verdict::Failed),
    ]
}

pub(super) fn happening() -> impl Strategy<Value = Happening> {
    let action = prop_oneof![
        Just(Action::Take),
        Just(Action::Reply("Hello.".to_owned())),
        Just(Action::Note("Look here.".to_owned())),
        Just(Action::Return),
        Just(Action::Resolve),
        Just(Action::Reopen),
        Just(Action::Reply(" ".to_owned())),
        Just(Action::Assign(None)),
        Just(Action::Assign(Some(AgentId(Uuid::from_u128(101))))),
        Just(Action::HandTo(Team { id: TeamId(Uuid::from_u128(200)), name: "Billing".to_owned() })),
        Just(Action::Snooze("2026-11-23T09:00:00Z".parse().unwrap())),
        Just(Action::Wake),
        Just(Action::Prioritise(Priority::High)),
        Just(Action::Label("billing".parse().unwrap())),
    ];
    let failure = prop_oneof![Just(Failure::Dead), Just(Failure::Gone), Just(Failure::Unknown)];
    prop_oneof![
        6 => (what(), prop_oneof![8 => Just(3), 2 => 4..6_u128], any::<bool>())
            .prop_map(|(what, by, admin)| Happening::Arrives(what, by, admin)),
        1 => Just(Happening::Floods),
        1 => any::<bool>().prop_map(Happening::Quiets),
        1 => failure.prop_map(Happening::Fails),
        1 => any::<bool>().prop_map(Happening::Threads),
        3 => (100..102_u128, action).prop_map(|(by, action)| Happening::Acts(by, action)),
        6 => verdict().prop_map(Happening::Turn),
        2 => (0..5_u32, verdict()).prop_map(|(reply, verdict)| Happening::Known(reply, verdict)),
        2 => (0..3000_i64).prop_map(Happening::Passes),
    ]
}
