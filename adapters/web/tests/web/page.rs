//! The page: its language, its safety, its memory of a visitor.

use hamyar_channel::{Channel, TranscriptAuthor};
use http::StatusCode;

use crate::browser::{Site, between};

#[tokio::test]
async fn the_page_speaks_the_visitors_language_and_remembers_it() {
    let site = Site::new();
    let cases = [
        ("", "/", "en", "ltr"),
        ("de-DE,de;q=0.9", "/", "en", "ltr"),
        ("fa-IR,fa;q=0.9,en;q=0.8", "/", "fa", "rtl"),
        ("en;q=0.5, fa", "/", "fa", "rtl"),
        ("fa", "/?lang=en", "en", "ltr"),
        ("fa", "/?lang=tlh", "fa", "rtl"),
        ("en;q=NaN,fa;q=x,;;,q=", "/", "en", "ltr"),
    ];
    for (accepted, path, language, direction) in cases {
        let page = site.browser().with("accept-language", accepted).get(path).await;
        let expected = format!("<html lang=\"{language}\" dir=\"{direction}\">");
        assert!(page.body.contains(&expected), "{accepted:?} {path}");
    }
    let browser = site.browser().with("accept-language", "en");
    browser.get("/?lang=fa").await;
    let page = browser.get("/").await;
    assert!(page.body.contains("پشتیبانی Narvan"), "the chosen language is remembered");
    browser.say("k", "سلام").await;
    assert_eq!(site.inbox.next().await.author.language.as_deref(), Some("fa"));
}

#[tokio::test]
async fn an_empty_chat_greets_and_offers_questions() {
    let site = Site::new();
    let browser = site.browser();
    let page = browser.get("/").await.body;
    assert!(page.contains("You can have a person at any time") && page.contains("a question in en"));
    browser.say("k", "hello").await;
    let page = browser.get("/").await.body;
    assert!(!page.contains("a question in en") && page.contains("<p class=\"written\" dir=\"auto\">hello</p>"));
}

#[tokio::test]
async fn responses_are_safe_in_a_browser() {
    let site = Site::with(|settings| settings.secure_cookie = true);
    let page = site.browser().get("/").await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("unsafe"));
    assert_eq!((page.header("x-content-type-options"), page.header("cache-control")), ("nosniff", "no-store"));
    assert!(!page.body.contains(" style=") && !page.body.contains("<script>") && !page.body.contains(" onclick="));
    for cookie in page.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/chat", "Max-Age=31536000"] {
            assert!(cookie.contains(attribute), "{attribute} is missing in {cookie}");
        }
    }
    assert_eq!(site.browser().get("/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.browser().get("/nothing").await.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_the_name_of_their_content() {
    let site = Site::new();
    let browser = site.browser();
    let page = browser.get("/").await.body;
    for address in
        [between(&page, "<script type=\"module\" src=\"", "\""), between(&page, "rel=\"stylesheet\" href=\"", "\"")]
    {
        let path = address[0].strip_prefix("/chat").unwrap();
        let asset = browser.get(path).await;
        assert_eq!(
            (asset.status, asset.header("cache-control")),
            (StatusCode::OK, "public, max-age=31536000, immutable")
        );
        assert!(asset.body.len() > 1000);
        let stale = path
            .split('.')
            .enumerate()
            .map(|(index, part)| if index == 1 { "0" } else { part })
            .collect::<Vec<_>>()
            .join(".");
        assert_eq!(browser.get(&stale).await.header("cache-control"), "no-cache", "{stale}");
    }
    for path in ["/assets/", "/assets/chat.css", "/assets/..%2f..%2fCargo.toml", "/assets/a.b.c"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_visitor_is_known_by_a_signed_cookie_only() {
    let site = Site::new();
    let (browser, place) = site.visitor().await;
    browser.get("/").await;
    browser.say("second", "again").await;
    assert_eq!(site.inbox.next().await.place.address, place, "the same browser is the same visitor");

    let forged = site.browser();
    let cookie = browser.cookie("hamyar_chat").unwrap();
    let (signature, id) = cookie.split_at(cookie.len() - 32);
    assert_eq!(id, place.chat);
    let other = format!("{signature}{}", id.chars().rev().collect::<String>());
    for value in [id, other.as_str(), "", "%00"] {
        forged.set_cookie("hamyar_chat", value);
        forged.say("key", "hello").await;
        assert_ne!(site.inbox.next().await.place.address, place, "a cookie that we did not sign was believed: {value}");
    }
}

#[tokio::test]
async fn nothing_that_people_write_becomes_markup() {
    let site = Site::new();
    let (browser, place) = site.visitor().await;
    let attack = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";
    browser.say("attack", attack).await;
    let id = site.chat.id();
    site.inbox.say(id, &place, TranscriptAuthor::Agent(attack.into()), attack);
    site.inbox.say(
        id,
        &place,
        TranscriptAuthor::Bot,
        &format!("{attack} [link](javascript:alert(3)) ![picture](https://example.org/x.png)"),
    );
    let page = browser.get("/").await.body;
    assert!(!page.contains("<img") && !page.contains("<script>") && !page.contains("href=\"javascript"), "{page}");
    let data = browser.live("lang=en", None).await.expect("items").await;
    for item in data["items"].as_array().unwrap() {
        let html = item["html"].as_str().unwrap();
        assert!(!html.contains("<img") && !html.contains("<script>") && !html.contains("href=\"javascript"), "{html}");
    }
}

#[tokio::test]
async fn a_message_is_written_the_way_most_of_it_goes() {
    let site = Site::new();
    let (browser, place) = site.visitor().await;
    let cases = [
        ("Telegram را باز کنید و سپس Settings را بزنید", "rtl"),
        ("See «راهنما» in the menu of the application", "ltr"),
        ("1. [narvan.example](https://narvan.example/a/long/address) را باز کنید", "rtl"),
        ("۱۲۳ 👍", "ltr"),
    ];
    for (body, direction) in cases {
        let item = site.inbox.say(site.chat.id(), &place, TranscriptAuthor::Bot, body);
        let page = browser.get("/").await.body;
        let message = between(&page, &format!("id=\"i-{item}\""), "</article>")[0];
        assert!(message.contains(&format!("<div class=\"bubble\" dir=\"{direction}\">")), "{body}: {message}");
    }
}
