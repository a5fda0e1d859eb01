//! Updates as the Bot API documents them, and what becomes of them.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Converted, convert};
use crate::update::Me;

fn me() -> Me {
    Me {
        id: 7,
        first_name: "Hamyar".to_owned(),
        username: "HamyarBot".to_owned(),
        can_join_groups: true,
        can_read_all_group_messages: false,
    }
}

fn received() -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_000_999, 0).unwrap()
}

fn read(update: &Value) -> Converted {
    convert(&update.to_string(), &me(), received()).unwrap()
}

/// One line a part, to be read in a snapshot.
fn show(update: &Value) -> String {
    let converted = read(update);
    let mut lines = Vec::new();
    for event in converted.events {
        let author = serde_json::to_value(&event.author).unwrap();
        let told = author.as_object().unwrap().iter().filter(|(_, value)| !value.is_null() && **value != json!(false));
        let author: Vec<String> = told.map(|(name, value)| format!("{name} {value}")).collect();
        let place = serde_json::to_string(&event.place).unwrap();
        let what = serde_json::to_string(&event.event).unwrap();
        lines.extend([format!("{} at {}", event.key, event.at.timestamp()), place, author.join(", "), what]);
    }
    lines.extend(converted.press.map(|press| format!("press {press}")));
    lines.join("\n")
}

fn mina() -> Value {
    json!({"id": 42, "is_bot": false, "first_name": "Mina", "last_name": "رضایی", "username": "mina", "language_code": "fa"})
}

fn group() -> Value {
    json!({"id": -1_001_234, "type": "supergroup", "title": "Users of X", "is_forum": true})
}

/// A message of Mina's in the group, with more fields.
fn said(fields: Value) -> Value {
    let mut message = json!({"message_id": 51, "date": 1_770_000_000, "from": mina(), "chat": group()});
    let Value::Object(fields) = fields else { panic!("{fields} are no fields") };
    message.as_object_mut().unwrap().extend(fields);
    json!({"update_id": 9, "message": message})
}

fn private() -> Value {
    json!({"id": 42, "type": "private", "first_name": "Mina"})
}

#[test]
fn a_private_message_is_addressed() {
    insta::assert_snapshot!(show(&said(json!({"chat": private(), "text": "سلام، رمزم یادم رفته"}))), @r#"
    m:42:51 at 1770000000
    {"address":{"chat":"42","thread":null},"setting":"direct","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"message":{"id":"51","text":"سلام، رمزم یادم رفته","question":null,"attachments":[],"reply_to":null,"addressed":true}}
    "#);
}

#[test]
fn in_a_topic_a_mention_addresses_us_and_leaves_the_question() {
    let topic = json!({
        "message_thread_id": 11, "is_topic_message": true,
        "reply_to_message": {"message_id": 11, "from": {"id": 7, "is_bot": true, "first_name": "Hamyar"}},
        "text": "👋 @hamyarbot, how do I pay? @other",
        "entities": [{"type": "mention", "offset": 3, "length": 10}, {"type": "mention", "offset": 29, "length": 6}],
    });
    insta::assert_snapshot!(show(&said(topic)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":"11"},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"message":{"id":"51","text":"👋 @hamyarbot, how do I pay? @other","question":"👋 how do I pay? @other","attachments":[],"reply_to":null,"addressed":true}}
    "#);
}

#[test]
fn talk_in_a_group_is_not_addressed_unless_it_replies_to_us() {
    let talk = json!({"text": "@other hi", "entities": [{"type": "mention", "offset": 0, "length": 6}], "message_thread_id": 3});
    insta::assert_snapshot!(show(&said(talk)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"message":{"id":"51","text":"@other hi","question":null,"attachments":[],"reply_to":null,"addressed":false}}
    "#);
    let reply = json!({"text": "and then?", "reply_to_message": {"message_id": 50, "from": {"id": 7, "is_bot": true}}});
    insta::assert_snapshot!(show(&said(reply)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"message":{"id":"51","text":"and then?","question":null,"attachments":[],"reply_to":"50","addressed":true}}
    "#);
    let named =
        json!({"text": "Hamyar", "entities": [{"type": "text_mention", "offset": 0, "length": 6, "user": {"id": 7}}]});
    insta::assert_snapshot!(show(&said(named)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"message":{"id":"51","text":"Hamyar","question":"","attachments":[],"reply_to":null,"addressed":true}}
    "#);
}

#[test]
fn commands_are_ours_unless_they_name_another_bot() {
    let command = |text: &str, length: usize| {
        said(json!({"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}]}))
    };
    insta::assert_snapshot!(show(&command("/Ask@HAMYARbot  what is it? ", 14)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"command":{"message":"51","name":"ask","arguments":"what is it?","quoted":null}}
    "#);
    insta::assert_snapshot!(show(&command("/setup", 6)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"command":{"message":"51","name":"setup","arguments":"","quoted":null}}
    "#);
    insta::assert_snapshot!(show(&command("/help@OtherBot me", 14)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"message":{"id":"51","text":"/help@OtherBot me","question":null,"attachments":[],"reply_to":null,"addressed":false}}
    "#);
}

#[test]
fn an_edit_has_a_key_for_its_text() {
    let edit = |text: &str| {
        json!({"update_id": 9, "edited_message": {"message_id": 51, "date": 1_770_000_000, "edit_date": 1_770_000_050,
            "from": mina(), "chat": private(), "text": text}})
    };
    insta::assert_snapshot!(show(&edit("new")), @r#"
    e:42:51:1770000050:2138d5192571b731 at 1770000050
    {"address":{"chat":"42","thread":null},"setting":"direct","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"edit":{"id":"51","text":"new","question":null,"attachments":[],"reply_to":null,"addressed":true}}
    "#);
    assert_ne!(read(&edit("new")).events[0].key, read(&edit("newer")).events[0].key);
    let moving = json!({"update_id": 9, "edited_message": {"message_id": 51, "date": 1_770_000_000, "chat": private(),
        "from": mina(), "location": {"latitude": 1.5, "longitude": 2.5, "live_period": 900}}});
    insta::assert_snapshot!(show(&moving), @r#"
    e:42:51:1770000000:b68ea6862357f4ba at 1770000000
    {"address":{"chat":"42","thread":null},"setting":"direct","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"unknown":{"kind":"live_location"}}
    "#);
}

#[test]
fn a_press_carries_its_action() {
    let press = json!({"update_id": 9, "callback_query": {"id": "4382", "from": mina(), "chat_instance": "1", "data": "help:yes",
        "message": {"message_id": 60, "date": 0, "chat": group(), "message_thread_id": 11, "is_topic_message": true}}});
    insta::assert_snapshot!(show(&press), @r#"
    c:4382 at 1770000999
    {"address":{"chat":"-1001234","thread":"11"},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"button":{"action":"help:yes","message":"60"}}
    press 4382
    "#);
    let game = json!({"update_id": 9, "callback_query": {"id": "4383", "from": mina(), "chat_instance": "1", "game_short_name": "x"}});
    insta::assert_snapshot!(show(&game), @r#"
    u:9 at 1770000999
    {"address":{"chat":"unknown","thread":null},"setting":"shared","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"unknown":{"kind":"callback_query"}}
    press 4383
    "#);
}

#[test]
fn reactions_are_told_by_what_changed() {
    let change = json!({"update_id": 9, "message_reaction": {"chat": group(), "message_id": 60, "user": mina(), "date": 1_770_000_060,
        "old_reaction": [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🔥"}],
        "new_reaction": [{"type": "emoji", "emoji": "🔥"}, {"type": "custom_emoji", "custom_emoji_id": "5368"}]}});
    insta::assert_snapshot!(show(&change), @r#"
    r:-1001234:60:42:👍:-:1770000060 at 1770000060
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"reaction":{"message":"60","emoji":"👍","added":false}}
    r:-1001234:60:42:5368:+:1770000060 at 1770000060
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"reaction":{"message":"60","emoji":"5368","added":true}}
    "#);
}

#[test]
fn attachments_keep_ids_and_captions() {
    let file = |id: &str| json!({"file_id": id, "file_unique_id": "u", "file_size": 10});
    let photo = json!({"chat": private(), "caption": "what is this @HamyarBot", "photo": [file("small"), file("large")],
        "caption_entities": [{"type": "mention", "offset": 13, "length": 10}]});
    insta::assert_snapshot!(show(&said(photo)), @r#"
    m:42:51 at 1770000000
    {"address":{"chat":"42","thread":null},"setting":"direct","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"message":{"id":"51","text":"what is this @HamyarBot","question":"what is this","attachments":[{"kind":"photo","id":"large","name":null,"media_type":"image/jpeg","size":10}],"reply_to":null,"addressed":true}}
    "#);
    let of = |fields: Value| {
        let mut update = said(fields);
        update["message"]["chat"] = private();
        let event = serde_json::to_value(&read(&update).events[0].event).unwrap();
        format!("{} {}", event["message"]["text"], event["message"]["attachments"])
    };
    let shown = [
        of(json!({"voice": {"file_id": "v", "duration": 3, "mime_type": "audio/ogg", "file_size": 9}})),
        of(json!({"sticker": {"file_id": "s", "emoji": "🙏", "type": "regular"}})),
        of(json!({"animation": file("a"), "document": file("a")})),
        of(json!({"document": {"file_id": "d", "file_name": "صورت\u{202e}حساب.pdf", "mime_type": "application/pdf"}})),
        of(
            json!({"location": {"latitude": 35.7, "longitude": 51.4}, "venue": {"title": "Office", "address": "Valiasr"}}),
        ),
        of(json!({"contact": {"phone_number": "+98912", "first_name": "Ali"}})),
        of(json!({"dice": {"emoji": "🎲", "value": 3}})),
    ];
    insta::assert_snapshot!(shown.join("\n").replace('\u{202e}', "<rtl>"), @r#"
    "" [{"id":"v","kind":"voice","media_type":"audio/ogg","name":null,"size":9}]
    "🙏" [{"id":"s","kind":"sticker","media_type":null,"name":"🙏","size":null}]
    "" [{"id":"a","kind":"video","media_type":null,"name":null,"size":10}]
    "" [{"id":"d","kind":"file","media_type":"application/pdf","name":"صورت<rtl>حساب.pdf","size":null}]
    "" [{"id":"35.7,51.4","kind":"location","media_type":null,"name":"Office, Valiasr","size":null}]
    "" [{"id":"+98912","kind":"contact","media_type":null,"name":"Ali","size":null}]
    "🎲" [{"id":"dice","kind":"sticker","media_type":null,"name":"dice","size":null}]
    "#);
}

#[test]
fn people_who_speak_as_a_chat_are_people_and_channels_are_not() {
    let bot = json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"});
    let anonymous = json!({"from": bot, "sender_chat": group(), "author_signature": "owner", "text": "/setup",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}]});
    insta::assert_snapshot!(show(&said(anonymous)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    admin true, id "-1001234", name "Users of X, owner"
    {"command":{"message":"51","name":"setup","arguments":"","quoted":null}}
    "#);
    let channel = json!({"id": -1_009_999, "type": "channel", "title": "News", "username": "news"});
    let masked = json!({"from": bot, "sender_chat": channel, "text": "hi"});
    insta::assert_snapshot!(show(&said(masked)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "-1009999", name "News", username "news"
    {"message":{"id":"51","text":"hi","question":null,"attachments":[],"reply_to":null,"addressed":false}}
    "#);
    let forwarded = json!({"from": {"id": 777_000, "first_name": "Telegram"}, "sender_chat": channel, "is_automatic_forward": true, "text": "hi"});
    insta::assert_snapshot!(show(&said(forwarded)), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    bot true, id "-1009999", name "News", username "news"
    {"message":{"id":"51","text":"hi","question":null,"attachments":[],"reply_to":null,"addressed":false}}
    "#);
    let post = json!({"update_id": 9, "channel_post": {"message_id": 5, "date": 1_770_000_000, "chat": channel, "sender_chat": channel, "text": "x"}});
    insta::assert_snapshot!(show(&post), @r#"
    m:-1009999:5 at 1770000000
    {"address":{"chat":"-1009999","thread":null},"setting":"shared","title":"News"}
    bot true, id "-1009999", name "News", username "news"
    {"message":{"id":"5","text":"x","question":null,"attachments":[],"reply_to":null,"addressed":false}}
    "#);
}

#[test]
fn coming_going_and_moving() {
    let change = |chat: Value, old: &str, new: &str| {
        json!({"update_id": 9, "my_chat_member": {"chat": chat, "from": mina(), "date": 1_770_000_100,
            "old_chat_member": {"status": old, "user": {"id": 7}}, "new_chat_member": {"status": new, "user": {"id": 7}}}})
    };
    insta::assert_snapshot!(show(&change(private(), "member", "kicked")), @r#"
    s:42:42:kicked:1770000100 at 1770000100
    {"address":{"chat":"42","thread":null},"setting":"direct","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"membership":"removed"}
    "#);
    insta::assert_snapshot!(show(&change(private(), "kicked", "member")), @r#"
    s:42:42:member:1770000100 at 1770000100
    {"address":{"chat":"42","thread":null},"setting":"direct","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"membership":"returned"}
    "#);
    insta::assert_snapshot!(show(&change(group(), "left", "administrator")), @r#"
    s:-1001234:42:administrator:1770000100 at 1770000100
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"membership":"added"}
    "#);
    insta::assert_snapshot!(show(&change(group(), "member", "administrator")), @r#"
    u:9 at 1770000100
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"unknown":{"kind":"my_chat_member"}}
    "#);
    let old = json!({"id": -55, "type": "group", "title": "Users of X"});
    insta::assert_snapshot!(show(&said(json!({"chat": old, "migrate_to_chat_id": -1_001_234}))), @r#"
    m:-55:51 at 1770000000
    {"address":{"chat":"-55","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"membership":{"migrated":{"to":"-1001234"}}}
    "#);
}

#[test]
fn what_we_do_not_know_is_kept_and_named() {
    insta::assert_snapshot!(show(&said(json!({"new_chat_title": "Z"}))), @r#"
    m:-1001234:51 at 1770000000
    {"address":{"chat":"-1001234","thread":null},"setting":"shared","title":"Users of X"}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"unknown":{"kind":"new_chat_title"}}
    "#);
    insta::assert_snapshot!(show(&json!({"update_id": 10, "poll_answer": {"poll_id": "1", "option_ids": [0]}})), @r#"
    u:10 at 1770000999
    {"address":{"chat":"unknown","thread":null},"setting":"shared","title":null}
    id ""
    {"unknown":{"kind":"poll_answer"}}
    "#);
    let broken = json!({"update_id": 11, "message": {"message_id": "not a number", "chat": private(), "from": mina(), "date": 1_770_000_000}});
    insta::assert_snapshot!(show(&broken), @r#"
    u:11 at 1770000000
    {"address":{"chat":"42","thread":null},"setting":"direct","title":null}
    id "42", language "fa", name "Mina رضایی", username "mina"
    {"unknown":{"kind":"message"}}
    "#);
    let surrogate = r#"{"update_id": 12, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "\ud800"}}"#;
    let converted = convert(surrogate, &me(), received()).unwrap();
    insta::assert_snapshot!(format!("{} {:?}", converted.update_id, converted.events[0].event), @r#"12 Unknown { kind: "message" }"#);
    assert!(convert("[1]", &me(), received()).is_err());
    assert!(convert(&"[".repeat(10_000), &me(), received()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nonsense_entities_never_panic(
        text in any::<String>(),
        marks in prop::collection::vec((0..60_usize, 0..60_usize, 0..3_usize), 0..6),
    ) {
        let kinds = ["mention", "bot_command", "text_mention"];
        let mark = |(offset, length, kind): (usize, usize, usize)| {
            json!({"type": kinds[kind], "offset": offset, "length": length, "user": {"id": 7}})
        };
        let entities: Vec<Value> = marks.into_iter().map(mark).collect();
        read(&said(json!({"text": text, "entities": entities})));
    }
}
