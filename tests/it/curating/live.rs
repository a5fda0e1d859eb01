//! What is published at one node's desk is answered by every node.

use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::one_time_link;
use hamyar::model::AgentRole;
use hamyar::store::NewAgent;
use hamyar_channel::testing::within;
use reqwest::{Client, StatusCode, redirect};

use super::{VOUCHERS, VOUCHERS_ID};
use crate::support::browser::Browser;
use crate::support::{Database, Starting, TestApp, shared};

shared!(what_is_published_at_one_node_is_answered_by_the_other);

/// Publishes an article at the desk of a node, over HTTP.
async fn publish(app: &TestApp) {
    let new = NewAgent {
        email: "omid@team.example".to_owned(),
        name: "Omid".to_owned(),
        role: AgentRole::Curator,
        language: "en".to_owned(),
        password_hash: String::new(),
    };
    let agent = app.store.add_agent(new).await.unwrap().unwrap();
    let edge = Edge { clock: app.clock.clone(), ids: std::sync::Arc::new(RandomIds) };
    let link = one_time_link(&app.store, &edge, agent, "").await.unwrap();
    let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let at = |path: &str| format!("http://{}{path}", app.http);
    let signed_in = client.get(at(&link)).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = client.get(at(super::EDIT)).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token).extend_pairs(VOUCHERS.fields("publish"));
    let request = client.post(at(super::EDIT)).header("cookie", &cookie).body(form.finish());
    let sent = request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
}

async fn what_is_published_at_one_node_is_answered_by_the_other(database: Database) {
    let (starting, _telegram) = Starting::product(database).await;
    let first = starting.start().await;
    let second = first.beside("second").start().await;
    publish(&first).await;
    let revision = first.store.article_revision().await.unwrap();
    assert_eq!(first.library.knowledge().revision(), revision, "here it is live when the page says so");
    let told = async {
        while second.library.knowledge().revision() < revision {
            tokio::task::yield_now().await;
        }
    };
    within("the other node to hear of it", told).await;
    for (app, key) in [(&first, "one"), (&second, "two")] {
        let mut browser = Browser::at(app.http);
        assert_eq!(browser.get("/chat?lang=en").await.status, 200);
        browser.says(key, "how do I use a gift voucher?").await;
        let mut live = browser.live().await;
        let said = live.item("before you pay").await;
        assert!(said.text().contains(VOUCHERS.title), "{}: {}", VOUCHERS_ID, said.text());
    }
}
