//! When a message is tried again, and how fast messages are sent.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use hamyar::clock::Clock;
use hamyar::store::ListedDelivery;
use hamyar_channel::testing::{FakeChannel, Person, within};
use hamyar_channel::{Capabilities, Channel, Pace, Scope, SendError};

use crate::support::{Database, Kind, Starting, TestApp, both};

both!(
    pauses_grow_to_a_quarter_of_an_hour_and_scatter,
    what_the_platform_asks_for_is_kept_also_over_a_restart,
    what_the_platform_asks_of_the_whole_channel_holds_every_chat,
    a_message_is_given_up_after_ten_attempts_or_a_day,
    what_a_channel_that_does_not_know_us_refuses_waits_for_as_long_as_it_takes,
);

fn busy(retry_after: Option<Duration>) -> SendError {
    SendError::Transient { retry_after, reason: "busy".into() }
}

/// The one delivery that waits, once its attempts are so many and it waits again.
async fn waits(app: &TestApp, attempts: i32) -> ListedDelivery {
    let mut changes = app.live.desk();
    loop {
        let listed = app.store.deliveries(None, None, 9).await.unwrap();
        if let [one] = &listed[..]
            && one.attempts == attempts
            && one.status != "sending"
        {
            return one.clone();
        }
        within("an attempt", changes.recv()).await.unwrap();
    }
}

async fn pauses_grow_to_a_quarter_of_an_hour_and_scatter(database: Database) {
    let app = Starting::on(database)
        .setting("HAMYAR_DELIVERY__ATTEMPTS", "30")
        .setting("HAMYAR_DELIVERY__GIVE_UP_AFTER", "30d")
        .start()
        .await;
    app.channel.fail_next(busy(None));
    app.channel.says(&Person::direct("mina"), "a question").accepted().await;
    let (mut shares, mut whole) = (Vec::new(), 1000);
    for attempt in 1..=16 {
        let pause = waits(&app, attempt).await.not_before - app.clock.now();
        let milliseconds = pause.num_milliseconds();
        assert!((100..=whole).contains(&milliseconds), "attempt {attempt}: {milliseconds} ms of {whole} ms");
        shares.push(100 * (milliseconds - 100) / (whole - 100));
        whole = (whole * 2).min(15 * 60 * 1000);
        app.channel.fail_next(busy(None));
        app.clock.advance(pause);
    }
    let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
    assert!(most - least > 20, "pauses anywhere in their range are not all at one place of it: {shares:?} %");
}

async fn what_the_platform_asks_for_is_kept_also_over_a_restart(database: Database) {
    let app = Starting::on(database).start().await;
    app.channel.fail_next(busy(Some(Duration::from_secs(35))));
    app.channel.says(&Person::direct("mina"), "a question").accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    let listed = waits(&app, 0).await;
    assert_eq!(
        listed.not_before - app.clock.now(),
        chrono::Duration::seconds(35),
        "and it does not count as an attempt"
    );
    app.clock.advance(chrono::Duration::seconds(34));
    let app = app.stop().await.start().await;
    app.channel.says(&Person::direct("reza"), "a question").accepted().await;
    app.channel.next_sent().await;
    app.settled().await;
    assert_eq!(app.channel.attempts().len(), 2, "Mina's waits a second more");
    app.clock.advance(chrono::Duration::seconds(1));
    app.channel.next_sent().await;
}

async fn what_the_platform_asks_of_the_whole_channel_holds_every_chat(database: Database) {
    let app = Starting::on(database).start().await;
    let (wait, reason) = (Duration::from_secs(35), "busy".into());
    app.channel.fail_next(SendError::Limited { wait, scope: Scope::Channel, reason });
    app.channel.says(&Person::direct("mina"), "a question").accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    app.channel.says(&Person::direct("reza"), "a question").accepted().await;
    app.happened(2, "message reply").await;
    app.settled().await;
    assert_eq!(app.channel.attempts().len(), 1, "Reza's is not tried");
    app.clock.advance(chrono::Duration::seconds(34));
    let app = app.stop().await.start().await;
    app.settled().await;
    let waiting = app.store.deliveries(None, None, 9).await.unwrap();
    assert_eq!(waiting.iter().map(|one| (&*one.status, one.attempts)).collect::<Vec<_>>(), [("pending", 0); 2]);
    assert_eq!(app.channel.attempts().len(), 1, "a second is left");
    app.clock.advance(chrono::Duration::seconds(1));
    app.channel.next_sent().await;
    app.channel.next_sent().await;
}

/// Asks something whose answer fails, each time so much later, until it is given up: how often it was tried, and when it was over.
async fn given_up(app: &TestApp, person: &str, pause: chrono::Duration) -> (usize, DateTime<Utc>) {
    let (attempts, dead) = (app.channel.attempts().len(), app.store.delivery_counts().await.unwrap().dead);
    for _ in 0..10 {
        app.channel.fail_next(busy(None));
    }
    app.channel.says(&Person::direct(person), "a question").accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    while app.store.delivery_counts().await.unwrap().dead == dead {
        app.clock.advance(pause);
        app.channel.next_attempt().await;
        app.settled().await;
    }
    (app.channel.attempts().len() - attempts, app.clock.now())
}

async fn a_message_is_given_up_after_ten_attempts_or_a_day(database: Database) {
    let app = Starting::on(database).start().await;
    let begun = app.clock.now();
    let (attempts, at) = given_up(&app, "mina", chrono::Duration::minutes(15)).await;
    assert_eq!((attempts, at - begun), (10, chrono::Duration::minutes(9 * 15)));
    let begun = app.clock.now();
    let (attempts, at) = given_up(&app, "reza", chrono::Duration::hours(9)).await;
    assert_eq!((attempts, at - begun), (4, chrono::Duration::hours(27)), "after a day the next failure is the last");
}

/// A channel that takes so many.
fn paced() -> FakeChannel {
    let channel = FakeChannel::new("fake:main");
    let pace = Some(Pace { per_second: 30, chat_per_minute: 60, group_per_minute: 20 });
    let capabilities = Capabilities { pace, ..channel.capabilities() };
    channel.with_capabilities(capabilities)
}

/// Sends until nothing more goes without the clock: what is left waits, at least so long.
async fn rests(app: &TestApp, left: i64) -> chrono::Duration {
    let mut changes = app.live.desk();
    loop {
        let counts = app.store.delivery_counts().await.unwrap();
        let listed = app.store.deliveries(None, None, 99).await.unwrap();
        let now = app.clock.now();
        let due = listed.iter().filter(|one| one.not_before <= now).count();
        if counts.sending == 0 && counts.pending == left && listed.len() > due {
            let next = listed.iter().filter(|one| one.not_before > now).map(|one| one.not_before - now).min();
            return next.unwrap();
        }
        within("an attempt", changes.recv()).await.unwrap();
    }
}

#[tokio::test]
async fn a_chat_gets_one_a_second_after_the_first_few() {
    let app = Starting::on(Database::new(Kind::Sqlite).await).channel(paced()).start().await;
    let mina = Person::direct("mina");
    for number in 0..5 {
        app.channel.says(&mina, &format!("question {number}")).accepted().await;
        app.decided(1).await;
    }
    let wait = rests(&app, 2).await;
    assert_eq!(app.channel.attempts().len(), 3);
    assert!(wait <= chrono::Duration::milliseconds(1053), "{wait}");
}

#[tokio::test]
async fn a_group_gets_twenty_a_minute_at_most() {
    let app = Starting::on(Database::new(Kind::Sqlite).await).channel(paced()).start().await;
    for number in 0..6 {
        let person = Person::in_group(&format!("person-{number}"), "-7");
        app.channel.says_to_us(&person, "a question").accepted().await;
    }
    let wait = rests(&app, 3).await;
    assert_eq!(app.channel.attempts().len(), 3);
    // Three at once, and seventeen at such distances, are twenty in any minute.
    assert!(wait > chrono::Duration::seconds(1) && wait <= chrono::Duration::milliseconds(3530), "{wait}");
}

#[tokio::test]
async fn all_chats_together_get_thirty_a_second_at_most() {
    let app = Starting::on(Database::new(Kind::Sqlite).await).channel(paced()).start().await;
    let begun = Instant::now();
    for number in 0..40 {
        app.channel.says(&Person::direct(&format!("person-{number}")), "a question").accepted().await;
    }
    for number in 1..=40 {
        app.decided(number).await;
    }
    app.settled().await;
    let (sent, took) = (app.channel.attempts().len(), begun.elapsed());
    let most = 3 + took.as_millis() * 27 / 1000 + 1;
    assert!(sent as u128 <= most, "{sent} were sent in {took:?}");
    assert!(sent >= 3, "{sent}");
}

async fn what_a_channel_that_does_not_know_us_refuses_waits_for_as_long_as_it_takes(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let refused = || app.channel.fail_next(SendError::Unauthorized { reason: "the token is wrong".into() });
    refused();
    app.channel.says(&mina, "a question").accepted().await;
    // More attempts than are made of anything else.
    for _ in 0..12 {
        app.channel.next_attempt().await;
        let one = waits(&app, 0).await;
        assert_eq!((one.status.as_str(), one.not_before - app.clock.now()), ("pending", chrono::Duration::minutes(1)));
        refused();
        app.clock.advance(chrono::Duration::minutes(1));
    }
    app.channel.next_attempt().await;
    waits(&app, 0).await;
    app.clock.advance(chrono::Duration::minutes(1));
    app.channel.next_sent_to(mina.address()).await;
    app.settled_all().await;
    assert_eq!(app.kinds(1).await, "message reply", "nobody is fetched, and nothing is lost");
}
