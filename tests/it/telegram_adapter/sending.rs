//! Sending: what arrives, and what a failed send ends in.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hamyar_channel::{Address, Channel, NewThread, SendError};
use hamyar_telegram::Settings;

use super::stand::{Listening, bot, bot_with, button, outbound, settings};
use crate::support::fake_telegram::{FakeTelegram, Fault, TOKEN};

/// The kind of an error, and the time to wait where there is one.
fn kind(error: &SendError) -> String {
    match error {
        SendError::Transient { retry_after, .. } => format!("transient {retry_after:?}"),
        SendError::Limited { wait, scope, .. } => format!("limited {wait:?} {scope:?}"),
        SendError::Unknown { .. } => "unknown".to_owned(),
        SendError::Rejected { reason } => format!("rejected: {reason}"),
        SendError::Gone { reason } => format!("gone: {reason}"),
        SendError::Moved { to } => format!("moved to {to}"),
        SendError::Unauthorized { reason } => format!("unauthorized: {reason}"),
        SendError::Unsupported => "unsupported".to_owned(),
    }
}

#[tokio::test]
async fn a_message_arrives_with_formatting_buttons_and_reply() {
    let fake = FakeTelegram::start().await;
    let bot = bot(&fake);
    let chat = fake.user("Mina").private();
    let question = chat.says("?");
    let mut message = outbound(
        Address::chat(chat.id()),
        "👨‍👩‍👧 **سلام** _x_\n\n> `a`\n\n```rs\nfn\n```\n\n[site](https://x.y), [mail](mailto:a@b.c) ~~no~~ <b>literal</b>",
    );
    message.buttons = vec![vec![button("آره", "yes"), button("No", "no")], vec![button("A person", "human")]];
    message.reply_to = Some(question.to_string());
    let receipt = bot.send(&message).await.unwrap();

    let reply = chat.next_reply().await;
    assert_eq!((receipt.message, reply.answers), (reply.id.to_string(), Some(question)));
    assert_eq!(reply.labels(), ["آره", "No", "A person"]);
    let units: Vec<u16> = reply.text.encode_utf16().collect();
    let marked = |entity: &serde_json::Value| {
        let at = |name: &str| usize::try_from(entity[name].as_u64().unwrap()).unwrap();
        let part = String::from_utf16(&units[at("offset")..at("offset") + at("length")]).unwrap();
        format!("{} {part:?} {} {}", entity["type"], entity["url"], entity["language"])
    };
    let shown: Vec<String> = reply.entities.iter().map(marked).collect();
    // What keeps code together among words from right to left can be seen here.
    let text = reply.text.replace('\u{2066}', "⟨").replace('\u{2069}', "⟩");
    insta::assert_snapshot!(format!("{text}\n\n{}", shown.join("\n")), @r#"
    👨‍👩‍👧 سلام x

    ⟨a⟩

    fn

    site, mail (a@b.c) no <b>literal</b>

    "bold" "سلام" null null
    "italic" "x" null null
    "blockquote" "\u{2066}a\u{2069}" null null
    "code" "a" null null
    "pre" "fn" null "rs"
    "text_link" "site" "https://x.y" null
    "strikethrough" "no" null null
    "#);

    let request = &fake.requests("sendMessage")[0];
    assert_eq!(request["link_preview_options"]["is_disabled"], true);
    assert!(request.get("parse_mode").is_none());
}

#[tokio::test]
async fn a_message_can_be_edited_deleted_and_sent_to_a_new_topic() {
    let fake = FakeTelegram::start().await;
    let bot = bot(&fake);
    let forum = fake.forum("Users");
    let topic = NewThread { title: &"ن".repeat(200), under: None, asker: None };
    let topic = bot.open_thread(&Address::chat(forum.id()), topic).await.unwrap();
    let sent = bot.send(&outbound(topic.clone(), "one")).await.unwrap();
    let new = outbound(topic.clone(), "two");
    bot.edit(&sent.message, &new).await.unwrap();
    bot.edit(&sent.message, &new).await.expect("nothing changed is success");
    bot.typing(&topic).await.unwrap();
    let state = fake.requests("createForumTopic");
    assert_eq!(state[0]["name"].as_str().unwrap().chars().count(), 128);
    bot.delete(&topic, &sent.message).await.unwrap();
    bot.delete(&topic, &sent.message).await.expect("already gone is success");
    let error = bot.edit(&sent.message, &new).await.unwrap_err();
    assert_eq!(kind(&error), "rejected: Bad Request: message to edit not found");
}

#[tokio::test]
async fn a_failed_send_says_what_is_known() {
    let fake = FakeTelegram::start().await;
    let bot = bot_with(Settings { call_limit: Duration::from_millis(500), ..settings(&fake.url()) });
    let chat = fake.user("Mina").private();
    let faults = [
        Fault::TooMany(7),
        Fault::Status(502),
        Fault::Refused(500, "Internal Server Error"),
        Fault::Garbage,
        Fault::Cut,
        Fault::Hang,
        Fault::AppliedThenStatus(504),
        Fault::AppliedThenCut,
        Fault::AppliedThenHang,
        Fault::Refused(401, "Unauthorized"),
        Fault::Refused(404, "Not Found"),
        Fault::Refused(403, "Forbidden: user is deactivated"),
        Fault::Refused(400, "Bad Request: chat not found"),
        Fault::Refused(400, "Bad Request: not enough rights to send text messages to the chat"),
        Fault::Refused(400, "Bad Request: can't parse entities"),
    ];
    let mut ends = Vec::new();
    for fault in faults {
        let name = format!("{fault:?}");
        fake.next("sendMessage", fault);
        let before = chat.transcript().replies().len();
        let error = bot.send(&outbound(Address::chat(chat.id()), &name)).await.unwrap_err();
        let applied = chat.transcript().replies().len() - before;
        assert!(!format!("{error} {error:?}").contains(TOKEN), "{error}");
        ends.push(format!("{name}: {}, {applied} shown", kind(&error)));
    }
    insta::assert_snapshot!(ends.join("\n"), @r#"
    TooMany(7): limited 7s Chat, 0 shown
    Status(502): unknown, 0 shown
    Refused(500, "Internal Server Error"): unknown, 0 shown
    Garbage: unknown, 0 shown
    Cut: unknown, 0 shown
    Hang: unknown, 0 shown
    AppliedThenStatus(504): unknown, 1 shown
    AppliedThenCut: unknown, 1 shown
    AppliedThenHang: unknown, 1 shown
    Refused(401, "Unauthorized"): unauthorized: Unauthorized, 0 shown
    Refused(404, "Not Found"): unauthorized: Not Found, 0 shown
    Refused(403, "Forbidden: user is deactivated"): gone: Forbidden: user is deactivated, 0 shown
    Refused(400, "Bad Request: chat not found"): gone: Bad Request: chat not found, 0 shown
    Refused(400, "Bad Request: not enough rights to send text messages to the chat"): gone: Bad Request: not enough rights to send text messages to the chat, 0 shown
    Refused(400, "Bad Request: can't parse entities"): rejected: Bad Request: can't parse entities, 0 shown
    "#);
}

#[tokio::test]
async fn places_that_are_lost_or_moved_are_told_apart() {
    let fake = FakeTelegram::start().await;
    let bot = bot(&fake);
    let (mina, group) = (fake.user("Mina"), fake.basic_group("Old"));
    let forum = fake.forum("Users");
    let (closed, deleted) = (forum.topic("closed"), forum.topic("deleted"));
    let private = mina.private();
    mina.blocks_bot();
    let new = group.migrates(&mina);
    closed.closes_topic();
    deleted.deletes_topic();
    let kicked = fake.group("Kicked");
    kicked.removes_bot(&mina);

    let thread = |topic: &crate::support::fake_telegram::Group| Address::thread(forum.id(), topic.thread().unwrap());
    let places = [
        ("blocked", Address::chat(private.id())),
        ("unknown", Address::chat("99")),
        ("closed topic", thread(&closed)),
        ("deleted topic", thread(&deleted)),
        ("kicked", Address::chat(kicked.id())),
        ("migrated", Address::chat(group.id())),
        ("not Telegram's", Address::chat("web-visitor")),
    ];
    let mut ends = Vec::new();
    for (name, place) in places {
        let error = bot.send(&outbound(place, "hello")).await.unwrap_err();
        ends.push(format!("{name}: {}", kind(&error).replace(&new.id(), "the new group")));
    }
    insta::assert_snapshot!(ends.join("\n"), @r"
    blocked: gone: Forbidden: bot was blocked by the user
    unknown: gone: Bad Request: chat not found
    closed topic: gone: Bad Request: TOPIC_CLOSED
    deleted topic: gone: Bad Request: message thread not found
    kicked: gone: Forbidden: bot was kicked from the supergroup chat
    migrated: moved to the new group
    not Telegram's: rejected: not an id of Telegram's
    ");

    let chat = fake.user("Omid").private();
    let long = bot.send(&outbound(Address::chat(chat.id()), &"é".repeat(4_097))).await.unwrap_err();
    assert_eq!(kind(&long), "rejected: Bad Request: message is too long");
    bot.send(&outbound(Address::chat(chat.id()), &"é".repeat(4_096))).await.unwrap();
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let fake = FakeTelegram::start().await;
    let bot = bot(&fake);
    fake.go_down().await;
    let error = bot.send(&outbound(Address::chat("1"), "x")).await.unwrap_err();
    assert_eq!(kind(&error), "transient None");
    let said = format!("{error} {error:?} {bot:?} {:?}", settings(&fake.url()));
    assert!(!said.contains(TOKEN), "{said}");
    let check = bot.check().await.unwrap_err().to_string();
    assert!(check.contains(&fake.url()) && !check.contains(TOKEN), "{check}");
}

/// A log that can be read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn neither_the_token_nor_what_was_said_is_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer({
        let log = log.clone();
        move || log.clone()
    });
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    let fake = FakeTelegram::start().await;
    let listening = Listening::start(bot(&fake), Arc::default());
    listening.inbox.refuse(1);
    fake.next("setMyCommands", Fault::Status(502));
    fake.next("getUpdates", Fault::Refused(409, "Conflict: terminated by other getUpdates request"));
    fake.next("answerCallbackQuery", Fault::Cut);
    let chat = fake.user("Mina Canary").private();
    chat.says("body-canary");
    chat.presses_action(1, "x");
    fake.drained().await;
    fake.go_down().await;
    let error = listening.bot.send(&outbound(Address::chat(chat.id()), "reply-canary")).await.unwrap_err();
    assert_eq!(kind(&error), "transient None");
    fake.come_back().await;
    listening.stop().await.unwrap();
    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("terminated by other getUpdates request"), "the log is read at all: {said}");
    for secret in [TOKEN, "body-canary", "reply-canary", "Mina Canary"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}

#[tokio::test]
async fn doctor_says_in_words_how_the_bot_is() {
    let fake = FakeTelegram::start().await.with_privacy_mode();
    insta::assert_snapshot!(bot(&fake).check().await.unwrap().lines().join("\n"), @r"
    Telegram knows the bot as @hamyar_bot (“Hamyar”).
    Privacy mode is on: in groups it is told only commands, replies to it and, where it is an administrator, every message. To let it see more, make it an administrator or use /setprivacy with @BotFather, then add it to the group again.
    Updates come by long polling.
    ");
    fake.revoke_token();
    insta::assert_snapshot!(bot(&fake).check().await.unwrap_err(), @"Telegram does not know this token (Unauthorized); copy it again from @BotFather");
}

#[tokio::test]
async fn every_call_goes_by_the_proxy() {
    let fake = FakeTelegram::start().await;
    let chat = fake.user("Mina").private();
    chat.says("hello");
    // The fake is the proxy here: there is no such host.
    let proxy = fake.url().replace("http://", "http://user:proxy-canary@");
    let settings = Settings { proxy: Some(proxy.into()), ..settings("http://bot-api.invalid") };
    let listening = Listening::start(bot_with(settings.clone()), Arc::default());
    listening.inbox.until(1).await;
    assert_eq!(listening.inbox.texts(), ["hello"]);
    listening.stop().await.unwrap();
    let bot = bot_with(settings);
    bot.send(&outbound(Address::chat(chat.id()), "hello to you")).await.unwrap();
    assert_eq!(chat.next_reply().await.text, "hello to you");
    for method in ["getMe", "getUpdates", "sendMessage"] {
        assert!(fake.calls(method) > 0, "{method}");
    }
    fake.next("sendMessage", Fault::Cut);
    let error = bot.send(&outbound(Address::chat(chat.id()), "again")).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("proxy-canary"), "{error}");
}
