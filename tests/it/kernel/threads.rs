//! Going on in a thread: the conversation moves there, whole and in order.

use std::time::Duration;

use hamyar::model::{Action, Holder, Status};
use hamyar_channel::testing::{FakeChannel, Person};
use hamyar_channel::{Address, SendError};

use super::peers::presses;
use crate::support::{Database, Starting, TestApp, both};

both!(
    a_conversation_goes_on_in_a_thread,
    only_its_asker_opens_one,
    a_case_that_waits_goes_along,
    where_none_can_be_opened_the_asker_is_told,
    what_is_said_while_it_opens_is_not_lost,
    what_is_said_while_it_opens_is_answered_in_it,
    a_thread_that_is_known_by_its_name_alone_is_heard_while_it_opens,
    what_was_said_before_stays_where_it_is,
    while_a_person_holds_the_case_none_is_opened,
    it_is_offered_once_and_never_in_a_thread,
    in_a_community_the_thread_is_not_rationed,
    a_thread_in_which_another_case_is_open_is_left_alone,
);

const BUTTON: &str = "Go on in a thread";

/// Mina asks something in a group; the bot answers, or hands it over.
async fn asked(database: Database, question: &str) -> (TestApp, Person, String) {
    let channel = FakeChannel::new("fake:main").with_threads_under_messages();
    let app = Starting::on(database).channel(channel).start().await;
    let mina = Person::in_group("mina", "group").named("Mina");
    let said = app.channel.says_to_us(&mina, question);
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    let sent = app.channel.next_sent().await;
    let labels = |row: &Vec<hamyar_channel::Button>| row.iter().any(|button| button.label == BUTTON);
    assert!(sent.outbound.buttons.iter().any(labels), "it is offered: {:?}", sent.outbound.buttons);
    (app, mina, message)
}

/// Mina wants a thread: it is there, but nobody has told us.
async fn opening(database: Database) -> (TestApp, String) {
    let (app, mina, message) = asked(database, "a question").await;
    app.channel.next_attempt().await;
    app.channel.apply_and_fail_next(SendError::Unknown { reason: "cut".to_owned() });
    presses(&app, &mina, BUTTON).await;
    app.channel.next_attempt().await;
    app.settled().await;
    (app, message)
}

/// The answer to what was asked meanwhile and the word that it goes on here are said in the thread, in either order.
async fn both_are_said_in(app: &TestApp, message: &str) {
    let mut said = [next(app).await, next(app).await];
    said.sort_by(|one, other| one.0.cmp(&other.0));
    let thread = Address::thread("group", message);
    assert_eq!(said[0], ("Answer to: another question".to_owned(), thread.clone()));
    assert!(said[1].0.starts_with("Let us go on here.") && said[1].1 == thread, "{said:?}");
}

fn in_thread(who: &str, message: &str) -> Person {
    Person::in_thread(who, "group", message, None)
}

/// What the bot says next, and where.
async fn next(app: &TestApp) -> (String, Address) {
    let outbound = app.channel.next_sent().await.outbound;
    (outbound.text.text, outbound.to)
}

async fn a_conversation_goes_on_in_a_thread(database: Database) {
    let (app, mina, message) = asked(database, "what about <@&77> @Reza the question").await;
    presses(&app, &mina, BUTTON).await;
    let thread = Address::thread("group", &message);
    let (said, to) = next(&app).await;
    assert!(said.starts_with("Let us go on here."), "{said}");
    assert_eq!(to, thread);
    assert_eq!(app.channel.threads(), [(thread.clone(), "what about the question".to_owned())], "it calls nobody");
    assert_eq!(app.kinds(1).await, "message reply press thread_asked thread reply");

    // There it goes on, without calling the bot, and nobody is offered another.
    let inside = in_thread("mina", &message);
    app.channel.says(&inside, "another question").accepted().await;
    let answer = app.channel.next_sent().await.outbound;
    assert_eq!((answer.text.text.as_str(), &answer.to), ("Answer to: another question", &thread));
    assert!(answer.buttons.iter().flatten().all(|button| button.label != BUTTON));
    app.channel.says(&in_thread("reza", &message), "I think so too").accepted().await;
    app.decided(1).await;
    assert_eq!(app.channel.unread(), [], "others are heard, and answered when they call us");
    assert!(app.kinds(1).await.ends_with("thread reply message reply message"));

    // A new question in the group is another matter; the old buttons there are about this one.
    app.channel.says_to_us(&mina, "a third question").accepted().await;
    assert_eq!(next(&app).await.1, *mina.address());
    assert_eq!(app.kinds(2).await, "message reply");
    app.channel.presses(&mina, "2", &action(&app, &mina, "This helped")).accepted().await;
    assert_eq!(next(&app).await.1, thread, "and what follows is said where it is held");
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
    assert_eq!(app.conversation(2).await.status, Status::Open);
}

/// What the first button with this label in a place carries.
fn action(app: &TestApp, place: &Person, label: &str) -> String {
    let said = app.channel.transcript(place.address());
    let mut buttons = said.iter().flat_map(|said| said.buttons.iter().flatten());
    buttons.find(|button| button.label == label).unwrap().action.clone()
}

async fn only_its_asker_opens_one(database: Database) {
    let (app, _, _) = asked(database, "a question").await;
    presses(&app, &Person::in_group("reza", "group"), BUTTON).await;
    assert_eq!((app.channel.threads(), app.channel.unread()), (Vec::new(), Vec::new()));
    assert_eq!(app.kinds(1).await, "message reply press");
}

async fn a_case_that_waits_goes_along(database: Database) {
    let (app, mina, message) = asked(database, "something unknown").await;
    let waiting = app.conversation(1).await.waiting_since;
    presses(&app, &mina, BUTTON).await;
    let (said, to) = next(&app).await;
    assert_eq!(to, Address::thread("group", &message));
    assert!(said.starts_with("Let us go on here: a person will answer you in this thread."), "{said}");
    let conversation = app.conversation(1).await;
    assert_eq!((conversation.holder, conversation.waiting_since), (Holder::Queue, waiting), "it waits as before");
    app.channel.says(&in_thread("mina", &message), "it is a black one").accepted().await;
    app.decided(1).await;
    let sara = app.agent("Sara").await;
    app.act(conversation.id, sara, Action::Reply("We do not.".to_owned())).await;
    assert_eq!(next(&app).await, ("We do not.".to_owned(), to));
    assert_eq!(app.kinds(1).await, "message handoff reply press thread_asked thread reply message taken agent_reply");
}

async fn where_none_can_be_opened_the_asker_is_told(database: Database) {
    let (app, mina, message) = asked(database, "a question").await;
    let refusals = [
        SendError::Gone { reason: "Missing Permissions".to_owned() },
        SendError::Rejected { reason: "not a channel for threads".to_owned() },
    ];
    for refusal in refusals {
        app.channel.fail_next(refusal);
        presses(&app, &mina, BUTTON).await;
        let outbound = app.channel.next_sent().await.outbound;
        assert!(outbound.text.text.starts_with("I cannot open a thread here"), "{}", outbound.text.text);
        assert_eq!((&outbound.to, outbound.reply_to.as_deref()), (mina.address(), Some(message.as_str())));
    }
    assert_eq!(app.kinds(1).await, "message reply press thread_asked failed reply press thread_asked failed reply");
    assert_eq!(app.conversation(1).await.holder, Holder::Bot, "nobody is fetched for that");
    // The conversation stays, and it may be tried again.
    app.channel.says_to_us(&mina, "another question").accepted().await;
    assert_eq!(next(&app).await, ("Answer to: another question".to_owned(), mina.address().clone()));
    presses(&app, &mina, BUTTON).await;
    assert_eq!(next(&app).await.1, Address::thread("group", &message));
}

async fn what_is_said_while_it_opens_is_not_lost(database: Database) {
    let (app, message) = Box::pin(opening(database)).await;
    let inside = in_thread("mina", &message);
    app.channel.says_to_us(&inside, "another question").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message reply press thread_asked message reply", "it is part of the same");
    assert_eq!(app.channel.unread(), [], "and waits for its turn");
    app.clock.advance(chrono::Duration::minutes(1));
    both_are_said_in(&app, &message).await;
    assert_eq!(app.channel.threads().len(), 1, "opening it again finds it");
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message reply press thread_asked message reply thread reply");
    app.channel.says(&inside, "a third question").accepted().await;
    assert_eq!(next(&app).await, ("Answer to: a third question".to_owned(), Address::thread("group", &message)));
}

async fn what_is_said_while_it_opens_is_answered_in_it(database: Database) {
    let (app, message) = Box::pin(opening(database)).await;
    // The answer is being looked for when it becomes known that the thread is there.
    let gate = app.answers.hold_next();
    app.channel.says_to_us(&in_thread("mina", &message), "another question").accepted().await;
    gate.reached().await;
    app.clock.advance(chrono::Duration::minutes(1));
    app.channel.next_attempt().await;
    gate.open();
    both_are_said_in(&app, &message).await;
    app.decided(1).await;
    assert_eq!(app.channel.unread(), [], "and once");
}

async fn a_thread_that_is_known_by_its_name_alone_is_heard_while_it_opens(database: Database) {
    let (app, _) = Box::pin(opening(database)).await;
    let called = |mut person: Person, title: &str| {
        person.place.title = Some(title.to_owned());
        person
    };
    // What a person has opened is not ours, nor what bears another name.
    app.channel
        .says(&called(Person::in_thread("mina", "group", "t7", Some("mina")), "a question"), "no")
        .accepted()
        .await;
    app.channel.says(&called(in_thread("mina", "t8"), "another"), "no").accepted().await;
    app.channel.says(&called(in_thread("mina", "t9"), "a question"), "another question").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message reply press thread_asked message reply");
    assert!(app.store.conversation_numbered(2).await.unwrap().is_none());
}

async fn what_was_said_before_stays_where_it_is(database: Database) {
    let (app, mina, message) = asked(database, "something unknown").await;
    let reza = Person::in_group("reza", "group").named("Reza");
    let helped = app.channel.replies(&reza, &message, "press the green button");
    let answer = helped.message().unwrap().to_owned();
    helped.accepted().await;
    app.decided(1).await;
    presses(&app, &mina, BUTTON).await;
    next(&app).await;
    app.channel.reacts(&mina, &answer, "✅", true).accepted().await;
    let thanks = app.channel.next_sent().await.outbound;
    assert!(thanks.text.text.starts_with("That solved it."), "{}", thanks.text.text);
    assert_eq!((&thanks.to, thanks.reply_to), (mina.address(), Some(answer)), "thanks go to where the peer wrote");
    presses(&app, &reza, "Yes, keep it").await;
    app.settled_all().await;
    let shown = app.channel.read(mina.address());
    assert!(shown.contains("Your answer is kept for others."), "and are changed there: {shown}");
}

async fn while_a_person_holds_the_case_none_is_opened(database: Database) {
    let (app, mina, _) = asked(database, "something unknown").await;
    let sara = app.agent("Sara").await;
    app.act(app.conversation(1).await.id, sara, Action::Take).await;
    presses(&app, &mina, BUTTON).await;
    assert_eq!((app.channel.threads(), app.channel.unread()), (Vec::new(), Vec::new()), "she reads that it is wanted");
    assert!(app.kinds(1).await.ends_with("taken press"));
}

async fn it_is_offered_once_and_never_in_a_thread(database: Database) {
    let (app, mina, _) = asked(database, "a question").await;
    let offers = |sent: hamyar_channel::testing::Sent| {
        sent.outbound.buttons.into_iter().flatten().filter(|button| button.label == BUTTON).count()
    };
    app.channel.says_to_us(&mina, "another question").accepted().await;
    assert_eq!(offers(app.channel.next_sent().await), 0);
    app.channel.says_to_us(&Person::in_thread("reza", "group", "77", Some("reza")), "a question").accepted().await;
    assert_eq!(offers(app.channel.next_sent().await), 0);
    app.channel.says(&Person::direct("sara"), "a question").accepted().await;
    assert_eq!(offers(app.channel.next_sent().await), 0);
    let busy = SendError::Transient { retry_after: Some(Duration::from_mins(1)), reason: "429".to_owned() };
    app.channel.fail_next(busy);
    presses(&app, &mina, BUTTON).await;
    presses(&app, &mina, BUTTON).await;
    assert_eq!(app.kinds(1).await.matches("thread_asked").count(), 1, "pressed twice, it is opened once");
}

async fn in_a_community_the_thread_is_not_rationed(database: Database) {
    let (app, mina, message) = asked(database, "a question").await;
    let omid = Person::in_group("omid", "group").admin();
    app.channel.commands(&omid, "setup", "role community").accepted().await;
    app.channel.next_sent().await;
    presses(&app, &mina, BUTTON).await;
    let thread = Address::thread("group", &message);
    let (said, to) = next(&app).await;
    assert!(said.starts_with("Let us go on here.") && to == thread, "{said}");
    for question in ["a second question", "a third question", "a fourth question"] {
        app.channel.says(&in_thread("mina", &message), question).accepted().await;
        assert_eq!(next(&app).await, (format!("Answer to: {question}"), thread.clone()));
    }
}

async fn a_thread_in_which_another_case_is_open_is_left_alone(database: Database) {
    let (app, mina, message) = asked(database, "a question").await;
    let reza = Person::in_thread("reza", "group", &message, Some("reza"));
    app.channel.says_to_us(&reza, "something unknown").accepted().await;
    app.channel.next_sent().await;
    presses(&app, &mina, BUTTON).await;
    let (said, to) = next(&app).await;
    assert!(said.starts_with("Another case is open in the thread"), "{said}");
    assert_eq!(to, *mina.address());
    app.channel.says(&reza, "it is a black one").accepted().await;
    app.decided(2).await;
    assert_eq!(app.kinds(2).await, "message handoff reply message", "it is still Reza's");
    app.channel.says_to_us(&mina, "another question").accepted().await;
    assert_eq!(next(&app).await, ("Answer to: another question".to_owned(), mina.address().clone()));
}
