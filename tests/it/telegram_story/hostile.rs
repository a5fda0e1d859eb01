//! Messages that nobody would write, and somebody will send: recorded, and answered or handed over.

use hamyar::model::Holder;
use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use super::Scene;

#[tokio::test]
async fn whatever_is_written_is_recorded_and_gets_a_reply() {
    let scene = Scene::english().await;
    let texts = [
        "a question of a megabyte ".repeat(42_000),
        "بلند ".repeat(100_000),
        format!("e{}", "\u{301}".repeat(10_000)),
        "\0\0delivery\0".to_owned(),
        "\u{202e}?ekat yreviled seod gnol woh\u{202c}".to_owned(),
        "\u{200d}\u{200c}\u{200b}\u{feff}".to_owned(),
        "👩‍👩‍👧‍👦".repeat(500),
        "\u{fffd}\u{10ffff}\u{e000}".to_owned(),
        "*".repeat(5_000),
        "[".repeat(5_000),
        "/ask ".to_owned() + &"(".repeat(3_000),
        "' or 1=1; drop table timeline; --".to_owned(),
        "<script>alert(1)</script>".to_owned(),
        "\" AND title:* OR (".to_owned(),
        "book~99".to_owned(),
        "🙂".to_owned(),
        "is it that we are to be of the".to_owned(),
        "book کتاب книга 本 \u{202e}koob\u{202c}".to_owned(),
        (0..10_000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" "),
    ];
    assert!(texts[0].len() > 1 << 20);
    for (number, text) in (1..).zip(&texts) {
        let chat = scene.fake.user("Somebody").language("en").private();
        chat.says(text);
        let reply = chat.next_reply().await;
        assert!(!reply.text.is_empty());
        let timeline = scene.app.timeline(number).await;
        let kept = &timeline[0];
        let readable: String = text.chars().map(|c| if c == '\0' { '\u{2400}' } else { c }).collect();
        let readable = readable.strip_prefix("/ask ").unwrap_or(&readable);
        if readable.len() > 65_536 {
            assert!(readable.starts_with(&kept.body) && kept.body.len() > 65_000);
            assert_eq!(kept.data["cut_from_bytes"], json!(text.len()));
        } else {
            assert_eq!(kept.body, readable);
        }
    }
}

#[tokio::test]
async fn an_update_of_an_unknown_kind_is_recorded_and_skipped() {
    let scene = Scene::english().await;
    scene.fake.push("business_message", &json!({ "date": 1, "from": { "id": 5, "is_bot": false, "first_name": "B" } }));
    scene.fake.push("message", &json!({ "message_id": "seven", "chat": [] }));
    scene.fake.push_raw("{\"update_id\": 700000099, \"telepathy\": {}}");
    scene.asks("hello").await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Bot);
    let mut database = SqliteConnection::connect(&scene.app.database.url).await.unwrap();
    let kept: Vec<(String,)> =
        sqlx::query_as("select kind from channel_events order by event_key").fetch_all(&mut database).await.unwrap();
    assert_eq!(kept.len(), 3, "each is recorded: {kept:?}");
}

#[tokio::test]
async fn a_button_that_was_never_ours_does_nothing() {
    let scene = Scene::english().await;
    scene.asks("hello").await;
    let other = format!("person:{}:1", uuid::Uuid::from_u128(7).simple());
    for action in ["", "x", "person", "person:1:1", "helped:::", "s999:0:0", other.as_str(), "نه"] {
        scene.chat.presses_action(1, action);
    }
    scene.quiet().await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Bot);
    scene.asks("hello again").await;
    assert_eq!(scene.chat.transcript().replies().len(), 2, "{}", scene.chat.transcript());
}
