//! Sites that are read again and again, by a program: followed, read now, told of, and followed no more.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use hamyar::model::AgentRole;
use hamyar_knowledge::Status;
use serde_json::{Value, json};

use super::{API, done, fault, get, program, refused, send};
use crate::curating::sites::html;
use crate::support::desk::{Browser, TestDesk};
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::{Database, both};

both!(
    a_site_is_followed_read_and_left_by_a_program,
    only_public_addresses_are_followed_and_only_by_curators,
    a_site_that_is_being_read_is_not_read_twice,
);

/// The path of a site.
fn path(url: &str) -> String {
    format!("/sites/{}", url.replace(':', "%3A").replace('/', "%2F"))
}

/// Waits until a site is read, and says what came of it.
async fn read(program: &mut Browser, url: &str) -> Value {
    loop {
        let site = done(get(program, &path(url)).await);
        if site["state"] == "scheduled" {
            return site;
        }
        tokio::task::yield_now().await;
    }
}

fn page(days: u32) -> Answer {
    Answer::page(&html("en", &format!("<h1>Returning a book</h1><p>Within {days} days.</p>")))
}

async fn a_site_is_followed_read_and_left_by_a_program(database: Database) {
    let site = FakeSite::start().await;
    let desk = TestDesk::reading(database, &site.host()).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    site.has("/returns", page(14));
    let url = site.url("/returns");
    assert_eq!(done(get(&mut nightly, "/sites").await), json!({"sites": []}));
    let wanted = json!({"url": format!("{url}#top"), "every_days": 7}).to_string();
    let made = nightly.send(Method::POST, &format!("{API}/sites"), wanted).await;
    let place = format!("{API}{}", path(&url));
    assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (StatusCode::CREATED, place.as_str()));
    let followed = read(&mut nightly, &url).await;
    assert_eq!(
        (&followed["url"], &followed["every_days"], &followed["read_at"]),
        (&json!(url), &json!(7), &json!(desk.edge.now()))
    );
    let last = json!({"new": 1, "changed": 0, "same": 0, "edited": 0, "broken": 0, "problem": null});
    assert_eq!((&followed["last"], &followed["next_at"]), (&last, &json!(desk.edge.now() + Duration::days(7))));
    // What is read is a draft of whoever follows the site, whatever may be published by whom.
    let id = format!("{}/returns", site.host());
    let draft = desk.store.working_article(&id).await.unwrap().unwrap();
    assert_eq!((draft.article.status, draft.author), (Status::Draft, Some(omid)));

    // Read again at once, it brings what has changed; what cannot be read is told.
    site.has("/returns", page(30));
    let begun = send(&mut nightly, Method::POST, &format!("{}/read", path(&url)), &json!({})).await;
    assert_eq!(begun.0, StatusCode::ACCEPTED);
    assert_eq!(read(&mut nightly, &url).await["last"]["changed"], 1);
    assert_eq!(desk.store.working_article(&id).await.unwrap().unwrap().article.body, "Within 30 days.");
    site.has("/robots.txt", Answer::of("text/plain", b"User-agent: *\nDisallow: /\n"));
    done(send(&mut nightly, Method::POST, &format!("{}/read", path(&url)), &json!({})).await);
    let refused_by_robots = read(&mut nightly, &url).await;
    assert_eq!(refused_by_robots["last"]["broken"], 1);
    assert_eq!(refused_by_robots["last"]["problem"]["what"], "robots", "{refused_by_robots}");

    // Other days, and then none; what was read stays.
    let again = send(&mut nightly, Method::POST, "/sites", &json!({"url": url, "every_days": 30})).await;
    assert_eq!((again.0, &again.1["every_days"], &again.1["state"]), (StatusCode::OK, &json!(30), &json!("scheduled")));
    assert_eq!(done(get(&mut nightly, "/sites").await)["sites"].as_array().unwrap().len(), 1);
    assert_eq!(send(&mut nightly, Method::DELETE, &path(&url), &json!({})).await.0, StatusCode::NO_CONTENT);
    for (method, path) in
        [(Method::GET, path(&url)), (Method::DELETE, path(&url)), (Method::POST, format!("{}/read", path(&url)))]
    {
        refused(send(&mut nightly, method, &path, &json!({})).await, 404, "not-found");
    }
    assert!(desk.store.working_article(&id).await.unwrap().is_some());
}

async fn only_public_addresses_are_followed_and_only_by_curators(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    for (url, why) in [
        ("http://169.254.169.254/latest/meta-data/", "is no public address"),
        ("http://[::ffff:127.0.0.1]/", "is no public address"),
        ("https://name:secret@example.com/", "a name or password"),
        ("https://example.com:8443/", "port 8443 is not read"),
        ("javascript:alert(1)", "only http:// and https:// are read"),
        ("help", "no address of the web"),
        (&format!("https://example.com/{}", "x".repeat(1000)), "no address of the web"),
    ] {
        let wanted = json!({"url": url, "every_days": 7});
        let problem = refused(send(&mut nightly, Method::POST, "/sites", &wanted).await, 422, "invalid");
        let (field, detail) = fault(&problem);
        assert!(field == "url" && detail.contains(why), "{url}: {detail}");
    }
    for days in [0, 366] {
        let wanted = json!({"url": "https://example.com/", "every_days": days});
        let problem = refused(send(&mut nightly, Method::POST, "/sites", &wanted).await, 422, "invalid");
        assert_eq!(fault(&problem), ("every_days", "1 to 365 days are allowed"));
    }
    for wrong in [json!({"url": "https://example.com/"}), json!({"url": "x", "every_days": 7, "publish": true})] {
        refused(send(&mut nightly, Method::POST, "/sites", &wrong).await, 400, "malformed");
    }
    assert!(desk.store.sites().await.unwrap().is_empty());
    let (mut agent, _) = program(&desk, "Sara", AgentRole::Agent).await;
    refused(get(&mut agent, "/sites").await, 403, "forbidden");
}

async fn a_site_that_is_being_read_is_not_read_twice(database: Database) {
    let site = FakeSite::start().await;
    let desk = TestDesk::reading(database, &site.host()).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    site.has("/returns", page(14));
    let url = site.url("/returns");
    // Another node reads it.
    desk.store.remember_site(url.clone(), Some(7), None).await.unwrap();
    desk.store.site_is_due(url.clone()).await.unwrap();
    let claimed = desk.store.claim_site(Some(url.clone()), Duration::minutes(20)).await.unwrap();
    assert!(claimed.is_some());
    let begun = done(send(&mut nightly, Method::POST, &format!("{}/read", path(&url)), &json!({})).await);
    assert_eq!((&begun["state"], &begun["read_at"]), (&json!("reading"), &json!(null)));
    assert_eq!(desk.store.claim_site(None, Duration::minutes(20)).await.unwrap(), None);
    // That node is gone: when its time is over, whoever wishes for it reads the site.
    desk.clock.advance(Duration::minutes(20));
    assert_eq!(done(get(&mut nightly, &path(&url)).await)["state"], "scheduled");
    done(send(&mut nightly, Method::POST, &format!("{}/read", path(&url)), &json!({})).await);
    assert_eq!(read(&mut nightly, &url).await["last"]["new"], 1);
    assert!(site.asked().iter().filter(|asked| asked.contains("returns")).count() == 1, "{:?}", site.asked());
}
