//! Macros in staff rooms: by name, with everything they do shown there.

use hamyar::model::{Canned, End, Macro, Status, Steps};

use super::Scene;
use super::discord::{Scene as OnDiscord, member, scene};
use crate::support::{Database, TestApp, both};

both!(a_macro_is_run_in_a_topic_by_its_name, a_macro_is_run_in_a_post_by_its_name);

async fn kept(app: &TestApp, by: hamyar::model::AgentId, name: &str) {
    let id = app.store.canned_id();
    let body = "It is 12 € each, {first_name}.".to_owned();
    let reply = Canned { id, name: "Price of one".to_owned(), language: None, body };
    assert!(app.store.add_canned_reply(reply, by).await.unwrap());
    let labels = ["price".parse().unwrap()].into();
    let steps = Steps { labels, reply: Some(id), end: Some(End::Resolve), ..Steps::default() };
    assert!(app.store.add_macro(Macro { id: app.store.macro_id(), name: name.to_owned(), steps }, by).await.unwrap());
}

async fn a_macro_is_run_in_a_topic_by_its_name(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    kept(&scene.app, sara.id, "Price").await;
    let topic = scene.asked().await.with(&sara.user);
    topic.says("/macro price");
    scene.mina.until(|shown| shown.to_string().contains("It is 12 € each, Mina.")).await;
    let closed = scene.topic("✅ ").await.with(&sara.user);
    closed.until(|shown| shown.to_string().contains("⚡ sara ran the macro “Price”")).await;
    assert!(closed.transcript().to_string().contains("It is 12 € each, Mina."), "the team reads what was said");
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
    let id = scene.app.conversation(1).await.id;
    assert_eq!(scene.app.store.labels_of(id).await.unwrap().len(), 1);
}

async fn a_macro_is_run_in_a_post_by_its_name(database: Database) {
    let OnDiscord { app, fake, forum, mina } = scene(database).await;
    let (sara, user) = member(&app, &fake).await;
    kept(&app, sara, "قیمت").await;
    let post = forum.tagged("#1 Mina", "❗").await.with(&user);
    post.commands("macro", Some("قیمت"));
    mina.direct().until(|shown| shown.to_string().contains("It is 12 € each, Mina.")).await;
    post.until(|shown| shown.to_string().contains("⚡ sara ran the macro")).await;
    post.until(|shown| shown.to_string().contains("It is 12 € each, Mina.")).await;
    forum.tagged("#1 Mina", "✅").await;
    post.commands("macro", Some("nothing"));
    post.until(|shown| shown.to_string().contains("no macro and no canned reply of that name")).await;
}
