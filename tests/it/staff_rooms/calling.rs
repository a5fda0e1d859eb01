//! Whom a room calls when somebody waits, and the role without which nobody is heard in it.

use hamyar::model::{Action, AuditKind, Holder, RoomSettings};
use hamyar::store::AuditFilter;
use serde_json::json;

use super::discord::{Scene as OnDiscord, member, scene};
use super::{Scene, UNKNOWN};
use crate::support::{Database, both};

both!(
    a_handoff_calls_whom_the_room_names_on_telegram,
    a_handoff_calls_a_role_and_members_on_discord_and_nobody_else,
    who_lacks_the_role_is_not_heard_and_told_once,
);

fn calling(platform: &str, mentions: &str) -> RoomSettings {
    RoomSettings { mentions: RoomSettings::read_mentions(platform, mentions).unwrap(), staff_role: None }
}

async fn a_handoff_calls_whom_the_room_names_on_telegram(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let room = scene.app.store.shared_places().await.unwrap().pop().unwrap().id;
    let mentions = format!("@reza_k {}", sara.user.id());
    scene.app.store.set_room_settings(room, calling("telegram", &mentions)).await.unwrap();
    scene.mina.says(&format!("{UNKNOWN} @mallory and @reza_k know"));
    scene.mina.next_reply().await;
    let topic = scene.topic("❗️ ").await.with(&sara.user);
    topic.until(|shown| shown.to_string().contains("🔔 @reza_k sara")).await;
    let card =
        scene.fake.requests("sendMessage").into_iter().find(|sent| sent["text"].to_string().contains("🔔")).unwrap();
    let text = card["text"].as_str().unwrap();
    assert_eq!(text.matches("@reza_k").count(), 1, "what the customer writes calls nobody: {text}");
    assert!(!text.contains("@mallory") && text.contains("@\u{2060}mallory"), "{text}");
    let entities = card["entities"].as_array().unwrap();
    let called: Vec<_> = entities.iter().filter(|one| one["type"] == "text_mention").collect();
    assert_eq!(called.len(), 1, "{entities:?}");
    assert_eq!(called[0]["user"]["id"].to_string(), sara.user.id());
    // Who is at it is not called; who waits again is.
    topic.says("/take");
    scene.topic("💬 ").await;
    topic.says("/bot");
    scene.topic("🤖 ").await;
    scene.mina.says("I want to talk to a person");
    topic
        .until(|shown| {
            shown.to_string().matches("🔔 @reza_k sara").count() >= 1
                && shown.to_string().contains("❗ Handed to people")
        })
        .await;
    scene.quiet().await;
    let sent = scene.fake.requests("sendMessage");
    let calls = sent.iter().filter(|sent| sent["text"].to_string().contains("🔔")).count();
    assert_eq!(calls, 2, "once for each handoff");
}

async fn a_handoff_calls_a_role_and_members_on_discord_and_nobody_else(database: Database) {
    let OnDiscord { app, fake, forum, mina } = scene(database).await;
    let ((_, user), room) = (member(&app, &fake).await, app.store.shared_places().await.unwrap().pop().unwrap().id);
    let post = forum.tagged("#1 Mina", "❗").await.with(&user);
    let silent = fake.requests("POST threads")[0]["message"]["allowed_mentions"].clone();
    let nobody = json!([]);
    assert_eq!((&silent["users"], &silent["roles"], &silent["parse"]), (&nobody, &nobody, &nobody), "by default");
    app.store.set_room_settings(room, calling("discord", "role:77 88")).await.unwrap();
    post.commands("bot", None);
    forum.tagged("#1 Mina", "🤖").await;
    mina.direct().says("<@&99> @everyone <@66> I want to talk to a person");
    forum.tagged("#1 Mina", "❗").await;
    post.until(|shown| shown.to_string().contains("🔔 <@&77> <@88>")).await;
    let sent = fake.requests("POST messages");
    let call = sent.iter().find(|sent| sent["content"].to_string().contains("<@&77>")).unwrap();
    let allowed = &call["allowed_mentions"];
    let (role, account) = (json!(["77"]), json!(["88"]));
    assert_eq!((&allowed["roles"], &allowed["users"], &allowed["parse"]), (&role, &account, &nobody));
    let theirs = sent.iter().find(|sent| sent["content"].to_string().contains("@everyone")).unwrap();
    let allowed = &theirs["allowed_mentions"];
    assert_eq!((&allowed["roles"], &allowed["users"], &allowed["parse"]), (&nobody, &nobody, &nobody));
}

async fn who_lacks_the_role_is_not_heard_and_told_once(database: Database) {
    let OnDiscord { app, fake, forum, mina } = scene(database).await;
    let ((sara, user), customer) = (member(&app, &fake).await, mina.direct());
    let room = app.store.shared_places().await.unwrap().pop().unwrap().id;
    let settings = RoomSettings { mentions: Vec::new(), staff_role: Some("77".to_owned()) };
    app.store.set_room_settings(room, settings).await.unwrap();
    let post = forum.tagged("#1 Mina", "❗").await.with(&user);
    post.says("nobody hears this");
    post.until(|shown| shown.to_string().contains("you do not have the role")).await;
    post.says("nor this");
    post.commands("take", None);
    user.has_role(77);
    let heard = post.says("but this");
    customer.until(|shown| shown.to_string().contains("but this")).await;
    assert_eq!(app.conversation(1).await.holder, Holder::Agent(sara));
    // Who loses it is heard no more, at once.
    user.loses_roles();
    post.says("not this");
    post.until(|shown| shown.to_string().matches("you do not have the role").count() == 2).await;
    post.presses("Resolve");
    post.deletes(heard);
    app.act(app.conversation(1).await.id, sara, Action::Note("at the desk as before".to_owned())).await;
    post.until(|shown| shown.to_string().contains("at the desk as before")).await;
    let told = customer.transcript().to_string();
    assert!(told.contains("but this"), "what was said stays: {told}");
    assert!(!told.contains("hears this") && !told.contains("nor this") && !told.contains("not this"), "{told}");
    assert_eq!(app.conversation(1).await.holder, Holder::Agent(sara));
    let log = app.store.audited(&AuditFilter::default(), None, 50).await.unwrap();
    assert_eq!(log.iter().filter(|row| row.deed.kind == AuditKind::RoleLacking).count(), 2);
}
