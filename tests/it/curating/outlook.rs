//! What publishing a draft would change: seen before it is published, from questions that were really asked.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::AgentRole;
use hamyar_channel::Event;

use super::{NO_ANSWER, VOUCHERS, Written, answer, curator, saves, send};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    what_a_draft_would_change_is_listed_before,
    what_archiving_would_lose_is_listed_before,
    what_is_asked_again_is_bounded_and_safe
);

const OUTLOOK: &str = "/desk/knowledge/outlook";

const PIANOS: Written<'_> = Written {
    title: "Used pianos",
    questions: "do you buy used pianos\r\nDo you buy a used piano?",
    body: "Bring a **photo** of it.",
    ..VOUCHERS
};

async fn looks_ahead(browser: &mut Browser, written: &Written<'_>) -> Page {
    browser.submit(OUTLOOK, &written.fields("outlook")).await
}

async fn what_a_draft_would_change_is_listed_before(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let page = looks_ahead(&mut omid, &PIANOS).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&["Of the last 0 questions, no answer would change", "Nobody has asked anything yet"]);
    let vouchers = saves(&mut omid, &VOUCHERS, "publish").await;
    for (who, question) in [
        ("mina", "how do I use a gift voucher"),
        ("reza", "How do I use a gift voucher?"),
        ("tobias", "do you buy used pianos"),
        ("lena", "may I borrow an <umbrella>"),
        ("sima", "I want to speak to a human"),
        ("nima", "thanks!"),
    ] {
        desk.says(who, question).await;
        desk.clock.advance(Duration::minutes(1));
    }

    let page = looks_ahead(&mut omid, &PIANOS).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&[
        "questions, one answer would change",
        "<bdi>do you buy used pianos</bdi>",
        "asked in 1 conversation<",
        "Newly answered: 1",
        "Handed over, ",
        "Answered, ",
        "<bdi>Used pianos</bdi> (this article)",
    ]);
    page.hides(&["gift voucher", "umbrella", "tobias", "a human"]);
    // Nobody else knows of it: neither the database, nor the index.
    assert_eq!((desk.store.articles().await.unwrap().len(), desk.library.knowledge().len()), (1, 1));
    // From there it goes back to the editor, with all that was written, or is published.
    for (name, value) in [("title", "Used pianos"), ("locale", "en"), ("labels", "payment, vouchers")] {
        assert_eq!(page.value(name), value);
    }
    page.shows(&[
        "\nBring a **photo** of it.</textarea>",
        "\ndo you buy used pianos\r\nDo you buy a used piano?</textarea>",
    ]);
    send(&mut omid, &PIANOS, "look").await.shows(&["value=\"Used pianos\"", "Bring a **photo** of it.</textarea>"]);

    // An article that is changed: what it answered is not answered any more, and another question is.
    let (id, base) = (vouchers.value("id"), vouchers.value("base"));
    let other = Written {
        id: &id,
        base: &base,
        title: "Borrowing umbrellas",
        questions: "may I borrow an umbrella",
        body: "At the door.",
        ..VOUCHERS
    };
    let page = looks_ahead(&mut omid, &other).await;
    page.shows(&[
        "Of the last 4 questions, 3 would be answered differently",
        "Not answered any more: 2",
        "Newly answered: 1",
        "asked in 2 conversations",
        "&#60;umbrella&#62;",
        "<bdi>Paying with a gift voucher</bdi> (this article)",
    ]);
    let at = |text: &str| page.body.find(text).unwrap();
    assert!(at("<bdi>How do I use a gift voucher?</bdi>") < at("&#60;umbrella&#62;"), "what is lost comes first");
    let page = looks_ahead(&mut omid, &Written { id: &id, base: &base, body: "At the till.", ..VOUCHERS }).await;
    page.shows(&["2 would be answered differently", "Other words: 2", "asked in 2 conversations"]);
    let page = looks_ahead(&mut omid, &Written { id: &id, base: &base, ..VOUCHERS }).await;
    page.shows(&["no answer would change"]);
    let page = looks_ahead(&mut omid, &Written { id: &id, base: &base, audience: "agents", ..VOUCHERS }).await;
    page.shows(&["Not answered any more: 2"]);

    saves(&mut omid, &PIANOS, "publish").await;
    assert!(answer(&desk, "new", "do you buy used pianos?").await.contains("photo"));
}

async fn what_archiving_would_lose_is_listed_before(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    // What nobody is answered with is archived at once.
    let drafted = saves(&mut omid, &PIANOS, "draft").await;
    drafted.shows(&["value=\"archive\">Archive"]);
    let published = saves(&mut omid, &VOUCHERS, "publish").await;
    published.shows(&["value=\"before_archive\" formaction=\"/desk/knowledge/outlook\""]);
    for (who, question) in [
        ("mina", "how do I use a gift voucher"),
        ("reza", "where does the voucher code go"),
        ("tobias", "do you buy used pianos"),
    ] {
        desk.says(who, question).await;
        desk.clock.advance(Duration::minutes(1));
    }
    let (id, base) = (published.value("id"), published.value("base"));
    let own = Written { id: &id, base: &base, ..VOUCHERS };
    let page = omid.submit(OUTLOOK, &own.fields("before_archive")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&[
        "What archiving would change",
        "Of the last 3 questions, 2 would be answered differently",
        "Not answered any more: 2",
        "<bdi>how do I use a gift voucher</bdi>",
        "<bdi>where does the voucher code go</bdi>",
        "After archiving",
        "<bdi>Paying with a gift voucher</bdi> (this article)",
        "Nothing is archived yet",
        "name=\"deed\" value=\"archive\">Archive",
    ]);
    page.hides(&["pianos", "value=\"publish\""]);
    assert!(answer(&desk, "new", "how do I use a gift voucher").await.contains("before"), "it still answers");
    // A draft beside it is archived with it: what answers meanwhile is lost all the same.
    let beside = saves(&mut omid, &Written { body: "At the till.", ..own }, "draft").await;
    beside.shows(&["value=\"before_archive\""]);
    let base = beside.value("base");
    let own = Written { base: &base, body: "At the till.", ..own };
    let page = omid.submit(OUTLOOK, &own.fields("before_archive")).await;
    page.shows(&["Not answered any more: 3"]);
    saves(&mut omid, &own, "archive").await.shows(&["Archived."]);
    assert!(answer(&desk, "newer", "how do I use a gift voucher").await.contains(NO_ANSWER));
    assert_eq!(omid.submit(OUTLOOK, &own.fields("outlook-burn")).await.status, StatusCode::BAD_REQUEST);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    let page = nima.submit(OUTLOOK, &own.fields("before_archive")).await;
    page.shows(&["بایگانی چه چیزی را عوض می‌کند", "پاسخ هیچ‌کدام عوض نمی‌شود"]);
}

async fn what_is_asked_again_is_bounded_and_safe(database: Database) {
    let desk = TestDesk::knowing(database).await;
    desk.says("shy", "how do I hide my debts").await;
    desk.happens("shy", "d:1", Event::Delete { message: "1".to_owned() }).await;
    desk.says("old", "is there parking for bicycles").await;
    for number in 0..510 {
        desk.clock.advance(Duration::seconds(1));
        desk.says(&format!("customer {number}"), "do you buy used pianos").await;
    }
    let mut omid = curator(&desk, "Omid").await;
    let debts =
        Written { title: "Debts", questions: "how do I hide my debts\r\nis there parking for bicycles", ..PIANOS };
    let page = looks_ahead(&mut omid, &debts).await;
    page.shows(&["Of the last 500 questions, no answer would change"]);
    page.hides(&["<bdi>how do I hide", "<bdi>is there parking"]);
    let page = looks_ahead(&mut omid, &PIANOS).await;
    page.shows(&["Of the last 500 questions, 500 would be answered differently", "asked in 500 conversations"]);

    // What cannot be published is not tried: it says why, and keeps what was written.
    let page = looks_ahead(&mut omid, &Written { body: " ", ..PIANOS }).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["There is no answer yet", "value=\"Used pianos\""]);
    let page = looks_ahead(&mut omid, &Written { id: "a\0b", base: "1", ..PIANOS }).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(omid.post(OUTLOOK, &PIANOS.fields("outlook")).await.status, StatusCode::BAD_REQUEST);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(looks_ahead(&mut sara, &PIANOS).await.status, StatusCode::FORBIDDEN);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    let page = looks_ahead(&mut nima, &PIANOS).await;
    page.shows(&[
        "از ۵۰۰ پرسش اخیر، پاسخ ۵۰۰ پرسش عوض می‌شود",
        "در ۵۰۰ گفت‌وگو پرسیده شده",
        "پس از انتشار",
        "dir=\"rtl\"",
    ]);
}
