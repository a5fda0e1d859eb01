//! The chat in a frame on another site: who may show it, and how a visitor is known there.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hamyar_channel::{Channel, TranscriptAuthor};
use http::{Request, StatusCode};
use serde_json::json;

use crate::browser::{Browser, Site, at, between, words_of};

const SHOP: &str = "https://shop.example";
const DAY: i64 = 24 * 60 * 60;

fn embedded(site: &mut hamyar_web::Settings) {
    site.embed_on = vec![SHOP.parse().unwrap(), "http://localhost:3000".parse().unwrap()];
}

/// What the frame of a browser that was never here loads, from a page of another site.
async fn framed(site: &Site, query: &str) -> String {
    let frame = site.browser().with("sec-fetch-site", "cross-site").with("sec-fetch-dest", "iframe");
    let page = frame.get(&format!("/embed?{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.body
}

async fn token(site: &Site) -> String {
    between(&framed(site, "lang=en").await, "data-visitor=\"", "\"")[0].to_owned()
}

/// The page's script in a frame, which sends this token and has no cookie.
fn script(site: &Site, token: &str) -> Browser {
    site.browser().with("hamyar-visitor", token)
}

#[tokio::test]
async fn one_story_in_a_frame() {
    let site = Site::with(embedded);
    let page = framed(&site, "lang=fa&theme=dark").await;
    assert!(page.starts_with("<!doctype html>\n<html lang=\"fa\" dir=\"rtl\" data-visitor="), "{page:.200}");
    assert!(page.contains("data-theme=\"dark\"") && page.contains("href=\"/chat/embed?lang=en&#38;theme=dark\""));
    assert!(page.contains("aria-label=\"بستن گفت‌وگو\"") && page.contains("a question in fa"));
    let origins = between(&page, "data-origins=\"", "\"")[0];
    assert_eq!(origins, "https://shop.example http://localhost:3000", "whom the frame's script believes");

    let token = between(&page, "data-visitor=\"", "\"")[0];
    let tab = script(&site, token).with("accept-language", "fa");
    let answer = tab.say("one", "سلام").await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "message": "one" })));
    let inbound = site.inbox.next().await;
    assert_eq!(inbound.author.language.as_deref(), Some("fa"));
    let place = inbound.place.address;

    // Another tab of the same browser has the same token.
    let mut other_tab = script(&site, token).live("lang=fa", None).await;
    let items = other_tab.expect("items").await;
    assert_eq!((&items["whole"], &items["items"][0]["key"]), (&json!(true), &json!("one")));
    other_tab.expect("voice").await;
    site.inbox.say(site.chat.id(), &place, TranscriptAuthor::Bot, "درود");
    assert!(words_of(other_tab.expect("items").await["items"][0]["html"].as_str().unwrap()).contains("درود"));

    assert_eq!(tab.post("/edits", r#"{"message":"one","text":"درود"}"#).await.status, StatusCode::OK);
    assert_eq!(tab.post("/presses", r#"{"item":"1","action":"helped"}"#).await.status, StatusCode::OK);
    let people: Vec<_> = site.inbox.events().into_iter().map(|inbound| inbound.author.id).collect();
    assert_eq!(people, vec![place.chat; 3], "all that was done is one visitor's");
}

#[tokio::test]
async fn only_the_named_sites_may_be_around_the_frame_and_nobody_around_the_rest() {
    let alone = Site::new();
    let site = Site::with(embedded);
    let cases = [
        (&alone, "/embed", "frame-ancestors 'self'"),
        (&site, "/embed", "frame-ancestors 'self' https://shop.example http://localhost:3000"),
        (&site, "/embed?lang=tlh&theme=plaid", "frame-ancestors 'self' https://shop.example http://localhost:3000"),
        (&site, "/", "frame-ancestors 'self'"),
        (&site, "/widget.js", "frame-ancestors 'self'"),
        (&site, "/embed/", "frame-ancestors 'self'"),
        (&site, "/nothing", "frame-ancestors 'self'"),
        (&site, "/events", "frame-ancestors 'self'"),
    ];
    for (site, path, expected) in cases {
        let answer = site.browser().get(path).await;
        let policy = answer.header("content-security-policy");
        let directives: Vec<&str> = policy.split("; ").collect();
        assert!(directives.contains(&expected), "{path}: {policy}");
        assert!(directives.contains(&"default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
    }
    // The frame's script fetches pictures and shows them from its memory; no other page needs that.
    for (path, pictures) in [("/embed", "img-src 'self' blob:"), ("/", "img-src 'self'")] {
        let answer = site.browser().get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.split("; ").any(|directive| directive == pictures), "{path}: {policy}");
    }
    let page = site.browser().get("/embed").await;
    assert_eq!((page.header("cache-control"), page.header("x-content-type-options")), ("no-store", "nosniff"));
    assert!(!page.headers.contains_key("access-control-allow-origin"));
    assert!(!page.body.contains(" style=") && !page.body.contains("<script>") && !page.body.contains(" onclick="));
}

#[tokio::test]
async fn a_frame_has_no_cookies_and_each_browser_its_own_token() {
    let site = Site::with(embedded);
    let (browser, _) = site.visitor().await;
    let page = browser.get("/embed").await;
    assert!(!page.headers.contains_key("set-cookie"));
    assert!(!page.body.contains("hello"), "the cookie's conversation is shown in a frame");
    let (one, other) = (token(&site).await, token(&site).await);
    assert_ne!(one, other);
    for token in [&one, &other] {
        let answer = script(&site, token).say("k", "hello").await;
        assert!(!answer.headers.contains_key("set-cookie"), "a frame on our own site would become the page's visitor");
    }
    let mut people: Vec<_> = site.inbox.events().into_iter().map(|inbound| inbound.author.id).collect();
    people.dedup();
    assert_eq!(people.len(), 3);
}

#[tokio::test]
async fn a_token_wins_over_the_cookies_beside_it() {
    let site = Site::with(embedded);
    let token = token(&site).await;
    let (browser, cookies) = site.visitor().await;
    browser.get("/?lang=fa").await;
    let tab = browser.with("hamyar-visitor", &token).with("accept-language", "en");
    assert_eq!(tab.say("k", "hello").await.status, StatusCode::OK);
    let inbound = site.inbox.next().await;
    assert_ne!(inbound.place.address, cookies);
    assert_eq!(inbound.author.language.as_deref(), Some("en"), "the page's remembered language is not the frame's");
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_refused_whatever_else_is_there() {
    let site = Site::with(embedded);
    let stranger = Site::with(|settings| settings.cookie_key = [8; 64]);
    let (browser, _) = site.visitor().await;
    let token = token(&site).await;
    let cookie = browser.cookie("hamyar_chat").unwrap();
    let (signature, signed) = token.split_at(44);
    let other = |from: &str, to: &str| format!("{signature}{}", signed.replacen(from, to, 1));
    let first = &signed["frame:".len()..="frame:".len()];
    let invalid = [
        String::new(),
        "nonsense".to_owned(),
        "é".repeat(60),
        signed.to_owned(),
        cookie.clone(),
        token[..token.len() - 1].to_owned(),
        format!("{token}0"),
        other(&format!(":{first}"), if first == "0" { ":1" } else { ":0" }),
        other("frame", "other"),
        self::token(&stranger).await,
    ];
    let posts = [
        ("/messages", r#"{"key":"k","text":"x"}"#),
        ("/edits", r#"{"message":"first","text":"x"}"#),
        ("/presses", r#"{"item":"1","action":"a"}"#),
    ];
    for invalid in &invalid {
        // The cookie beside it is good.
        let tab = script(&site, invalid);
        tab.set_cookie("hamyar_chat", &cookie);
        for (path, body) in posts {
            let answer = tab.post(path, body).await;
            assert_eq!((answer.status, &answer.json()["error"]["code"]), (StatusCode::UNAUTHORIZED, &json!("visitor")));
        }
        let events = tab.request(Request::get("/events"), "").await;
        assert_eq!(events.status(), StatusCode::UNAUTHORIZED, "{invalid}");
    }
    assert_eq!(site.inbox.events().len(), 1, "something refused was recorded");

    // Nor does a token pass for a cookie.
    let thief = site.browser();
    thief.set_cookie("hamyar_chat", &token);
    assert_eq!(thief.post("/presses", r#"{"item":"1","action":"a"}"#).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_reads_the_conversation_of_another_token() {
    let site = Site::with(embedded);
    let (mine, other) = (token(&site).await, token(&site).await);
    script(&site, &mine).say("k", "for one only").await;
    let mut live = script(&site, &other).live("lang=en", None).await;
    assert_eq!(live.expect("items").await["items"], json!([]));
    let address = Request::get(format!("/events?lang=en&token={mine}&hamyar-visitor={mine}"));
    let answer = site.browser().request(address, "").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "a token in an address counts for nothing");
}

#[tokio::test]
async fn a_page_around_the_frame_cannot_write_in_a_visitors_name() {
    let site = Site::with(embedded);
    let token = token(&site).await;
    let cases = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", SHOP),
        ("origin", "http://localhost:3000"),
        ("origin", "null"),
    ];
    for (header, value) in cases {
        let request = Request::post("/messages").header("host", "help.example").header(header, value);
        let request = request.header("content-type", "application/json").header("hamyar-visitor", &token);
        let answer = site.browser().request(request, r#"{"key":"k","text":"hi"}"#).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{header}: {value}");
    }
    for path in ["/messages", "/events", "/embed", "/widget.js"] {
        let asked = Request::options(path).header("origin", SHOP).header("access-control-request-method", "POST");
        let answer = site.browser().request(asked.header("access-control-request-headers", "hamyar-visitor"), "").await;
        let allows = answer.headers().keys().any(|name| name.as_str().starts_with("access-control"));
        assert!(!answer.status().is_success() && !allows, "{path} lets another site send our header");
    }
    assert!(site.inbox.events().is_empty());
}

#[tokio::test]
async fn a_token_is_renewed_while_it_is_used_and_ends_when_it_is_not() {
    let days = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&days);
    let site = Site::with(move |settings| {
        embedded(settings);
        settings.now = Arc::new(move || at(clock.load(Ordering::Relaxed) * DAY));
    });
    let first = token(&site).await;
    script(&site, &first).say("k", "hello").await;
    let follow = async |token: &str| script(&site, token).request(Request::get("/events?lang=en"), "").await;
    assert!(!follow(&first).await.headers().contains_key("hamyar-visitor"), "a new token needs no other");

    days.store(300, Ordering::Relaxed);
    let renewed = follow(&first).await.headers()["hamyar-visitor"].to_str().unwrap().to_owned();
    days.store(600, Ordering::Relaxed);
    assert_eq!(follow(&first).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(script(&site, &first).say("k2", "hello").await.status, StatusCode::UNAUTHORIZED);
    let mut live = script(&site, &renewed).live("lang=en", None).await;
    assert_eq!(live.expect("items").await["items"][0]["key"], "k", "the renewed one is the same visitor's");
}
