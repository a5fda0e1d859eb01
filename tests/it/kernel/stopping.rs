//! Being asked to stop: what is begun is finished, and what cannot be is left to others.

use std::sync::Arc;

use hamyar::clock::{Edge, RandomIds};
use hamyar::store::Store;
use hamyar_channel::testing::{Person, within};

use super::ours;
use crate::support::{Database, Starting, TestApp, both};

both!(
    what_is_being_sent_when_it_stops_is_sent_and_recorded,
    what_is_not_finished_in_time_is_free_for_another_node_at_once,
);

/// Waits until the app takes no more requests.
async fn closed(url: &str) {
    let closing = async {
        while reqwest::get(url).await.is_ok_and(|answer| answer.status() == 200) {
            tokio::task::yield_now().await;
        }
    };
    within("the app to take no more", closing).await;
}

async fn what_is_being_sent_when_it_stops_is_sent_and_recorded(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, url) = (Person::direct("mina"), format!("http://{}/readyz", app.http));
    let (channel, hold) = (app.channel.clone(), app.channel.hold_next());
    app.channel.says(&mina, "a question").accepted().await;
    hold.reached().await;
    let stopping = tokio::spawn(app.stop());
    closed(&url).await;
    assert!(!stopping.is_finished(), "it waits for what is being sent");
    hold.release();
    let app = within("the app to stop", stopping).await.unwrap().start().await;
    app.settled_all().await;
    assert_eq!(channel.attempts().len(), 1, "it was recorded, and is not sent again: {:?}", channel.attempts());
    assert_eq!(ours(&app, &mina).len(), 1);
}

/// Another node at the same database.
async fn another_node(app: &TestApp) -> Store {
    let edge = Edge { clock: app.clock.clone(), ids: Arc::new(RandomIds) };
    Store::open(&app.database.url, "another", edge).await.unwrap()
}

async fn what_is_not_finished_in_time_is_free_for_another_node_at_once(database: Database) {
    let app = Starting::on(database).setting("HAMYAR_STOP_WITHIN", "100ms").start().await;
    let other = another_node(&app).await;
    let hold = app.channel.hold_next();
    app.channel.says(&Person::direct("mina"), "a question").accepted().await;
    hold.reached().await;
    let gate = app.answers.hold_next();
    app.channel.says(&Person::direct("reza"), "another question").accepted().await;
    gate.reached().await;
    assert!(other.claim_turns(9).await.unwrap().is_empty(), "both are claimed");
    let channels = ["fake:main".to_owned()];
    let lease = chrono::Duration::minutes(1);
    assert!(other.claim_deliveries(&channels, 9, lease).await.unwrap().is_empty());
    let stopped = app.stop().await;

    let turns = other.claim_turns(9).await.unwrap();
    assert_eq!(turns.len(), 1, "{turns:?}");
    assert_eq!(turns[0].entries[0].body, "another question");
    let deliveries = other.claim_deliveries(&channels, 9, lease).await.unwrap();
    assert_eq!(deliveries.len(), 1, "{deliveries:?}");
    assert!(deliveries[0].ambiguous, "it may have arrived");
    drop(stopped);
}
