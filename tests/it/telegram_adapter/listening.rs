//! Polling: nothing is acknowledged before the inbox has it, and nothing stops the rest.

use std::sync::Arc;
use std::time::Duration;

use hamyar_channel::{Event, ListenError, Membership, Setting};

use super::stand::{Listening, Memory, bot, bot_with, settings};
use crate::support::fake_telegram::{FakeTelegram, Fault, USERNAME};

fn kinds(inbox: &Memory) -> Vec<String> {
    let name = |event: Event| match event {
        Event::Message(message) => format!("message {}", message.text),
        Event::Edit(message) => format!("edit {}", message.text),
        Event::Delete { .. } => "delete".to_owned(),
        Event::Button { action, .. } => format!("button {action}"),
        Event::Reaction { emoji, added, .. } => format!("reaction {emoji} {added}"),
        Event::Command { name, arguments, .. } => format!("command {name}({arguments})"),
        Event::Membership(membership) => format!("membership {membership:?}"),
        Event::Present(_) => "present".to_owned(),
        Event::Solved(_) => "solved".to_owned(),
        Event::Unknown { kind } => format!("unknown {kind}"),
    };
    inbox.events().into_iter().map(|event| name(event.event)).collect()
}

#[tokio::test]
async fn the_offset_moves_only_after_the_inbox_has_the_batch() {
    let fake = Arc::new(FakeTelegram::start().await);
    let inbox = Arc::new(Memory::default());
    inbox.refuse(2);
    inbox.watch({
        let fake = Arc::clone(&fake);
        move || fake.pending()
    });
    fake.user("Mina").private().says("سلام");
    let listening = Listening::start(bot(&fake), Arc::clone(&inbox));
    fake.drained().await;
    assert_eq!(inbox.texts(), ["سلام"]);
    assert_eq!(*inbox.seen.lock().unwrap(), [1, 1, 1], "the update stayed with Telegram each time");
    listening.stop().await.unwrap();
}

#[tokio::test]
async fn many_updates_come_in_batches_and_in_order() {
    let fake = FakeTelegram::start().await;
    let chat = fake.user("Mina").private();
    let said: Vec<String> = (0..250).map(|number| format!("question {number}")).collect();
    for text in &said {
        chat.says(text);
    }
    let listening = Listening::start(bot(&fake), Arc::default());
    fake.drained().await;
    assert_eq!(listening.inbox.batch_sizes(), [100, 100, 50]);
    assert_eq!(listening.inbox.texts(), said);
    listening.stop().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_read_is_recorded_and_holds_up_nothing() {
    let fake = FakeTelegram::start().await;
    let chat = fake.user("Mina").private();
    chat.says("before");
    fake.push("brand_new_kind", &serde_json::json!({ "x": [[1]] }));
    fake.push("message", &serde_json::json!({ "message_id": "not a number" }));
    fake.push_raw("{\"no_update_id\": true}");
    chat.says("after");
    let listening = Listening::start(bot(&fake), Arc::default());
    fake.drained().await;
    let kinds = kinds(&listening.inbox);
    assert_eq!(kinds, ["message before", "unknown brand_new_kind", "unknown message", "message after"]);
    listening.stop().await.unwrap();
}

#[tokio::test]
async fn passing_faults_are_outlasted() {
    let fake = FakeTelegram::start().await;
    let conflict = "Conflict: terminated by other getUpdates request";
    let faults = [
        Fault::Refused(409, conflict),
        Fault::Refused(409, conflict),
        Fault::TooMany(0),
        Fault::Status(502),
        Fault::Refused(500, "Internal Server Error"),
        Fault::Garbage,
        Fault::Cut,
        Fault::AppliedThenCut,
    ];
    fake.next("getMe", Fault::Status(502));
    fake.next("deleteWebhook", Fault::Cut);
    let count = faults.len();
    for fault in faults {
        fake.next("getUpdates", fault);
    }
    let chat = fake.user("Mina").private();
    chat.says("still here?");
    let listening = Listening::start(bot(&fake), Arc::default());
    fake.drained().await;
    assert_eq!(listening.inbox.texts(), ["still here?"]);
    assert!(fake.calls("getUpdates") > count);
    listening.stop().await.unwrap();
}

#[tokio::test]
async fn an_outage_of_telegram_is_outlasted() {
    let fake = FakeTelegram::start().await;
    let chat = fake.user("Mina").private();
    let listening = Listening::start(bot(&fake), Arc::default());
    chat.says("one");
    listening.inbox.until(1).await;
    fake.go_down().await;
    chat.says("two");
    fake.come_back().await;
    listening.inbox.until(2).await;
    assert_eq!(listening.inbox.texts(), ["one", "two"]);
    listening.stop().await.unwrap();
}

#[tokio::test]
async fn of_two_listeners_none_loses_a_message_and_none_gives_up() {
    let fake = FakeTelegram::start().await;
    let inbox = Arc::new(Memory::default());
    let first = Listening::start(bot(&fake), Arc::clone(&inbox));
    let second = Listening::start(bot(&fake), Arc::clone(&inbox));
    fake.called("getUpdates", 6).await;
    let chat = fake.user("Mina").private();
    chat.says("who has it?");
    fake.drained().await;
    // Both may have fetched it before one confirmed it: the inbox tells them apart by the key.
    assert!(!inbox.events().is_empty() && inbox.events().iter().all(|event| event.key == inbox.events()[0].key));
    first.stop().await.unwrap();
    chat.says("and now?");
    fake.drained().await;
    assert_eq!(inbox.texts().last().unwrap(), "and now?");
    second.stop().await.unwrap();
}

#[tokio::test]
async fn a_wrong_token_ends_listening() {
    let fake = FakeTelegram::start().await;
    let listening = Listening::start(bot(&fake), Arc::default());
    fake.called("getUpdates", 1).await;
    fake.revoke_token();
    // The request that is held now ends with a message; the next one is refused.
    fake.user("Mina").private().says("hello");
    let end = listening.end().await;
    assert_eq!(end, Err(ListenError::Unauthorized { reason: "Unauthorized".to_owned() }));
    let end = Listening::start(bot(&fake), Arc::default()).end().await;
    assert_eq!(end, Err(ListenError::Unauthorized { reason: "Unauthorized".to_owned() }));
}

#[tokio::test]
async fn stopping_does_not_wait_for_a_long_poll() {
    let fake = FakeTelegram::start().await;
    let slow = bot_with(hamyar_telegram::Settings { long_poll: Duration::from_hours(1), ..settings(&fake.url()) });
    let listening = Listening::start(slow, Arc::default());
    fake.called("getUpdates", 1).await;
    listening.stop().await.unwrap();
}

#[tokio::test]
async fn everything_people_do_becomes_an_event() {
    let fake = FakeTelegram::start().await;
    let (mina, omid) = (fake.user("Mina").language("fa").username("mina"), fake.user("Omid"));
    let listening = Listening::start(bot(&fake), Arc::default());
    let inbox = Arc::clone(&listening.inbox);
    let private = mina.private();
    let forum = fake.forum("Users");
    let topic = forum.topic("Payments");

    let question = private.says("رمزم کو؟");
    private.edits(question, "رمزم کجاست؟");
    private.says("/start from-link");
    private.reacts(question, "👍", true);
    let press = private.presses_action(9, "help:yes");
    topic.with(&omid).says(&format!("@{USERNAME} how?"));
    topic.with_anonymous_admin().says(&format!("/setup@{USERNAME}"));
    forum.with(&omid).says("just talk");
    mina.blocks_bot();
    mina.unblocks_bot();
    inbox.until(10).await;
    insta::assert_snapshot!(kinds(&inbox).join("\n"), @r"
    message رمزم کو؟
    edit رمزم کجاست؟
    command start(from-link)
    reaction 👍 true
    button help:yes
    message @hamyar_bot how?
    command setup()
    message just talk
    membership Removed
    membership Returned
    ");

    let events = inbox.events();
    assert_eq!((events[0].author.name.as_deref(), events[0].author.language.as_deref()), (Some("Mina"), Some("fa")));
    assert_eq!((&events[0].place.setting, &events[5].place.setting), (&Setting::Direct, &Setting::Shared));
    assert_eq!(events[5].place.address.thread, topic.thread());
    assert!(events[6].author.admin && !events[6].author.bot);
    let addressed = |at: usize| match &events[at].event {
        Event::Message(message) => message.addressed,
        other => panic!("{other:?} is no message"),
    };
    assert_eq!((addressed(0), addressed(5), addressed(7)), (true, true, false));
    fake.called("answerCallbackQuery", 1).await;
    assert_eq!(fake.requests("answerCallbackQuery")[0]["callback_query_id"], press.as_str());

    let group = fake.basic_group("Old group");
    let new = group.migrates(&omid);
    inbox.until(12).await;
    assert_eq!(inbox.events()[10].event, Event::Membership(Membership::Migrated { to: new.id() }));
    listening.stop().await.unwrap();
}

#[tokio::test]
async fn the_menu_is_set_in_every_language() {
    let fake = FakeTelegram::start().await;
    let listening = Listening::start(bot(&fake), Arc::default());
    fake.called("setMyCommands", 9).await;
    let names = |language: &str| {
        fake.menu(language).as_array().unwrap().iter().map(|c| c["command"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("fa"), ["start", "help", "human", "bot", "ask"]);
    assert_eq!((names(""), names("en")), (names("fa"), names("fa")));
    assert_eq!(fake.menu("fa")[1]["description"], "command-help in fa");
    assert_eq!(fake.menu("")[1]["description"], "command-help in en");
    listening.stop().await.unwrap();
}
