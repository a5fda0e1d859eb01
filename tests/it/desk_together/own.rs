//! Changing what one said, and taking it back: at the desk, and what the customer then sees.

use axum::http::StatusCode;
use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::one_time_link;
use hamyar::model::{Action, AgentRole, ConversationId, EntryKind};
use std::sync::Arc;

use super::{act, notes};
use crate::support::browser::Browser;
use crate::support::desk::TestDesk;
use crate::support::fake_telegram::Fault;
use crate::support::{Database, Kind, Starting, TestApp, both};

both!(
    what_one_said_oneself_is_changed_and_taken_back,
    what_others_said_and_what_is_gone_stays_as_it_is,
    lists_show_what_one_said_as_it_stands,
    what_the_platform_does_with_it_is_shown,
);

/// The place of the last entry of a kind in its story.
async fn last(desk: &TestDesk, id: ConversationId, kind: EntryKind) -> i64 {
    let entries = desk.store.entries(id, None, 100).await.unwrap();
    entries.iter().rfind(|entry| entry.kind == kind).unwrap().seq
}

async fn what_one_said_oneself_is_changed_and_taken_back(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = desk.says("mina", "where is my invoice").await;
    act(&desk, id, her, Action::Reply("It is **here**".to_owned())).await;
    let (address, seq) = (format!("/desk/conversations/{id}"), last(&desk, id, EntryKind::AgentReply).await);
    let (revise, unsay) = (format!("{address}/revise/{seq}"), format!("{address}/unsay/{seq}"));
    let page = sara.get(&address).await;
    page.shows(&["Change or take back", &format!("action=\"{revise}?"), ">It is **here**</textarea>"]);
    omid.get(&address).await.hides(&["/revise/", "/unsay/", "ویرایش یا پس گرفتن"]);

    // It does not matter what others do meanwhile.
    act(&desk, id, her, Action::Note("thinking".to_owned())).await;
    let done = sara.submit(&revise, &[("text", "It is <there>\r\nnow")]).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, format!("{address}?view=open").as_str()));
    let page = sara.get(&address).await;
    page.shows(&[
        "It is &lt;there&gt;",
        "Before the edit",
        "It is **here**</p>",
        ">It is &#60;there&#62;\nnow</textarea>",
    ]);
    let empty = sara.submit(&revise, &[("text", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);

    let done = sara.submit(&unsay, &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let page = sara.get(&address).await;
    page.hides(&["&lt;there&gt;", "**here**", "/revise/2", &format!("/unsay/{seq}")]);
    page.shows(&["message--deleted"]);
}

async fn what_others_said_and_what_is_gone_stays_as_it_is(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (_, his) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    act(&desk, id, his, Action::Reply("It is here".to_owned())).await;
    let (address, foreign) = (format!("/desk/conversations/{id}"), last(&desk, id, EntryKind::AgentReply).await);
    notes(&mut sara, id, "mine", &[]).await;
    let own = last(&desk, id, EntryKind::Note).await;
    act(&desk, id, her, Action::Unsay { seq: own }).await;
    let before = desk.store.entries(id, None, 100).await.unwrap();
    // The question, somebody else's reply, a note that is gone, and what never was.
    for seq in [1, foreign, own, 999] {
        sara.submit(&format!("{address}/revise/{seq}"), &[("text", "other words")]).await;
        sara.submit(&format!("{address}/unsay/{seq}"), &[]).await;
    }
    assert_eq!(desk.store.entries(id, None, 100).await.unwrap(), before);
    let elsewhere = "/desk/conversations/00000000-0000-7000-8000-000000000000/unsay/1";
    assert_eq!(sara.submit(elsewhere, &[]).await.status, StatusCode::NOT_FOUND);
}

async fn lists_show_what_one_said_as_it_stands(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    act(&desk, id, her, Action::Reply("It is **here**".to_owned())).await;
    let seq = last(&desk, id, EntryKind::AgentReply).await;
    sara.get("/desk/inbox/mine").await.shows(&["It is here"]);
    act(&desk, id, her, Action::Revise { seq, text: "It is **there**".to_owned() }).await;
    for browser in [&mut sara, &mut omid] {
        let list = browser.get("/desk/inbox/open").await;
        list.shows(&["It is there"]);
        list.hides(&["It is here"]);
    }
    sara.get("/desk/inbox/mine").await.shows(&["You:"]);
    omid.get("/desk/inbox/open").await.shows(&["Sara:"]);
    act(&desk, id, her, Action::Unsay { seq }).await;
    for browser in [&mut sara, &mut omid] {
        let list = browser.get("/desk/inbox/open").await;
        list.shows(&["where is my invoice"]);
        list.hides(&["It is here", "It is there"]);
    }
    // What is said afterwards is the last word again, and one note less says nothing of replies.
    act(&desk, id, her, Action::Reply("In the drawer".to_owned())).await;
    act(&desk, id, her, Action::Note("check it".to_owned())).await;
    let note = last(&desk, id, EntryKind::Note).await;
    act(&desk, id, her, Action::Unsay { seq: note }).await;
    omid.get("/desk/inbox/open").await.shows(&["In the drawer"]);
}

/// Somebody's browser at the desk of an app.
async fn at_the_desk(app: &TestApp, agent: hamyar::model::AgentId) -> Browser {
    let edge = Edge { clock: app.clock.clone(), ids: Arc::new(RandomIds) };
    let link = one_time_link(&app.store, &edge, agent, "").await.unwrap();
    let mut browser = Browser::at(app.http);
    assert_eq!(browser.get(&link).await.status, 303);
    browser
}

async fn what_the_platform_does_with_it_is_shown(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let app = starting.start().await;
    let chat = fake.user("Mina").private();
    chat.says("do you buy used pianos?");
    chat.next_reply().await;
    let sara = app.agent("sara").await;
    let id = app.conversation(1).await.id;
    let mut browser = at_the_desk(&app, sara).await;
    let seq = async |kind: EntryKind| app.timeline(1).await.iter().rfind(|entry| entry.kind == kind).unwrap().seq;
    let address = format!("/desk/conversations/{id}");
    let mut shows = async |words: &str| {
        app.settled_all().await;
        let page = browser.get(&address).await.body;
        assert!(page.contains(words), "`{words}` is not in {page}");
    };
    let says = async |text: &str| {
        app.act(id, sara, Action::Reply(text.to_owned())).await;
        chat.next_reply().await;
        seq(EntryKind::AgentReply).await
    };

    let first = says("We do").await;
    app.act(id, sara, Action::Revise { seq: first, text: "We do not".to_owned() }).await;
    shows("Delivered, as an edit of the earlier reply").await;
    assert!(chat.transcript().to_string().contains("bot (edited): sara\nWe do not"), "{}", chat.transcript());
    app.act(id, sara, Action::Unsay { seq: first }).await;
    shows("Taken back").await;
    assert!(!chat.transcript().to_string().contains("We do not"), "{}", chat.transcript());

    // Too old: the customer keeps seeing it, and the desk says so.
    let second = says("Our neighbours do").await;
    fake.next("deleteMessage", Fault::Refused(400, "Bad Request: message can't be deleted for everyone"));
    app.act(id, sara, Action::Unsay { seq: second }).await;
    shows("The platform does not let us take it back any more: the customer still sees it.").await;

    // Nobody knows whether the change was made.
    let third = says("They do").await;
    for _ in 0..2 {
        fake.next("editMessageText", Fault::Cut);
    }
    let before = fake.calls("editMessageText");
    app.act(id, sara, Action::Revise { seq: third, text: "They do on Mondays".to_owned() }).await;
    fake.called("editMessageText", before + 1).await;
    app.settled().await;
    app.clock.advance(chrono::Duration::minutes(5));
    shows("It is not known whether the change arrived").await;
}

#[tokio::test]
async fn what_goes_with_a_file_is_only_taken_back() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let address = format!("/desk/conversations/{id}");
    let page = sara.get(&address).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &seen), ("mode", "reply"), ("text", "Here it is")];
    let sent = sara.upload(&format!("{address}/write"), &fields, &[("note.txt", b"1234")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = sara.get(&address).await;
    page.shows(&["/unsay/", ">Take back<"]);
    page.hides(&["/revise/"]);
}
