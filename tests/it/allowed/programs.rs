//! Routes for programs, by the tokens of each role that may.

use axum::http::Method;
use hamyar::desk::Needs;
use hamyar::model::AgentRole;
use serde_json::{Value, json};

use super::ROLES;
use crate::api::program;
use crate::support::desk::{Browser, TestDesk};
use crate::support::fake_site::FakeSite;
use crate::support::{Database, Kind};

const API: &str = "/api/v1/knowledge";

/// What nobody can answer; one does not ask for what another does.
const UNKNOWN: [&str; 12] = [
    "do you buy used pianos",
    "is there parking for bicycles",
    "may I pay with brass coins",
    "who painted the ceiling of your hall",
    "can my parrot stay overnight",
    "do you rent out tents for weddings",
    "is the well water safe for horses",
    "where do I charge an electric scooter",
    "do you repair broken violins",
    "which tram goes to the lighthouse",
    "may children feed the goats",
    "are the stairs fit for a wheelchair",
];

fn card(number: usize) -> Value {
    json!({
        "locale": "en",
        "title": format!("Gift card number{number}"),
        "questions": [format!("how do I use gift card number{number}")],
        "body": "Type its code **before** you pay.",
        "status": "published",
    })
}

async fn asked(program: &mut Browser, method: Method, path: &str, body: &Value) -> Value {
    let page = program.send(method, &format!("{API}{path}"), body.to_string()).await;
    assert!(page.status.is_success(), "{path}: {} {}", page.status, page.body);
    serde_json::from_str(&page.body).unwrap_or(Value::Null)
}

async fn writer(desk: &TestDesk) -> Browser {
    program(desk, &format!("writer-{}", desk.edge.id()), AgentRole::Curator).await.0
}

/// An article, and its id.
pub(super) async fn written(desk: &TestDesk, number: usize) -> String {
    let made = asked(&mut writer(desk).await, Method::POST, "/articles", &card(number)).await;
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_may_use_a_route_for_programs_can() {
    let site = FakeSite::start().await;
    let desk = TestDesk::reading(Database::new(Kind::Sqlite).await, &site.host()).await;
    let mut number = 0;
    for route in &desk.declared {
        let Needs::Token(least) = route.needs else { continue };
        for role in ROLES.into_iter().filter(|role| role.may(least)) {
            number += 1;
            let what = format!("{} {} as {}", route.method, route.path, role.word());
            let Some((path, body)) = filled(&desk, &site, &route.method, route.path, number).await else {
                panic!("{what}: say in tests/it/allowed what it needs")
            };
            let mut program = program(&desk, &format!("{}-{number}", role.word()), role).await.0;
            if route.path.ends_with("/import") {
                program.headers.insert("content-type", "application/jsonl".parse().unwrap());
            }
            let page = program.send(route.method.clone(), &path, body).await;
            assert!(page.status.is_success(), "{what}: {} {}", page.status, page.body);
        }
    }
    assert!(number > 40, "only {number} were tried");
}

/// The path with what is there, and what is sent.
async fn filled(
    desk: &TestDesk,
    site: &FakeSite,
    method: &Method,
    path: &str,
    number: usize,
) -> Option<(String, String)> {
    let rest = path.strip_prefix(API)?;
    let body = if rest.starts_with("/articles/") {
        return about_article(desk, method, path, number).await;
    } else if rest.starts_with("/gaps") {
        about_gap(desk, rest, number).await?
    } else if rest.starts_with("/words") {
        return about_words(desk, method, path, number).await;
    } else if rest.starts_with("/sites") {
        return about_site(desk, method, path, &site.url(&format!("/page-{number}"))).await;
    } else {
        match (method.as_str(), rest) {
            ("GET", "/articles" | "/translations" | "/measures" | "/freshness") => Value::Null,
            ("GET", "/export") => return Some((format!("{path}?format=jsonl"), String::new())),
            ("POST", "/articles") => card(number),
            ("POST", "/ask") => json!({"question": UNKNOWN[number % UNKNOWN.len()]}),
            ("POST", "/outlook") => json!({"draft": written(desk, number).await, "status": "archived"}),
            ("POST", "/import") => {
                let line =
                    json!({"id": format!("en/brought-{number}"), "lang": "en", "title": "Brought?", "body": "So."});
                return Some((path.to_owned(), format!("{line}\n")));
            }
            _ => return None,
        }
    };
    Some((path.to_owned(), if body.is_null() { String::new() } else { body.to_string() }))
}

async fn about_article(desk: &TestDesk, method: &Method, path: &str, number: usize) -> Option<(String, String)> {
    let mut writer = writer(desk).await;
    let made = asked(&mut writer, Method::POST, "/articles", &card(number)).await;
    let (id, revision) = (made["id"].as_str()?.replace('/', "%2F"), made["revision"].clone());
    let rest = path.strip_prefix(API)?.strip_prefix("/articles/{id}")?;
    let rendered = json!({"source_revision": revision, "title": "کارت هدیه", "body": "کد را بنویسید."});
    let body = match (method.as_str(), rest) {
        ("GET", "" | "/revisions" | "/revisions/{revision}" | "/translations" | "/measures") => Value::Null,
        ("PATCH", "") => json!({"revision": revision, "body": "Type its code after you have chosen."}),
        ("DELETE", "") => return Some((format!("{API}/articles/{id}?revision={revision}"), String::new())),
        ("PUT", "/status") => json!({"revision": revision, "status": "archived"}),
        ("PUT", "/review") => json!({"due": "2030-01-01"}),
        ("POST", "/revisions/{revision}/restore") => json!({"revision": revision}),
        ("PUT", "/translations/{language}") => rendered,
        ("POST", "/translations/{language}/confirm") => {
            asked(&mut writer, Method::PUT, &format!("/articles/{id}/translations/fa"), &rendered).await;
            json!({"source_revision": revision})
        }
        _ => return None,
    };
    let path = path.replace("{id}", &id).replace("{revision}", &revision.to_string()).replace("{language}", "fa");
    Some((path, if body.is_null() { String::new() } else { body.to_string() }))
}

async fn about_gap(desk: &TestDesk, rest: &str, number: usize) -> Option<Value> {
    let question = UNKNOWN[number % UNKNOWN.len()];
    desk.says(&format!("customer {number}"), question).await;
    let mut writer = writer(desk).await;
    let gaps = asked(&mut writer, Method::GET, "/gaps?limit=30", &Value::Null).await;
    let gap = gaps["gaps"].as_array()?.iter().find(|gap| gap["wordings"].to_string().contains(question))?.clone();
    Some(match rest {
        "/gaps" => Value::Null,
        "/gaps/dismiss" => json!({"entries": gap["entries"], "reason": "not_ours"}),
        "/gaps/restore" => {
            let dismissed = json!({"entries": gap["entries"], "reason": "not_ours"});
            asked(&mut writer, Method::POST, "/gaps/dismiss", &dismissed).await;
            json!({"entries": gap["entries"]})
        }
        "/gaps/link" => {
            let made = asked(&mut writer, Method::POST, "/articles", &card(number)).await;
            json!({"article": made["id"], "revision": made["revision"], "questions": gap["wordings"]})
        }
        "/gaps/draft" => json!({"entries": gap["entries"]}),
        _ => return None,
    })
}

async fn about_words(desk: &TestDesk, method: &Method, path: &str, number: usize) -> Option<(String, String)> {
    let mut writer = writer(desk).await;
    let now = asked(&mut writer, Method::GET, "/words", &Value::Null).await["revision"].clone();
    let group =
        json!({"revision": now, "language": "en", "words": [format!("card{number}"), format!("voucher{number}")]});
    let body = match (method.as_str(), path.strip_prefix(API)?) {
        ("GET", "/words" | "/words/suggestions" | "/words/revisions") => Value::Null,
        ("PUT", "/words") => json!({"revision": now, "list": format!("[en]\nparcel{number}, package{number}\n")}),
        ("POST", "/words/groups") => group,
        ("POST", "/words/revisions/{revision}/restore") => {
            let added = asked(&mut writer, Method::POST, "/words/groups", &group).await;
            asked(&mut writer, Method::PUT, "/words", &json!({"revision": added["revision"], "list": ""})).await;
            let path = path.replace("{revision}", &added["revision"].to_string());
            let latest = asked(&mut writer, Method::GET, "/words", &Value::Null).await["revision"].clone();
            return Some((path, json!({"revision": latest}).to_string()));
        }
        _ => return None,
    };
    Some((path.to_owned(), if body.is_null() { String::new() } else { body.to_string() }))
}

/// Pages that are not there are followed, too: what came of reading them is told.
async fn about_site(desk: &TestDesk, method: &Method, path: &str, url: &str) -> Option<(String, String)> {
    let wanted = json!({"url": url, "every_days": 7});
    let body = match (method.as_str(), path.strip_prefix(API)?) {
        ("GET", "/sites") => Value::Null,
        ("POST", "/sites") => wanted,
        ("GET" | "DELETE", "/sites/{url}") | ("POST", "/sites/{url}/read") => {
            asked(&mut writer(desk).await, Method::POST, "/sites", &wanted).await;
            Value::Null
        }
        _ => return None,
    };
    let path = path.replace("{url}", &url.replace(':', "%3A").replace('/', "%2F"));
    Some((path, if body.is_null() { String::new() } else { body.to_string() }))
}
