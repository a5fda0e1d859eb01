//! When Telegram is busy, breaks, or somebody is gone: what the customer sees, and what the timeline says.

use hamyar::model::{Action, Identity};

use super::{EN, Scene, address, telegram};
use crate::support::fake_telegram::Fault;

const REPEAT: &str = "You may have received this message already.";

#[tokio::test]
async fn nothing_is_sent_before_telegram_wants_it() {
    let scene = Scene::english().await;
    scene.fake.next("sendMessage", Fault::TooMany(30));
    scene.chat.says(EN.question);
    scene.fake.called("sendMessage", 1).await;
    scene.quiet().await;
    scene.later(29);
    let reza = scene.fake.user("Reza").language("en").private();
    reza.says(EN.other_question);
    reza.next_reply().await;
    assert!(scene.chat.transcript().replies().is_empty(), "a second is left:\n{}", scene.chat.transcript());
    scene.later(2);
    assert!(scene.chat.next_reply().await.text.starts_with("Two working days"));
    assert_eq!(scene.fake.calls("sendMessage"), 3);
}

#[tokio::test]
async fn what_perhaps_arrived_is_repeated_once_and_marked() {
    let scene = Scene::english().await;
    scene.fake.next("sendMessage", Fault::AppliedThenCut);
    scene.asks(EN.question).await;
    scene.quiet().await;
    scene.later(5);
    let repeated = scene.chat.next_reply().await.text;
    assert!(repeated.starts_with(REPEAT), "{repeated}");
    scene.quiet().await;
    scene.later(3600);
    scene.asks(EN.other_question).await;
    assert_eq!(scene.chat.transcript().replies().len(), 3, "{}", scene.chat.transcript());
    assert_eq!(scene.app.kinds(1).await, "message reply message reply");
}

#[tokio::test]
async fn what_perhaps_arrived_twice_is_left_and_noted() {
    let scene = Scene::english().await;
    scene.fake.next("sendMessage", Fault::AppliedThenStatus(502));
    scene.fake.next("sendMessage", Fault::AppliedThenCut);
    scene.asks(EN.question).await;
    scene.quiet().await;
    scene.later(5);
    scene.chat.next_reply().await;
    scene.quiet().await;
    scene.later(3600);
    scene.asks(EN.other_question).await;
    assert_eq!(scene.chat.transcript().replies().len(), 3, "{}", scene.chat.transcript());
    assert_eq!(scene.app.kinds(1).await, "message reply failed message reply");
    assert_eq!(scene.app.timeline(1).await[2].data["unknown"], true);
    assert_eq!(scene.app.store.delivery_counts().await.unwrap().unknown, 1);
}

/// Who Mina is to us.
async fn identity(scene: &Scene) -> Identity {
    let id = scene.app.conversation(1).await.asker;
    let contact = scene.app.store.contact_of(id).await.unwrap().unwrap();
    let (_, mut identities) = scene.app.store.contact(contact).await.unwrap().unwrap();
    identities.remove(0)
}

#[tokio::test]
async fn who_blocks_the_bot_is_noted() {
    let scene = Scene::english().await;
    let sara = scene.app.agent("sara").await;
    scene.asks(EN.unknown).await;
    assert!(identity(&scene).await.reachable);
    scene.mina.blocks_bot();
    scene.quiet().await;
    assert!(!identity(&scene).await.reachable);
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Reply(EN.reply.to_owned())).await;
    scene.fake.called("sendMessage", 2).await;
    scene.quiet().await;
    let timeline = scene.app.timeline(1).await;
    let failed = timeline.last().unwrap();
    assert_eq!((failed.kind.word(), &failed.data["gone"]), ("failed", &true.into()));
    assert_eq!(scene.app.kinds(1).await, "message handoff reply membership taken agent_reply failed");
    scene.mina.unblocks_bot();
    scene.quiet().await;
    assert!(identity(&scene).await.reachable, "they let us write again");
}

#[tokio::test]
async fn a_group_that_moves_takes_its_conversations_along() {
    let scene = Scene::english().await;
    let old = scene.fake.basic_group("Readers");
    let (before, sara) = (old.with(&scene.mina), scene.app.agent("sara").await);
    before.says("@hamyar_bot do you buy used pianos?");
    before.next_reply().await;
    let new = old.migrates(&scene.mina);
    scene.fake.drained().await;
    let after = new.with(&scene.mina);
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Reply(EN.reply.to_owned())).await;
    assert_eq!(after.next_reply().await.text, "sara\nWe do not, but our neighbours do.");
    assert!(scene.app.store.place_at(&telegram(), &address(&after)).await.unwrap().is_some());
    assert!(scene.app.store.place_at(&telegram(), &address(&before)).await.unwrap().is_none());

    let moved = scene.fake.group("Readers elsewhere");
    scene.fake.next("sendMessage", Fault::Migrated(moved.id().parse().unwrap()));
    scene.app.act(id, sara, Action::Reply("Still there?".to_owned())).await;
    assert_eq!(moved.with(&scene.mina).next_reply().await.text, "sara\nStill there?", "the send itself may tell");
}

#[tokio::test]
async fn a_long_article_comes_in_parts_with_buttons_under_the_last() {
    let scene = Scene::english().await;
    scene.asks("what are the terms of sale?").await;
    scene.presses("The whole article").await;
    let last = scene.chat.next_reply().await;
    let lines = scene.chat.transcript().lines;
    assert_eq!(lines.len(), 4);
    assert_eq!(last.labels(), [EN.helped, EN.not_this, EN.person_button]);
    assert!(lines[2].labels.is_empty(), "{:?}", lines[2].labels);
    assert!(lines[2].text.starts_with("Section 1") && lines[2].text.encode_utf16().count() <= 4096);
    assert!(last.text.contains("Section 8") && last.text.contains("From: What are the terms of sale?"));
    scene.presses(EN.helped).await;
}

#[tokio::test]
async fn a_refused_format_is_sent_plain() {
    let scene = Scene::english().await;
    scene.fake.next("sendMessage", Fault::Refused(400, "Bad Request: can't parse entities"));
    let answer = scene.asks(EN.question).await;
    assert!(answer.starts_with("Two working days within the city, up to five"), "{answer}");
    assert!(scene.fake.requests("sendMessage")[1].get("entities").is_none());
}
