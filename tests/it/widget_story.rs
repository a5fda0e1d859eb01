//! The chat on the pages of another site: the product as it is wired, and a browser that gives its frame no cookies.

use reqwest::Client;

use crate::support::browser::Browser;
use crate::support::{Database, Kind, Starting, TestApp};

async fn product() -> TestApp {
    let starting = Starting::product(Database::new(Kind::Sqlite).await).await.0;
    starting.setting("HAMYAR_WEB__EMBED_ON", "https://shop.example, http://localhost:3000/").start().await
}

#[tokio::test]
async fn a_question_is_answered_in_a_frame_and_found_again_after_a_restart() {
    let app = product().await;
    let mut mina = Browser::in_a_frame(app.http).await;
    mina.says("one", "how long does delivery take?").await;
    let mut live = mina.live().await;
    let answer = live.item("Two working days").await;
    mina.presses(&answer, "This helped").await;
    live.item("Good to hear").await;
    assert_eq!(app.kinds(1).await, "message reply press reply resolved");

    let eve = Browser::in_a_frame(app.http).await;
    let others = eve.live().await.next("items").await;
    assert_eq!(others["items"].as_array().unwrap().len(), 0, "another browser sees nothing of it");

    let app = app.stop().await.start().await;
    mina.moved_to(app.http).live().await.item("Good to hear").await;
}

#[tokio::test]
async fn the_script_speaks_both_languages_and_names_the_sites() {
    let app = product().await;
    let script = Browser::at(app.http).get("/chat/widget.js").await.body;
    assert!(script.contains(r#""origins":["https://shop.example","http://localhost:3000"]"#));
    assert!(script.contains("Chat with Narenj, unread messages: 2") && script.contains("unread messages: 9+"));
    let persian = script.replace(['\u{2068}', '\u{2069}'], "");
    assert!(persian.contains("گفت‌وگو با Narenj، پیام‌های خوانده‌نشده: ۲"), "{persian}");
    assert!(persian.contains("پیام‌های خوانده‌نشده: ۹+"));
}

#[tokio::test]
async fn only_the_frames_page_may_be_framed_by_the_named_sites() {
    let app = product().await;
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let cases = [
        ("/chat/embed", "'self' https://shop.example http://localhost:3000"),
        ("/chat", "'self'"),
        ("/chat/messages", "'self'"),
        ("/desk", "'none'"),
        ("/desk/login", "'none'"),
    ];
    for (path, expected) in cases {
        let answer = client.get(format!("http://{}{path}", app.http)).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        let ancestors: Vec<&str> =
            policy.split(';').filter_map(|rule| rule.trim().strip_prefix("frame-ancestors ")).collect();
        assert_eq!(ancestors, [expected], "{path}");
    }
}
