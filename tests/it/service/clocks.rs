//! What is due when, and what is told of it.

use chrono::{DateTime, Duration, Utc};
use hamyar::model::{Action, Priority, Status};
use hamyar_channel::testing::Person;

use super::{asks, does, within_an_hour};
use crate::support::{Database, Starting, TestApp, both};

both!(
    a_deadline_leaves_out_the_night_and_the_weekend,
    a_warning_and_a_breach_are_told_once_whoever_is_killed_between,
    what_passed_while_nobody_ran_is_told_as_it_now_stands,
    a_reply_in_time_ends_the_wait_and_a_resolution_all,
    what_is_put_off_stands_still_but_for_the_first_reply,
    another_priority_is_another_time,
    handing_back_to_the_bot_ends_it_and_another_handover_begins_anew,
    without_settings_nothing_is_timed,
    how_long_replies_take_is_told_when_there_were_enough,
    how_long_replies_take_is_not_told_where_that_is_set_off_or_not_known,
    what_people_had_before_is_timed_by_changed_settings_from_the_start_on,
);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn a_deadline_leaves_out_the_night_and_the_weekend(database: Database) {
    let app = Starting::on(database)
        .setting("HAMYAR_HOURS__MONDAY", "09:00-17:00")
        .setting("HAMYAR_HOURS__TUESDAY", "09:00-17:00")
        .setting("HAMYAR_HOURS__FRIDAY", "09:00-17:00")
        .setting("HAMYAR_SERVICE_LEVELS__FIRST_REPLY", "2h")
        .setting("HAMYAR_SERVICE_LEVELS__RESOLUTION", "10h")
        .start()
        .await;
    // From Sunday on to Friday, an hour before its end.
    app.clock.advance(Duration::hours(5 * 24 + 6));
    asks(&app, "mina").await;
    let service = app.conversation(1).await.service;
    assert_eq!(service.reply_due, Some(at("2026-11-30T10:00:00Z")));
    assert_eq!(service.resolution_due, Some(at("2026-12-01T10:00:00Z")));
    // Three quarters of two hours are over on Monday at half past nine.
    app.clock.advance(Duration::hours(65));
    app.channel.says(&Person::direct("mina"), "Is anybody there?").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message handoff reply message");
    app.clock.advance(Duration::minutes(30));
    app.happened(1, "message handoff reply message due_soon").await;
    // Whoever comes outside of the hours has all of them.
    app.clock.advance(Duration::hours(10));
    asks(&app, "omid").await;
    assert_eq!(app.conversation(2).await.service.reply_due, Some(at("2026-12-01T11:00:00Z")));
}

async fn a_warning_and_a_breach_are_told_once_whoever_is_killed_between(database: Database) {
    let app = within_an_hour(database).start_apart();
    let mina = asks(&app, "mina").await;
    app.clock.advance(Duration::minutes(45));
    app.happened(1, "message handoff reply due_soon").await;
    let app = app.kill().start_apart();
    app.clock.advance(Duration::minutes(15));
    app.happened(1, "message handoff reply due_soon overdue").await;
    let conversation = app.conversation(1).await;
    assert_eq!(conversation.service.alarmed_at, Some(at("2026-11-22T11:00:00Z")));
    let app = app.kill().start_apart();
    app.clock.advance(Duration::minutes(30));
    app.channel.says(&mina, "Is anybody there?").accepted().await;
    app.happened(1, "message handoff reply due_soon overdue message").await;
    let entry = &app.timeline(1).await[4];
    assert_eq!(entry.data, serde_json::json!({ "of": "first_reply", "due": "2026-11-22T11:00:00Z" }));
    app.kill();
}

async fn what_passed_while_nobody_ran_is_told_as_it_now_stands(database: Database) {
    let app = within_an_hour(database).start().await;
    asks(&app, "mina").await;
    let stopped = app.stop().await;
    stopped.clock().advance(Duration::hours(2));
    let app = stopped.start().await;
    app.happened(1, "message handoff reply overdue").await;
    app.clock.advance(Duration::hours(2));
    app.happened(1, "message handoff reply overdue overdue").await;
}

async fn a_reply_in_time_ends_the_wait_and_a_resolution_all(database: Database) {
    let app = within_an_hour(database).start().await;
    let (mina, sara) = (asks(&app, "mina").await, app.agent("sara").await);
    app.clock.advance(Duration::minutes(30));
    let replied = does(&app, 1, sara, Action::Reply("I am looking.".to_owned())).await;
    assert_eq!((replied.service.reply_due, replied.service.replied_at), (None, Some(at("2026-11-22T10:30:00Z"))));
    assert_eq!(replied.service.resolution_due, Some(at("2026-11-22T14:00:00Z")));
    // What the customer writes afterwards does not begin another wait for a first reply.
    app.channel.says(&mina, "Thank you.").accepted().await;
    app.decided(1).await;
    app.clock.advance(Duration::hours(2));
    let resolved = does(&app, 1, sara, Action::Resolve).await;
    assert_eq!((resolved.service.due(), resolved.service.handed_at), (None, None));
    app.clock.advance(Duration::hours(9));
    app.channel.says(&mina, "Bye.").accepted().await;
    app.decided(1).await;
    assert!(!app.kinds(1).await.contains("due"));
}

async fn what_is_put_off_stands_still_but_for_the_first_reply(database: Database) {
    let app = within_an_hour(database).start().await;
    let sara = app.agent("sara").await;
    asks(&app, "mina").await;
    asks(&app, "omid").await;
    does(&app, 1, sara, Action::Reply("On Monday.".to_owned())).await;
    app.clock.advance(Duration::minutes(10));
    let until = "2026-11-22T20:10:00Z".parse().unwrap();
    assert_eq!(does(&app, 1, sara, Action::Snooze(until)).await.service.due(), None);
    // Nobody has replied to this one: its customer waits, whoever put it off.
    let unanswered = does(&app, 2, sara, Action::Snooze(until)).await;
    assert_eq!(unanswered.service.reply_due, Some(at("2026-11-22T11:00:00Z")));
    app.clock.advance(Duration::minutes(35));
    app.happened(2, "message handoff reply snoozed due_soon").await;
    assert_eq!(app.conversation(2).await.status, Status::Snoozed, "it still sleeps");
    app.clock.advance(Duration::hours(9) + Duration::minutes(25));
    app.happened(1, "message handoff reply taken agent_reply snoozed woken").await;
    // Ten hours later than without.
    assert_eq!(app.conversation(1).await.service.resolution_due, Some(at("2026-11-23T00:00:00Z")));
    app.happened(2, "message handoff reply snoozed due_soon overdue woken").await;
}

async fn another_priority_is_another_time(database: Database) {
    let app = within_an_hour(database).setting("HAMYAR_SERVICE_LEVELS__LOW__FIRST_REPLY", "8h").start().await;
    let sara = app.agent("sara").await;
    asks(&app, "mina").await;
    app.clock.advance(Duration::hours(1));
    app.happened(1, "message handoff reply overdue").await;
    let low = does(&app, 1, sara, Action::Prioritise(Priority::Low)).await;
    assert_eq!(low.service.reply_due, Some(at("2026-11-22T18:00:00Z")));
    assert_eq!(low.service.alarmed_at, None, "nothing is late any more");
    assert_eq!(low.service.resolution_due, Some(at("2026-11-22T14:00:00Z")), "what is left out is as usual");
    app.clock.advance(Duration::minutes(30));
    let normal = does(&app, 1, sara, Action::Prioritise(Priority::Normal)).await;
    assert_eq!(normal.service.reply_due, Some(at("2026-11-22T11:00:00Z")));
    app.happened(1, "message handoff reply overdue prioritised prioritised overdue").await;
}

async fn handing_back_to_the_bot_ends_it_and_another_handover_begins_anew(database: Database) {
    let app = within_an_hour(database).start().await;
    let (mina, sara) = (asks(&app, "mina").await, app.agent("sara").await);
    assert_eq!(does(&app, 1, sara, Action::Return).await.service.due(), None);
    app.clock.advance(Duration::hours(3));
    app.channel.says(&mina, "I want to talk to a person").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message handoff reply returned reply message handoff reply");
    assert_eq!(app.conversation(1).await.service.reply_due, Some(at("2026-11-22T14:00:00Z")));
    // What people take up by themselves has nobody who waits, until its customer writes.
    let omid = Person::direct("omid");
    app.channel.says(&omid, "a question").accepted().await;
    app.decided(2).await;
    let taken = does(&app, 2, sara, Action::Take).await;
    assert_eq!((taken.service.reply_due, taken.service.resolution_due), (None, Some(at("2026-11-22T17:00:00Z"))));
    app.clock.advance(Duration::minutes(5));
    app.channel.says(&omid, "another question").accepted().await;
    app.decided(2).await;
    assert_eq!(app.conversation(2).await.service.reply_due, Some(at("2026-11-22T14:05:00Z")));
}

async fn without_settings_nothing_is_timed(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = asks(&app, "mina").await;
    let service = app.conversation(1).await.service;
    assert_eq!((service.due(), service.told), (None, Vec::new()));
    app.clock.advance(Duration::days(3));
    app.channel.says(&mina, "Is anybody there?").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message handoff reply message");
}

async fn how_long_replies_take_is_told_when_there_were_enough(database: Database) {
    let app = Starting::on(database).start().await;
    let sara = app.agent("sara").await;
    let told = async |name: &str, text: &str| {
        let person = Person::direct(name);
        app.channel.says(&person, text).accepted().await;
        let told = app.channel.next_sent_to(person.address()).await.outbound.text.text;
        told.split("\n\n").next().unwrap_or_default().to_owned()
    };
    for number in 1..=10 {
        let said = told(&format!("person {number}"), "I want to talk to a person").await;
        assert!(!said.contains("usually"), "nine are not enough: {said}");
        app.clock.advance(Duration::minutes(number));
        does(&app, number, sara, Action::Reply("Here I am.".to_owned())).await;
    }
    // What was measured is not asked for again at once.
    app.clock.advance(Duration::minutes(10));
    assert_eq!(
        told("mina", "I want to talk to a person").await,
        "I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime. The first reply usually takes about 7 min."
    );
    assert_eq!(
        told("omid", "می‌خواهم با پشتیبان حرف بزنم").await,
        "گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید. اولین پاسخ معمولاً حدود ۷ دقیقه طول می‌کشد."
    );
}

async fn how_long_replies_take_is_not_told_where_that_is_set_off_or_not_known(database: Database) {
    let app = Starting::on(database)
        .setting("HAMYAR_CONVERSATION__TELL_USUAL_REPLY", "false")
        .setting("HAMYAR_HOURS__SUNDAY", "09:00-10:10")
        .setting("HAMYAR_HOURS__MONDAY", "09:00-17:00")
        .start()
        .await;
    let sara = app.agent("sara").await;
    for number in 1..=5 {
        asks(&app, &format!("person {number}")).await;
    }
    app.clock.advance(Duration::minutes(5));
    for number in 1..=5 {
        does(&app, number, sara, Action::Reply("Here I am.".to_owned())).await;
    }
    // These ask and are answered while it is closed: that takes no open time at all.
    app.clock.advance(Duration::hours(2));
    for number in 6..=10 {
        asks(&app, &format!("person {number}")).await;
        does(&app, number, sara, Action::Reply("Here I am.".to_owned())).await;
    }
    app.clock.advance(Duration::hours(22));
    let says = async |app: &TestApp, name: &str| {
        let person = Person::direct(name);
        app.channel.says(&person, "I want to talk to a person").accepted().await;
        app.channel.next_sent_to(person.address()).await.outbound.text.text
    };
    assert!(!says(&app, "mina").await.contains("usually"));
    let app = app.stop().await.setting("HAMYAR_CONVERSATION__TELL_USUAL_REPLY", "true").start().await;
    assert!(!says(&app, "omid").await.contains("usually"), "five are not enough");
    for number in 11..=15 {
        app.clock.advance(Duration::minutes(5));
        if number > 12 {
            asks(&app, &format!("person {number}")).await;
        }
        app.clock.advance(Duration::minutes(5));
        does(&app, number, sara, Action::Reply("Here I am.".to_owned())).await;
    }
    app.clock.advance(Duration::minutes(10));
    assert!(says(&app, "tobias").await.contains("usually takes about"));
}

async fn what_people_had_before_is_timed_by_changed_settings_from_the_start_on(database: Database) {
    let app = Starting::on(database).start().await;
    let sara = app.agent("sara").await;
    asks(&app, "mina").await;
    asks(&app, "omid").await;
    does(&app, 2, sara, Action::Reply("I am looking.".to_owned())).await;
    let before = app.conversation(2).await;
    let stopped = app.stop().await;
    stopped.clock().advance(Duration::minutes(30));
    let app = stopped.setting("HAMYAR_SERVICE_LEVELS__FIRST_REPLY", "40m").start().await;
    app.happened(1, "message handoff reply due_soon").await;
    app.clock.advance(Duration::minutes(10));
    app.happened(1, "message handoff reply due_soon overdue").await;
    assert_eq!(app.conversation(2).await.version, before.version, "nothing is due in it");
    // Shorter ones, too.
    let stopped = app.stop().await;
    let app = stopped.setting("HAMYAR_SERVICE_LEVELS__RESOLUTION", "30m").start().await;
    app.happened(2, "message handoff reply taken agent_reply overdue").await;
}
