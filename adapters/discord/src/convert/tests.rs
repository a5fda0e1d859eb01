//! Events as Discord documents them, and what becomes of them.

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, AttachmentKind, Event, Inbound, Membership, Message, Quoted, Setting, Where};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Command, Happening, Origin, Ourselves};
use crate::object::Id;

const ROLE: u64 = 8;

fn me() -> Ourselves {
    let command = |name, language| Command { name, language, of_team: false };
    let commands = [
        ("ask", command("ask", None)),
        ("بپرس", command("ask", Some("fa"))),
        ("solved", command("solved", None)),
        ("حل شد", command("solved", Some("fa"))),
    ];
    Ourselves { id: Id::new(7), commands: commands.map(|(name, command)| (name.to_owned(), command)).into() }
}

fn received() -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_000_999, 0).unwrap()
}

fn direct() -> Where {
    Where { address: Address::chat("500"), setting: Setting::Direct, title: None }
}

fn thread() -> Where {
    let setting = Setting::Thread { opener: Some("42".to_owned()) };
    Where { address: Address::thread("500", "501"), setting, title: Some("Delivery".to_owned()) }
}

fn room() -> Where {
    Where { setting: Setting::Shared, title: Some("#help".to_owned()), ..direct() }
}

fn read(kind: &str, raw: &str, place: Where) -> Vec<Inbound> {
    let origin = Origin { session: "s3cret", seq: 12, received: received() };
    Happening::read(kind, raw).events(place, &[Id::new(ROLE)], &me(), &origin)
}

fn one(kind: &str, body: &Value, place: Where) -> Inbound {
    let mut events = read(kind, &body.to_string(), place);
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

/// A message of Mina's, with more fields.
fn said(fields: &Value) -> Value {
    let mut message = json!({
        "id": "1311000000000000000", "channel_id": "500", "type": 0, "content": "سلام، رمزم یادم رفته",
        "author": { "id": "42", "username": "mina", "global_name": "Mina" }, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "components": [{ "type": 17, "components": [{ "type": 99 }] }],
        "timestamp": "2024-11-26T14:41:22+00:00", "edited_timestamp": null,
    });
    message.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    message
}

fn message(inbound: &Inbound) -> &Message {
    match &inbound.event {
        Event::Message(message) | Event::Edit(message) => message,
        other => panic!("no message: {other:?}"),
    }
}

fn ours() -> Value {
    json!({ "id": "7", "username": "hamyar", "bot": true })
}

#[test]
fn a_direct_message_is_addressed() {
    let inbound = one("MESSAGE_CREATE", &said(&json!({})), direct());
    assert_eq!(inbound.key, "m:500:1311000000000000000");
    assert_eq!(inbound.at.to_rfc3339(), "2024-11-26T16:05:57.202+00:00");
    assert_eq!((inbound.author.id.as_str(), inbound.author.name.as_deref()), ("42", Some("Mina")));
    assert_eq!((inbound.author.username.as_deref(), inbound.author.bot), (Some("mina"), false));
    let expected = Message {
        id: "1311000000000000000".to_owned(),
        text: "سلام، رمزم یادم رفته".to_owned(),
        addressed: true,
        ..Message::default()
    };
    assert_eq!(message(&inbound), &expected);
}

#[test]
fn in_a_guild_a_mention_or_a_reply_addresses_us() {
    let talk = one("MESSAGE_CREATE", &said(&json!({ "guild_id": "1" })), room());
    assert!(!message(&talk).addressed);
    let mentioned = said(&json!({
        "content": "<@!7>, how do I pay <@42>? <:wave:77> <t:0> 2 < 3", "guild_id": "1",
        "mentions": [ours(), { "id": "42", "username": "mina", "member": { "nick": "مینا" } }],
    }));
    let mentioned = one("MESSAGE_CREATE", &mentioned, thread());
    assert!(message(&mentioned).addressed);
    assert_eq!(message(&mentioned).question.as_deref(), Some("how do I pay @مینا? :wave: <t:0> 2 < 3"));
    let by_role = one("MESSAGE_CREATE", &said(&json!({ "content": "how? <@&8>", "mention_roles": ["8"] })), room());
    assert_eq!(message(&by_role).question.as_deref(), Some("how?"), "people pick the role that is called as we are");
    let other_role = one("MESSAGE_CREATE", &said(&json!({ "content": "how? <@&9>" })), room());
    assert!(!message(&other_role).addressed);
    let reply = |author: &Value| {
        said(&json!({
            "type": 19, "content": "and then?", "message_reference": { "type": 0, "message_id": "5", "channel_id": "500" },
            "referenced_message": { "id": "5", "author": author },
        }))
    };
    let to_us = one("MESSAGE_CREATE", &reply(&ours()), room());
    assert_eq!((message(&to_us).addressed, message(&to_us).reply_to.as_deref()), (true, Some("5")));
    let to_other = one("MESSAGE_CREATE", &reply(&json!({ "id": "43", "username": "reza" })), room());
    assert!(!message(&to_other).addressed);
}

#[test]
fn programs_are_marked_and_our_own_and_system_messages_are_left_out() {
    let bot = said(&json!({ "author": { "id": "9", "username": "b", "bot": true } }));
    let webhook = said(&json!({ "webhook_id": "9", "author": { "id": "9", "username": "b" } }));
    let discord = said(&json!({ "author": { "id": "9", "username": "Discord", "system": true } }));
    for program in [bot, webhook, discord] {
        assert!(one("MESSAGE_CREATE", &program, direct()).author.bot, "{program}");
    }
    assert!(read("MESSAGE_CREATE", &said(&json!({ "author": ours() })).to_string(), direct()).is_empty());
    for kind in [1, 6, 7, 18, 20, 21, 46] {
        assert!(read("MESSAGE_CREATE", &said(&json!({ "type": kind })).to_string(), room()).is_empty());
    }
}

#[test]
fn what_comes_with_a_message_is_named_by_the_message() {
    let files = said(&json!({
        "content": "", "sticker_items": [{ "id": "6", "name": "wave", "format_type": 1 }],
        "attachments": [
            { "id": "3", "filename": "a.png", "content_type": "image/png", "size": 12, "url": "https://cdn/secret" },
            { "id": "4", "filename": "b.zip", "size": 13 },
        ],
    }));
    let inbound = one("MESSAGE_CREATE", &files, direct());
    let kinds: Vec<_> = message(&inbound).attachments.iter().map(|one| (one.kind, one.id.as_str())).collect();
    let expected = [
        (AttachmentKind::Photo, "500/1311000000000000000/3"),
        (AttachmentKind::File, "500/1311000000000000000/4"),
        (AttachmentKind::Sticker, "6"),
    ];
    assert_eq!(kinds, expected);
    let voice =
        said(&json!({ "content": "", "flags": 1 << 13, "attachments": [{ "id": "3", "content_type": "audio/ogg" }] }));
    assert_eq!(message(&one("MESSAGE_CREATE", &voice, direct())).attachments[0].kind, AttachmentKind::Voice);
}

#[test]
fn what_is_forwarded_or_asked_in_a_poll_is_the_text() {
    let forwarded = said(&json!({
        "content": "", "message_reference": { "type": 1, "message_id": "5", "channel_id": "600" },
        "message_snapshots": [{ "message": { "content": "how do I pay?" } }],
    }));
    let inbound = one("MESSAGE_CREATE", &forwarded, direct());
    assert_eq!((message(&inbound).text.as_str(), &message(&inbound).reply_to), ("how do I pay?", &None));
    let poll = said(&json!({ "content": "", "poll": { "question": { "text": "Tea?" }, "answers": [] } }));
    assert_eq!(message(&one("MESSAGE_CREATE", &poll, direct())).text, "Tea?");
    let nothing = one("MESSAGE_CREATE", &said(&json!({ "content": "" })), direct());
    assert_eq!(nothing.event, Event::Unknown { kind: "message without words".to_owned() });
}

#[test]
fn an_edit_has_a_key_for_its_text_and_a_look_at_links_is_none() {
    let edit = |text: &str| said(&json!({ "content": text, "edited_timestamp": "2024-11-26T15:00:00.123000+00:00" }));
    let (first, second) = (one("MESSAGE_UPDATE", &edit("a"), direct()), one("MESSAGE_UPDATE", &edit("b"), direct()));
    assert_eq!(first.key, "e:500:1311000000000000000:1732633200123:af63dc4c8601ec8c");
    assert_ne!(first.key, second.key);
    assert!(matches!(first.event, Event::Edit(_)));
    assert!(read("MESSAGE_UPDATE", &said(&json!({})).to_string(), direct()).is_empty());
    let partial = json!({ "id": "5", "channel_id": "500", "embeds": [] }).to_string();
    assert!(read("MESSAGE_UPDATE", &partial, direct()).is_empty());
}

#[test]
fn deletions_come_alone_or_in_bulk() {
    let deletion = one("MESSAGE_DELETE", &json!({ "id": "5", "channel_id": "500", "guild_id": "1" }), room());
    assert_eq!((deletion.key.as_str(), deletion.author.id.as_str()), ("d:500:5", ""));
    assert_eq!(deletion.event, Event::Delete { message: "5".to_owned() });
    let bulk = json!({ "ids": ["5", "6"], "channel_id": "501", "guild_id": "1" }).to_string();
    let keys: Vec<String> =
        read("MESSAGE_DELETE_BULK", &bulk, thread()).into_iter().map(|inbound| inbound.key).collect();
    assert_eq!(keys, ["d:500:5", "d:500:6"], "by the chat, as the messages are");
}

#[test]
fn a_reaction_is_known_by_its_place_in_the_session() {
    let reaction = json!({
        "user_id": "42", "channel_id": "500", "message_id": "5", "guild_id": "1", "emoji": { "id": null, "name": "✅" },
        "member": { "user": { "id": "42", "username": "mina" }, "nick": "مینا", "roles": [] },
    });
    let added = one("MESSAGE_REACTION_ADD", &reaction, room());
    let direct = Some(Address::chat("@42"));
    let (message, emoji) = ("5".to_owned(), "✅".to_owned());
    assert_eq!(added.event, Event::Reaction { message, emoji, added: true, direct });
    assert_eq!(added.author.name.as_deref(), Some("مینا"));
    assert!(added.key.starts_with("r:500:5:42:✅:+:") && added.key.ends_with(".12"), "{}", added.key);
    assert!(!added.key.contains("s3cret"), "the session's name is half of a key to it");
    let ours = json!({ "user_id": "7", "channel_id": "500", "message_id": "5", "emoji": { "id": "9", "name": "x" } });
    let removed = one("MESSAGE_REACTION_REMOVE", &ours, self::direct());
    assert!(removed.author.bot, "our own marks are nobody's");
    assert!(matches!(removed.event, Event::Reaction { added: false, ref emoji, .. } if emoji == "9"));
}

#[test]
fn commands_know_their_language_and_who_may_set_up() {
    let command = |name: &str, rights: &str| {
        json!({
            "id": "1311000000000000001", "type": 2, "token": "t", "channel_id": "500", "guild_id": "1", "locale": "de",
            "data": { "name": name, "options": [{ "name": "question", "type": 3, "value": " how? " }] },
            "member": { "user": { "id": "42", "username": "mina" }, "roles": [], "permissions": rights },
        })
    };
    let asked = one("INTERACTION_CREATE", &command("ask", "0"), room());
    assert_eq!((asked.key.as_str(), asked.author.language.as_deref()), ("i:1311000000000000001", Some("de")));
    assert!(!asked.author.admin);
    let id = Some("1311000000000000001".to_owned());
    assert_eq!(
        asked.event,
        Event::Command { message: id, name: "ask".to_owned(), arguments: "how?".to_owned(), quoted: None }
    );
    let persian = one("INTERACTION_CREATE", &command("بپرس", "32"), room());
    assert_eq!((persian.author.language.as_deref(), persian.author.admin), (Some("fa"), true));
    assert!(one("INTERACTION_CREATE", &command("ask", "8"), room()).author.admin);
    let foreign = one("INTERACTION_CREATE", &command("dance", "0"), room());
    assert_eq!(foreign.event, Event::Unknown { kind: "command".to_owned() });
}

/// What somebody points at, if this is the command that says who solved it; else what it is.
fn solution(inbound: &Inbound) -> Result<Option<&Quoted>, &Event> {
    let Event::Command { message, name, arguments, quoted } = &inbound.event else { return Err(&inbound.event) };
    assert_eq!((name.as_str(), arguments.as_str()), ("solved", ""));
    assert!(message.is_some());
    Ok(quoted.as_deref())
}

#[test]
fn a_reply_that_says_nothing_but_the_command_points_at_who_solved_it() {
    let reza = json!({ "id": "43", "username": "reza" });
    let reply = |text: &str, replied: &Value| {
        let reference = json!({ "type": 0, "message_id": "5", "channel_id": "500" });
        let fields =
            json!({ "type": 19, "content": text, "message_reference": reference, "referenced_message": replied });
        one("MESSAGE_CREATE", &said(&fields), room())
    };
    let answer = json!({ "id": "5", "type": 0, "author": reza, "content": "the green button" });
    let pointed = reply(" /solved ", &answer);
    assert_eq!(pointed.key, "m:500:1311000000000000000", "as the message that it is");
    let quoted = solution(&pointed).unwrap().unwrap();
    assert_eq!((quoted.message.as_str(), quoted.text.as_str()), ("5", "the green button"));
    assert_eq!((quoted.author.id.as_str(), quoted.author.bot), ("43", false));
    let persian = reply("/حل شد", &answer);
    assert!(solution(&persian).unwrap().is_some());
    assert_eq!((pointed.author.language, persian.author.language.as_deref()), (None, Some("fa")));
    let poll = json!({ "author": reza, "content": null, "poll": { "question": { "text": "Tea?" } } });
    assert_eq!(solution(&reply("/solved", &poll)).unwrap().unwrap().text, "Tea?");
    let by_program = json!({ "author": reza, "webhook_id": "9", "content": "so" });
    assert!(solution(&reply("/solved", &by_program)).unwrap().unwrap().author.bot);
    // We solved it, Discord did, or it is gone: nobody is pointed at.
    for nobody in [json!({ "author": ours(), "content": "so" }), json!({ "type": 7, "author": reza }), Value::Null] {
        assert_eq!(solution(&reply("/solved", &nobody)), Ok(None), "{nobody}");
    }
    for words in ["/solved, thanks", "solved", "/ask", "//solved", "/"] {
        assert!(matches!(solution(&reply(words, &answer)), Err(Event::Message(_))), "{words}");
    }
    let elsewhere = json!({ "content": "/solved", "message_reference": { "message_id": "5", "channel_id": "600" } });
    for fields in [elsewhere, json!({ "content": "/solved" })] {
        let inbound = one("MESSAGE_CREATE", &said(&fields), room());
        assert!(matches!(solution(&inbound), Err(Event::Message(_))), "{fields}");
    }
}

#[test]
fn the_menu_of_a_message_points_at_it() {
    let chosen = |target: &str| {
        let answer =
            json!({ "id": "5", "channel_id": "500", "author": { "id": "43", "username": "reza" }, "content": "so" });
        let data = json!({
            "id": "78", "name": "حل شد", "type": 3, "target_id": target, "resolved": { "messages": { "5": answer } },
        });
        let member = json!({ "user": { "id": "42", "username": "mina" }, "roles": [], "permissions": "0" });
        let interaction = json!({
            "id": "1311000000000000001", "type": 2, "token": "t", "channel_id": "500", "guild_id": "1", "locale": "de",
            "data": data, "member": member,
        });
        one("INTERACTION_CREATE", &interaction, room())
    };
    let pointed = chosen("5");
    let quoted = solution(&pointed).unwrap().unwrap();
    assert_eq!((quoted.message.as_str(), quoted.author.id.as_str(), quoted.text.as_str()), ("5", "43", "so"));
    assert_eq!((pointed.author.id.as_str(), pointed.author.language.as_deref()), ("42", Some("fa")));
    assert_eq!(solution(&chosen("6")), Ok(None), "Discord did not tell what it says");
}

#[test]
fn a_press_carries_its_action() {
    let press = json!({
        "id": "1311000000000000001", "type": 3, "token": "t", "channel_id": "500", "user": { "id": "42", "username": "mina" },
        "message": { "id": "5" }, "data": { "custom_id": "helped:1", "component_type": 2 },
    });
    let inbound = one("INTERACTION_CREATE", &press, direct());
    assert_eq!(inbound.key, "c:1311000000000000001");
    assert_eq!(inbound.event, Event::Button { action: "helped:1".to_owned(), message: Some("5".to_owned()) });
}

#[test]
fn a_thread_that_is_deleted_is_left() {
    let inbound =
        one("THREAD_DELETE", &json!({ "id": "501", "guild_id": "1", "parent_id": "500", "type": 11 }), thread());
    assert_eq!(inbound.event, Event::Membership(Membership::Removed));
    assert!(inbound.key.starts_with("s:501:gone:"), "{}", inbound.key);
}

#[test]
fn what_cannot_be_read_is_noted_with_its_place() {
    let raw = "{\"channel_id\": \"500\", \"guild_id\": \"1\", \"id\": {}}";
    assert_eq!(Happening::read("MESSAGE_CREATE", raw).place(), Some((Id::new(500), Some(Id::new(1)))));
    let inbound = one("MESSAGE_CREATE", &json!({ "channel_id": "500", "id": {} }), room());
    assert_eq!(inbound.event, Event::Unknown { kind: "message_create".to_owned() });
    assert!(matches!(Happening::read("PRESENCE_UPDATE", "{}"), Happening::Other));
}

proptest! {
    #[test]
    fn no_text_and_no_json_breaks_it(text in ".{0,200}", marks in "[<@&!:a0-9>]{0,40}", raw in ".{0,100}") {
        for content in [text, marks] {
            let inbound = one("MESSAGE_CREATE", &said(&json!({ "content": content })), direct());
            if !content.is_empty() {
                prop_assert_eq!(&message(&inbound).text, &content);
            }
        }
        for kind in ["MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "MESSAGE_REACTION_ADD"] {
            read(kind, &raw, direct());
        }
    }
}

#[test]
fn roles_are_told_where_discord_tells_them() {
    let with = said(&json!({ "guild_id": "900", "member": { "nick": null, "roles": ["77", "78"] } }));
    assert_eq!(one("MESSAGE_CREATE", &with, room()).author.roles, Some(vec!["77".to_owned(), "78".to_owned()]));
    assert_eq!(one("MESSAGE_CREATE", &said(&json!({ "guild_id": "900" })), room()).author.roles, None);
}
