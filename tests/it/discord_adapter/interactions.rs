//! Slash commands and buttons: recorded, and acknowledged before Discord gives up.

use std::time::Duration;

use hamyar_channel::{Button, Channel, Event, Setting};

use super::stand::{Listening, Scene, bot_with, outbound, settings};

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

#[tokio::test]
async fn commands_have_persian_names_too() {
    let scene = Scene::new().await;
    let (direct, admin) = (scene.fake.user("Mina").direct(), scene.fake.user("Sara").admin());
    let room = scene.fake.guild("Readers").channel("help").with(&admin);
    let listening = scene.listens().await;
    scene.fake.called("PUT commands", 1).await;
    let menu = scene.fake.requests("PUT commands")[0].clone();
    let names: Vec<&str> = menu.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["ask", "human", "setup", "link", "ask-fa", "human-fa", "setup-fa", "link-fa"]);
    assert_eq!(menu[0]["name_localizations"]["en-GB"], "ask");
    assert_eq!(menu[0]["name_localizations"].get("fa"), None, "Discord refuses languages that it does not know");
    assert_eq!(menu[2]["default_member_permissions"], "32");

    let token = direct.commands("human-fa", None);
    let event = scene.inbox.next().await;
    assert!(matches!(&event.event, Event::Command { name, .. } if name == "human"), "{event:?}");
    assert_eq!((event.author.language.as_deref(), &event.place.setting), (Some("fa"), &Setting::Direct));
    direct.answered(&token).await;
    assert!(direct.transcript().lines[0].alone);

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
