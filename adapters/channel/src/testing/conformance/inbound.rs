//! What happens on the platform reaches the inbox.

use super::Scene;
use crate::testing::{Rig, within};
use crate::{Button, Event, Inbound, Message, Setting};

pub(super) async fn events_come_in_order<R: Rig>(scene: &Scene<R>) {
    let said: Vec<String> = (0..20).map(|number| format!("message {number}")).collect();
    for text in &said {
        scene.rig.say(text).await;
    }
    let mut heard = Vec::new();
    for _ in &said {
        heard.push(message(&scene.inbox.next().await).text.clone());
    }
    assert_eq!(heard, said);
}

pub(super) async fn people_and_places_are_named<R: Rig>(scene: &Scene<R>) {
    let (first_id, first) = scene.hear("one").await;
    let (second_id, second) = scene.hear("two").await;
    assert_eq!(message(&first).id, first_id);
    assert_eq!(message(&second).id, second_id);
    assert_ne!(first_id, second_id);
    assert_ne!(first.key, second.key, "two events have one key");
    assert_eq!(first.place.address, second.place.address, "one chat has two addresses");
    assert_eq!(first.author.id, second.author.id, "one person has two ids");
    assert!(!first.author.id.is_empty() && !first.author.bot);
    assert!(scene.inbox.batches().iter().all(|batch| batch.channel == *scene.channel.id()));
}

pub(super) async fn direct_talk_is_addressed<R: Rig>(scene: &Scene<R>) {
    let (_, inbound) = scene.hear("hello").await;
    assert_eq!(inbound.place.setting, Setting::Direct);
    assert!(message(&inbound).addressed, "talk in a direct chat is meant for us");
}

pub(super) async fn text_is_exact<R: Rig>(scene: &Scene<R>) {
    let combining = format!("a{}", "\u{301}".repeat(10_000));
    let texts = [
        "سلام، پوشه‌ی عکس‌هایم کجاست؟ می‌شود برگرداند؟",
        "\u{200f}راست\u{200e}left\u{202b}embedded\u{202c} \u{2067}isolated\u{2069}",
        "👩‍👩‍👧‍👦 👍🏽 🇮🇷 \u{1f469}\u{200d}\u{1f4bb}",
        "ي ك ى ٤ ۴ 4 é e\u{301} ﷼ \u{fdfd}",
        "  two spaces around,\tand a tab  ",
        "<b>bold</b> & **bold** _it_ `code` [a](https://example.org) \"q\" 'q' \\ %41 +",
        "\u{feff}\u{fffd}\u{10ffff}\u{e000}\u{a0}",
        &combining,
    ];
    for text in texts {
        let (_, inbound) = scene.hear(text).await;
        assert_eq!(message(&inbound).text, text, "a text changed on its way");
    }
}

pub(super) async fn lines_are_exact<R: Rig>(scene: &Scene<R>) {
    let text = "first\nsecond\n\n    fourth\nlast";
    assert_eq!(message(&scene.hear(text).await.1).text, text);
}

pub(super) async fn nul_is_exact<R: Rig>(scene: &Scene<R>) {
    let text = "before\0after \u{1}\u{1b}[31m\u{7f}";
    assert_eq!(message(&scene.hear(text).await.1).text, text);
}

pub(super) async fn edits_name_their_message<R: Rig>(scene: &Scene<R>) {
    let (id, original) = scene.hear("first wording").await;
    within("the person to edit", scene.rig.edit(&id, "second wording")).await;
    let inbound = scene.inbox.next().await;
    let Event::Edit(edited) = &inbound.event else { panic!("an edit came as {:?}", inbound.event) };
    assert_eq!((edited.id.as_str(), edited.text.as_str()), (id.as_str(), "second wording"));
    assert_eq!(inbound.place.address, original.place.address);
    assert_ne!(inbound.key, original.key, "an edit has the key of its message");

    within("the person to edit", scene.rig.edit(&id, "third wording")).await;
    assert_ne!(scene.inbox.next().await.key, inbound.key, "two edits have one key");
}

pub(super) async fn deletions_name_their_message<R: Rig>(scene: &Scene<R>) {
    let (id, original) = scene.hear("a mistake").await;
    within("the person to delete", scene.rig.delete(&id)).await;
    let inbound = scene.inbox.next().await;
    assert_eq!(inbound.event, Event::Delete { message: id });
    assert_ne!(inbound.key, original.key, "a deletion has the key of its message");
}

pub(super) async fn presses_carry_the_action<R: Rig>(scene: &Scene<R>) {
    let (_, met) = scene.hear("hello").await;
    let printable: String = (' '..='~').collect();
    let longest = format!("answer:{}", "x".repeat(57));
    let (first, last) = printable.split_at(48);
    let actions = ["helped", first, last, longest.as_str()];

    let mut outbound = scene.message(&met.place.address, "with-buttons", "Was this right?");
    let button = |(index, action): (usize, &&str)| {
        vec![Button { label: format!("choice {index}"), action: (*action).to_owned() }]
    };
    outbound.buttons = actions.iter().enumerate().map(button).collect();
    let id = scene.send(&outbound).await;
    for action in actions {
        let name = within("the person to press", scene.rig.press(&id, action)).await;
        let inbound = scene.inbox.next().await;
        assert_eq!(inbound.event, Event::Button { action: action.to_owned(), message: name });
        assert_eq!((&inbound.author.id, &inbound.place), (&met.author.id, &met.place), "somebody else pressed");
    }
}

pub(super) async fn a_redelivered_event_has_the_same_key<R: Rig>(scene: &Scene<R>) {
    let (id, _) = scene.hear("hello").await;
    let batches = scene.inbox.batches().len();
    within("the platform to redeliver", scene.rig.redeliver(&id)).await;
    within("the event to come again", scene.inbox.brought(batches + 1)).await;
    let (_, other) = scene.hear("something else").await;
    assert_eq!(message(&other).text, "something else");
    assert_eq!(scene.inbox.events().len(), 2, "a redelivered event was recorded twice");
}

pub(super) async fn a_refused_batch_is_brought_again<R: Rig>(scene: &Scene<R>) {
    scene.inbox.fail_next(2);
    let (_, first) = scene.hear("first").await;
    let (_, second) = scene.hear("second").await;
    assert_eq!((message(&first).text.as_str(), message(&second).text.as_str()), ("first", "second"));
    assert_eq!(scene.inbox.batches().iter().filter(|batch| batch.accepted.is_none()).count(), 2);
}

pub(super) async fn nothing_is_acknowledged_before_it_is_accepted<R: Rig>(scene: &Scene<R>) {
    let hold = scene.inbox.hold_next();
    let say = scene.rig.say("hello");
    let watch = async {
        hold.reached().await;
        assert_eq!(scene.rig.acknowledged().await, 0, "acknowledged while the inbox had it in hand");
        hold.release();
    };
    within("the person to say something", futures_join(say, watch)).await;
    assert_eq!(message(&scene.inbox.next().await).text, "hello");
}

async fn futures_join<A>(first: impl Future<Output = A>, second: impl Future<Output = ()>) -> A {
    tokio::join!(first, second).0
}

fn message(inbound: &Inbound) -> &Message {
    match &inbound.event {
        Event::Message(message) => message,
        other => panic!("a message came as {other:?}"),
    }
}
