//! Ratings: whoever a person of the team has helped is asked how content they are, once, where they are.

use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, AgentId, Rating, Status};
use hamyar_channel::testing::{FakeChannel, Person, Said};

use crate::support::{Database, Program, Starting, TestApp, both};

both!(
    who_was_helped_is_asked_once_and_the_last_face_counts,
    a_reply_to_the_question_is_a_comment_and_anything_else_is_not,
    the_wish_for_a_person_is_heard_whatever_it_replies_to,
    what_replies_to_another_message_is_no_comment,
    nobody_is_asked_again_so_soon,
    nobody_is_asked_whom_nobody_helped_nor_where_it_is_off,
    among_many_only_a_thread_of_ones_own_asks_and_only_its_asker_answers,
    what_is_too_late_changes_nothing,
    a_rating_while_a_person_holds_the_matter_is_noted_without_a_word,
    a_rating_outlives_its_customer_and_the_comment_does_not,
    where_one_cannot_reply_no_comment_is_offered,
);

const CLOSED: &str = "The team has closed this conversation. If something is left, simply write again.";

/// The faces, the worst first.
const FACES: [&str; 5] = ["😞", "🙁", "😐", "🙂", "😀"];

/// The last message of ours that somebody sees.
fn last(channel: &FakeChannel, who: &Person) -> Said {
    channel.transcript(who.address()).into_iter().rev().find(|said| said.by.is_none()).unwrap()
}

fn labels(said: &Said) -> Vec<&str> {
    said.buttons.iter().flatten().map(|button| button.label.as_str()).collect()
}

/// Somebody presses the newest button with this face.
async fn presses(app: &TestApp, who: &Person, face: &str) {
    let said = app.channel.transcript(who.address());
    let mut buttons =
        said.iter().rev().flat_map(|said| said.buttons.iter().flatten().map(move |button| (said, button)));
    let (said, button) = buttons.find(|(_, button)| button.label == face).unwrap();
    app.channel.presses(who, &said.id, &button.action).accepted().await;
    all_done(app, 1).await;
}

async fn all_done(app: &TestApp, number: i64) {
    app.decided(number).await;
    app.settled_all().await;
}

async fn rating(app: &TestApp) -> Option<Rating> {
    app.store.rating_of(app.conversation(1).await.id).await.unwrap()
}

async fn score(app: &TestApp) -> Option<i64> {
    rating(app).await?.given.map(|(score, _)| score.get())
}

/// Asks what the bot cannot answer, is answered by Sara, who then resolves it.
async fn helped(app: &TestApp, who: &Person) -> AgentId {
    let sara = app.agent("sara").await;
    app.channel.says_to_us(who, "something unknown").accepted().await;
    all_done(app, 1).await;
    resolve(app, sara).await;
    sara
}

/// Sara writes to the customer, and ends it.
async fn resolve(app: &TestApp, sara: AgentId) {
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Note("never to be told".to_owned())).await;
    app.act(id, sara, Action::Reply("It is done.".to_owned())).await;
    app.act(id, sara, Action::Resolve).await;
    app.settled_all().await;
}

async fn who_was_helped_is_asked_once_and_the_last_face_counts(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let sara = helped(&app, &mina).await;
    let asks = last(&app.channel, &mina);
    assert_eq!(asks.text.text, format!("{CLOSED}\n\nHow content are you with the help you got?"));
    assert_eq!(labels(&asks), FACES);
    assert_eq!(asks.buttons.len(), 1, "in one row");
    let asked = rating(&app).await.unwrap();
    assert_eq!((asked.agent, asked.given), (Some(sara), None));

    presses(&app, &mina, "🙂").await;
    assert_eq!(score(&app).await, Some(4));
    let thanks = last(&app.channel, &mina);
    assert_eq!(thanks.id, asks.id, "the same message says so");
    assert!(thanks.text.text.starts_with("Thank you. You chose 🙂."), "{}", thanks.text.text);
    assert_eq!(labels(&thanks), FACES, "it can be changed");
    // The same once more says nothing new.
    presses(&app, &mina, "🙂").await;
    presses(&app, &mina, "😞").await;
    assert_eq!(score(&app).await, Some(1));
    // A press of the very first buttons, on a device that shows them still, is about the same question.
    let first = format!("r5:{}:{}", app.conversation(1).await.id.0.simple(), 2);
    app.channel.presses(&mina, &asks.id, &first).accepted().await;
    all_done(&app, 1).await;
    assert_eq!(score(&app).await, Some(5));
    for nonsense in ["r0", "r6", "r300", "r"] {
        let action = format!("{nonsense}:{}:2", app.conversation(1).await.id.0.simple());
        app.channel.presses(&mina, &asks.id, &action).accepted().await;
        all_done(&app, 1).await;
    }
    assert_eq!(score(&app).await, Some(5));
    assert_eq!(
        app.kinds(1).await,
        "message handoff reply note taken agent_reply resolved reply press rated reply press press rated reply press rated \
         reply"
    );
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
    let shown = app.channel.read(mina.address());
    assert!(!shown.contains("never to be told"), "{shown}");
    assert_eq!(shown.matches("How content").count(), 0, "the question is answered: {shown}");
}

async fn a_reply_to_the_question_is_a_comment_and_anything_else_is_not(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    helped(&app, &mina).await;
    let asks = last(&app.channel, &mina).id;
    presses(&app, &mina, "😀").await;
    assert!(last(&app.channel, &mina).text.text.contains("reply to this message"));

    let said = app.channel.replies(&mina, &asks, "she was very kind");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    all_done(&app, 1).await;
    let comment = || async { rating(&app).await.unwrap().comment };
    assert_eq!(comment().await.as_deref(), Some("she was very kind"));
    assert!(last(&app.channel, &mina).text.text.starts_with("Thank you, your comment is kept for the team."));
    assert_eq!(app.answers.asked(), ["something unknown"], "nobody looks for an answer to a comment");
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
    app.channel.edits(&mina, &message, "she was kind").accepted().await;
    all_done(&app, 1).await;
    assert_eq!(comment().await.as_deref(), Some("she was kind"));
    app.channel.deletes(&mina, &message).accepted().await;
    all_done(&app, 1).await;
    assert_eq!(comment().await, None);

    // What is not a reply to it is what it always is: a question, and nothing of it is lost.
    app.channel.says(&mina, "a question of today").accepted().await;
    all_done(&app, 1).await;
    assert!(last(&app.channel, &mina).text.text.starts_with("Answer to: a question of today"));
    assert_eq!(app.conversation(1).await.status, Status::Open);
    // Also while that goes on, a reply to the question is a comment, and takes no part in it.
    app.channel.replies(&mina, &asks, "and quick, too").accepted().await;
    all_done(&app, 1).await;
    assert_eq!(comment().await.as_deref(), Some("and quick, too"));
    assert_eq!((score(&app).await, app.answers.asked().len()), (Some(5), 2));
}

async fn the_wish_for_a_person_is_heard_whatever_it_replies_to(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    helped(&app, &mina).await;
    let asks = last(&app.channel, &mina).id;
    // Before anything was given, a reply to the end is not yet a comment.
    app.channel.replies(&mina, &asks, "a question beside it").accepted().await;
    all_done(&app, 1).await;
    assert!(last(&app.channel, &mina).text.text.starts_with("Answer to: a question beside it"));
    presses(&app, &mina, "🙁").await;
    app.channel.replies(&mina, &asks, "I want to talk to a human").accepted().await;
    all_done(&app, 1).await;
    assert!(app.conversation(1).await.waiting_since.is_some(), "{}", app.kinds(1).await);
    let given = rating(&app).await.unwrap();
    assert_eq!((given.given.map(|(score, _)| score.get()), given.comment), (Some(2), None));
}

async fn what_replies_to_another_message_is_no_comment(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    helped(&app, &mina).await;
    app.channel.says(&mina, "one question more").accepted().await;
    all_done(&app, 1).await;
    let between = last(&app.channel, &mina).id;
    presses(&app, &mina, "😀").await;
    app.channel.replies(&mina, &between, "and what follows from it").accepted().await;
    all_done(&app, 1).await;
    let said = last(&app.channel, &mina).text.text;
    assert!(said.starts_with("Answer to: ") && said.contains("and what follows from it"), "{said}");
    assert_eq!(rating(&app).await.unwrap().comment, None);
}

async fn nobody_is_asked_again_so_soon(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let sara = helped(&app, &mina).await;
    presses(&app, &mina, "😐").await;
    app.channel.says(&mina, "one more unknown thing").accepted().await;
    all_done(&app, 1).await;
    app.clock.advance(Duration::days(29));
    resolve(&app, sara).await;
    let closed = last(&app.channel, &mina);
    assert_eq!((closed.text.text.as_str(), labels(&closed)), (CLOSED, Vec::new()));
    assert_eq!(score(&app).await, Some(3), "what was given stays");

    // The same customer elsewhere is the same customer.
    let other = Person::direct("mina-at-work");
    app.channel.says(&other, "something unknown").accepted().await;
    all_done(&app, 2).await;
    let second = app.conversation(2).await;
    let mina_is = app.store.asker(app.conversation(1).await.id).await.unwrap().unwrap().contact;
    app.store.link(second.asker, mina_is, None, "the same person".to_owned()).await.unwrap().unwrap();
    app.act(second.id, sara, Action::Reply("Done.".to_owned())).await;
    app.act(second.id, sara, Action::Resolve).await;
    app.settled_all().await;
    assert_eq!(last(&app.channel, &other).text.text, CLOSED);

    app.clock.advance(Duration::days(1) + Duration::seconds(1));
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Reopen).await;
    resolve(&app, sara).await;
    assert_eq!(labels(&last(&app.channel, &mina)), FACES, "after a month one may ask again");
    assert_eq!(score(&app).await, None);
}

async fn nobody_is_asked_whom_nobody_helped_nor_where_it_is_off(database: Database) {
    let app = Starting::on(database.clone()).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    let sara = app.agent("sara").await;
    for (who, number) in [(&mina, 1), (&reza, 2)] {
        app.channel.says(who, "a question").accepted().await;
        all_done(&app, number).await;
    }
    // She only puts it away: the bot had answered it.
    app.act(app.conversation(1).await.id, sara, Action::Take).await;
    app.act(app.conversation(1).await.id, sara, Action::Note("spam".to_owned())).await;
    app.act(app.conversation(1).await.id, sara, Action::Resolve).await;
    app.settled_all().await;
    assert_eq!(last(&app.channel, &mina).text.text, CLOSED);
    assert_eq!(rating(&app).await, None);
    // Nor is anybody asked by the bot's own answer.
    let answer = last(&app.channel, &reza);
    let helped = answer.buttons.iter().flatten().find(|button| button.label == "This helped").unwrap();
    app.channel.presses(&reza, &answer.id, &helped.action).accepted().await;
    all_done(&app, 2).await;
    assert!(labels(&last(&app.channel, &reza)).is_empty());

    let app = app.stop().await.setting("HAMYAR_RATING__ASK", "false").start().await;
    app.channel.says(&reza, "something unknown").accepted().await;
    all_done(&app, 2).await;
    let id = app.conversation(2).await.id;
    app.act(id, sara, Action::Reply("Here.".to_owned())).await;
    app.act(id, sara, Action::Resolve).await;
    app.settled_all().await;
    let closed = last(&app.channel, &reza);
    assert_eq!((closed.text.text.as_str(), labels(&closed)), (CLOSED, Vec::new()));
}

async fn among_many_only_a_thread_of_ones_own_asks_and_only_its_asker_answers(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (
        Person::in_thread("mina", "forum", "post", Some("mina")),
        Person::in_thread("reza", "forum", "post", Some("mina")),
    );
    let sara = helped(&app, &mina).await;
    assert_eq!(labels(&last(&app.channel, &mina)), FACES);
    presses(&app, &reza, "😞").await;
    assert_eq!(score(&app).await, None, "a stranger's face is nobody's rating");
    presses(&app, &mina, "😀").await;
    presses(&app, &reza, "😞").await;
    assert_eq!(score(&app).await, Some(5));
    let asks = last(&app.channel, &mina).id;
    app.channel.replies(&reza, &asks, "she was awful").accepted().await;
    all_done(&app, 1).await;
    assert_eq!(rating(&app).await.unwrap().comment, None);
    assert!(!app.kinds(1).await.contains("failed"));

    let omid = Person::in_group("omid", "group");
    app.channel.says_to_us(&omid, "something unknown").accepted().await;
    all_done(&app, 2).await;
    let id = app.conversation(2).await.id;
    app.act(id, sara, Action::Reply("Here.".to_owned())).await;
    app.act(id, sara, Action::Resolve).await;
    app.settled_all().await;
    let closed = last(&app.channel, &omid);
    assert_eq!(
        (closed.text.text.as_str(), labels(&closed)),
        (CLOSED, Vec::new()),
        "nobody rates before all the others"
    );
}

async fn what_is_too_late_changes_nothing(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    helped(&app, &mina).await;
    presses(&app, &mina, "😐").await;
    app.clock.advance(Duration::days(3));
    let asks = last(&app.channel, &mina).id;
    app.channel.replies(&mina, &asks, "by the way, a question").accepted().await;
    all_done(&app, 1).await;
    assert!(last(&app.channel, &mina).text.text.starts_with("Answer to: by the way"), "it is no comment any more");
    presses(&app, &mina, "😞").await;
    assert_eq!(score(&app).await, Some(3));
    let said = app.channel.transcript(mina.address()).into_iter().find(|said| said.id == asks).unwrap();
    assert!(said.text.text.starts_with("The time to rate this is over."), "{}", said.text.text);
    assert!(labels(&said).is_empty());
}

async fn a_rating_while_a_person_holds_the_matter_is_noted_without_a_word(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let sara = helped(&app, &mina).await;
    let id = app.conversation(1).await.id;
    let asks = last(&app.channel, &mina);
    app.act(id, sara, Action::Reopen).await;
    app.act(id, sara, Action::Snooze(app.clock.now() + Duration::days(1))).await;
    presses(&app, &mina, "🙂").await;
    let conversation = app.conversation(1).await;
    assert_eq!((score(&app).await, conversation.status), (Some(4), Status::Snoozed), "a face wakes nobody");
    assert_eq!(last(&app.channel, &mina), asks, "only the holder speaks");
    // What is said to it is a comment, and a message to whoever holds it as well.
    app.channel.replies(&mina, &asks.id, "and one thing is left").accepted().await;
    all_done(&app, 1).await;
    assert_eq!(rating(&app).await.unwrap().comment.as_deref(), Some("and one thing is left"));
    let conversation = app.conversation(1).await;
    assert_eq!((conversation.status, conversation.waiting_since.is_some()), (Status::Open, true));
    assert_eq!(last(&app.channel, &mina), asks);
}

async fn a_rating_outlives_its_customer_and_the_comment_does_not(database: Database) {
    let app = Starting::on(database.clone()).start().await;
    let mina = Person::direct("mina");
    helped(&app, &mina).await;
    presses(&app, &mina, "😀").await;
    let asks = last(&app.channel, &mina).id;
    app.channel.replies(&mina, &asks, "Pelikan was kind").accepted().await;
    all_done(&app, 1).await;
    let contact = app.store.contact_of(app.conversation(1).await.asker).await.unwrap().unwrap();
    let program = Program::new().with("HAMYAR_DATABASE__URL", &database.url);
    let record = program.done(&["contact", "export", &contact.to_string(), "--json"]).await;
    assert!(record.contains("\"score\"") && record.contains("Pelikan was kind"), "{record}");
    assert!(!record.contains("never to be told"), "{record}");
    program.done(&["contact", "erase", &contact.to_string(), "--yes"]).await;
    let left = rating(&app).await.unwrap();
    assert_eq!((left.given.map(|(score, _)| score.get()), left.comment), (Some(5), None));
    assert_eq!(crate::erase::found(&database, "Pelikan").await, Vec::<String>::new());
}

async fn where_one_cannot_reply_no_comment_is_offered(database: Database) {
    let channel = FakeChannel::new("fake:main");
    let capabilities = hamyar_channel::Channel::capabilities(&channel);
    let channel = channel.with_capabilities(hamyar_channel::Capabilities { replies: false, ..capabilities });
    let app = Starting::on(database).channel(channel).start().await;
    let mina = Person::direct("mina");
    helped(&app, &mina).await;
    presses(&app, &mina, "😀").await;
    let thanks = last(&app.channel, &mina).text.text;
    assert_eq!(thanks, "Thank you. You chose 😀. To change it, press another face.");
}
