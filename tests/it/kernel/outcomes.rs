//! What a send ended in, and what is done about it: never more than is known.

use hamyar::model::Holder;
use hamyar_channel::testing::{FakeChannel, Person, within};
use hamyar_channel::{Capabilities, Channel, SendError};

use super::ours;
use crate::support::{Database, Starting, TestApp, both};

both!(
    an_answer_taken_back_after_an_uncertain_attempt_is_not_sent_again,
    an_answer_taken_back_half_sent_is_not_completed,
    an_answer_taken_back_before_a_crash_is_not_sent_again,
    a_long_answer_goes_on_where_it_was_interrupted,
    the_part_of_an_answer_that_arrived_is_known,
    what_is_for_a_chat_that_moved_goes_to_the_place_it_has_there,
    a_chat_that_moves_for_ever_is_given_up,
    what_arrived_is_recorded_when_the_database_can_again,
    an_announcement_that_has_perhaps_arrived_is_not_repeated,
);

/// A platform of short messages.
fn narrow() -> FakeChannel {
    let channel = FakeChannel::new("fake:main");
    let capabilities = Capabilities { max_length: 200, ..channel.capabilities() };
    channel.with_capabilities(capabilities)
}

/// The connection was cut.
fn cut() -> SendError {
    SendError::Unknown { reason: "cut".into() }
}

/// Mina takes her question back, and asks another one much later: what she was sent in all.
async fn takes_back_and_asks(app: &TestApp, mina: &Person, message: &str) -> Vec<String> {
    app.channel.deletes(mina, message).accepted().await;
    app.decided(1).await;
    app.clock.advance(chrono::Duration::hours(1));
    app.channel.says(mina, "another question").accepted().await;
    while !ours(app, mina).iter().any(|text| text.contains("another question")) {
        app.channel.next_sent().await;
    }
    ours(app, mina)
}

async fn an_answer_taken_back_after_an_uncertain_attempt_is_not_sent_again(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.apply_and_fail_next(cut());
    let said = app.channel.says(&mina, "never mind");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    let shown = takes_back_and_asks(&app, &mina, &message).await;
    assert_eq!(shown.len(), 2, "it was sent again after it was taken back: {shown:?}");
    let counts = app.store.delivery_counts().await.unwrap();
    assert_eq!((counts.pending, counts.unknown), (0, 1), "it has perhaps arrived, and that is where it ends");
}

async fn an_answer_taken_back_half_sent_is_not_completed(database: Database) {
    let app = Starting::on(database).channel(narrow()).start().await;
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next();
    app.channel.fail_next(SendError::Transient { retry_after: None, reason: "busy".into() });
    let said = app.channel.says(&mina, &"word ".repeat(50));
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    hold.reached().await;
    app.channel.deletes(&mina, &message).accepted().await;
    app.decided(1).await;
    hold.release();
    app.channel.next_attempt().await;
    app.channel.next_attempt().await;
    app.settled().await;
    app.clock.advance(chrono::Duration::hours(1));
    app.channel.says(&mina, "another question").accepted().await;
    while !ours(&app, &mina).iter().any(|text| text.contains("another question")) {
        app.channel.next_sent().await;
    }
    let shown = ours(&app, &mina);
    assert_eq!(shown.len(), 2, "the rest was sent after it was taken back: {shown:?}");
}

async fn an_answer_taken_back_before_a_crash_is_not_sent_again(database: Database) {
    let app = Starting::on(database).start_apart();
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next();
    let said = app.channel.says(&mina, "never mind");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    hold.reached().await;
    app.channel.deletes(&mina, &message).accepted().await;
    app.decided(1).await;
    let app = app.kill().start().await;
    app.channel.says(&mina, "another question").accepted().await;
    app.channel.next_sent().await;
    let shown = ours(&app, &mina);
    assert_eq!(shown.len(), 1, "it was sent after it was taken back: {shown:?}");
    assert!(shown[0].starts_with("Answer to: another question"), "{shown:?}");
    assert_eq!(app.store.delivery_counts().await.unwrap().unknown, 1);
}

/// A question whose answer has three parts on a platform of short messages.
fn long_question() -> String {
    (1..=60).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ")
}

async fn a_long_answer_goes_on_where_it_was_interrupted(database: Database) {
    let app = Starting::on(database).channel(narrow()).start().await;
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next();
    app.channel.fail_next(cut());
    app.channel.says(&mina, &long_question()).accepted().await;
    hold.reached().await;
    hold.release();
    for _ in 0..2 {
        app.channel.next_attempt().await;
    }
    app.settled().await;
    app.clock.advance(chrono::Duration::minutes(1));
    while !ours(&app, &mina).last().unwrap().ends_with("a person takes over.") {
        app.channel.next_sent().await;
    }
    let shown = ours(&app, &mina);
    let noted: Vec<usize> = (0..shown.len()).filter(|part| shown[*part].contains("may have received")).collect();
    assert_eq!(noted, [1], "the part that has perhaps arrived says so, and no other: {shown:#?}");
    let whole = shown.join(" ").replace("You may have received this message already.", "");
    let words: Vec<&str> = whole.split_whitespace().filter(|word| word.starts_with("word")).collect();
    assert_eq!(words.join(" "), long_question(), "nothing is repeated and nothing is missing");
}

async fn the_part_of_an_answer_that_arrived_is_known(database: Database) {
    let app = Starting::on(database).channel(narrow()).start().await;
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next();
    app.channel.fail_next(SendError::Gone { reason: "gone".into() });
    app.channel.says(&mina, &long_question()).accepted().await;
    hold.reached().await;
    hold.release();
    let part = app.channel.next_sent().await.message;
    app.channel.next_attempt().await;
    app.channel.next_attempt().await;
    app.settled().await;
    let reacted = app.channel.reacts(&mina, &part, "👍", true).accepted().await;
    assert_eq!((reacted.recorded, reacted.ignored), (1, 0), "a reaction to the part that arrived belongs somewhere");
}

fn moved() -> SendError {
    SendError::Moved { to: "new".to_owned() }
}

async fn what_is_for_a_chat_that_moved_goes_to_the_place_it_has_there(database: Database) {
    let app = Starting::on(database).start().await;
    let (before, after) = (Person::in_group("mina", "old"), Person::in_group("mina", "new"));
    app.channel.says_to_us(&Person::in_group("reza", "new"), "a question").accepted().await;
    app.channel.next_sent().await;
    app.channel.fail_next(moved());
    app.channel.says_to_us(&before, "a question of mine").accepted().await;
    let sent = app.channel.next_sent().await;
    assert_eq!(sent.outbound.to, *after.address(), "it was tried where the chat was, again and again");
    app.settled().await;
    app.channel.says_to_us(&after, "something more").accepted().await;
    app.channel.next_sent().await;
    assert_eq!(app.kinds(2).await, "message reply message reply", "the conversation goes on where the chat is now");
}

async fn a_chat_that_moves_for_ever_is_given_up(database: Database) {
    let app = Starting::on(database).start().await;
    for _ in 0..20 {
        app.channel.fail_next(moved());
    }
    app.channel.says_to_us(&Person::in_group("mina", "old"), "a question").accepted().await;
    let given_up = async {
        while app.store.delivery_counts().await.unwrap().dead == 0 {
            app.clock.advance(chrono::Duration::minutes(1));
        }
    };
    within("it to be given up", given_up).await;
    assert!(app.channel.attempts().len() <= 10, "{}", app.channel.attempts().len());
}

async fn what_arrived_is_recorded_when_the_database_can_again(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    app.channel.says(&mina, "a question").accepted().await;
    app.channel.next_sent().await;
    app.channel.next_attempt().await;
    app.settled().await;
    // While the clock stands still, the database refuses to finish a second delivery.
    app.database
        .run("create unique index one_at_a_time on deliveries (finished_at) where finished_at is not null")
        .await;
    app.channel.says(&reza, "a question").accepted().await;
    app.channel.next_attempt().await;
    for name in ["ali", "babak", "cyrus", "dara"] {
        // What is written after the receipt is written when that was tried.
        app.agent(name).await;
        app.clock.advance(chrono::Duration::milliseconds(600));
    }
    app.agent("ehsan").await;
    assert_eq!(app.store.delivery_counts().await.unwrap().sending, 0, "the receipt was dropped");
    app.clock.advance(chrono::Duration::hours(1));
    app.channel.says(&reza, "another question").accepted().await;
    app.channel.next_sent().await;
    app.channel.next_sent().await;
    let shown = ours(&app, &reza);
    assert_eq!(shown.len(), 2, "what had arrived was sent again: {shown:?}");
}

async fn an_announcement_that_has_perhaps_arrived_is_not_repeated(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::in_group("mina", "group");
    app.channel.says_to_us(&mina, "a question").accepted().await;
    app.channel.next_sent().await;
    app.settled_all().await;
    app.channel.apply_and_fail_next(cut());
    let mut place = app.store.place_at(app.channel.id(), mina.address()).await.unwrap().unwrap();
    place.listen = true;
    app.store.save_place(place, None).await.unwrap();
    app.engine.look();
    while app.channel.next_attempt().await.error.is_none() {}
    app.settled_all().await;
    app.clock.advance(chrono::Duration::hours(1));
    app.settled_all().await;
    let shown = ours(&app, &mina);
    assert_eq!(shown.len(), 2, "the answer, and the announcement once: {shown:?}");
    assert!(shown[1].contains("From now on I read along here"), "{shown:?}");
    let counts = app.store.delivery_counts().await.unwrap();
    assert_eq!((counts.pending, counts.unknown), (0, 1), "somebody may send it again at the desk");
    assert_eq!(app.conversation(1).await.holder, Holder::Bot, "nobody is fetched for it");
}
