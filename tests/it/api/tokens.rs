//! Access tokens: who makes them, what they let a program do, and when they end.

use axum::http::{Method, StatusCode};
use chrono::Duration;
use hamyar::desk::{MadeToken, WantedToken, access_token};
use hamyar::model::{AgentRole, AuditKind};
use hamyar::store::AuditFilter;
use serde_json::json;

use super::{API, get, program, read, refused, send, showing};
use crate::support::desk::{Browser, TestDesk};
use crate::support::{Database, Program, both};

both!(
    a_token_is_shown_once_and_lets_a_program_in_until_it_ends,
    a_token_may_no_more_than_its_person_and_goes_with_them,
    wrong_tokens_are_limited_and_told_and_right_ones_are_not,
    a_new_password_of_anothers_making_ends_tokens,
);

const ARTICLES: &str = "/articles";

/// Makes a token on the account page.
async fn makes(browser: &mut Browser, name: &str, role: &str) -> crate::support::desk::Page {
    let fields = [("name", name), ("role", role), ("days", "30")];
    browser.submit("/desk/account/tokens", &fields).await
}

/// The token that a page shows.
fn token(body: &str) -> String {
    let (_, rest) = body.split_once("value=\"hamyar_").unwrap_or_else(|| panic!("no token in {body}"));
    format!("hamyar_{}", rest.split('"').next().unwrap())
}

async fn a_token_is_shown_once_and_lets_a_program_in_until_it_ends(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut omid, id) = desk.desk_of("Omid", AgentRole::Curator, "en").await;
    omid.get("/desk/account").await.hides(&["hamyar_", "value=\"admin\""]);
    let page = makes(&mut omid, " nightly  export ", "curator").await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&["Keep the token now", "nightly export", "not used yet", "Good until"]);
    let shown = token(&page.body);
    assert_eq!(shown.len(), "hamyar_".len() + 64);
    omid.get("/desk/account").await.hides(&["hamyar_"]);

    let mut nightly = showing(&desk, &shown);
    nightly.address = [203, 0, 113, 9];
    assert_eq!(get(&mut nightly, ARTICLES).await, (StatusCode::OK, json!({"articles": [], "next": null})));
    omid.get("/desk/account").await.shows(&["last used"]);
    let kept = desk.store.access_tokens_of(id).await.unwrap();
    assert_eq!(kept[0].address.as_deref(), Some("203.0.113.9"));
    // Nobody who reads the audit log learns it, and it is told.
    let told = desk.store.audited(&AuditFilter::default(), None, 100).await.unwrap();
    assert!(told.iter().all(|row| !format!("{row:?}").contains(&shown)));
    let made = told.iter().find(|row| row.deed.kind == AuditKind::TokenMade).unwrap();
    assert_eq!((made.deed.detail.as_str(), &made.deed.token), ("nightly export", &None));

    // Each name once; what is not offered is refused; nobody ends another's.
    let taken = makes(&mut omid, "nightly export", "agent").await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    taken.shows(&["You have a token of that name"]);
    let nameless = makes(&mut omid, "  ", "agent").await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(makes(&mut omid, "x", "admin").await.status, StatusCode::FORBIDDEN);
    assert_eq!(makes(&mut omid, "x", "god").await.status, StatusCode::BAD_REQUEST);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Admin, "fa").await;
    let ends = [("id", kept[0].id.to_string())];
    let ends: Vec<(&str, &str)> = ends.iter().map(|(name, value)| (*name, value.as_str())).collect();
    sara.submit("/desk/account/tokens/end", &ends).await;
    assert_eq!(get(&mut nightly, ARTICLES).await.0, StatusCode::OK);
    makes(&mut sara, "شبانه", "curator").await.shows(&["توکن را همین حالا نگه دارید"]);

    let ended = omid.submit("/desk/account/tokens/end", &ends).await;
    assert_eq!(ended.location(), "/desk/account?done=token#tokens");
    omid.get("/desk/account?done=token").await.shows(&["That token is ended."]);
    let problem = refused(get(&mut nightly, ARTICLES).await, 401, "unauthorized");
    assert_eq!(problem["detail"], "this is no access token, or it was ended");

    // One that is over says so.
    let page = makes(&mut omid, "short", "agent").await;
    let mut short = showing(&desk, &token(&page.body));
    assert_eq!(get(&mut short, ARTICLES).await.0, StatusCode::OK);
    desk.clock.advance(Duration::days(30));
    let problem = refused(get(&mut short, ARTICLES).await, 401, "unauthorized");
    assert_eq!(problem["detail"], "this access token is over; make another");
}

async fn a_token_may_no_more_than_its_person_and_goes_with_them(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let new = json!({"locale": "en", "title": "Vouchers", "body": "Yes."});
    assert_eq!(send(&mut nightly, Method::POST, ARTICLES, &new).await.0, StatusCode::CREATED);
    admin.submit(&format!("/desk/people/{omid}/role"), &[("role", "agent")]).await;
    let problem = refused(send(&mut nightly, Method::POST, ARTICLES, &new).await, 403, "forbidden");
    assert_eq!(problem["detail"], "this needs the role curator or a higher one; the token acts as agent");
    assert_eq!(get(&mut nightly, ARTICLES).await.0, StatusCode::OK);
    admin.submit(&format!("/desk/people/{omid}/role"), &[("role", "admin")]).await;
    let removed = send(&mut nightly, Method::DELETE, "/articles/en%2Fvouchers?revision=1", &json!({})).await;
    refused(removed, 403, "forbidden");

    // Whoever runs the team sees the tokens of everybody, and ends one.
    let page = admin.get(&format!("/desk/people/{omid}")).await;
    page.shows(&["Access tokens", "nightly", "last used"]);
    let id = desk.store.access_tokens_of(omid).await.unwrap()[0].id.to_string();
    let end = format!("/desk/people/{omid}/tokens/end");
    let ended = admin.submit(&end, &[("id", &id)]).await;
    assert_eq!(ended.location(), format!("/desk/people/{omid}?done=token"));
    refused(get(&mut nightly, ARTICLES).await, 401, "unauthorized");
    let told =
        desk.store.audited(&AuditFilter { kind: Some(AuditKind::TokenEnded), ..AuditFilter::default() }, None, 9).await;
    let told = told.unwrap().remove(0).deed;
    assert_eq!((told.about, told.detail.as_str()), (Some(omid), "nightly"));

    let agent = desk.store.agent(omid).await.unwrap().unwrap();
    let wanted = WantedToken { name: "another".parse().unwrap(), role: AgentRole::Agent, days: 1 };
    let made = access_token(&desk.store, &desk.edge, &agent, wanted).await.unwrap();
    let MadeToken::Made(made) = made else { panic!("no token: {made:?}") };
    let mut nightly = showing(&desk, &made);
    assert_eq!(get(&mut nightly, ARTICLES).await.0, StatusCode::OK);
    admin.submit(&format!("/desk/people/{omid}/disable"), &[]).await;
    refused(get(&mut nightly, ARTICLES).await, 401, "unauthorized");
    admin.submit(&format!("/desk/people/{omid}/enable"), &[]).await;
    refused(get(&mut nightly, ARTICLES).await, 401, "unauthorized");
    assert!(desk.store.access_tokens_of(omid).await.unwrap().is_empty());
}

async fn wrong_tokens_are_limited_and_told_and_right_ones_are_not(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut nightly, _) = program(&desk, "Omid", AgentRole::Curator).await;
    let mut wrong = showing(&desk, "canary");
    for header in ["Bearer canary", "Basic b21pZDpjYW5hcnk=", "Bearer", "canary", "bearer hamyar_0"] {
        wrong.headers.insert("authorization", header.parse().unwrap());
        for _ in 0..2 {
            let page = wrong.send(Method::GET, &format!("{API}/articles"), String::new()).await;
            assert_eq!(page.headers["www-authenticate"], "Bearer realm=\"hamyar\"");
            refused(read(&page), 401, "unauthorized");
        }
    }
    let page = wrong.send(Method::GET, &format!("{API}/articles"), String::new()).await;
    assert_eq!(page.headers["retry-after"], "60");
    refused(read(&page), 429, "too-many-tries");
    // Who shares the address is not locked out, nor is another address.
    assert_eq!(get(&mut nightly, ARTICLES).await.0, StatusCode::OK);
    wrong.address = [192, 0, 2, 2];
    refused(read(&wrong.send(Method::GET, &format!("{API}/articles"), String::new()).await), 401, "unauthorized");
    let failed = AuditFilter { kind: Some(AuditKind::SignInFailed), ..AuditFilter::default() };
    let told = desk.store.audited(&failed, None, 100).await.unwrap();
    assert_eq!(told.len(), 3, "the first and the tenth of one address, the first of another");
    assert!(told.iter().all(|row| row.deed.detail == "token"), "{told:?}");
    let (mut admin, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    admin.get("/desk/audit").await.shows(&["Sign-in failed", "with an access token"]);
    // Nothing is not counted: it is no try.
    let mut nothing = desk.browser();
    nothing.address = [192, 0, 2, 3];
    for _ in 0..12 {
        let page = nothing.send(Method::GET, &format!("{API}/articles"), String::new()).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    }
}

async fn a_new_password_of_anothers_making_ends_tokens(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut nightly, omid) = program(&desk, "Omid", AgentRole::Curator).await;
    assert_eq!(get(&mut nightly, ARTICLES).await.0, StatusCode::OK);
    desk.store.change_agent(omid, Some("another".to_owned()), None).await.unwrap();
    refused(get(&mut nightly, ARTICLES).await, 401, "unauthorized");
}

#[tokio::test]
async fn tokens_are_made_listed_and_ended_by_commands() {
    let program = Program::new();
    program.done(&["agent", "add", "sara@example.org", "--name", "Sara", "--role", "curator"]).await;
    let made = program.done(&["agent", "token", "Sara@example.org", "--name", "nightly export"]).await;
    assert!(made.starts_with("hamyar_") && made.trim_end().len() == 71, "{made}");
    let again = program.run(&["agent", "token", "sara@example.org", "--name", "nightly export"]).await;
    assert_eq!(again.code, 1);
    assert!(again.err.contains("they have a token that is called nightly export"), "{}", again.err);
    let over = program.run(&["agent", "token", "sara@example.org", "--name", "x", "--role", "admin"]).await;
    assert!(
        over.err.contains("a token may do no more than its person: they are curator, and admin is wanted"),
        "{}",
        over.err
    );
    let long = program.run(&["agent", "token", "sara@example.org", "--name", "x", "--days", "366"]).await;
    assert_eq!(long.code, 2);
    let listed = program.done(&["agent", "tokens", "sara@example.org"]).await;
    assert!(
        listed.starts_with("nightly export\tcurator\tgood until ") && listed.ends_with("\tnot used yet\n"),
        "{listed}"
    );
    program.done(&["agent", "end-token", "sara@example.org", "nightly export"]).await;
    assert_eq!(program.done(&["agent", "tokens", "sara@example.org"]).await, "");
    let gone = program.run(&["agent", "end-token", "sara@example.org", "nightly export"]).await;
    assert!(gone.err.contains("they have no token that is called nightly export"), "{}", gone.err);
}
