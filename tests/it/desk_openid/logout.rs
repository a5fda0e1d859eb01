//! What ended at the provider ends here: it says so from server to server.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::desk::one_time_link;
use hamyar::model::{AgentRole, AuditKind};
use serde_json::{Value, json};

use super::{SARA, a_scene, comes, is_in, scene, told};
use crate::support::authenticator::Authenticator;
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::fake_openid::{CLIENT, FakeOpenId, LOGOUT, Signing};
use crate::support::{Database, Kind, both};

both!(the_sessions_that_began_through_it_end_and_no_others, who_has_still_to_give_their_code_is_out_as_well);

const PATH: &str = "/desk/openid/logout";

/// Sara comes by a session at the provider of this name.
async fn through(desk: &TestDesk, provider: &FakeOpenId, session: &str) -> Browser {
    provider.state().says = json!({ "sid": session });
    comes(desk, provider, "1001", SARA).await.0
}

/// The provider brings a token.
async fn told_by(desk: &TestDesk, token: &str) -> Page {
    desk.browser().post(PATH, &[("logout_token", token)]).await
}

async fn ended(desk: &TestDesk, provider: &FakeOpenId, more: &Value) -> StatusCode {
    told_by(desk, &provider.logout_token(desk.clock.now(), more)).await.status
}

async fn the_sessions_that_began_through_it_end_and_no_others(database: Database) {
    let (desk, provider) = scene(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    let (mut first, mut second) = (through(&desk, &provider, "s-1").await, through(&desk, &provider, "s-2").await);
    provider.state().says = json!({ "sid": "s-3" });
    desk.agent("Omid", AgentRole::Agent, "en").await;
    let mut omid = comes(&desk, &provider, "1002", "omid@team.example").await.0;
    let link = one_time_link(&desk.store, &desk.edge, sara, "").await.unwrap();
    let mut by_link = desk.browser();
    by_link.get(&link).await;
    for browser in [&mut first, &mut second, &mut omid, &mut by_link] {
        assert!(is_in(browser).await);
    }

    let token = provider.logout_token(desk.clock.now(), &json!({ "sub": "1001", "sid": "s-1" }));
    let page = told_by(&desk, &token).await;
    assert_eq!((page.status, page.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(!is_in(&mut first).await && is_in(&mut second).await);
    assert_eq!(told(&desk).await.pop().unwrap(), (AuditKind::SessionsEnded, "openid".to_owned()));

    // A token is good once: whoever has kept it ends nothing that began since.
    let mut again = through(&desk, &provider, "s-1").await;
    let page = told_by(&desk, &token).await;
    assert_eq!((page.status, page.body.as_str()), (StatusCode::BAD_REQUEST, "{\"error\":\"invalid_request\"}"));
    assert!(is_in(&mut again).await);

    // A session's name is nothing to whom it is not; a session may be all that is named, and a person may be.
    assert_eq!(ended(&desk, &provider, &json!({ "jti": "2", "sub": "1002", "sid": "s-1" })).await, StatusCode::OK);
    assert!(is_in(&mut again).await);
    assert_eq!(ended(&desk, &provider, &json!({ "jti": "3", "sid": "s-1" })).await, StatusCode::OK);
    assert!(!is_in(&mut again).await && is_in(&mut second).await);
    let mut third = through(&desk, &provider, "s-4").await;
    let says = json!({ "jti": "4", "sub": "1001", "aud": ["another-client", CLIENT], "exp": null });
    assert_eq!(ended(&desk, &provider, &says).await, StatusCode::OK);
    assert!(!is_in(&mut second).await && !is_in(&mut third).await);
    assert!(is_in(&mut by_link).await, "what did not begin there does not end there");
    assert!(is_in(&mut omid).await, "nor does anybody else's");

    // What was used is forgotten once it would not be good any more.
    desk.clock.advance(Duration::minutes(11));
    assert_eq!(told_by(&desk, &token).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(ended(&desk, &provider, &json!({ "sub": "1001" })).await, StatusCode::OK);
}

async fn who_has_still_to_give_their_code_is_out_as_well(database: Database) {
    let (desk, provider) = scene(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    through(&desk, &provider, "s-0").await;
    // The letters of twenty zeros in base32.
    let app = Authenticator::of(&"A".repeat(32));
    desk.store.begin_second_factor(sara, vec![0; 20]).await.unwrap();
    let confirmed = desk.store.confirm_second_factor(sara, (vec![0; 20], 1), Vec::new(), String::new()).await;
    assert!(confirmed.unwrap());
    let mut half = through(&desk, &provider, "s-1").await;
    assert_eq!(half.get("/desk/second-factor").await.status, StatusCode::OK);
    assert_eq!(ended(&desk, &provider, &json!({ "jti": "1", "sid": "s-1" })).await, StatusCode::OK);
    assert_eq!(half.get("/desk/second-factor").await.location(), "/desk/sign-in");

    let mut whole = through(&desk, &provider, "s-2").await;
    let code = app.shows(desk.clock.now(), 0);
    whole.post("/desk/second-factor", &[("code", &code)]).await;
    assert!(is_in(&mut whole).await);
    assert_eq!(ended(&desk, &provider, &json!({ "jti": "2", "sid": "s-2" })).await, StatusCode::OK);
    assert!(!is_in(&mut whole).await);
}

#[tokio::test]
async fn a_token_that_cannot_be_believed_ends_nothing() {
    let (desk, provider) = a_scene().await;
    desk.agent("Sara", AgentRole::Admin, "en").await;
    let mut sara = through(&desk, &provider, "s-1").await;
    provider.state().says = json!({});
    let now = desk.clock.now().timestamp();
    let wrong: [(&str, Value); 19] = [
        ("of another issuer", json!({ "iss": "https://other.example" })),
        ("for another", json!({ "aud": "another-client" })),
        ("for nobody", json!({ "aud": [] })),
        ("for no audience", json!({ "aud": null })),
        ("of no time", json!({ "iat": null })),
        ("too old", json!({ "iat": now - 601, "exp": null })),
        ("too old, whatever it says of its end", json!({ "iat": now - 601, "exp": now + 3600 })),
        ("expired", json!({ "exp": now - 61 })),
        ("of tomorrow", json!({ "iat": now + 86_400, "exp": now + 86_500 })),
        ("of a sign-in", json!({ "nonce": "of-a-sign-in" })),
        ("of nothing that happened", json!({ "events": null })),
        ("of something else that happened", json!({ "events": { "https://other.example/event": {} } })),
        ("of something that is no object", json!({ "events": { LOGOUT: true } })),
        ("of a list of events", json!({ "events": [LOGOUT] })),
        ("without a name of its own", json!({ "jti": null })),
        ("with an empty name", json!({ "jti": "" })),
        ("with an endless name", json!({ "jti": "x".repeat(256) })),
        ("about nobody", json!({ "sub": null })),
        ("about nobody in particular", json!({ "sub": "" })),
    ];
    for (what, says) in wrong {
        let mut more = json!({ "sub": "1001" });
        more.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
        assert_eq!(ended(&desk, &provider, &more).await, StatusCode::BAD_REQUEST, "{what}");
    }
    for signing in [
        Signing::OtherKey,
        Signing::UnknownKey,
        Signing::None,
        Signing::PublicKeyAsSecret,
        Signing::Misnamed,
        Signing::Changed,
        Signing::Critical,
        Signing::Halved,
    ] {
        provider.state().signing = signing;
        assert_eq!(ended(&desk, &provider, &json!({ "sub": "1001" })).await, StatusCode::BAD_REQUEST, "{signing:?}");
    }
    provider.state().signing = Signing::Rs256;
    for token in ["", "x", "a.b.c"] {
        assert_eq!(told_by(&desk, token).await.status, StatusCode::BAD_REQUEST, "{token}");
    }
    assert_eq!(desk.browser().post(PATH, &[]).await.status, StatusCode::BAD_REQUEST);
    let mut page = desk.browser();
    page.headers.insert("origin", "https://evil.example".parse().unwrap());
    let token = provider.logout_token(desk.clock.now(), &json!({ "sub": "1001" }));
    assert_eq!(page.post(PATH, &[("logout_token", &token)]).await.status, StatusCode::FORBIDDEN, "no page brings it");
    assert!(is_in(&mut sara).await);
    assert_eq!(told(&desk).await.last().unwrap().0, AuditKind::SignedIn, "nothing of it is told of anybody");
    assert_eq!(ended(&desk, &provider, &json!({ "sub": "1001" })).await, StatusCode::OK, "it was what was wrong");
    assert!(!is_in(&mut sara).await);
}

#[tokio::test]
async fn the_list_of_keys_is_not_asked_for_at_anybodys_word() {
    let (desk, provider) = a_scene().await;
    desk.agent("Sara", AgentRole::Agent, "en").await;
    let mut sara = through(&desk, &provider, "s-1").await;
    // The provider has a new key: it is believed once the list has rested for a while.
    provider.state().key = 1;
    let says = json!({ "sub": "1001" });
    assert_eq!(ended(&desk, &provider, &says).await, StatusCode::BAD_REQUEST);
    desk.clock.advance(Duration::minutes(2));
    assert_eq!(ended(&desk, &provider, &says).await, StatusCode::OK);
    assert!(!is_in(&mut sara).await);
}

#[tokio::test]
async fn without_a_provider_nobody_says_so() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    assert_eq!(told_by(&desk, "x").await.status, StatusCode::NOT_FOUND);
}
