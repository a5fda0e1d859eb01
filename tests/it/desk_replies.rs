//! Replies that the team keeps ready: who may keep them, and what becomes of them in a conversation.

use axum::http::StatusCode;
use hamyar::model::{AgentRole, Canned, CannedId, EntryKind, KnownBy, Values};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    a_reply_is_kept_changed_and_removed_by_those_who_may,
    a_reply_is_put_into_the_draft_with_what_the_conversation_says,
    a_reply_names_whoever_writes_as_the_customer_knows_them,
    what_cannot_be_kept_says_why,
    an_article_for_the_last_question_is_suggested_and_put_into_the_draft,
);

async fn keep(browser: &mut Browser, name: &str, language: &str, body: &str) -> Page {
    browser.submit("/desk/replies", &[("name", name), ("language", language), ("body", body)]).await
}

fn id(page: &Page) -> String {
    page.body.split("href=\"/desk/replies/").nth(1).unwrap()[..36].to_owned()
}

async fn a_reply_is_kept_changed_and_removed_by_those_who_may(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "fa").await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    curator.get("/desk/replies").await.shows(&["پاسخ‌های آماده", "هنوز پاسخ آماده‌ای نیست", "action=\"/desk/replies\""]);
    let page = keep(&mut curator, "سلام <b>", "fa", "سلام {name}،\r\nشمارهٔ شما {number} است.").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/desk/replies?done=kept"));
    let page = sara.get("/desk/replies").await;
    page.shows(&["سلام &#60;b&#62;", "سلام {name}،\nشمارهٔ شما {number} است.", "Persian"]);
    page.hides(&["<b>", "/remove", "Keep a new one"]);
    assert_eq!(viewer.get("/desk/replies").await.status, StatusCode::FORBIDDEN);
    assert_eq!(keep(&mut sara, "mine", "", "x").await.status, StatusCode::FORBIDDEN);

    let path = format!("/desk/replies/{}", id(&curator.get("/desk/replies").await));
    curator.get(&path).await.shows(&["value=\"fa\" selected", "{agent}", "نام نویسندهٔ پاسخ"]);
    assert_eq!(sara.get(&path).await.status, StatusCode::FORBIDDEN);
    let fields = [("name", "Hello"), ("language", ""), ("body", "Hello {name}")];
    assert_eq!(curator.submit(&path, &fields).await.status, StatusCode::SEE_OTHER);
    sara.get("/desk/replies").await.shows(&["Hello {name}"]);
    assert_eq!(sara.submit(&format!("{path}/remove"), &[]).await.status, StatusCode::FORBIDDEN);
    let page = curator.submit(&format!("{path}/remove"), &[]).await;
    assert_eq!(page.location(), "/desk/replies?done=removed");
    assert_eq!(curator.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(curator.submit(&path, &fields).await.status, StatusCode::NOT_FOUND);
}

async fn a_reply_names_whoever_writes_as_the_customer_knows_them(database: Database) {
    let desk = TestDesk::known_by(database, KnownBy::FirstName).await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "en").await;
    let (mut sara, _) = desk.desk_of("Sara Nouri", AgentRole::Agent, "en").await;
    keep(&mut curator, "Bye", "en", "Yours, {agent}").await;
    let conversation = desk.says("Mina", "where is my invoice").await;
    let page = sara.get(&format!("/desk/conversations/{conversation}")).await;
    page.shows(&["data-text=\"Yours, Sara\""]);
}

async fn a_reply_is_put_into_the_draft_with_what_the_conversation_says(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "en").await;
    let (mut sara, _) = desk.desk_of("Sara Nouri", AgentRole::Agent, "en").await;
    keep(&mut curator, "A Persian one", "fa", "سلام {name}").await;
    keep(&mut curator, "Case", "en", "Dear {name}, your case is {number}. {agent} \"cares\"").await;
    let conversation = desk.says("Mina <K> Karimi", "where is my invoice").await;
    let page = sara.get(&format!("/desk/conversations/{conversation}")).await;
    let filled = "Dear Mina, your case is 1. Sara Nouri &#34;cares&#34;";
    page.shows(&[&format!("data-text=\"{filled}\""), "data-text=\"سلام Mina\""]);
    assert!(page.body.find(">Case</bdi>") < page.body.find(">A Persian one</bdi>"), "its own language first");

    // Without a script the form brings it back with what was written, and sends nothing.
    let mut buttons = page.body.split("name=\"canned\" value=\"").skip(1);
    let reply =
        buttons.find(|rest| rest.split("</button>").next().unwrap().contains(">Case</bdi>")).unwrap()[..36].to_owned();
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields =
        [("version", version.as_str()), ("seen", &seen), ("mode", "note"), ("text", "First this."), ("canned", &reply)];
    let page = sara.upload(&format!("/desk/conversations/{conversation}/write"), &fields, &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&[&format!("First this.\n\n{filled}</textarea>"), "value=\"note\" checked"]);
    let told = desk.store.entries(conversation, None, 100).await.unwrap();
    assert!(!told.iter().any(|entry| matches!(entry.kind, EntryKind::Note | EntryKind::AgentReply)));
    for gone in [("canned", "gone"), ("insert", "suggestion-7")] {
        let fields = [fields[0], fields[1], fields[2], fields[3], gone];
        let page = sara.submit(&format!("/desk/conversations/{conversation}/write"), &fields).await;
        page.shows(&["First this.</textarea>"]);
    }
}

async fn what_cannot_be_kept_says_why(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "en").await;
    assert_eq!(keep(&mut curator, "Once", "", "x").await.status, StatusCode::SEE_OTHER);
    let long = "x".repeat(4001);
    let cases = [
        (" ", "", "x", "A name has 1 to 60 characters"),
        ("A", "", " \n", "A reply has 1 to 4000 characters"),
        ("A", "", long.as_str(), "A reply has 1 to 4000 characters"),
        ("A", "", "Dear {surname}", "There is no {surname}."),
        (" Once ", "", "y", "There is one of this name already"),
    ];
    for (name, language, body, why) in cases {
        let page = keep(&mut curator, name, language, body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        page.shows(&[why, &format!("{}</textarea>", body.trim())]);
    }
    assert_eq!(keep(&mut curator, "A", "xx", "x").await.status, StatusCode::BAD_REQUEST);
    let page = keep(&mut curator, "Code", "", "`{ \"a\": 1 }` and {} stay").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "braces of other kinds are just braces");
    assert_eq!(desk.store.canned_replies().await.unwrap().len(), 2);
    let absent = uuid::Uuid::from_u128(1);
    assert_eq!(curator.get(&format!("/desk/replies/{absent}")).await.status, StatusCode::NOT_FOUND);
}

async fn an_article_for_the_last_question_is_suggested_and_put_into_the_draft(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let path = format!("/desk/conversations/{id}");
    let page = sara.get(&format!("{path}/suggestion")).await;
    page.shows(&["id=\"suggestion\""]);
    page.hides(&["data-text"]);
    desk.says("mina", "how is it done").await;
    for more in ["thanks", "hello", "a person please", "human"] {
        desk.says("mina", more).await;
    }
    let told = desk.store.entries(id, None, 100).await.unwrap().len();
    let page = sara.get(&format!("{path}/suggestion")).await;
    page.shows(&[
        "Restore a &#60;deleted&#62; folder",
        "91% sure",
        "aria-keyshortcuts=\"Alt+I\"",
        "data-text=\"Open **Recently",
    ]);
    page.hides(&["<script>"]);
    assert_eq!(viewer.get(&format!("{path}/suggestion")).await.status, StatusCode::FORBIDDEN);
    let page = sara.get(&path).await;
    page.shows(&[&format!("href=\"{path}?view=open&suggest=yes#composer\"")]);
    page.hides(&["data-text"]);

    // Without a script it comes with the page that is asked for it, and its button brings the words back.
    let page = sara.get(&format!("{path}?suggest=yes")).await;
    page.shows(&["data-text=\"Open **Recently"]);
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [
        ("version", version.as_str()),
        ("seen", &seen),
        ("mode", "reply"),
        ("text", "Look:"),
        ("insert", "suggestion-0"),
    ];
    let page = sara.upload(&format!("{path}/write"), &fields, &[]).await;
    page.shows(&[">Look:\n\nOpen **Recently removed**."]);
    assert_eq!(desk.store.entries(id, None, 100).await.unwrap().len(), told, "nothing was sent or told");
    let page = sara.get(&path).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    sara.submit(&format!("{path}/resolve"), &[("version", &version), ("seen", &seen)]).await;
    sara.get(&format!("{path}/suggestion")).await.hides(&["data-text"]);
}

#[test]
fn what_is_not_known_is_left_out_and_nothing_else_is_touched() {
    let check = |body: &str, customer: Option<&str>, expect: &str| {
        let reply = Canned {
            id: CannedId(uuid::Uuid::from_u128(1)),
            name: String::new(),
            language: None,
            body: body.to_owned(),
        };
        let values = Values { customer: customer.map(str::to_owned), number: 7, agent: "Sara".to_owned() };
        assert_eq!(reply.filled(&values), expect);
    };
    check("Hello {name}, it is {number}.", Some("  Mina Karimi "), "Hello Mina, it is 7.");
    check("Hello {name}, it is {number}.", None, "Hello, it is 7.");
    check("{name}{name}{agent}", Some("a"), "aaSara");
    check("{nam} {{name}} { name } {", Some("a"), "{nam} {a} { name } {");
    check("{name}", Some("[x](javascript:1) y"), "\\[x\\](javascript:1)");
    check("{name}", Some("{agent} y"), "{agent}");
}
