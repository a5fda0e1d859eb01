//! Teams at the desk: kept by admins, handed conversations, and asked for in the inbox.

use axum::http::StatusCode;
use hamyar::model::{AgentRole, ConversationId, Holder};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    admins_keep_teams_and_who_is_in_them,
    a_conversation_is_handed_to_a_team_and_found_by_it,
    what_is_no_team_s_any_more_is_anyone_s,
);

async fn added(desk: &TestDesk, admin: &mut Browser, name: &str) -> String {
    assert_eq!(admin.submit("/desk/people/teams", &[("name", name)]).await.status, StatusCode::SEE_OTHER);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let teams = desk.store.teams().await.unwrap();
    teams.iter().find(|team| team.name == name).unwrap().id.to_string()
}

/// Chooses a team on the page of a conversation.
async fn hand(browser: &mut Browser, id: ConversationId, team: &str) -> Page {
    let page = browser.get(&format!("/desk/conversations/{id}")).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &seen), ("value", team)];
    browser.submit(&format!("/desk/conversations/{id}/team"), &fields).await
}

async fn admins_keep_teams_and_who_is_in_them(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, sara) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let billing = added(&desk, &mut admin, " Billing  & refunds ").await;
    let persian = added(&desk, &mut admin, "مالی").await;
    let page = admin.get("/desk/people").await;
    page.shows(&["value=\"Billing &#38; refunds\"", "value=\"مالی\"", "nobody"]);
    for (name, told) in [("مالی", "There is a team of this name already."), ("  ", "A name has 1 to 40 characters")]
    {
        let page = admin.submit("/desk/people/teams", &[("name", name)]).await;
        let path = page.location().split('#').next().unwrap().to_owned();
        admin.get(&path).await.shows(&[told]);
    }
    let form = [("labels", ""), ("capacity", ""), ("team", billing.as_str()), ("team", &persian)];
    admin.submit(&format!("/desk/people/{sara}/work"), &form).await;
    admin.get("/desk/people").await.shows(&["<bdi>Billing &#38; refunds, مالی</bdi>", "one colleague"]);
    admin.get(&format!("/desk/people/{sara}")).await.shows(&[&format!("value=\"{billing}\" checked")]);
    admin.submit(&format!("/desk/people/teams/{billing}"), &[("name", "Money")]).await;
    let page = admin.submit(&format!("/desk/people/teams/{billing}"), &[("name", "مالی")]).await;
    assert_eq!(page.location(), "/desk/people?done=team-twice#teams");
    admin.get("/desk/people").await.shows(&["<bdi>Money, مالی</bdi>"]);
    admin.submit(&format!("/desk/people/teams/{billing}/remove"), &[]).await;
    admin.get("/desk/people").await.shows(&["<bdi>مالی</bdi>"]);
    let gone = admin.submit(&format!("/desk/people/teams/{billing}/remove"), &[]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

async fn a_conversation_is_handed_to_a_team_and_found_by_it(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = desk.says("mina", "where is my invoice").await;
    let other = desk.says("reza", "where is my parcel").await;
    admin.get(&format!("/desk/conversations/{id}")).await.hides(&["Hand to a team"]);
    admin.get("/desk/inbox/open").await.hides(&["name=\"team\""]);
    let billing = added(&desk, &mut admin, "<i>Billing").await;

    assert_eq!(hand(&mut admin, id, &billing).await.status, StatusCode::SEE_OTHER);
    let conversation = desk.store.conversation(id).await.unwrap().unwrap();
    assert_eq!((conversation.holder, conversation.team.unwrap().to_string()), (Holder::Queue, billing.clone()));
    assert!(conversation.waiting_since.is_some());
    let page = admin.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&[
        "You handed the conversation to the team &#60;i&#62;Billing",
        &format!("value=\"{billing}\" selected"),
    ]);
    page.hides(&["<i>Billing"]);
    omid.get(&format!("/desk/conversations/{id}")).await.shows(&["گفت‌وگو را به تیم"]);
    let page = admin.get(&format!("/desk/inbox/waiting?team={billing}")).await;
    page.shows(&[&id.to_string(), "name=\"team\"", "&#60;i&#62;Billing"]);
    // Its row says so wherever it is listed.
    let chip = "aria-label=\"Team\"><use href=\"#i-people\"/></svg><bdi class=\"clip\">&#60;i&#62;Billing</bdi>";
    admin.get("/desk/inbox/waiting").await.shows(&[chip]);
    page.hides(&[&format!("href=\"/desk/conversations/{other}")]);
    assert_eq!(admin.get("/desk/inbox/mine?team=nonsense").await.status, StatusCode::OK);

    // The same again does nothing, and what is no team is refused.
    let version = desk.version(id).await;
    assert_eq!(hand(&mut admin, id, &billing).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.version(id).await, version);
    hand(&mut admin, id, "nonsense").await.shows(&["There is no such team any more."]);
    // Who gives it to nobody gives it to no team.
    let page = admin.get(&format!("/desk/conversations/{id}")).await;
    let fields = [("version", page.value("version")), ("seen", page.value("seen")), ("value", String::new())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(admin.submit(&format!("/desk/conversations/{id}/assign"), &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.store.conversation(id).await.unwrap().unwrap().team, None);
}

async fn what_is_no_team_s_any_more_is_anyone_s(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let billing = added(&desk, &mut admin, "Billing").await;
    hand(&mut admin, id, &billing).await;
    admin.submit(&format!("/desk/people/teams/{billing}/remove"), &[]).await;
    let conversation = desk.store.conversation(id).await.unwrap().unwrap();
    assert_eq!((conversation.holder, conversation.team), (Holder::Queue, None));
    admin.get(&format!("/desk/conversations/{id}")).await.shows(&["to the team Billing"]);
    admin.get("/desk/inbox/waiting").await.shows(&[&id.to_string()]);
}
