//! What the desk shows of what is due, and whom it alarms.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, AgentRole, Alert, ConversationId, ServiceLevels, Targets, Unseen};
use hamyar::store::Cutoffs;

use crate::support::desk::{Browser, TestDesk};
use crate::support::{Database, both};

both!(
    what_is_due_is_seen_in_the_list_and_in_the_conversation,
    whoever_writes_when_the_clock_runs_out_is_not_disturbed,
    whoever_replies_to_what_was_just_asked_is_not_disturbed,
    the_view_of_what_is_due_is_in_the_order_of_its_times,
    alarms_go_to_those_whom_they_concern,
    alarms_of_others_leave_room_for_ones_own,
    what_a_person_had_before_moments_were_kept_waits_for_no_first_reply,
);

fn levels() -> ServiceLevels {
    let of =
        |hours| Targets { first_reply: Some(Duration::hours(hours)), resolution: Some(Duration::hours(4 * hours)) };
    let unseen = Unseen { after: Duration::minutes(50), raises: false, tells: false };
    ServiceLevels { urgent: of(1), high: of(1), normal: of(1), low: of(3), warn_at: 0.75, unseen: Some(unseen) }
}

/// Somebody hands a conversation over by asking what nobody knows.
async fn asks(desk: &TestDesk, name: &str) -> ConversationId {
    desk.says(name, "where is my invoice").await
}

/// Waits until so many changes were told.
async fn after(desk: &TestDesk, by: Duration, changes: usize) {
    let mut told = desk.changes();
    desk.clock.advance(by);
    for _ in 0..changes {
        told.recv().await.unwrap();
    }
}

async fn what_is_due_is_seen_in_the_list_and_in_the_conversation(database: Database) {
    let desk = TestDesk::timed(database, levels()).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = asks(&desk, "mina").await;
    let page = sara.get("/desk").await;
    page.shows(&["<span class=\"tag  num\">", "Reply in 1 h</span>", "Due <span class=\"count\">1</span>"]);
    page.hides(&["alarm-"]);
    after(&desk, Duration::minutes(45), 1).await;
    let address = format!("/desk/conversations/{id}");
    sara.get("/desk").await.shows(&["<span class=\"tag tag--warn num\">", "Reply in 15 min</span>"]);
    sara.get(&address).await.shows(&["Reply in 15 min</span>", "The first reply is due soon: today, 14:30"]);
    omid.get(&address).await.shows(&["۱۵ دقیقه تا مهلت پاسخ", "مهلت اولین پاسخ نزدیک است: امروز، ۱۴:۳۰"]);
    // Nobody has taken it, and then it is late.
    after(&desk, Duration::minutes(5), 1).await;
    after(&desk, Duration::minutes(21), 1).await;
    let list = sara.get("/desk/inbox/waiting/fragment").await;
    list.shows(&[
        "<span class=\"tag tag--danger num\">",
        "Reply late by 11 min</span>",
        "Due <span class=\"count\">1</span>",
        &format!(
            "<li id=\"alarm-reply-{id}\"><a href=\"{address}\" tabindex=\"-1\">mina still waits for a first reply</a>"
        ),
    ]);
    omid.get("/desk/inbox/due").await.shows(&["۱۱ دقیقه دیرکرد پاسخ", "هنوز منتظر اولین پاسخ است"]);
    let page = sara.get(&address).await;
    page.shows(&["Nobody took the conversation in time", "The first reply is late: it was due today, 14:30"]);
    // Whoever replies ends it.
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &seen), ("mode", "reply"), ("text", "Here it is.")];
    let sent = sara.submit(&format!("{address}/write"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let list = sara.get("/desk/inbox/mine").await;
    list.shows(&["Resolve in 2 h 49 min</span>"]);
    list.hides(&["alarm-", "late"]);
}

async fn whoever_writes_when_the_clock_runs_out_is_not_disturbed(database: Database) {
    let desk = TestDesk::timed(database, levels()).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = asks(&desk, "mina").await;
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let touched = async || desk.store.conversation(id).await.unwrap().unwrap().touched_at;
    let before = touched().await;
    after(&desk, Duration::minutes(45), 1).await;
    after(&desk, Duration::minutes(5), 1).await;
    after(&desk, Duration::minutes(10), 1).await;
    assert_eq!(touched().await, before, "nobody did anything in it");
    assert!(desk.version(id).await > version.parse().unwrap());
    let fields = [("version", version.as_str()), ("seen", &seen), ("mode", "reply"), ("text", "Here it is.")];
    let sent = sara.submit(&format!("/desk/conversations/{id}/write"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    // What a colleague did meanwhile is still seen first.
    let (_, other) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    desk.engine.act(id, desk.version(id).await, other, Action::Note("Mind the date.".to_owned())).await.unwrap();
    let late = sara.submit(&format!("/desk/conversations/{id}/write"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(desk.store.conversation(id).await.unwrap().unwrap().holder.agent(), Some(me));
    // When the words are let go, what was due goes with them.
    desk.engine.act(id, desk.version(id).await, me, Action::Resolve).await.unwrap();
    let conversations = Some(desk.clock.now() + Duration::days(1));
    desk.store.let_go_of(Cutoffs { conversations, ..Cutoffs::default() }).await.unwrap();
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&["Something was due soon", "Something was late"]);
    page.hides(&["The resolution is", "it was due"]);
}

async fn whoever_replies_to_what_was_just_asked_is_not_disturbed(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    // Nobody waits for her while the bot has it: the wait begins with what the customer then writes.
    let id = desk.says("mina", "how do I restore a folder").await;
    desk.engine.act(id, desk.version(id).await, me, Action::Take).await.unwrap();
    let address = format!("/desk/conversations/{id}");
    let write = async |sara: &mut Browser, text: &str| {
        let page = sara.get(&address).await;
        let (version, seen) = (page.value("version"), page.value("seen"));
        desk.says("mina", "It is not there.").await;
        let fields = [("version", version.as_str()), ("seen", &seen), ("mode", "reply"), ("text", text)];
        let sent = sara.submit(&format!("{address}/write"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    };
    write(&mut sara, "I am looking.").await;
    desk.engine.act(id, desk.version(id).await, me, Action::Resolve).await.unwrap();
    desk.engine.act(id, desk.version(id).await, me, Action::Reopen).await.unwrap();
    write(&mut sara, "I looked once more.").await;
}

async fn the_view_of_what_is_due_is_in_the_order_of_its_times(database: Database) {
    let desk = TestDesk::timed(database, levels()).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let first = asks(&desk, "first").await;
    desk.clock.advance(Duration::minutes(1));
    let second = asks(&desk, "second").await;
    desk.clock.advance(Duration::minutes(1));
    let third = asks(&desk, "third").await;
    desk.engine.act(first, desk.version(first).await, me, Action::Prioritise("low".parse().unwrap())).await.unwrap();
    let order = |page: &str| {
        let mut found: Vec<(usize, ConversationId)> = [first, second, third]
            .into_iter()
            .filter_map(|id| Some((page.find(&format!("<li id=\"c-{id}\">"))?, id)))
            .collect();
        found.sort_unstable_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    assert_eq!(order(&sara.get("/desk/inbox/due").await.body), [second, third, first]);
    assert_eq!(order(&sara.get("/desk/inbox/due?priority=low").await.body), [first]);
    desk.engine.act(second, desk.version(second).await, me, Action::Resolve).await.unwrap();
    assert_eq!(order(&sara.get("/desk/inbox/due").await.body), [third, first]);
}

async fn alarms_go_to_those_whom_they_concern(database: Database) {
    let desk = TestDesk::timed(database, levels()).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let (mut admin, _) = desk.desk_of("Ada", AgentRole::Admin, "en").await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let (held, queued) = (asks(&desk, "mina").await, asks(&desk, "tobias").await);
    desk.engine.act(held, desk.version(held).await, her, Action::Take).await.unwrap();
    after(&desk, Duration::minutes(45), 2).await;
    after(&desk, Duration::minutes(5), 1).await;
    let unseen = format!("alarm-unseen-{queued}");
    omid.get("/desk").await.shows(&[&unseen, "Nobody has taken the conversation with tobias"]);
    after(&desk, Duration::minutes(10), 2).await;
    let (hers, anyones) = (format!("alarm-reply-{held}"), format!("alarm-reply-{queued}"));
    let see = async |browser: &mut Browser| {
        let page = browser.get("/desk").await;
        [&hers, &anyones].map(|alarm| page.body.contains(alarm))
    };
    assert_eq!(see(&mut sara).await, [true, true]);
    assert_eq!(see(&mut omid).await, [false, true]);
    assert_eq!(see(&mut admin).await, [true, true]);
    assert_eq!(see(&mut viewer).await, [false, false]);
}

async fn alarms_of_others_leave_room_for_ones_own(database: Database) {
    let desk = TestDesk::timed(database, levels()).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, his) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let held = asks(&desk, "mina").await;
    desk.engine.act(held, desk.version(held).await, her, Action::Take).await.unwrap();
    desk.clock.advance(Duration::minutes(10));
    // As many as a page carries, and all of them later than hers.
    for number in 1..=20 {
        let id = asks(&desk, &format!("person {number}")).await;
        desk.engine.act(id, desk.version(id).await, his, Action::Take).await.unwrap();
    }
    after(&desk, Duration::minutes(50), 21).await;
    after(&desk, Duration::minutes(10), 20).await;
    let alarm = format!("alarm-reply-{held}");
    sara.get("/desk").await.shows(&[&alarm]);
    let page = omid.get("/desk").await;
    page.hides(&[&alarm]);
    assert_eq!(page.body.matches("<li id=\"alarm-reply-").count(), 20);
}

async fn what_a_person_had_before_moments_were_kept_waits_for_no_first_reply(database: Database) {
    let desk = TestDesk::timed(database, levels()).await;
    let (_, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = asks(&desk, "mina").await;
    desk.engine.act(id, desk.version(id).await, her, Action::Reply("Here it is.".to_owned())).await.unwrap();
    // As a version before this left it. A word of a later one does not keep it from being read, either.
    desk.database().run("update conversations set service = null").await;
    desk.says("mina", "Thank you.").await;
    let service = async || desk.store.conversation(id).await.unwrap().unwrap().service;
    let kept = service().await;
    assert_eq!((kept.reply_due, kept.resolution_due.is_some()), (None, true));
    desk.database().run("update conversations set service = '{\"told\": [\"unseen\", \"of_a_later_version\"]}'").await;
    assert_eq!(service().await.told, [Alert::Unseen]);
}
