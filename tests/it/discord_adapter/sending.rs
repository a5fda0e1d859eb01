//! What a send ends in, and how a message looks that arrives.

use std::time::Duration;

use bytes::Bytes;
use hamyar_channel::{Address, Button, Channel, NewThread, Outbound, OutboundFile, RichText, Scope, SendError};
use serde_json::json;

use super::stand::{Scene, bot, bot_with, outbound, settings};
use crate::support::fake_discord::{Chat, Fault, Room, TOKEN, User};

/// Somebody's direct chat, to which a bot sends that does not listen.
async fn sending() -> (Scene, hamyar_discord::Discord, Chat) {
    let scene = Scene::new().await;
    let chat = scene.fake.user("Mina").direct();
    let bot = bot(&scene.fake, &scene.clock);
    (scene, bot, chat)
}

fn to(chat: &Chat) -> Address {
    Address::chat(chat.id())
}

#[tokio::test]
async fn a_send_that_was_applied_is_not_made_twice() {
    let (scene, bot, chat) = sending().await;
    for fault in [Fault::AppliedThenStatus(500), Fault::AppliedThenCut] {
        let key = format!("the key of a message that is {fault:?}");
        let message = outbound(to(&chat), &key, &format!("{fault:?}"));
        scene.fake.next("POST messages", fault);
        let first = bot.send(&message).await;
        assert!(matches!(first, Err(SendError::Unknown { .. })), "{first:?}");
        let arrived = chat.next_reply().await;
        assert_eq!(bot.send(&message).await.unwrap().message, arrived.id.to_string());
    }
    assert_eq!(chat.transcript().replies().len(), 2);
    let nonce = scene.fake.requests("POST messages")[0]["nonce"].clone();
    assert_eq!(nonce.as_str().unwrap().len(), 25);
}

#[tokio::test]
async fn when_the_nonce_is_forgotten_the_message_is_looked_for() {
    let (scene, bot, chat) = sending().await;
    let since = hamyar::clock::Clock::now(&*scene.clock);
    let mut message = outbound(to(&chat), "key", "An *answer*, with marks: 2 * 2 = 4");
    scene.fake.next("POST messages", Fault::AppliedThenCut);
    assert!(bot.send(&message).await.is_err());
    let arrived = chat.next_reply().await;
    for number in 0..150 {
        chat.says(&format!("more {number}"));
    }
    scene.later(10);
    scene.fake.forgets_nonces();
    message.perhaps_sent_since = Some(since);
    assert_eq!(bot.send(&message).await.unwrap().message, arrived.id.to_string());
    assert_eq!(chat.transcript().replies().len(), 1);
    // One that did not arrive is sent.
    let mut other = outbound(to(&chat), "other", "Another answer");
    other.perhaps_sent_since = Some(since);
    bot.send(&other).await.unwrap();
    assert_eq!(chat.next_reply().await.text, "Another answer");
    // While it cannot be looked for, nothing is sent.
    scene.fake.next("GET messages", Fault::Status(502));
    other.text = RichText::plain("A third");
    assert!(matches!(bot.send(&other).await, Err(SendError::Transient { .. })));
    assert_eq!(chat.transcript().replies().len(), 2);
}

#[tokio::test]
async fn a_bucket_that_is_empty_is_not_asked() {
    let (scene, bot, chat) = sending().await;
    let other = scene.fake.user("Reza").direct();
    scene.fake.bucket(5, 30);
    for number in 0..5 {
        bot.send(&outbound(to(&chat), &format!("key {number}"), "hello")).await.unwrap();
    }
    let sixth = outbound(to(&chat), "key 5", "hello");
    let Err(SendError::Transient { retry_after: Some(wait), .. }) = bot.send(&sixth).await else {
        panic!("a message was sent to an empty bucket");
    };
    assert!(wait > Duration::from_secs(20) && wait <= Duration::from_secs(30), "{wait:?}");
    assert_eq!(scene.fake.calls("POST messages"), 5, "the sixth is not tried");
    bot.send(&outbound(to(&other), "key 6", "hello")).await.unwrap();

    let unpaced = bot_with(hamyar_discord::Settings { paced: false, ..settings(&scene.fake.url()) }, &scene.clock);
    let refused = unpaced.send(&sixth).await;
    let here = |wait: &Duration, scope| (*wait, scope) == (Duration::from_secs(30), &Scope::Address);
    assert!(matches!(&refused, Err(SendError::Limited { wait, scope, .. }) if here(wait, scope)), "{refused:?}");
    assert_eq!(scene.fake.calls("POST messages"), 7, "without pace it is Discord that refuses");
}

#[tokio::test]
async fn a_limit_on_everything_stops_everything() {
    let (scene, bot, chat) = sending().await;
    let other = scene.fake.user("Reza").direct();
    scene.fake.next("POST messages", Fault::TooManyOfAll(60.0));
    let refused = bot.send(&outbound(to(&chat), "key", "hello")).await;
    assert!(matches!(&refused, Err(SendError::Limited { scope: Scope::Channel, .. })), "{refused:?}");
    let untried = bot.send(&outbound(to(&other), "key", "hello")).await;
    assert!(matches!(&untried, Err(SendError::Transient { retry_after: Some(_), .. })), "{untried:?}");
    assert_eq!(scene.fake.calls("POST messages"), 1);
}

#[tokio::test]
async fn a_storm_of_refusals_is_broken_off() {
    let (scene, bot, chat) = sending().await;
    scene.fake.revoke_token();
    let mut unauthorized = 0;
    for number in 0..1200 {
        match bot.send(&outbound(to(&chat), &format!("key {number}"), "hello")).await {
            Err(SendError::Unauthorized { .. }) => unauthorized += 1,
            Err(SendError::Transient { retry_after: Some(_), .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(unauthorized, 1000, "far below the ten thousand for which Discord bans an address");
}

#[tokio::test]
async fn refusals_of_every_kind_that_discord_counts_are_broken_off() {
    for fault in [Fault::Refused(403, 50_013, "Missing Permissions"), Fault::TooMany(0.0)] {
        let (scene, bot, chat) = sending().await;
        for number in 0..1100 {
            scene.fake.next("POST messages", fault.clone());
            let sent = bot.send(&outbound(to(&chat), &format!("key {number}"), "hello")).await;
            let sent = sent.unwrap_err();
            let right =
                matches!(sent, SendError::Gone { .. } | SendError::Limited { .. } | SendError::Transient { .. });
            assert!(right, "{sent:?}");
        }
        assert_eq!(scene.fake.calls("POST messages"), 1000, "{fault:?}");
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_is_sent() {
    let (scene, bot, chat) = sending().await;
    scene.fake.go_down().await;
    let sent = bot.send(&outbound(to(&chat), "key", "hello")).await;
    assert!(matches!(&sent, Err(SendError::Transient { retry_after: None, .. })), "{sent:?}");
    scene.fake.come_back().await;
    bot.send(&outbound(to(&chat), "key", "hello")).await.unwrap();
}

#[tokio::test]
async fn nobody_is_pinged() {
    let (scene, bot, chat) = sending().await;
    let text = "@everyone @here <@&900000000000000001> <@900000000000000002> see";
    let sent = bot.send(&outbound(to(&chat), "key", text)).await.unwrap();
    bot.edit(&sent.message, &outbound(to(&chat), "key", text)).await.unwrap();
    assert_eq!(scene.fake.pings(), 0);
    let none = json!({ "parse": [], "users": [], "roles": [], "replied_user": false });
    assert_eq!(scene.fake.requests("POST messages")[0]["allowed_mentions"], none);
    assert_eq!(scene.fake.requests("PATCH messages")[0]["allowed_mentions"], none);
    let shown = chat.next_reply().await;
    assert_eq!((shown.text.as_str(), shown.markdown.contains(" <@")), (text, false));
}

#[tokio::test]
async fn two_thousand_characters_within_a_fence_arrive_whole() {
    let (_scene, bot, chat) = sending().await;
    let code = "let answer = 42;\n".repeat(120);
    let rich = RichText::from_markdown(&format!("```rust\n{code}```"));
    let parts = rich.split(2000, hamyar_channel::Unit::Chars);
    for (index, part) in parts.iter().enumerate() {
        let message = hamyar_channel::Outbound { text: part.clone(), ..outbound(to(&chat), &format!("{index}"), "") };
        bot.send(&message).await.unwrap();
    }
    let mut read = String::new();
    for _ in &parts {
        let reply = chat.next_reply().await;
        let inside = reply.markdown.strip_prefix("```rust\n").and_then(|text| text.strip_suffix("\n```"));
        read.push_str(inside.unwrap_or_else(|| panic!("a fence is cut: {}", reply.markdown)));
        read.push('\n');
    }
    assert_eq!(read.trim_end(), code.trim_end());
}

#[tokio::test]
async fn what_becomes_too_long_by_escaping_comes_in_an_embed() {
    let (_scene, bot, chat) = sending().await;
    let text = "*".repeat(2000);
    let message = hamyar_channel::Outbound { text: RichText::plain(&text), ..outbound(to(&chat), "key", "") };
    bot.send(&message).await.unwrap();
    let reply = chat.next_reply().await;
    assert!(reply.embedded);
    assert_eq!(reply.text, text);
}

#[tokio::test]
async fn a_message_has_buttons_in_rows_and_says_what_it_answers() {
    let (scene, bot, chat) = sending().await;
    let asked = chat.says("how?");
    let button = |label: &str| Button { label: label.to_owned(), action: format!("do:{label}") };
    let mut message = outbound(to(&chat), "key", "So.");
    message.reply_to = Some(asked.to_string());
    message.buttons = vec![vec![button("Yes"), button("No")], vec![button("A person, please")]];
    bot.send(&message).await.unwrap();
    let reply = chat.next_reply().await;
    assert_eq!(reply.answers, Some(asked));
    assert_eq!(reply.labels(), ["Yes", "No", "A person, please"]);
    // The question is taken back meanwhile: the answer comes all the same.
    chat.deletes(asked);
    message.key = "another".to_owned();
    bot.send(&message).await.unwrap();
    assert_eq!(chat.next_reply().await.answers, None);
    assert_eq!(scene.fake.requests("POST messages")[1]["message_reference"]["fail_if_not_exists"], false);
}

#[tokio::test]
async fn a_thread_is_opened_once_under_a_message() {
    let (scene, bot, _) = sending().await;
    let (mina, help) = (scene.fake.user("Mina"), scene.fake.guild("Readers").channel("help"));
    let asked = help.with(&mina).says("how long does delivery take?").to_string();
    let place = Address::chat(help.id());
    let title = "how long does delivery take? ".repeat(10);
    let wanted = NewThread { title: &title, under: Some(&asked), asker: None };
    let opened = bot.open_thread(&place, wanted).await.unwrap();
    assert_eq!(opened, Address::thread(help.id(), &asked));
    assert_eq!(bot.open_thread(&place, wanted).await.unwrap(), opened, "it is there already");
    bot.send(&outbound(opened, "key", "Two days.")).await.unwrap();
    let thread = help.thread_under(asked.parse().unwrap());
    assert_eq!(thread.with(&mina).transcript().replies(), ["Two days."]);
}

#[tokio::test]
async fn a_thread_by_itself_is_opened_once_for_each_question() {
    const TITLE: &str = "how long does delivery take?";
    let (scene, bot, _) = sending().await;
    let (mina, guild) = (scene.fake.user("Mina"), scene.fake.guild("Readers"));
    let help = guild.channel("help");
    let chat = help.with(&mina);
    let open = async |room: &Room, asked: u64| {
        let wanted = NewThread { title: TITLE, under: Some(&asked.to_string()), asker: None };
        bot.open_thread(&Address::chat(room.id()), wanted).await
    };
    // What was asked is taken back, so there is nothing to open a thread under.
    let asked = chat.says(TITLE);
    chat.deletes(asked);
    // Neither one that somebody else opens is it, nor one elsewhere.
    help.thread(&mina, TITLE);
    open(&guild.channel("talk"), asked).await.unwrap();
    for fault in [Fault::Refused(404, 10_008, "Unknown Message"), Fault::AppliedThenCut] {
        scene.fake.next("POST threads", fault);
    }
    let lost = open(&help, asked).await;
    assert!(matches!(lost, Err(SendError::Unknown { .. })), "{lost:?}");
    // As long as it cannot be looked for, none is opened.
    scene.fake.next("GET active", Fault::Status(502));
    let blind = open(&help, asked).await;
    assert!(matches!(blind, Err(SendError::Transient { .. })), "{blind:?}");
    let found = open(&help, asked).await.unwrap();
    let ids: Vec<String> = help.threads(&mina).into_iter().map(|(_, thread)| thread.id()).collect();
    assert_eq!(ids.len(), 2, "Mina's and ours");
    assert_eq!(found, Address::thread(help.id(), &ids[1]));

    let later = chat.says(TITLE);
    chat.deletes(later);
    assert_ne!(open(&help, later).await.unwrap(), found, "what is asked later has one of its own");
}

#[tokio::test]
async fn nobody_is_given_the_thread_of_another() {
    let (scene, bot, _) = sending().await;
    let (mina, reza) = (scene.fake.user("Mina"), scene.fake.user("Reza"));
    let help = scene.fake.guild("Readers").channel("help");
    // Both ask before either thread is there, in the same words, and take it back.
    let asked = [(&mina, help.with(&mina).says("how?")), (&reza, help.with(&reza).says("how?"))];
    for (person, question) in asked {
        help.with(person).deletes(question);
    }
    let open = async |(person, question): (&User, u64)| {
        let wanted = NewThread { title: "how?", under: Some(&question.to_string()), asker: Some(&person.id()) };
        bot.open_thread(&Address::chat(help.id()), wanted).await.unwrap()
    };
    let (later, earlier) = (open(asked[1]).await, open(asked[0]).await);
    assert_ne!(earlier, later);
    assert_eq!((open(asked[0]).await, open(asked[1]).await), (earlier, later), "each finds its own");
    let threads = help.threads(&mina);
    assert_eq!(threads.len(), 2);
    let members = |thread: &Chat| help.thread_under(thread.id().parse().unwrap()).members();
    assert_eq!(members(&threads[0].1), [reza.id(), reza.id()], "and is told of what is said there");
    assert_eq!(members(&threads[1].1), [mina.id(), mina.id()]);
}

#[tokio::test]
async fn what_is_gone_is_told_as_gone() {
    let (scene, bot, _) = sending().await;
    let (mina, guild) = (scene.fake.user("Mina"), scene.fake.guild("Readers"));
    let help = guild.channel("help");
    let thread = help.thread(&mina, "Delivery");
    let inside = Address::thread(help.id(), thread.id());
    bot.send(&outbound(inside.clone(), "one", "hello")).await.unwrap();
    thread.locks();
    let locked = bot.send(&outbound(inside.clone(), "two", "hello")).await;
    thread.deletes();
    let deleted = bot.send(&outbound(inside, "three", "hello")).await;
    guild.removes_bot();
    let away = bot.send(&outbound(Address::chat(help.id()), "four", "hello")).await;
    for gone in [locked, deleted, away] {
        assert!(matches!(&gone, Err(SendError::Gone { .. })), "{gone:?}");
    }
    let nonsense = bot.send(&outbound(Address::chat("the kitchen"), "five", "hello")).await;
    assert!(matches!(&nonsense, Err(SendError::Rejected { .. })), "{nonsense:?}");
}

#[tokio::test]
async fn the_token_comes_out_nowhere() {
    let (scene, bot, chat) = sending().await;
    scene.fake.next("POST messages", Fault::Refused(400, 1, TOKEN));
    let Err(refused) = bot.send(&outbound(to(&chat), "key", "hello")).await else { panic!("it was sent") };
    scene.fake.go_down().await;
    let Err(unsent) = bot.send(&outbound(to(&chat), "key", "hello")).await else { panic!("it was sent") };
    for told in [format!("{refused:?}"), format!("{unsent:?}"), format!("{bot:?}")] {
        assert!(!told.contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn the_doctor_says_what_is_missing() {
    let (scene, bot, _) = sending().await;
    let health = bot.check().await.unwrap();
    assert_eq!((health.username.as_str(), health.reads_messages, health.public), ("hamyar", true, true));
    assert!(health.invitation.contains("client_id=700100000000000002&scope=bot+applications.commands"));
    scene.fake.without_message_content();
    assert!(!bot.check().await.unwrap().reads_messages);
    scene.fake.revoke_token();
    insta::assert_snapshot!(bot.check().await.unwrap_err(), @"Discord does not know this token (401: Unauthorized); copy it again from the developer portal, under Bot");
}

#[tokio::test]
async fn with_the_rights_of_the_invitation_the_bot_can_do_everything() {
    let (scene, bot, _) = sending().await;
    let invitation = bot.check().await.unwrap().invitation;
    let rights: u64 = invitation.rsplit_once("permissions=").unwrap().1.parse().unwrap();
    let room = scene.fake.guild("Readers").channel("help");
    let (place, asked) = (Address::chat(room.id()), room.with(&scene.fake.user("Mina")).says("how?").to_string());
    let file = OutboundFile::of_bytes("form.pdf", "application/pdf", Bytes::from_static(b"%PDF"));
    let long = RichText::plain("*".repeat(2000));
    let wanted = NewThread { title: "how?", under: Some(&asked), asker: None };
    let does_all = async || -> Result<(), SendError> {
        bot.send(&outbound(place.clone(), "text", "hello")).await?;
        bot.send(&Outbound { text: long.clone(), ..outbound(place.clone(), "embed", "") }).await?;
        bot.send(&Outbound { file: Some(file.clone()), ..outbound(place.clone(), "file", "") }).await?;
        bot.react(&place, &asked, Some("✍")).await?;
        let thread = bot.open_thread(&place, wanted).await?;
        bot.send(&outbound(thread, "inside", "hello")).await.map(drop)
    };
    scene.fake.grants(rights);
    does_all().await.unwrap();
    scene.fake.grants(rights & !(1 << 15));
    let other = Outbound { file: Some(file.clone()), ..outbound(place.clone(), "another file", "") };
    assert!(bot.send(&other).await.is_err(), "without the right to attach files none is sent");
}
