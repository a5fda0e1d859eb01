//! Files that customers attach in the web chat, through the whole product: from the page to the desk and back.

use std::sync::Arc;

use chrono::Duration;
use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::one_time_link;
use hamyar::model::{Entry, EntryKind};
use http_body_util::{BodyExt, Full};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use serde_json::json;

use crate::support::browser::{Answer, Browser};
use crate::support::sending::removed;
use crate::support::{Database, Starting, TestApp, both};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const PDF: &[u8] = b"%PDF-1.7 \xe2\xe3\xcf\xd3";

async fn started(database: Database) -> TestApp {
    let (starting, _fake) = Starting::product(database).await;
    let starting = starting
        .setting("HAMYAR_FILES__MAX_BYTES", "600kB")
        .setting("HAMYAR_FILES__MOST", "2")
        .setting("HAMYAR_WEB__MESSAGES_PER_MINUTE", "0");
    starting.start().await
}

/// The desk, for somebody of the team.
struct Sara {
    client: reqwest::Client,
    site: String,
    cookie: String,
}

impl Sara {
    async fn signed_in(app: &TestApp) -> Self {
        let sara = app.agent("sara").await;
        let edge = Edge { clock: app.clock.clone(), ids: Arc::new(RandomIds) };
        let site = format!("http://{}", app.http);
        let link = one_time_link(&app.store, &edge, sara, &site).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        let answer = client.get(link).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { client, site, cookie }
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(format!("{}{path}", self.site)).header("cookie", &self.cookie).send().await.unwrap()
    }
}

fn id_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["file"].as_str().unwrap().to_owned()
}

fn code(answer: &Answer) -> (u16, String) {
    let error = &answer.json()["error"];
    assert!(!error["message"].as_str().unwrap().is_empty());
    (answer.status, error["code"].as_str().unwrap().to_owned())
}

async fn messages(app: &TestApp) -> Vec<Entry> {
    let entries = app.timeline(1).await;
    entries.into_iter().filter(|entry| entry.kind == EntryKind::Message).collect()
}

async fn what_a_customer_attaches_is_opened_at_the_desk_and_in_the_chat(database: Database) {
    let app = started(database).await;
    let (mut mina, mut eve) = (Browser::at(app.http), Browser::at(app.http));
    let page = mina.get("/chat?lang=en").await.body;
    assert!(page.contains("id=\"files\"") && page.contains("Attach files") && page.contains(".png,"), "{page}");
    eve.get("/chat").await;
    let mut live = mina.live().await;
    let large = [PDF, &vec![7; 500_000]].concat();
    let picture = id_of(&mina.brings("screen.png", PNG).await);
    let document = id_of(&mina.brings("..%2F%D9%81%D8%B1%D9%85%E2%80%AE%20%221%22.pdf", large.clone()).await);

    // The same post again, as when its answer was lost, is the same message.
    let post = json!({ "key": "k1", "text": "Here it is", "files": [picture, document] });
    for _ in 0..2 {
        assert_eq!(mina.post("/chat/messages", &post).await.status, 200);
    }
    let item = live.item("screen.png").await;
    let text = item.text();
    assert!(text.contains("Here it is") && text.contains("فرم _1_.pdf") && text.contains("501 kB"), "{text}");
    let said = messages(&app).await;
    assert_eq!(said.len(), 1, "{said:?}");

    let sara = Sara::signed_in(&app).await;
    let (id, seq) = (said[0].conversation, said[0].seq);
    let conversation = sara.get(&format!("/desk/conversations/{id}")).await.text().await.unwrap();
    assert!(conversation.contains(&format!("<img src=\"/desk/files/{id}/{seq}/0\"")), "{conversation}");
    let shown = sara.get(&format!("/desk/files/{id}/{seq}/0")).await;
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(&shown.bytes().await.unwrap()[..], PNG);
    let saved = sara.get(&format!("/desk/files/{id}/{seq}/1")).await;
    assert_eq!(saved.headers()["content-type"], "application/octet-stream");
    assert!(saved.bytes().await.unwrap()[..] == large[..], "a file changed on its way");

    let path = format!("/chat/files/{}/0", item.id);
    assert_eq!(mina.get(&path).await.status, 200);
    assert_eq!(mina.get(&format!("/chat/files/{}/2", item.id)).await.status, 404);
    assert_eq!(eve.get(&path).await.status, 404, "another visitor");
    let stolen = eve.post("/chat/messages", &json!({ "key": "e1", "text": "mine", "files": [post["files"][0]] })).await;
    assert_eq!(code(&stolen), (410, "file-lost".to_owned()), "another visitor's file");
    app.stop().await;
}

async fn a_file_without_words_is_answered(database: Database) {
    let app = started(database).await;
    let mut mina = Browser::in_a_frame(app.http).await;
    let file = id_of(&mina.brings("screen.png", PNG).await);
    assert_eq!(mina.post("/chat/messages", &json!({ "key": "k1", "text": "", "files": [file] })).await.status, 200);
    app.decided(1).await;
    let timeline = app.timeline(1).await;
    let reply = timeline.iter().find(|entry| entry.kind == EntryKind::Reply).unwrap();
    assert!(reply.body.contains("I cannot look at pictures"), "{}", reply.body);
    let item = &messages(&app).await[0].id;
    assert_eq!(mina.get(&format!("/chat/files/{item}/0")).await.status, 200);
    app.stop().await;
}

async fn what_is_not_taken_is_told_and_nothing_is_kept(database: Database) {
    let app = started(database).await;
    let mut mina = Browser::at(app.http);
    assert_eq!(code(&mina.brings("screen.png", PNG).await), (401, "visitor".to_owned()), "nobody knows her yet");
    mina.get("/chat?lang=en").await;
    let too_large = [PDF, &vec![7; 600_000]].concat();
    // What passes through this tells no length any more.
    let undeclared = Full::<bytes::Bytes>::from(too_large.clone()).map_frame(|frame| frame);
    let undeclared = reqwest::Body::wrap(undeclared);
    let large = mina.brings("%3Cb%3E.pdf", undeclared).await;
    assert_eq!(code(&large), (413, "file-large".to_owned()));
    assert_eq!(large.json()["error"]["message"], "“_b_.pdf” is larger than 600 kB. Send a smaller one.");
    let cases: [(&str, &[u8], u16, &str); 6] = [
        ("setup.exe", b"MZ\x90\0", 415, "file-kind"),
        ("page.png", b"<html><script>alert(1)</script>", 415, "file-disguised"),
        ("page.html", b"<html>", 415, "file-kind"),
        ("empty.txt", b"", 400, "file-empty"),
        ("large.pdf", &too_large, 413, "file-large"),
        ("%FF.pdf", PDF, 400, "malformed"),
    ];
    for (name, bytes, status, expected) in cases {
        assert_eq!(code(&mina.brings(name, bytes.to_vec()).await), (status, expected.to_owned()), "{name}");
    }

    let three: Vec<String> = vec!["own:1".to_owned(); 3];
    let many = mina.post("/chat/messages", &json!({ "key": "k1", "text": "Look", "files": three })).await;
    assert_eq!(code(&many), (413, "file-many".to_owned()));
    let lost = mina.post("/chat/messages", &json!({ "key": "k1", "text": "Look", "files": ["x"] })).await;
    assert_eq!(code(&lost), (410, "file-lost".to_owned()));
    let nothing = mina.post("/chat/messages", &json!({ "key": "k1", "text": " " })).await;
    assert_eq!(code(&nothing), (400, "empty".to_owned()));

    // Two messages' worth a day, and no more.
    let whole = [PDF, &vec![7; 599_980]].concat();
    for _ in 0..4 {
        id_of(&mina.brings("a.pdf", whole.clone()).await);
    }
    id_of(&mina.brings("b.pdf", PDF).await);
    id_of(&mina.brings("c.pdf", PDF.repeat(10)).await);
    assert_eq!(code(&mina.brings("d.pdf", PDF).await), (413, "file-full".to_owned()));
    app.clock.advance(Duration::hours(25));
    id_of(&mina.brings("d.pdf", PDF).await);
    app.stop().await;
}

async fn the_form_carries_files_without_a_script(database: Database) {
    let app = started(database).await;
    let mut mina = Browser::at(app.http);
    mina.get("/chat?lang=en").await;
    let part = |name: &str, bytes: &[u8]| Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    let form = || Form::new().text("text", "First\r\nsecond");
    let bad = form().part("files", part("screen.png", PNG)).part("files", part("bad.png", b"<html>"));
    let refused = mina.posts_form(bad).await;
    assert_eq!(refused.status, 415);
    assert!(refused.body.contains("“bad.png” is not what its name says"), "{}", refused.body);
    assert!(refused.body.contains(">First\r\nsecond</textarea>"), "what was written is lost: {}", refused.body);

    let good = form().part("files", part("screen.png", PNG)).part("files", part("", b""));
    assert_eq!(mina.posts_form(good).await.status, 303);
    let said = messages(&app).await;
    assert_eq!((said.len(), &said[0].body[..]), (1, "First\nsecond"));
    assert_eq!(said[0].data["attachments"][0]["name"], "screen.png");
    assert!(mina.get("/chat").await.body.contains("screen.png"));
    app.stop().await;
}

async fn what_is_never_sent_is_removed(database: Database) {
    let app = started(database).await;
    let mut mina = Browser::at(app.http);
    mina.get("/chat?lang=en").await;
    let (sent, unsent) = (id_of(&mina.brings("a.pdf", PDF).await), id_of(&mina.brings("b.pdf", PDF).await));
    let post = |key: &str, file: &str| json!({ "key": key, "text": "Look", "files": [file] });
    assert_eq!(mina.post("/chat/messages", &post("k1", &sent)).await.status, 200);
    app.clock.advance(Duration::hours(25));
    let lost = mina.post("/chat/messages", &post("k2", &unsent)).await;
    assert_eq!(code(&lost), (410, "file-lost".to_owned()));
    // Nobody brings another: the clock tidies up.
    removed(&app.store, &app.clock, unsent.strip_prefix("own:").unwrap().parse().unwrap()).await;
    let kept = sent.strip_prefix("own:").unwrap().parse().unwrap();
    assert!(app.store.chunk(kept, 0).await.unwrap().is_some(), "what was sent stays");
    app.stop().await;
}

#[tokio::test]
async fn files_are_counted_and_come_from_our_own_page() {
    let database = Database::new(crate::support::Kind::Sqlite).await;
    let (starting, _fake) = Starting::product(database).await;
    let app = starting.setting("HAMYAR_WEB__MESSAGES_PER_MINUTE", "2").start().await;
    let site = format!("http://{}/chat/files", app.http);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let foreign = client.post(site).header("hamyar-file", "a.pdf").header("sec-fetch-site", "cross-site").body(PDF);
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    let mut mina = Browser::in_a_frame(app.http).await;
    id_of(&mina.brings("a.pdf", PDF).await);
    id_of(&mina.brings("b.pdf", PDF).await);
    assert_eq!(code(&mina.brings("c.pdf", PDF).await), (429, "busy".to_owned()));
    app.stop().await;
}

both!(
    what_a_customer_attaches_is_opened_at_the_desk_and_in_the_chat,
    a_file_without_words_is_answered,
    what_is_not_taken_is_told_and_nothing_is_kept,
    the_form_carries_files_without_a_script,
    what_is_never_sent_is_removed,
);
