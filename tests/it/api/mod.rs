//! REST for curators: what the pages of the knowledge base do, by programs that show a token.

mod articles;
mod careful;
mod documented;
mod exchange;
mod gaps;
mod rest;
mod sites;
mod tokens;

use axum::http::{HeaderMap, Method, StatusCode};
use hamyar::desk::{MadeToken, WantedToken, access_token};
use hamyar::model::{AgentId, AgentRole};
use serde_json::Value;

use crate::support::desk::{Browser, Page, TestDesk};

const API: &str = "/api/v1/knowledge";

/// A program that acts for a new person of the team, by a token of their role.
pub(crate) async fn program(desk: &TestDesk, name: &str, role: AgentRole) -> (Browser, AgentId) {
    let id = desk.agent(name, role, "en").await;
    let agent = desk.store.agent(id).await.unwrap().unwrap();
    let wanted = WantedToken { name: "nightly".parse().unwrap(), role, days: 90 };
    let made = access_token(&desk.store, &desk.edge, &agent, wanted).await.unwrap();
    let MadeToken::Made(token) = made else { panic!("no token: {made:?}") };
    (showing(desk, &token), id)
}

/// A program that shows this token, and sends JSON.
fn showing(desk: &TestDesk, token: &str) -> Browser {
    let mut program = desk.browser();
    program.headers = HeaderMap::new();
    program.headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    program.headers.insert("content-type", "application/json".parse().unwrap());
    program
}

/// Sends JSON, and reads what comes.
async fn send(program: &mut Browser, method: Method, path: &str, json: &Value) -> (StatusCode, Value) {
    read(&program.send(method, &format!("{API}{path}"), json.to_string()).await)
}

async fn get(program: &mut Browser, path: &str) -> (StatusCode, Value) {
    read(&program.send(Method::GET, &format!("{API}{path}"), String::new()).await)
}

/// What was answered, as JSON; nothing where there is none.
fn read(page: &Page) -> (StatusCode, Value) {
    let json = if page.body.is_empty() { Value::Null } else { serde_json::from_str(&page.body).unwrap() };
    if page.status.is_client_error() || page.status.is_server_error() {
        assert_eq!(page.headers["content-type"], "application/problem+json", "{}", page.body);
        assert_eq!(json["status"], page.status.as_u16());
    }
    (page.status, json)
}

/// What must have been done.
#[track_caller]
fn done((status, json): (StatusCode, Value)) -> Value {
    assert!(status.is_success(), "{status}: {json}");
    json
}

/// What must have been refused so: the end of its type, and all of it.
#[track_caller]
fn refused((status, json): (StatusCode, Value), expected: u16, kind: &str) -> Value {
    assert_eq!(
        (status.as_u16(), &json["type"]),
        (expected, &Value::from(format!("urn:hamyar:problem:{kind}"))),
        "{json}"
    );
    json
}

/// What is wrong with the first field that is, and which that is.
fn fault(json: &Value) -> (&str, &str) {
    let first = &json["errors"][0];
    (first["field"].as_str().unwrap_or_default(), first["detail"].as_str().unwrap_or_default())
}
