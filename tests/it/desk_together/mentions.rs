//! Naming colleagues in notes: who is told, until they look; and that nothing is read from words.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{Action, AgentId, AgentRole, mentioned};

use super::{act, notes};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(
    who_is_named_finds_it_in_their_view_until_they_look,
    only_people_who_work_at_the_desk_are_named,
    a_note_that_is_taken_back_names_nobody,
    pages_of_mentions_follow_each_other,
);

async fn who_is_named_finds_it_in_their_view_until_they_look(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, him) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = desk.says("mina", "where is my invoice").await;
    desk.says("reza", "where is mine").await;
    sara.get("/desk/inbox/mentions").await.shows(&["Nobody has mentioned you"]);
    let form = sara.get(&format!("/desk/conversations/{id}")).await;
    form.shows(&[&format!("name=\"mention\" value=\"{him}\" data-name=\"امید\"")]);
    form.hides(&[&format!("name=\"mention\" value=\"{her}\"")]);

    let sent = notes(&mut sara, id, "Could you look? @nobody", &[him, her]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let note = desk.store.entries(id, None, 10).await.unwrap().pop().unwrap();
    assert_eq!(mentioned(&note), [him], "nobody is told of their own note");
    sara.get(&format!("/desk/conversations/{id}")).await.shows(&["@<bdi>امید</bdi>"]);
    sara.get("/desk/inbox/mentions").await.shows(&["Nobody has mentioned you"]);

    let list = omid.get("/desk/inbox/mentions").await;
    list.shows(&[&format!("id=\"c-{id}\""), "row--unread", "نام شما <span class=\"count\">۱</span>", "از شما نام برد"]);
    assert_eq!(list.body.matches("id=\"c-").count(), 1);
    let told = omid.get("/desk/pulse?words=yes").await;
    told.shows(&[&format!("notice-mention-{id}-"), "mina: Could you look? @nobody"]);
    // Looking at it is seeing it; it stays in the view.
    omid.get(&format!("/desk/conversations/{id}?view=mentions")).await.shows(&["tag--accent"]);
    let list = omid.get("/desk/inbox/mentions").await;
    list.shows(&[&format!("id=\"c-{id}\"")]);
    list.hides(&["row--unread", "notice-mention-", "<span class=\"count\">۱</span>"]);
    // A later one is new again.
    notes(&mut sara, id, "And now?", &[him]).await;
    omid.get("/desk/inbox/mentions").await.shows(&["row--unread"]);
    omid.get("/desk/pulse?words=yes").await.shows(&["mina: And now?"]);
}

async fn only_people_who_work_at_the_desk_are_named(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let viewer = desk.agent("Vera", AgentRole::Viewer, "en").await;
    let gone = desk.agent("Gone", AgentRole::Agent, "en").await;
    desk.store.change_agent(gone, None, Some(false)).await.unwrap();
    let id = desk.says("mina", "where is my invoice").await;
    let before = desk.store.entries(id, None, 10).await.unwrap().len();
    let stranger: AgentId = id.to_string().parse().unwrap();
    for nobody in [viewer, gone, stranger] {
        let page = notes(&mut sara, id, "Do you know?", &[nobody]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&[
            "One of these colleagues is not of the team any more. Nothing was saved.",
            ">Do you know?</textarea>",
        ]);
    }
    assert_eq!(desk.store.entries(id, None, 10).await.unwrap().len(), before);
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &seen), ("mode", "note"), ("text", "x"), ("mention", "Omid")];
    let page = sara.upload(&format!("/desk/conversations/{id}/write"), &fields, &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "a name is no colleague");
}

async fn a_note_that_is_taken_back_names_nobody(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, him) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    notes(&mut sara, id, "Look here", &[him]).await;
    omid.get("/desk/account").await.shows(&["Sara mentioned you"]);
    let seq = desk.store.entries(id, None, 10).await.unwrap().pop().unwrap().seq;
    act(&desk, id, her, Action::Revise { seq, text: "Look there".to_owned() }).await;
    omid.get("/desk/account").await.shows(&["Sara mentioned you"]);
    let told = omid.get("/desk/pulse?words=yes").await;
    told.shows(&["mina: Look there"]);
    told.hides(&["Look here"]);
    act(&desk, id, her, Action::Unsay { seq }).await;
    let page = omid.get("/desk/inbox/mentions").await;
    page.shows(&["Nobody has mentioned you"]);
    page.hides(&["Sara mentioned you"]);
}

async fn pages_of_mentions_follow_each_other(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, him) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    for number in 0..51 {
        let id = desk.says(&format!("person {number}"), "where is my invoice").await;
        desk.clock.advance(Duration::seconds(1));
        notes(&mut sara, id, "Look here", &[him]).await;
    }
    let first = omid.get("/desk/inbox/mentions").await;
    assert_eq!(first.body.matches("id=\"c-").count(), 50);
    let (_, rest) = first.body.split_once("href=\"/desk/inbox/mentions?after=").unwrap();
    let next = rest.split('"').next().unwrap();
    let second = omid.get(&format!("/desk/inbox/mentions?after={next}")).await;
    assert_eq!(second.body.matches("id=\"c-").count(), 1);
    second.shows(&["person 0"]);
    first.hides(&["row__name\"><bdi class=\"clip\">person 0</bdi>"]);
}
