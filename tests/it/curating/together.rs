//! Two curators with one article open: each is told of the other while they write, not only when they save.

use axum::http::StatusCode;
use chrono::Duration;
use futures::StreamExt;
use hamyar::model::AgentRole;

use super::{EDIT, VOUCHERS, VOUCHERS_ID, Written, curator, saves};
use crate::support::desk::{Browser, TestDesk};
use crate::support::{Database, both};

both!(two_who_write_one_article_see_each_other);

const HERE: &str = "/desk/knowledge/here";

async fn is(browser: &mut Browser, id: &str, doing: &str) -> StatusCode {
    browser.submit(HERE, &[("id", id), ("doing", doing)]).await.status
}

async fn two_who_write_one_article_see_each_other(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let (mut nima, _) = desk.desk_of("نیما", AgentRole::Curator, "fa").await;
    let page = saves(&mut omid, &VOUCHERS, "publish").await;
    let base = page.value("base");
    let edit = format!("{EDIT}?id={VOUCHERS_ID}");
    let part = format!("/desk/knowledge/present?id={VOUCHERS_ID}&base={base}");
    omid.get(&edit)
        .await
        .shows(&["id=\"editing\" role=\"status\" data-article=\"en%2Fpaying-with-a-gift-voucher\"></p>"]);
    let mut stream = omid.stream("/desk/live").await;
    assert_eq!(is(&mut nima, VOUCHERS_ID, "looks").await, StatusCode::NO_CONTENT);
    let mut told = async || String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(told().await, "event: editing\ndata: en%2Fpaying-with-a-gift-voucher\n\n");
    omid.get(&edit).await.shows(&["has this article open too"]);
    omid.get(&part).await.shows(&["has this article open too"]);
    nima.get(&edit).await.hides(&["هم این مقاله"]);
    // What changes nothing for others is not told: the next word is about writing.
    is(&mut nima, VOUCHERS_ID, "looks").await;
    is(&mut nima, VOUCHERS_ID, "edits").await;
    told().await;
    omid.get(&part).await.shows(&["is changing this article too", "tag--warn"]);
    is(&mut omid, VOUCHERS_ID, "edits").await;
    nima.get(&part).await.shows(&["هم این مقاله را تغییر می‌دهد"]);
    // Whoever stops writing still has it open; whoever is silent is gone, and so is who leaves.
    desk.clock.advance(Duration::seconds(7));
    omid.get(&part).await.shows(&["has this article open too"]);
    desk.clock.advance(Duration::seconds(50));
    omid.get(&part).await.hides(&["نیما"]);
    is(&mut nima, VOUCHERS_ID, "looks").await;
    is(&mut nima, VOUCHERS_ID, "leaves").await;
    omid.get(&part).await.hides(&["نیما"]);

    // Another version is told as soon as it is saved, and not to whoever has seen it.
    let mut stream = omid.stream("/desk/live").await;
    let known = Written { id: VOUCHERS_ID, base: &base, root: "paying-with-a-gift-voucher", ..VOUCHERS };
    let page = saves(&mut nima, &Written { body: "At the till.", ..known }, "draft").await;
    let told = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(told.starts_with("event: editing\n"), "{told}");
    omid.get(&part).await.shows(&["saved another version, today"]);
    let seen = format!("/desk/knowledge/present?id={VOUCHERS_ID}&base={}", page.value("base"));
    omid.get(&seen).await.hides(&["saved another version"]);

    for id in ["en/nothing", "a\0b", ""] {
        assert_eq!(is(&mut omid, id, "looks").await, StatusCode::NOT_FOUND, "{id:?}");
    }
    for doing in ["dances", "replies"] {
        assert_eq!(is(&mut omid, VOUCHERS_ID, doing).await, StatusCode::BAD_REQUEST);
    }
    let without = omid.post(HERE, &[("token", "x"), ("id", VOUCHERS_ID), ("doing", "looks")]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(&part).await.status, StatusCode::FORBIDDEN);
}
