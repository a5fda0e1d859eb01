//! The one line of HTML: the script that it loads.

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::browser::Site;

fn site() -> Site {
    Site::with(|settings| settings.embed_on = vec!["https://shop.example".parse().unwrap()])
}

/// What the server has told the script.
fn known(script: &str) -> Value {
    let (_, known) = script.rsplit_once("\n})(").unwrap();
    serde_json::from_str(known.strip_suffix(");\n").unwrap()).unwrap()
}

#[tokio::test]
async fn any_page_may_load_the_script_and_keeps_it_for_minutes() {
    let site = site();
    let script = site.browser().with("sec-fetch-site", "cross-site").get("/widget.js").await;
    assert_eq!(script.status, StatusCode::OK);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin", "browsers would not hand it to the page");
    assert_eq!(script.header("cache-control"), "public, max-age=600, stale-while-revalidate=86400");
    assert!(!script.headers.contains_key("set-cookie") && !script.headers.contains_key("access-control-allow-origin"));
    assert_eq!(site.browser().get("/").await.header("cross-origin-resource-policy"), "same-origin");

    let tag = script.header("etag").to_owned();
    let again = |tag: String| {
        let browser = site.browser();
        async move { browser.request(Request::get("/widget.js").header("if-none-match", tag), "").await }
    };
    assert_eq!(again(tag.clone()).await.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again("\"another\"".to_owned()).await.status(), StatusCode::OK);
    let elsewhere = Site::new().browser().get("/widget.js").await;
    assert_ne!(elsewhere.header("etag"), tag, "other sites, another script");
}

#[tokio::test]
async fn the_script_is_small_needs_nothing_from_elsewhere_and_nothing_that_a_policy_forbids() {
    let script = site().browser().get("/widget.js").await.body;
    assert!(script.len() < 16_000, "{} bytes", script.len());
    let addresses: Vec<&str> = script.split("http").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(addresses, ["://www.w3.org/2000/svg", "s://shop.example"]);
    for forbidden in
        ["innerHTML", "eval(", "new Function", "setAttribute(\"style\"", "<style", "fetch(", "window.hamyar"]
    {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
    assert!(!known(&script)["style"].as_str().unwrap().contains("url("));
}

#[tokio::test]
async fn the_script_knows_its_words_and_who_may_use_it() {
    let known = known(&site().browser().get("/widget.js").await.body);
    assert_eq!(known["origins"], json!(["https://shop.example"]));
    let told: Vec<String> = known["languages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|words| {
            let unread = |number: usize| format!("[{}] {}", words["unread"][number][0], words["unread"][number][1]);
            let word = |name: &str| words[name].as_str().unwrap();
            format!(
                "{} {} | {} | {} | {} | {} | {}",
                word("language"),
                word("direction"),
                word("title"),
                word("launcher"),
                unread(1),
                unread(9),
                word("close"),
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n").replace('"', ""), @r"
    en ltr | Narvan help | Chat with Narvan | [2] Chat with Narvan, unread messages: 2 | [9+] Chat with Narvan, unread messages: 9+ | Close the chat
    fa rtl | پشتیبانی Narvan | گفت‌وگو با Narvan | [۲] گفت‌وگو با Narvan، پیام‌های خوانده‌نشده: 2 | [۹+] گفت‌وگو با Narvan، پیام‌های خوانده‌نشده: ۹+ | بستن گفت‌وگو
    ");
}
