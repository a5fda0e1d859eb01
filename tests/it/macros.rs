//! Macros: steps that are taken together, by one choice at the desk, all of them or none.

use axum::http::StatusCode;
use hamyar::model::{Action, AgentRole, Canned, ConversationId, EntryKind, Holder, Priority, Status};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    a_macro_is_kept_changed_and_removed_by_those_who_may,
    what_is_no_macro_says_why,
    its_steps_are_taken_in_one_act_and_shown_by_its_name,
    one_step_that_is_not_allowed_refuses_them_all,
    what_a_reply_can_say_of_its_conversation,
);

/// The fields of the form, with these in place of nothing.
fn fields<'a>(set: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let all = ["name", "note", "labels", "priority", "reply", "hand", "end", "snooze"];
    let value = |name: &str| set.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
    all.into_iter().map(|name| (name, value(name))).collect()
}

async fn keep(browser: &mut Browser, set: &[(&str, &str)]) -> Page {
    browser.submit("/desk/macros", &fields(set)).await
}

async fn canned(desk: &TestDesk, name: &str, body: &str) -> String {
    let by = desk.agent(&format!("Writer of {name}"), AgentRole::Curator, "en").await;
    let id = desk.store.canned_id();
    let reply = Canned { id, name: name.to_owned(), language: None, body: body.to_owned() };
    assert!(desk.store.add_canned_reply(reply, by).await.unwrap());
    id.to_string()
}

fn id(page: &Page) -> String {
    page.body.split("href=\"/desk/macros/").nth(1).unwrap()[..36].to_owned()
}

/// Runs the macro of this name from the page of the conversation.
async fn run(browser: &mut Browser, conversation: ConversationId, name: &str) -> Page {
    let page = browser.get(&format!("/desk/conversations/{conversation}")).await;
    let menu = page.body.split("id=\"macro\"").nth(1).unwrap();
    let before = menu.split(&format!(">{name}</option>")).next().unwrap();
    let value = before.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let hidden = ["token", "version", "seen"].map(|name| (name, page.value(name)));
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("value", &value));
    browser.post(&format!("/desk/conversations/{conversation}/macro"), &fields).await
}

async fn kinds(desk: &TestDesk, id: ConversationId) -> Vec<EntryKind> {
    let entries = desk.store.entries(id, None, 50).await.unwrap();
    entries.into_iter().filter(|entry| entry.agent.is_some()).map(|entry| entry.kind).collect()
}

async fn a_macro_is_kept_changed_and_removed_by_those_who_may(database: Database) {
    let desk = TestDesk::new(database).await;
    let reply = canned(&desk, "Refund", "It is on its way.").await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "fa").await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    curator.get("/desk/macros").await.shows(&["هنوز ماکرویی نیست", "action=\"/desk/macros\"", "{first_name}"]);
    curator.get("/desk/replies").await.shows(&["href=\"/desk/macros\""]);
    let set = [("name", "Refund <b>"), ("reply", &*reply), ("labels", "money, پول"), ("end", "resolve")];
    let page = keep(&mut curator, &set).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/desk/macros?done=kept"), "{}", page.body);
    let page = sara.get("/desk/macros").await;
    page.shows(&["Refund &#60;b&#62;", "Reply: Refund", "Label: money", "Label: ", "پول", "Resolve it"]);
    page.hides(&["<b>", "/remove", "Keep a new one"]);
    assert_eq!(viewer.get("/desk/macros").await.status, StatusCode::FORBIDDEN);
    assert_eq!(keep(&mut sara, &set).await.status, StatusCode::FORBIDDEN);
    let path = format!("/desk/macros/{}", id(&curator.get("/desk/macros").await));
    curator.get(&path).await.shows(&["value=\"money, پول\"", &format!("value=\"{reply}\" selected")]);
    assert_eq!(sara.get(&path).await.status, StatusCode::FORBIDDEN);
    let changed = fields(&[("name", "Later"), ("end", "snooze"), ("snooze", "۲ ساعت")]);
    assert_eq!(curator.submit(&path, &changed).await.status, StatusCode::SEE_OTHER);
    sara.get("/desk/macros").await.shows(&["Later", "Put off for 2"]);
    curator.get(&path).await.shows(&["value=\"2h\""]);
    let page = curator.submit(&format!("{path}/remove"), &[]).await;
    assert_eq!(page.location(), "/desk/macros?done=removed");
    assert_eq!(curator.get(&path).await.status, StatusCode::NOT_FOUND);
}

async fn what_is_no_macro_says_why(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "en").await;
    let long = "x".repeat(61);
    for (set, why) in [
        (&[("name", "Nothing")][..], "A macro does something"),
        (&[("name", ""), ("note", "x")], "A name has 1 to 60 characters"),
        (&[("name", &*long), ("note", "x")], "A name has 1 to 60 characters"),
        (&[("name", "N"), ("note", "Dear {nmae},")], "There is no {nmae}."),
        (&[("name", "N"), ("labels", "a,b,c,d,e,f")], "At most 5 labels"),
        (&[("name", "N"), ("end", "snooze"), ("snooze", "soon")], "That is no time."),
        (&[("name", "N"), ("end", "snooze"), ("snooze", "367d")], "That is no time."),
        (&[("name", "N"), ("reply", "00000000-0000-0000-0000-000000000001")], "is there no more"),
        (&[("name", "N"), ("hand", "agent:x")], "is there no more"),
    ] {
        let page = keep(&mut curator, set).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        page.shows(&[why]);
    }
    assert_eq!(keep(&mut curator, &[("name", "N"), ("note", "x")]).await.status, StatusCode::SEE_OTHER);
    keep(&mut curator, &[("name", "N"), ("note", "y")]).await.shows(&["There is one of this name already"]);
}

async fn its_steps_are_taken_in_one_act_and_shown_by_its_name(database: Database) {
    use EntryKind::{AgentReply, Labelled, Macro, Note, Prioritised, Resolved, Taken};
    let desk = TestDesk::new(database).await;
    let reply = canned(&desk, "Refund", "Dear {first_name}, it is on its way.").await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "en").await;
    let (mut sara, agent) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let set = [
        ("name", "Refund"),
        ("reply", &*reply),
        ("labels", "money"),
        ("priority", "high"),
        ("note", "of case {number}"),
        ("end", "resolve"),
    ];
    keep(&mut curator, &set).await;
    let id = desk.says("Mina Karimi", "where is my money").await;
    let version = desk.version(id).await;
    let done = run(&mut sara, id, "Refund").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(kinds(&desk, id).await, [Macro, Note, Labelled, Prioritised, Taken, AgentReply, Resolved]);
    let entries = desk.store.entries(id, None, 50).await.unwrap();
    let said = |kind| entries.iter().find(|entry| entry.kind == kind).unwrap();
    assert_eq!(
        (said(AgentReply).body.as_str(), said(Note).body.as_str()),
        ("Dear Mina, it is on its way.", "of case 1")
    );
    assert_eq!(said(Macro).agent, Some(agent));
    let now = desk.store.conversation(id).await.unwrap().unwrap();
    assert_eq!((now.status, now.priority, now.version), (Status::Resolved, Priority::High, version + 1));
    sara.get(&format!("/desk/conversations/{id}")).await.shows(&["You ran the macro “Refund”"]);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Agent, "fa").await;
    nima.get(&format!("/desk/conversations/{id}")).await.shows(&["ماکروی «", "را اجرا کرد"]);
}

async fn one_step_that_is_not_allowed_refuses_them_all(database: Database) {
    let desk = TestDesk::new(database).await;
    let reply = canned(&desk, "Refund", "It is on its way.").await;
    let (mut curator, _) = desk.desk_of("Kay", AgentRole::Curator, "en").await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let reza = desk.agent("Reza", AgentRole::Agent, "en").await;
    keep(&mut curator, &[("name", "Refund"), ("reply", &*reply), ("labels", "money"), ("priority", "high")]).await;
    let id = desk.says("Mina", "where is my money").await;
    desk.engine.act(id, desk.version(id).await, reza, Action::Take).await.unwrap();
    let refused = run(&mut sara, id, "Refund").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.shows(&["Reza"]);
    let now = desk.store.conversation(id).await.unwrap().unwrap();
    assert_eq!((now.holder, now.priority), (Holder::Agent(reza), Priority::Normal));
    assert!(desk.store.labels_of(id).await.unwrap().is_empty());
    assert_eq!(kinds(&desk, id).await, [EntryKind::Taken]);
    // What is so already keeps nothing back.
    desk.engine.act(id, desk.version(id).await, reza, Action::Prioritise(Priority::High)).await.unwrap();
    keep(&mut curator, &[("name", "Money"), ("labels", "money"), ("priority", "high")]).await;
    assert_eq!(run(&mut sara, id, "Money").await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.store.labels_of(id).await.unwrap().len(), 1);
    // A reply that is kept no more.
    desk.store.remove_canned_reply(reply.parse().unwrap()).await.unwrap();
    let gone = run(&mut sara, id, "Refund").await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    gone.shows(&["the canned reply of this macro is kept no more"]);
    sara.get("/desk/macros").await.shows(&["Reply: gone"]);
}

async fn what_a_reply_can_say_of_its_conversation(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, agent) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let team = desk.store.add_team("Billing".to_owned()).await.unwrap().unwrap();
    let team = desk.store.teams().await.unwrap().into_iter().find(|one| one.id == team).unwrap();
    let body = "{first_name} {name} {number} {channel} {language} {team}|";
    canned(&desk, "All", body).await;
    let id = desk.says("Mina Karimi", "where is my money").await;
    desk.engine.act(id, desk.version(id).await, agent, Action::HandTo(team)).await.unwrap();
    let language = desk.store.conversation(id).await.unwrap().unwrap().language;
    assert_eq!(language, "en");
    sara.get(&format!("/desk/conversations/{id}"))
        .await
        .shows(&["data-text=\"Mina Mina 1 Telegram English Billing|\""]);
}
