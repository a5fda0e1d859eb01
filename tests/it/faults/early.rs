//! What comes too early, twice, or from a clock that is wrong.

use chrono::Duration;
use hamyar_channel::testing::{FakeChannel, Person, Pushed, START};

use super::ours;
use crate::support::{Database, Starting, both};

both!(
    an_edit_before_its_original,
    an_edit_before_its_original_in_one_batch,
    a_deletion_before_its_original,
    a_deletion_before_its_original_in_one_batch,
    clocks_that_are_wrong_change_no_order,
);

/// A message and what was done to it at once, as a platform that keeps no order may bring them.
fn message_and(then: impl Fn(&FakeChannel, &Person, &str) -> Pushed) -> (Person, Pushed, Pushed) {
    let (elsewhere, mina) = (FakeChannel::new("fake:elsewhere"), Person::direct("mina"));
    let said = elsewhere.says(&mina, "a qestion");
    let after = then(&elsewhere, &mina, said.message().unwrap());
    (mina, said, after)
}

fn edited() -> (Person, Pushed, Pushed) {
    message_and(|channel, mina, message| channel.edits(mina, message, "a question"))
}

fn deleted() -> (Person, Pushed, Pushed) {
    message_and(FakeChannel::deletes)
}

async fn an_edit_before_its_original(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, said, edit) = edited();
    app.channel.push_batch(edit.batch).accepted().await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("Answer to: a question"));
    assert_eq!(app.channel.push_batch(said.batch).accepted().await.recorded, 0, "it says something else by now");
    app.decided(1).await;
    app.settled_all().await;
    assert_eq!(app.answers.asked(), ["a question"]);
    assert_eq!(ours(&app, &mina).len(), 1);
    assert_eq!(app.kinds(1).await, "edit reply");
    app.channel.says(&mina, "another question").accepted().await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("Answer to: another question"));
}

async fn an_edit_before_its_original_in_one_batch(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, said, edit) = edited();
    app.channel.push_batch([edit.batch, said.batch].concat()).accepted().await;
    app.channel.next_sent().await;
    app.settled_all().await;
    assert_eq!(app.answers.asked(), ["a question"]);
    assert_eq!(ours(&app, &mina).len(), 1);
    assert_eq!(app.kinds(1).await, "edit reply");
}

async fn a_deletion_before_its_original(database: Database) {
    let app = Starting::on(database).start().await;
    let (_, said, deletion) = deleted();
    app.channel.push_batch(deletion.batch).accepted().await;
    assert_eq!(app.channel.push_batch(said.batch).accepted().await.recorded, 0, "it is gone");
    app.channel.says(&Person::direct("reza"), "another question").accepted().await;
    app.channel.next_sent().await;
    assert_eq!(app.answers.asked(), ["another question"]);
    assert_eq!(app.kinds(1).await, "message reply", "nothing was begun for it");
}

async fn a_deletion_before_its_original_in_one_batch(database: Database) {
    let app = Starting::on(database).start().await;
    // Somebody who is known.
    app.channel.says(&Person::direct("mina"), "the first question").accepted().await;
    app.channel.next_sent().await;
    app.settled_all().await;
    let elsewhere = FakeChannel::new("fake:elsewhere");
    let mina = Person::direct("mina");
    elsewhere.says(&mina, "one that has the same id");
    let said = elsewhere.says(&mina, "a qestion");
    let deletion = elsewhere.deletes(&mina, said.message().unwrap());
    app.channel.push_batch([deletion.batch, said.batch].concat()).accepted().await;
    app.channel.says(&Person::direct("reza"), "another question").accepted().await;
    app.channel.next_sent().await;
    app.decided(1).await;
    assert_eq!(app.answers.asked(), ["the first question", "another question"]);
    assert_eq!(app.kinds(1).await, "message reply deletion");
}

/// On PostgreSQL the clock of the machine is wrong all the time, in these tests: that of the database is another.
async fn clocks_that_are_wrong_change_no_order(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    for (number, minutes) in [10, -10, 0].into_iter().enumerate() {
        app.channel.set_now(START + Duration::minutes(minutes));
        app.channel.says(&mina, &format!("question {number}")).accepted().await;
        app.channel.next_sent().await;
        app.settled_all().await;
    }
    // And ours is put right, either way.
    for (number, minutes) in [(3, 10), (4, -10)] {
        app.clock.advance(Duration::minutes(minutes));
        app.channel.says(&mina, &format!("question {number}")).accepted().await;
        app.channel.next_sent().await;
        app.settled_all().await;
    }
    assert_eq!(app.answers.asked(), ["question 0", "question 1", "question 2", "question 3", "question 4"]);
    assert_eq!(app.kinds(1).await, ["message reply"; 5].join(" "), "in the order in which it came");
}
