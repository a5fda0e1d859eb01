//! What people meet at the chat page: the product as it is wired, and a browser.

use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::one_time_link;
use hamyar::model::{Action, AgentRole, Holder, Status};
use hamyar::store::NewAgent;
use serde_json::json;

use crate::support::browser::{Browser, words};
use crate::support::{Database, HARMFUL, Kind, Starting, TestApp};

const QUESTION: &str = "how long does delivery take?";
const UNKNOWN: &str = "do you buy used pianos?";

async fn product() -> Starting {
    Starting::product(Database::new(Kind::Sqlite).await).await.0
}

/// The product, and a browser that has opened its page.
async fn scene() -> (TestApp, Browser) {
    let app = product().await.start().await;
    let mut browser = Browser::at(app.http);
    assert_eq!(browser.get("/chat").await.status, 200);
    (app, browser)
}

#[tokio::test]
async fn the_page_speaks_both_languages() {
    let (_app, mut browser) = scene().await;
    let english = browser.get("/chat?lang=en").await.body;
    assert!(english.contains("<html lang=\"en\" dir=\"ltr\">") && english.contains("Narenj help"));
    let persian = browser.get("/chat?lang=fa").await.body;
    assert!(persian.contains("<html lang=\"fa\" dir=\"rtl\">"));
    let remembered = browser.get("/chat").await.body;
    assert!(remembered.contains("<html lang=\"fa\" dir=\"rtl\">"), "the language is remembered");
    assert!(words(&persian).contains("پشتیبان") && persian.contains("پیامتان را بنویسید"), "{persian}");
    assert_eq!(browser.get("/").await.status, 303, "the front door leads to the chat");
}

#[tokio::test]
async fn a_question_is_answered_live_and_the_answer_judged() {
    let (app, mut browser) = scene().await;
    browser.says("one", QUESTION).await;
    let mut live = browser.live().await;
    let answer = live.item("Two working days").await;
    assert!(answer.text().contains("From: How long does delivery take?"), "{}", answer.text());
    assert_eq!(answer.labels(), ["This helped", "Not this", "A person, please"]);
    browser.says("one", QUESTION).await;
    browser.presses(&answer, "This helped").await;
    live.item("Good to hear").await;
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
    assert_eq!(app.kinds(1).await, "message reply press reply resolved", "a message sent again counts once");
    browser.says("two", "چطور کتاب را پس بدهم؟").await;
    live.item("تا هفت روز پس از تحویل").await;
    browser.post("/chat/edits", &json!({ "message": "two", "text": UNKNOWN })).await;
    live.item("I have no answer to that").await;
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
}

#[tokio::test]
async fn what_a_colleague_writes_runs_nowhere() {
    let (app, mut browser) = scene().await;
    let sara = app.agent("sara").await;
    browser.says("one", UNKNOWN).await;
    let mut live = browser.live().await;
    live.item("I have no answer to that").await;
    app.act(app.conversation(1).await.id, sara, Action::Reply(HARMFUL.to_owned())).await;
    live.item("the first").await;
    let page = browser.get("/chat").await.body;
    assert!(page.contains("the first"));
    for harm in ["href=\"data:", "href=\"javascript:", "href=\"vbscript:", "<img", "<script>alert", "onerror=\""] {
        assert!(!page.contains(harm), "{harm}");
    }
}

#[tokio::test]
async fn a_person_of_the_team_appears_live() {
    let (app, mut browser) = scene().await;
    let sara = app.agent("sara").await;
    browser.says("one", UNKNOWN).await;
    let mut live = browser.live().await;
    live.item("I have no answer to that").await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Take).await;
    assert_eq!(live.voice("agent").await, "sara is with you");
    app.act(id, sara, Action::Note("only for us".to_owned())).await;
    app.act(id, sara, Action::Reply("We do **not**.".to_owned())).await;
    let reply = live.item("We do").await;
    assert!(reply.text().contains("sara We do not ."), "{}", reply.text());
    browser.says("two", "a pity").await;
    live.item("a pity").await;
    app.act(id, sara, Action::Resolve).await;
    live.item("The team has closed this conversation").await;
    let page = browser.get("/chat").await.body;
    assert!(!page.contains("only for us"), "notes are for the team");
}

#[tokio::test]
async fn customers_know_people_of_the_team_by_the_name_that_the_settings_say() {
    let brand = "Narenj help";
    let settings = [
        ("first_name", "Sara", "Sara"),
        ("team", "Narenj", "Narenj"),
        ("brand", "Narenj", "Narenj"),
        ("none", "A person", brand),
    ];
    for (setting, known, above) in settings {
        let app = product().await.setting("HAMYAR_CONVERSATION__AGENT_NAMES", setting).start().await;
        let mut browser = Browser::at(app.http);
        browser.get("/chat").await;
        let sara = app.agent("Sara Moradi").await;
        browser.says("one", UNKNOWN).await;
        let mut live = browser.live().await;
        live.item("I have no answer to that").await;
        let id = app.conversation(1).await.id;
        app.act(id, sara, Action::Take).await;
        assert_eq!(live.voice("agent").await, format!("{known} is with you"));
        app.act(id, sara, Action::Reply("We do **not**.".to_owned())).await;
        let reply = live.item("We do").await.text();
        assert!(reply.contains(&format!("{above} We do not .")), "{reply}");
        assert!(!browser.get("/chat").await.body.contains("Moradi"), "{setting}");
    }
}

#[tokio::test]
async fn the_same_browser_finds_its_conversation_after_a_restart() {
    let (app, mut browser) = scene().await;
    browser.says("one", UNKNOWN).await;
    browser.live().await.item("I have no answer to that").await;
    let app = app.stop().await.start().await;
    let mut browser = browser.moved_to(app.http);
    let page = words(&browser.get("/chat").await.body);
    assert!(page.contains(UNKNOWN) && page.contains("I have no answer to that"), "{page}");
    let told = browser.live().await.item("I have no answer to that").await;
    browser.presses(&told, "Back to the bot").await;
    browser.live().await.item("The bot is back").await;
    assert_eq!(app.kinds(1).await, "message handoff reply press returned reply");
    let stranger = words(&Browser::at(app.http).get("/chat").await.body);
    assert!(!stranger.contains(UNKNOWN), "another browser sees nothing of it");
}

#[tokio::test]
async fn nobody_reaches_into_anothers_conversation() {
    let (app, mut mina) = scene().await;
    mina.says("one", QUESTION).await;
    let answer = mina.live().await.item("Two working days").await;
    let mut eve = Browser::at(app.http);
    assert_eq!(eve.press(&answer.id, "helped:1:1").await.status, 401, "one must have opened the page");
    eve.get("/chat").await;
    let conversation = app.conversation(1).await.id.0.simple();
    for choice in ["helped", "person", "not"] {
        eve.press(&answer.id, &format!("{choice}:{conversation}:1")).await;
    }
    // The message is not one of hers: what she edits is something said in her own conversation.
    eve.post("/chat/edits", &json!({ "message": "one", "text": "thank you" })).await;
    eve.live().await.item("You are welcome").await;
    eve.says("mine", "how can I pay?").await;
    eve.live().await.item("By any bank card").await;
    assert_eq!(app.kinds(1).await, "message reply");
    let conversation = app.conversation(1).await;
    assert_eq!((conversation.holder, conversation.status), (Holder::Bot, Status::Open));
}

#[tokio::test]
async fn too_much_from_one_address_is_refused_with_a_time() {
    let app = product().await.setting("HAMYAR_WEB__MESSAGES_PER_MINUTE", "3").start().await;
    let mut browser = Browser::at(app.http);
    browser.get("/chat?lang=en").await;
    for number in 0..3 {
        browser.says(&number.to_string(), "hello").await;
    }
    let refused = browser.post("/chat/messages", &json!({ "key": "more", "text": "hello" })).await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (429, &"busy".into()));
    assert!(refused.json()["error"]["retry_after"].as_u64().unwrap() > 0, "{refused:?}");
}

#[tokio::test]
async fn bad_input_is_told_apart() {
    let app = product().await.setting("HAMYAR_LIMITS__MAX_MESSAGE_BYTES", "1024").start().await;
    let mut browser = Browser::at(app.http);
    browser.get("/chat?lang=en").await;
    let long = json!({ "key": "k", "text": "ب".repeat(600) }).to_string();
    let posts = [
        ("/chat/messages", r#"{"key":"k","text":"  "}"#),
        ("/chat/messages", long.as_str()),
        ("/chat/messages", "{"),
        ("/chat/messages", r#"{"key":"k","text":"x","admin":true}"#),
        ("/chat/messages", r#"{"key":"k\n","text":"x"}"#),
        ("/chat/presses", r#"{"item":"1","action":"نه"}"#),
        ("/chat/presses", r#"{"item":"","action":"helped"}"#),
        ("/chat/edits", r#"{"text":"x"}"#),
        ("/chat/nowhere", "{}"),
    ];
    let mut told = Vec::new();
    for (path, body) in posts {
        let answer = browser.post_raw(path, body).await;
        told.push(format!("{} {}", answer.status, answer.json()["error"]["code"].as_str().unwrap()));
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    400 empty
    413 long
    400 malformed
    400 malformed
    400 malformed
    400 malformed
    400 malformed
    400 malformed
    404 missing
    ");
    assert!(app.store.contacts(10).await.unwrap().is_empty(), "nothing of it is recorded");
}

#[tokio::test]
async fn only_a_proxy_that_is_trusted_says_who_writes() {
    for (trusted, expected) in [("127.0.0.1", [200, 429, 200]), ("192.0.2.7", [200, 429, 429])] {
        let starting = product().await.setting("HAMYAR_WEB__MESSAGES_PER_MINUTE", "1");
        let app = starting.setting("HAMYAR_HTTP__TRUSTED_PROXIES", trusted).start().await;
        let mut seen = Vec::new();
        for (key, address) in [("one", "203.0.113.1"), ("two", "203.0.113.1"), ("three", "203.0.113.2")] {
            let mut browser = Browser::at(app.http).forwarded_for(address);
            browser.get("/chat").await;
            seen.push(browser.post("/chat/messages", &json!({ "key": key, "text": "hello" })).await.status);
        }
        assert_eq!(seen, expected, "trusted: {trusted}");
    }
}

#[tokio::test]
async fn who_wished_to_be_told_is_told_on_the_page_and_the_desk_shows_it() {
    let (app, mut browser) = scene().await;
    browser.says("one", UNKNOWN).await;
    let mut live = browser.live().await;
    let offered = live.item("I have no answer to that").await;
    browser.presses(&offered, "Tell me when you know").await;
    live.item("I will write to you here when there is an answer").await;
    let mut omid = at_the_desk(&app, "Omid", AgentRole::Curator).await;
    let written = [
        ("id", ""),
        ("base", ""),
        ("title", "Do you buy used pianos?"),
        ("body", "We do, since May."),
        ("questions", ""),
        ("labels", ""),
        ("locale", "en"),
        ("audience", "public"),
        ("root", ""),
        ("question", ""),
        ("deed", "publish"),
    ];
    let published = omid.submits("/desk/knowledge/edit", &written).await;
    assert_eq!(published.status, 303, "{published:?}");
    let told = live.item("We do, since May").await;
    assert!(told.text().contains("You asked: “do you buy used pianos?”"), "{}", told.text());
    assert_eq!(told.labels(), ["This helped", "Not this"]);
    let page = omid.get(&format!("/desk/conversations/{}", app.conversation(1).await.id)).await.body;
    let page = words(&page);
    assert!(page.contains("chose “Tell me when you know”"), "{page}");
    assert!(page.contains("Told once it was known, as the customer had wished"), "{page}");
}

/// The browser of somebody new of the team.
async fn at_the_desk(app: &TestApp, name: &str, role: AgentRole) -> Browser {
    let new = NewAgent {
        email: format!("{name}@team.example"),
        name: name.to_owned(),
        role,
        language: "en".to_owned(),
        password_hash: String::new(),
    };
    let agent = app.store.add_agent(new).await.unwrap().unwrap();
    let edge = Edge { clock: app.clock.clone(), ids: std::sync::Arc::new(RandomIds) };
    let link = one_time_link(&app.store, &edge, agent, "").await.unwrap();
    let mut browser = Browser::at(app.http);
    assert_eq!(browser.get(&link).await.status, 303);
    browser
}
