//! How much of a site is read, and how fast: so many pages and sitemaps, for so long, and never faster than the site wants.

use axum::http::StatusCode;
use chrono::Duration;

use super::sites::{IMPORT, desk_beside, html, reads};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::{Database, Kind};

/// A site with so many pages, all of them in its sitemap.
async fn site_of(pages: usize) -> FakeSite {
    let site = FakeSite::start().await;
    let places: Vec<String> = (0..pages).map(|number| site.url(&format!("/{number}"))).collect();
    for number in 0..pages {
        let text = format!("<h1>Page {number}</h1><p>It is about {number}.</p>");
        site.has(&format!("/{number}"), Answer::page(&html("en", &text)));
    }
    site.has("/sitemap.xml", Answer::sitemap(&places));
    site
}

/// How many pages were asked for.
fn pages(site: &FakeSite) -> usize {
    site.asked().iter().filter(|asked| !asked.ends_with("xml") && !asked.ends_with("txt")).count()
}

#[tokio::test]
async fn five_hundred_pages_are_read_and_the_rest_is_told() {
    let site = site_of(503).await;
    let (_desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    let page = reads(&mut omid, &site.url("/sitemap.xml"), "").await;
    page.shows(&["New: 500", "Broken: 1", "3 pages are left out: at most 500 are read"]);
    assert_eq!(pages(&site), 500);
}

#[tokio::test]
async fn fifty_sitemaps_are_read_and_no_more() {
    let site = FakeSite::start().await;
    let (_desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    let maps: Vec<String> = (0..60).map(|number| site.url(&format!("/map-{number}.xml"))).collect();
    for number in 0..60 {
        site.has(&format!("/map-{number}.xml"), Answer::sitemap(&[site.url(&format!("/{number}"))]));
        let text = format!("<h1>Page {number}</h1><p>It is about {number}.</p>");
        site.has(&format!("/{number}"), Answer::page(&html("en", &text)));
    }
    let index = format!(
        "<?xml version=\"1.0\"?><sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        maps.join("</loc></sitemap><sitemap><loc>")
    );
    site.has("/sitemap.xml", Answer::of("application/xml", index.as_bytes()));
    let page = reads(&mut omid, &site.url("/sitemap.xml"), "").await;
    page.shows(&["is left out: at most 50 sitemaps are read"]);
    let asked = site.asked().iter().filter(|asked| asked.ends_with("xml")).count();
    assert_eq!(asked, 50, "the first of them counts");
    assert_eq!(page.body.matches("at most 50 sitemaps").count(), 1, "one sentence");
}

/// Begins to read, and says where that is seen.
pub(super) async fn begins(omid: &mut Browser, url: &str) -> String {
    let sent = omid.submit(&format!("{IMPORT}/site"), &[("url", url), ("every", "")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent.location().to_owned()
}

/// Waits until the sitemap was asked for.
async fn until_begun(site: &FakeSite) {
    while !site.asked().iter().any(|asked| asked.ends_with("/sitemap.xml")) {
        tokio::task::yield_now().await;
    }
}

async fn until_read(desk: &TestDesk, omid: &mut Browser, place: &str, step: Duration) -> Page {
    loop {
        let page = omid.get(place).await;
        if !page.body.contains("<progress") {
            return page;
        }
        desk.clock.advance(step);
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_site_is_asked_no_faster_than_it_wants() {
    let site = site_of(3).await;
    let (desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    site.has("/robots.txt", Answer::of("text/plain", b"User-agent: *\nCrawl-delay: 10\n"));
    let place = begins(&mut omid, &site.url("/sitemap.xml")).await;
    until_begun(&site).await;
    let mut asked = vec![desk.edge.now()];
    while asked.len() <= 3 {
        if pages(&site) >= asked.len() {
            asked.push(desk.edge.now());
        } else {
            omid.get(&place).await;
            desk.clock.advance(Duration::milliseconds(250));
        }
    }
    // By the clock that we look at now and then.
    let between = asked.windows(2).map(|two| two[1] - two[0]).min().unwrap();
    assert!(between >= Duration::seconds(8), "ten seconds lie between two of them: {asked:?}");
    until_read(&desk, &mut omid, &place, Duration::seconds(1)).await.shows(&["New: 3"]);
}

#[tokio::test]
async fn a_reading_ends_after_a_quarter_of_an_hour() {
    let site = site_of(60).await;
    let (desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    // It wants an hour between two pages, and gets half a minute.
    site.has("/robots.txt", Answer::of("text/plain", b"User-agent: *\nCrawl-delay: 3600\n"));
    let place = begins(&mut omid, &site.url("/sitemap.xml")).await;
    until_begun(&site).await;
    let page = until_read(&desk, &mut omid, &place, Duration::seconds(15)).await;
    page.shows(&["from here on nothing was read: reading may take 15 minutes in all"]);
    let asked = pages(&site);
    assert!(asked <= 30, "half a minute lies between two of them: {asked}");
}
