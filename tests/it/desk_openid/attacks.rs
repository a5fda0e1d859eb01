//! What must not let anybody in: tokens that cannot be believed, and answers that are not this browser's.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{AgentRole, AuditKind};
use serde_json::{Value, json};

use super::{SARA, a_scene, comes, goes, is_in, told};
use crate::support::desk::TestDesk;
use crate::support::fake_openid::{CLIENT, FakeOpenId, Signing};

/// Somebody comes with what the provider says now: they are refused, and nothing is left of it.
async fn is_refused(desk: &TestDesk, provider: &FakeOpenId, what: &str) {
    let (mut browser, page) = comes(desk, provider, "1001", SARA).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{what}");
    page.shows(&["You could not be signed in", "What Shop accounts said could not be verified."]);
    page.hides(&["token", "signature", SARA]);
    assert_eq!(browser.cookie, None, "{what}");
    assert!(!is_in(&mut browser).await, "{what}");
    assert_eq!(told(desk).await.pop().unwrap(), (AuditKind::SignInFailed, "openid".to_owned()), "{what}");
}

#[tokio::test]
async fn a_token_that_is_not_signed_by_the_provider_is_worth_nothing() {
    let (desk, provider) = a_scene().await;
    let sara = desk.agent("Sara", AgentRole::Admin, "en").await;
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
        is_refused(&desk, &provider, &format!("{signing:?}")).await;
    }
    assert!(desk.store.openid_issuers_of(sara).await.unwrap().is_empty());
    provider.state().signing = Signing::Rs256;
    assert!(is_in(&mut comes(&desk, &provider, "1001", SARA).await.0).await, "it is the signature that was wrong");
}

#[tokio::test]
async fn a_token_that_is_not_of_this_sign_in_is_worth_nothing() {
    let (desk, provider) = a_scene().await;
    let sara = desk.agent("Sara", AgentRole::Admin, "en").await;
    let now = desk.clock.now().timestamp();
    let wrong: [(&str, Value); 17] = [
        ("another nonce", json!({ "nonce": "of-another-sign-in" })),
        ("no nonce", json!({ "nonce": null })),
        ("for another", json!({ "aud": "another-client" })),
        ("for nobody", json!({ "aud": [] })),
        ("for several, without whom", json!({ "aud": [CLIENT, "another-client"] })),
        ("for several, asked by another", json!({ "aud": [CLIENT, "another-client"], "azp": "another-client" })),
        ("asked by another", json!({ "azp": "another-client" })),
        ("for no audience", json!({ "aud": null })),
        ("expired", json!({ "exp": now - 61 })),
        ("without an end", json!({ "exp": null })),
        ("with an end that is none", json!({ "exp": "never" })),
        ("of the future", json!({ "iat": now + 3600 })),
        ("not valid yet", json!({ "nbf": now + 3600 })),
        ("of another issuer", json!({ "iss": "https://other.example" })),
        ("of nearly the same issuer", json!({ "iss": format!("{}/", provider.url()) })),
        ("about nobody", json!({ "sub": "" })),
        ("about too long a somebody", json!({ "sub": "x".repeat(256) })),
    ];
    for (what, says) in wrong {
        provider.state().says = says;
        is_refused(&desk, &provider, what).await;
    }
    assert!(desk.store.openid_issuers_of(sara).await.unwrap().is_empty());
    // Clocks may differ by a little, and we may be one of several whom it is for.
    provider.state().says = json!({
        "exp": now - 30, "iat": now + 30, "aud": [CLIENT, "another-client"], "azp": CLIENT, "more": { "of": "it" },
    });
    assert!(is_in(&mut comes(&desk, &provider, "1001", SARA).await.0).await);
}

#[tokio::test]
async fn an_answer_that_is_not_this_browsers_is_worth_nothing() {
    let (desk, provider) = a_scene().await;
    desk.agent("Sara", AgentRole::Admin, "en").await;
    let late = async |browser: &mut crate::support::desk::Browser, back: &str, what: &str| {
        let page = browser.get(back).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{what}");
        page.shows(&["This sign-in has run out"]);
        assert!(!is_in(browser).await, "{what}");
    };
    let (browser, back) = goes(&desk, &provider, "1001", SARA).await;
    late(&mut desk.browser(), &back, "a browser that went nowhere").await;
    let (mut other, others) = goes(&desk, &provider, "6666", "mallory@team.example").await;
    late(&mut other, &back, "a browser that waits for another answer").await;
    late(&mut other, &others.replace("state=", "state=x"), "a state that is nobody's").await;
    let (code, state) = back.split_once("&state=").unwrap();
    let others_state = others.split("&state=").nth(1).unwrap();
    late(&mut browser.clone(), &format!("{code}&state={others_state}"), "another's state").await;

    let (mut browser, back) = goes(&desk, &provider, "1001", SARA).await;
    late(&mut browser.clone(), &back.replace("state=", "estate="), "no state").await;
    late(&mut browser, &format!("{code}&state={state}"), "the state of an earlier sign-in").await;
    let (mut slow, back) = goes(&desk, &provider, "1001", SARA).await;
    desk.clock.advance(Duration::minutes(10));
    late(&mut slow, &back, "after ten minutes").await;
    assert_eq!(provider.state().exchanged, 0, "nothing of all that was even asked about");

    // Nobody ends a sign-in from outside: after all that is not its own, its own answer still counts, and once.
    assert!(!is_in(&mut other).await);
    let (mut browser, back) = goes(&desk, &provider, "1001", SARA).await;
    late(&mut browser, "/desk/openid/back?state=x&code=y", "what somebody else sent the browser to").await;
    let mut copy = browser.clone();
    assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
    assert!(is_in(&mut browser).await);
    late(&mut copy, &back, "the same once more").await;

    // An answer that names another provider, or brings another sign-in's code.
    let (mut browser, back) = goes(&desk, &provider, "1001", SARA).await;
    let mixed = format!("{}&iss=https%3A%2F%2Fother.example", back.split("&iss=").next().unwrap());
    assert_eq!(browser.get(&mixed).await.status, StatusCode::BAD_GATEWAY);
    let (_, stolen) = goes(&desk, &provider, "1001", SARA).await;
    let (mut browser, back) = goes(&desk, &provider, "6666", "mallory@team.example").await;
    let stolen = stolen.split("&state=").next().unwrap();
    let injected = format!("{stolen}&state={}", back.split("&state=").nth(1).unwrap());
    assert_eq!(browser.get(&injected).await.status, StatusCode::BAD_GATEWAY, "a code needs its verifier");
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn the_way_there_leads_back_to_the_desk_alone_and_not_without_end() {
    let (desk, provider) = a_scene().await;
    desk.agent("Sara", AgentRole::Agent, "en").await;
    let mut browser = desk.browser();
    let page = browser.get("/desk/openid?next=https%3A%2F%2Fevil.example%2F").await;
    let back = provider.lets("1001", SARA, page.location(), desk.clock.now());
    assert_eq!(browser.get(&back).await.location(), "/desk");
    let mut flood = desk.browser();
    flood.address = [203, 0, 113, 9];
    let mut refused = 0;
    for _ in 0..80 {
        flood.cookie = None;
        refused += i32::from(flood.get("/desk/openid").await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 0, "one address does not fill the table of sessions");
    assert_eq!(desk.browser().get("/desk/openid").await.status, StatusCode::SEE_OTHER, "others go on");
}
