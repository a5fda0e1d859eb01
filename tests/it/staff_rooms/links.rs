//! Where a message is on its platform: on the card and at the desk, where there is an address for it.

use super::discord::{Scene as OnDiscord, scene};
use super::{Scene, UNKNOWN};
use crate::support::fake_discord::MENTION;
use crate::support::{Database, both};

both!(a_message_of_a_group_on_telegram_is_led_to, a_message_of_a_guild_on_discord_is_led_to);

async fn a_message_of_a_group_on_telegram_is_led_to(database: Database) {
    let scene = Scene::new(database).await;
    let (readers, omid) = (scene.fake.forum("Readers"), scene.fake.user("Omid").language("en"));
    let topic = readers.topic("Help");
    let chat = topic.with(&omid);
    let asked = chat.says("@hamyar_bot I want to talk to a person");
    chat.next_reply().await;
    scene.forum.newest_topic(|shown| shown.name.starts_with("❗️ ") && shown.name.contains("Omid")).await;
    let number = readers.id().strip_prefix("-100").unwrap().to_owned();
    let address = format!("https://t.me/c/{number}/{}/{asked}", topic.thread().unwrap());
    scene.quiet().await;
    let cards = scene.fake.requests("sendMessage");
    let card = cards.iter().rev().find(|sent| sent["text"].to_string().contains("See the message itself")).unwrap();
    assert!(card["entities"].to_string().contains(&address), "{card}");
    // A private chat is nobody else's.
    scene.mina.says(UNKNOWN);
    let private = scene.forum.newest_topic(|shown| shown.name.contains("Mina")).await.with(&omid);
    private.until(|shown| shown.to_string().contains("do you buy used pianos?")).await;
    assert!(!private.transcript().to_string().contains("See the message itself"), "{}", private.transcript());
}

async fn a_message_of_a_guild_on_discord_is_led_to(database: Database) {
    let OnDiscord { app: _app, fake, forum, mina: _mina } = scene(database).await;
    let (guild, omid) = (fake.guild("Readers"), fake.user("Omid"));
    let thread = guild.channel("help").thread(&omid, "A question").with(&omid);
    let asked = thread.says(&format!("{MENTION} I want to talk to a person"));
    thread.next_reply().await;
    let post = forum.tagged("#2 Omid", "❗").await.with(&omid);
    let address = format!("https://discord.com/channels/{}/{}/{asked}", guild.id(), thread.id());
    post.until(|shown| shown.to_string().contains(&address)).await;
}
