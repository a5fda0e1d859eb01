//! Saying which account is whose.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::AgentRole;
use hamyar_channel::Event;

use super::Scene;
use crate::support::desk::TestDesk;
use crate::support::fake_telegram::Chat;
use crate::support::{Database, both};

both!(a_code_is_good_once_for_a_while_and_in_private, the_account_page_gives_a_code_and_takes_accounts_back);

async fn a_code_is_good_once_for_a_while_and_in_private(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.app.agent("sara").await;
    let code = scene.code(sara).await;
    let (user, other) = (scene.fake.user("Sara"), scene.fake.user("Omid"));
    let (chat, stranger) = (user.private(), other.private());
    let asks = async |chat: &Chat, code: &str| {
        chat.says(&format!("/link {code}"));
        chat.next_reply().await.text.starts_with("Done")
    };
    assert!(!asks(&stranger, "ABCDE-FGHJK").await, "a guess");
    assert!(!asks(&stranger, "").await, "nothing");
    assert!(asks(&chat, &code.to_lowercase().replace('-', " ")).await);
    assert!(!asks(&stranger, &code).await, "once");
    let late = scene.code(sara).await;
    scene.app.clock.advance(Duration::minutes(16));
    assert!(!asks(&chat, &late).await, "too late");
    // What others can read is good for nobody.
    let shouted = scene.code(sara).await;
    let group = scene.fake.group("Readers");
    group.with(&user).says(&format!("/link {shouted}"));
    scene.fake.drained().await;
    assert!(!asks(&stranger, &shouted).await, "said among many");
    let accounts = scene.app.store.accounts_of(sara).await.unwrap();
    let accounts: Vec<&str> = accounts.iter().map(|account| account.external_id.as_str()).collect();
    assert_eq!(accounts, [user.id()]);
    let mut kept = Vec::new();
    for number in 1.. {
        let Some(id) = scene.app.store.conversation_numbered(number).await.unwrap() else { break };
        kept.extend(scene.app.store.entries(id, None, 100).await.unwrap());
    }
    let kept = format!("{kept:?}");
    for code in [&code, &late, &shouted] {
        assert!(!kept.to_uppercase().contains(code.as_str()), "codes are not recorded: {kept}");
    }
}

async fn the_account_page_gives_a_code_and_takes_accounts_back(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut browser, agent) = desk.desk_of("Sara", AgentRole::Agent, "fa").await;
    let page = browser.submit("/desk/account/code", &[]).await;
    page.shows(&["/link ", "یک بار و تا یک ربع کار می‌کند"]);
    let code = page.body.split("/link ").nth(1).unwrap().split('<').next().unwrap().to_owned();
    browser.get("/desk/account").await.hides(&[&code]);
    let link = Event::Command { message: None, name: "link".to_owned(), arguments: code, quoted: None };
    desk.happens("sara-on-telegram", "m:1", link).await;
    browser.get("/desk/account").await.shows(&["تلگرام · sara-on-telegram"]);
    // Nobody takes a colleague's away.
    let (mut other, _) = desk.desk_of("Reza", AgentRole::Agent, "en").await;
    let named = [("channel", "telegram:main"), ("account", "sara-on-telegram")];
    assert_eq!(other.submit("/desk/account/unlink", &named).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.store.accounts_of(agent).await.unwrap().len(), 1);
    browser.submit("/desk/account/unlink", &named).await;
    browser.get("/desk/account").await.hides(&["sara-on-telegram"]);
    // Whoever only looks on is not heard anywhere.
    let (mut viewer, _) = desk.desk_of("Vida", AgentRole::Viewer, "en").await;
    viewer.get("/desk/account").await.hides(&["/desk/account/code"]);
}
