//! Trying a draft out: what it looks like and what it would answer, before any customer sees it.

use axum::http::StatusCode;

use super::{NO_ANSWER, VOUCHERS, Written, answer, article, curator, saves, send};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(a_draft_is_asked_as_if_it_were_published, what_customers_see_is_shown_before);

async fn a_draft_is_asked_as_if_it_were_published(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let cards = article("en/cards", "Paying by card", "We take **every** card.");
    desk.store.save_articles(vec![cards, article("en/parcel", "Lost parcels", "We look.")], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    let asked = Written { question: "where does the code of my gift vouchr go?", ..VOUCHERS };
    let page = send(&mut omid, &asked, "look").await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&[
        "Would answer",
        "this article",
        "% sure",
        "Marks: suggest from",
        "Matched:",
        "<mark><bdi>code</bdi></mark>",
        "vouchr (for “voucher”)",
        "value=\"where does the code of my gift vouchr go?\"",
        "Type the code of the voucher **before** you pay.</textarea>",
    ]);
    // Nobody else knows of it: neither customers, nor the database, nor the index.
    assert!(answer(&desk, "one", "how do I use a gift voucher").await.contains(NO_ANSWER));
    assert_eq!((desk.store.articles().await.unwrap().len(), desk.library.knowledge().len()), (2, 2));

    for (question, told) in [
        ("do you sell pianos", "Would hand over to people"),
        ("I want to talk to a human", "Would fetch a person"),
        ("thank you", "small talk"),
    ] {
        send(&mut omid, &Written { question, ..VOUCHERS }, "look").await.shows(&[told]);
    }
    // For agents only, it would answer nobody, whatever is written in it.
    let page = send(&mut omid, &Written { audience: "agents", ..asked }, "look").await;
    page.shows(&["Would hand over"]);
    page.hides(&["this article"]);

    // A change of what is published is tried as the change, and not as what is published.
    let page = saves(&mut omid, &Written { question: "", ..VOUCHERS }, "publish").await;
    let (id, base) = (page.value("id"), page.value("base"));
    let other = Written {
        id: &id,
        base: &base,
        title: "Borrowing umbrellas",
        questions: "may I borrow an umbrella",
        body: "At the door.",
        ..VOUCHERS
    };
    let page = send(&mut omid, &Written { question: "may I borrow an umbrella", ..other }, "look").await;
    page.shows(&["Would answer", "this article", "<mark><bdi>umbrella</bdi></mark>"]);
    let page = send(&mut omid, &Written { question: "how do I use a gift voucher", ..other }, "look").await;
    page.hides(&["Would answer<"]);
    assert!(answer(&desk, "two", "how do I use a gift voucher").await.contains("before"), "still as published");
    // A new one of the same name is another one.
    let page = send(
        &mut omid,
        &Written { question: "may I borrow an umbrella", title: VOUCHERS.title, id: "", base: "", ..other },
        "look",
    )
    .await;
    page.shows(&["Would answer", "this article"]);
    let page =
        send(&mut omid, &Written { question: "how do I use a gift voucher", id: "", base: "", ..other }, "look").await;
    page.shows(&["Would answer"]);
    let page = send(
        &mut omid,
        &Written {
            question: "چطور از کارت هدیه استفاده کنم",
            locale: "fa",
            title: "کارت هدیه",
            questions: "استفاده از کارت هدیه",
            body: "کد را بنویسید.",
            ..VOUCHERS
        },
        "look",
    )
    .await;
    page.shows(&["Would answer", "<mark><bdi>هدیه</bdi></mark>"]);
}

async fn what_customers_see_is_shown_before(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let short = "# Steps\n\n1. Open **it**\n2. Close `it`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    let page = send(&mut omid, &Written { body: short, ..VOUCHERS }, "look").await;
    page.shows(&[
        // In chat apps headings are bold and lists are lines; on the web they are what they are.
        "<strong>Steps</strong>",
        "1. Open <strong>it</strong>",
        "<h1 dir=\"auto\">Steps</h1>",
        "<li dir=\"auto\">Open <strong>it</strong>",
        "<code>it</code>",
        "From: Paying with a gift voucher",
        "This helped",
        "Chat apps have no headings",
        "Chat apps have no tables",
    ]);
    page.hides(&["The whole article", "This part is said to", "Then, where the whole"]);
    assert_eq!(page.body.matches("preview__message--chat").count(), 2);
    // Of a long one the part is shown that is said to the first way of asking, or to what is asked beside it.
    let long = format!(
        "## Where\n\nThe code goes below the sum.\n\n## Umbrellas\n\nWe lend umbrellas at the door.\n\n## Else\n\n{}",
        "Once more. ".repeat(250)
    );
    let long = Written { body: &long, questions: "where does the code go", ..VOUCHERS };
    let page = send(&mut omid, &long, "look").await;
    let shown = page.body.split("id=\"previews\"").nth(1).unwrap();
    page.shows(&["This part is said to “where does the code go”", "The whole article"]);
    // Below it stands the whole, as it comes when somebody asks for that.
    for platform in shown.split("class=\"preview preview--").skip(1) {
        let (first, then) = platform.split_once("Then, where the whole article is asked for").unwrap();
        assert!(first.contains("below the sum") && !first.contains("umbrellas at the door"), "{first}");
        assert!(then.contains("below the sum") && then.contains("umbrellas at the door"), "{then}");
    }
    let page = send(&mut omid, &Written { question: "do you lend umbrellas?", ..long }, "look").await;
    let first = page.body.split("id=\"previews\"").nth(1).unwrap().split("Then, where").next().unwrap();
    assert!(first.contains("umbrellas at the door") && !first.contains("below the sum"), "{first}");
    // What no part can be cut out of is said whole.
    let whole = "x".repeat(3000);
    let page = send(&mut omid, &Written { body: &whole, ..VOUCHERS }, "look").await;
    page.shows(&["Too long for one message: sent as 2."]);
    assert_eq!(desk.store.articles().await.unwrap(), []);
    let empty = send(&mut omid, &Written { title: "", body: "", questions: "", locale: "", ..VOUCHERS }, "look").await;
    assert_eq!(empty.status, StatusCode::OK, "an empty form can be looked at");
}
