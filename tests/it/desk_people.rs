//! Colleagues: invited, joined, kept, and never without an admin.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use hamyar::model::{AgentId, AgentRole};

use crate::support::desk::{Browser, PASSWORD, Page, TestDesk};
use crate::support::{Database, Program, both};

both!(
    somebody_is_invited_and_joins_once,
    a_link_that_is_worth_nothing_says_nothing,
    an_invitation_can_be_taken_back_and_made_anew,
    a_new_password_is_chosen_by_a_link,
    what_a_colleague_may_do_and_is_given_is_set,
    there_is_always_an_admin,
    no_link_outlives_a_new_password_or_a_person_who_is_disabled,
);

/// The one-time link on a page, without the address of the server.
fn link(page: &Page) -> String {
    let (_, rest) = page.body.split_once("value=\"https://desk.example/").expect("a link");
    format!("/{}", rest.split('"').next().unwrap())
}

async fn invited(admin: &mut Browser, email: &str, role: &str) -> String {
    let page = admin.submit("/desk/people/invite", &[("email", email), ("role", role), ("language", "fa")]).await;
    assert_eq!(page.status, StatusCode::OK);
    link(&page)
}

async fn somebody_is_invited_and_joins_once(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let link = invited(&mut admin, " Omid@Team.example ", "curator").await;
    let page = admin.get("/desk/people").await;
    page.shows(&["omid@team.example", "Curator", "Take back"]);
    page.hides(&[link.as_str()]);

    let mut omid = desk.browser();
    let page = omid.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&["dir=\"rtl\"", "پیوستن به تیم", "value=\"omid@team.example\""]);
    for (name, password, told) in [
        (" ", PASSWORD, "نام ۱ تا ۶۰"),
        ("امید", "short", "دست‌کم ۱۰ نویسه"),
        (&"x".repeat(61), PASSWORD, "نام ۱ تا ۶۰"),
        ("Om\u{202e}di", PASSWORD, "جهت نوشته را برمی‌گرداند"),
        ("\u{2067}Omid\u{2069}", PASSWORD, "جهت نوشته را برمی‌گرداند"),
        ("Omid\u{7}", PASSWORD, "نام ۱ تا ۶۰"),
    ] {
        let page = omid.post(&link, &[("name", name), ("password", password)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&[told]);
        page.hides(&[password]);
    }
    assert_eq!(omid.cookie, None);
    let page = omid.post(&link, &[("name", " امید  رستگار"), ("password", PASSWORD)]).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/desk"));
    omid.get("/desk/account").await.shows(&["امید رستگار", "omid@team.example", "مسئول دانش"]);
    assert_eq!(omid.get("/desk/people").await.status, StatusCode::FORBIDDEN);

    let mut other = desk.browser();
    let page = other.post(&link, &[("name", "Mallory"), ("password", PASSWORD)]).await;
    assert_eq!((page.status, &other.cookie), (StatusCode::NOT_FOUND, &None));
    let page = other.post("/desk/sign-in", &[("email", "omid@team.example"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    admin.get("/desk/people").await.hides(&["Take back"]);
}

#[tokio::test]
async fn nobody_is_added_by_a_name_that_turns_the_direction() {
    let program = Program::new();
    for name in ["Om\u{202e}di", " ", &"x".repeat(61)] {
        let ran = program.run(&["agent", "add", "omid@team.example", "--name", name]).await;
        assert_ne!(ran.code, 0);
        assert!(ran.err.contains("a name has 1 to 60 characters in one line"), "{}", ran.err);
    }
    program.done(&["agent", "add", "omid@team.example", "--name", " امید  رستگار "]).await;
    assert_eq!(program.done(&["agent", "list"]).await, "omid@team.example\tagent\tامید رستگار\n");
}

async fn a_link_that_is_worth_nothing_says_nothing(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let old = invited(&mut admin, "reza@team.example", "agent").await;
    desk.clock.advance(Duration::days(7));
    let mut stranger = desk.browser();
    let mut pages = Vec::new();
    for path in [old.as_str(), "/desk/join/x", "/desk/password/x", &old.replace("join", "password")] {
        let page = stranger.get(path).await;
        pages.push((page.status, page.body));
        let page = stranger
            .post(path, &[("password", PASSWORD), ("name", "Reza")][..=usize::from(path.contains("join"))])
            .await;
        pages.push((page.status, page.body));
    }
    assert_eq!(pages[0].0, StatusCode::NOT_FOUND);
    assert!(pages.iter().all(|page| *page == pages[0]), "all look the same");
    assert_eq!(stranger.cookie, None);
    assert_eq!(desk.store.agents().await.unwrap().len(), 1);
}

async fn an_invitation_can_be_taken_back_and_made_anew(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let first = invited(&mut admin, "reza@team.example", "agent").await;
    let second = invited(&mut admin, "reza@team.example", "viewer").await;
    let mut reza = desk.browser();
    assert_eq!(reza.get(&first).await.status, StatusCode::NOT_FOUND, "the later one counts");
    assert_eq!(reza.send(Method::HEAD, &second, String::new()).await.status, StatusCode::OK);
    assert_eq!(reza.get(&second).await.status, StatusCode::OK, "looking does not use it up");
    let pending = desk.store.invitations().await.unwrap();
    assert_eq!(pending.len(), 1);
    let path = format!("/desk/people/invitations/{}/revoke", pending[0].id);
    assert_eq!(admin.submit(&path, &[]).await.location(), "/desk/people?done=revoked");
    assert_eq!(admin.submit(&path, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(reza.get(&second).await.status, StatusCode::NOT_FOUND);
    for (email, told) in [("sara@team.example", "has this e-mail already"), ("two words", "not an e-mail address")] {
        let form = [("email", email), ("role", "agent"), ("language", "en")];
        let page = admin.submit("/desk/people/invite", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&[told]);
    }
    for form in [
        [("email", "a@b.example"), ("role", "god"), ("language", "en")],
        [("email", "a@b.example"), ("role", "agent"), ("language", "tlh")],
    ] {
        assert_eq!(admin.submit("/desk/people/invite", &form).await.status, StatusCode::BAD_REQUEST);
    }
}

async fn a_new_password_is_chosen_by_a_link(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let omid = desk.agent_with_password("Omid").await;
    let mut browser = desk.browser();
    let old = [("email", "omid@team.example"), ("password", PASSWORD)];
    browser.post("/desk/sign-in", &old).await;
    let path = format!("/desk/people/{omid}/password");
    let first = link(&admin.submit(&path, &[]).await);
    let second = link(&admin.submit(&path, &[]).await);
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK, "until it is used, nothing changes");
    let mut other = desk.browser();
    assert_eq!(other.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&second).await.status, StatusCode::OK);
    assert_eq!(other.post(&second, &[("password", "short")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = other.post(&second, &[("password", "another battery staple")]).await;
    assert_eq!((page.location(), &other.cookie), ("/desk/sign-in", &None));
    assert_eq!(other.post(&second, &[("password", "another battery staple")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER, "signed out everywhere");
    assert_eq!(browser.post("/desk/sign-in", &old).await.status, StatusCode::UNAUTHORIZED);
    let new = [("email", "omid@team.example"), ("password", "another battery staple")];
    assert_eq!(browser.post("/desk/sign-in", &new).await.status, StatusCode::SEE_OTHER);

    let third = link(&admin.submit(&path, &[]).await);
    desk.clock.advance(Duration::hours(24));
    assert_eq!(other.get(&third).await.status, StatusCode::NOT_FOUND);
    let (mut admin, _) = desk.desk_of("Lena", AgentRole::Admin, "en").await;
    let fourth = link(&admin.submit(&path, &[]).await);
    admin.submit(&format!("/desk/people/{omid}/disable"), &[]).await;
    admin.submit(&format!("/desk/people/{omid}/enable"), &[]).await;
    assert_eq!(other.get(&fourth).await.status, StatusCode::NOT_FOUND, "who was disabled has no link any more");
}

async fn what_a_colleague_may_do_and_is_given_is_set(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let (mut browser, omid) = desk.desk_of("<b>Omid", AgentRole::Agent, "en").await;
    let path = format!("/desk/people/{omid}");
    let page = admin.get(&path).await;
    page.shows(&["&#60;b&#62;Omid", "Where they are signed in"]);
    page.hides(&["<b>Omid"]);
    let form =
        [("language", "fa"), ("language", "en"), ("labels", "billing، بازپرداخت,"), ("capacity", "5"), ("away", "on")];
    assert_eq!(admin.submit(&format!("{path}/work"), &form).await.location(), format!("{path}?done=kept"));
    admin.get(&path).await.shows(&[
        "value=\"billing, بازپرداخت\"",
        "value=\"5\"",
        "value=\"fa\" checked",
        "value=\"on\" checked",
    ]);
    admin.get("/desk/people").await.shows(&["Persian, English", "Away", ">5<"]);
    for (form, status) in [
        ([("labels", ""), ("capacity", "-1")], StatusCode::UNPROCESSABLE_ENTITY),
        ([("labels", &*"x".repeat(41)), ("capacity", "")], StatusCode::UNPROCESSABLE_ENTITY),
        ([("labels", ""), ("labels", "")], StatusCode::BAD_REQUEST),
        ([("labels", ""), ("rank", "9")], StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(admin.submit(&format!("{path}/work"), &form).await.status, status, "{form:?}");
    }
    assert_eq!(browser.get("/desk/report").await.status, StatusCode::OK);
    assert_eq!(admin.submit(&format!("{path}/role"), &[("role", "viewer")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/desk/report").await.status, StatusCode::FORBIDDEN, "at once");
    assert_eq!(admin.submit(&format!("{path}/sessions"), &[]).await.location(), format!("{path}?done=ended"));
    assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER);
    admin.submit(&format!("{path}/disable"), &[]).await;
    admin.get(&path).await.shows(&["Disabled", "They sign in again as before"]);
    assert_eq!(admin.submit(&format!("{path}/password"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.submit(&format!("{path}/enable"), &[]).await.location(), format!("{path}?done=enabled"));
    let nobody = AgentId(uuid::Uuid::from_u128(1));
    for deed in ["role", "disable", "enable", "sessions", "password"] {
        let form: &[(&str, &str)] = if deed == "role" { &[("role", "agent")] } else { &[] };
        assert_eq!(admin.submit(&format!("/desk/people/{nobody}/{deed}"), form).await.status, StatusCode::NOT_FOUND);
    }
}

async fn there_is_always_an_admin(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, sara) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let lena = desk.agent("Lena", AgentRole::Admin, "en").await;
    desk.store.change_agent(lena, None, Some(false)).await.unwrap();
    for (deed, form) in [("role", &[("role", "curator")][..]), ("disable", &[])] {
        let page = admin.submit(&format!("/desk/people/{sara}/{deed}"), form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&["They are the last admin who can sign in."]);
    }
    admin.submit(&format!("/desk/people/{lena}/enable"), &[]).await;
    // Two who take each other's role away at the same moment: one of them stays.
    let (one, other) =
        tokio::join!(desk.store.set_role(sara, AgentRole::Viewer), desk.store.set_role(lena, AgentRole::Viewer));
    assert_ne!(one.unwrap(), other.unwrap());
    let agents = desk.store.agents().await.unwrap();
    assert_eq!(agents.iter().filter(|agent| agent.role == AgentRole::Admin).count(), 1);
}

async fn no_link_outlives_a_new_password_or_a_person_who_is_disabled(database: Database) {
    let desk = TestDesk::new(database).await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", &desk.database().url);
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let (mut browser, omid) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let path = format!("/desk/people/{omid}/password");
    for way in ["the link", "the command", "disabled by command"] {
        let (once, reset) = (desk.link(omid).await, link(&admin.submit(&path, &[]).await));
        let mut other = desk.browser();
        match way {
            "the link" => {
                let page = other.post(&reset, &[("password", "another battery staple")]).await;
                assert_eq!(page.location(), "/desk/sign-in");
            }
            "the command" => {
                let ran = program.run_with(&["agent", "password", "omid@team.example"], "a third battery\n").await;
                assert_eq!(ran.code, 0, "{ran:?}");
            }
            _ => {
                program.done(&["agent", "disable", "omid@team.example"]).await;
                program.done(&["agent", "enable", "omid@team.example"]).await;
            }
        }
        assert_eq!(other.get(&reset).await.status, StatusCode::NOT_FOUND, "{way}");
        assert_eq!(other.get(&once).await.status, StatusCode::UNAUTHORIZED, "{way}");
        assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER, "{way}");
        assert_eq!(browser.get(&desk.link(omid).await).await.location(), "/desk", "a later one works: {way}");
    }
}
