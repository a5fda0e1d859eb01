//! For whom articles are, on which days they are found, who keeps them, and who has to look before they are published.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::AgentRole;
use hamyar_knowledge::{Article, Audience};

use super::list::ids;
use super::{EDIT, NO_ANSWER, VOUCHERS, VOUCHERS_ID, Written, answer, article, curator, saves, send};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    members_are_told_what_others_are_not,
    an_article_is_answered_with_on_its_days,
    somebody_else_looks_before_it_is_published,
    articles_have_keepers_and_are_chosen_by_how_they_do,
);

const QUESTION: &str = "how do I use a gift voucher?";

/// Sends the form with something more in it.
async fn send_with(browser: &mut Browser, written: &Written<'_>, more: &[(&str, &str)], deed: &str) -> Page {
    let fields = [&written.fields(deed)[..], more].concat();
    browser.submit(EDIT, &fields).await
}

async fn members_are_told_what_others_are_not(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let secret = Written { audience: "group", ..VOUCHERS };
    let page = send_with(&mut omid, &secret, &[("group", " ")], "publish").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["Name the group in up to 40 characters."]);
    let page = send_with(&mut omid, &Written { audience: "kings", ..VOUCHERS }, &[], "publish").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);

    let page = send_with(&mut omid, &secret, &[("group", "Wine  club")], "publish").await;
    let page = omid.get(page.location()).await;
    page.shows(&["value=\"Wine club\"", "<option value=\"group\" selected>"]);
    omid.get("/desk/knowledge").await.shows(&["<bdi>Group: Wine club</bdi>"]);
    assert_eq!(ids(&omid.get("/desk/knowledge?audience=group").await), [VOUCHERS_ID]);
    assert!(ids(&omid.get("/desk/knowledge?audience=members").await).is_empty());
    assert!(answer(&desk, "one", QUESTION).await.contains(NO_ANSWER));

    // Where everybody belongs to it, it is said.
    let conversation = desk.says("two", "hello").await;
    let mut place =
        desk.store.place(desk.store.conversation(conversation).await.unwrap().unwrap().place).await.unwrap().unwrap();
    place.group = Some("wine CLUB".parse().unwrap());
    desk.store.save_place(place.clone(), None).await.unwrap();
    assert!(answer(&desk, "two", QUESTION).await.contains("before"), "of the group");

    // What is for members is for every such group, and for no stranger.
    let base = omid.get(&format!("{EDIT}?id={VOUCHERS_ID}")).await.value("base");
    let known = Written { id: VOUCHERS_ID, base: &base, root: "paying-with-a-gift-voucher", ..VOUCHERS };
    saves(&mut omid, &Written { audience: "members", ..known }, "publish").await;
    place.group = Some("tea".parse().unwrap());
    desk.store.save_place(place, None).await.unwrap();
    assert!(answer(&desk, "two", QUESTION).await.contains("before"), "a member");
    assert!(answer(&desk, "three", QUESTION).await.contains(NO_ANSWER));
}

async fn an_article_is_answered_with_on_its_days(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let day = |days: i64| (desk.edge.now() + Duration::days(days)).date_naive().to_string();
    let (tomorrow, later) = (day(1), day(2));
    for (from, until, wrong) in [
        ("21/3/2026", "", "A day is written as"),
        (later.as_str(), tomorrow.as_str(), "The last day comes before the first."),
    ] {
        let page = send_with(&mut omid, &VOUCHERS, &[("valid_from", from), ("valid_until", until)], "publish").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&[wrong, &format!("value=\"{from}\"")]);
    }
    let days = [("valid_from", tomorrow.as_str()), ("valid_until", later.as_str())];
    // It can be tried out before.
    let asking = Written { question: QUESTION, ..VOUCHERS };
    send_with(&mut omid, &asking, &days, "look").await.shows(&["Would answer"]);
    let page = send_with(&mut omid, &VOUCHERS, &days, "publish").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(answer(&desk, "one", QUESTION).await.contains(NO_ANSWER), "not yet");
    desk.clock.advance(Duration::days(1));
    assert!(answer(&desk, "two", QUESTION).await.contains("before"), "the first day");
    desk.clock.advance(Duration::days(1));
    assert!(answer(&desk, "three", QUESTION).await.contains("before"), "the last day");
    omid.get("/desk/knowledge").await.hides(&["Expired"]);
    desk.clock.advance(Duration::days(1));
    assert!(answer(&desk, "four", QUESTION).await.contains(NO_ANSWER), "over");
    let mut omid = curator(&desk, "Nima").await;
    omid.get("/desk/knowledge?attention=stale").await.shows(&[">Expired</span>", "Paying with a gift voucher"]);
}

async fn somebody_else_looks_before_it_is_published(database: Database) {
    let desk = TestDesk::careful(database).await;
    let (mut omid, mut nima) = (curator(&desk, "Omid").await, curator(&desk, "Nima").await);
    let page = send(&mut omid, &VOUCHERS, "publish").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["Somebody else has to look at it before it is published", VOUCHERS.title]);
    let page = saves(&mut omid, &VOUCHERS, "review").await;
    let base = page.value("base");
    let known = Written { id: VOUCHERS_ID, base: &base, root: "paying-with-a-gift-voucher", ..VOUCHERS };
    assert_eq!(send(&mut omid, &known, "publish").await.status, StatusCode::UNPROCESSABLE_ENTITY, "not one's own");
    let other = Written { body: "Anything at all.", ..known };
    let page = send(&mut nima, &other, "publish").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "not what nobody else has seen");
    assert!(answer(&desk, "one", QUESTION).await.contains(NO_ANSWER));

    // They change it, and whoever wrote it looks in turn.
    let base = saves(&mut nima, &other, "review").await.value("base");
    let other = Written { base: &base, ..other };
    assert_eq!(ids(&omid.get("/desk/knowledge?status=review").await), [VOUCHERS_ID]);
    saves(&mut omid, &other, "publish").await.shows(&["Published."]);
    assert!(answer(&desk, "two", QUESTION).await.contains("Anything at all."));

    // A draft that nobody asked to look at is published by nobody either.
    let base = omid.get(&format!("{EDIT}?id={VOUCHERS_ID}")).await.value("base");
    let draft = Written { base: &base, body: "Something else.", ..other };
    let base = saves(&mut omid, &draft, "draft").await.value("base");
    let page = send(&mut nima, &Written { base: &base, ..draft }, "publish").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What is published can be taken away by one.
    saves(&mut nima, &Written { base: &base, ..draft }, "archive").await.shows(&["Archived."]);
}

async fn articles_have_keepers_and_are_chosen_by_how_they_do(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let (_, agent) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut nima, keeper) = desk.desk_of("Nima", AgentRole::Curator, "en").await;
    let articles = vec![
        article("en/parcel", "Lost parcels", "We look for it."),
        article("en/voucher", "Paying with a gift voucher", "Type it before you pay."),
        Article { audience: Audience::Members, ..article("en/lounge", "The lounge", "Upstairs.") },
    ];
    desk.store.save_articles(articles, None).await.unwrap();
    desk.library.refresh().await.unwrap();
    assert!(answer(&desk, "one", QUESTION).await.contains("Type it"));
    let listed = async |browser: &mut Browser, query: &str| {
        let mut listed = ids(&browser.get(&format!("/desk/knowledge?{query}")).await);
        listed.sort_unstable();
        listed
    };
    assert_eq!(listed(&mut omid, "attention=unasked").await, ["en/lounge", "en/parcel"]);
    assert_eq!(listed(&mut omid, "attention=unasked&audience=members").await, ["en/lounge"]);
    assert!(listed(&mut omid, "attention=refused").await.is_empty());
    assert_eq!(listed(&mut omid, "owner=nobody").await.len(), 3);

    let review = |id: &'static str, owner: String| [("id", id.to_owned()), ("due", String::new()), ("owner", owner)];
    for (id, owner, status) in [
        ("en/parcel", keeper.to_string(), StatusCode::SEE_OTHER),
        ("en/voucher", keeper.to_string(), StatusCode::SEE_OTHER),
        ("en/lounge", agent.to_string(), StatusCode::BAD_REQUEST),
        ("en/lounge", "nobody".to_owned(), StatusCode::BAD_REQUEST),
    ] {
        let fields = review(id, owner);
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(omid.submit("/desk/knowledge/review", &fields).await.status, status, "{id}");
    }
    assert_eq!(listed(&mut nima, "owner=mine").await, ["en/parcel", "en/voucher"]);
    assert_eq!(listed(&mut nima, "owner=mine&attention=unasked").await, ["en/parcel"]);
    assert_eq!(listed(&mut nima, "owner=nobody&attention=unasked").await, ["en/lounge"]);
    assert!(listed(&mut omid, "owner=mine").await.is_empty());
    let (mut sara, _) = desk.desk_of("Sahar", AgentRole::Agent, "en").await;
    sara.get("/desk/knowledge/article?id=en%2Fparcel").await.shows(&["Keeper", "Nima"]);
    let fields = review("en/parcel", String::new());
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    omid.submit("/desk/knowledge/review", &fields).await;
    assert_eq!(listed(&mut nima, "owner=mine").await, ["en/voucher"]);
    for query in ["attention=all", "owner=omid"] {
        assert_eq!(omid.get(&format!("/desk/knowledge?{query}")).await.status, StatusCode::NOT_FOUND, "{query}");
    }
}
