//! A node that was away for longer than its claims last: what it does when it wakes is nothing.

use chrono::Duration;
use hamyar_channel::testing::{Person, within};

use super::ours;
use crate::support::{Database, Starting, TestApp, shared};

shared!(
    neither_its_commit_happens,
    nor_its_send,
    nor_the_rest_of_what_it_was_sending,
    what_it_had_is_not_taken_by_a_node_that_starts,
    what_a_dead_node_was_deciding_is_decided_by_another,
);

const REPEAT: &str = "You may have received this message already.";

/// The claims of conversations end, as they would a minute later.
const TURNS_END: &str = "update conversations set lease_until = clock_timestamp() where lease_owner is not null";
/// Those of deliveries.
const DELIVERIES_END: &str = "update deliveries set lease_until = clock_timestamp() where lease_owner is not null";

async fn neither_its_commit_happens(database: Database) {
    let first = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let away = first.answers.hold_next();
    first.channel.says(&mina, "a question").accepted().await;
    away.reached().await;
    let second = first.beside("second").start().await;
    let asked = second.answers.hold_next();
    second.database.run(TURNS_END).await;
    asked.reached().await;
    // It wakes while the second has not committed yet, so that the conversation is still as it knew it.
    away.open();
    let channel = first.channel.clone();
    first.stop().await;
    assert_eq!(second.kinds(1).await, "message", "the first has finished what it did, and it came to nothing");
    asked.open();
    channel.next_sent().await;
    assert_eq!(second.kinds(1).await, "message reply");
    second.settled_all().await;
    assert_eq!(unmarked(&ours(&channel, &mina)), 1);
}

/// How many answers there are, if none says that it may have come twice.
fn unmarked(ours: &[String]) -> usize {
    assert!(ours.iter().all(|text| text.starts_with("Answer to: a question")), "{ours:?}");
    ours.len()
}

/// A node that stays known to the others. They look for what it left every third of its lease, by the time of day: seldom by default, and
/// a test that waits for it would wait for most of what it may.
fn watched(database: Database) -> Starting {
    Starting::on(database).setting("HAMYAR_NODE__LEASE", "2s")
}

/// Waits until a node has counted how an attempt ended.
async fn ended(app: &TestApp, outcome: &str) {
    let line = format!("hamyar_delivery_attempts_total{{channel=\"fake:main\",outcome=\"{outcome}\"}} 1");
    let counted = async {
        let url = format!("http://{}/metrics", app.http);
        while !reqwest::get(&url).await.unwrap().text().await.unwrap().contains(&line) {}
    };
    within(&line, counted).await;
}

async fn nor_its_send(database: Database) {
    let first = watched(database).start_apart();
    first.channel.listened_to().await;
    let (second, mina) = (first.beside("second").start().await, Person::direct("mina"));
    // Claimed with its commit and handed over, it is about to be sent when everything stands still.
    let away = first.channel.stall_next();
    first.channel.says(&mina, "a question").accepted().await;
    away.reached().await;
    second.database.run(DELIVERIES_END).await;
    first.clock.advance(Duration::minutes(1));
    let sent = second.channel.next_sent().await.outbound.text.text;
    assert!(sent.starts_with(REPEAT), "nobody knows whether the first had sent it: {sent}");
    second.settled_all().await;
    away.release();
    ended(&first, "held_back").await;
    assert_eq!(second.channel.attempts().len(), 1, "only the second has called");
    assert_eq!(ours(&second.channel, &mina).len(), 1);
    assert_eq!(second.store.delivery_counts().await.unwrap(), hamyar::store::DeliveryCounts::default());
    first.kill();
}

async fn nor_the_rest_of_what_it_was_sending(database: Database) {
    let first = watched(database).start_apart();
    first.channel.listened_to().await;
    let (second, mina) = (first.beside("second").start().await, Person::direct("mina"));
    let away = first.channel.hold_next();
    let long = format!("a question{}", " in many words".repeat(400));
    first.channel.says(&mina, &long).accepted().await;
    away.reached().await;
    second.database.run(DELIVERIES_END).await;
    first.clock.advance(Duration::minutes(1));
    second.settled_all().await;
    assert_eq!(ours(&second.channel, &mina).len(), 2, "the second has sent both parts");
    away.release();
    ended(&first, "held_back").await;
    assert_eq!(ours(&second.channel, &mina).len(), 3, "what was on its way arrives, and nothing after it");
    let replies = second.timeline(1).await.iter().filter(|entry| entry.kind.word() == "reply").count();
    assert_eq!(replies, 1);
    first.kill();
}

async fn what_it_had_is_not_taken_by_a_node_that_starts(database: Database) {
    let first = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let hold = first.channel.hold_next();
    first.channel.says(&mina, "a question").accepted().await;
    hold.reached().await;
    let second = first.beside("second").start().await;
    let reza = Person::direct("reza");
    first.channel.says(&reza, "a question").accepted().await;
    first.channel.next_sent_to(reza.address()).await;
    hold.release();
    first.channel.next_sent_to(mina.address()).await;
    second.settled_all().await;
    assert_eq!(unmarked(&ours(&first.channel, &mina)), 1, "it was being sent, and it is sent once");
}

async fn what_a_dead_node_was_deciding_is_decided_by_another(database: Database) {
    let first = Starting::on(database).setting("HAMYAR_NODE__LEASE", "2s").start_apart();
    let mina = Person::direct("mina");
    let gate = first.answers.hold_next();
    first.channel.says(&mina, "a question").accepted().await;
    gate.reached().await;
    let second = first.beside("second").start().await;
    first.kill();
    second.channel.next_sent().await;
    assert_eq!(second.kinds(1).await, "message reply");
    assert_eq!(second.answers.asked(), ["a question"]);
}
