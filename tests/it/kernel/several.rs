//! Several things in one turn: what was said is never covered up by a button or a command beside it.

use hamyar::model::{Holder, Status};
use hamyar_channel::testing::{FakeChannel, Person};

use super::{ours, together};
use crate::support::{Database, Starting, TestApp, both};

both!(
    a_question_beside_a_command_is_answered,
    a_question_beside_a_press_is_answered,
    thanks_beside_a_press_resolve,
    two_questions_by_command_are_one,
    a_question_to_the_bot_that_is_sent_for_is_answered,
    a_person_is_fetched_whatever_else_is_pressed,
);

/// A channel whose events the test brings itself.
fn silent() -> FakeChannel {
    FakeChannel::new("fake:elsewhere")
}

/// Mina, who has been offered a button.
struct Offered {
    mina: Person,
    message: String,
    action: String,
    elsewhere: FakeChannel,
}

impl Offered {
    /// Mina writes, and is offered a button of this label.
    async fn this(app: &TestApp, text: &str, label: &str) -> Self {
        let (mina, elsewhere) = (Person::direct("mina"), silent());
        app.channel.says(&mina, text).accepted().await;
        let sent = app.channel.next_sent().await;
        let button = sent.outbound.buttons.iter().flatten().find(|button| button.label == label).unwrap();
        // Numbers of the chat that are taken already.
        while elsewhere.says(&mina, "").message().unwrap() != sent.message {}
        Self { mina, message: sent.message, action: button.action.clone(), elsewhere }
    }

    /// In one batch, she presses it and writes.
    async fn presses_and_says(&self, app: &TestApp, text: &str) {
        let pressed = self.elsewhere.presses(&self.mina, &self.message, &self.action);
        let batch = together(vec![pressed, self.elsewhere.says(&self.mina, text)]);
        assert_eq!(app.channel.push_batch(batch).accepted().await.recorded, 2);
    }
}

async fn a_question_beside_a_command_is_answered(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, elsewhere) = (Person::direct("mina"), silent());
    let batch = together(vec![elsewhere.commands(&mina, "start", ""), elsewhere.says(&mina, "a question")]);
    app.channel.push_batch(batch).accepted().await;
    let sent = app.channel.next_sent().await.outbound.text.text;
    assert!(sent.starts_with("Answer to: a question"), "the command covered the question: {sent}");
    assert_eq!(app.kinds(1).await, "command message reply");
}

async fn a_question_beside_a_press_is_answered(database: Database) {
    let app = Starting::on(database).start().await;
    let offered = Offered::this(&app, "a question", "This helped").await;
    offered.presses_and_says(&app, "the next question").await;
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "Answer to: the next question");
    assert_eq!(app.conversation(1).await.status, Status::Open, "a question is not resolved over");
}

async fn thanks_beside_a_press_resolve(database: Database) {
    let app = Starting::on(database).start().await;
    let offered = Offered::this(&app, "a question", "This helped").await;
    offered.presses_and_says(&app, "thanks").await;
    assert_eq!(
        app.channel.next_sent().await.outbound.text.text,
        "Good to hear. Write again whenever you need something."
    );
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
}

async fn two_questions_by_command_are_one(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, elsewhere) = (Person::in_group("mina", "group"), silent());
    let asked = ["the first question", "the second question"].map(|text| elsewhere.commands(&mina, "ask", text));
    app.channel.push_batch(together(asked.into())).accepted().await;
    let sent = app.channel.next_sent().await.outbound;
    assert_eq!(app.answers.asked(), ["the first question\nthe second question"]);
    assert_eq!(sent.reply_to.as_deref(), Some("2"), "it answers the last of them");
}

async fn a_question_to_the_bot_that_is_sent_for_is_answered(database: Database) {
    let app = Starting::on(database).start().await;
    let offered = Offered::this(&app, "something unknown", "Back to the bot").await;
    offered.presses_and_says(&app, "a question").await;
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "Answer to: a question");
    assert_eq!(app.kinds(1).await, "message handoff reply press message returned reply");
    assert_eq!(app.conversation(1).await.holder, Holder::Bot);
}

async fn a_person_is_fetched_whatever_else_is_pressed(database: Database) {
    let app = Starting::on(database).start().await;
    let offered = Offered::this(&app, "something unknown", "Back to the bot").await;
    offered.presses_and_says(&app, "human please").await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("I have passed this to the team"));
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
    assert_eq!(ours(&app, &offered.mina).len(), 2);
}
