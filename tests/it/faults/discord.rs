//! What Discord does, through the whole product.

use serde_json::json;

use crate::support::fake_discord::FakeDiscord;
use crate::support::{Database, Kind, Program, Starting};

const QUESTION: &str = "how long does delivery take?";
const ANSWER: &str = "Two working days";

/// Discord will not have the bot: everything else runs.
async fn down(fake: FakeDiscord, reason: &str) {
    let program = Program::new().on_discord(&fake);
    let mut server = program.start(&["run"]);
    let line = server.says("the channel is down").await;
    assert!(line.contains("discord:main") && line.contains(reason), "{line}");
    let url = server.url().await;
    for page in ["chat", "readyz"] {
        assert_eq!(reqwest::get(format!("{url}/{page}")).await.unwrap().status(), 200, "{page}");
    }
    assert_eq!(fake.calls("GET bot"), 1, "it is not tried again and again");
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn a_token_that_it_does_not_know_takes_only_discord_down() {
    let fake = FakeDiscord::start().await;
    fake.refuse_identify(4004);
    down(fake, "4004").await;
}

#[tokio::test]
async fn an_intent_that_is_missing_takes_only_discord_down() {
    let fake = FakeDiscord::start().await;
    fake.without_message_content();
    down(fake, "Message Content").await;
}

#[tokio::test]
async fn what_comes_twice_or_out_of_order_is_answered_once() {
    let (starting, fake) = Starting::product_on_discord(Database::new(Kind::Sqlite).await).await;
    let mina = fake.user("Mina");
    let app = starting.start().await;
    fake.connected(1).await;
    let chat = mina.direct();
    let asked = chat.says(QUESTION);
    assert!(chat.next_reply().await.text.starts_with(ANSWER));
    for _ in 0..3 {
        chat.repeats(asked);
    }
    // An edit overtakes its original.
    let message = |content: &str, edited: Option<&str>| {
        json!({
            "id": (asked + 1000).to_string(), "channel_id": chat.id(), "channel_type": 1, "type": 0,
            "author": { "id": mina.id(), "username": "mina", "global_name": "Mina" }, "content": content,
            "timestamp": "2026-11-22T10:00:00+00:00", "edited_timestamp": edited, "mentions": [], "mention_roles": [],
            "mention_everyone": false, "attachments": [], "embeds": [], "components": [], "pinned": false, "tts": false,
        })
    };
    fake.dispatch("MESSAGE_UPDATE", &message("how do I return a book?", Some("2026-11-22T10:00:05+00:00")));
    assert!(chat.next_reply().await.text.starts_with("Within seven days"));
    fake.dispatch("MESSAGE_CREATE", &message("how do I pay for a book?", None));
    chat.repeats(asked);
    let other = fake.user("Reza").direct();
    other.says(QUESTION);
    other.next_reply().await;
    assert_eq!(app.kinds(1).await, "message reply edit reply");
    assert_eq!(chat.transcript().replies().len(), 2, "{}", chat.transcript());
}
