//! Native replies: what one message replies to is seen in the room, at the desk and by the customer.

use hamyar::model::Action;

use super::Scene;
use super::discord::{Scene as OnDiscord, member, scene};
use crate::support::{Database, both};

both!(
    replies_go_both_ways_on_telegram,
    replies_go_both_ways_on_discord,
    who_replies_to_one_message_at_the_desk_does_so_for_the_customer_and_the_room,
);

async fn replies_go_both_ways_on_telegram(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    let (black, white) = (scene.mina.says("a black one"), scene.mina.says("or a white one"));
    topic.until(|shown| shown.to_string().contains("or a white one")).await;
    let lines = topic.transcript().lines;
    let shown = |text: &str| lines.iter().find(|line| line.text.contains(text)).unwrap().id;
    let answer = topic.replies(shown("a black one"), "That one we take.");
    let said = scene.mina.next_reply().await;
    assert_eq!((said.text.as_str(), said.answers), ("sara\nThat one we take.", Some(black)));
    topic.replies(shown("or a white one"), "That one we do not.");
    assert_eq!(scene.mina.next_reply().await.answers, Some(white));
    scene.quiet().await;
    // The customer replies to what was said to them: in the topic, to what was written there.
    scene.mina.replies(said.id, "when can you fetch it?");
    topic.until(|shown| shown.lines.iter().any(|line| line.answers == Some(answer) && line.from.is_none())).await;
    // To their own message, and to nothing.
    scene.mina.replies(white, "I meant this one");
    let shown_white = shown("or a white one");
    topic.until(|shown| shown.lines.iter().any(|line| line.answers == Some(shown_white))).await;
    topic.says("Tomorrow.");
    let plain = scene.mina.next_reply().await;
    assert_eq!((plain.text.as_str(), plain.answers), ("sara\nTomorrow.", None));
}

async fn replies_go_both_ways_on_discord(database: Database) {
    let OnDiscord { app, fake, forum, mina } = scene(database).await;
    let (_, user) = member(&app, &fake).await;
    let (post, customer) = (forum.tagged("#1 Mina", "❗").await.with(&user), mina.direct());
    let black = customer.says("a black one");
    post.until(|shown| shown.to_string().contains("a black one")).await;
    let lines = post.transcript().lines;
    let shown = lines.iter().find(|line| line.text.contains("a black one")).unwrap().id;
    let answer = post.replies(shown, "That one we take.");
    customer.until(|shown| shown.to_string().contains("That one we take.")).await;
    let said = customer.transcript().lines.pop().unwrap();
    assert_eq!(said.answers, Some(black));
    app.settled_all().await;
    customer.replies(said.id, "when can you fetch it?");
    post.until(|shown| shown.lines.iter().any(|line| line.answers == Some(answer) && line.from.is_none())).await;
    assert_eq!(fake.pings(), 0, "nobody is pinged by a reply");
}

async fn who_replies_to_one_message_at_the_desk_does_so_for_the_customer_and_the_room(database: Database) {
    let scene = Scene::new(database).await;
    let (sara, reza) = (scene.member("sara").await, scene.app.agent("Reza").await);
    let topic = scene.asked().await.with(&sara.user);
    let (black, white) = (scene.mina.says("a black one"), scene.mina.says("or a white one"));
    topic.until(|shown| shown.to_string().contains("or a white one")).await;
    let timeline = scene.app.timeline(1).await;
    let to = timeline.iter().find(|entry| entry.body == "a black one").unwrap().seq;
    let answer = |text: &str| Action::Answer { to, text: text.to_owned(), files: Vec::new() };
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, reza, answer("That one.")).await;
    let said = scene.mina.next_reply().await;
    assert_eq!((said.text.as_str(), said.answers), ("Reza\nThat one.", Some(black)));
    assert_ne!(Some(white), said.answers);
    let shown = topic.transcript().lines.into_iter().find(|line| line.text.contains("a black one")).unwrap().id;
    topic
        .until(|now| now.lines.iter().any(|line| line.text.contains("That one.") && line.answers == Some(shown)))
        .await;
    // What it replies to stands beside it on the timeline.
    let last = scene.app.timeline(1).await.into_iter().find(|entry| entry.body == "That one.").unwrap();
    assert_eq!(last.data["answers"], to);
}
