//! Signing in to the desk through a provider: the way there and back, and who may come.

mod attacks;
mod comers;
mod logout;

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{AgentRole, AuditKind};
use hamyar::store::{AuditFilter, AuditRow};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::fake_openid::{FakeOpenId, SECRET, Signing};
use crate::support::{Database, Kind, Program, both};

both!(the_way_there_and_back_opens_a_session_of_its_own, whoever_is_asked_for_a_code_is_asked_all_the_same);

const SARA: &str = "sara@team.example";

/// A desk with a provider.
async fn scene(database: Database) -> (TestDesk, FakeOpenId) {
    let provider = FakeOpenId::start().await;
    (TestDesk::through(database, &provider.settings(), None).await, provider)
}

async fn a_scene() -> (TestDesk, FakeOpenId) {
    scene(Database::new(Kind::Sqlite).await).await
}

/// Somebody goes to the provider and signs in there: their browser, and where it is sent back to.
async fn goes(desk: &TestDesk, provider: &FakeOpenId, subject: &str, email: &str) -> (Browser, String) {
    let mut browser = desk.browser();
    let page = browser.get("/desk/openid?next=%2Fdesk%2Fcontacts&lang=en").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let back = provider.lets(subject, email, page.location(), desk.clock.now());
    (browser, back)
}

/// The same, and comes back: what they meet.
async fn comes(desk: &TestDesk, provider: &FakeOpenId, subject: &str, email: &str) -> (Browser, Page) {
    let (mut browser, back) = goes(desk, provider, subject, email).await;
    let page = browser.get(&back).await;
    (browser, page)
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/desk").await.status == StatusCode::OK
}

/// What the audit log tells, the oldest first.
async fn told(desk: &TestDesk) -> Vec<(AuditKind, String)> {
    let rows: Vec<AuditRow> = desk.store.audited(&AuditFilter::default(), None, 100).await.unwrap();
    rows.into_iter().rev().map(|row| (row.deed.kind, row.deed.detail)).collect()
}

async fn the_way_there_and_back_opens_a_session_of_its_own(database: Database) {
    let (desk, provider) = scene(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    let mut browser = desk.browser();
    let page = browser.get("/desk/sign-in?lang=en&next=%2Fdesk%2Fcontacts").await;
    page.shows(&["Sign in with Shop accounts", "href=\"/desk/openid?lang=en&#38;next=%2Fdesk%2Fcontacts\""]);
    browser.get("/desk/sign-in?lang=fa").await.shows(&["dir=\"rtl\"", "ورود با", "Shop accounts"]);
    assert_eq!(browser.cookie, None, "strangers get no session");

    // An id that somebody else chose does not become a session, neither on the way there nor on the way back.
    let planted = "hamyar_desk=AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    browser.cookie = Some(planted.clone());
    let page = browser.get("/desk/openid?next=%2Fdesk%2Fcontacts").await;
    page.hides(&[SECRET]);
    let waiting = browser.cookie.clone().unwrap();
    assert_ne!(waiting, planted);
    assert!(!is_in(&mut browser.clone()).await, "who waits is not in");
    let back = provider.lets("1001", "Sara@Team.example", page.location(), desk.clock.now());
    assert!(back.starts_with("/desk/openid/back?"), "{back}");
    desk.clock.advance(Duration::seconds(1));
    let page = browser.get(&back).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/desk/contacts"));
    let session = browser.cookie.clone().unwrap();
    assert!(session != waiting && session != planted);
    for other in [waiting, planted] {
        let mut thief = desk.browser();
        thief.cookie = Some(other);
        assert!(!is_in(&mut thief).await);
        assert_eq!(thief.get(&back).await.status, StatusCode::BAD_REQUEST, "what came back is used up");
    }
    browser.get("/desk/account").await.shows(&["sara@team.example"]);
    let through = "openid".to_owned();
    assert_eq!(told(&desk).await, [(AuditKind::OpenIdLinked, through.clone()), (AuditKind::SignedIn, through)]);
    assert_eq!(
        browser.get("/desk/openid?next=%2Fdesk%2Fsearch").await.location(),
        "/desk/search",
        "who is in stays in"
    );
    assert_eq!(browser.get("/desk/openid/back?state=x&code=y").await.status, StatusCode::BAD_REQUEST);
    assert!(is_in(&mut browser).await, "nobody is signed out by a link");

    // From then on it is the account there that counts, signed with either algorithm and with a key that is new.
    for (signing, key) in [(Signing::Es256, 0), (Signing::Rs256, 1)] {
        (provider.state().signing, provider.state().key) = (signing, key);
        let (mut again, page) = comes(&desk, &provider, "1001", "married@elsewhere.example").await;
        assert_eq!(page.location(), "/desk/contacts");
        again.get("/desk/account").await.shows(&["sara@team.example"]);
    }
    assert_eq!(desk.store.openid_issuers_of(sara).await.unwrap(), [provider.url()]);
    assert_eq!(provider.state().exchanged, 3);
}

async fn whoever_is_asked_for_a_code_is_asked_all_the_same(database: Database) {
    let (desk, provider) = scene(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    assert_eq!(comes(&desk, &provider, "1001", SARA).await.1.location(), "/desk/contacts");
    desk.store.begin_second_factor(sara, vec![7; 20]).await.unwrap();
    let confirmed = desk.store.confirm_second_factor(sara, (vec![7; 20], 1), Vec::new(), String::new()).await;
    assert!(confirmed.unwrap());
    let (mut half, page) = comes(&desk, &provider, "1001", SARA).await;
    assert_eq!(page.location(), "/desk/second-factor");
    assert!(!is_in(&mut half).await);
    half.get("/desk/second-factor").await.shows(&["Your code"]);
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    desk.browser().get("/desk/sign-in").await.hides(&["/desk/openid"]);
    for path in ["/desk/openid", "/desk/openid/back?state=x&code=y"] {
        assert_eq!(desk.browser().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_provider_that_fails_is_told_of_and_lets_nobody_in() {
    let (desk, provider) = a_scene().await;
    desk.agent("Sara", AgentRole::Agent, "en").await;
    provider.state().fault = Some(503);
    let page = desk.browser().get("/desk/openid?lang=en").await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.shows(&["Shop accounts does not answer", "href=\"/desk/sign-in?lang=en\""]);
    page.hides(&["503", provider.url()]);
    provider.state().fault = None;
    for wrong in ["https://other.example", "http://127.0.0.1:9/realms/shop"] {
        provider.state().issuer = Some(wrong.to_owned());
        assert_eq!(desk.browser().get("/desk/openid").await.status, StatusCode::BAD_GATEWAY, "{wrong}");
    }
    provider.state().issuer = None;
    provider.state().padding = 300_000;
    assert_eq!(desk.browser().get("/desk/openid").await.status, StatusCode::BAD_GATEWAY, "an endless answer");
    provider.state().padding = 0;

    // It fails, sends somewhere else or answers without an end once somebody was there.
    for (fault, padding, title) in [
        (Some(500), 0, "Shop accounts does not answer"),
        (Some(302), 0, "You could not be signed in"),
        (None, 300_000, "You could not be signed in"),
    ] {
        let (mut browser, back) = goes(&desk, &provider, "1001", SARA).await;
        (provider.state().fault, provider.state().padding) = (fault, padding);
        let page = browser.get(&back).await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{title}");
        page.shows(&[title]);
        assert!(!is_in(&mut browser).await);
        (provider.state().fault, provider.state().padding) = (None, 0);
    }
    let mut browser = desk.browser();
    let address = browser.get("/desk/openid?lang=fa").await.location().to_owned();
    let state = address.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let page = browser.get(&format!("/desk/openid/back?error=access_denied&state={state}")).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    page.shows(&["dir=\"rtl\"", "وارد نشدید"]);
    assert!(is_in(&mut comes(&desk, &provider, "1001", SARA).await.0).await, "and when it is well again, they come in");
}

#[tokio::test]
async fn the_operator_is_told_how_the_provider_is() {
    let provider = FakeOpenId::start().await;
    let program = Program::new()
        .with("HAMYAR_DESK__OPENID__ISSUER", provider.url())
        .with("HAMYAR_DESK__OPENID__CLIENT_ID", "hamyar")
        .with("HAMYAR_DESK__OPENID__CLIENT_SECRET", SECRET);
    let said = program.run(&["doctor"]).await.out;
    assert!(said.contains("ok    the sign-in provider 127.0.0.1 answers, with 2 keys\n"), "{said}");
    assert!(said.contains("note  it must know the address http://127.0.0.1:0/desk/openid/back\n"), "{said}");
    provider.state().issuer = Some("https://other.example".to_owned());
    let ran = program.run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    let line = "FAIL  sign-in provider: the provider names another issuer than desk.openid.issuer\n";
    assert!(ran.out.contains(line) && !ran.out.contains(SECRET), "{}", ran.out);
}
