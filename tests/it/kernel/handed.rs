//! What is handed over in memory, claimed in the commit that made it: nothing of it is lost, early or twice.

use hamyar_channel::testing::{FakeChannel, Person};

use super::{ours, together};
use crate::support::{Database, Starting, both};

both!(
    what_the_courier_has_no_room_for_waits_for_its_turn,
    replies_to_one_person_keep_their_order,
    what_was_handed_over_is_sent_before_it_stops,
);

async fn what_the_courier_has_no_room_for_waits_for_its_turn(database: Database) {
    let app = Starting::on(database).setting("HAMYAR_DELIVERY__CONCURRENCY", "1").start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    let hold = app.channel.hold_next();
    app.channel.says(&mina, "a question").accepted().await;
    hold.reached().await;
    app.channel.says(&reza, "a question").accepted().await;
    app.decided(2).await;
    let counts = app.store.delivery_counts().await.unwrap();
    assert_eq!((counts.sending, counts.pending), (1, 1), "only what is on its way is claimed");
    hold.release();
    app.settled_all().await;
    assert_eq!((ours(&app, &mina).len(), ours(&app, &reza).len()), (1, 1));
    assert_eq!(app.channel.attempts().len(), 2);
}

async fn replies_to_one_person_keep_their_order(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let hold = app.channel.hold_next();
    app.channel.says(&mina, "the first question").accepted().await;
    hold.reached().await;
    for question in ["the second question", "the third question"] {
        app.channel.says(&mina, question).accepted().await;
        app.decided(1).await;
    }
    let counts = app.store.delivery_counts().await.unwrap();
    assert_eq!((counts.sending, counts.pending), (1, 2), "what follows is not claimed before its turn");
    assert!(app.channel.attempts().is_empty(), "and not sent before its turn");
    hold.release();
    app.settled_all().await;
    let ours = ours(&app, &mina);
    let answers = ["the first", "the second", "the third"].map(|which| format!("Answer to: {which} question"));
    assert_eq!(ours.len(), 3, "{ours:?}");
    assert!(ours.iter().zip(&answers).all(|(said, answer)| said.starts_with(answer)), "{ours:?}");
}

async fn what_was_handed_over_is_sent_before_it_stops(database: Database) {
    let app = Starting::on(database).start().await;
    let people = ["mina", "reza", "sara", "babak"].map(Person::direct);
    let hold = app.channel.hold_next();
    let elsewhere = FakeChannel::new("fake:elsewhere");
    let asked = together(people.iter().map(|person| elsewhere.says(person, "a question")).collect());
    app.channel.push_batch(asked).accepted().await;
    hold.reached().await;
    let (stopped, ()) = tokio::join!(app.stop(), async { hold.release() });
    let app = stopped.start().await;
    app.settled_all().await;
    for person in &people {
        let ours = ours(&app, person);
        assert!(ours.len() == 1 && ours[0].starts_with("Answer to: a question"), "{ours:?}");
    }
    assert_eq!(app.channel.attempts().len(), 4);
}
