//! Slash commands and buttons: recorded, and acknowledged before Discord gives up.

use std::sync::Arc;
use std::time::Duration;

use hamyar_channel::testing::NOT_THEIRS;
use hamyar_channel::{Address, Button, Channel, Event, SendError, Setting};
use serde_json::json;
use tokio::sync::Notify;

use super::stand::{Listening, Scene, bot_with, outbound, settings};
use crate::support::fake_discord::{Chat, Fault};

fn command(name: &str, arguments: &str, id: &str) -> Event {
    Event::Command {
        message: Some(id.to_owned()),
        name: name.to_owned(),
        arguments: arguments.to_owned(),
        quoted: None,
    }
}

#[tokio::test]
async fn a_question_is_shown_to_everybody_and_the_answer_follows_it() {
    let scene = Scene::new().await;
    let chat = scene.fake.guild("Readers").channel("help").with(&scene.fake.user("Mina"));
    let listening = scene.listens().await;
    let token = chat.commands("ask", Some("  how do I *pay*? @everyone "));
    let event = scene.inbox.next().await;
    let id = event.key.strip_prefix("i:").unwrap().to_owned();
    assert_eq!(event.event, command("ask", "how do I *pay*? @everyone", &id));
    assert_eq!((event.author.language.as_deref(), event.author.admin), (Some("en-US"), false));
    chat.answered(&token).await;
    let mut answer = outbound(event.place.address, "key", "By card.");
    answer.reply_to = Some(id);
    listening.bot.send(&answer).await.unwrap();
    let shown = chat.transcript();
    assert_eq!(shown.replies(), ["> how do I *pay*? @everyone", "By card."]);
    assert_eq!(chat.next_reply().await.answers, Some(shown.lines[0].id));
    assert_eq!(scene.fake.pings(), 0);
    listening.stop().await;
}

/// What the team commands in its rooms.
const OF_TEAM: [&str; 8] = ["take", "resolve", "reopen", "bot", "snooze", "wake", "macro", "note"];

#[tokio::test]
async fn commands_have_persian_names_too() {
    let scene = Scene::new().await;
    let (direct, admin) = (scene.fake.user("Mina").direct(), scene.fake.user("Sara").admin());
    let room = scene.fake.guild("Readers").channel("help").with(&admin);
    let listening = scene.listens().await;
    scene.fake.called("PUT commands", 1).await;
    let menu = scene.fake.requests("PUT commands")[0].clone();
    let names: Vec<&str> = menu.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    let english = ["ask", "human", "setup", "start", "link"].into_iter().chain(OF_TEAM);
    let english: Vec<String> = english.chain(["solved"]).map(str::to_owned).collect();
    let persian: Vec<String> = english.iter().map(|name| format!("{name}-fa")).collect();
    assert_eq!(names, [english, persian].concat());
    for of_team in menu.as_array().unwrap().iter().skip(5).take(OF_TEAM.len()) {
        assert_eq!(of_team["default_member_permissions"], "8192", "moderators alone see it: {of_team}");
        assert_eq!(of_team["contexts"], json!([0]), "and in servers alone: {of_team}");
    }
    let of_message = &menu[5 + OF_TEAM.len()];
    assert_eq!((&of_message["type"], &of_message["contexts"]), (&json!(3), &json!([0])), "in the menu of a message");
    assert_eq!(menu[0]["name_localizations"]["en-GB"], "ask");
    assert_eq!(menu[0]["name_localizations"].get("fa"), None, "Discord refuses languages that it does not know");
    assert_eq!(menu[2]["default_member_permissions"], "32");
    assert_eq!(menu[3]["contexts"], json!([1]), "in direct chats alone");

    let token = direct.commands("human-fa", None);
    let event = scene.inbox.next().await;
    assert!(matches!(&event.event, Event::Command { name, .. } if name == "human"), "{event:?}");
    assert_eq!((event.author.language.as_deref(), &event.place.setting), (Some("fa"), &Setting::Direct));
    direct.answered(&token).await;
    assert!(direct.transcript().lines[0].alone);

    // What the team writes by a command is nobody else's to read.
    let token = room.commands("note", Some("canary"));
    let event = scene.inbox.next().await;
    let Event::Command { name, arguments, message, .. } = &event.event else { panic!("{event:?}") };
    assert_eq!((name.as_str(), arguments.as_str(), message), ("note", "canary", &None));
    room.answered(&token).await;
    assert!(room.transcript().lines[0].alone && !room.transcript().to_string().contains("canary"));

    room.commands("setup", Some("role help"));
    let event = scene.inbox.next().await;
    assert!(
        matches!(&event.event, Event::Command { name, arguments, .. } if name == "setup" && arguments == "role help")
    );
    assert!(event.author.admin, "who may change the guild is an administrator");
    listening.stop().await;
}

#[tokio::test]
async fn while_recording_takes_long_discord_is_told_to_wait() {
    let scene = Scene::new().await;
    let chat = scene.fake.guild("Readers").channel("help").with(&scene.fake.user("Mina"));
    let patient = hamyar_discord::Settings { acknowledge_within: Duration::ZERO, ..settings(&scene.fake.url()) };
    let listening = Listening::start(bot_with(patient, &scene.clock), &scene.inbox);
    scene.fake.connected(1).await;
    chat.says("hello");
    listening.hears().await;
    let hold = scene.inbox.hold_next();
    let token = chat.commands("ask", Some("how?"));
    hold.reached().await;
    chat.answered(&token).await;
    assert_eq!(chat.transcript().replies(), ["(thinking)"]);
    hold.release();
    chat.until(|transcript| transcript.replies() == ["> how?"]).await;
    let kinds: Vec<u64> =
        scene.fake.requests("POST callback").iter().map(|body| body["type"].as_u64().unwrap()).collect();
    assert_eq!(kinds, [5]);
    listening.stop().await;
}

#[tokio::test]
async fn nor_is_it_waited_for_what_was_said_before() {
    let scene = Scene::new().await;
    let chat = scene.fake.guild("Readers").channel("help").with(&scene.fake.user("Mina"));
    let patient = hamyar_discord::Settings { acknowledge_within: Duration::ZERO, ..settings(&scene.fake.url()) };
    let listening = Listening::start(bot_with(patient, &scene.clock), &scene.inbox);
    scene.fake.connected(1).await;
    chat.says("hello");
    listening.hears().await;
    let hold = scene.inbox.hold_next();
    chat.says("something that takes long");
    hold.reached().await;
    let token = chat.commands("ask", Some("how?"));
    chat.answered(&token).await;
    assert_eq!(chat.transcript().replies(), ["(thinking)"]);
    hold.release();
    chat.until(|transcript| transcript.replies() == ["> how?"]).await;
    assert_eq!(scene.texts(), ["hello", "something that takes long"]);
    listening.stop().await;
}

#[tokio::test]
async fn what_comes_too_late_for_an_answer_is_recorded_all_the_same() {
    let scene = Scene::new().await;
    let chat = scene.fake.guild("Readers").channel("help").with(&scene.fake.user("Mina"));
    let listening = scene.listens().await;
    scene.fake.interactions_come_late();
    chat.commands("ask", Some("how?"));
    let event = scene.inbox.next().await;
    scene.fake.called("POST callback", 1).await;
    let mut answer = outbound(event.place.address, "key", "So.");
    answer.reply_to = event.key.strip_prefix("i:").map(str::to_owned);
    listening.bot.send(&answer).await.unwrap();
    assert_eq!(chat.transcript().replies(), ["So."], "as a message, for which there is no deadline");
    listening.stop().await;
}

#[tokio::test]
async fn a_press_is_acknowledged_once_it_is_recorded() {
    let scene = Scene::new().await;
    let chat = scene.fake.user("Mina").direct();
    let listening = scene.listens().await;
    chat.says("hello");
    let place = scene.inbox.next().await.place.address;
    let mut message = outbound(place, "key", "Was this right?");
    message.buttons = vec![vec![Button { label: "Yes".to_owned(), action: "helped:1".to_owned() }]];
    let sent = listening.bot.send(&message).await.unwrap();
    scene.inbox.fail_next(2);
    let token = chat.presses("Yes");
    let event = scene.inbox.next().await;
    assert_eq!(event.event, Event::Button { action: "helped:1".to_owned(), message: Some(sent.message) });
    chat.answered(&token).await;
    assert_eq!(scene.fake.requests("POST callback")[0]["type"], 6);
    listening.stop().await;
}

#[tokio::test]
async fn who_presses_what_is_for_somebody_else_is_told_so_alone_however_long_recording_takes() {
    let (scene, listening, chat) = impatient().await;
    let hold = scene.inbox.hold_next();
    let token = chat.presses_action(1, NOT_THEIRS);
    hold.reached().await;
    chat.answered(&token).await;
    assert_eq!(scene.fake.requests("POST callback")[0]["type"], 6, "the button does not wait for what is recorded");
    hold.release();
    chat.until(|transcript| transcript.lines.iter().any(|line| line.alone)).await;
    listening.stop().await;

    let scene = Scene::new().await;
    let chat = scene.fake.user("Mina").direct();
    let listening = scene.listens().await;
    let token = chat.presses_action(1, NOT_THEIRS);
    chat.answered(&token).await;
    let told = &scene.fake.requests("POST callback")[0];
    assert_eq!((&told["type"], &told["data"]["flags"]), (&json!(4), &json!(64)), "one answer, for them alone: {told}");
    listening.stop().await;
}

/// A bot that loses no patience, and a channel in which somebody was heard.
async fn impatient() -> (Scene, Listening, Chat) {
    let scene = Scene::new().await;
    let chat = scene.fake.guild("Readers").channel("help").with(&scene.fake.user("Mina"));
    let impatient = hamyar_discord::Settings { acknowledge_within: Duration::ZERO, ..settings(&scene.fake.url()) };
    let listening = Listening::start(bot_with(impatient, &scene.clock), &scene.inbox);
    scene.fake.connected(1).await;
    chat.says("hello");
    listening.hears().await;
    scene.caught_up().await;
    (scene, listening, chat)
}

#[tokio::test]
async fn however_much_waits_before_it_a_command_is_acknowledged() {
    let (scene, listening, chat) = impatient().await;
    let hold = scene.inbox.hold_next();
    chat.says("something that takes long");
    hold.reached().await;
    for number in 0..300 {
        chat.says(&format!("message {number}"));
    }
    let token = chat.commands("ask", Some("how?"));
    chat.answered(&token).await;
    assert_eq!(chat.transcript().replies(), ["(thinking)"]);
    hold.release();
    chat.until(|transcript| transcript.replies() == ["> how?"]).await;
    assert_eq!(scene.texts().len(), 302);
    listening.stop().await;
}

#[tokio::test]
async fn while_it_is_asked_what_a_place_is_everything_else_goes_on() {
    let (scene, listening, chat) = impatient().await;
    let direct = scene.fake.user("Reza").direct();
    listening.kill().await;
    scene.fake.disconnected().await;
    // A session that is taken up again does not say what places there are.
    let told = Arc::new(Notify::new());
    for fault in [Fault::Status(503), Fault::AppliedThenLate(Arc::clone(&told))] {
        scene.fake.next("GET channels", fault);
    }
    chat.says("one");
    let listening = scene.listens().await;
    scene.fake.called("GET channels", 2).await;
    chat.says("two");
    let token = chat.commands("ask", Some("how?"));
    direct.says("three");
    assert_eq!(listening.hears().await, "three");
    // Discord is told to wait, since that question waits for the place.
    chat.answered(&token).await;
    told.notify_one();
    assert_eq!((listening.hears().await, listening.hears().await), ("one".to_owned(), "two".to_owned()));
    assert!(matches!(scene.inbox.next().await.event, Event::Command { .. }));
    assert_eq!(scene.fake.calls("GET channels"), 2);
    listening.stop().await;
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_the_answer_comes_as_a_message() {
    let (scene, listening, chat) = impatient().await;
    let hold = scene.inbox.hold_next();
    let token = chat.commands("ask", Some("how?"));
    hold.reached().await;
    chat.answered(&token).await;
    scene.later(16);
    hold.release();
    let event = scene.inbox.next().await;
    scene.fake.called("PATCH @original", 1).await;
    let mut answer = outbound(event.place.address, "key", "So.");
    answer.reply_to = event.key.strip_prefix("i:").map(str::to_owned);
    listening.bot.send(&answer).await.unwrap();
    assert_eq!(chat.transcript().replies(), ["(thinking)", "So."]);
    listening.stop().await;
}

#[tokio::test]
async fn what_is_done_to_the_acknowledgement_is_done_to_the_command() {
    let scene = Scene::new().await;
    let (mina, room) = (scene.fake.user("Mina"), scene.fake.guild("Readers").channel("help"));
    let chat = room.with(&mina);
    let listening = scene.listens().await;
    let token = chat.commands("ask", Some("how?"));
    let asked = scene.inbox.next().await.key.strip_prefix("i:").unwrap().to_owned();
    chat.answered(&token).await;
    let shown = chat.transcript().lines[0].id;
    let place = Address::chat(room.id());
    listening.bot.react(&place, &asked, Some("✍")).await.unwrap();
    assert_eq!(chat.transcript().lines[0].marks, ["✍"]);
    listening.stop().await;
    // Another process knows it by what the channel shows.
    let listening = scene.listens().await;
    listening.bot.react(&place, &asked, Some("🤝")).await.unwrap();
    assert_eq!(chat.transcript().lines[0].marks, ["🤝"]);
    chat.reacts(shown, "👍", true);
    let Event::Reaction { message, direct, .. } = scene.inbox.next().await.event else { panic!("no reaction") };
    assert_eq!(message, asked);
    // Where whoever did it can be written to, though nothing was ever said there.
    let direct = direct.unwrap();
    let begun = listening.bot.send(&outbound(direct, "key", "hello")).await;
    let to = mina.direct().id();
    assert_eq!(begun, Err(SendError::Moved { to: to.clone() }));
    listening.bot.send(&outbound(Address::chat(to), "key", "hello")).await.unwrap();
    assert_eq!(mina.direct().transcript().replies(), ["hello"]);
    listening.stop().await;
}
