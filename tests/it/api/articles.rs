//! Articles by a program: written, published, changed over the version that it saw, and brought back.

use axum::http::{Method, StatusCode};
use hamyar::model::{AgentRole, AuditKind, EntryKind};
use hamyar::store::AuditFilter;
use serde_json::{Value, json};

use super::{API, done, fault, get, program, read, refused, send};
use crate::support::desk::{Browser, TestDesk};
use crate::support::{Database, both};

both!(
    what_a_program_publishes_is_answered_and_told,
    two_who_write_at_once_overwrite_nothing,
    articles_are_listed_by_what_they_are_a_page_at_a_time,
    versions_are_kept_and_one_is_brought_back,
    what_is_wrong_is_named_with_what_is_allowed,
);

const CARDS: &str = "/articles/en%2Fgift-cards";

fn cards() -> Value {
    json!({
        "locale": "en",
        "title": "Gift cards",
        "questions": ["how do I use a gift card", "where does the code of a gift card go"],
        "labels": ["payment"],
        "body": "Type its code **before** you pay.",
    })
}

/// Writes the article and returns its revision.
async fn written(program: &mut Browser) -> i64 {
    done(send(program, Method::POST, "/articles", &cards()).await)["revision"].as_i64().unwrap()
}

async fn answer(desk: &TestDesk, who: &str) -> String {
    let id = desk.says(who, "how do I use a gift card").await;
    let entries = desk.store.entries(id, None, 100).await.unwrap();
    let said = entries.iter().rev().find(|entry| matches!(entry.kind, EntryKind::Reply | EntryKind::Handoff));
    said.unwrap().body.clone()
}

async fn what_a_program_publishes_is_answered_and_told(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    let page = nightly.send(Method::POST, &format!("{API}/articles"), cards().to_string()).await;
    assert_eq!((page.status, page.location()), (StatusCode::CREATED, "/api/v1/knowledge/articles/en%2Fgift-cards"));
    let article = read(&page).1;
    let revision = article["revision"].as_i64().unwrap();
    assert_eq!(page.headers["etag"], format!("\"{revision}\""));
    for (name, value) in [
        ("id", json!("en/gift-cards")),
        ("root", json!("gift-cards")),
        ("status", json!("draft")),
        ("saved_by", json!("Omid")),
        ("live", Value::Null),
        ("audience", json!("public")),
    ] {
        assert_eq!(article[name], value, "{name}");
    }
    // The same sent again, as programs do when an answer was lost, is the same article.
    assert_eq!(done(send(&mut nightly, Method::POST, "/articles", &cards()).await)["id"], "en/gift-cards");
    assert!(answer(&desk, "mina").await.contains("I have no answer to that"), "a draft answers nobody");
    let published = json!({"revision": revision, "status": "published"});
    let article = done(send(&mut nightly, Method::PUT, &format!("{CARDS}/status"), &published).await);
    assert_eq!(article["status"], "published");
    assert!(answer(&desk, "tobias").await.contains("before"));

    // What is written over it waits beside it.
    let change = json!({"revision": article["revision"], "body": "Type its code after you have chosen."});
    let article = done(send(&mut nightly, Method::PATCH, CARDS, &change).await);
    assert_eq!(
        (&article["status"], &article["title"], &article["live"]["body"]),
        (&json!("draft"), &json!("Gift cards"), &json!("Type its code **before** you pay."))
    );
    assert!(answer(&desk, "reza").await.contains("before"));
    // A page that is open shows it to whoever edits it there.
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Curator, "en").await;
    sara.get("/desk/knowledge/edit?id=en%2Fgift-cards").await.shows(&["after you have chosen", "Omid"]);
    let archived = json!({"revision": article["revision"], "status": "archived"});
    let article = done(send(&mut nightly, Method::PUT, &format!("{CARDS}/status"), &archived).await);
    assert!(answer(&desk, "lena").await.contains("I have no answer to that"));

    let due = done(send(&mut nightly, Method::PUT, &format!("{CARDS}/review"), &json!({"due": "2031-01-31"})).await);
    assert_eq!(due["review_on"], "2031-01-31");
    let told =
        desk.store.audited(&AuditFilter { agent: Some(omid), ..AuditFilter::default() }, None, 100).await.unwrap();
    let told: Vec<_> =
        told.iter().map(|row| (row.deed.kind, row.deed.detail.as_str(), row.deed.token.as_deref())).collect();
    assert_eq!(
        told,
        [
            (AuditKind::Archived, "en/gift-cards", Some("nightly")),
            (AuditKind::Published, "en/gift-cards", Some("nightly")),
        ]
    );
    let (mut admin, _) = desk.desk_of("Nima", AgentRole::Admin, "en").await;
    admin.get("/desk/audit").await.shows(&["Published an article", "Omid, by the token nightly"]);

    // Who may remove it is an admin; over which version, too.
    let (mut remover, _) = program(&desk, "Parisa", AgentRole::Admin).await;
    refused(send(&mut remover, Method::DELETE, CARDS, &json!({})).await, 428, "revision-required");
    let stale = send(&mut remover, Method::DELETE, &format!("{CARDS}?revision={revision}"), &json!({})).await;
    refused(stale, 409, "overtaken");
    let path = format!("{CARDS}?revision={}", article["revision"]);
    assert_eq!(send(&mut remover, Method::DELETE, &path, &json!({})).await, (StatusCode::NO_CONTENT, Value::Null));
    refused(get(&mut nightly, CARDS).await, 404, "not-found");
    assert!(!done(get(&mut nightly, &format!("{CARDS}/revisions")).await)["revisions"].as_array().unwrap().is_empty());
}

async fn two_who_write_at_once_overwrite_nothing(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut omid, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let (mut sima, _) = program(&desk, "Sima", AgentRole::Curator).await;
    let base = written(&mut omid).await;
    let change = |body: &str| json!({"revision": base, "body": body});
    done(send(&mut sima, Method::PATCH, CARDS, &change("Sima's.")).await);
    let problem = refused(send(&mut omid, Method::PATCH, CARDS, &change("Omid's.")).await, 409, "overtaken");
    let current = &problem["current"];
    assert_eq!((&current["body"], &current["saved_by"]), (&json!("Sima's."), &json!("Sima")));
    let status = json!({"revision": base, "status": "published"});
    refused(send(&mut omid, Method::PUT, &format!("{CARDS}/status"), &status).await, 409, "overtaken");
    assert_eq!(done(get(&mut omid, CARDS).await)["body"], "Sima's.");

    // The same by ETag, as HTTP has it.
    let page = omid.send(Method::GET, &format!("{API}{CARDS}"), String::new()).await;
    let tag = page.headers["etag"].clone();
    omid.headers.insert("if-none-match", tag.clone());
    assert_eq!(omid.send(Method::GET, &format!("{API}{CARDS}"), String::new()).await.status, StatusCode::NOT_MODIFIED);
    omid.headers.remove("if-none-match");
    omid.headers.insert("if-match", tag);
    done(send(&mut omid, Method::PATCH, CARDS, &json!({"body": "Omid's."})).await);
    let problem = refused(send(&mut omid, Method::PATCH, CARDS, &json!({"body": "Again."})).await, 412, "overtaken");
    assert_eq!(problem["current"]["body"], "Omid's.");
    refused(send(&mut omid, Method::PATCH, CARDS, &change("x")).await, 400, "malformed");
    omid.headers.insert("if-match", "*".parse().unwrap());
    refused(send(&mut omid, Method::PATCH, CARDS, &json!({"body": "Again."})).await, 400, "malformed");
    omid.headers.remove("if-match");
    refused(send(&mut omid, Method::PATCH, CARDS, &json!({"body": "Again."})).await, 428, "revision-required");
}

async fn articles_are_listed_by_what_they_are_a_page_at_a_time(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    for number in 1..=7 {
        let locale = if number % 2 == 0 { "fa" } else { "en" };
        let new = json!({"locale": locale, "title": format!("Number {number}"), "body": "x", "labels": ["numbers"], "status": "published"});
        done(send(&mut nightly, Method::POST, "/articles", &new).await);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = done(get(&mut nightly, &format!("/articles?limit=3{cursor}")).await);
        let rows = page["articles"].as_array().unwrap();
        assert!(rows.len() <= 3 && rows.iter().all(|row| row.get("body").is_none()));
        seen.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        cursor = format!("&cursor={next}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7, "{seen:?}");
    let mut count = async |asked: &str| done(get(&mut nightly, asked).await)["articles"].as_array().unwrap().len();
    assert_eq!(count("/articles?locale=fa").await, 3);
    assert_eq!(count("/articles?words=number%205").await, 1);
    assert_eq!(count("/articles?label=numbers&status=published&audience=public").await, 7);
    assert_eq!(count("/articles?status=draft").await, 0);
    for (asked, status, kind) in [
        ("/articles?status=burnt", 400, "malformed"),
        ("/articles?colour=red", 400, "malformed"),
        ("/articles?limit=0", 422, "invalid"),
        ("/articles?limit=201", 422, "invalid"),
        ("/articles?cursor=yesterday", 422, "invalid"),
        ("/articles?words=%00", 400, "malformed"),
        ("/articles/%00", 400, "malformed"),
        ("/articles/en%2Fnothing", 404, "not-found"),
        ("/nothing", 404, "not-found"),
    ] {
        let problem = refused(get(&mut nightly, asked).await, status, kind);
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{asked}");
    }
    let problem = get(&mut nightly, "/articles?status=burnt").await.1;
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("burnt") && detail.contains("archived"), "{detail}");
    // Agents read, as at the desk.
    let (mut reader, _) = program(&desk, "Sara", AgentRole::Agent).await;
    assert_eq!(done(get(&mut reader, "/articles/en%2Fnumber-1").await)["body"], "x");
}

async fn versions_are_kept_and_one_is_brought_back(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let first = written(&mut nightly).await;
    let change = json!({"revision": first, "body": "Another.", "status": "published"});
    let second = done(send(&mut nightly, Method::PATCH, CARDS, &change).await)["revision"].as_i64().unwrap();
    let listed = done(get(&mut nightly, &format!("{CARDS}/revisions")).await);
    let numbers: Vec<i64> =
        listed["revisions"].as_array().unwrap().iter().map(|one| one["revision"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [second, first]);
    let page = done(get(&mut nightly, &format!("{CARDS}/revisions?limit=1")).await);
    assert_eq!(page["next"], second);
    let page = done(get(&mut nightly, &format!("{CARDS}/revisions?limit=1&before={second}")).await);
    assert_eq!((&page["revisions"][0]["revision"], &page["next"]), (&json!(first), &Value::Null));
    let old = done(get(&mut nightly, &format!("{CARDS}/revisions/{first}")).await);
    assert_eq!(old["body"], "Type its code **before** you pay.");
    refused(get(&mut nightly, &format!("{CARDS}/revisions/999999")).await, 404, "not-found");
    let path = format!("{CARDS}/revisions/{first}/restore");
    refused(send(&mut nightly, Method::POST, &path, &json!({"revision": first})).await, 409, "overtaken");
    let back = done(send(&mut nightly, Method::POST, &path, &json!({"revision": second})).await);
    assert_eq!(
        (&back["body"], &back["status"], &back["live"]["body"]),
        (&old["body"], &json!("draft"), &json!("Another."))
    );
}

async fn what_is_wrong_is_named_with_what_is_allowed(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let with = |name: &str, value: Value| {
        let mut new = cards();
        new[name] = value;
        new
    };
    let mut create = async |new: Value| send(&mut nightly, Method::POST, "/articles", &new).await;
    let problem = refused(create(with("locale", json!("klingonian!"))).await, 422, "invalid");
    assert_eq!(fault(&problem), ("locale", "this is no language tag; write one such as fa, en, pt-BR"));
    let problem = refused(create(with("title", json!("x".repeat(301)))).await, 422, "invalid");
    assert_eq!(fault(&problem), ("title", "it is longer than 300 characters"));
    let problem = refused(create(with("questions", json!(["a", "b".repeat(501)]))).await, 422, "invalid");
    assert_eq!(fault(&problem), ("questions", "number 2 is longer than 500 characters"));
    let mut empty = with("body", json!(" "));
    empty["status"] = json!("published");
    assert_eq!(fault(&refused(create(empty).await, 422, "invalid")).0, "body");
    let problem = refused(create(with("body", json!("x".repeat((1 << 20) + 1)))).await, 422, "invalid");
    assert_eq!(fault(&problem), ("body", "it is larger than 1048576 bytes"));
    refused(create(with("body", json!("x".repeat(5 << 20)))).await, 413, "too-large");
    let problem = refused(create(with("colour", json!("red"))).await, 400, "malformed");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("unknown field `colour`") && detail.contains("`title`"), "{detail}");
    refused(create(with("status", json!("burnt"))).await, 400, "malformed");
    refused(create(json!([1, 2])).await, 400, "malformed");
    // A NUL is in no text; what is left of one is.
    let nul = done(create(with("body", json!("a\u{0}b"))).await);
    assert_eq!(nul["body"], "ab");

    let broken = nightly.send(Method::POST, &format!("{API}/articles"), "{").await;
    refused(read(&broken), 400, "malformed");
    nightly.headers.insert("content-type", "text/plain".parse().unwrap());
    refused(send(&mut nightly, Method::POST, "/articles", &cards()).await, 415, "unsupported-media-type");
    let page = nightly.send(Method::PUT, &format!("{API}/articles"), String::new()).await;
    refused(read(&page), 405, "method-not-allowed");
    assert!(page.headers.contains_key("allow"));
    assert_eq!(page.headers["cache-control"], "no-store");
}
