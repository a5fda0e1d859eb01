//! Articles for some people and for some days, and a second look before one is published, by programs.

use axum::http::Method;
use hamyar::model::AgentRole;
use serde_json::{Value, json};

use super::{API, done, fault, get, program, read, refused, send};
use crate::support::desk::{Browser, TestDesk};
use crate::support::{Database, both};

both!(
    a_program_publishes_only_what_somebody_else_saved_for_review,
    what_a_file_would_publish_waits_for_somebody_else,
    for_whom_and_when_is_told_and_changed_by_programs,
);

const LOUNGE: &str = "/articles/en%2Flounge";

fn lounge(status: &str) -> Value {
    json!({
        "locale": "en", "title": "Lounge", "body": "It is upstairs.", "audience": "group:Gold", "status": status,
        "valid_from": "2031-01-01", "valid_until": "2031-12-31",
    })
}

async fn a_program_publishes_only_what_somebody_else_saved_for_review(database: Database) {
    let desk = TestDesk::careful(database).await;
    let (mut omid, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let (mut nima, _) = program(&desk, "Nima", AgentRole::Curator).await;
    let unseen = send(&mut omid, Method::POST, "/articles", &lounge("published")).await;
    let problem = refused(unseen, 422, "second-look-missing");
    assert!(problem["detail"].as_str().unwrap().contains("`review`"), "{problem}");
    let article = done(send(&mut omid, Method::POST, "/articles", &lounge("review")).await);
    let publish = json!({"revision": article["revision"], "status": "published"});
    let status = format!("{LOUNGE}/status");
    refused(send(&mut omid, Method::PUT, &status, &publish).await, 422, "second-look-missing");
    let other = json!({"revision": article["revision"], "status": "published", "body": "It is downstairs."});
    refused(send(&mut nima, Method::PATCH, LOUNGE, &other).await, 422, "second-look-missing");
    let link = json!({
        "article": "en/lounge", "revision": article["revision"], "questions": ["where do I wait"], "status": "published",
    });
    refused(send(&mut nima, Method::POST, "/gaps/link", &link).await, 422, "second-look-missing");
    assert_eq!(done(get(&mut nima, LOUNGE).await)["status"], "review", "nothing was changed");

    let article = done(send(&mut nima, Method::PUT, &status, &publish).await);
    assert_eq!((&article["status"], &article["body"]), (&json!("published"), &json!("It is upstairs.")));
    let rendered = json!({
        "source_revision": article["revision"], "title": "سالن", "body": "طبقهٔ بالا است.", "status": "published",
    });
    let path = format!("{LOUNGE}/translations/fa");
    refused(send(&mut omid, Method::PUT, &path, &rendered).await, 422, "second-look-missing");
    // What is published can be taken away by one.
    let archive = json!({"revision": article["revision"], "status": "archived"});
    assert_eq!(done(send(&mut nima, Method::PUT, &status, &archive).await)["status"], "archived");
}

/// Sends a file of articles.
async fn import(program: &mut Browser, how: &str, file: &str) -> Value {
    let mut sender = program.clone();
    sender.headers.insert("content-type", "application/jsonl".parse().unwrap());
    done(read(&sender.send(Method::POST, &format!("{API}/import?{how}"), file.to_owned()).await))
}

async fn what_a_file_would_publish_waits_for_somebody_else(database: Database) {
    let desk = TestDesk::careful(database).await;
    let (mut omid, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let (mut nima, _) = program(&desk, "Nima", AgentRole::Curator).await;
    let file = |body: &str| {
        format!(
            "{{\"id\":\"en/lounge\",\"lang\":\"en\",\"title\":\"Lounge\",\"body\":\"{body}\"}}\n\
             {{\"id\":\"en/old\",\"lang\":\"en\",\"title\":\"Old\",\"body\":\"Old.\",\"status\":\"archived\"}}\n"
        )
    };
    let told = import(&mut omid, "dry_run=true", &file("It is upstairs.")).await;
    let statuses = |told: &Value| [0, 1].map(|at: usize| told["articles"][at]["status"].clone());
    assert_eq!(statuses(&told), [json!("review"), json!("archived")]);
    let told = import(&mut omid, "", &file("It is upstairs.")).await;
    assert_eq!((statuses(&told), &told["taken"]), ([json!("review"), json!("archived")], &json!(2)));
    assert_eq!(done(get(&mut omid, LOUNGE).await)["status"], "review", "nobody has looked at it");
    let told = import(&mut omid, "", &file("It is upstairs.")).await;
    assert_eq!((&told["same"], &told["taken"]), (&json!(2), &json!(0)), "it waits already");

    // Whoever took it in has written it; somebody else publishes it.
    let article = done(get(&mut omid, LOUNGE).await);
    let (status, publish) =
        (format!("{LOUNGE}/status"), json!({"revision": article["revision"], "status": "published"}));
    refused(send(&mut omid, Method::PUT, &status, &publish).await, 422, "second-look-missing");
    done(send(&mut nima, Method::PUT, &status, &publish).await);
    let told = import(&mut omid, "", &file("It is upstairs.")).await;
    assert_eq!((&told["same"], &told["articles"][0]["status"]), (&json!(2), &json!("published")));
    // The next version of the file waits beside it, and does not count as edited by whoever looked.
    let told = import(&mut omid, "", &file("It is downstairs.")).await;
    assert_eq!((&told["changed"], &told["edited"]), (&json!(1), &json!(0)), "{told}");
    let article = done(get(&mut nima, LOUNGE).await);
    assert_eq!((&article["status"], &article["body"]), (&json!("review"), &json!("It is downstairs.")));
    assert_eq!(article["live"]["body"], "It is upstairs.");
    // Nor is what was edited at the desk overwritten by one pair of eyes.
    let change = json!({"revision": article["revision"], "body": "It is elsewhere.", "status": "review"});
    done(send(&mut nima, Method::PATCH, LOUNGE, &change).await);
    let told = import(&mut omid, "overwrite=true", &file("It is downstairs.")).await;
    assert_eq!((&told["edited"], &told["taken"]), (&json!(1), &json!(1)), "{told}");
    let article = done(get(&mut nima, LOUNGE).await);
    assert_eq!((&article["status"], &article["live"]["body"]), (&json!("review"), &json!("It is upstairs.")));
}

async fn for_whom_and_when_is_told_and_changed_by_programs(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut omid, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let article = done(send(&mut omid, Method::POST, "/articles", &lounge("published")).await);
    let of = |article: &Value| ["audience", "valid_from", "valid_until"].map(|name| article[name].clone());
    assert_eq!(of(&article), [json!("group:Gold"), json!("2031-01-01"), json!("2031-12-31")]);
    assert_eq!(article["validity"], Value::Null, "each day has a name of its own");
    for (asked, found) in [("group", 1), ("group:Gold", 1), ("members", 0)] {
        let page = done(get(&mut omid, &format!("/articles?audience={asked}")).await);
        assert_eq!(page["articles"].as_array().unwrap().len(), found, "{asked}");
    }
    let problem = refused(get(&mut omid, "/articles?audience=everybody").await, 422, "invalid");
    assert_eq!(fault(&problem).0, "audience");

    // What is not named stays, and `null` takes a day away.
    let change = json!({"revision": article["revision"], "valid_until": null});
    let article = done(send(&mut omid, Method::PATCH, LOUNGE, &change).await);
    assert_eq!(of(&article), [json!("group:Gold"), json!("2031-01-01"), Value::Null]);
    assert_eq!(of(&article["live"]), [json!("group:Gold"), json!("2031-01-01"), json!("2031-12-31")]);
    let change = json!({"revision": article["revision"], "valid_until": "2030-12-31"});
    let problem = refused(send(&mut omid, Method::PATCH, LOUNGE, &change).await, 422, "invalid");
    assert_eq!(fault(&problem).0, "valid_until");
    let change = json!({"revision": article["revision"], "audience": "everybody"});
    let (status, problem) = send(&mut omid, Method::PATCH, LOUNGE, &change).await;
    assert!(status.is_client_error() && problem["detail"].as_str().unwrap().contains("group:"), "{problem}");
}
