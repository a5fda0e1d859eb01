//! Reading pages of other sites at the desk: what they say becomes drafts, what changes there does too, and nothing that is not public is
//! ever called.

use std::io::Write;

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::AgentRole;
use hamyar::store::Working;
use hamyar_knowledge::Status;

use super::{NO_ANSWER, answer, in_time};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::{Database, Starting, both};

both!(
    a_page_becomes_a_draft_and_so_do_its_changes,
    a_sitemap_brings_its_pages_and_tells_what_is_not_read,
    a_sitemap_may_be_in_gzip_or_a_list,
    a_site_is_read_again_by_itself,
    what_the_team_put_away_stays_so_when_its_page_is_read_again,
    whose_page_changed_is_listed_among_what_needs_a_look,
);

pub(super) const IMPORT: &str = "/desk/knowledge/import";

/// A page as sites have them, with this between `<main>` and its end.
pub(crate) fn html(language: &str, main: &str) -> String {
    format!(
        "<!doctype html><html lang='{language}'><head><title>Narenj | Help</title><style>p {{ color: red }}</style></head><body>\
         <header><a href='/'>Narenj</a></header><nav><ul><li><a href='/basket'>Basket</a></li></ul></nav>\
         <main>{main}</main><aside>Buy now</aside><footer>Imprint</footer><script>alert('bottom')</script></body></html>"
    )
}

/// A desk that may read this site.
pub(super) async fn desk_beside(database: Database, site: &FakeSite) -> (TestDesk, Browser) {
    let desk = TestDesk::reading(database, &site.host()).await;
    let omid = desk.desk_of("Omid", AgentRole::Curator, "en").await.0;
    (desk, omid)
}

/// Has a site read, and waits until it is.
pub(super) async fn reads(browser: &mut Browser, url: &str, every: &str) -> Page {
    let sent = browser.submit(&format!("{IMPORT}/site"), &[("url", url), ("every", every)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    until_there(browser, sent.location()).await
}

pub(super) async fn until_there(browser: &mut Browser, place: &str) -> Page {
    loop {
        let page = browser.get(place).await;
        if !page.body.contains("<progress") {
            return page;
        }
        tokio::task::yield_now().await;
    }
}

/// Takes what was read in.
pub(super) async fn takes(browser: &mut Browser, page: &Page, more: &[(&str, &str)]) -> Page {
    let (id, seen) = (page.value("id"), page.value("seen"));
    let fields = [&[("id", id.as_str()), ("seen", &seen), ("deed", "take")], more].concat();
    let sent = browser.submit(&format!("{IMPORT}/take"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    until_there(browser, sent.location()).await
}

pub(super) async fn working(desk: &TestDesk, id: &str) -> Working {
    desk.store.working_article(id).await.unwrap().unwrap_or_else(|| panic!("there is no {id}"))
}

/// Publishes what waits, as it is.
async fn publishes(desk: &TestDesk, browser: &mut Browser, id: &str) {
    let Working { article, revision, .. } = working(desk, id).await;
    let base = revision.to_string();
    let written = super::Written {
        id,
        base: &base,
        title: &article.title,
        body: &article.body,
        questions: &article.questions.join("\n"),
        labels: &article.labels.join(", "),
        locale: &article.locale,
        audience: "public",
        root: &article.root,
        question: "",
    };
    super::saves(browser, &written, "publish").await;
}

async fn a_page_becomes_a_draft_and_so_do_its_changes(database: Database) {
    let site = FakeSite::start().await;
    let (desk, mut omid) = desk_beside(database, &site).await;
    let page = |days| Answer::page(&html("en-GB", &format!("<h1>Returning a book</h1><p>Within {days} days.</p>")));
    site.has("/help/returns/", page("14"));
    let url = site.url("/help/returns/#top");
    omid.get(IMPORT).await.shows(&["Read a site", "Only when I say so"]);
    let page_of = reads(&mut omid, &url, "").await;
    page_of.shows(&[
        "New: 1",
        "Broken: 0",
        "Returning a book",
        "It becomes drafts: what customers are answered stays as it is",
    ]);
    takes(&mut omid, &page_of, &[]).await.shows(&["Taken in: 1 new, 0 changed.", "New and changed ones are drafts"]);
    let id = format!("{}/help/returns", site.host());
    let draft = working(&desk, &id).await;
    assert_eq!(
        (
            draft.article.status,
            draft.article.title.as_str(),
            draft.article.body.as_str(),
            draft.article.locale.as_str()
        ),
        (Status::Draft, "Returning a book", "Within 14 days.", "en-GB")
    );
    omid.get(&format!("/desk/knowledge/article?id={id}")).await.shows(&["Read from", &site.url("/help/returns/")]);
    assert!(answer(&desk, "mina", "returning a book").await.contains(NO_ANSWER), "nothing is published by being read");
    publishes(&desk, &mut omid, &id).await;
    assert!(answer(&desk, "lena", "returning a book").await.contains("14 days"));

    reads(&mut omid, &url, "").await.shows(&["As before: 1", "There is nothing to take in."]);
    site.has("/help/returns/", page("30"));
    let changed = reads(&mut omid, &url, "").await;
    changed.shows(&["Changed: 1", "New: 0"]);
    takes(&mut omid, &changed, &[]).await.shows(&["0 new, 1 changed"]);
    let waiting = working(&desk, &id).await;
    assert_eq!((waiting.article.body.as_str(), waiting.article.status), ("Within 30 days.", Status::Draft));
    assert_eq!(waiting.live.map(|live| live.body), Some("Within 14 days.".to_owned()));
    assert!(answer(&desk, "ali", "returning a book").await.contains("14 days"), "until somebody publishes it");
    publishes(&desk, &mut omid, &id).await;
    assert!(answer(&desk, "reza", "returning a book").await.contains("30 days"));

    // What is written at the desk is kept, also when the page changes; it is overwritten only knowingly, and then as a draft.
    let Working { mut article, revision, .. } = working(&desk, &id).await;
    "Within 30 days, unread.".clone_into(&mut article.body);
    let omid_id = desk.store.agents().await.unwrap()[0].id;
    desk.store.edit_article(article, Some(revision), omid_id).await.unwrap();
    reads(&mut omid, &url, "").await.shows(&["As before: 1"]);
    site.has("/help/returns/", page("60"));
    let edited = reads(&mut omid, &url, "").await;
    edited.shows(&["Edited at the desk: 1", "edited by Omid"]);
    takes(&mut omid, &edited, &[]).await.shows(&["Kept as edited at the desk: 1"]);
    assert_eq!(working(&desk, &id).await.article.body, "Within 30 days, unread.");
    let edited = reads(&mut omid, &url, "").await;
    takes(&mut omid, &edited, &[("overwrite", "yes")]).await.shows(&["Overwritten: 1."]);
    let overwritten = working(&desk, &id).await;
    assert_eq!(overwritten.article.body, "Within 60 days.");
    assert_eq!(overwritten.live.map(|live| live.body), Some("Within 30 days, unread.".to_owned()));
}

async fn a_sitemap_brings_its_pages_and_tells_what_is_not_read(database: Database) {
    let site = FakeSite::start().await;
    let (desk, mut omid) = desk_beside(database, &site).await;
    site.has(
        "/robots.txt",
        Answer::of("text/plain", b"User-agent: *\nDisallow: /\n\nUser-agent: hamyar\nDisallow: /private/\n"),
    );
    let maps = format!(
        "<?xml version=\"1.0\"?><sitemapindex><sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        site.url("/map.xml"),
        site.url("/gone.xml")
    );
    site.has("/sitemap.xml", Answer::of("text/xml", maps.as_bytes()));
    let places = [
        site.url("/en/a"),
        site.url("/en/a#again"),
        site.url("/fa/%D8%A8"),
        site.url("/private/c"),
        site.url("/missing"),
        site.url("/price.pdf"),
        site.url("/leads-away"),
        site.url("/old"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[::ffff:127.0.0.1]/".to_owned(),
        "https://example.com/".to_owned(),
        site.by_name("/en/a"),
        "javascript:alert(1)".to_owned(),
    ];
    site.has("/map.xml", Answer::sitemap(&places));
    site.has("/en/a", Answer::page(&html("en", "<h1>Opening hours</h1><p>Nine to five.</p>")));
    site.has("/fa/%D8%A8", Answer::page(&html("fa", "<h1>ساعت کار</h1><p>نه تا پنج.</p>")));
    site.has("/private/c", Answer::page(&html("en", "<h1>Secret</h1><p>Secret.</p>")));
    site.has("/price.pdf", Answer::of("application/pdf", b"%PDF-1.7"));
    site.has("/leads-away", Answer::leads_to(&site.by_name("/en/a")));
    site.has("/old", Answer::leads_to("/en/a"));
    let page = reads(&mut omid, &site.url("/sitemap.xml"), "7").await;
    page.shows(&["New: 2", "Broken: 10", "Opening hours", "ساعت کار"]);
    page.shows(&[
        "/gone.xml: the site answered with 404",
        "/private/c: robots.txt of the site does not let Hamyar read it",
        "/missing: the site answered with 404",
        "/price.pdf: it is no HTML page, but application/pdf",
        "169.254.169.254 is no public address",
        "[::ffff:7f00:1] is no public address",
        "https://example.com/: it leads to another site, example.com",
        "javascript:alert(1): only http:// and https:// are read",
    ]);
    assert!(!site.asked().iter().any(|asked| asked.contains("private")), "{:?}", site.asked());
    assert!(site.agents().iter().all(|agent| agent.starts_with("Hamyar/")), "{:?}", site.agents());
    let id = page.value("id");
    let sent =
        omid.submit(&format!("{IMPORT}/take"), &[("id", &id), ("seen", &page.value("seen")), ("deed", "take")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "what is broken is left out only knowingly");
    takes(&mut omid, &page, &[("skip", "yes")]).await.shows(&["Taken in: 2 new"]);
    assert_eq!(working(&desk, &format!("{}/fa/ب", site.host())).await.article.locale, "fa");
    // It is remembered, and forgotten where nobody wants it any more.
    let listed = omid.get(IMPORT).await;
    listed.shows(&["Every 7 days", &site.url("/sitemap.xml"), "Not yet"]);
    let sent = omid.submit(&format!("{IMPORT}/forget"), &[("url", &site.url("/sitemap.xml"))]).await;
    assert_eq!(sent.location(), IMPORT);
    omid.get(IMPORT).await.hides(&["Every 7 days</td>", "sitemap.xml</bdi>"]);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let refused = sara.submit(&format!("{IMPORT}/site"), &[("url", &site.url("/en/a"))]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

/// A text in gzip.
pub(super) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

async fn a_sitemap_may_be_in_gzip_or_a_list(database: Database) {
    let site = FakeSite::start().await;
    let (_desk, mut omid) = desk_beside(database, &site).await;
    for name in ["a", "b", "c", "d", "e"] {
        let page = html("en", &format!("<h1>Page {name}</h1><p>About {name}.</p>"));
        site.has(&format!("/{name}"), Answer::page(&page));
    }
    let map = |names: &[&str]| {
        let locs = names.iter().map(|name| format!("<url><loc>{}</loc></url>", site.url(name)));
        let locs = locs.collect::<Vec<_>>().concat();
        format!("<?xml version=\"1.0\"?><urlset>{locs}</urlset>")
    };
    let list = |names: &[&str]| names.iter().map(|name| site.url(name) + "\r\n").collect::<String>();
    // Of an index, too; in several parts, as `cat` makes them; and where the server says of the file that it is compressed.
    let parts = ["/map.xml.gz", "/encoded.xml.gz", "/list.txt.gz", "/list.txt"];
    let locs: String = parts.map(|part| format!("<sitemap><loc>{}</loc></sitemap>", site.url(part))).concat();
    let index = format!("<?xml version=\"1.0\"?><sitemapindex>{locs}</sitemapindex>");
    site.has("/sitemap.xml.gz", Answer::of("application/x-gzip", &gzip(index.as_bytes())));
    let of_a = map(&["/a"]);
    let (head, tail) = of_a.split_at(30);
    site.has("/map.xml.gz", Answer::of("application/gzip", &[gzip(head.as_bytes()), gzip(tail.as_bytes())].concat()));
    let encoded = Answer::of("application/xml", &gzip(map(&["/b"]).as_bytes())).with("content-encoding", "gzip");
    site.has("/encoded.xml.gz", encoded);
    site.has("/list.txt.gz", Answer::of("application/octet-stream", &gzip(list(&["/c"]).as_bytes())));
    site.has(
        "/list.txt",
        Answer::of("text/plain; charset=utf-8", format!("\u{feff}{}\n", list(&["/d", "/e"])).as_bytes()),
    );
    let page = reads(&mut omid, &site.url("/sitemap.xml.gz"), "").await;
    page.shows(&["New: 5", "Broken: 0", "Page a", "Page b", "Page c", "Page d", "Page e"]);
    let page = reads(&mut omid, &site.url("/list.txt"), "").await;
    page.shows(&["New: 2", "Broken: 0"]);
}

async fn a_site_is_read_again_by_itself(database: Database) {
    let site = FakeSite::start().await;
    site.has("/a", Answer::page(&html("en", "<h1>Opening hours</h1><p>Nine to five.</p>")));
    let app = Starting::on(database)
        .setting("HAMYAR_KNOWLEDGE__SITES__PRIVATE", &site.host())
        .setting("HAMYAR_KNOWLEDGE__SITES__PAUSE", "0s")
        .start()
        .await;
    app.store.remember_site(site.url("/a"), Some(1), None).await.unwrap();
    let read = async |times: i32| {
        for _ in 0..times {
            let before = app.store.sites().await.unwrap()[0].read_at;
            app.clock.advance(Duration::days(1));
            in_time(&app, Duration::minutes(5), async || app.store.sites().await.unwrap()[0].read_at != before).await;
        }
        let site = app.store.sites().await.unwrap().remove(0);
        let outcome = site.outcome.unwrap();
        (
            outcome.tallied.new,
            outcome.tallied.changed,
            outcome.tallied.same,
            outcome.tallied.broken,
            outcome.problem.map(|problem| problem.to_string()),
        )
    };
    assert_eq!(read(1).await, (1, 0, 0, 0, None));
    let id = format!("{}/a", site.host());
    assert_eq!(app.store.working_article(&id).await.unwrap().unwrap().article.status, Status::Draft);
    assert_eq!(read(1).await, (0, 0, 1, 0, None));
    site.has("/a", Answer::page(&html("en", "<h1>Opening hours</h1><p>Nine to six.</p>")));
    assert_eq!(read(1).await, (0, 1, 0, 0, None));
    assert_eq!(app.store.working_article(&id).await.unwrap().unwrap().article.body, "Nine to six.");
    site.has("/a", Answer::status(503));
    let problem = format!("{}: the site answered with 503", site.url("/a"));
    assert_eq!(read(1).await, (0, 0, 0, 1, Some(problem)));
}

async fn what_the_team_put_away_stays_so_when_its_page_is_read_again(database: Database) {
    let site = FakeSite::start().await;
    let (desk, mut omid) = desk_beside(database, &site).await;
    let page =
        |title: &str, days: u8| Answer::page(&html("en", &format!("<h1>{title}</h1><p>Within {days} days.</p>")));
    let ids = ["archived", "review", "removed"].map(|path| (path, format!("{}/{path}", site.host())));
    let places: Vec<String> = ids.iter().map(|(path, _)| site.url(&format!("/{path}"))).collect();
    site.has("/sitemap.xml", Answer::sitemap(&places));
    for (path, _) in &ids {
        site.has(&format!("/{path}"), page(path, 14));
    }
    let read = reads(&mut omid, &site.url("/sitemap.xml"), "").await;
    takes(&mut omid, &read, &[]).await.shows(&["Taken in: 3 new"]);
    let by = desk.store.agents().await.unwrap()[0].id;
    for ((_, id), status) in ids.iter().zip([Status::Archived, Status::Review]) {
        let Working { article, revision, .. } = working(&desk, id).await;
        desk.store.edit_article(hamyar_knowledge::Article { status, ..article }, Some(revision), by).await.unwrap();
    }
    desk.store.remove_article(ids[2].1.clone(), None).await.unwrap();
    for (path, _) in &ids {
        site.has(&format!("/{path}"), page(path, 30));
    }
    let read = reads(&mut omid, &site.url("/sitemap.xml"), "").await;
    read.shows(&["New: 0", "Changed: 2", "Edited at the desk: 1", "it was removed"]);
    takes(&mut omid, &read, &[]).await.shows(&["0 new, 2 changed", "Kept as edited at the desk: 1"]);
    let after = |working: Working| (working.article.status, working.article.body);
    assert_eq!(after(working(&desk, &ids[0].1).await), (Status::Archived, "Within 30 days.".to_owned()));
    assert_eq!(after(working(&desk, &ids[1].1).await), (Status::Review, "Within 30 days.".to_owned()));
    assert_eq!(desk.store.working_article(&ids[2].1).await.unwrap(), None, "it does not come back by itself");
    // Knowingly it does, as a draft.
    let read = reads(&mut omid, &site.url("/sitemap.xml"), "").await;
    takes(&mut omid, &read, &[("overwrite", "yes")]).await;
    assert_eq!(after(working(&desk, &ids[2].1).await), (Status::Draft, "Within 30 days.".to_owned()));
}

async fn whose_page_changed_is_listed_among_what_needs_a_look(database: Database) {
    const FRESH: &str = "/desk/knowledge/freshness";
    let site = FakeSite::start().await;
    let (desk, mut omid) = desk_beside(database, &site).await;
    let page = |days| Answer::page(&html("en", &format!("<h1>Returning a book</h1><p>Within {days} days.</p>")));
    let (url, id) = (site.url("/a"), format!("{}/a", site.host()));
    let mut reading = async |days: u8| {
        site.has("/a", page(days));
        desk.clock.advance(Duration::minutes(1));
        let read = reads(&mut omid, &url, "").await;
        takes(&mut omid, &read, &[]).await;
        desk.clock.advance(Duration::minutes(1));
        omid.get(FRESH).await
    };
    let by = desk.store.agents().await.unwrap()[0].id;
    let publish = async |body: &str| {
        let Working { mut article, revision, .. } = working(&desk, &id).await;
        (article.status, article.body) = (Status::Published, body.to_owned());
        desk.store.edit_article(article, Some(revision), by).await.unwrap();
    };
    reading(14).await.hides(&["Its page has changed"]);
    publish("Within 14 days.").await;
    reading(30).await.shows(&[
        "Its page has changed",
        "The new text waits as a draft since",
        "<bdi>Returning a book</bdi>",
        &url,
    ]);
    publish("Within 30 days, unread.").await;
    reading(30).await.hides(&["Its page has changed"]);
    reading(60).await.shows(&["what was edited here was kept"]);
    // Whoever wrote since has seen it; the next change is told again.
    publish("Within 60 days, unread.").await;
    reading(60).await.hides(&["Its page has changed"]);
    reading(90).await.shows(&["what was edited here was kept"]);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(FRESH).await.shows(&["صفحه‌اش عوض شده"]);
}
