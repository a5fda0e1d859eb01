//! The desk: who gets in, and what they may do there.

use std::collections::HashSet;

use axum::http::{Method, StatusCode};
use chrono::Duration;
use futures::StreamExt;
use hamyar::desk::Needs;
use hamyar::model::{Action, AgentRole};

use crate::api::program;
use crate::support::desk::{Browser, PASSWORD, Page, TestDesk};
use crate::support::{Database, both};

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Page {
    browser.post("/desk/sign-in", &[("email", email), ("password", password)]).await
}

async fn a_password_opens_a_session_of_its_own(database: Database) {
    let desk = TestDesk::new(database).await;
    desk.agent_with_password("Sara").await;
    let mut browser = desk.browser();
    let page = browser.get("/desk/inbox/mine").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/desk/sign-in?next=%2Fdesk%2Finbox%2Fmine"));
    assert_eq!(browser.cookie, None, "strangers get no session");

    // An id that somebody else chose does not become a session.
    let planted = "hamyar_desk=AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    browser.cookie = Some(planted.clone());
    let page = sign_in(&mut browser, "sara@team.example", "wrong").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    page.shows(&["E-mail or password is not right.", "value=\"sara@team.example\""]);
    let fields = [("email", " Sara@Team.example "), ("password", PASSWORD), ("next", "/desk/inbox/mine")];
    let page = browser.post("/desk/sign-in", &fields).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/desk/inbox/mine"));
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/desk", "Max-Age=43200"] {
        assert!(cookie.contains(part), "{part} is not in {cookie}");
    }
    let first = browser.cookie.clone().unwrap();
    assert_ne!(first, planted);
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK);

    // Signing in again changes the id; the old one is worth nothing, nor is the new one after signing out.
    sign_in(&mut browser, "sara@team.example", PASSWORD).await;
    let second = browser.cookie.clone().unwrap();
    assert_ne!(first, second);
    let mut thief = desk.browser();
    thief.cookie = Some(first);
    assert_eq!(thief.get("/desk").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.submit("/desk/sign-out", &[]).await.location(), "/desk/sign-in");
    assert_eq!(browser.cookie, None);
    thief.cookie = Some(second);
    assert_eq!(thief.get("/desk").await.status, StatusCode::SEE_OTHER);
}

async fn a_session_ends_with_its_time_or_its_person(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut browser, sara) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    browser.get("/desk").await;
    assert!(desk.store.present_agents(desk.edge.now()).await.unwrap().contains(&sara), "who looks is present");
    desk.clock.advance(Duration::minutes(719));
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK);
    desk.clock.advance(Duration::minutes(1));
    assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER);

    let mut browser = desk.browser();
    browser.get(&desk.link(sara).await).await;
    desk.store.change_agent(sara, None, Some(false)).await.unwrap();
    assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER);
    let link = desk.link(sara).await;
    assert_eq!(browser.get(&link).await.status, StatusCode::UNAUTHORIZED);
    desk.store.change_agent(sara, None, Some(true)).await.unwrap();
    assert_eq!(desk.store.end_sessions_of(sara).await.unwrap(), 0, "they had ended");
    assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER);
}

async fn a_link_signs_in_once_and_not_for_ever(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    let link = desk.link(sara).await;
    let mut browser = desk.browser();
    assert_eq!(browser.send(Method::HEAD, &link, String::new()).await.status, StatusCode::OK);
    assert_eq!(browser.get(&link).await.location(), "/desk", "a look at it did not use it up");
    let mut other = desk.browser();
    let page = other.get(&link).await;
    assert_eq!((page.status, &other.cookie), (StatusCode::UNAUTHORIZED, &None));
    page.shows(&["This link was used already"]);
    let link = desk.link(sara).await;
    desk.clock.advance(Duration::hours(24));
    assert_eq!(other.get(&link).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(other.get("/desk/sign-in/nonsense").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn too_many_tries_end_alike_whether_or_not_there_is_such_an_account() {
    let desk = TestDesk::new(Database::new(crate::support::Kind::Sqlite).await).await;
    desk.agent_with_password("Sara").await;
    let mut refused = Vec::new();
    for email in ["sara@team.example", "nobody@team.example"] {
        let mut browser = desk.browser();
        for _ in 0..10 {
            assert_eq!(sign_in(&mut browser, email, "wrong").await.status, StatusCode::UNAUTHORIZED);
        }
        let page = sign_in(&mut browser, email, PASSWORD).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        refused.push(page.body.replace(email, ""));
    }
    assert_eq!(refused[0], refused[1]);
    let mut elsewhere = desk.browser();
    elsewhere.address = [192, 0, 2, 2];
    assert_eq!(sign_in(&mut elsewhere, "sara@team.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

/// One password is tried on many accounts: after so many, the address is refused whoever is named, and no other address is.
#[tokio::test]
async fn whoever_tries_many_accounts_is_refused_as_well() {
    let desk = TestDesk::new(Database::new(crate::support::Kind::Sqlite).await).await;
    desk.agent_with_password("Sara").await;
    let mut browser = desk.browser();
    let mut refused = 0;
    for number in 0..100 {
        let page = sign_in(&mut browser, &format!("somebody{number}@team.example"), "wrong").await;
        if number < 60 {
            assert_eq!(page.status, StatusCode::UNAUTHORIZED, "try {number}");
        }
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(page.headers["retry-after"], "60");
            page.hides(&["E-mail or password is not right."]);
            refused += 1;
        }
    }
    // While they are made, a try or two more may be granted.
    assert!(refused >= 30, "{refused} of 100 were refused");
    while sign_in(&mut browser, "more@team.example", "wrong").await.status != StatusCode::TOO_MANY_REQUESTS {}
    let page = sign_in(&mut browser, "sara@team.example", PASSWORD).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "even with the right password");
    browser.address = [192, 0, 2, 2];
    assert_eq!(sign_in(&mut browser, "sara@team.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

/// However many others try one account, its owner is not locked out.
#[tokio::test]
async fn many_addresses_that_try_one_account_lock_nobody_out() {
    let desk = TestDesk::new(Database::new(crate::support::Kind::Sqlite).await).await;
    desk.agent_with_password("Sara").await;
    for address in 1..=10 {
        let mut stranger = desk.browser();
        stranger.address = [198, 51, 100, address];
        for _ in 0..3 {
            assert_eq!(sign_in(&mut stranger, "sara@team.example", "wrong").await.status, StatusCode::UNAUTHORIZED);
        }
    }
    let mut own = desk.browser();
    assert_eq!(sign_in(&mut own, "sara@team.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_is_taken_from_a_page_of_ours_only() {
    let desk = TestDesk::new(Database::new(crate::support::Kind::Sqlite).await).await;
    let (browser, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let path = format!("/desk/conversations/{id}/take");
    let token = browser.clone().get("/desk/account").await.value("token");
    let version = desk.version(id).await.to_string();
    let form = [("token", token.as_str()), ("version", &version), ("seen", "0")];

    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let mut stranger = browser.clone();
        stranger.headers.insert(name, value.parse().unwrap());
        let page = stranger.post(&path, &form).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}: {value}");
        page.shows(&["This form is not from a page of the desk"]);
        let page = stranger.post("/desk/sign-in", &[("email", "a"), ("password", "b")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let mut own = browser.clone();
    own.headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
    own.headers.insert("origin", "https://desk.example".parse().unwrap());
    for token in ["", "0", &"0".repeat(token.len())] {
        let form = [("token", token), ("version", &version), ("seen", "0")];
        assert_eq!(own.post(&path, &form).await.status, StatusCode::FORBIDDEN);
    }
    let odd = [form[0], form[1], form[2], ("is_admin", "1")];
    assert_eq!(own.post(&path, &odd).await.status, StatusCode::BAD_REQUEST, "unknown field");
    assert_eq!(own.post(&path, &form[..2]).await.status, StatusCode::BAD_REQUEST, "missing field");
    let twice = [form[0], form[1], form[2], form[2]];
    assert_eq!(own.post(&path, &twice).await.status, StatusCode::BAD_REQUEST, "repeated field");
    let long = "x".repeat(70_000);
    let large = [form[0], form[1], form[2], ("mode", "note"), ("text", &long)];
    let write = format!("/desk/conversations/{id}/write");
    assert_eq!(own.post(&write, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(desk.version(id).await.to_string(), version, "nothing of all that did anything");
    assert_eq!(own.post(&path, &form).await.status, StatusCode::SEE_OTHER);

    let mut proxied = desk.browser();
    proxied.headers.insert("x-remote-user", "sara@team.example".parse().unwrap());
    assert_eq!(proxied.get("/desk").await.status, StatusCode::SEE_OTHER, "nobody is who a header says");
}

#[tokio::test]
async fn every_route_is_open_to_its_roles_and_to_no_other() {
    let desk = TestDesk::new(Database::new(crate::support::Kind::Sqlite).await).await;
    let id = desk.says("mina", "where is my invoice").await.to_string();
    let contact = desk.store.contacts(1).await.unwrap()[0].id.to_string();
    let mut people = vec![(None, desk.browser())];
    for (rank, role) in [AgentRole::Viewer, AgentRole::Agent, AgentRole::Curator, AgentRole::Admin].iter().enumerate() {
        people.push((Some(rank), desk.desk_of(role.word(), *role, "en").await.0));
    }
    for route in desk.declared.iter().filter(|route| !matches!(route.needs, Needs::Token(_))) {
        let one = if route.path.contains("contacts") { &contact } else { &id };
        let path = route.path.replace("{id}", one).replace("{view}", "open").replace("{token}", "x");
        let path = path.replace("{*unknown}", "no/such/page").replace("{seq}", "1").replace("{number}", "0");
        let path = path.replace("{join}", &id).replace("{note}", &id);
        assert!(!path.contains('{'), "{path} is a path that somebody asks for");
        for (rank, browser) in &people {
            if path == "/desk/live" && rank.is_some() {
                // A stream that is let in has no end.
                drop(browser.clone().stream(&path).await);
                continue;
            }
            let status = browser.clone().send(route.method.clone(), &path, String::new()).await.status;
            let what = format!("{} {path} as {rank:?}", route.method);
            match (least(route.needs), rank) {
                (Some(_), None) => assert_eq!(status, StatusCode::SEE_OTHER, "{what}"),
                (Some(least), Some(rank)) if *rank < least => assert_eq!(status, StatusCode::FORBIDDEN, "{what}"),
                _ => {
                    let allowed = [200, 303, 400, 401, 404];
                    assert!(allowed.contains(&status.as_u16()), "{what}: {status}");
                }
            }
        }
    }
}

/// The place of the least role that something needs.
fn least(needs: Needs) -> Option<usize> {
    match needs {
        Needs::Anyone => None,
        Needs::Role(role) | Needs::Token(role) => Some(match role {
            AgentRole::Viewer => 0,
            AgentRole::Agent => 1,
            AgentRole::Curator => 2,
            AgentRole::Admin => 3,
        }),
    }
}

#[tokio::test]
async fn every_route_for_programs_is_open_to_tokens_of_its_roles_and_to_nothing_else() {
    let desk = TestDesk::knowing(Database::new(crate::support::Kind::Sqlite).await).await;
    let mut programs = vec![(None, desk.browser()), (None, desk.desk_of("Omid", AgentRole::Admin, "en").await.0)];
    for (rank, role) in [AgentRole::Viewer, AgentRole::Agent, AgentRole::Curator, AgentRole::Admin].iter().enumerate() {
        programs.push((Some(rank), program(&desk, role.word(), *role).await.0));
    }
    let mut tried = 0;
    for route in desk.declared.iter().filter(|route| matches!(route.needs, Needs::Token(_))) {
        let path = route.path.replace("{id}", "en%2Fnothing").replace("{revision}", "1").replace("{language}", "fa");
        for (rank, program) in &programs {
            let page = program.clone().send(route.method.clone(), &path, "{}").await;
            let what = format!("{} {path} as {rank:?}", route.method);
            match (least(route.needs), rank) {
                (_, None) => assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{what}: a cookie is nothing here"),
                (Some(least), Some(rank)) if *rank < least => assert_eq!(page.status, StatusCode::FORBIDDEN, "{what}"),
                _ => {
                    let allowed = [200, 400, 404, 415, 422, 428];
                    assert!(allowed.contains(&page.status.as_u16()), "{what}: {}", page.status);
                }
            }
            let is_error = !page.status.is_success();
            assert_eq!(is_error, page.headers["content-type"] == "application/problem+json", "{what}: {}", page.body);
            tried += 1;
        }
    }
    assert!(tried > 150, "only {tried} were tried");
}

async fn what_is_not_there_and_what_is_not_ones_own_look_the_same(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut browser, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let absent = uuid::Uuid::from_u128(1);
    let mut bodies = HashSet::new();
    for id in [absent.to_string(), "1".to_owned(), "'%20or%201=1--".to_owned(), "%F0%9F%98%80".to_owned()] {
        for path in ["/desk/conversations/", "/desk/contacts/", "/desk/inbox/", "/desk/"] {
            let page = browser.get(&format!("{path}{id}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}{id}");
            bodies.insert(page.body);
        }
        let fields = [("version", "0"), ("seen", "0")];
        let page = browser.submit(&format!("/desk/conversations/{id}/take"), &fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        bodies.insert(page.body);
    }
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn every_answer_tells_browsers_to_run_and_frame_nothing_of_others() {
    let desk = TestDesk::new(Database::new(crate::support::Kind::Sqlite).await).await;
    let (mut browser, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let page = browser.get(&format!("/desk/conversations/{id}")).await;
    let asset = |ending: &str| {
        let (_, rest) = page.body.split_once("/desk/assets/").unwrap();
        let names = rest.split("/desk/assets/").map(|rest| rest.split('"').next().unwrap());
        format!("/desk/assets/{}", names.into_iter().find(|name| name.ends_with(ending)).unwrap())
    };
    for path in [asset(".css"), asset(".js")] {
        let asset = browser.get(&path).await;
        assert_eq!(asset.headers["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(asset.headers["x-content-type-options"], "nosniff");
    }
    let mut stranger = desk.browser();
    for page in [page, browser.get("/desk/nothing").await, stranger.get("/desk/sign-in").await] {
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        page.hides(&[" style=", "<style", " onclick=", "<script>", "javascript:", "http://", "https://"]);
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_right() {
    let desk = TestDesk::new(Database::new(crate::support::Kind::Sqlite).await).await;
    assert_eq!(desk.browser().get("/desk/live").await.status, StatusCode::SEE_OTHER);
    let (mut browser, sara) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let mut stream = browser.stream("/desk/live").await;
    desk.engine.act(id, desk.version(id).await, sara, Action::Take).await.unwrap();
    let told = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(told, format!("event: changed\ndata: {id}\n\n"));

    let mut other = browser.stream("/desk/live").await;
    browser.submit("/desk/sign-out", &[]).await;
    desk.clock.advance(Duration::seconds(3));
    assert!(stream.next().await.is_none() && other.next().await.is_none(), "signed out");
    browser.get(&desk.link(sara).await).await;
    let mut stream = browser.stream("/desk/live").await;
    admin.submit(&format!("/desk/people/{sara}/role"), &[("role", "viewer")]).await;
    desk.clock.advance(Duration::seconds(3));
    assert!(stream.next().await.is_none(), "demoted");
    let mut stream = browser.stream("/desk/live").await;
    admin.submit(&format!("/desk/people/{sara}/disable"), &[]).await;
    desk.clock.advance(Duration::seconds(3));
    assert!(stream.next().await.is_none(), "no longer of the team");
}

both!(
    a_password_opens_a_session_of_its_own,
    a_session_ends_with_its_time_or_its_person,
    a_link_signs_in_once_and_not_for_ever,
    what_is_not_there_and_what_is_not_ones_own_look_the_same,
);
