//! What is done with a conversation beside talking in it: who has it, when it is looked at again, how urgent it is and what it
//! is called.

use axum::http::StatusCode;
use chrono::Duration;
use futures::StreamExt;
use hamyar::model::{Action, AgentRole, ConversationId, EntryKind, Holder, Status};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    labels_and_priority_are_set_shown_and_told,
    two_who_change_a_conversation_at_once_do_not_overwrite_each_other,
    what_the_customer_wrote_is_seen_before_it_is_put_away,
    a_snoozed_conversation_comes_back_by_the_clock,
    a_snoozed_conversation_comes_back_when_its_customer_writes,
    a_colleague_who_is_given_a_conversation_sees_it_at_once,
    a_conversation_that_is_let_go_waits_for_anyone,
    what_cannot_be_done_says_why_and_does_nothing,
);

/// Presses a button as the page shows it.
async fn choose(browser: &mut Browser, id: ConversationId, deed: &str, more: &[(&str, &str)]) -> Page {
    let page = browser.get(&format!("/desk/conversations/{id}")).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields: Vec<(&str, &str)> =
        [("version", version.as_str()), ("seen", &seen)].into_iter().chain(more.iter().copied()).collect();
    browser.submit(&format!("/desk/conversations/{id}/{deed}"), &fields).await
}

#[track_caller]
fn done(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

async fn kinds(desk: &TestDesk, id: ConversationId) -> Vec<EntryKind> {
    desk.store.entries(id, None, 100).await.unwrap().iter().map(|entry| entry.kind).collect()
}

async fn labels_and_priority_are_set_shown_and_told(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut persian, _) = desk.desk_of("امید", AgentRole::Viewer, "fa").await;
    let id = desk.says("mina", "where is my invoice").await;
    done(&choose(&mut sara, id, "label", &[("value", "  صورت  حساب ")]).await);
    done(&choose(&mut sara, id, "label", &[("value", "<b>bold</b>")]).await);
    done(&choose(&mut sara, id, "priority", &[("value", "high")]).await);
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&[
        "You added the label \u{2068}صورت حساب\u{2069}",
        "You added the label &#60;b&#62;bold&#60;/b&#62;",
        "You set the priority: High",
        "value=\"high\" selected",
        "aria-label=\"Take off the label &#60;b&#62;bold&#60;/b&#62;\"",
    ]);
    page.hides(&["<b>bold"]);
    let list = sara.get("/desk").await;
    list.shows(&[
        "صورت حساب",
        "tag--warn\"><svg class=\"icon icon--sm\" aria-hidden=\"true\"><use href=\"#i-flag\"/></svg>High",
    ]);
    let page = persian.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&["برچسب صورت حساب را افزود", "اولویت را تعیین کرد: زیاد"]);
    page.hides(&["/unlabel?", "/assign?", "/snooze?", "/priority?"]);

    // An Arabic keyboard writes the same label; what is so already is not told twice.
    let before = desk.version(id).await;
    done(&choose(&mut sara, id, "label", &[("value", "صورت حساب")]).await);
    done(&choose(&mut sara, id, "priority", &[("value", "high")]).await);
    assert_eq!(desk.version(id).await, before);
    done(&choose(&mut sara, id, "unlabel", &[("value", "<b>bold</b>")]).await);
    let labels = desk.store.labels_of(id).await.unwrap();
    assert_eq!(labels.iter().map(ToString::to_string).collect::<Vec<_>>(), ["صورت حساب"]);
    let told = [EntryKind::Labelled, EntryKind::Labelled, EntryKind::Prioritised, EntryKind::Unlabelled];
    assert!(kinds(&desk, id).await.ends_with(&told));
    // What nobody is sent: the customer hears nothing of it.
    let sent = desk.store.delivery_states(id, (1, i64::MAX)).await.unwrap().len();
    assert_eq!(sent, 1, "the handoff alone");
    // Nor is it handed over with what is recorded of them.
    let mina = desk.store.asker(id).await.unwrap().unwrap().contact;
    let record = desk.store.contact_record(mina).await.unwrap();
    assert!(record.iter().all(|entry| !told.contains(&entry.kind)), "{record:?}");
    let other = desk.says("reza", "where is mine").await;
    sara.get(&format!("/desk/conversations/{other}")).await.shows(&["<option value=\"صورت حساب\"></option>"]);
}

async fn two_who_change_a_conversation_at_once_do_not_overwrite_each_other(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let seen = omid.get(&format!("/desk/conversations/{id}")).await;
    done(&choose(&mut sara, id, "priority", &[("value", "low")]).await);
    let (version, last) = (seen.value("version"), seen.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &last), ("value", "urgent")];
    let page = omid.submit(&format!("/desk/conversations/{id}/priority"), &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&["Meanwhile somebody else acted.", "Sara set the priority: Low"]);
}

async fn what_the_customer_wrote_is_seen_before_it_is_put_away(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    done(&choose(&mut sara, id, "take", &[]).await);
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    desk.says("mina", "it is burning").await;
    for (deed, value) in [("snooze", Some("week")), ("resolve", None)] {
        let fields =
            [("version", version.as_str()), ("seen", &seen)].into_iter().chain(value.map(|value| ("value", value)));
        let fields: Vec<(&str, &str)> = fields.collect();
        let page = sara.submit(&format!("/desk/conversations/{id}/{deed}"), &fields).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{deed}");
        page.shows(&["it is burning"]);
        assert_eq!(desk.store.conversation(id).await.unwrap().unwrap().status, Status::Open);
    }
    done(&choose(&mut sara, id, "snooze", &[("value", "week")]).await);
}

async fn a_snoozed_conversation_comes_back_by_the_clock(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    // It is 10:00 UTC, 13:30 with the team, on a Sunday.
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&["For an hour, until 14:30", ">Until tomorrow, 09:00</button>", "min=\"2026-11-22T13:30\""]);
    done(&choose(&mut sara, id, "take", &[]).await);
    done(&choose(&mut sara, id, "snooze", &[("value", "tomorrow")]).await);
    let snoozed = desk.store.conversation(id).await.unwrap().unwrap();
    assert_eq!((snoozed.status, snoozed.holder), (Status::Snoozed, Holder::Agent(me)));
    assert_eq!(snoozed.snoozed_until.unwrap().to_rfc3339(), "2026-11-23T05:30:00+00:00");
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&["Snoozed until tomorrow, 09:00", "You snoozed the conversation until ", "Take up now"]);
    sara.get("/desk/inbox/mine").await.shows(&["You hold no conversation"]);
    // A note, and an answer that says "I come back to you", leave it asleep.
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &seen), ("mode", "reply"), ("text", "Until tomorrow.")];
    done(&sara.submit(&format!("/desk/conversations/{id}/write"), &fields).await);
    assert_eq!(desk.store.conversation(id).await.unwrap().unwrap().status, Status::Snoozed);

    let mut changes = desk.changes();
    desk.clock.advance(Duration::hours(19));
    assert!(changes.try_recv().is_err(), "it sleeps until its time");
    desk.clock.advance(Duration::minutes(30));
    assert_eq!(changes.recv().await.unwrap(), id);
    let woken = desk.store.conversation(id).await.unwrap().unwrap();
    assert_eq!((woken.status, woken.holder, woken.snoozed_until), (Status::Open, Holder::Agent(me), None));
    // Her session was over long before.
    sara.get(&desk.link(me).await).await;
    sara.get("/desk/inbox/mine").await.shows(&["mina"]);
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&["Snoozing is over: the time has come"]);

    // At a time of one's own, and taken up before it.
    done(&choose(&mut sara, id, "snooze", &[("value", "at"), ("at", "2026-11-30T08:15")]).await);
    let until = desk.store.conversation(id).await.unwrap().unwrap().snoozed_until.unwrap();
    assert_eq!(until.to_rfc3339(), "2026-11-30T04:45:00+00:00");
    done(&choose(&mut sara, id, "wake", &[]).await);
    sara.get(&format!("/desk/conversations/{id}")).await.shows(&["You took the snoozed conversation up again"]);
}

async fn a_snoozed_conversation_comes_back_when_its_customer_writes(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let queued = desk.says("mina", "where is my invoice").await;
    done(&choose(&mut sara, queued, "snooze", &[("value", "week")]).await);
    sara.get("/desk").await.shows(&["Nobody is waiting"]);
    let answered = desk.says("tobias", "how is it done").await;
    done(&choose(&mut sara, answered, "snooze", &[("value", "hour")]).await);
    let taken = desk.store.conversation(answered).await.unwrap().unwrap();
    assert_eq!(taken.holder, Holder::Agent(me), "what the bot had is of whoever puts it off");

    let said = desk.store.entries(answered, None, 100).await.unwrap().len();
    assert_eq!(desk.says("tobias", "how about now").await, answered);
    assert_eq!(desk.says("mina", "still nothing").await, queued);
    for id in [queued, answered] {
        let conversation = desk.store.conversation(id).await.unwrap().unwrap();
        assert_eq!(conversation.status, Status::Open);
        sara.get(&format!("/desk/conversations/{id}")).await.shows(&["Snoozing is over: the customer wrote"]);
    }
    let story = kinds(&desk, answered).await;
    assert_eq!(story[said..], [EntryKind::Message, EntryKind::Woken], "the bot stays silent: a person has it");
    sara.get("/desk").await.shows(&["mina", "1 conversation waits"]);
}

async fn a_colleague_who_is_given_a_conversation_sees_it_at_once(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, him) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let (_, viewer) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let mut stream = omid.stream("/desk/live").await;
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&[">Omid</option>"]);
    page.hides(&[">Vera</option>"]);
    done(&choose(&mut sara, id, "assign", &[("value", &him.to_string())]).await);
    let told = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(told, format!("event: changed\ndata: {id}\n\n"));
    let fragment = omid.get("/desk/inbox/mine/fragment").await;
    fragment.shows(&["mina", "Mine <span class=\"count\">1</span>", "waits less than a minute"]);
    let page = omid.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&["Sara gave the conversation to you", "yours"]);
    sara.get(&format!("/desk/conversations/{id}")).await.shows(&["You gave the conversation to Omid", "Omid has it"]);
    for nobody in [viewer.to_string(), uuid::Uuid::from_u128(7).to_string(), "nobody".to_owned()] {
        let page = choose(&mut sara, id, "assign", &[("value", &nobody)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&["This colleague cannot be given conversations."]);
    }
}

async fn a_conversation_that_is_let_go_waits_for_anyone(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "how is it done").await;
    done(&choose(&mut sara, id, "take", &[]).await);
    done(&choose(&mut sara, id, "assign", &[("value", "")]).await);
    sara.get("/desk").await.shows(&["mina", "waits less than a minute"]);
    let conversation = desk.store.conversation(id).await.unwrap().unwrap();
    assert_eq!(conversation.holder, Holder::Queue);
    // One that is over is taken up again by being given to somebody.
    desk.engine.act(id, desk.version(id).await, me, Action::Resolve).await.unwrap();
    done(&choose(&mut sara, id, "assign", &[("value", &me.to_string())]).await);
    assert!(kinds(&desk, id).await.ends_with(&[EntryKind::Reopened, EntryKind::Assigned]));
    sara.get("/desk/inbox/mine").await.shows(&["mina"]);
}

async fn what_cannot_be_done_says_why_and_does_nothing(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let before = desk.version(id).await;
    let times = ["", "2026-11-22T13:30", "2020-01-01T00:00", "2028-01-01T00:00", "tomorrow", "9999-99-99T99:99"];
    for at in times {
        let page = choose(&mut sara, id, "snooze", &[("value", "at"), ("at", at)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}");
        page.shows(&["Choose a time that is to come, within a year."]);
    }
    for label in ["", " \t", &"x".repeat(41), "a\u{202e}b"] {
        let page = choose(&mut sara, id, "label", &[("value", label)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{label}");
        page.shows(&["A label has 1 to 40 characters in one line."]);
    }
    let page = choose(&mut sara, id, "priority", &[("value", "highest")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(choose(&mut sara, id, "wake", &[]).await.status, StatusCode::SEE_OTHER, "it is awake already");
    assert_eq!(desk.version(id).await, before, "nothing of all that did anything");
    for number in 0..20 {
        let label = format!("label {number}").parse().unwrap();
        desk.engine.act(id, desk.version(id).await, me, Action::Label(label)).await.unwrap();
    }
    let page = choose(&mut sara, id, "label", &[("value", "one more")]).await;
    page.shows(&["A conversation has at most 20 labels."]);
    let absent = uuid::Uuid::from_u128(1);
    let fields = [("version", "0"), ("seen", "0"), ("value", "high")];
    let page = sara.submit(&format!("/desk/conversations/{absent}/priority"), &fields).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
