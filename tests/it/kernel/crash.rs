//! A node that is killed, at every step between the commit and the receipt.

use std::time::Duration;

use hamyar_channel::SendError;
use hamyar_channel::testing::{FakeChannel, Person, within};

use super::ours;
use crate::support::{Database, Starting, both};

both!(
    killed_before_the_commit,
    killed_after_the_commit,
    killed_while_sending,
    killed_after_the_platform_applied_it,
    killed_twice_while_sending,
    killed_before_the_receipt_of_an_idempotent_send,
    killed_again_and_again_while_sending_what_is_idempotent,
);

const REPEAT: &str = "You may have received this message already.";

async fn killed_before_the_commit(database: Database) {
    let app = Starting::on(database).start_apart();
    let mina = Person::direct("mina");
    let gate = app.answers.hold_next();
    app.channel.says(&mina, "a question").accepted().await;
    gate.reached().await;
    let app = app.kill().start().await;
    app.channel.next_sent().await;
    assert_eq!(ours(&app, &mina).len(), 1);
    assert_eq!(app.kinds(1).await, "message reply");
}

async fn killed_after_the_commit(database: Database) {
    let app = Starting::on(database).start_apart();
    let mina = Person::direct("mina");
    let busy = SendError::Transient { retry_after: Some(Duration::from_mins(1)), reason: "429".to_owned() };
    app.channel.fail_next(busy);
    app.channel.says(&mina, "a question").accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    let app = app.kill().start().await;
    app.clock.advance(chrono::Duration::minutes(2));
    app.channel.next_sent().await;
    let ours = ours(&app, &mina);
    assert_eq!(ours.len(), 1, "{ours:?}");
    assert!(ours[0].starts_with("Answer to: a question"), "what surely was not sent is sent unmarked: {ours:?}");
}

async fn killed_while_sending(database: Database) {
    let app = Starting::on(database).start_apart();
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next();
    app.channel.says(&mina, "a question").accepted().await;
    hold.reached().await;
    let app = app.kill().start().await;
    app.channel.next_sent().await;
    let ours = ours(&app, &mina);
    assert_eq!(ours.len(), 1, "{ours:?}");
    assert!(ours[0].starts_with(REPEAT), "what may have arrived is marked: {ours:?}");
}

async fn killed_after_the_platform_applied_it(database: Database) {
    let app = Starting::on(database).start_apart();
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next_receipt();
    app.channel.says(&mina, "a question").accepted().await;
    hold.reached().await;
    let app = app.kill().start().await;
    app.channel.next_sent().await;
    app.channel.next_sent().await;
    let ours = ours(&app, &mina);
    assert_eq!(ours.len(), 2, "{ours:?}");
    assert!(!ours[0].starts_with(REPEAT) && ours[1].starts_with(REPEAT), "the repeat is marked: {ours:?}");
    assert_eq!(app.kinds(1).await, "message reply");
}

/// Starts it, and kills it when a message has arrived whose receipt has not; as often as that.
async fn killed_at_each_receipt(mut starting: Starting, channel: &FakeChannel, times: usize) -> Starting {
    for _ in 0..times {
        let hold = channel.hold_next_receipt();
        let app = starting.start_apart();
        hold.reached().await;
        starting = app.kill();
    }
    starting
}

async fn killed_twice_while_sending(database: Database) {
    let (channel, mina) = (FakeChannel::new("fake:main"), Person::direct("mina"));
    let starting = Starting::on(database).channel(channel.clone());
    channel.says(&mina, "a question");
    let app = killed_at_each_receipt(starting, &channel, 2).await.start().await;
    let mut changes = app.live.desk();
    while app.kinds(1).await != "message reply failed" {
        within("the timeline to say so", changes.recv()).await.unwrap();
    }
    assert_eq!(app.timeline(1).await[2].data["unknown"], true);
    assert_eq!(app.store.delivery_counts().await.unwrap().unknown, 1);
    assert_eq!(ours(&app, &mina).len(), 2, "it is not tried a third time");
}

/// A platform that makes one message of equal sends.
fn idempotent() -> FakeChannel {
    let channel = FakeChannel::new("fake:main");
    let capabilities = hamyar_channel::Channel::capabilities(&channel);
    channel.with_capabilities(hamyar_channel::Capabilities { idempotent: true, ..capabilities })
}

async fn killed_again_and_again_while_sending_what_is_idempotent(database: Database) {
    let (channel, mina) = (idempotent(), Person::direct("mina"));
    let starting = Starting::on(database).channel(channel.clone());
    channel.says(&mina, "a question");
    let app = killed_at_each_receipt(starting, &channel, 4).await.start().await;
    let mut changes = app.live.desk();
    while app.store.delivery_counts().await.unwrap().sending > 0 || channel.attempts().is_empty() {
        within("it to be known as sent", changes.recv()).await.unwrap();
    }
    app.settled_all().await;
    assert_eq!(app.kinds(1).await, "message reply", "nobody needs to decide about it");
    assert_eq!(app.store.delivery_counts().await.unwrap().unknown, 0);
    assert_eq!(ours(&app, &mina).len(), 1);
}

async fn killed_before_the_receipt_of_an_idempotent_send(database: Database) {
    let app = Starting::on(database).channel(idempotent()).start_apart();
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next_receipt();
    app.channel.says(&mina, "a question").accepted().await;
    hold.reached().await;
    let app = app.kill().start().await;
    app.channel.says(&mina, "another question").accepted().await;
    while ours(&app, &mina).len() < 2 {
        app.channel.next_sent().await;
    }
    let ours = ours(&app, &mina);
    assert!(ours[0].contains("Answer to: a question") && ours[1].contains("Answer to: another question"), "{ours:?}");
    assert!(!ours.iter().any(|text| text.contains(REPEAT)), "{ours:?}");
}
