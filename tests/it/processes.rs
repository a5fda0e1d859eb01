//! The program as it runs: what it says when it starts, what it serves, and how it ends.

use std::time::{Duration, Instant};

use crate::support::fake_telegram::{FakeTelegram, Fault};
use crate::support::{ARTICLES, Program};

const QUESTION: &str = "how long does delivery take?";
const REPEAT: &str = "You may have received this message already.";

async fn bookshop(fake: &FakeTelegram) -> Program {
    let program = Program::new().on_telegram(fake);
    program.done(&["kb", "import", ARTICLES]).await;
    program
}

async fn get(url: &str) -> (u16, String) {
    let response = reqwest::get(url).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn it_says_where_it_is_and_serves_machines() {
    let fake = FakeTelegram::start().await;
    let program = bookshop(&fake).await;
    let mut server = program.start(&["run"]);
    let url = server.url().await;
    assert_eq!(server.says("Chat page:").await, format!("Chat page:  {url}/chat"));
    let chat = fake.user("Mina").language("en").private();
    chat.says(QUESTION);
    assert!(chat.next_reply().await.text.starts_with("Two working days"));
    assert_eq!(get(&format!("{url}/healthz")).await, (200, "ok\n".to_owned()));
    assert_eq!(get(&format!("{url}/readyz")).await, (200, "ready\n".to_owned()));
    let (status, figures) = get(&format!("{url}/metrics")).await;
    assert_eq!(status, 200);
    for line in [
        "hamyar_events_total{channel=\"telegram:main\",outcome=\"recorded\"} 1",
        "hamyar_decisions_total{outcome=\"answer\"} 1",
        "# EOF",
    ] {
        assert!(figures.contains(line), "{line} in:\n{figures}");
    }
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn without_a_token_telegram_is_off_and_said_to_be() {
    let program = Program::new();
    let mut server = program.start(&["run"]);
    server.says("telegram is off: telegram.token is not set").await;
    let url = server.url().await;
    assert_eq!(get(&format!("{url}/chat")).await.0, 200);
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn a_wrong_token_takes_only_telegram_down() {
    let fake = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&fake).with("HAMYAR_TELEGRAM__TOKEN", "7001:wrong-canary");
    let mut server = program.start(&["run"]);
    let line = server.says("the channel is down").await;
    assert!(line.contains("telegram:main") && line.contains("unauthorized"), "{line}");
    let url = server.url().await;
    assert_eq!(get(&format!("{url}/chat")).await.0, 200);
    assert_eq!(get(&format!("{url}/readyz")).await.0, 200);
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn the_demonstration_can_be_walked_into() {
    let program = Program::new();
    let mut server = program.start(&["demo"]);
    server.says("The sample knowledge base is in").await;
    let line = server.says("Sign in to the desk once with:").await;
    let link = line.split_whitespace().last().unwrap();
    assert_eq!(signed_in(link).await, 200);
    assert_eq!(server.stop().await, Some(0));
}

/// Follows a one-time link as a browser does; returns what the desk then answers.
async fn signed_in(link: &str) -> u16 {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let arrived = client.get(link).send().await.unwrap();
    assert_eq!(arrived.status(), 303, "{}", arrived.text().await.unwrap());
    let cookie = arrived.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let (site, _) = link.split_once("/desk/").unwrap();
    let desk = client.get(format!("{site}/desk/account")).header("cookie", cookie).send().await.unwrap();
    desk.status().as_u16()
}

#[tokio::test]
async fn a_new_agent_signs_in_once_by_their_link() {
    let program = Program::new();
    let mut server = program.start(&["run"]);
    let url = server.url().await;
    let said = program.done(&["agent", "add", "sara@team.example", "--name", "Sara"]).await;
    let token = said.trim().rsplit('/').next().unwrap().to_owned();
    let link = format!("{url}/desk/sign-in/{token}");
    assert_eq!(signed_in(&link).await, 200);
    assert_eq!(get(&link).await.0, 401, "a link is good for once");
    server.kill().await;
}

#[tokio::test]
async fn killed_while_sending_nothing_is_lost_and_one_repeat_is_marked() {
    let fake = FakeTelegram::start().await;
    let program = bookshop(&fake).await;
    let server = program.start(&["run"]);
    let chats = ["Mina", "Reza", "Omid"].map(|name| fake.user(name).language("en").private());
    fake.next("sendMessage", Fault::AppliedThenHang);
    chats[0].says(QUESTION);
    fake.called("sendMessage", 1).await;
    server.kill().await;
    chats[1].says(QUESTION);
    chats[2].says("how do I return a book?");

    let server = program.start(&["run"]);
    chats[1].next_reply().await;
    chats[2].next_reply().await;
    chats[0].until(|transcript| transcript.replies().len() == 2).await;
    let first = chats[0].transcript();
    assert!(!first.replies()[0].contains(REPEAT) && first.replies()[1].starts_with(REPEAT), "{first}");
    chats[0].says("how can I pay?");
    chats[0].until(|transcript| transcript.replies().len() == 3).await;
    assert!(!chats[0].transcript().replies()[2].contains(REPEAT));
    for chat in &chats[1..] {
        assert_eq!(chat.transcript().replies().len(), 1, "{}", chat.transcript());
    }
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn articles_that_another_process_imports_are_answered_at_once() {
    let fake = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&fake);
    let mut server = program.start(&["run"]);
    let chat = fake.user("Mina").language("en").private();
    chat.says(QUESTION);
    assert!(chat.next_reply().await.text.starts_with("I have no answer to that"));
    program.done(&["kb", "import", ARTICLES]).await;
    let imported = Instant::now();
    server.says("the knowledge index follows").await;
    // On an idle machine it is a third of a second.
    assert!(imported.elapsed() < Duration::from_secs(3), "{:?}", imported.elapsed());
    chat.says("/bot");
    chat.next_reply().await;
    chat.says(QUESTION);
    assert!(chat.next_reply().await.text.starts_with("Two working days"));
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn asked_to_stop_twice_it_stops_at_once() {
    let fake = FakeTelegram::start().await;
    let program = bookshop(&fake).await;
    let mut server = program.start(&["run"]);
    // A send whose answer never comes keeps a stop waiting.
    fake.next("sendMessage", Fault::AppliedThenHang);
    let chat = fake.user("Mina").language("en").private();
    chat.says(QUESTION);
    fake.called("sendMessage", 1).await;
    let asked = Instant::now();
    server.asked_to_stop();
    server.says("stopped listening").await;
    assert_eq!(server.stop().await, Some(130));
    // The call to Telegram alone would have been waited for longer.
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());

    let server = program.start(&["run"]);
    chat.until(|transcript| transcript.replies().len() == 2).await;
    assert!(chat.transcript().replies()[1].starts_with(REPEAT), "{}", chat.transcript());
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn a_stop_leaves_one_whole_file() {
    let fake = FakeTelegram::start().await;
    let program = bookshop(&fake).await;
    let server = program.start(&["run"]);
    let chat = fake.user("Mina").language("en").private();
    chat.says(QUESTION);
    chat.next_reply().await;
    let log = program.dir().join("data/hamyar.db-wal");
    assert!(log.metadata().unwrap().len() > 0, "while it runs there is a write-ahead log");
    assert_eq!(server.stop().await, Some(0));
    assert!(log.metadata().map_or(0, |log| log.len()) == 0, "a stopped server leaves nothing in the log");
}
