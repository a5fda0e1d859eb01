//! The desk: what people of the team see and do.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, ConversationId, EntryKind};
use hamyar_channel::{Attachment, AttachmentKind, Event, Message};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, HARMFUL, both};

/// Writes as the page's form does.
async fn write(browser: &mut Browser, id: ConversationId, seen: &Page, mode: &str, text: &str) -> Page {
    let (version, last) = (seen.value("version"), seen.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &last), ("mode", mode), ("text", text)];
    browser.submit(&format!("/desk/conversations/{id}/write"), &fields).await
}

async fn open(browser: &mut Browser, id: ConversationId) -> Page {
    let page = browser.get(&format!("/desk/conversations/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    page
}

async fn two_people_cannot_both_answer_unknowingly(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let (seen_by_sara, seen_by_omid) = (open(&mut sara, id).await, open(&mut omid, id).await);

    let page = write(&mut sara, id, &seen_by_sara, "reply", "I look into it").await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, format!("/desk/conversations/{id}?view=open").as_str())
    );
    let page = write(&mut omid, id, &seen_by_omid, "reply", "Let me <see>").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&[
        "Meanwhile somebody else acted.",
        "Sara took the conversation",
        "<p class=\"notice__words\" dir=\"auto\">I look into it</p>",
        ">Let me &#60;see&#62;</textarea>",
    ]);

    // He sends it all the same: she holds the conversation now, and taking it from her is a deed of its own.
    let held = write(&mut omid, id, &page, "reply", "Let me <see>").await;
    assert_eq!(held.status, StatusCode::CONFLICT);
    held.shows(&["Sara holds this conversation.", "Take over and send", ">Let me &#60;see&#62;</textarea>"]);
    let (version, seen) = (held.value("version"), held.value("seen"));
    let fields =
        [("version", version.as_str()), ("seen", &seen), ("mode", "reply"), ("text", "Let me"), ("take_over", "yes")];
    let page = omid.submit(&format!("/desk/conversations/{id}/write"), &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let kinds: Vec<EntryKind> =
        desk.store.entries(id, None, 100).await.unwrap().iter().map(|entry| entry.kind).collect();
    let told = [EntryKind::Taken, EntryKind::AgentReply, EntryKind::Taken, EntryKind::AgentReply];
    assert!(kinds.ends_with(&told), "{kinds:?}");
    open(&mut sara, id).await.shows(&["Omid took the conversation over from Sara", "Omid has it"]);

    let page = open(&mut sara, id).await;
    let empty = write(&mut sara, id, &page, "note", " \n ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.shows(&["There is nothing written yet."]);
}

async fn the_queue_is_taken_answered_and_emptied(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    sara.get("/desk").await.shows(&["Nobody is waiting"]);
    let first = desk.says("mina", "where is my invoice").await;
    desk.clock.advance(Duration::minutes(12));
    let second = desk.says("reza", "فاکتور آبان من کجاست").await;
    desk.says("tobias", "how is it done").await;
    let page = sara.get("/desk").await;
    page.shows(&[
        "waits 12 min",
        "waits less than a minute",
        "tag--warn",
        "فاکتور آبان من کجاست",
        "2 conversations wait",
    ]);
    page.hides(&["tobias"]);
    let at = |page: &Page, id: ConversationId| page.body.find(&format!("id=\"c-{id}\"")).unwrap();
    assert!(at(&page, first) < at(&page, second), "the longest waiting first");

    let page = open(&mut sara, first).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", seen.as_str())];
    let path = |deed: &str| format!("/desk/conversations/{first}/{deed}?view=mine");
    let page = sara.submit(&path("take"), &fields).await;
    assert_eq!(page.location(), format!("/desk/conversations/{first}?view=mine"));
    sara.get("/desk/inbox/mine").await.shows(&["mina", "waits 12 min"]);
    let page = open(&mut sara, first).await;
    write(&mut sara, first, &page, "note", "Ask **billing**").await;
    let page = open(&mut sara, first).await;
    page.shows(&[
        "You took the conversation",
        "message--note",
        "Ask <strong>billing</strong>",
        "only your team sees it",
    ]);
    write(&mut sara, first, &page, "reply", "It is [here](https://narvan.example)").await;
    let page = open(&mut sara, first).await;
    page.shows(&["href=\"https://narvan.example\"", "message--agent message--pending", "Sending"]);
    for (deed, then) in [("return", "with the bot"), ("resolve", "resolved"), ("reopen", "yours")] {
        let page = open(&mut sara, first).await;
        let (version, seen) = (page.value("version"), page.value("seen"));
        sara.submit(&path(deed), &[("version", &version), ("seen", &seen)]).await;
        open(&mut sara, first).await.shows(&[then]);
    }
    let waiting = desk.store.inbox_counts(desk.store.agents().await.unwrap()[0].id).await.unwrap();
    assert_eq!((waiting.waiting, waiting.mine, waiting.open), (1, 1, 3));
    sara.get("/desk/inbox/waiting/fragment").await.shows(&["reza", "id=\"rail-count\""]);
    sara.get("/desk/inbox/resolved").await.shows(&["Nothing was resolved yet"]);

    let contact = desk.store.asker(first).await.unwrap().unwrap().contact;
    let page = sara.get(&format!("/desk/contacts/{contact}")).await;
    page.shows(&["where is my invoice", "Ask <strong>billing</strong>", "You resolved the conversation", "Telegram"]);
    page.hides(&["آبان"]);
    sara.get("/desk/contacts").await.shows(&["mina", "reza", "tobias"]);
}

async fn a_resolved_conversation_stays_so_while_another_is_open(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let old = desk.says("mina", "where is my invoice").await;
    let page = open(&mut sara, old).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    sara.submit(&format!("/desk/conversations/{old}/resolve"), &[("version", &version), ("seen", &seen)]).await;
    desk.clock.advance(Duration::days(8));
    assert_ne!(desk.says("mina", "and the other one").await, old);

    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let page = open(&mut omid, old).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let page =
        omid.submit(&format!("/desk/conversations/{old}/reopen"), &[("version", &version), ("seen", &seen)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&["This conversation stays resolved: the customer has opened another one here since."]);
    let page = write(&mut omid, old, &page, "reply", "Here it is").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&["Go on in that one. Nothing was sent.", ">Here it is</textarea>"]);
    let noted = write(&mut omid, old, &page, "note", "See the new one").await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "a note can be left all the same");
}

async fn a_story_says_what_stands_now_and_hides_nothing(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let (mut persian, _) = desk.desk_of("سارا", AgentRole::Agent, "fa").await;
    let name = "<img src=x onerror=alert(1)>\u{202E}";
    let id = desk.says(name, "how </script><b>do</b> I").await;
    let edited =
        Message { id: "1".to_owned(), text: "how do & I now".to_owned(), addressed: true, ..Message::default() };
    desk.happens(name, "e:1", Event::Edit(edited)).await;
    let file = Attachment {
        kind: AttachmentKind::File,
        id: "f".to_owned(),
        name: Some("bill\u{202E}gpj.exe".to_owned()),
        media_type: Some("image/svg+xml".to_owned()),
        size: Some(64_000_000),
        group: None,
    };
    let marked = Attachment { name: Some("<svg onload=alert(3)>.pdf".to_owned()), id: "g".to_owned(), ..file.clone() };
    let with_file =
        Message { id: "9".to_owned(), attachments: vec![file, marked], addressed: true, ..Message::default() };
    desk.happens(name, "m:9", Event::Message(with_file)).await;
    desk.says(name, "a secret").await;
    desk.happens(name, "d:2", Event::Delete { message: "2".to_owned() }).await;
    let action = format!("not:{}:1", id.0.simple());
    desk.happens(name, "c:1", Event::Button { action, message: None }).await;

    let page = open(&mut viewer, id).await;
    page.shows(&[
        "how do &#38; I now",
        "Before the edit",
        "how &#60;/script&#62;&#60;b&#62;do&#60;/b&#62; I",
        "bill\\u{202e}gpj.exe",
        "&#60;svg onload=alert(3)&#62;.pdf",
        "64 MB",
        "Deleted by the customer, today, 13:30",
        "Open <strong>Recently removed</strong>.",
        "&lt;script&gt;alert(2)&lt;/script&gt;",
        "91% sure",
        "Restore a &#60;deleted&#62; folder",
        "chose “Not this”",
        "because no article answers the question.",
    ]);
    let (_, reasons) = page.body.split_once("chip--accent num\" href=\"").unwrap();
    let reasons = reasons.split('"').next().unwrap().replace("&#38;", "&");
    let why = viewer.get(reasons.split('#').next().unwrap()).await;
    why.shows(&["width=\"91%\"", "Marks: suggest from 45%, answer from 80%", "Move a folder"]);
    page.hides(&["a secret", "<img", "<svg onload", "<b>do", "href=\"javascript:", "<textarea", "/take", "<script>"]);

    let page = open(&mut persian, id).await;
    page.shows(&[
        "lang=\"fa\" dir=\"rtl\"",
        "۹۱٪ اطمینان",
        "امروز، ۱۳:۳۰",
        "به پشتیبان ارجاع شد",
        "۶۴ مگابایت",
        "برداشتن",
    ]);
    let contact = desk.store.asker(id).await.unwrap().unwrap().contact;
    persian.get(&format!("/desk/contacts/{contact}")).await.shows(&["آشنایی از", "۱ آذر ۱۴۰۵"]);
    let fields = [("language", "en"), ("back", "//evil.example")];
    assert_eq!(persian.submit("/desk/language", &fields).await.location(), "/desk");
    persian.get("/desk").await.shows(&["lang=\"en\" dir=\"ltr\"", "Waiting"]);
    let page = persian.submit("/desk/language", &[("language", "xx"), ("back", "/desk")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

async fn what_a_colleague_writes_runs_nowhere(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    for mode in ["reply", "note"] {
        let page = open(&mut sara, id).await;
        assert_eq!(write(&mut sara, id, &page, mode, HARMFUL).await.status, StatusCode::SEE_OTHER);
    }
    let contact = desk.store.asker(id).await.unwrap().unwrap().contact;
    for path in
        [format!("/desk/conversations/{id}"), format!("/desk/contacts/{contact}"), "/desk/inbox/mine".to_owned()]
    {
        let page = sara.get(&path).await;
        page.shows(&["the first"]);
        page.hides(&["href=\"data:", "href=\"javascript:", "href=\"vbscript:", "<img", "<script>alert", "onerror=\""]);
    }
}

async fn whoever_holds_a_case_reads_that_its_asker_calls_it_solved(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let page = open(&mut sara, id).await;
    write(&mut sara, id, &page, "reply", "I look into it").await;
    let solved = Event::Command {
        message: Some("98".to_owned()),
        name: "solved".to_owned(),
        arguments: String::new(),
        quoted: None,
    };
    desk.happens("mina", "i:98", solved).await;
    open(&mut sara, id).await.shows(&["The customer says that it is solved"]);
}

both!(
    whoever_holds_a_case_reads_that_its_asker_calls_it_solved,
    two_people_cannot_both_answer_unknowingly,
    the_queue_is_taken_answered_and_emptied,
    a_resolved_conversation_stays_so_while_another_is_open,
    a_story_says_what_stands_now_and_hides_nothing,
    what_a_colleague_writes_runs_nowhere,
);
