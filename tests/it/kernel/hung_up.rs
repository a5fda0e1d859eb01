//! Whoever asked for something leaves before it is done: it is done to its end all the same.

use std::pin::pin;

use futures::poll;
use hamyar::model::{Action, Holder};
use hamyar_channel::testing::{FakeChannel, Person};
use hamyar_channel::{Author, Channel, Event, Inbound, Inbox, Present};

use crate::support::{Database, Starting, Writing, both};

both!(
    who_hangs_up_while_it_is_recorded_is_answered,
    what_a_person_does_and_hangs_up_is_done,
    a_look_that_is_brought_again_says_nothing_of_what_was_said_since,
);

async fn who_hangs_up_while_it_is_recorded_is_answered(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    app.channel.says(&reza, "a question").accepted().await;
    app.channel.next_sent_to(reza.address()).await;
    let batch = FakeChannel::new("fake:elsewhere").says(&mina, "a question").batch;
    let other = Writing::to(&app.database).await;
    {
        let mut accepting = pin!(app.engine.accept(app.channel.id(), batch));
        assert!(poll!(accepting.as_mut()).is_pending());
    }
    other.finishes().await;
    app.channel.next_sent_to(mina.address()).await;
    app.settled_all().await;
    assert_eq!(app.kinds(2).await, "message reply");
}

async fn what_a_person_does_and_hangs_up_is_done(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.says(&mina, "something unknown").accepted().await;
    app.channel.next_sent().await;
    app.settled_all().await;
    let (sara, case) = (app.agent("sara").await, app.conversation(1).await);
    app.act(case.id, sara, Action::Take).await;
    let version = app.conversation(1).await.version;
    {
        let mut acting = pin!(app.engine.act(case.id, version, sara, Action::Reply("On its way.".to_owned())));
        assert!(poll!(acting.as_mut()).is_pending());
    }
    assert_eq!(app.channel.next_sent_to(mina.address()).await.outbound.text.text, "On its way.");
    assert_eq!(app.conversation(1).await.holder, Holder::Agent(sara));
}

async fn a_look_that_is_brought_again_says_nothing_of_what_was_said_since(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, elsewhere) = (Person::direct("mina"), FakeChannel::new("fake:elsewhere"));
    let first = elsewhere.says(&mina, "a question");
    let id = first.message().unwrap().to_owned();
    app.engine.accept(app.channel.id(), first.batch.clone()).await.unwrap();
    app.channel.next_sent().await;
    let (after, before) = ("0".repeat(id.len()), "9".repeat(id.len()));
    let seen = Present { after, before, messages: vec![id], reactions: Vec::new() };
    let look = |key: &str| Inbound {
        key: key.to_owned(),
        author: Author::default(),
        event: Event::Present(seen.clone()),
        ..first.batch[0].clone()
    };
    let batch = [vec![look("p:one")], elsewhere.says(&mina, "another question").batch].concat();
    for _ in 0..2 {
        app.engine.accept(app.channel.id(), batch.clone()).await.unwrap();
    }
    app.channel.next_sent().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message reply message reply");
    app.engine.accept(app.channel.id(), vec![look("p:two")]).await.unwrap();
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message reply message reply deletion", "a later look says it");
}
