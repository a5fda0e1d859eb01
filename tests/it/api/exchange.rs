//! Articles in and out by a program: the formats of the page, all of it or nothing.

use std::io::Write;

use axum::http::{Method, StatusCode};
use hamyar::model::{AgentRole, AuditKind};
use hamyar::store::AuditFilter;
use serde_json::{Value, json};

use super::{API, done, fault, get, program, read, refused, send};
use crate::support::desk::{Browser, TestDesk};
use crate::support::{Database, both};

both!(
    what_is_exported_is_the_same_when_it_is_imported,
    who_keeps_an_article_and_its_day_go_out_and_come_in,
    a_file_is_taken_in_whole_or_not_at_all,
    a_file_that_means_ill_comes_to_nothing,
);

/// Sends a file of this kind.
async fn import(program: &mut Browser, kind: &str, how: &str, file: impl Into<Vec<u8>>) -> (StatusCode, Value) {
    let mut sender = program.clone();
    sender.headers.insert("content-type", kind.parse().unwrap());
    read(&sender.send(Method::POST, &format!("{API}/import?{how}"), file.into()).await)
}

const TWO: &str = "{\"id\": \"en/a\", \"lang\": \"en\", \"title\": \"A?\", \"body\": \"A.\"}\n\
    {\"id\": \"fa/b\", \"lang\": \"fa\", \"title\": \"ب؟\", \"body\": \"ب.\"}\n";

async fn what_is_exported_is_the_same_when_it_is_imported(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    let came = done(import(&mut nightly, "application/jsonl", "dry_run=true", TWO).await);
    assert_eq!((&came["dry_run"], &came["new"], &came["taken"]), (&json!(true), &json!(2), &json!(2)));
    assert_eq!(desk.store.articles().await.unwrap(), [], "a dry run changes nothing");
    let came = done(import(&mut nightly, "application/jsonl", "", TWO).await);
    assert_eq!((&came["taken"], &came["articles"][1]["standing"]), (&json!(2), &json!("new")));
    let before = desk.store.articles().await.unwrap();
    for (format, kind) in [("jsonl", "application/jsonl"), ("csv", "text/csv"), ("zip", "application/zip")] {
        let page = nightly.send(Method::GET, &format!("{API}/export?format={format}"), String::new()).await;
        assert!(page.headers["content-type"].to_str().unwrap().starts_with(kind));
        let came = done(import(&mut nightly, kind, "dry_run=true", page.bytes.clone()).await);
        assert_eq!(
            (&came["same"], &came["changed"], &came["broken"]),
            (&json!(2), &json!(0), &json!(0)),
            "{format}: {came}"
        );
        done(import(&mut nightly, kind, "", page.bytes).await);
    }
    assert_eq!(desk.store.articles().await.unwrap(), before);
    refused(get(&mut nightly, "/export?format=pdf").await, 400, "malformed");
    refused(get(&mut nightly, "/export").await, 400, "malformed");
    let told =
        desk.store.audited(&AuditFilter { agent: Some(omid), ..AuditFilter::default() }, None, 100).await.unwrap();
    let count = |kind: AuditKind| told.iter().filter(|row| row.deed.kind == kind && row.deed.token.is_some()).count();
    assert_eq!((count(AuditKind::Imported), count(AuditKind::Exported)), (1, 3));
}

async fn who_keeps_an_article_and_its_day_go_out_and_come_in(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    let line = |owner: &str, day: &str| {
        json!({"id": "en/a", "lang": "en", "body": "A.", "owner": owner, "review_on": day}).to_string()
    };
    let said = |came: &Value| came["upkeep"].clone();
    let own = line("omid@team.example", "2031-05-01");
    let came = done(import(&mut nightly, "application/jsonl", "dry_run=true", own.clone()).await);
    let expected = json!([
        {"id": "en/a", "owner": "omid@team.example", "standing": "set"},
        {"id": "en/a", "review_on": "2031-05-01", "standing": "set"},
    ]);
    assert_eq!(said(&came), expected);
    assert_eq!(desk.store.upkeeps().await.unwrap().len(), 0, "a dry run changes nothing");
    done(import(&mut nightly, "application/jsonl", "", own).await);
    assert_eq!(desk.store.owner_of("en/a").await.unwrap(), Some(omid));
    let before = desk.store.upkeeps().await.unwrap();
    for (format, kind) in [("jsonl", "application/jsonl"), ("csv", "text/csv"), ("zip", "application/zip")] {
        let page = nightly.send(Method::GET, &format!("{API}/export?format={format}"), String::new()).await;
        // Away from the desk, and back.
        desk.store.own_article("en/a".to_owned(), None).await.unwrap();
        desk.store.plan_review("en/a".to_owned(), None).await.unwrap();
        assert_eq!(desk.store.upkeeps().await.unwrap().len(), 0);
        let came = done(import(&mut nightly, kind, "", page.bytes).await);
        assert_eq!((said(&came), &came["same"]), (expected.clone(), &json!(1)), "{format}");
        assert_eq!(desk.store.upkeeps().await.unwrap(), before, "{format}");
    }
    // One whom nobody knows takes nothing from whoever keeps it; where nobody does, the name is not lost.
    let strange = line("mina@elsewhere.example", "2031-05-01");
    let unknown = json!([{"id": "en/a", "owner": "mina@elsewhere.example", "standing": "unknown"}]);
    let came = done(import(&mut nightly, "application/jsonl", "overwrite=true", strange.clone()).await);
    assert_eq!(said(&came), unknown);
    assert_eq!(desk.store.owner_of("en/a").await.unwrap(), Some(omid));
    desk.store.own_article("en/a".to_owned(), None).await.unwrap();
    done(import(&mut nightly, "application/jsonl", "", strange).await);
    assert_eq!(desk.store.owner_of("en/a").await.unwrap(), None);
    let page = nightly.send(Method::GET, &format!("{API}/export?format=jsonl"), String::new()).await;
    assert!(page.body.contains("\"owner\":\"mina@elsewhere.example\""), "{}", page.body);
    let problem =
        refused(import(&mut nightly, "application/jsonl", "", line("Omid", "2031-05-01")).await, 422, "invalid");
    assert!(fault(&problem).1.contains("`owner` is `omid`; it must be an e-mail address"), "{problem}");
}

async fn a_file_is_taken_in_whole_or_not_at_all(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let broken = format!("{TWO}{{\"id\": 7}}\n");
    let problem = refused(import(&mut nightly, "application/jsonl", "name=shop", broken.clone()).await, 422, "invalid");
    let (field, detail) = fault(&problem);
    assert!(field == "file" && detail.starts_with("shop.jsonl:3: "), "{detail}");
    assert_eq!(desk.store.articles().await.unwrap(), []);
    let came = done(import(&mut nightly, "application/jsonl", "skip_broken=true", broken).await);
    assert_eq!((&came["taken"], &came["broken"]), (&json!(2), &json!(1)));

    // What was edited at the desk is kept, unless it is said otherwise.
    let article = done(get(&mut nightly, "/articles/en%2Fa").await);
    let change = json!({"revision": article["revision"], "body": "Edited.", "status": "published"});
    done(send(&mut nightly, Method::PATCH, "/articles/en%2Fa", &change).await);
    let came = done(import(&mut nightly, "application/jsonl", "", TWO).await);
    assert_eq!(
        (&came["edited"], &came["taken"], &came["articles"][0]["edited_by"]),
        (&json!(1), &json!(0), &json!("Omid"))
    );
    assert_eq!(done(get(&mut nightly, "/articles/en%2Fa").await)["body"], "Edited.");
    // Nor over what somebody saved since it was looked at.
    let seen =
        done(import(&mut nightly, "application/jsonl", "dry_run=true&overwrite=true", TWO).await)["seen"].clone();
    let article = done(get(&mut nightly, "/articles/en%2Fa").await);
    let change = json!({"revision": article["revision"], "body": "Edited again.", "status": "published"});
    done(send(&mut nightly, Method::PATCH, "/articles/en%2Fa", &change).await);
    let how = format!("overwrite=true&seen={seen}");
    refused(import(&mut nightly, "application/jsonl", &how, TWO).await, 409, "overtaken");
    assert_eq!(done(get(&mut nightly, "/articles/en%2Fa").await)["body"], "Edited again.");
    let came = done(import(&mut nightly, "application/jsonl", "overwrite=true", TWO).await);
    assert_eq!((&came["overwritten"], &came["taken"]), (&json!(true), &json!(1)));
    assert_eq!(done(get(&mut nightly, "/articles/en%2Fa").await)["body"], "A.");
}

async fn a_file_that_means_ill_comes_to_nothing(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let problem = refused(import(&mut nightly, "application/pdf", "", "%PDF").await, 415, "unsupported-media-type");
    assert!(problem["detail"].as_str().unwrap().contains("text/csv"));
    refused(import(&mut nightly, "text/csv", "", vec![b'x'; (32 << 20) + 1]).await, 413, "too-large");
    refused(import(&mut nightly, "application/jsonl", "", "").await, 422, "invalid");
    for name in ["..%2Fetc", ".hidden", "", &"x".repeat(121)] {
        let problem =
            refused(import(&mut nightly, "text/markdown", &format!("name={name}"), "x").await, 422, "invalid");
        assert_eq!(fault(&problem).0, "name");
    }
    refused(import(&mut nightly, "text/csv", "burn=true", "x").await, 400, "malformed");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["../../en/out.md", "en/in.md"] {
        zip.start_file(name, options).unwrap();
        zip.write_all(b"---\nid: en/x\nlang: en\ntitle: X?\n---\nX.\n").unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    refused(import(&mut nightly, "application/zip", "", zip).await, 422, "invalid");
    assert_eq!(desk.store.articles().await.unwrap(), []);
}
