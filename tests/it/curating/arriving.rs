//! Taking articles in at the desk: brought, looked at, and then all of it or nothing.

use std::io::{Cursor, Write};

use axum::http::StatusCode;
use hamyar::model::{AgentRole, AuditKind};
use hamyar::store::AuditFilter;
use hamyar_knowledge::files::{Format, Upkeeps, read};
use hamyar_knowledge::{Article, Status};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{VOUCHERS, Written, answer, article, curator, saves};
use crate::sources;
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, Kind, both};

both!(
    what_a_file_would_change_is_seen_before_it_is_taken_in,
    what_was_edited_or_is_broken_is_taken_in_only_knowingly,
    what_fails_half_way_leaves_nothing,
    what_is_downloaded_can_be_taken_in_again,
    what_a_file_would_publish_waits_for_a_colleague,
    a_file_says_who_keeps_an_article,
);

const IMPORT: &str = "/desk/knowledge/import";
const TAKE: &str = "/desk/knowledge/import/take";

fn line(id: &str, body: &str) -> String {
    let title = format!("About {}", id.rsplit('/').next().unwrap());
    format!("{{\"id\":\"{id}\",\"lang\":\"en\",\"title\":\"{title}\",\"body\":\"{body}\"}}\n")
}

/// Brings a file, and sees what it would come to.
async fn brings(browser: &mut Browser, name: &str, bytes: &[u8]) -> Page {
    let sent = browser.upload(IMPORT, &[], &[(name, bytes)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    browser.get(sent.location()).await
}

/// Takes it in, and waits until it is there, or is not.
async fn takes(browser: &mut Browser, page: &Page, more: &[(&str, &str)]) -> Page {
    let (id, seen) = (page.value("id"), page.value("seen"));
    let fields = [&[("id", id.as_str()), ("seen", &seen), ("deed", "take")], more].concat();
    let sent = browser.submit(TAKE, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    loop {
        let page = browser.get(sent.location()).await;
        if !page.body.contains("<progress") {
            return page;
        }
        browser.get(&format!("{IMPORT}/progress?id={id}")).await;
    }
}

async fn a_file_says_who_keeps_an_article(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut omid, id) = desk.desk_of("Omid", AgentRole::Curator, "en").await;
    let file =
        "id,lang,owner,review_on,body\nen/a,en,omid@team.example,2031-05-01,A.\nen/b,en,mina@elsewhere.example,,B.\n";
    let page = brings(&mut omid, "kept.csv", file.as_bytes()).await;
    page.shows(&["New: 2", "Nobody of the team has these addresses: ", "mina@elsewhere.example"]);
    takes(&mut omid, &page, &[]).await.shows(&["Taken in: 2 new"]);
    assert_eq!(desk.store.owned_articles(Some(id)).await.unwrap(), ["en/a"]);
    assert_eq!(desk.store.review_of("en/a").await.unwrap().unwrap().to_string(), "2031-05-01");
    // What is downloaded names both. Where only who keeps an article is another, there is something to take in.
    let page = omid.get("/desk/knowledge/export.csv").await;
    page.shows(&["omid@team.example", "mina@elsewhere.example"]);
    let same = brings(&mut omid, "articles.csv", &page.bytes).await;
    same.shows(&["As before: 2", "mina@elsewhere.example"]);
    let (_, sara) = desk.desk_of("Sara", AgentRole::Curator, "en").await;
    let other = brings(&mut omid, "kept.csv", file.replace("omid@", "sara@").as_bytes()).await;
    other.shows(&["As before: 2", "All of it is taken in, or nothing."]);
    takes(&mut omid, &other, &[]).await.shows(&["As before: 2"]);
    assert_eq!(desk.store.owner_of("en/a").await.unwrap(), Some(sara));
}

async fn what_a_file_would_change_is_seen_before_it_is_taken_in(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(IMPORT).await.shows(&["Take articles in", "at most 34 MB", "export.zip"]);
    let first = line("en/a", "We take <every> card.") + &line("en/b", "B");
    let page = brings(&mut omid, "first.jsonl", first.as_bytes()).await;
    page.shows(&[
        "<bdi>first.jsonl</bdi>",
        "New: 2",
        "Changed: 0",
        "Broken: 0",
        "<bdi>About a</bdi>",
        "All of it is taken in, or nothing.",
    ]);
    assert_eq!((desk.store.articles().await.unwrap().len(), desk.store.article_revision().await.unwrap()), (0, 0));
    let (seen, id) = (page.value("seen"), page.value("id"));
    let page = takes(&mut omid, &page, &[]).await;
    page.shows(&["Taken in: 2 new, 0 changed."]);
    // Signing in was at the same moment.
    let told = desk.store.audited(&AuditFilter::default(), None, 10).await.unwrap();
    let told = told.iter().find(|told| told.deed.kind == AuditKind::Imported);
    assert_eq!(told.map(|told| told.deed.detail.as_str()), Some("2"));
    assert!(answer(&desk, "mina", "about a").await.contains("every"), "it answers at once");
    // Whoever presses again takes nothing in twice.
    let fields = [("id", id.as_str()), ("seen", &seen), ("deed", "take")];
    let revision = desk.store.article_revision().await.unwrap();
    assert_eq!(omid.submit(TAKE, &fields).await.status, StatusCode::SEE_OTHER);
    let again = format!("{IMPORT}?id={id}");
    while omid.get(&again).await.body.contains("<progress") {}
    omid.get(&again).await.shows(&["Taken in: 2 new"]);
    assert_eq!(desk.store.article_revision().await.unwrap(), revision);

    let second = line("en/a", "We take <every> card.") + &line("en/b", "Changed") + &line("en/c", "C");
    let page = brings(&mut omid, "second.jsonl", second.as_bytes()).await;
    page.shows(&["New: 1", "Changed: 1", "As before: 1", "<bdi>en/b</bdi>"]);
    page.hides(&["<bdi>en/a</bdi>"]);
    let id = page.value("id");
    omid.get(&format!("{IMPORT}?id={id}&show=same")).await.shows(&["<bdi>en/a</bdi>"]);
    omid.get(&format!("{IMPORT}?id={id}&show=new")).await.hides(&["<bdi>en/b</bdi>"]);
    // It is nobody else's to see, or to take in.
    let mut sima = curator(&desk, "Sima").await;
    assert_eq!(sima.get(&format!("{IMPORT}?id={id}")).await.status, StatusCode::NOT_FOUND);
    let fields = [("id", id.as_str()), ("seen", "99"), ("deed", "take")];
    assert_eq!(sima.submit(TAKE, &fields).await.status, StatusCode::NOT_FOUND);
    // Somebody saves one of the articles meanwhile: it is looked at anew.
    desk.store.save_articles(vec![article("en/b", "About b", "Theirs")], None).await.unwrap();
    let page = takes(&mut omid, &page, &[]).await;
    page.shows(&["Nothing was taken in: somebody saved one of the articles", "Changed: 1"]);
    takes(&mut omid, &page, &[]).await.shows(&["Taken in: 1 new, 1 changed. As before: 1."]);
    // What is left is gone.
    let page = brings(&mut omid, "third.jsonl", second.as_bytes()).await;
    page.shows(&["There is nothing to take in."]);
    let id = page.value("id");
    let fields = [("id", id.as_str()), ("seen", "99"), ("deed", "drop")];
    assert_eq!(omid.submit(TAKE, &fields).await.location(), IMPORT);
    assert_eq!(omid.get(&format!("{IMPORT}?id={id}")).await.status, StatusCode::NOT_FOUND);

    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(IMPORT).await.status, StatusCode::FORBIDDEN);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    let page = brings(&mut nima, "second.jsonl", line("en/d", "D").as_bytes()).await;
    page.shows(&["تازه: ۱", "یا همه‌اش وارد می‌شود یا هیچ", "dir=\"rtl\""]);
    for id in ["", "nonsense", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(omid.get(&format!("{IMPORT}?id={id}")).await.status, StatusCode::NOT_FOUND, "{id}");
        assert_eq!(omid.get(&format!("{IMPORT}/progress?id={id}")).await.status, StatusCode::NOT_FOUND, "{id}");
    }
}

async fn what_was_edited_or_is_broken_is_taken_in_only_knowingly(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    saves(&mut omid, &Written { title: "Cards", body: "Mine", labels: "", questions: "", ..VOUCHERS }, "publish").await;
    let file = line("en/cards", "Theirs") + "{\"id\":7}\n" + &line("en/new", "N");
    let page = brings(&mut omid, "kb.jsonl", file.as_bytes()).await;
    page.shows(&[
        "Broken: 1",
        "kb.jsonl:2: ",
        "Edited at the desk: 1",
        "edited by Omid",
        "Leave out the one that is broken.",
    ]);
    let (mut nima, _) = desk.desk_of("Nima", hamyar::model::AgentRole::Curator, "fa").await;
    brings(&mut nima, "kb.jsonl", file.as_bytes()).await.shows(&["kb.jsonl:2", "مقالهٔ درستی نیست", "invalid type"]);
    let (id, seen) = (page.value("id"), page.value("seen"));
    let sent = omid.submit(TAKE, &[("id", &id), ("seen", &seen), ("deed", "take")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = async |id: &str| desk.store.working_article(id).await.unwrap().map(|one| one.article.body);
    assert_eq!(body("en/new").await, None, "nothing is taken in");
    let page = takes(&mut omid, &page, &[("skip", "yes")]).await;
    page.shows(&["Taken in: 1 new, 0 changed. As before: 0. Kept as edited at the desk: 1."]);
    assert_eq!((body("en/cards").await, body("en/new").await), (Some("Mine".into()), Some("N".into())));
    let page = brings(&mut omid, "kb.jsonl", file.as_bytes()).await;
    let page = takes(&mut omid, &page, &[("skip", "yes"), ("overwrite", "yes")]).await;
    page.shows(&["Overwritten: 1."]);
    assert_eq!(body("en/cards").await, Some("Theirs".into()));
}

async fn what_fails_half_way_leaves_nothing(database: Database) {
    let desk = TestDesk::knowing(database.clone()).await;
    let mut omid = curator(&desk, "Omid").await;
    database.run("create unique index one_of_each on articles (body)").await;
    let file = line("en/a", "A") + &line("en/b", "B") + &line("en/c", "A");
    let page = brings(&mut omid, "kb.jsonl", file.as_bytes()).await;
    let page = takes(&mut omid, &page, &[]).await;
    page.shows(&["Nothing was taken in: the database refused", "New: 3"]);
    assert_eq!((desk.store.articles().await.unwrap().len(), desk.store.article_revision().await.unwrap()), (0, 0));
    database.run("drop index one_of_each").await;
    takes(&mut omid, &page, &[]).await.shows(&["Taken in: 3 new"]);
}

async fn what_is_downloaded_can_be_taken_in_again(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let mut sample = read(&sources::root().join("examples/knowledge")).articles;
    sample.sort_by(|one, other| one.id.cmp(&other.id));
    desk.store.save_articles(sample.clone(), None).await.unwrap();
    for (format, name) in
        [(Format::Csv, "articles.csv"), (Format::Jsonl, "articles.jsonl"), (Format::Zip, "articles.zip")]
    {
        let file = omid.get(&format!("/desk/knowledge/export.{}", name.rsplit('.').next().unwrap())).await.bytes;
        let mut expected = Vec::new();
        format.write(&mut expected, &sample, &Upkeeps::new()).unwrap();
        let page = brings(&mut omid, name, &file).await;
        page.shows(&[&format!("As before: {}", sample.len()), "New: 0", "Changed: 0", "Broken: 0"]);
    }
    let changed: Vec<Article> =
        sample.iter().map(|one| Article { body: format!("{}!", one.body), ..one.clone() }).collect();
    let mut file = Vec::new();
    Format::Zip.write(&mut file, &changed, &Upkeeps::new()).unwrap();
    let page = brings(&mut omid, "articles.zip", &file).await;
    takes(&mut omid, &page, &[]).await.shows(&[&format!("{} changed", sample.len())]);
    assert_eq!(desk.store.articles().await.unwrap(), changed);
}

#[tokio::test]
async fn what_is_too_large_or_leads_elsewhere_is_refused_and_said() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    let mut omid = curator(&desk, "Omid").await;
    // A spreadsheet of a hundred megabytes in one line.
    let sent = omid.upload(IMPORT, &[], &[("kb.csv", &vec![b'x'; 100_000_000])]).await;
    assert_eq!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
    sent.shows(&["This file is too large: it may have 34 MB at most", "hamyar kb import"]);
    let sent = omid.upload(IMPORT, &[], &[("kb.csv", &vec![b'x'; 300_000_000])]).await;
    assert_eq!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
    let page = brings(&mut omid, "kb.csv", &[b"id,body\n".to_vec(), vec![b'x'; 6_000_000]].concat()).await;
    page.shows(&["Broken: 1", "kb.csv:"]);
    for (name, told) in [("kb.exe", "is of a kind that is not read"), ("", "Choose a file first")] {
        let sent = omid.upload(IMPORT, &[], &[(name, b"MZ")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        sent.shows(&[told]);
    }
    let sent = omid.upload(IMPORT, &[], &[("../../etc/empty.jsonl", b"")]).await;
    sent.shows(&["There is no article in “empty.jsonl”"]);

    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for name in ["../up.md", "/etc/a.md", "inner.zip", "en/fine.md"] {
        archive.start_file(name, options).unwrap();
        archive.write_all(b"Text.").unwrap();
    }
    archive.add_symlink("link.md", "/etc/passwd", options).unwrap();
    let page = brings(&mut omid, "kb.zip", &archive.finish().unwrap().into_inner()).await;
    page.shows(&["New: 1", "Broken: 4", "up.md: leads out of the archive", "link.md: is a symbolic link"]);
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.jsonl", "b.jsonl", "c.jsonl"] {
        bomb.start_file(name, options).unwrap();
        for _ in 0..60 {
            bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
    }
    let page = brings(&mut omid, "kb.zip", &bomb.finish().unwrap().into_inner()).await;
    page.shows(&["unpacks to more than 128 MiB"]);
    let page = brings(&mut omid, "kb.zip", b"PK\x03\x04 and nothing else").await;
    page.shows(&["cannot be read as a ZIP archive"]);
    let page = brings(&mut omid, "<b>.md", "---\nid: [\n---\n".as_bytes()).await;
    page.shows(&["Broken: 1", "&#60;b&#62;.md"]);
    assert_eq!(
        omid.send_form(IMPORT, &[("token", "forged")], &[("kb.md", b"Text.")]).await.status,
        StatusCode::FORBIDDEN
    );
}

async fn what_a_file_would_publish_waits_for_a_colleague(database: Database) {
    let desk = TestDesk::careful(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let status = async || desk.store.working_article("en/a").await.unwrap().unwrap().article.status;
    let page = brings(&mut omid, "first.jsonl", line("en/a", "We take every card.").as_bytes()).await;
    page.shows(&["What would be published waits for a colleague to look at it"]);
    takes(&mut omid, &page, &[]).await.shows(&["Taken in: 1 new", "What would be published waits for review."]);
    assert_eq!(status().await, Status::Review);
    assert!(!answer(&desk, "mina", "about a").await.contains("every"), "nobody has looked at it");
    brings(&mut omid, "first.jsonl", line("en/a", "We take every card.").as_bytes())
        .await
        .shows(&["There is nothing to take in."]);
    // What answers goes on as it is, also where a file comes over it.
    desk.store.save_articles(vec![article("en/a", "About a", "We take cash.")], None).await.unwrap();
    let page = brings(&mut omid, "second.jsonl", line("en/a", "We take every card.").as_bytes()).await;
    takes(&mut omid, &page, &[]).await.shows(&["Taken in: 0 new, 1 changed."]);
    assert_eq!(status().await, Status::Review);
    assert!(answer(&desk, "tobias", "about a").await.contains("cash"));
}
