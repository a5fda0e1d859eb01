//! Topics: opened, followed, closed, lost and made anew.

use chrono::Duration;
use hamyar::model::{Action, Place, Role};
use hamyar_channel::Address;
use hamyar_channel::testing::within;

use super::{Scene, UNKNOWN};
use crate::support::fake_telegram::Fault;
use crate::support::{Database, Starting, both};

const CARD: &str = "#1 Mina
Telegram · English
Handed to people because no article answers the question.

Bot
Hello. Ask me about Narenj in your own words, and I will look for the answer.

I am a bot of Narenj. Write “human” at any time and a person takes over.

Mina
do you buy used pianos?

❗ Waits for a person
Open at the desk";

both!(
    a_topic_that_was_deleted_is_made_anew,
    a_topic_that_was_closed_by_hand_is_opened_again,
    a_room_that_cannot_be_reached_for_a_while_keeps_its_topics,
    what_takes_several_messages_is_gone_on_with_where_it_broke_off,
    what_was_there_before_it_was_a_room_is_the_teams_too,
    a_room_that_refuses_keeps_no_customer_waiting_and_misses_nothing,
    a_card_shows_who_and_why_and_follows_the_state,
    what_waits_when_a_room_is_set_up_is_shown_in_it,
    killed_while_a_room_is_shown_something,
    while_sending_is_paused_rooms_are_shown_nothing,
    a_room_that_is_one_no_more_is_left_alone,
);

async fn a_topic_that_was_deleted_is_made_anew(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await;
    let first = topic.thread();
    topic.deletes_topic();
    scene.mina.says("it is a black one");
    let anew = scene.forum.newest_topic(|shown| shown.name == "❗️ #1 Mina").await;
    assert_ne!(anew.thread(), first);
    let chat = anew.with(&sara.user);
    chat.until(|shown| shown.to_string().contains("it is a black one")).await;
    let shown = chat.transcript().to_string();
    assert!(shown.contains(UNKNOWN), "the new card tells what was said: {shown}");
    chat.says("We do not.");
    scene.mina.until(|shown| shown.to_string().contains("We do not.")).await;
    assert!(scene.forum.with(&sara.user).transcript().lines.is_empty(), "nothing is said outside of topics");
    let places = scene.app.store.shared_places().await.unwrap();
    assert_eq!(places.len(), 1, "topics are none that anybody sets: {places:?}");
    assert_eq!(scene.forum.topics().len(), 1);
}

async fn a_topic_that_was_closed_by_hand_is_opened_again(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await;
    topic.closes_topic();
    scene.mina.says("it is a black one");
    topic.with(&sara.user).until(|shown| shown.to_string().contains("it is a black one")).await;
    assert_eq!(scene.forum.topics().len(), 1);
    assert!(!scene.forum.topics()[0].is_closed);
}

async fn a_room_that_cannot_be_reached_for_a_while_keeps_its_topics(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    scene.quiet().await;
    for method in ["sendMessage", "reopenForumTopic", "createForumTopic"] {
        for _ in 0..2 {
            scene.fake.next(method, Fault::Refused(403, "Forbidden: bot was kicked from the supergroup chat"));
        }
    }
    scene.mina.says("it is a black one");
    let shown = async {
        while !topic.transcript().to_string().contains("it is a black one") {
            scene.app.clock.advance(Duration::seconds(1));
            tokio::task::yield_now().await;
        }
    };
    within("the room to be shown what it missed", shown).await;
    assert_eq!((scene.fake.calls("createForumTopic"), scene.forum.topics().len()), (3, 1));
    topic.says("We do not.");
    scene.mina.until(|shown| shown.to_string().contains("We do not.")).await;
}

async fn what_takes_several_messages_is_gone_on_with_where_it_broke_off(database: Database) {
    let scene = Scene::new(database).await;
    let (sara, reza) = (scene.member("sara").await, scene.app.agent("Reza").await);
    let topic = scene.asked().await.with(&sara.user);
    scene.quiet().await;
    for fault in [Fault::Spared, Fault::TooMany(5), Fault::Spared, Fault::TooMany(5)] {
        scene.fake.next("sendMessage", fault);
    }
    let long = format!("begin {} middle {} end", "word ".repeat(900), "word ".repeat(900));
    scene.app.act(scene.app.conversation(1).await.id, reza, Action::Note(long)).await;
    let shown = async {
        while !topic.transcript().to_string().contains(" end") {
            scene.app.clock.advance(Duration::seconds(1));
            tokio::task::yield_now().await;
        }
    };
    within("the rest to be told", shown).await;
    let shown = topic.transcript().to_string();
    for word in ["begin ", " middle ", " end"] {
        assert_eq!(shown.matches(word).count(), 1, "{word}");
    }
}

async fn what_was_there_before_it_was_a_room_is_the_teams_too(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let app = starting.start().await;
    let (forum, mina) = (fake.forum("Team"), fake.user("Mina").language("en").private());
    let scene = Scene { app, fake, forum, mina };
    scene.greets().await;
    let kitchen = scene.forum.topic("Kitchen").with(&scene.fake.user("Sara"));
    kitchen.says("@hamyar_bot how long does delivery take?");
    kitchen.next_reply().await;
    scene.set_up("en").await;
    kitchen.says("@hamyar_bot how long does delivery take?");
    scene.mina.says("how long does delivery take?");
    scene.mina.next_reply().await;
    scene.quiet().await;
    assert_eq!(kitchen.transcript().replies().len(), 1, "{}", kitchen.transcript());
}

async fn a_room_that_refuses_keeps_no_customer_waiting_and_misses_nothing(database: Database) {
    let scene = Scene::new(database).await;
    let reza = scene.app.agent("Reza").await;
    let sara = scene.member("sara").await;
    scene.fake.next("createForumTopic", Fault::Status(500));
    scene.fake.next("createForumTopic", Fault::TooMany(5));
    scene.mina.says(UNKNOWN);
    scene.mina.next_reply().await;
    scene.fake.called("createForumTopic", 1).await;
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, reza, Action::Reply("We do not.".to_owned())).await;
    assert_eq!(scene.mina.next_reply().await.text, "Reza\nWe do not.", "no customer waits for the team's room");
    let opened = async {
        while scene.fake.calls("createForumTopic") < 3 {
            scene.app.clock.advance(Duration::seconds(1));
            tokio::task::yield_now().await;
        }
    };
    within("the topic to be opened at last", opened).await;
    let topic = scene.topic("💬 ").await.with(&sara.user);
    topic.until(|shown| shown.to_string().contains("We do not.")).await;
}

async fn a_card_shows_who_and_why_and_follows_the_state(database: Database) {
    let scene =
        Scene::with("en", database, |starting| starting.setting("HAMYAR_HTTP__PUBLIC_URL", "https://help.example.org"))
            .await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    let card = topic.transcript().lines[0].clone();
    let id = scene.app.conversation(1).await.id;
    assert_eq!(card.text, CARD);
    assert_eq!(card.labels, [["Take", "To the bot", "Resolve"]]);
    let sent = scene.fake.requests("sendMessage");
    let sent = sent.iter().find(|sent| sent["text"] == card.text.as_str()).unwrap();
    let link = sent["entities"].as_array().unwrap().iter().find(|entity| entity["type"] == "text_link").unwrap();
    assert_eq!(link["url"], format!("https://help.example.org/desk/conversations/{id}"));
    topic.presses("Take");
    topic.until(|shown| shown.lines[0].text.contains("💬 sara has it") && shown.lines[0].is_edited).await;
    assert_eq!(topic.transcript().lines[0].labels, [["Resolve", "To the bot", "Snooze 1 h"]]);
}

async fn what_waits_when_a_room_is_set_up_is_shown_in_it(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let app = starting.start().await;
    let (forum, mina) = (fake.forum("Team"), fake.user("Mina").language("en").private());
    let scene = Scene { app, fake, forum, mina };
    scene.greets().await;
    scene.mina.says(UNKNOWN);
    scene.mina.next_reply().await;
    scene.quiet().await;
    assert!(scene.forum.topics().is_empty());
    scene.set_up("en").await;
    scene.topic("❗️ #1 Mina").await;
}

async fn killed_while_a_room_is_shown_something(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let app = starting.start_apart();
    let (forum, mina) = (fake.forum("Team"), fake.user("Mina").language("en").private());
    let mut scene = Scene { app, fake, forum, mina };
    scene.greets().await;
    scene.set_up("en").await;
    let sara = scene.fake.user("Sara");
    let topic = scene.asked().await.with(&sara);
    scene.quiet().await;
    scene.fake.next("sendMessage", Fault::AppliedThenHang);
    scene.mina.says("it is a black one");
    topic.until(|shown| shown.to_string().contains("it is a black one")).await;
    scene.mina.says("and a tall one");
    scene.fake.drained().await;
    scene.app = scene.app.kill().start().await;
    scene.app.clock.advance(Duration::minutes(2));
    topic.until(|shown| shown.to_string().contains("and a tall one")).await;
    let shown = topic.transcript().to_string();
    assert_eq!(shown.matches("it is a black one").count(), 2, "what may have been shown is shown once more: {shown}");
    assert_eq!(shown.matches("You may have received this message already.").count(), 1, "{shown}");
    assert_eq!(shown.matches("and a tall one").count(), 1, "{shown}");
}

async fn while_sending_is_paused_rooms_are_shown_nothing(database: Database) {
    let scene = Scene::new(database).await;
    scene.app.store.pause(true).await.unwrap();
    scene.mina.says(UNKNOWN);
    scene.fake.drained().await;
    scene.app.decided(1).await;
    assert_eq!(scene.fake.calls("createForumTopic"), 0);
    scene.app.store.pause(false).await.unwrap();
    scene.topic("❗️ #1 Mina").await;
}

async fn a_room_that_is_one_no_more_is_left_alone(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    let address = Address::chat(scene.forum.id());
    let room = scene.app.store.place_at(&"telegram:main".parse().unwrap(), &address).await.unwrap().unwrap();
    scene.app.store.save_place(Place { role: Role::Ignored, ..room }, None).await.unwrap();
    topic.says("We do not.");
    scene.quiet().await;
    scene.app.act(scene.app.conversation(1).await.id, sara.id, Action::Reply("We do.".to_owned())).await;
    assert_eq!(scene.mina.next_reply().await.text, "sara\nWe do.");
    scene.quiet().await;
    let shown = topic.transcript().to_string();
    assert!(!shown.contains("We do.") && !shown.contains("sara has it"), "{shown}");
}
