//! Turns: one answer for each question, and silence where a person speaks.

use hamyar::clock::Clock;
use hamyar::engine::ActError;
use hamyar::model::{Action, Holder, Refusal};
use hamyar::store::{Committed, Composed};
use hamyar_channel::testing::{FakeChannel, Person, within};
use hamyar_channel::{Event, Inbound};

use crate::support::{Database, Starting, both};

both!(
    a_message_arrives_between_load_and_commit,
    an_agent_takes_the_conversation_while_the_bot_is_being_asked,
    an_answer_that_takes_long_keeps_nobody_else_waiting,
    two_agents_act_on_one_version,
    an_event_brought_twice_is_decided_once,
    a_question_that_fails_reaches_a_person,
    a_conversation_is_resolved_as_soon_as_it_was_quiet_for_long,
    what_came_between_is_not_written_over,
    a_message_after_the_resolution_takes_the_conversation_up_again,
    who_resolved_it_has_it_again_while_they_are_there,
    a_fragment_waits_for_the_rest,
);

async fn a_message_arrives_between_load_and_commit(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let gate = app.answers.hold_next();
    app.channel.says(&mina, "the first question").accepted().await;
    gate.reached().await;
    app.channel.says(&mina, "the second question").accepted().await;
    gate.open();
    let first = app.channel.next_sent().await.outbound.text.text;
    let second = app.channel.next_sent().await.outbound.text.text;
    assert!(first.starts_with("Answer to: the first question"), "{first}");
    assert_eq!(second, "Answer to: the second question");
    assert_eq!(app.answers.asked(), ["the first question", "the second question"]);
    assert_eq!(app.kinds(1).await, "message message reply reply");
    let conversation = app.conversation(1).await;
    assert_eq!((conversation.last_seq, conversation.handled_seq), (4, 2));
}

async fn an_agent_takes_the_conversation_while_the_bot_is_being_asked(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, sara) = (Person::direct("mina"), app.agent("sara").await);
    let gate = app.answers.hold_next();
    app.channel.says(&mina, "a question").accepted().await;
    gate.reached().await;
    let conversation = app.conversation(1).await;
    app.act(conversation.id, sara, Action::Take).await;
    gate.open();
    app.act(conversation.id, sara, Action::Reply("I am here.".to_owned())).await;
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "I am here.");
    app.channel.says(&mina, "another question").accepted().await;
    app.act(conversation.id, sara, Action::Reply("Still here.".to_owned())).await;
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "Still here.");
    assert!(app.channel.unread().is_empty(), "the bot is silent while a person holds the conversation");
    assert_eq!(app.kinds(1).await, "message taken agent_reply message agent_reply");
}

async fn an_answer_that_takes_long_keeps_nobody_else_waiting(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    let gate = app.answers.hold_next();
    let silent = FakeChannel::new("fake:elsewhere");
    let said = vec![silent.says(&mina, "a question of mine"), silent.says(&reza, "another question")];
    app.channel.push_batch(super::together(said)).accepted().await;
    gate.reached().await;
    // Whichever is decided first.
    let held = app.answers.asked().remove(0);
    let first = app.channel.next_sent().await.outbound.text.text;
    assert!(first.starts_with("Answer to: ") && !first.contains(&held), "{first}");
    gate.open();
    let second = app.channel.next_sent().await.outbound.text.text;
    assert!(second.starts_with(&format!("Answer to: {held}")), "{second}");
}

async fn two_agents_act_on_one_version(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let (sara, omid) = (app.agent("sara").await, app.agent("omid").await);
    app.channel.says(&mina, "something unknown").accepted().await;
    app.channel.next_sent().await;
    let seen = app.conversation(1).await;
    assert_eq!(seen.holder, Holder::Queue);
    app.engine.act(seen.id, seen.version, sara, Action::Reply("Sara answers.".to_owned())).await.unwrap();
    let second = app.engine.act(seen.id, seen.version, omid, Action::Reply("Omid answers.".to_owned())).await;
    let Err(ActError::Conflict(conflict)) = second else { panic!("the second must be told: {second:?}") };
    assert_eq!(conflict.since.last().unwrap().body, "Sara answers.");
    assert_eq!(conflict.version, app.conversation(1).await.version);
    let late = app.engine.act(seen.id, conflict.version, omid, Action::Reply("Omid answers.".to_owned())).await;
    assert!(matches!(late, Err(ActError::Refused(Refusal::HeldBy(holder))) if holder == sara), "{late:?}");
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "Sara answers.");
    assert!(app.channel.unread().is_empty());
}

async fn an_event_brought_twice_is_decided_once(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let pushed = app.channel.says(&mina, "a question");
    let batch = pushed.batch.clone();
    assert_eq!(pushed.accepted().await.recorded, 1);
    app.channel.next_sent().await;
    let again = app.channel.push_batch([batch.clone(), batch].concat()).accepted().await;
    assert_eq!((again.recorded, again.repeated), (0, 2));
    app.channel.says(&mina, "the next question").accepted().await;
    app.channel.next_sent().await;
    assert_eq!(app.answers.asked(), ["a question", "the next question"]);
}

async fn a_question_that_fails_reaches_a_person(database: Database) {
    let app = Starting::on(database).start().await;
    for (person, text) in [("mina", "this will fail"), ("reza", "this will panic")] {
        app.channel.says(&Person::direct(person), text).accepted().await;
        let told = app.channel.next_sent().await.outbound.text.text;
        assert!(told.starts_with("Something failed on our side"), "{told}");
    }
    for number in [1, 2] {
        assert_eq!(app.conversation(number).await.holder, Holder::Queue);
        assert_eq!(app.kinds(number).await, "message handoff reply");
    }
}

async fn a_conversation_is_resolved_as_soon_as_it_was_quiet_for_long(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.says(&mina, "a question").accepted().await;
    app.channel.next_sent().await;
    app.settled().await;
    let period = app.store.next_turn_at().await.unwrap().unwrap() - app.clock.now();
    app.clock.advance(period - chrono::Duration::hours(1));
    let touched = app.clock.now();
    let (author, place, event) = (mina.author.clone(), mina.place.clone(), Event::Unknown { kind: "news".to_owned() });
    let unknown = Inbound { key: "u:1".to_owned(), at: touched, place, author, event };
    app.channel.push(unknown).accepted().await;
    let mut changes = app.live.desk();
    app.clock.advance(chrono::Duration::hours(2));
    while app.store.next_turn_at().await.unwrap().unwrap() <= app.clock.now() {
        within("the timer to be looked at", changes.recv()).await.unwrap();
    }
    let next = app.store.next_turn_at().await.unwrap().unwrap();
    assert_eq!(next - touched, period, "quiet counts from the last thing that happened");
    app.clock.advance(next - app.clock.now());
    app.resolved(1).await;
}

async fn what_came_between_is_not_written_over(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, sara) = (Person::direct("mina"), app.agent("sara").await);
    app.channel.says(&mina, "something unknown").accepted().await;
    app.channel.next_sent().await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Reply("I am here.".to_owned())).await;
    let read = app.conversation(1).await;
    assert_eq!((read.waiting_since, read.language.as_str()), (None, "en"));
    app.clock.advance(chrono::Duration::minutes(1));
    app.channel.says(&mina, "سلام، هنوز منتظر پاسخ شما هستم").accepted().await;
    app.decided(1).await;
    let between = app.conversation(1).await;
    assert_eq!((between.waiting_since, between.language.as_str()), (Some(app.clock.now()), "fa"));
    assert_eq!(between.version, read.version, "a customer who writes does not disturb who is writing to them");

    // What an act writes that had read the conversation before.
    let (handled, next) = (read.handled_seq, read.clone());
    let act = Composed {
        before: read,
        next,
        handled,
        entries: Vec::new(),
        cancel: Vec::new(),
        introduces: false,
        visible: true,
        wake_at: None,
        effects: Vec::new(),
        shows: false,
        limit: None,
        fenced: false,
        claim: None,
    };
    let outcomes = app.store.commit(vec![act]).await.unwrap();
    assert!(matches!(outcomes[..], [Committed::Done { sends: false, claimed: None, .. }]), "{outcomes:?}");
    let after = app.conversation(1).await;
    assert_eq!((after.waiting_since, after.language), (between.waiting_since, between.language));
}

async fn a_message_after_the_resolution_takes_the_conversation_up_again(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, sara) = (Person::direct("mina"), app.agent("sara").await);
    app.channel.says(&mina, "something unknown").accepted().await;
    app.channel.next_sent().await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Resolve).await;
    app.channel.next_sent().await;
    app.clock.advance(chrono::Duration::days(2));
    app.channel.says(&mina, "one more question").accepted().await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("Answer to: one more question"));
    assert_eq!(app.kinds(1).await, "message handoff reply resolved reply message reopened reply");
    app.act(id, sara, Action::Resolve).await;
    app.channel.next_sent().await;
    app.clock.advance(chrono::Duration::days(8));
    app.channel.says(&mina, "a week later").accepted().await;
    app.channel.next_sent().await;
    assert_eq!(app.kinds(2).await, "message reply", "after a week it is a new matter");
}

async fn who_resolved_it_has_it_again_while_they_are_there(database: Database) {
    let app = Starting::on(database).start().await;
    let sara = app.agent("sara").await;
    let cases = [(23, true, Holder::Agent(sara)), (23, false, Holder::Bot), (25, true, Holder::Bot)];
    for (number, (hours, present, holder)) in (1..).zip(cases) {
        let person = Person::direct(&format!("person {number}"));
        app.channel.says(&person, "something unknown").accepted().await;
        app.channel.next_sent_to(person.address()).await;
        let id = app.conversation(number).await.id;
        app.act(id, sara, Action::Resolve).await;
        app.channel.next_sent_to(person.address()).await;
        app.clock.advance(chrono::Duration::hours(hours));
        if present {
            app.store.agent_seen(sara).await.unwrap();
        }
        app.channel.says(&person, "one more question").accepted().await;
        app.decided(number).await;
        app.settled_all().await;
        assert_eq!(app.conversation(number).await.holder, holder, "after {hours} hours, present: {present}");
        let answered = app.kinds(number).await.ends_with("reopened reply");
        assert_eq!(answered, holder == Holder::Bot, "the bot is silent where a person speaks");
    }
}

async fn a_fragment_waits_for_the_rest(database: Database) {
    let app = Starting::on(database).setting("HAMYAR_ANSWERS__FRAGMENT_WAIT", "1500ms").start_apart();
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    app.channel.says(&mina, "hi").accepted().await;
    app.clock.advance(chrono::Duration::milliseconds(1400));
    app.channel.says(&mina, "how long does delivery take?").accepted().await;
    let reply = app.channel.next_sent().await.outbound.text.text;
    assert!(reply.starts_with("Answer to: hi\nhow long does delivery take?"), "{reply}");
    assert_eq!(app.answers.asked().len(), 1);

    // What nothing follows is answered by itself, also by a process that did not hear it.
    app.channel.says(&reza, "hi").accepted().await;
    let app = app.kill().start().await;
    app.clock.advance(chrono::Duration::milliseconds(1400));
    app.channel.says(&mina, "another question").accepted().await;
    app.channel.next_sent_to(mina.address()).await;
    assert_eq!(app.kinds(2).await, "message", "the rest may still come");
    app.clock.advance(chrono::Duration::milliseconds(200));
    app.channel.next_sent_to(reza.address()).await;
    assert_eq!(app.kinds(2).await, "message reply");
}
