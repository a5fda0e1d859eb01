//! Writing articles: from a draft to an answer and out again, what is refused, and two who write at once.

use axum::http::StatusCode;
use hamyar_knowledge::Status;

use super::{EDIT, NO_ANSWER, VOUCHERS, VOUCHERS_ID, Written, answer, article, curator, saves, send};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(
    an_article_is_found_from_its_publication_to_its_end,
    a_draft_waits_beside_what_is_published,
    what_is_wrong_is_named_and_what_was_written_is_kept,
    what_is_hostile_is_only_text,
    two_curators_do_not_overwrite_each_other,
    of_two_who_publish_at_the_same_moment_one_is_told,
    translations_share_a_root,
    what_no_form_can_hold_stays_as_it_is,
);

const QUESTION: &str = "how do I use a gift voucher?";

async fn an_article_is_found_from_its_publication_to_its_end(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let page = saves(&mut omid, &VOUCHERS, "draft").await;
    page.shows(&["Saved as a draft. Customers do not find it.", "Draft", "value=\"payment, vouchers\""]);
    assert_eq!(page.value("id"), VOUCHERS_ID);
    assert!(answer(&desk, "one", QUESTION).await.contains(NO_ANSWER));

    let base = page.value("base");
    let known = Written { id: VOUCHERS_ID, base: &base, root: "paying-with-a-gift-voucher", ..VOUCHERS };
    let page = saves(&mut omid, &known, "review").await;
    page.shows(&["waiting for review", "In review"]);
    assert!(answer(&desk, "two", QUESTION).await.contains(NO_ANSWER));

    let base = page.value("base");
    let page = saves(&mut omid, &Written { base: &base, ..known }, "publish").await;
    page.shows(&["Published. The bot answers with it from now on."]);
    let said = answer(&desk, "three", QUESTION).await;
    assert!(said.contains("**before** you pay") && said.contains("Paying with a gift voucher"), "{said}");

    // For agents only: no customer finds it.
    let base = page.value("base");
    let page = saves(&mut omid, &Written { base: &base, audience: "agents", ..known }, "publish").await;
    assert!(answer(&desk, "four", QUESTION).await.contains(NO_ANSWER));
    let base = page.value("base");
    let page = saves(&mut omid, &Written { base: &base, ..known }, "publish").await;
    assert!(answer(&desk, "five", QUESTION).await.contains("you pay"));

    let base = page.value("base");
    let page = saves(&mut omid, &Written { base: &base, ..known }, "archive").await;
    page.shows(&["Archived."]);
    page.hides(&["value=\"archive\""]);
    assert!(answer(&desk, "six", QUESTION).await.contains(NO_ANSWER));
    assert_eq!(desk.store.revisions_of(VOUCHERS_ID, i64::MAX, 100).await.unwrap().len(), 6, "each is kept");

    // The same once more changes nothing.
    let base = page.value("base");
    let page = saves(&mut omid, &Written { base: &base, ..known }, "archive").await;
    assert_eq!(page.value("base"), base);
}

async fn a_draft_waits_beside_what_is_published(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let page = saves(&mut omid, &VOUCHERS, "publish").await;
    let base = page.value("base");
    let known = Written { id: VOUCHERS_ID, root: "paying-with-a-gift-voucher", ..VOUCHERS };
    let later = Written { base: &base, body: "Vouchers are **paper** only.", ..known };
    let page = saves(&mut omid, &later, "draft").await;
    page.shows(&["The published version goes on answering", "Vouchers are **paper** only.", "Draft"]);
    assert!(answer(&desk, "one", QUESTION).await.contains("before"), "the published version answers");
    assert_eq!(desk.store.articles().await.unwrap()[0].status, Status::Published);
    for (filter, shows) in [("published", true), ("draft", true), ("review", false)] {
        let page = omid.get(&format!("/desk/knowledge?status={filter}")).await;
        assert_eq!(page.body.contains("Draft waits"), shows, "{filter}");
    }
    // What agents read is what answers.
    omid.get(&format!("/desk/knowledge/article?id={VOUCHERS_ID}")).await.shows(&[
        "<strong>before</strong>",
        "Published",
        "Draft waits",
    ]);
    let page = omid.get(&format!("{EDIT}?id={VOUCHERS_ID}")).await;
    page.shows(&["Meanwhile an earlier one goes on answering", "**paper** only"]);
    let base = page.value("base");
    saves(&mut omid, &Written { base: &base, ..later }, "publish").await;
    assert!(answer(&desk, "two", QUESTION).await.contains("paper"));
    omid.get("/desk/knowledge").await.hides(&["Draft waits"]);

    // What is imported meanwhile takes the place of a draft; the draft is kept.
    let page = omid.get(&format!("{EDIT}?id={VOUCHERS_ID}")).await;
    let base = page.value("base");
    let page = saves(&mut omid, &Written { base: &base, body: "Mine.", ..known }, "draft").await;
    let imported = article(VOUCHERS_ID, "Vouchers", "Imported.");
    desk.store.save_articles(vec![imported], None).await.unwrap();
    let base = page.value("base");
    let page = send(&mut omid, &Written { base: &base, body: "Mine again.", ..known }, "draft").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&["Saved by Command line", "Imported.", "Mine again."]);
    assert_eq!(desk.store.revisions_of(VOUCHERS_ID, i64::MAX, 100).await.unwrap().len(), 5);
}

async fn what_is_wrong_is_named_and_what_was_written_is_kept(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let (long, large) = ("x".repeat(501), "y".repeat((1 << 20) + 1));
    let many: String = (0..201).fold(String::new(), |all, n| format!("{all}way {n}\n"));
    let labels: String = (0..31).fold(String::new(), |all, n| format!("{all}l{n},"));
    let long_question = format!("fine\n{long}");
    for (written, deed, told) in [
        (Written { title: " ", questions: "\n \n", ..VOUCHERS }, "draft", "Give it a title"),
        (Written { title: &long, ..VOUCHERS }, "draft", "300 characters"),
        (Written { body: " \r\n", ..VOUCHERS }, "publish", "There is no answer yet"),
        (Written { body: &large, ..VOUCHERS }, "draft", "The answer may have 1 MB at most"),
        (Written { questions: &many, ..VOUCHERS }, "draft", "200 wordings"),
        (Written { questions: &long_question, ..VOUCHERS }, "draft", "Wording 2 is too long"),
        (Written { labels: &labels, ..VOUCHERS }, "draft", "30 labels"),
        (Written { labels: &long, ..VOUCHERS }, "draft", "The label that begins with “xxxxxxxxxxxxxxxxxxxx”"),
        (Written { locale: "", ..VOUCHERS }, "draft", "This is not a language tag"),
        (Written { locale: "../etc", ..VOUCHERS }, "draft", "This is not a language tag"),
        (Written { root: &long, ..VOUCHERS }, "draft", "The shared name may have 120"),
    ] {
        let page = send(&mut omid, &written, deed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        page.shows(&["Nothing was saved. Your text is kept below.", told, "aria-invalid=\"true\""]);
        let kept = if written.body.trim().is_empty() { written.title } else { written.body };
        assert!(page.body.contains(kept), "{told}: the text is kept");
    }
    assert_eq!(desk.store.articles().await.unwrap(), []);
    let larger = "z".repeat(4 << 20);
    let page = send(&mut omid, &Written { body: &larger, ..VOUCHERS }, "draft").await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    for (written, deed, status) in [
        (VOUCHERS, "delete", StatusCode::BAD_REQUEST),
        (Written { base: "1", ..VOUCHERS }, "draft", StatusCode::BAD_REQUEST),
        (Written { id: "en/none", base: "x", ..VOUCHERS }, "draft", StatusCode::BAD_REQUEST),
        (Written { id: "en/none", base: "1", ..VOUCHERS }, "draft", StatusCode::NOT_FOUND),
        (Written { id: "en/\0", base: "1", ..VOUCHERS }, "draft", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(send(&mut omid, &written, deed).await.status, status, "{deed} {}", written.id);
    }
    assert_eq!(omid.post(EDIT, &VOUCHERS.fields("draft")).await.status, StatusCode::BAD_REQUEST, "without the secret");
    assert_eq!(desk.store.articles().await.unwrap(), []);

    // As much as can be imported can be written, and what no database takes is left out.
    let whole = "w".repeat(1 << 20);
    saves(&mut omid, &Written { body: &whole, title: "Zero \0 bytes", ..VOUCHERS }, "publish").await;
    let saved = desk.store.articles().await.unwrap().remove(0);
    assert_eq!((saved.title.as_str(), saved.body.len()), ("Zero bytes", 1 << 20));
    assert_eq!(saved.questions, ["how do I use a gift voucher", "where does the voucher code go"]);
}

async fn what_is_hostile_is_only_text(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let hostile = Written {
        title: "\"><script>alert(1)</script>",
        body: "<script>alert(2)</script>\n\n[one](javascript:alert(3)) [two](JaVaScript:alert(4)) \
               [three](data:text/html,<script>alert(5)</script>) <img src=x onerror=alert(6)> \
               ![four](javascript:alert(7)) [fine](https://narvan.example/a?b=\"c) </textarea><b onclick=alert(8)>\n\n\
               ```\n</code><script>alert(9)</script>\n```",
        questions: "</textarea><script>alert(10)</script>",
        labels: "<i>x</i>",
        root: "../../\"x",
        question: "<script>alert(11)</script> voucher",
        ..VOUCHERS
    };
    let markup = ["<script>alert", "href=\"javascript", "href=\"JaVa", "href=\"data:", "<img", "<b onclick", "<i>x"];
    let page = send(&mut omid, &hostile, "look").await;
    assert_eq!(page.status, StatusCode::OK);
    page.hides(&markup);
    page.shows(&["href=\"https://narvan.example/a?b=", "rel=\"noopener noreferrer nofollow\""]);
    let page = saves(&mut omid, &hostile, "publish").await;
    page.hides(&markup);
    let id = page.value("id");
    assert_eq!(id, "en/x", "an id is letters and digits");
    for path in ["article", "history", "edit"] {
        omid.get(&format!("/desk/knowledge/{path}?id={id}")).await.hides(&markup);
    }
    omid.get("/desk/knowledge").await.hides(&markup);
    let base = page.value("base");
    let theirs = Written { id: &id, base: &base, ..hostile };
    saves(&mut omid, &Written { body: "<script>alert(12)</script>", ..theirs }, "draft").await;
    let page = send(&mut omid, &theirs, "draft").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.hides(&markup);
}

async fn of_two_who_publish_at_the_same_moment_one_is_told(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut sara, mut omid) = (curator(&desk, "Sara").await, curator(&desk, "Omid").await);
    let mut base = saves(&mut sara, &VOUCHERS, "publish").await.value("base");
    for round in 0..10 {
        let [hers, his] = ["Sara", "Omid"].map(|who| format!("{who} says {round}."));
        let known = Written { id: VOUCHERS_ID, base: &base, root: "paying-with-a-gift-voucher", ..VOUCHERS };
        let (by_sara, by_omid) = (Written { body: &hers, ..known }, Written { body: &his, ..known });
        let (one, other) = tokio::join!(send(&mut sara, &by_sara, "publish"), send(&mut omid, &by_omid, "publish"));
        let (won, lost) = match (one.status, other.status) {
            (StatusCode::SEE_OTHER, StatusCode::CONFLICT) => ((&hers, "Saved by Sara"), other),
            (StatusCode::CONFLICT, StatusCode::SEE_OTHER) => ((&his, "Saved by Omid"), one),
            both => panic!("exactly one must win: {both:?}"),
        };
        lost.shows(&["Nothing was overwritten.", won.1]);
        assert_eq!(&desk.store.articles().await.unwrap()[0].body, won.0);
        base = lost.value("base");
    }
    assert_eq!(desk.store.revisions_of(VOUCHERS_ID, i64::MAX, 100).await.unwrap().len(), 11, "what lost left nothing");
}

async fn two_curators_do_not_overwrite_each_other(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut sara, mut omid) = (curator(&desk, "Sara").await, curator(&desk, "Omid").await);
    let base = saves(&mut sara, &VOUCHERS, "publish").await.value("base");
    let known = Written { id: VOUCHERS_ID, base: &base, root: "paying-with-a-gift-voucher", ..VOUCHERS };
    let hers = Written { body: "Type the code before you pay.\n\nAsk for **another** code.", ..known };
    saves(&mut sara, &hers, "publish").await;

    let his = Written { body: "Type the code after you pay.", title: "Vouchers, by Omid", ..known };
    let page = send(&mut omid, &his, "publish").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&[
        "Somebody saved another version while you were writing. Nothing was overwritten.",
        "Saved by Sara",
        "Yours, not saved",
        "Ask for **another** code.",
        "<ins>after</ins>",
        "<del>before</del>",
        "value=\"Vouchers, by Omid\"",
        "Publish mine on top",
    ]);
    assert!(answer(&desk, "one", QUESTION).await.contains("another"), "nothing was overwritten");

    // Meanwhile she saves once more: what he saw is not the last, again.
    let seen = page.value("base");
    let latest = saves(&mut sara, &Written { base: &seen, labels: "hers", ..hers }, "publish").await.value("base");
    let page = send(&mut omid, &Written { base: &seen, ..his }, "publish").await;
    assert_eq!((page.status, page.value("base")), (StatusCode::CONFLICT, latest.clone()));
    saves(&mut omid, &Written { base: &latest, ..his }, "publish").await;
    assert!(answer(&desk, "two", QUESTION).await.contains("after you pay"), "knowingly, on top");
    let kept = desk.store.revisions_of(VOUCHERS_ID, i64::MAX, 100).await.unwrap();
    let by: Vec<&str> = kept.iter().map(|one| one.by.as_deref().unwrap()).collect();
    assert_eq!(by, ["Omid", "Sara", "Sara", "Sara"]);

    // Two new articles of one name are two; one that is gone is not written anew.
    let page = saves(&mut omid, &VOUCHERS, "draft").await;
    assert_eq!(page.value("id"), format!("{VOUCHERS_ID}-2"));
    page.shows(&["value=\"paying-with-a-gift-voucher-2\""]);
    desk.store.remove_article(VOUCHERS_ID.to_owned(), None).await.unwrap();
    assert_eq!(send(&mut omid, &Written { base: &latest, ..his }, "draft").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        saves(&mut omid, &VOUCHERS, "draft").await.value("id"),
        format!("{VOUCHERS_ID}-3"),
        "its history stays its own"
    );
}

async fn translations_share_a_root(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    saves(&mut omid, &Written { root: "vouchers", ..VOUCHERS }, "publish").await.shows(&["Add a translation"]);
    let page = omid.get(&format!("{EDIT}?from=en/vouchers")).await;
    page.shows(&["value=\"payment, vouchers\"", "New article"]);
    assert_eq!((page.value("id"), page.value("base")), (String::new(), String::new()));
    page.shows(&[
        "name=\"root\" dir=\"auto\" value=\"vouchers\"",
        "name=\"locale\" dir=\"ltr\" list=\"locales\" value=\"fa\"",
    ]);
    let persian = Written {
        title: "پرداخت با کارت هدیه",
        body: "کد کارت هدیه را پیش از پرداخت بنویسید.",
        questions: "چطور از کارت هدیه استفاده کنم",
        labels: "payment، کارت هدیه",
        locale: "fa",
        root: "vouchers",
        ..VOUCHERS
    };
    let page = saves(&mut omid, &persian, "publish").await;
    assert_eq!(page.value("id"), "fa/vouchers");
    page.shows(&[
        "/desk/knowledge/edit?id=en%2Fvouchers",
        "value=\"payment, کارت هدیه\"",
        "از مقالهٔ «پرداخت با کارت هدیه»",
    ]);
    assert!(answer(&desk, "one", "چطور از کارت هدیه استفاده کنم؟").await.contains("پیش از پرداخت"));
    assert!(answer(&desk, "two", QUESTION).await.contains("before"));
}

async fn what_no_form_can_hold_stays_as_it_is(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let mut large = article("en/large", "Delivery", "Five euros.");
    large.labels = ["a, b", "\"quoted\"", "c", "یک، دو"].map(str::to_owned).into();
    large.questions = (0..250).map(|number| format!("way {number} of asking")).collect();
    large.questions.push("two\nlines".to_owned());
    large.questions.push("x".repeat(600));
    desk.store.save_articles(vec![large.clone()], None).await.unwrap();
    let page = omid.get(&format!("{EDIT}?id=en/large")).await;
    page.shows(&["&#34;a, b&#34;, ", "two lines\n"]);
    page.hides(&["data-unsaved"]);
    let base = page.value("base");
    let labels = page.body.split("id=\"labels\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let labels = labels.split('"').next().unwrap().replace("&#34;", "\"");
    let shown = page.body.split("name=\"questions\"").nth(1).unwrap();
    let questions = shown.split_once('>').unwrap().1.split("</textarea>").next().unwrap().trim_start().to_owned();
    let known = Written {
        id: "en/large",
        base: &base,
        title: "Delivery",
        body: "Six euros.",
        questions: &questions,
        labels: &labels,
        locale: "en",
        root: "large",
        ..VOUCHERS
    };
    send(&mut omid, &Written { question: "way 7 of asking", ..known }, "look")
        .await
        .shows(&["Would answer", "Six euros."]);
    saves(&mut omid, &known, "publish").await;
    let saved = desk.store.articles().await.unwrap().remove(0);
    assert_eq!(saved, hamyar_knowledge::Article { body: "Six euros.".to_owned(), ..large.clone() });
    // What is added is looked at as ever; what is taken out is.
    let page = omid.get(&format!("{EDIT}?id=en/large")).await;
    let base = page.value("base");
    let more = format!("{questions}\none more");
    let refused = send(&mut omid, &Written { base: &base, questions: &more, ..known }, "draft").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows(&["200 wordings", "data-unsaved"]);
    let fewer = Written { base: &base, questions: "two lines\nnew", labels: "c, \"d, e\"", ..known };
    saves(&mut omid, &fewer, "publish").await;
    let saved = desk.store.articles().await.unwrap().remove(0);
    assert_eq!(
        (saved.questions, saved.labels),
        (["two\nlines", "new"].map(str::to_owned).into(), ["c", "d, e"].map(str::to_owned).into())
    );
}
