//! Posts of a forum that the bot looks after: how they look, and how they come and go.

use hamyar_channel::{Address, Channel, NewThread, SendError};

use super::stand::{Scene, bot};

#[tokio::test]
async fn a_post_is_named_tagged_put_aside_and_removed() {
    let scene = Scene::new().await;
    let (bot, mina) = (bot(&scene.fake, &scene.clock), scene.fake.user("Mina"));
    let forum = scene.fake.guild("Narenj").forum("team");
    let post = bot
        .open_thread(&Address::chat(forum.id()), NewThread { title: "#1 *Mina*", under: None, asker: None })
        .await
        .unwrap();
    let (name, chat) = forum.threads(&mina).remove(0);
    assert_eq!((name.as_str(), chat.transcript().replies()), ("#1 *Mina*", vec!["#1 *Mina*"]));
    let opened = &scene.fake.requests("POST threads")[0]["message"];
    assert_eq!(opened["content"], "\\#1 \\*Mina\\*", "nothing in a title is formatting");
    bot.entitle_thread(&post, "#1 Mina", "❗").await.unwrap();
    assert_eq!(forum.threads(&mina)[0].0, "❗ #1 Mina", "without tags the mark goes before the name");
    forum.has_tags(&["❗", "✅"]);
    bot.entitle_thread(&post, "#1 Mina", "✅").await.unwrap();
    forum.tagged("#1 Mina", "✅").await;
    let calls = scene.fake.requests("PATCH channels").len();
    bot.entitle_thread(&post, "#1 Mina", "✅").await.unwrap();
    assert_eq!(scene.fake.requests("PATCH channels").len(), calls, "what is so already is not said again");
    bot.close_thread(&post).await.unwrap();
    forum.tagged("#1 Mina", "✅").await.archived().await;
    bot.reopen_thread(&post).await.unwrap();
    bot.delete_thread(&post).await.unwrap();
    bot.delete_thread(&post).await.expect("gone already is success");
    let gone = bot.reopen_thread(&post).await;
    assert!(matches!(gone, Err(SendError::Gone { .. })), "{gone:?}");
    assert!(forum.threads(&mina).is_empty());
}
