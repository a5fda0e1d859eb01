//! What a visitor sends, and what is refused.

use hamyar_channel::Event;
use http::{Request, StatusCode};
use serde_json::json;

use crate::browser::{Site, at};

#[tokio::test]
async fn a_refused_post_says_what_is_wrong() {
    let site = Site::with(|settings| settings.max_message_bytes = 100);
    let (browser, _) = site.visitor().await;
    let long = json!({ "key": "k", "text": "x".repeat(101) }).to_string();
    let endless = json!({ "key": "k", "text": "x".repeat(100_000) }).to_string();
    let deep = "[".repeat(1_000);
    let cases = [
        ("/messages", json!({ "key": "k", "text": " \n\t " }).to_string(), 400, "empty", ""),
        ("/messages", long, 413, "long", ""),
        ("/messages", endless, 413, "long", ""),
        ("/messages", "{".into(), 400, "malformed", "EOF"),
        ("/messages", deep, 400, "malformed", ""),
        ("/messages", r#"{"key":"k","text":"\ud800"}"#.into(), 400, "malformed", "hex escape"),
        ("/messages", r#"{"key":"k"}"#.into(), 400, "malformed", "missing field `text`"),
        ("/messages", r#"{"key":"k","text":"x","is_admin":true}"#.into(), 400, "malformed", "unknown field `is_admin`"),
        ("/messages", r#"{"key":"a b","text":"x"}"#.into(), 400, "malformed", "a key must be"),
        ("/presses", r#"{"item":"1","action":""}"#.into(), 400, "malformed", "`action`"),
        ("/presses", r#"{"item":"1","action":"سلام"}"#.into(), 400, "malformed", "`action`"),
        ("/presses", r#"{"item":"","action":"a"}"#.into(), 400, "malformed", "`item`"),
        ("/edits", r#"{"message":"first","text":""}"#.into(), 400, "empty", ""),
    ];
    for (path, body, status, code, detail) in cases {
        let answer = browser.post(path, &body).await;
        let error = &answer.json()["error"];
        assert_eq!((answer.status.as_u16(), &error["code"]), (status, &json!(code)), "{path} {body:.80}");
        assert!(error["detail"].as_str().unwrap_or_default().contains(detail), "{error}");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
    let stranger = site.browser().post("/presses", r#"{"item":"1","action":"a"}"#).await;
    assert_eq!((stranger.status, &stranger.json()["error"]["code"]), (StatusCode::UNAUTHORIZED, &json!("visitor")));
    assert_eq!(site.inbox.events().len(), 1, "something refused was recorded");
}

#[tokio::test]
async fn posts_from_other_sites_are_refused() {
    let site = Site::new();
    let (browser, _) = site.visitor().await;
    let cases = [
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("origin", "https://help.example:444", 403),
        ("origin", "https://help.example", 200),
    ];
    for (header, value, status) in cases {
        let request =
            Request::post("/messages").header("host", "help.example").header("content-type", "application/json");
        let answer = browser.request(request.header(header, value), r#"{"key":"other","text":"hi"}"#).await;
        assert_eq!(answer.status().as_u16(), status, "{header}: {value}");
    }
}

#[tokio::test]
async fn only_a_visitor_of_the_page_says_that_they_write_and_not_without_end() {
    let site = Site::with(|settings| settings.messages_per_minute = 2);
    let (browser, _) = site.visitor().await;
    let cross = Request::post("/typing").header("sec-fetch-site", "cross-site");
    assert_eq!(browser.request(cross, "{}").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(site.browser().post("/typing", "{}").await.status, StatusCode::UNAUTHORIZED);
    for _ in 0..5 {
        assert_eq!(browser.post("/typing", "{}").await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(browser.post("/typing", "{}").await.status, StatusCode::TOO_MANY_REQUESTS);
    // It takes nothing from what may be said.
    assert_eq!(browser.say("second", "hello again").await.status, StatusCode::OK);
    assert_eq!(site.inbox.events().len(), 2, "only what was said is recorded");
}

#[tokio::test]
async fn a_host_without_files_is_asked_for_none() {
    let site = Site::new();
    let (browser, _) = site.visitor().await;
    assert!(!browser.get("/").await.body.contains("type=\"file\""));
    assert!(!browser.get("/embed").await.body.contains("type=\"file\""));
    let request =
        Request::post("/files").header("hamyar-file", "a.txt").header("content-type", "application/octet-stream");
    assert_eq!(browser.request(request, "words").await.status(), StatusCode::NOT_FOUND);
    let answer = browser.post("/messages", r#"{"key":"k","text":"Look","files":["own:1"]}"#).await;
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (StatusCode::GONE, &json!("file-lost")));
}

#[tokio::test]
async fn one_key_is_one_message() {
    let site = Site::new();
    let browser = site.browser();
    for _ in 0..3 {
        assert_eq!(browser.say("k1", "hello").await.json(), json!({ "message": "k1" }));
    }
    let inbound = site.inbox.next().await;
    assert_eq!(inbound.key, format!("m:{}:k1", inbound.author.id));
    assert_eq!((inbound.at, site.inbox.events().len()), (at(0), 1));
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_acknowledged() {
    let site = Site::new();
    let browser = site.browser();
    site.inbox.fail_next(1);
    let answer = browser.say("k1", "hello").await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    assert_eq!(answer.json()["error"]["code"], "unavailable");
    assert!(site.inbox.events().is_empty());
    assert_eq!(browser.say("k1", "hello").await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_address_has_its_own_limit() {
    let site = Site::with(|settings| {
        settings.messages_per_minute = 2;
        settings.trusted_proxies = vec!["192.0.2.0/24".parse().unwrap(), "10.0.0.7".parse().unwrap()];
    });
    // Each row: who the proxies say it is, and whether a third message passes after two from 198.51.100.9.
    let cases = [
        ("198.51.100.9", 200),
        ("198.51.100.9", 200),
        ("198.51.100.9", 429),
        ("203.0.113.1, 198.51.100.9", 429),
        ("203.0.113.1, 198.51.100.9, 10.0.0.7", 429),
        ("203.0.113.1, 198.51.100.9:5050", 429),
        ("::ffff:198.51.100.9", 429),
        ("203.0.113.1", 200),
        ("2001:db8::1", 200),
        ("2001:db8::2", 200),
        ("2001:db8::3", 429),
        ("2001:db8:0:1::3", 200),
        ("not an address", 200),
    ];
    for (index, (forwarded, status)) in cases.into_iter().enumerate() {
        let browser = site.browser().with("x-forwarded-for", forwarded);
        let answer = browser.say(&format!("k{index}"), "hello").await;
        assert_eq!(answer.status.as_u16(), status, "{index}: {forwarded}");
        if status == 429 {
            let wait: u64 = answer.header("retry-after").parse().unwrap();
            assert!((1..=60).contains(&wait), "{wait}");
            assert_eq!(answer.json()["error"]["retry_after"], wait);
        }
    }
    assert!("10.0.0.0/33".parse::<hamyar_web::TrustedProxy>().unwrap_err().to_string().contains("`10.0.0.0/33`"));
}

#[tokio::test]
async fn an_untrusted_peer_cannot_choose_its_address() {
    let site = Site::with(|settings| settings.messages_per_minute = 1);
    for (forwarded, status) in [("203.0.113.1", 200), ("203.0.113.2", 429)] {
        assert_eq!(site.browser().with("x-forwarded-for", forwarded).say("k", "hello").await.status.as_u16(), status);
    }
}

#[tokio::test]
async fn the_page_works_without_a_script() {
    let site = Site::with(|settings| settings.max_message_bytes = 100);
    let browser = site.browser().with("accept-language", "fa");
    browser.get("/").await;
    let answer = browser.submit("/messages", "text=%D8%B3%D9%84%D8%A7%D9%85%0D%0Ahi").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/chat"));
    let Event::Message(message) = site.inbox.next().await.event else { panic!() };
    assert_eq!(message.text, "سلام\nhi");

    let answer = browser.submit("/presses", "item=1&action=helped").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(site.inbox.next().await.event, Event::Button { action: "helped".into(), message: Some("1".into()) });

    let answer = browser.submit("/messages", &format!("text={}", "x".repeat(101))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("<html lang=\"fa\" dir=\"rtl\">") && answer.body.contains("آن را در چند بخش بفرستید"));
}
