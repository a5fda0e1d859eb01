//! A conversation that nobody takes.

use chrono::Duration;
use hamyar::model::{Action, Priority};
use hamyar_channel::SendError;
use hamyar_channel::testing::Person;

use super::{asks, does};
use crate::support::{Database, Starting, both};

both!(
    what_nobody_takes_becomes_urgent_and_its_customer_is_told_once,
    what_somebody_took_is_not_unseen_until_they_let_it_go,
    who_was_answered_or_told_of_nobody_is_told_of_no_delay,
    among_others_nobody_is_told,
    what_is_set_off_does_not_happen,
    at_the_end_of_the_day_the_next_one_is_named,
);

fn taken_within(database: Database, time: &str) -> Starting {
    Starting::on(database).setting("HAMYAR_UNSEEN__AFTER", time)
}

async fn what_nobody_takes_becomes_urgent_and_its_customer_is_told_once(database: Database) {
    let app = taken_within(database, "30m").start().await;
    let mina = asks(&app, "mina").await;
    let omid = Person::direct("omid");
    app.channel.says(&omid, "می‌خواهم با پشتیبان حرف بزنم").accepted().await;
    app.channel.next_sent_to(omid.address()).await;
    app.clock.advance(Duration::minutes(30));
    let told = async |person: &Person| app.channel.next_sent_to(person.address()).await.outbound.text.text;
    assert_eq!(
        told(&mina).await,
        "This takes longer than it should: nobody of the team has been free for it so far. I have reminded them; a person will answer you here."
    );
    assert_eq!(
        told(&omid).await,
        "کار بیش از حد معمول طول کشیده است: تا حالا هیچ‌یک از همکاران فرصت نکرده است. یادآوری کردم؛ یک نفر همین‌جا پاسخ می‌دهد."
    );
    app.happened(1, "message handoff reply unseen reply").await;
    let unseen = app.conversation(1).await;
    assert_eq!(unseen.priority, Priority::High);
    assert!(unseen.service.alarmed_at.is_some());
    assert_eq!(app.timeline(1).await[3].data, serde_json::json!({ "from": "normal", "to": "high" }));
    app.clock.advance(Duration::hours(9));
    app.channel.says(&mina, "Still nobody?").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message handoff reply unseen reply message");
}

async fn what_somebody_took_is_not_unseen_until_they_let_it_go(database: Database) {
    let app = taken_within(database, "30m").start().await;
    let (mina, sara) = (asks(&app, "mina").await, app.agent("sara").await);
    app.clock.advance(Duration::minutes(20));
    does(&app, 1, sara, Action::Take).await;
    app.clock.advance(Duration::hours(2));
    does(&app, 1, sara, Action::Assign(None)).await;
    app.clock.advance(Duration::minutes(29));
    app.channel.says(&mina, "Still nobody?").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message handoff reply taken assigned message");
    app.clock.advance(Duration::minutes(1));
    app.happened(1, "message handoff reply taken assigned message unseen reply").await;
    let taken = does(&app, 1, sara, Action::Take).await;
    assert_eq!(taken.service.alarmed_at, None, "somebody looks at it");
    // Let go once more, it is seen that it waits; its customer knows already, and it does not climb on.
    does(&app, 1, sara, Action::Assign(None)).await;
    app.clock.advance(Duration::minutes(30));
    app.happened(1, "message handoff reply taken assigned message unseen reply taken assigned unseen").await;
    assert_eq!(app.conversation(1).await.priority, Priority::High);
}

async fn who_was_answered_or_told_of_nobody_is_told_of_no_delay(database: Database) {
    let app = taken_within(database, "30m").start().await;
    let sara = app.agent("sara").await;
    asks(&app, "mina").await;
    does(&app, 1, sara, Action::Reply("It is on its way.".to_owned())).await;
    does(&app, 1, sara, Action::Assign(None)).await;
    app.settled_all().await;
    // What the bot could not deliver waits for the team, and its customer does not know that.
    for _ in 0..2 {
        app.channel.fail_next(SendError::Rejected { reason: "bad entities".to_owned() });
    }
    app.channel.says(&Person::direct("omid"), "a question").accepted().await;
    app.happened(2, "message reply failed handoff").await;
    // Nor does the customer whom a colleague took from the bot and let go of.
    app.channel.says(&Person::direct("tobias"), "a question").accepted().await;
    app.decided(3).await;
    does(&app, 3, sara, Action::Take).await;
    does(&app, 3, sara, Action::Assign(None)).await;
    app.clock.advance(Duration::minutes(30));
    app.happened(1, "message handoff reply taken agent_reply assigned unseen").await;
    app.happened(2, "message reply failed handoff unseen").await;
    app.happened(3, "message reply taken assigned unseen").await;
}

async fn among_others_nobody_is_told(database: Database) {
    let app = taken_within(database, "30m").start().await;
    let mina = Person::in_group("mina", "shop");
    app.channel.says_to_us(&mina, "I want to talk to a person").accepted().await;
    app.channel.next_sent().await;
    app.clock.advance(Duration::minutes(30));
    app.happened(1, "message handoff reply unseen").await;
    // In a thread of their own nobody else has to read it.
    let omid = Person::in_thread("omid", "shop", "a thread", Some("omid"));
    app.channel.says_to_us(&omid, "I want to talk to a person").accepted().await;
    app.channel.next_sent().await;
    app.clock.advance(Duration::minutes(30));
    app.happened(2, "message handoff reply unseen reply").await;
}

async fn what_is_set_off_does_not_happen(database: Database) {
    let app = taken_within(database, "30m")
        .setting("HAMYAR_UNSEEN__RAISE_PRIORITY", "false")
        .setting("HAMYAR_UNSEEN__TELL_CUSTOMER", "false")
        .start()
        .await;
    asks(&app, "mina").await;
    app.clock.advance(Duration::minutes(30));
    app.happened(1, "message handoff reply unseen").await;
    assert_eq!(app.conversation(1).await.priority, Priority::Normal);
}

async fn at_the_end_of_the_day_the_next_one_is_named(database: Database) {
    let app = taken_within(database, "1h")
        .setting("HAMYAR_HOURS__SUNDAY", "09:00-11:00")
        .setting("HAMYAR_HOURS__MONDAY", "09:00-11:00")
        .start()
        .await;
    let mina = asks(&app, "mina").await;
    app.clock.advance(Duration::hours(1));
    let told = app.channel.next_sent_to(mina.address()).await.outbound.text.text;
    assert_eq!(
        told,
        "This takes longer than it should: nobody of the team has been free for it so far. Nobody is here at the moment: we are back Monday, 23 November, 09:00 our time, which is in 22 h, and a person will answer you here. You can add whatever helps in the meantime."
    );
}
