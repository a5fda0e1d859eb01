//! Mistakes of ours that show as a panic: they end what they happen in, and nothing else.

use std::time::Duration;

use hamyar::store::DeliveryCounts;
use hamyar_channel::testing::{FakeChannel, Person, within};
use hamyar_channel::{Capabilities, Channel};

use super::{REPEAT, ours};
use crate::support::{Database, Starting, TestApp, both};

both!(a_panic_while_sending_keeps_nobody_waiting, what_panics_each_time_is_left, where_it_is_safe_it_is_tried_again);

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
