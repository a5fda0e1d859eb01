//! Edits and deletions, before the turn, before the send and after it.

use std::time::Duration;

use hamyar_channel::SendError;
use hamyar_channel::testing::Person;

use super::{ours, together};
use crate::support::{Database, Starting, both};

both!(
    an_edit_before_its_turn,
    an_edit_after_the_commit_but_before_the_send,
    an_edit_after_the_send,
    two_edits_in_a_second,
    a_deletion_before_the_answer,
    a_deletion_after_the_answer,
);

/// What the bot adds to the first thing it says to somebody, also where an edit puts another answer in its place.
const INTRODUCTION: &str = "\n\nI am a bot of Hamyar. Write “human” at any time and a person takes over.";

async fn an_edit_before_its_turn(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let silent = hamyar_channel::testing::FakeChannel::new("fake:elsewhere");
    let said = silent.says(&mina, "a qestion");
    let edited = silent.edits(&mina, said.message().unwrap(), "a question");
    app.channel.push_batch(together(vec![said, edited])).accepted().await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("Answer to: a question"));
    assert_eq!(app.answers.asked(), ["a question"]);
    assert_eq!(app.kinds(1).await, "message edit reply");
}

async fn an_edit_after_the_commit_but_before_the_send(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let busy = SendError::Transient { retry_after: Some(Duration::from_mins(1)), reason: "429".to_owned() };
    app.channel.fail_next(busy);
    let said = app.channel.says(&mina, "the old question");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    app.channel.edits(&mina, &message, "the new question").accepted().await;
    app.decided(1).await;
    app.channel.next_sent().await;
    app.clock.advance(chrono::Duration::minutes(2));
    app.channel.says(&mina, "another question").accepted().await;
    app.channel.next_sent().await;
    let first = format!("Answer to: the new question{INTRODUCTION}");
    assert_eq!(ours(&app, &mina), [first.as_str(), "Answer to: another question"], "it says who it is all the same");
}

async fn an_edit_after_the_send(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let said = app.channel.says(&mina, "the old question");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    let sent = app.channel.next_sent().await;
    app.channel.next_attempt().await;
    app.settled().await;
    app.channel.edits(&mina, &message, "the new question").accepted().await;
    app.channel.next_attempt().await;
    let shown = app.channel.transcript(mina.address());
    let reply = shown.iter().find(|said| said.id == sent.message).unwrap();
    assert_eq!(reply.text.text, format!("Answer to: the new question{INTRODUCTION}"));
    assert_eq!(shown.len(), 2, "the bot's own reply is edited, no second one sent");
    assert_eq!(app.kinds(1).await, "message reply edit reply");
}

async fn two_edits_in_a_second(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let said = app.channel.says(&mina, "one");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    app.channel.next_sent().await;
    app.channel.next_attempt().await;
    let silent = hamyar_channel::testing::FakeChannel::new("fake:elsewhere");
    let (two, three) = (silent.edits(&mina, &message, "two"), silent.edits(&mina, &message, "three"));
    assert_ne!(two.batch[0].key, three.batch[0].key);
    app.channel.push_batch(together(vec![two, three])).accepted().await;
    app.channel.next_attempt().await;
    assert_eq!(ours(&app, &mina), [format!("Answer to: three{INTRODUCTION}")]);
    assert_eq!(app.kinds(1).await, "message reply edit edit reply");
}

async fn a_deletion_before_the_answer(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let silent = hamyar_channel::testing::FakeChannel::new("fake:elsewhere");
    let said = silent.says(&mina, "never mind");
    let deleted = silent.deletes(&mina, said.message().unwrap());
    app.channel.push_batch(together(vec![said, deleted])).accepted().await;
    app.channel.says(&Person::direct("reza"), "a question").accepted().await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("Answer to: a question"));
    assert_eq!(app.answers.asked(), ["a question"]);
    assert!(app.channel.unread().is_empty());
}

async fn a_deletion_after_the_answer(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let busy = SendError::Transient { retry_after: Some(Duration::from_mins(1)), reason: "429".to_owned() };
    app.channel.fail_next(busy);
    let said = app.channel.says(&mina, "never mind");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    app.channel.deletes(&mina, &message).accepted().await;
    app.decided(1).await;
    app.clock.advance(chrono::Duration::minutes(2));
    let said = app.channel.says(&mina, "a question");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    app.channel.next_sent().await;
    assert_eq!(ours(&app, &mina), ["Answer to: a question"], "an answer that has not left does not leave");
    app.channel.deletes(&mina, &message).accepted().await;
    app.channel.says(&mina, "another question").accepted().await;
    app.channel.next_sent().await;
    assert_eq!(ours(&app, &mina).len(), 2, "an answer that arrived stays");
}
