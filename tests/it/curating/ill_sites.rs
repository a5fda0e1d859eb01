//! Sites that mean ill, or are not ours to read: nothing that is not public is ever called, and nothing comes of a page but words.

use std::fmt::Write;

use axum::http::StatusCode;
use hamyar::model::AgentRole;

use super::sites::{IMPORT, desk_beside, gzip, html, reads, takes, working};
use crate::support::desk::TestDesk;
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::{Database, Kind};

#[tokio::test]
async fn what_is_no_public_address_is_refused_before_anything_is_called() {
    let desk = TestDesk::knowing(Database::new(Kind::Sqlite).await).await;
    let mut omid = super::curator(&desk, "Omid").await;
    let private = "leads to a machine that is not public";
    for (url, why) in [
        ("http://169.254.169.254/latest/meta-data/", private),
        ("http://127.0.0.1/", private),
        ("http://127.1/", private),
        ("http://168.63.129.16/", private),
        ("http://100.100.100.200/", private),
        ("http://2130706433/", private),
        ("http://0x7f.0.0.1/", private),
        ("http://0/", private),
        ("http://10.0.0.1/", private),
        ("http://100.64.0.1/", private),
        ("http://192.168.1.1/", private),
        ("http://[::1]/", private),
        ("http://[::]/", private),
        ("http://[::ffff:127.0.0.1]/", private),
        ("http://[::127.0.0.1]/", private),
        ("http://[64:ff9b::7f00:1]/", private),
        ("http://[2002:7f00:1::]/", private),
        ("http://[fe80::1]/", private),
        ("http://[fd00:ec2::254]/", private),
        ("http://[ff02::1]/", private),
        ("ftp://example.com/", "only http:// and https:// are read"),
        ("file:///etc/passwd", "only http:// and https:// are read"),
        ("gopher://example.com/", "only http:// and https:// are read"),
        ("http://me:secret@example.com/", "there is a name or a password in it"),
        ("http://example.com:22/", "port 22 is not read"),
        ("http://127.0.0.1:22/", "port 22 is not read"),
        ("help", "it is no address of the web"),
        ("", "it is no address of the web"),
    ] {
        let sent = omid.submit(&format!("{IMPORT}/site"), &[("url", url), ("every", "")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
        sent.shows(&[why]);
    }
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    let sent = nima.submit(&format!("{IMPORT}/site"), &[("url", "http://10.0.0.1/")]).await;
    sent.shows(&["به دستگاهی می‌رسد که عمومی نیست"]);
    let sent = omid.submit(&format!("{IMPORT}/site"), &[("url", "https://example.com/"), ("every", "2")]).await;
    assert_eq!(sent.status, StatusCode::BAD_REQUEST, "such days are not offered");
}

#[tokio::test]
async fn no_name_and_no_redirect_leads_to_what_is_not_public() {
    let site = FakeSite::start().await;
    let (_desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    let other = site.url("/").replace("127.0.0.1:", "127.0.0.1:1");
    let sent = omid.submit(&format!("{IMPORT}/site"), &[("url", &other)]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "of a host that is named, one port is");
    // A name says nothing yet; where it leads is looked at when it is called.
    site.has("/a", Answer::page(&html("en", "<h1>Mine</h1><p>Mine.</p>")));
    let named = reads(&mut omid, "http://localhost/a", "").await;
    named.shows(&["Broken: 1", "http://localhost/a: localhost is no public address"]);
    for (path, place) in [
        ("/by-name", "http://localhost/a".to_owned()),
        ("/by-port", site.by_name("/a")),
        ("/to-cloud", "http://169.254.169.254/latest/".to_owned()),
        ("/to-mapped", "http://[::ffff:127.0.0.1]/".to_owned()),
        ("/to-file", "file:///etc/passwd".to_owned()),
        ("/to-user", format!("http://me:secret@{}/a", site.host())),
        ("/round", site.url("/round")),
    ] {
        site.has(path, Answer::leads_to(&place));
        reads(&mut omid, &site.url(path), "").await.shows(&["Broken: 1", "New: 0"]);
    }
    assert!(!site.asked().iter().any(|asked| asked.ends_with(" /a")), "{:?}", site.asked());
    assert_eq!(
        site.asked().iter().filter(|asked| asked.ends_with("/round")).count(),
        6,
        "five times on, and no further"
    );
}

#[tokio::test]
async fn pages_that_mean_ill_come_to_nothing_but_words() {
    let site = FakeSite::start().await;
    let (desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    let ill = "<h1>Cards <script>alert(1)</script></h1><p onclick='alert(2)'>We take <b>every</b> card.</p><script>alert(3)</script>\
        <iframe src='https://evil.example'></iframe><img src=x onerror='alert(4)'><svg onload='alert(5)'><text>six</text></svg>\
        <p>&lt;script&gt;alert(7)&lt;/script&gt; and [a](javascript:alert(8))</p><!-- nine -->\
        <a href='javascript:alert(10)'>ten</a> <a href='data:text/html,x'>eleven</a> <a href='/terms?a=1&b=2'>twelve</a>\
        <p hidden>thirteen</p><form><input value='fourteen'><button>fifteen</button></form>\
        <h2><button aria-controls='more'>And cash?</button></h2><div id='more' hidden><p>Cash too.</p></div>\
        <ul><li>One<ul><li>Two</li></ul></li></ul><pre><code class='language-sh'>echo hi</code></pre>";
    site.has("/ill", Answer::page(&html("en", ill)));
    let page = reads(&mut omid, &site.url("/ill"), "").await;
    takes(&mut omid, &page, &[]).await;
    let article = working(&desk, &format!("{}/ill", site.host())).await.article;
    let body = article.body.replace(&site.host(), "SITE");
    insta::assert_snapshot!(format!("{}\n\n{body}", article.title), @r"
    Cards

    We take **every** card.

    \<script>alert(7)\</script> and \[a\](javascript:alert(8))

    ten eleven [twelve](http://SITE/terms?a=1&b=2)

    ## And cash?

    Cash too.

    - One
      - Two

    ```sh
    echo hi
    ```
    ");
    omid.get(&format!("/desk/knowledge/article?id={}/ill", site.host())).await.hides(&[
        "<script>alert",
        "href=\"javascript:",
        "<iframe",
    ]);

    let deep = format!("<h1>Deep</h1>{}x", "<div>".repeat(60_000));
    let mut wide = "<h1>Wide</h1>".to_owned();
    for number in 0..3000 {
        write!(wide, "<b id={number}>").unwrap();
    }
    wide += &"<p>x".repeat(50_000);
    let many = format!(
        "<h1>Many</h1><p {}>x",
        (0..400_000).fold(String::new(), |mut all, number| {
            write!(all, "a{number} ").unwrap();
            all
        })
    );
    for (path, answer, why) in [
        ("/deep", Answer::page(&html("en", &deep)), "it is built in too complicated a way"),
        (
            "/nested",
            Answer::page(&html("en", &format!("<h1>N</h1>{}x", "<div>".repeat(200)))),
            "it is built in too complicated",
        ),
        ("/wide", Answer::page(&html("en", &wide)), "it is built in too complicated a way"),
        ("/many", Answer::page(&many), "it is built in too complicated a way"),
        ("/endless", Answer::endless(), "it is larger than"),
        ("/large", Answer::page(&html("en", &"x".repeat(5 << 20))), "it is larger than 4 MB"),
        ("/stuck", Answer::stuck(), "the site did not answer in time"),
        ("/trickle", Answer::trickle(), "the site did not answer in time"),
        (
            "/unwanted",
            Answer::page(
                "<html><head><meta name='Robots' content='nofollow, NOINDEX'></head><body><h1>Not</h1>for you</body></html>",
            ),
            "robots shall not take it over",
        ),
        (
            "/unwanted-header",
            Answer::page(&html("en", "<h1>Not</h1><p>for you</p>"))
                .with("x-robots-tag", "otherbot: nofollow, hamyar: none"),
            "robots shall not take it over",
        ),
        ("/slow", Answer::nothing(), "the site did not answer in time"),
        // Nothing is asked for compressed, and nothing is unpacked: a bomb stays as small as it is.
        ("/bomb", Answer::page("\u{1f}").with("content-encoding", "gzip"), "it is compressed, and nothing is unpacked"),
        ("/empty", Answer::page(&html("en", "<div id=app></div><script>render()</script>")), "there is no text on it"),
        ("/json", Answer::of("application/json", b"{}"), "it is no HTML page, but application/json"),
        (
            "/map",
            Answer::of("text/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><urlset>&b;</urlset>"),
            "it is a sitemap that cannot be read",
        ),
        ("/feed", Answer::of("text/xml", b"<rss></rss>"), "it holds neither"),
        ("/moved", Answer::leads_to("/robots-only"), "the site answered with 404"),
    ] {
        site.has(path, answer);
        reads(&mut omid, &site.url(path), "").await.shows(&["Broken: 1", "New: 0", why]);
    }
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    let told = reads(&mut nima, &site.url("/none"), "").await;
    told.shows(&["/none", "پاسخ سایت ۴۰۴ بود"]);
    told.hides(&["answered with"]);
    // A site whose rules cannot be asked for is not read, and one without rules is.
    site.has("/robots.txt", Answer::status(500));
    reads(&mut omid, &site.url("/ill"), "").await.shows(&["robots.txt of the site does not let Hamyar read it"]);
}

#[tokio::test]
async fn letters_are_read_as_the_page_says_they_are_written() {
    let site = FakeSite::start().await;
    let (desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    // Windows-1256, as old Persian pages are: سلام
    let old = b"<html><head><meta charset=windows-1256><title>x</title></head><body><h1>\xd3\xe1\xc7\xe3</h1><p>\xd3\xe1\xc7\xe3</p></body></html>";
    site.has("/old", Answer::of("text/html", old));
    site.has(
        "/header",
        Answer::of("text/html; charset=\"windows-1256\"", b"<h1>\xd3\xe1\xc7\xe3</h1><p>\xd3\xe1\xc7\xe3</p>"),
    );
    for path in ["/old", "/header"] {
        let page = reads(&mut omid, &site.url(path), "").await;
        takes(&mut omid, &page, &[]).await;
        let article = working(&desk, &format!("{}{path}", site.host())).await.article;
        assert_eq!((article.title.as_str(), article.body.as_str()), ("سلام", "سلام"));
    }
}

#[tokio::test]
async fn what_is_for_other_robots_is_not_for_us() {
    let site = FakeSite::start().await;
    let (_desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    let page = "<h1>Hours</h1><p>Nine to five.</p>";
    for (path, directives) in
        [("/a", "otherbot: noindex"), ("/b", "nofollow, unavailable_after: 25 Jun 2020 15:00:00 PST")]
    {
        site.has(path, Answer::page(&html("en", page)).with("x-robots-tag", directives));
        reads(&mut omid, &site.url(path), "").await.shows(&["New: 1"]);
    }
}

#[tokio::test]
async fn where_a_redirect_leads_is_asked_for_its_rules_first() {
    let (site, other) = (FakeSite::start().await, FakeSite::start().await);
    let hosts = format!("{},{}", site.host(), other.host());
    let desk = TestDesk::reading(Database::new(Kind::Sqlite).await, &hosts).await;
    let mut omid = super::curator(&desk, "Omid").await;
    other.has("/robots.txt", Answer::of("text/plain", b"User-agent: *\nDisallow: /secret"));
    for path in ["/secret", "/open"] {
        other.has(path, Answer::page(&html("en", "<h1>There</h1><p>Words.</p>")));
        site.has(path, Answer::leads_to(&other.url(path)));
    }
    let refused = reads(&mut omid, &site.url("/secret"), "").await;
    refused.shows(&["Broken: 1", "robots.txt of the site does not let Hamyar read it"]);
    assert_eq!(other.asked(), ["GET /robots.txt"], "nothing of it was read before");
    reads(&mut omid, &site.url("/open"), "").await.shows(&["New: 1"]);
}

#[tokio::test]
async fn no_more_is_read_than_a_reading_may_take_in_all() {
    let site = FakeSite::start().await;
    let (_desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    // Of a kind that nobody takes apart, so that it is only carried.
    let large = vec![b' '; 4 << 20];
    let places: Vec<String> = (0..80).map(|number| site.url(&format!("/{number}"))).collect();
    for number in 0..80 {
        site.has(&format!("/{number}"), Answer::of("text/plain", &large));
    }
    site.has("/sitemap.xml", Answer::sitemap(&places));
    let page = reads(&mut omid, &site.url("/sitemap.xml"), "").await;
    page.shows(&["from here on nothing was read: 256 MB are read in all"]);
    page.hides(&["larger than 0 MB"]);
    assert_eq!(page.body.matches("from here on").count(), 1, "one sentence");
    let asked = site.asked().iter().filter(|asked| !asked.ends_with("xml") && !asked.ends_with("txt")).count();
    assert!((60..=65).contains(&asked), "then nothing more is asked for: {asked}");
}

#[tokio::test]
async fn sitemaps_that_mean_ill_are_cut_off_where_they_grow() {
    let site = FakeSite::start().await;
    let (_desk, mut omid) = desk_beside(Database::new(Kind::Sqlite).await, &site).await;
    site.has("/a", Answer::page(&html("en", "<h1>A</h1><p>A.</p>")));
    let start = format!("<?xml version=\"1.0\"?><urlset><url><loc>{}</loc></url>", site.url("/a"));
    // What would be twenty megabytes of nothing are some kilobytes.
    let bomb = gzip(format!("{start}{}", " ".repeat(20 << 20)).as_bytes());
    assert!(bomb.len() < 1 << 20);
    let cut = gzip(format!("{start}</urlset>").as_bytes());
    let list = site.url("/a");
    for (path, kind, body, why) in [
        ("/bomb.xml.gz", "application/gzip", bomb.as_slice(), "it is larger than 16 MB"),
        ("/cut.xml.gz", "application/gzip", &cut[..cut.len() - 9], "its gzip is damaged"),
        ("/page.gz", "application/gzip", &gzip(b"<h1>Hello</h1>"), "it is no HTML page, but application/gzip"),
        ("/twice.xml.gz", "application/gzip", &gzip(&cut), "it is no HTML page, but application/gzip"),
        (
            "/dtd.xml.gz",
            "application/gzip",
            &gzip(b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><urlset/>"),
            "it is a sitemap that cannot be read",
        ),
        ("/mixed.txt", "text/plain", format!("{list}\nand more\n").as_bytes(), "line 2 of it is no address"),
        ("/notes.txt", "text/plain", b"these are notes", "it is no HTML page, but text/plain"),
        ("/away.txt", "text/plain", b"http://169.254.169.254/latest/\n", "169.254.169.254 is no public address"),
    ] {
        site.has(path, Answer::of(kind, body));
        reads(&mut omid, &site.url(path), "").await.shows(&["Broken: 1", "New: 0", why]);
    }
}
