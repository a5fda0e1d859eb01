//! What a program brings about, for whoever tries what can be done with it.

use axum::http::Method;
use hamyar::model::AgentRole;
use serde_json::{Value, json};

use crate::api::program;
use crate::support::desk::TestDesk;

fn card(number: usize) -> Value {
    json!({
        "locale": "en",
        "title": format!("Gift card number{number}"),
        "questions": [format!("how do I use gift card number{number}")],
        "body": "Type its code **before** you pay.",
        "status": "published",
    })
}

/// An article, and its id.
pub(super) async fn written(desk: &TestDesk, number: usize) -> String {
    let mut writer = program(desk, &format!("writer-{}", desk.edge.id()), AgentRole::Curator).await.0;
    let page = writer.send(Method::POST, "/api/v1/knowledge/articles", card(number).to_string()).await;
    assert!(page.status.is_success(), "{}", page.body);
    let made: Value = serde_json::from_str(&page.body).unwrap();
    made["id"].as_str().unwrap().to_owned()
}
