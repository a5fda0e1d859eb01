//! Where somebody is signed in: told, ended one by one, and ended by a new password.

use axum::http::StatusCode;
use axum::http::header::USER_AGENT;
use chrono::Duration;
use futures::StreamExt;
use hamyar::model::{AgentId, AgentRole, AuditKind};
use hamyar::store::AuditFilter;

use crate::support::desk::{Browser, PASSWORD, TestDesk};
use crate::support::{Database, both};

both!(
    each_session_is_told_by_where_and_with_what,
    one_session_is_ended_and_its_stream_closes,
    all_others_are_ended,
    nobody_ends_another_persons_session_but_an_admin,
    what_was_ended_stays_ended,
    a_password_is_changed_by_the_present_one,
    guesses_of_the_present_password_are_limited,
    who_has_no_password_is_told_so,
);

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/17.5 Mobile/15E148 Safari/604.1";

const ACCOUNT: &str = "/desk/account";

/// A browser at this address in which the person signs in by password.
async fn comes(desk: &TestDesk, address: [u8; 4], browser: &str) -> Browser {
    let mut sara = desk.browser();
    sara.address = address;
    sara.headers.insert(USER_AGENT, browser.parse().unwrap());
    let page = sara.post("/desk/sign-in", &[("email", "sara@team.example"), ("password", PASSWORD)]).await;
    assert_eq!(page.location(), "/desk");
    assert_eq!(sara.get("/desk/account").await.status, StatusCode::OK);
    sara
}

/// What names each session that can be ended on this page.
async fn names(browser: &mut Browser, path: &str) -> Vec<String> {
    let page = browser.get(path).await;
    let names = page.body.split("name=\"session\" value=\"").skip(1);
    names.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The deeds of one kind, by their details, the newest first.
async fn details(desk: &TestDesk, kind: AuditKind) -> Vec<String> {
    let filter = AuditFilter { kind: Some(kind), ..AuditFilter::default() };
    let rows = desk.store.audited(&filter, None, 100).await.unwrap();
    rows.into_iter().map(|row| row.deed.detail).collect()
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/desk").await.status == StatusCode::OK
}

async fn each_session_is_told_by_where_and_with_what(database: Database) {
    let desk = TestDesk::new(database).await;
    desk.agent_with_password("Sara").await;
    let mut first = comes(&desk, [203, 0, 113, 7], FIREFOX).await;
    desk.clock.advance(Duration::hours(1));
    comes(&desk, [198, 51, 100, 9], IPHONE).await;
    desk.clock.advance(Duration::seconds(1));
    comes(&desk, [198, 51, 100, 9], EDGE).await;
    desk.clock.advance(Duration::seconds(1));
    let page = first.get(ACCOUNT).await;
    page.shows(&["Firefox on Linux", "this one", "203.0.113.7", "Safari on iPhone", "Edge on Windows", "198.51.100.9"]);
    page.shows(&["Since today", "last used today", "End Edge on Windows, 198.51.100.9"]);
    page.hides(&["Mozilla", "End Firefox on Linux"]);
    assert_eq!(page.body.matches("this one").count(), 1);
    let order: Vec<usize> = ["Firefox on", "Edge on", "Safari on"].map(|name| page.body.find(name).unwrap()).to_vec();
    assert!(order.is_sorted(), "the one that was used last comes first: {order:?}");

    // What a browser says of itself gets into no page, and one's own place moves with one.
    first.headers.insert(USER_AGENT, "<script>canary</script>".parse().unwrap());
    first.address = [203, 0, 113, 8];
    desk.clock.advance(Duration::seconds(31));
    first.get(ACCOUNT).await;
    let page = first.get(ACCOUNT).await;
    page.shows(&["Another browser", "203.0.113.8"]);
    page.hides(&["canary", "203.0.113.7"]);
    first.submit("/desk/language", &[("language", "fa")]).await;
    first.get(ACCOUNT).await.shows(&["همین‌جا", "سافاری روی آیفون", "اج روی ویندوز", "جاهایی که وارد شده‌اید"]);
}

async fn one_session_is_ended_and_its_stream_closes(database: Database) {
    let desk = TestDesk::new(database).await;
    desk.agent_with_password("Sara").await;
    let (mut here, mut there) = (comes(&desk, [192, 0, 2, 7], FIREFOX).await, comes(&desk, [192, 0, 2, 8], EDGE).await);
    let (mut own, mut stream) = (here.stream("/desk/live").await, there.stream("/desk/live").await);
    let names = names(&mut here, ACCOUNT).await;
    assert_eq!(names.len(), 1, "one does not end the one in which one is");
    let page = here.submit("/desk/account/sessions/end", &[("session", &names[0])]).await;
    assert_eq!(page.location(), "/desk/account?done=ended#sessions");
    here.get("/desk/account?done=ended").await.shows(&["That session is ended."]);
    assert!(!is_in(&mut there).await && is_in(&mut here).await);
    desk.clock.advance(Duration::seconds(3));
    assert!(stream.next().await.is_none(), "what was open there closes");
    let id = desk.says("mina", "where is my invoice").await;
    let told = String::from_utf8(own.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(told.contains(&id.to_string()), "what is open here does not: {told}");
    assert_eq!(details(&desk, AuditKind::SessionsEnded).await, ["one"]);
    // Once more changes nothing, and is not told again.
    here.submit("/desk/account/sessions/end", &[("session", &names[0])]).await;
    assert_eq!(details(&desk, AuditKind::SessionsEnded).await, ["one"]);
}

async fn all_others_are_ended(database: Database) {
    let desk = TestDesk::new(database).await;
    desk.agent_with_password("Sara").await;
    let mut here = comes(&desk, [192, 0, 2, 7], FIREFOX).await;
    here.get(ACCOUNT).await.hides(&["Sign out everywhere else"]);
    let mut others = [comes(&desk, [192, 0, 2, 8], EDGE).await, comes(&desk, [192, 0, 2, 9], IPHONE).await];
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    here.get(ACCOUNT).await.shows(&["Sign out everywhere else"]);
    let page = here.submit("/desk/account/sessions/end-others", &[]).await;
    assert_eq!(page.location(), "/desk/account?done=others#sessions");
    for other in &mut others {
        assert!(!is_in(other).await);
    }
    assert!(is_in(&mut here).await && is_in(&mut admin).await);
    assert_eq!(details(&desk, AuditKind::SessionsEnded).await, ["others"]);
    admin.get("/desk/audit").await.shows(&["Ended sessions", "all others"]);
}

async fn nobody_ends_another_persons_session_but_an_admin(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara: AgentId = desk.agent_with_password("Sara").await;
    let mut sara_there = comes(&desk, [192, 0, 2, 8], EDGE).await;
    let (mut lena, lena_id) = desk.desk_of("Lena", AgentRole::Agent, "en").await;
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let path = format!("/desk/people/{sara}");
    let theirs = names(&mut admin, &path).await;
    assert_eq!(theirs.len(), 1);
    admin.get(&path).await.shows(&["Where they are signed in", "Edge on Windows", "192.0.2.8"]);
    lena.submit("/desk/account/sessions/end", &[("session", &theirs[0])]).await;
    assert!(is_in(&mut sara_there).await, "it is none of hers");
    let page = lena.submit(&format!("{path}/sessions/end"), &[("session", &theirs[0])]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    admin.submit(&format!("/desk/people/{lena_id}/sessions/end"), &[("session", &theirs[0])]).await;
    assert!(is_in(&mut sara_there).await, "it is none of Lena's");
    let mut stream = sara_there.stream("/desk/live").await;
    let page = admin.submit(&format!("{path}/sessions/end"), &[("session", &theirs[0])]).await;
    assert_eq!(page.location(), format!("{path}?done=one"));
    assert!(!is_in(&mut sara_there).await);
    desk.clock.advance(Duration::seconds(3));
    assert!(stream.next().await.is_none());
    admin.get(&path).await.shows(&["Nowhere"]);
    let rows = desk.store.audited(&AuditFilter::default(), None, 1).await.unwrap();
    assert_eq!((rows[0].deed.kind, rows[0].deed.about), (AuditKind::SessionsEnded, Some(sara)));
    let nobody = uuid::Uuid::from_u128(7);
    let page = admin.submit(&format!("/desk/people/{nobody}/sessions/end"), &[("session", &theirs[0])]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

async fn what_was_ended_stays_ended(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara = desk.agent_with_password("Sara").await;
    comes(&desk, [192, 0, 2, 7], FIREFOX).await;
    let session = desk.store.sessions_of(sara).await.unwrap().remove(0);
    desk.store.end_sessions_of(sara).await.unwrap();
    // A request that had begun before keeps its session after that.
    let until = desk.edge.now() + Duration::hours(1);
    let data = serde_json::json!({ "agent": sara });
    desk.store.keep_session(session.hash, Some(sara), data, until).await.unwrap();
    assert_eq!(desk.store.sessions_of(sara).await.unwrap(), []);
}

async fn a_password_is_changed_by_the_present_one(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara = desk.agent_with_password("Sara").await;
    let (mut here, mut there) = (comes(&desk, [192, 0, 2, 7], FIREFOX).await, comes(&desk, [192, 0, 2, 8], EDGE).await);
    let link = desk.link(sara).await;
    let path = "/desk/account/password";
    here.get(ACCOUNT).await.shows(&["href=\"/desk/account/password\""]);
    here.get(path).await.shows(&["Present password", "autocomplete=\"current-password\"", "At least 10 characters"]);
    let fields = |present: &'static str, new: &'static str| [("present", present), ("password", new)];
    let page = here.submit(path, &fields("wrong", "some new words")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["The present password is not right."]);
    page.hides(&["some new words"]);
    let page = here.submit(path, &fields(PASSWORD, "short")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["must have at least 10 characters"]);
    assert!(is_in(&mut there).await, "nothing was changed yet");

    let before = here.cookie.clone();
    let page = here.submit(path, &fields(PASSWORD, "some new words")).await;
    assert_eq!(page.location(), "/desk/account?done=password");
    assert_ne!(here.cookie, before, "the session is another");
    here.get("/desk/account?done=password").await.shows(&["The password is changed."]);
    let mut thief = desk.browser();
    thief.cookie = before;
    assert!(!is_in(&mut there).await && !is_in(&mut thief).await && is_in(&mut here).await);
    assert_eq!(desk.browser().get(&link).await.status, StatusCode::UNAUTHORIZED, "nor do links of before");
    for (password, status) in [(PASSWORD, StatusCode::UNAUTHORIZED), ("some new words", StatusCode::SEE_OTHER)] {
        let form = [("email", "sara@team.example"), ("password", password)];
        assert_eq!(desk.browser().post("/desk/sign-in", &form).await.status, status);
    }
    assert_eq!(details(&desk, AuditKind::PasswordSet).await, ["change"]);
    assert!(details(&desk, AuditKind::SignInFailed).await.contains(&"change".to_owned()));
}

async fn guesses_of_the_present_password_are_limited(database: Database) {
    let desk = TestDesk::new(database).await;
    desk.agent_with_password("Sara").await;
    let mut here = comes(&desk, [192, 0, 2, 7], FIREFOX).await;
    let form = |present: &'static str| [("present", present), ("password", "some new words")];
    for last in 0..10 {
        here.address = [192, 0, 2, last];
        let page = here.submit("/desk/account/password", &form("wrong")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{last}");
    }
    let page = here.submit("/desk/account/password", &form(PASSWORD)).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    page.shows(&["Too many tries."]);
    comes(&desk, [192, 0, 2, 99], FIREFOX).await;
}

async fn who_has_no_password_is_told_so(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut lena, _) = desk.desk_of("Lena", AgentRole::Viewer, "en").await;
    let page = lena.get("/desk/account/password").await;
    page.shows(&["You have no password"]);
    page.hides(&["name=\"present\""]);
    let fields = [("present", ""), ("password", "some new words")];
    assert_eq!(lena.submit("/desk/account/password", &fields).await.location(), "/desk/account/password");
    let form = [("email", "lena@team.example"), ("password", "some new words")];
    assert_eq!(desk.browser().post("/desk/sign-in", &form).await.status, StatusCode::UNAUTHORIZED);
}
