//! Topics that the bot looks after: how they look, and how they come and go.

use hamyar_channel::{Address, Channel, NewThread, SendError};

use super::stand::bot;
use crate::support::fake_telegram::FakeTelegram;

#[tokio::test]
async fn a_topic_is_named_marked_closed_and_removed() {
    let fake = FakeTelegram::start().await;
    let (bot, forum) = (bot(&fake), fake.forum("Team"));
    let topic = bot
        .open_thread(&Address::chat(forum.id()), NewThread { title: "#1 Mina", under: None, asker: None })
        .await
        .unwrap();
    let names = || forum.topics().into_iter().map(|topic| topic.name).collect::<Vec<_>>();
    bot.entitle_thread(&topic, "#1 Mina", "✅").await.unwrap();
    assert_eq!(names(), ["✅ #1 Mina"], "the mark is the icon");
    bot.entitle_thread(&topic, "#1 Mina", "✅").await.expect("so already is success");
    bot.entitle_thread(&topic, &"ن".repeat(200), "🦀").await.unwrap();
    let requests = fake.requests("editForumTopic");
    let name = requests[2]["name"].as_str().unwrap();
    assert!(name.starts_with("🦀 ن") && name.encode_utf16().count() <= 128, "there is no such icon: {name}");
    assert_eq!(fake.calls("getForumTopicIconStickers"), 1, "Telegram is asked once");
    bot.close_thread(&topic).await.unwrap();
    bot.close_thread(&topic).await.expect("closed already is success");
    assert!(forum.topics()[0].is_closed);
    bot.reopen_thread(&topic).await.unwrap();
    bot.reopen_thread(&topic).await.expect("open already is success");
    bot.delete_thread(&topic).await.unwrap();
    bot.delete_thread(&topic).await.expect("gone already is success");
    assert!(names().is_empty());
    for gone in [bot.reopen_thread(&topic).await, bot.entitle_thread(&topic, "x", "✅").await] {
        assert!(matches!(gone, Err(SendError::Gone { .. })), "{gone:?}");
    }
    forum.forbids_topics();
    let refused =
        bot.open_thread(&Address::chat(forum.id()), NewThread { title: "#2 Omid", under: None, asker: None }).await;
    assert!(matches!(refused, Err(SendError::Rejected { .. })), "{refused:?}");
}
