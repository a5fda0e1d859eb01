//! Looking on while a site is read: what was found so far, where it is found again, and how it is stopped.

use axum::http::StatusCode;
use hamyar::model::AgentRole;

use super::large_sites::begins;
use super::sites::{IMPORT, desk_beside, html, until_there};
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::{Database, both};

both!(what_was_found_so_far_is_seen_and_found_again, a_reading_is_stopped_and_the_next_begins);

/// A site that answers no more once two of its pages were asked for.
async fn site_that_holds() -> FakeSite {
    let site = FakeSite::start().await;
    site.has("/hours", Answer::page(&html("en", "<h1>Opening hours</h1><p>Nine to six.</p>")));
    site.has("/held", Answer::nothing());
    let places = ["/hours", "/gone", "/held", "/never"].map(|path| site.url(path));
    site.has("/sitemap.xml", Answer::sitemap(&places));
    site
}

async fn until_asked(site: &FakeSite, path: &str) {
    while !site.asked().iter().any(|asked| asked.ends_with(path)) {
        tokio::task::yield_now().await;
    }
}

async fn what_was_found_so_far_is_seen_and_found_again(database: Database) {
    let site = site_that_holds().await;
    let (desk, mut omid) = desk_beside(database, &site).await;
    let place = begins(&mut omid, &site.url("/sitemap.xml")).await;
    until_asked(&site, "/held").await;
    let page = omid.get(&place).await;
    let now = format!("data-now=\"{}\"", site.url("/held"));
    let seen = ["Reading the site", "2 of 4 pages", &now, "Articles: 1", "Not read: 1", "<bdi>Opening hours</bdi>"];
    page.shows(&seen);
    page.shows(&["Stop reading"]);
    omid.get(&place.replace("/import?", "/import/progress?")).await.shows(&seen);
    let sitemap = format!("<bdi>{}</bdi>", site.url("/sitemap.xml"));
    omid.get(IMPORT).await.shows(&["Begun and not finished", "Reading the site", &sitemap, &place]);
    // Whoever brought it finds it again, and nobody else does.
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(IMPORT).await.hides(&["آغازشده و ناتمام", &sitemap]);
}

async fn a_reading_is_stopped_and_the_next_begins(database: Database) {
    let site = site_that_holds().await;
    let (_desk, mut omid) = desk_beside(database, &site).await;
    let first = begins(&mut omid, &site.url("/sitemap.xml")).await;
    until_asked(&site, "/held").await;
    let next = begins(&mut omid, &site.url("/hours")).await;
    omid.get(&next).await.shows(&["Waiting until another site has been read", "Stop reading"]);
    let id = omid.get(&first).await.value("id");
    let sent = omid.submit(&format!("{IMPORT}/take"), &[("id", &id), ("seen", "0"), ("deed", "drop")]).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, IMPORT));
    assert_eq!(omid.get(&first).await.status, StatusCode::NOT_FOUND);
    until_there(&mut omid, &next).await.shows(&["New: 1", "Opening hours"]);
    let list = omid.get(IMPORT).await;
    list.shows(&["Begun and not finished", "Waits for you to look", &next]);
    list.hides(&["Reading the site", "sitemap.xml</bdi>"]);
    // What is let go of is listed no more.
    omid.get(&next).await;
    let id = omid.get(&next).await.value("id");
    omid.submit(&format!("{IMPORT}/take"), &[("id", &id), ("seen", "0"), ("deed", "drop")]).await;
    omid.get(IMPORT).await.hides(&["Begun and not finished"]);
}
