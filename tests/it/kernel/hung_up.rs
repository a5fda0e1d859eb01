//! Whoever asked for something leaves before it is done: it is done to its end all the same.

use std::pin::pin;

use futures::poll;
use hamyar::model::{Action, Holder};
use hamyar_channel::testing::{FakeChannel, Person};
use hamyar_channel::{Channel, Inbox};

use crate::support::{Database, Starting, Writing, both};

both!(who_hangs_up_while_it_is_recorded_is_answered, what_a_person_does_and_hangs_up_is_done);

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
