//! What a visitor sees while the page is open.

use std::sync::Arc;

use hamyar_channel::{Channel, Inbox, Outbound, OutboundFile, RichText, TranscriptAuthor, Voice};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::browser::{Site, between, words_of};

/// The texts of the items in an event.
fn texts(data: &Value) -> Vec<String> {
    let text = |item: &Value| {
        let html = item["html"].as_str().unwrap();
        words_of(between(html, "<div class=\"bubble\"", "</div>")[0].split_once('>').unwrap().1).trim().to_owned()
    };
    data["items"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn what_is_said_comes_at_once() {
    let site = Site::new();
    let (browser, place) = site.visitor().await;
    let mut live = browser.live("lang=en", None).await;
    let data = live.expect("items").await;
    assert_eq!((&data["whole"], texts(&data)), (&json!(true), vec!["hello".to_owned()]));
    assert_eq!((&data["items"][0]["key"], &data["items"][0]["mine"]), (&json!("first"), &json!(true)));
    assert_eq!(live.expect("voice").await["kind"], "bot");

    site.inbox.say(site.chat.id(), &place, TranscriptAuthor::Bot, "An **answer**.");
    let data = live.expect("items").await;
    assert_eq!((&data["whole"], texts(&data)), (&json!(false), vec!["An answer.".to_owned()]));
    assert!(data["items"][0]["html"].as_str().unwrap().contains("<strong>answer</strong>"));

    site.inbox.set_voice(site.chat.id(), &place, Voice::Agent { name: "Sara".into() });
    assert_eq!(live.expect("voice").await, json!({ "kind": "agent", "text": "Sara is with you" }));

    site.chat.typing(&place).await.unwrap();
    live.expect("typing").await;

    browser.post("/edits", r#"{"message":"first","text":"hello again"}"#).await;
    let data = live.expect("items").await;
    assert_eq!(texts(&data), ["hello again"]);
    assert!(data["items"][0]["html"].as_str().unwrap().contains("edited"));
}

#[tokio::test]
async fn a_visitor_who_comes_back_gets_what_was_missed() {
    let site = Site::new();
    let (browser, place) = site.visitor().await;
    let id = site.chat.id();
    let last = browser.live("lang=en", None).await.next().await.unwrap().id.unwrap();
    site.inbox.say(id, &place, TranscriptAuthor::Bot, "missed");

    for (query, header) in [("lang=en".to_owned(), Some(last.as_str())), (format!("lang=en&last={last}"), None)] {
        let data = browser.live(&query, header).await.expect("items").await;
        assert_eq!((&data["whole"], texts(&data)), (&json!(false), vec!["missed".to_owned()]));
    }
    let mut live = browser.live("lang=en", Some(&last)).await;
    let newest = live.next().await.unwrap().id.unwrap();
    let mut live = browser.live("lang=en", Some(&newest)).await;
    live.expect("voice").await;

    // What was known has changed since: the whole conversation comes.
    browser.post("/edits", r#"{"message":"first","text":"changed"}"#).await;
    for known in [newest.as_str(), "0~", "nonsense", "0000000000000000~00000009", "~", "۱~\u{202e}"] {
        let data = browser.live(&format!("lang=en&last={}", percent(known)), None).await.expect("items").await;
        assert_eq!(
            (&data["whole"], texts(&data)),
            (&json!(true), vec!["changed".to_owned(), "missed".to_owned()]),
            "{known}"
        );
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn what_is_taken_back_leaves_the_page() {
    let site = Site::new();
    let (browser, place) = site.visitor().await;
    let id = site.chat.id();
    let outbound = |key: &str| hamyar_channel::Outbound {
        to: place.clone(),
        key: key.to_owned(),
        text: hamyar_channel::RichText::plain(key),
        file: None,
        buttons: Vec::new(),
        reply_to: None,
        perhaps_sent_since: None,
        language: "en".into(),
    };
    let item = site.inbox.show(id, &outbound("a mistake"));
    let mut live = browser.live("lang=en", None).await;
    live.expect("items").await;
    live.expect("voice").await;
    site.inbox.hide(id, &place, "a mistake");
    assert_eq!(live.expect("items").await, json!({ "whole": false, "items": [], "gone": [item] }));

    // What only falls out of the window stays.
    for number in 0..250 {
        site.inbox.show(id, &outbound(&format!("answer {number}")));
    }
    let data = live.expect("items").await;
    assert_eq!((data["items"].as_array().unwrap().len(), &data["gone"]), (200, &json!([])));
    site.inbox.show(id, &outbound("one more"));
    let data = live.expect("items").await;
    assert_eq!((texts(&data), &data["gone"]), (vec!["one more".to_owned()], &json!([])));
}

#[tokio::test]
async fn nobody_sees_the_chat_of_another() {
    let site = Site::new();
    let (_, place) = site.visitor().await;
    let (other, _) = site.visitor().await;
    let mut live = other.live("lang=en", None).await;
    live.expect("items").await;
    live.expect("voice").await;
    site.chat.typing(&place).await.unwrap();
    site.inbox.say(site.chat.id(), &place, TranscriptAuthor::Bot, "for one only");
    other.say("mine", "for the other").await;
    assert_eq!(texts(&live.expect("items").await), ["for the other"]);

    let stranger = site.browser().request(Request::get("/events"), "").await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_no_more() {
    let site = Site::with(|settings| settings.max_streams = 2);
    let (browser, _) = site.visitor().await;
    let first = browser.live("", None).await;
    let _second = browser.live("", None).await;
    let refused = browser.request(Request::get("/events"), "").await;
    assert_eq!(
        (refused.status(), refused.headers().contains_key("retry-after")),
        (StatusCode::TOO_MANY_REQUESTS, true)
    );
    drop(first);
    browser.live("", None).await.expect("items").await;
}

#[tokio::test]
async fn stopping_ends_the_live_connections() {
    let site = Site::new();
    let (browser, _) = site.visitor().await;
    let mut live = browser.live("lang=en", None).await;
    live.expect("items").await;
    live.expect("voice").await;
    let stop = CancellationToken::new();
    stop.cancel();
    site.chat.listen(Arc::clone(&site.inbox) as Arc<dyn Inbox>, stop).await.unwrap();
    assert!(live.next().await.is_none(), "the connection stayed open");
}

#[tokio::test]
async fn a_file_that_is_sent_is_read_by_nobody() {
    let site = Site::new();
    let (_, place) = site.visitor().await;
    let file = OutboundFile::new("large.pdf", "application/pdf", 1_000_000, || panic!("it is read"));
    let message = Outbound {
        to: place,
        key: "key".to_owned(),
        text: RichText::plain("Here"),
        file: Some(file),
        buttons: Vec::new(),
        reply_to: None,
        perhaps_sent_since: None,
        language: "en".to_owned(),
    };
    assert!(site.chat.send(&message).await.is_ok());
}
