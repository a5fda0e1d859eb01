//! Mistakes of ours that show as a panic: they end what they happen in, and nothing else.

use std::time::Duration;

use hamyar::model::{Action, Holder};
use hamyar::store::DeliveryCounts;
use hamyar_channel::testing::{FakeChannel, Person, within};
use hamyar_channel::{Capabilities, Channel, SendError};

use super::{REPEAT, ours};
use crate::support::{Database, Starting, TestApp, both};

both!(
    a_turn_that_panics_each_time_is_a_case_for_a_person,
    a_panic_while_sending_keeps_nobody_waiting,
    what_panics_each_time_is_left,
    where_it_is_safe_it_is_tried_again,
    a_task_that_panics_begins_anew,
    what_was_on_its_way_when_the_courier_panicked_is_recorded,
    a_listener_that_panics_listens_again,
);

/// Lets time pass for what waits to be tried again.
async fn until(app: &TestApp, done: impl Fn(DeliveryCounts) -> bool) {
    let mut changes = app.live.desk();
    let tried = async {
        loop {
            let counts = app.store.delivery_counts().await.unwrap();
            if counts.sending == 0 && done(counts) {
                return;
            }
            if counts.sending == 0 && counts.pending > 0 {
                app.clock.advance(chrono::Duration::seconds(10));
            }
            let _ = tokio::time::timeout(Duration::from_millis(20), changes.recv()).await;
        }
    };
    within("a delivery to end", tried).await;
}

async fn a_turn_that_panics_each_time_is_a_case_for_a_person(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza, sara) = (Person::direct("mina"), Person::direct("reza"), app.agent("sara").await);
    app.channel.says(&mina, "a cursed question").accepted().await;
    app.channel.says(&reza, "a question").accepted().await;
    until(&app, |_| !ours(&app, &reza).is_empty()).await;
    let handed_over = async {
        while app.conversation(1).await.holder == Holder::Bot {
            app.clock.advance(chrono::Duration::seconds(1));
        }
    };
    within("a person to be fetched", handed_over).await;
    assert_eq!(app.kinds(1).await, "message handoff");
    assert_eq!(app.timeline(1).await[1].data["reason"], "undecidable");
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
    let tries = app.answers.asked().into_iter().filter(|question| question.contains("cursed")).count();
    assert_eq!(tries, 5, "it is given up");
    // The person who has the case answers it, and the conversation goes on.
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Reply("We shall see to it.".to_owned())).await;
    until(&app, |_| !ours(&app, &mina).is_empty()).await;
    let told = ours(&app, &mina);
    assert!(told.len() == 1 && told[0].ends_with("We shall see to it."), "{told:?}");
}

async fn a_panic_while_sending_keeps_nobody_waiting(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.panic_next();
    app.channel.says(&mina, "a question").accepted().await;
    until(&app, |_| !ours(&app, &mina).is_empty()).await;
    app.channel.says(&mina, "another question").accepted().await;
    until(&app, |_| ours(&app, &mina).len() > 1).await;
    let shown = ours(&app, &mina);
    assert!(shown[0].starts_with(REPEAT), "nobody knows how far it came: {shown:?}");
    assert_eq!((shown.len(), &*shown[1]), (2, "Answer to: another question"));
}

async fn what_panics_each_time_is_left(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.panic_next();
    app.channel.panic_next();
    app.channel.says(&mina, "poison").accepted().await;
    until(&app, |counts| counts.unknown == 1).await;
    assert_eq!(app.kinds(1).await, "message reply failed", "somebody is shown it");
    app.channel.says(&mina, "a question").accepted().await;
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "Answer to: a question", "the conversation goes on");
}

async fn where_it_is_safe_it_is_tried_again(database: Database) {
    let channel = FakeChannel::new("fake:main");
    let capabilities = Capabilities { idempotent: true, ..channel.capabilities() };
    let app = Starting::on(database).channel(channel.with_capabilities(capabilities)).start().await;
    let mina = Person::direct("mina");
    for _ in 0..3 {
        app.channel.panic_next();
    }
    app.channel.says(&mina, "a question").accepted().await;
    until(&app, |_| !ours(&app, &mina).is_empty()).await;
    let shown = ours(&app, &mina);
    assert!(shown.len() == 1 && shown[0].starts_with("Answer to: a question"), "{shown:?}");
    assert_eq!(app.kinds(1).await, "message reply");
}

/// How often a task of this node panicked, as `/metrics` tells it.
async fn panics(app: &TestApp, task: &str) -> u32 {
    let figures = reqwest::get(format!("http://{}/metrics", app.http)).await.unwrap().text().await.unwrap();
    let sample = format!("hamyar_task_panics_total{{task=\"{task}\"}} ");
    figures.lines().find_map(|line| line.strip_prefix(&sample)).map_or(0, |count| count.parse().unwrap())
}

/// Lets this task panic where it sleeps; no more often than it takes, since it rests longer after each time.
async fn frighten(app: &TestApp, task: &str) {
    while panics(app, task).await == 0 {
        app.clock.frighten();
        let told = async { while panics(app, task).await == 0 {} };
        let _ = tokio::time::timeout(Duration::from_millis(500), told).await;
    }
}

async fn a_task_that_panics_begins_anew(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    // The engine sleeps until the conversation is over, and the courier until it may try again.
    app.channel.says(&mina, "a question").accepted().await;
    until(&app, |_| !ours(&app, &mina).is_empty()).await;
    app.channel.fail_next(SendError::Transient { reason: "away".to_owned(), retry_after: None });
    app.channel.says(&reza, "a question").accepted().await;
    let panicked = async {
        for task in ["engine", "courier", "retention", "searching", "files"] {
            frighten(&app, task).await;
        }
    };
    within("every task that sleeps to panic", panicked).await;
    app.channel.says(&mina, "another question").accepted().await;
    until(&app, |_| ours(&app, &mina).len() > 1 && !ours(&app, &reza).is_empty()).await;
    assert_eq!(ours(&app, &mina).len(), 2);
    assert_eq!(ours(&app, &reza).len(), 1);
}

async fn what_was_on_its_way_when_the_courier_panicked_is_recorded(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    // The courier sleeps until it may try again.
    app.channel.fail_next(SendError::Transient { reason: "away".to_owned(), retry_after: None });
    app.channel.says(&reza, "a question").accepted().await;
    until(&app, |counts| counts.pending == 1).await;
    let hold = app.channel.hold_next_receipt();
    app.channel.says(&mina, "a question").accepted().await;
    within("the answer to be sent", hold.reached()).await;
    within("the courier to panic", frighten(&app, "courier")).await;
    hold.release();
    let recorded = async {
        while app.store.delivery_counts().await.unwrap().sending > 0 {
            let _ = tokio::time::timeout(Duration::from_millis(20), app.live.desk().recv()).await;
        }
    };
    within("its receipt to be recorded", recorded).await;
    until(&app, |_| !ours(&app, &reza).is_empty()).await;
    let told = ours(&app, &mina);
    assert!(told.len() == 1 && told[0].starts_with("Answer to: a question"), "{told:?}");
}

async fn a_listener_that_panics_listens_again(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.listened_to().await;
    app.channel.panic_listening();
    app.channel.says(&mina, "a question").accepted().await;
    until(&app, |_| !ours(&app, &mina).is_empty()).await;
    assert_eq!((ours(&app, &mina).len(), panics(&app, "listener").await), (1, 1));
}
