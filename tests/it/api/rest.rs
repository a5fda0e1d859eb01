//! The rest that curators do, by a program: questions tried, words, translations, measures.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use hamyar::model::AgentRole;
use serde_json::{Value, json};

use super::{done, fault, get, program, refused, send};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(
    a_question_is_tried_as_if_a_draft_were_published,
    words_are_kept_over_the_list_that_was_seen,
    translations_are_listed_written_and_confirmed,
    measures_are_those_of_the_page,
    what_a_draft_would_change_and_what_to_look_at_is_told,
    articles_are_chosen_by_how_they_do_and_who_keeps_them,
);

fn cards(status: &str) -> Value {
    json!({
        "locale": "en", "title": "Gift cards", "questions": ["how do I use a gift card"],
        "body": "Type its code before you pay.", "status": status,
    })
}

async fn a_question_is_tried_as_if_a_draft_were_published(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let draft = done(send(&mut nightly, Method::POST, "/articles", &cards("draft")).await);
    let question = json!({"question": "how do I use a gift card"});
    let tried = done(send(&mut nightly, Method::POST, "/ask", &question).await);
    assert_eq!((&tried["outcome"], &tried["candidates"]), (&json!("hands_over"), &json!([])));
    let supposed = json!({"question": "how do I use a gift card", "draft": "en/gift-cards"});
    let tried = done(send(&mut nightly, Method::POST, "/ask", &supposed).await);
    let best = &tried["candidates"][0];
    assert_eq!((&tried["outcome"], &best["id"]), (&json!("answers"), &json!("en/gift-cards")), "{tried}");
    assert!(
        best["met"].as_array().unwrap().len() > 1
            && tried["confidence"].as_f64().unwrap() > tried["thresholds"]["answer"].as_f64().unwrap()
    );
    let published = json!({"revision": draft["revision"], "status": "published"});
    done(send(&mut nightly, Method::PUT, "/articles/en%2Fgift-cards/status", &published).await);
    let tried = done(send(&mut nightly, Method::POST, "/ask", &question).await);
    assert_eq!(tried["outcome"], "answers");
    let wish = done(send(&mut nightly, Method::POST, "/ask", &json!({"question": "a human please"})).await);
    assert_eq!(wish["outcome"], "fetches_person");
    assert!(desk.store.conversation_numbered(1).await.unwrap().is_none(), "nothing is recorded");
    for (asked, status, kind) in [
        (json!({"question": " "}), 422, "invalid"),
        (json!({"question": "x".repeat(2001)}), 422, "invalid"),
        (json!({"question": "x", "locale": "?"}), 422, "invalid"),
        (json!({"question": "x", "draft": "en/nothing"}), 404, "not-found"),
        (json!({}), 400, "malformed"),
    ] {
        refused(send(&mut nightly, Method::POST, "/ask", &asked).await, status, kind);
    }
}

async fn words_are_kept_over_the_list_that_was_seen(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    done(send(&mut nightly, Method::POST, "/articles", &cards("published")).await);
    assert_eq!(done(get(&mut nightly, "/words").await), json!({"revision": 0, "groups": [], "list": ""}));
    let group = |revision: i64, words: &[&str]| json!({"revision": revision, "language": "en", "words": words});
    let added = send(&mut nightly, Method::POST, "/words/groups", &group(0, &["gift card", "token of joy"])).await;
    assert_eq!(added.0, StatusCode::CREATED);
    let words = done(added);
    assert_eq!(words["groups"], json!([{"language": "en", "words": ["gift card", "token of joy"]}]));
    let tried =
        done(send(&mut nightly, Method::POST, "/ask", &json!({"question": "how do I use a token of joy"})).await);
    assert_eq!(tried["candidates"][0]["id"], "en/gift-cards", "{tried}");

    refused(send(&mut nightly, Method::POST, "/words/groups", &group(0, &["a", "b"])).await, 409, "overtaken");
    for (words, language) in
        [(json!(["alone"]), "en"), (json!(["a, b", "c"]), "en"), (json!(["[x", "y"]), "en"), (json!(["x", "y"]), "EN")]
    {
        let sent = json!({"revision": 1, "language": language, "words": words});
        refused(send(&mut nightly, Method::POST, "/words/groups", &sent).await, 422, "invalid");
    }
    let list = "# ours\n[en]\nparcel, package\n";
    let replaced = done(send(&mut nightly, Method::PUT, "/words", &json!({"revision": 1, "list": list})).await);
    assert_eq!((&replaced["revision"], &replaced["list"]), (&json!(2), &json!(list)));
    let problem = refused(
        send(&mut nightly, Method::PUT, "/words", &json!({"revision": 2, "list": "parcel, package"})).await,
        422,
        "invalid",
    );
    assert_eq!(fault(&problem).0, "list");
    let revisions = done(get(&mut nightly, "/words/revisions").await);
    assert_eq!(
        (&revisions["revisions"][0]["revision"], &revisions["revisions"][1]["saved_by"]),
        (&json!(2), &json!("Omid"))
    );
    refused(
        send(&mut nightly, Method::POST, "/words/revisions/9/restore", &json!({"revision": 2})).await,
        404,
        "not-found",
    );
    let back = done(send(&mut nightly, Method::POST, "/words/revisions/1/restore", &json!({"revision": 2})).await);
    assert_eq!(back["list"], words["list"]);
    for who in ["mina", "tobias"] {
        desk.says(who, "where is the zeppelin").await;
    }
    let suggested = done(get(&mut nightly, "/words/suggestions").await);
    assert!(suggested["suggestions"].as_array().unwrap().iter().any(|one| one["word"] == "zeppelin"), "{suggested}");
}

async fn translations_are_listed_written_and_confirmed(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let source = done(send(&mut nightly, Method::POST, "/articles", &cards("published")).await);
    let listed = done(get(&mut nightly, "/translations").await);
    let row = &listed["translations"][0];
    assert_eq!(
        (&row["source"], &row["language"], &row["state"], &row["article"]),
        (&json!("en/gift-cards"), &json!("fa"), &json!("missing"), &Value::Null)
    );
    let path = "/articles/en%2Fgift-cards/translations/fa";
    let rendered = |revision: Option<i64>, seen: &Value, body: &str| {
        let mut sent = json!({"source_revision": seen, "title": "کارت هدیه", "body": body, "status": "published"});
        if let Some(revision) = revision {
            sent["revision"] = revision.into();
        }
        sent
    };
    let made = send(&mut nightly, Method::PUT, path, &rendered(None, &row["source_revision"], "کد را بنویسید.")).await;
    assert_eq!(made.0, StatusCode::CREATED);
    let made = done(made);
    assert_eq!(
        (&made["root"], &made["locale"], &made["status"]),
        (&json!("gift-cards"), &json!("fa"), &json!("published"))
    );
    assert_eq!(done(get(&mut nightly, "/translations").await)["translations"], json!([]));
    let problem = refused(
        send(&mut nightly, Method::PUT, path, &rendered(None, &row["source_revision"], "x")).await,
        409,
        "overtaken",
    );
    assert_eq!(problem["current"]["id"], made["id"]);

    // The source is revised, and the translation is behind until it is revised or said to be right.
    desk.clock.advance(Duration::hours(1));
    let change = json!({"revision": source["revision"], "body": "Type its code, please.", "status": "published"});
    let revised = done(send(&mut nightly, Method::PATCH, "/articles/en%2Fgift-cards", &change).await);
    let listed = done(get(&mut nightly, "/translations?state=behind&language=fa").await);
    assert_eq!(listed["translations"][0]["source_revision"], revised["revision"]);
    let confirmed = json!({"source_revision": revised["revision"]});
    assert_eq!(
        send(&mut nightly, Method::POST, &format!("{path}/confirm"), &confirmed).await.0,
        StatusCode::NO_CONTENT
    );
    let of = done(get(&mut nightly, "/articles/en%2Fgift-cards/translations").await);
    assert_eq!(of["translations"][0]["state"], "current");
    let again = rendered(made["revision"].as_i64(), &revised["revision"], "لطفاً کد را بنویسید.");
    assert_eq!(done(send(&mut nightly, Method::PUT, path, &again).await)["body"], "لطفاً کد را بنویسید.");
    // Whoever sends the same again meant the same; another over the version before does not.
    done(send(&mut nightly, Method::PUT, path, &again).await);
    let other = rendered(made["revision"].as_i64(), &revised["revision"], "دیگر");
    refused(send(&mut nightly, Method::PUT, path, &other).await, 409, "overtaken");
    refused(send(&mut nightly, Method::PUT, "/articles/fa%2Fnothing/translations/en", &other).await, 404, "not-found");
    refused(get(&mut nightly, "/translations?language=xx").await, 422, "invalid");
    refused(get(&mut nightly, "/translations?state=lost").await, 400, "malformed");
}

async fn measures_are_those_of_the_page(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    done(send(&mut nightly, Method::POST, "/articles", &cards("published")).await);
    desk.says("mina", "how do I use a gift card").await;
    desk.says("tobias", "do you buy used pianos").await;
    let measures = done(get(&mut nightly, "/measures").await);
    assert_eq!(
        (&measures["questions"], &measures["answered"], &measures["unanswered"]),
        (&json!(2), &json!(1), &json!(1)),
        "{measures}"
    );
    assert_eq!(
        (&measures["articles"][0]["id"], &measures["articles"][0]["answered"]),
        (&json!("en/gift-cards"), &json!(1))
    );
    assert_eq!(measures["next"][0]["question"], "do you buy used pianos");
    let days: i64 = measures["days"].as_array().unwrap().iter().map(|day| day["answered"].as_i64().unwrap()).sum();
    assert_eq!(days, 1);
    // Each day, and each article's days, tell what was offered, chosen and handed over as well.
    let today = desk.edge.now().date_naive();
    let day = json!({
        "day": today, "answered": 1, "helped": 0, "not_this": 0, "offered": 0, "chosen": 0, "handed_over": 0,
        "unanswered": 1,
    });
    assert_eq!(measures["days"], json!([day]));
    desk.says("mina", "I want to talk to a human").await;
    let of_one = done(get(&mut nightly, "/articles/en%2Fgift-cards/measures?days=7").await);
    let day = json!({
        "day": today, "answered": 1, "helped": 0, "not_this": 0, "offered": 0, "chosen": 0, "handed_over": 1,
    });
    assert_eq!(
        (&of_one["id"], &of_one["handed_over"], &of_one["days"], &of_one["partial"]),
        (&json!("en/gift-cards"), &json!(1), &json!([day]), &json!(false)),
        "{of_one}"
    );
    refused(get(&mut nightly, "/articles/en%2Fnothing/measures").await, 404, "not-found");
    refused(get(&mut nightly, "/articles/en%2Fgift-cards/measures?days=8").await, 422, "invalid");
    for wrong in ["days=8", "from=2020-01-01", "from=yesterday", "from=2999-01-01"] {
        refused(get(&mut nightly, &format!("/measures?{wrong}")).await, 422, "invalid");
    }
    let before = done(get(&mut nightly, "/measures?from=2020-01-01&to=2020-01-31").await);
    assert_eq!((&before["questions"], &before["from"]), (&json!(0), &json!("2020-01-01")));
}

async fn what_a_draft_would_change_and_what_to_look_at_is_told(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    desk.says("mina", "how do I use a gift card").await;
    desk.says("tobias", "do you buy used pianos").await;
    done(send(&mut nightly, Method::POST, "/articles", &cards("draft")).await);
    let told = done(send(&mut nightly, Method::POST, "/outlook", &json!({"draft": "en/gift-cards"})).await);
    assert_eq!((&told["asked"], &told["asked_again"]), (&json!(2), &json!(2)), "{told}");
    let changed = told["changed"].as_array().unwrap();
    assert_eq!(changed.len(), 1, "{told}");
    assert_eq!((&changed[0]["question"], &changed[0]["shift"]), (&json!("how do I use a gift card"), &json!("gained")));
    assert_eq!(
        (&changed[0]["before"]["outcome"], &changed[0]["after"]["outcome"]),
        (&json!("hands_over"), &json!("answers"))
    );
    assert_eq!(changed[0]["after"]["articles"], json!(["en/gift-cards"]));
    refused(send(&mut nightly, Method::POST, "/outlook", &json!({"draft": "en/nothing"})).await, 404, "not-found");

    let fresh = done(get(&mut nightly, "/freshness").await);
    assert_eq!((&fresh["due"], &fresh["refused"], &fresh["partial"]), (&json!([]), &json!([]), &json!(false)));
    assert_eq!((&fresh["withdrawn"], &fresh["source"]), (&json!([]), &json!([])));
    let today = desk.edge.now().date_naive();
    done(send(&mut nightly, Method::PUT, "/articles/en%2Fgift-cards/review", &json!({"due": today})).await);
    desk.clock.advance(Duration::days(1));
    let fresh = done(get(&mut nightly, "/freshness").await);
    assert_eq!(fresh["due"], json!([{"id": "en/gift-cards", "title": "Gift cards", "due": today}]));
    refused(
        send(&mut nightly, Method::PUT, "/articles/en%2Fgift-cards/review", &json!({"due": "soon"})).await,
        400,
        "malformed",
    );
}

async fn articles_are_chosen_by_how_they_do_and_who_keeps_them(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    done(send(&mut nightly, Method::POST, "/articles", &cards("published")).await);
    let count = async |nightly: &mut _, how: &str| {
        done(get(nightly, &format!("/articles?{how}")).await)["articles"].as_array().unwrap().len()
    };
    for (how, expected) in [
        ("attention=unasked", 1),
        ("attention=stale", 0),
        ("attention=refused", 0),
        ("owner=nobody", 1),
        ("owner=mine", 0),
    ] {
        assert_eq!(count(&mut nightly, how).await, expected, "{how}");
    }
    desk.store.own_article("en/gift-cards".to_owned(), Some(omid)).await.unwrap();
    desk.store.plan_review("en/gift-cards".to_owned(), Some(desk.edge.now().date_naive())).await.unwrap();
    desk.says("mina", "how do I use a gift card").await;
    desk.clock.advance(Duration::days(1));
    for (how, expected) in [("attention=unasked", 0), ("attention=stale&owner=mine", 1), ("owner=nobody", 0)] {
        assert_eq!(count(&mut nightly, how).await, expected, "{how}");
    }
    for (how, field) in [("attention=bad", "attention"), ("owner=omid", "owner")] {
        let problem = refused(get(&mut nightly, &format!("/articles?{how}")).await, 422, "invalid");
        assert_eq!(fault(&problem).0, field);
    }
}
