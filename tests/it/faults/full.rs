//! A disk without room, as far as the program can tell: nothing more can be written to any file.

use crate::support::fake_telegram::FakeTelegram;
use crate::support::{ARTICLES, Program};

const QUESTION: &str = "how long does delivery take?";

async fn status(url: &str) -> u16 {
    reqwest::get(url).await.unwrap().status().as_u16()
}

/// How many events could not be recorded.
async fn refused(url: &str) -> u64 {
    let figures = reqwest::get(format!("{url}/metrics")).await.unwrap().text().await.unwrap();
    let sample = "hamyar_events_total{channel=\"telegram:main\",outcome=\"refused\"} ";
    figures.lines().find_map(|line| line.strip_prefix(sample)).map_or(0, |count| count.parse().unwrap())
}

#[tokio::test]
async fn nothing_is_acknowledged_until_there_is_room() {
    let fake = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&fake);
    program.done(&["kb", "import", ARTICLES]).await;
    let mut server = program.start(&["run"]);
    let url = server.url().await;
    let chat = fake.user("Mina").language("en").private();
    chat.says(QUESTION);
    chat.next_reply().await;
    fake.drained().await;

    server.has_room(false);
    chat.says("how do I return a book?");
    let line = server.says("events could not be recorded").await;
    assert!(line.contains("telegram:main"), "{line}");
    server.says("a transaction was lost").await;
    assert_eq!(fake.pending(), 1, "it stays with Telegram");
    assert!(refused(&url).await >= 1, "and somebody is alarmed, though the database is read");
    for page in ["healthz", "readyz", "chat"] {
        assert_eq!(status(&format!("{url}/{page}")).await, 200, "what reads goes on: {page}");
    }
    assert_eq!(chat.transcript().replies().len(), 1, "{}", chat.transcript());

    server.has_room(true);
    assert!(chat.next_reply().await.text.starts_with("Within seven days"));
    fake.drained().await;
    assert_eq!(server.stop().await, Some(0));
    assert_eq!(chat.transcript().replies().len(), 2, "{}", chat.transcript());
}
