//! The second factor: set up at the desk, asked for when somebody signs in, and never good twice.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::AgentRole;

use crate::support::authenticator::Authenticator;
use crate::support::desk::{Browser, PASSWORD, Page, TestDesk};
use crate::support::{Database, both};

both!(
    it_is_set_up_and_asked_for,
    a_code_is_good_once_and_not_for_long,
    a_recovery_code_lets_in_once,
    after_many_wrong_codes_one_waits_longer_and_longer,
    an_admin_takes_away_what_somebody_has_lost,
    a_role_may_have_to_have_one,
    setting_it_up_ends_the_other_sessions,
    a_secret_that_was_replaced_is_not_confirmed,
    a_new_password_ends_what_waits_for_a_code,
);

const OWN: &str = "/desk/account/second-factor";

/// An authenticator app, which knows a secret as its page shows it.
struct App(Authenticator);

impl App {
    fn reads(page: &Page) -> Self {
        let (_, rest) = page.body.split_once("id=\"secret\" readonly dir=\"ltr\" rows=\"2\">").expect("a secret");
        Self(Authenticator::of(rest.split('<').next().unwrap()))
    }

    /// What it shows so many steps of 30 seconds from now.
    fn shows(&self, desk: &TestDesk, later: i64) -> String {
        self.0.shows(desk.clock.now(), later)
    }
}

/// Sets it up at this desk; returns the app and the recovery codes.
async fn set_up(desk: &TestDesk, browser: &mut Browser) -> (App, Vec<String>) {
    assert_eq!(browser.submit("/desk/account/second-factor/begin", &[]).await.location(), OWN);
    let app = App::reads(&browser.get(OWN).await);
    let page = browser.submit("/desk/account/second-factor/confirm", &[("code", &app.shows(desk, 0))]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let codes = page.body.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    (app, codes.collect())
}

/// Gives the password: what comes next.
async fn password(desk: &TestDesk) -> (Browser, Page) {
    let mut browser = desk.browser();
    let fields = [("email", "sara@team.example"), ("password", PASSWORD), ("next", "/desk/contacts")];
    let page = browser.post("/desk/sign-in", &fields).await;
    (browser, page)
}

async fn sara(desk: &TestDesk) -> Browser {
    desk.agent_with_password("Sara").await;
    password(desk).await.0
}

async fn it_is_set_up_and_asked_for(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = sara(&desk).await;
    browser.get("/desk/account").await.shows(&["Second factor"]);
    browser.get(OWN).await.shows(&["Set it up"]);
    browser.submit("/desk/account/second-factor/begin", &[]).await;
    let page = browser.get(OWN).await;
    page.shows(&["<svg class=\"qr\"", "<path fill=\"#000\" d=\"M4 4h7v1h-7z", "Scan this"]);
    let page = browser.submit("/desk/account/second-factor/confirm", &[("code", "000000")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["This code is not right", "<svg class=\"qr\""]);
    assert_eq!(password(&desk).await.1.location(), "/desk/contacts", "it does not count yet");

    let (app, codes) = set_up(&desk, &mut browser).await;
    assert_eq!(codes.len(), 10);
    let page = browser.get(OWN).await;
    page.shows(&["On since", "10 recovery codes are left"]);
    page.hides(&["<svg class=\"qr\"", codes[0].as_str(), "id=\"secret\""]);
    // What is set up is not set up anew behind its owner's back.
    browser.submit("/desk/account/second-factor/begin", &[]).await;
    browser.get(OWN).await.shows(&["On since"]);

    let (mut half, page) = password(&desk).await;
    assert_eq!(page.location(), "/desk/second-factor");
    assert_eq!(half.get("/desk").await.status, StatusCode::SEE_OTHER, "a password alone opens nothing");
    assert_eq!(half.get("/desk/live").await.status, StatusCode::SEE_OTHER);
    let first = half.cookie.clone();
    half.get("/desk/second-factor").await.shows(&["Your code"]);
    desk.clock.advance(Duration::seconds(30));
    let page = half.post("/desk/second-factor", &[("code", &app.shows(&desk, 0))]).await;
    assert_eq!(page.location(), "/desk/contacts");
    assert_ne!(half.cookie, first, "the session is another");
    assert_eq!(half.get("/desk/contacts").await.status, StatusCode::OK);

    // Nor is a link enough; and what was asked for is asked for ten minutes long.
    let agents = desk.store.agents().await.unwrap();
    let mut by_link = desk.browser();
    assert_eq!(by_link.get(&desk.link(agents[0].id).await).await.location(), "/desk/second-factor");
    desk.clock.advance(Duration::minutes(10));
    assert_eq!(by_link.get("/desk/second-factor").await.location(), "/desk/sign-in");
    let page = by_link.post("/desk/second-factor", &[("code", &app.shows(&desk, 0))]).await;
    assert_eq!(page.location(), "/desk/sign-in");
    assert_eq!(desk.browser().get("/desk/second-factor").await.location(), "/desk/sign-in");
}

async fn a_code_is_good_once_and_not_for_long(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = sara(&desk).await;
    let (app, _) = set_up(&desk, &mut browser).await;
    let used = app.shows(&desk, 0);
    let wrong = async |code: &str| {
        let page = password(&desk).await.0.post("/desk/second-factor", &[("code", code)]).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{code}");
        page.shows(&["This code is not right, or was used already."]);
    };
    wrong(&used).await;
    wrong(&app.shows(&desk, -1)).await;
    wrong(&app.shows(&desk, 2)).await;
    desk.clock.advance(Duration::seconds(60));
    // A device whose clock is a little slow, in Persian digits.
    let slow = app.shows(&desk, -1);
    let persian: String = slow.chars().map(|digit| char::from_u32(digit as u32 - 0x30 + 0x6f0).unwrap()).collect();
    let page = password(&desk).await.0.post("/desk/second-factor", &[("code", &format!(" {persian}"))]).await;
    assert_eq!(page.location(), "/desk/contacts");
    wrong(&slow).await;
    // Giving it up needs a code as well.
    let page = browser.submit("/desk/account/second-factor/off", &[("code", &slow)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.submit("/desk/account/second-factor/off", &[("code", &app.shows(&desk, 0))]).await;
    assert_eq!(page.location(), OWN);
    assert_eq!(password(&desk).await.1.location(), "/desk/contacts");
}

async fn a_recovery_code_lets_in_once(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = sara(&desk).await;
    let (_, codes) = set_up(&desk, &mut browser).await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    let page = password(&desk).await.0.post("/desk/second-factor", &[("code", &typed)]).await;
    assert_eq!(page.location(), "/desk/contacts");
    let page = password(&desk).await.0.post("/desk/second-factor", &[("code", &codes[3])]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    browser.get(OWN).await.shows(&["9 recovery codes are left"]);
}

/// Follows a new one-time link from this address, and gives a code.
async fn tries(desk: &TestDesk, from: u8, code: &str) -> Page {
    let sara = desk.store.agents().await.unwrap()[0].id;
    let mut half = desk.browser();
    half.address = [192, 0, 2, from];
    assert_eq!(half.get(&desk.link(sara).await).await.location(), "/desk/second-factor");
    half.post("/desk/second-factor", &[("code", code)]).await
}

/// Six digits that no app shows about now.
fn wrong(app: &App, desk: &TestDesk) -> String {
    let shown = [-1, 0, 1].map(|later| app.shows(desk, later));
    let codes = ["000000", "111111", "222222", "333333"].into_iter();
    codes.map(str::to_owned).find(|code| !shown.contains(code)).unwrap()
}

async fn after_many_wrong_codes_one_waits_longer_and_longer(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = sara(&desk).await;
    let (app, codes) = set_up(&desk, &mut browser).await;
    desk.clock.advance(Duration::seconds(30));
    for from in 0..10 {
        assert_eq!(tries(&desk, from, &wrong(&app, &desk)).await.status, StatusCode::UNAUTHORIZED, "{from}");
    }
    let page = tries(&desk, 99, &app.shows(&desk, 0)).await;
    assert_eq!((page.status, &page.headers["retry-after"]), (StatusCode::TOO_MANY_REQUESTS, &"60".parse().unwrap()));
    page.shows(&["Too many wrong codes.", "A recovery code is taken at any time"]);
    // At the desk as well.
    let page = browser.submit("/desk/account/second-factor/off", &[("code", &app.shows(&desk, 0))]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    for minutes in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440] {
        desk.clock.advance(Duration::minutes(minutes) - Duration::seconds(1));
        let page = tries(&desk, 7, &wrong(&app, &desk)).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{minutes}");
        desk.clock.advance(Duration::seconds(1));
        let page = tries(&desk, 7, &wrong(&app, &desk)).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{minutes}");
    }
    // Whoever has a recovery code does not wait, also where somebody else tries such codes in vain; and begins with ten tries again.
    for _ in 0..10 {
        assert_eq!(tries(&desk, 7, "AAAA-AAAA-AAAA-AAAA").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(tries(&desk, 7, &codes[0]).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(tries(&desk, 8, &codes[0]).await.status, StatusCode::SEE_OTHER);
    for from in 0..10 {
        assert_eq!(tries(&desk, from, &wrong(&app, &desk)).await.status, StatusCode::UNAUTHORIZED, "{from}");
    }
    assert_eq!(tries(&desk, 1, &wrong(&app, &desk)).await.status, StatusCode::TOO_MANY_REQUESTS);
    // A right one in time ends the count, too.
    desk.clock.advance(Duration::minutes(1));
    assert_eq!(tries(&desk, 1, &app.shows(&desk, 0)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(tries(&desk, 1, &wrong(&app, &desk)).await.status, StatusCode::UNAUTHORIZED);
    // And so does an admin.
    for _ in 0..10 {
        tries(&desk, 1, &wrong(&app, &desk)).await;
    }
    let (mut admin, omid) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let sara = desk.store.agents().await.unwrap().into_iter().find(|agent| agent.id != omid).unwrap().id;
    admin.submit(&format!("/desk/people/{sara}/second-factor"), &[]).await;
    assert_eq!(desk.browser().get(&desk.link(sara).await).await.location(), "/desk");
}

async fn an_admin_takes_away_what_somebody_has_lost(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = sara(&desk).await;
    set_up(&desk, &mut browser).await;
    let (mut admin, omid) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let sara = desk.store.agents().await.unwrap().into_iter().find(|agent| agent.id != omid).unwrap().id;
    admin.get("/desk/people").await.shows(&[">On<", ">Off<"]);
    admin.get(&format!("/desk/people/{sara}")).await.shows(&["Take it away"]);
    let page = admin.submit(&format!("/desk/people/{sara}/second-factor"), &[]).await;
    assert_eq!(page.location(), format!("/desk/people/{sara}?done=forgotten"));
    admin.get("/desk/people").await.hides(&[">On<"]);
    assert_eq!(password(&desk).await.1.location(), "/desk/contacts");
}

async fn a_role_may_have_to_have_one(database: Database) {
    let desk = TestDesk::requiring_factors_of(database, vec![AgentRole::Agent]).await;
    let mut browser = sara(&desk).await;
    let (mut viewer, _) = desk.desk_of("Vida", AgentRole::Viewer, "en").await;
    assert_eq!(viewer.get("/desk").await.status, StatusCode::OK);
    for path in ["/desk", "/desk/account", "/desk/live", "/desk/report.csv"] {
        assert_eq!(browser.get(path).await.location(), OWN, "{path}");
    }
    let page = browser.get(OWN).await;
    page.shows(&["Your role needs a second factor."]);
    let token = page.value("token");
    let post = async |browser: &mut Browser, path: &str, more: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> = [("token", token.as_str())].iter().chain(more).copied().collect();
        browser.post(path, &fields).await
    };
    let id = desk.says("mina", "where is my invoice").await;
    let fields = [("version", "0"), ("seen", "0")];
    let page = post(&mut browser, &format!("/desk/conversations/{id}/take"), &fields).await;
    assert_eq!(page.location(), OWN, "nothing is done without it");
    post(&mut browser, "/desk/account/second-factor/begin", &[]).await;
    let app = App::reads(&browser.get(OWN).await);
    post(&mut browser, "/desk/account/second-factor/confirm", &[("code", &app.shows(&desk, 0))]).await;
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK);
}

async fn setting_it_up_ends_the_other_sessions(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = sara(&desk).await;
    let (mut elsewhere, _) = password(&desk).await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    assert_eq!(elsewhere.get("/desk").await.status, StatusCode::OK);
    set_up(&desk, &mut browser).await;
    assert_eq!(elsewhere.get("/desk").await.location(), "/desk/sign-in");
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK, "whoever set it up stays");
    assert_eq!(omid.get("/desk").await.status, StatusCode::OK, "others stay");
}

async fn a_new_password_ends_what_waits_for_a_code(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = sara(&desk).await;
    let (app, _) = set_up(&desk, &mut browser).await;
    let id = desk.store.agents().await.unwrap()[0].id;
    let (mut half, _) = password(&desk).await;
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let page = admin.get(&format!("/desk/people/{id}")).await;
    assert_eq!(page.body.matches("name=\"session\"").count(), 1, "who waits for a code is not signed in");
    desk.store.change_agent(id, Some(String::new()), None).await.unwrap();
    desk.clock.advance(Duration::seconds(30));
    let page = half.post("/desk/second-factor", &[("code", &app.shows(&desk, 0))]).await;
    assert_eq!(page.location(), "/desk/sign-in");
}

async fn a_secret_that_was_replaced_is_not_confirmed(database: Database) {
    let desk = TestDesk::new(database).await;
    let id = desk.agent_with_password("Sara").await;
    // Another tab begins anew between the check of a code and what follows from it.
    for secret in [1, 2] {
        desk.store.begin_second_factor(id, vec![secret; 20]).await.unwrap();
    }
    for (secret, confirmed) in [(1, false), (2, true)] {
        let confirming = desk.store.confirm_second_factor(id, (vec![secret; 20], 7), Vec::new(), String::new());
        assert_eq!(confirming.await.unwrap(), confirmed, "{secret}");
    }
}
