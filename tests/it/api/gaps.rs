//! Gaps by a program: what is asked and not answered, and what becomes of it.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use hamyar::model::{Action, AgentRole};
use serde_json::{Value, json};

use super::{done, fault, get, program, refused, send};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(what_is_asked_in_vain_is_listed_drafted_linked_or_dismissed,);

async fn what_is_asked_in_vain_is_listed_drafted_linked_or_dismissed(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    assert_eq!(done(get(&mut nightly, "/gaps").await), json!({"gaps": [], "dismissed": [], "partial": false}));
    let id = desk.says("mina", "do you buy used pianos").await;
    for action in [Action::Take, Action::Reply("We buy pianos of any age, Mina: call 0912 345 6789.".to_owned())] {
        desk.engine.act(id, desk.version(id).await, omid, action).await.unwrap();
    }
    desk.clock.advance(Duration::minutes(1));
    desk.says("tobias", "can I pay with gold coins?").await;
    let gaps = done(get(&mut nightly, "/gaps").await);
    let found = gaps["gaps"].as_array().unwrap();
    assert_eq!(found.len(), 2, "{gaps}");
    let piano = found.iter().find(|gap| gap["question"].as_str().unwrap().contains("pianos")).unwrap();
    let coins = found.iter().find(|gap| gap["question"].as_str().unwrap().contains("coins")).unwrap();
    assert_eq!((&piano["people"], &piano["outcome"], &piano["waiting"]), (&json!(1), &json!("hands_over"), &json!(0)));
    assert_eq!(done(get(&mut nightly, "/gaps?limit=1").await)["gaps"].as_array().unwrap().len(), 1);

    // The draft begins with the wordings and what the team said, and with nobody's name or number.
    let draft = done(send(&mut nightly, Method::POST, "/gaps/draft", &json!({"entries": piano["entries"]})).await);
    let (title, body) = (draft["title"].as_str().unwrap(), draft["body"].as_str().unwrap());
    assert!(title.contains("used pianos") && body.contains("pianos of any age"), "{draft}");
    assert!(!body.contains("0912") && !body.contains("Mina"), "{draft}");
    assert_eq!((&draft["status"], &draft["locale"]), (&json!("draft"), &json!("en")));
    refused(
        send(
            &mut nightly,
            Method::POST,
            "/gaps/draft",
            &json!({"entries": ["00000000-0000-0000-0000-000000000000:1"]}),
        )
        .await,
        404,
        "not-found",
    );

    // Its wordings go to an article that is there; published, it answers them, and the gap is closed.
    let link = json!({"article": draft["id"], "revision": draft["revision"], "questions": coins["wordings"]});
    let linked = done(send(&mut nightly, Method::POST, "/gaps/link", &link).await);
    assert!(linked["questions"].as_array().unwrap().contains(&coins["wordings"][0]), "{linked}");
    refused(send(&mut nightly, Method::POST, "/gaps/link", &link).await, 409, "overtaken");
    let status = json!({"revision": linked["revision"], "status": "published"});
    let path = format!("/articles/{}/status", linked["id"].as_str().unwrap().replace('/', "%2F"));
    done(send(&mut nightly, Method::PUT, &path, &status).await);
    assert_eq!(done(get(&mut nightly, "/gaps").await)["gaps"], json!([]));

    desk.says("lena", "is there parking for camels").await;
    let gaps = done(get(&mut nightly, "/gaps").await);
    let dismiss = |reason: &str| json!({"entries": gaps["gaps"][0]["entries"], "reason": reason});
    let problem = refused(send(&mut nightly, Method::POST, "/gaps/dismiss", &dismiss("boring")).await, 422, "invalid");
    assert_eq!(fault(&problem), ("reason", "allowed are answered, person, not_ours, noise"));
    let dismissed = send(&mut nightly, Method::POST, "/gaps/dismiss", &dismiss("not_ours")).await;
    assert_eq!(dismissed, (StatusCode::NO_CONTENT, Value::Null));
    let gaps = done(get(&mut nightly, "/gaps").await);
    assert_eq!((&gaps["gaps"], &gaps["dismissed"][0]["reason"]), (&json!([]), &json!("not_ours")));
    let back = json!({"entries": gaps["dismissed"][0]["entries"]});
    assert_eq!(send(&mut nightly, Method::POST, "/gaps/restore", &back).await.0, StatusCode::NO_CONTENT);
    assert_eq!(done(get(&mut nightly, "/gaps").await)["gaps"].as_array().unwrap().len(), 1);
    for entries in [json!([]), json!(["x"]), json!(["x:1"])] {
        let problem = refused(
            send(&mut nightly, Method::POST, "/gaps/restore", &json!({"entries": entries})).await,
            422,
            "invalid",
        );
        assert_eq!(fault(&problem).0, "entries");
    }
}
