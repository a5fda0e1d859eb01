//! Mistakes of ours that show as a panic: they end what they happen in, and nothing else.

use hamyar_channel::testing::{FakeChannel, Person, within};
use hamyar_channel::{Capabilities, Channel};

use super::{REPEAT, ours};
use crate::support::{Database, Starting, both};

both!(a_panic_while_sending_keeps_nobody_waiting, what_panics_each_time_is_left, where_it_is_safe_it_is_tried_again);

async fn a_panic_while_sending_keeps_nobody_waiting(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.panic_next();
    app.channel.says(&mina, "a question").accepted().await;
    app.happened(1, "message reply").await;
    app.settled().await;
    app.clock.advance(chrono::Duration::seconds(10));
    app.channel.next_sent().await;
    app.channel.says(&mina, "another question").accepted().await;
    app.channel.next_sent().await;
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
    app.happened(1, "message reply").await;
    app.settled().await;
    app.clock.advance(chrono::Duration::seconds(10));
    app.happened(1, "message reply failed").await;
    app.channel.says(&mina, "a question").accepted().await;
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "Answer to: a question", "the conversation goes on");
    assert_eq!(app.store.delivery_counts().await.unwrap().unknown, 1, "and somebody is shown it");
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
    app.happened(1, "message reply").await;
    let tried = async {
        while ours(&app, &mina).is_empty() {
            app.settled().await;
            app.clock.advance(chrono::Duration::seconds(10));
        }
    };
    within("it to be tried again", tried).await;
    app.settled_all().await;
    let shown = ours(&app, &mina);
    assert!(shown.len() == 1 && shown[0].starts_with("Answer to: a question"), "{shown:?}");
}
