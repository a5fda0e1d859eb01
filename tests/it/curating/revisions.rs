//! What articles were: every version is kept, two can be compared, and one can come back.

use axum::http::StatusCode;
use hamyar_knowledge::Status;

use super::{VOUCHERS, VOUCHERS_ID, Written, answer, curator, saves};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(versions_are_listed_compared_and_brought_back, a_long_history_comes_in_pages);

const QUESTION: &str = "how do I use a gift voucher?";
const HISTORY: &str = "/desk/knowledge/history?id=en%2Fpaying-with-a-gift-voucher";
const KNOWN: Written<'_> = Written { id: VOUCHERS_ID, root: "paying-with-a-gift-voucher", ..VOUCHERS };

async fn versions_are_listed_compared_and_brought_back(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut sara, mut omid) = (curator(&desk, "Sara").await, curator(&desk, "Omid").await);
    let first = saves(&mut sara, &VOUCHERS, "publish").await.value("base");
    sara.get(HISTORY).await.hides(&["name=\"revision\""]);
    let changed =
        Written { base: &first, body: "Type the code of the card **after** you pay.", labels: "payment", ..KNOWN };
    let second = saves(&mut omid, &changed, "publish").await.value("base");
    assert!(answer(&desk, "one", QUESTION).await.contains("after"));

    let page = omid.get(HISTORY).await;
    page.shows(&["Sara", "Omid", "Latest", "Published", "Bring back version 1\""]);
    let page = omid.get(&format!("{HISTORY}&from={second}&to={first}")).await;
    page.shows(&["Version 1: Sara", "Version 2: Omid", "<del>voucher</del>", "<ins>card</ins>", "diff__row--gone"]);
    page.hides(&["diff__row--new", "Shared name"]);
    omid.get(&format!("{HISTORY}&from={first}&to={first}")).await.shows(&["The two versions are the same."]);
    for odd in ["&from=1&to=999999", "&from=999999&to=1"] {
        assert_eq!(omid.get(&format!("{HISTORY}{odd}")).await.status, StatusCode::NOT_FOUND, "{odd}");
    }

    // Over a version that is not the latest nothing is brought back.
    let restore = |base: &str, revision: &str| {
        [("id", VOUCHERS_ID), ("base", base), ("revision", revision)].map(|(k, v)| (k.to_owned(), v.to_owned()))
    };
    let send = async |browser: &mut crate::support::desk::Browser, fields: [(String, String); 3]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        browser.submit("/desk/knowledge/restore", &fields).await
    };
    let page = send(&mut omid, restore(&first, &first)).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&["Nothing was brought back"]);
    assert_eq!(send(&mut omid, restore(&second, "999999")).await.status, StatusCode::NOT_FOUND);
    let page = send(&mut omid, restore(&second, &first)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = omid.get(page.location()).await;
    page.shows(&["The earlier version is back, as a draft.", "**before** you pay", "value=\"payment, vouchers\""]);
    assert!(answer(&desk, "two", QUESTION).await.contains("after"), "nothing is published unseen");
    let third = page.value("base");
    saves(&mut omid, &Written { base: &third, ..KNOWN }, "publish").await;
    assert!(answer(&desk, "three", QUESTION).await.contains("before"));
    let statuses: Vec<Status> =
        desk.store.revisions_of(VOUCHERS_ID, i64::MAX, 9).await.unwrap().iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Status::Published, Status::Draft, Status::Published, Status::Published]);
}

async fn a_long_history_comes_in_pages(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut omid, agent) = desk.desk_of("Omid", hamyar::model::AgentRole::Curator, "en").await;
    let mut base = None;
    for number in 0..60 {
        let article = super::article("en/a", &format!("Title {number}."), "");
        let saved = desk.store.edit_article(article, base, agent).await.unwrap();
        let hamyar::store::Edited::Saved { revision, .. } = saved else { panic!("{saved:?}") };
        base = Some(revision);
    }
    let page = omid.get("/desk/knowledge/history?id=en/a").await;
    page.shows(&["Title 59.", "Title 10.", "Next page"]);
    page.hides(&["Title 9."]);
    let next = page.body.split("href=\"").find(|link| link.contains("before=")).unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let page = omid.get(&next).await;
    page.shows(&["Title 9.", "Title 0."]);
    page.hides(&["Title 10.", "Next page"]);
}
