//! What comes late: to a conversation that is resolved while its asker has another open. And a decision that the
//! database refuses: it keeps nobody else waiting.

use hamyar::model::{Holder, Status};
use hamyar_channel::testing::{FakeChannel, Person, Sent, within};

use super::together;
use crate::support::{Database, Starting, TestApp, both};

both!(
    an_old_button_leaves_the_old_conversation_resolved,
    an_old_button_still_fetches_a_person,
    an_edit_of_an_old_question_keeps_nobody_waiting,
    what_the_database_refuses_keeps_nobody_waiting,
);

/// Mina's first conversation fell asleep, and a later question opened another. The first answer, and her message to it.
async fn two_matters(app: &TestApp, mina: &Person) -> (Sent, String) {
    let said = app.channel.says(mina, "an old question");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    let sent = app.channel.next_sent().await;
    app.settled().await;
    app.clock.advance(chrono::Duration::days(2));
    app.resolved(1).await;
    app.clock.advance(chrono::Duration::days(8));
    app.channel.says(mina, "a new question").accepted().await;
    app.channel.next_sent().await;
    app.decided(2).await;
    (sent, message)
}

/// The action of the button of this label.
fn action<'s>(sent: &'s Sent, label: &str) -> &'s str {
    &sent.outbound.buttons.iter().flatten().find(|button| button.label == label).unwrap().action
}

async fn an_old_button_leaves_the_old_conversation_resolved(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let (sent, _) = two_matters(&app, &mina).await;
    app.channel.presses(&mina, &sent.message, action(&sent, "Not this")).accepted().await;
    let told = app.channel.next_sent().await.outbound.text.text;
    assert!(told.starts_with("That list is from an earlier question."), "{told}");
    assert_eq!(app.kinds(2).await, "message reply press reply", "it is said where the customer is now");
    assert_eq!((app.conversation(1).await.status, app.conversation(2).await.status), (Status::Resolved, Status::Open));
    assert_eq!(app.conversation(2).await.memory.refusals, 0, "the answer of today was not refused");
}

async fn an_old_button_still_fetches_a_person(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let (sent, _) = two_matters(&app, &mina).await;
    app.channel.presses(&mina, &sent.message, action(&sent, "A person, please")).accepted().await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("I have passed this to the team"));
    assert_eq!((app.conversation(1).await.holder, app.conversation(2).await.holder), (Holder::Bot, Holder::Queue));
}

async fn an_edit_of_an_old_question_keeps_nobody_waiting(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    let (_, message) = two_matters(&app, &mina).await;
    let elsewhere = FakeChannel::new("fake:elsewhere");
    let edited = elsewhere.edits(&mina, &message, "an old question, mended");
    app.channel.push_batch(together(vec![edited, elsewhere.says(&reza, "a question")])).accepted().await;
    assert_eq!(app.channel.next_sent_to(reza.address()).await.outbound.to, *reza.address());
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message reply resolved edit", "it stays as it was");
    assert_eq!(app.kinds(2).await, "message reply");
}

async fn what_the_database_refuses_keeps_nobody_waiting(database: Database) {
    let app = Starting::on(database).start().await;
    // From now on a second reply of this beginning is one too many.
    app.database
        .run(
            "create unique index one_poison on timeline (kind)
             where body >= 'Answer to: poison' and body < 'Answer to: poisoo'",
        )
        .await;
    app.channel.says(&Person::direct("first"), "poison").accepted().await;
    app.channel.next_sent().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    let elsewhere = FakeChannel::new("fake:elsewhere");
    let batch = together(vec![elsewhere.says(&mina, "poison"), elsewhere.says(&reza, "a question")]);
    app.channel.push_batch(batch).accepted().await;
    let sent = app.channel.next_sent().await;
    assert_eq!(sent.outbound.to, *reza.address(), "one decision that cannot be had held up the others");
    let handed_over = async {
        while app.conversation(2).await.holder == Holder::Bot {
            app.clock.advance(chrono::Duration::seconds(1));
        }
    };
    within("a person to be fetched", handed_over).await;
    assert_eq!(app.kinds(2).await, "message handoff", "a person gets what cannot be decided");
}
