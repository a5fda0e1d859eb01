//! Who may come through the provider, and as whom.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, AuditKind};
use serde_json::json;

use super::{SARA, comes, goes, is_in, scene, told};
use crate::support::desk::TestDesk;
use crate::support::fake_openid::FakeOpenId;
use crate::support::{Database, both};

both!(
    nobody_comes_in_who_is_not_of_the_team,
    an_address_that_is_somebody_elses_now_lets_in_nobody,
    whoever_is_invited_joins_by_coming,
    everybody_of_the_house_comes_where_that_is_set,
    the_email_is_asked_for_where_the_token_does_not_say_it,
    an_admin_has_the_account_forgotten,
);

async fn nobody_comes_in_who_is_not_of_the_team(database: Database) {
    let (desk, provider) = scene(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    for verified in [json!(false), json!(null), json!("false"), json!(1)] {
        provider.state().says = json!({ "email_verified": verified });
        let (mut browser, page) = comes(&desk, &provider, "1001", SARA).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{verified}");
        page.shows(&["Your e-mail is not verified"]);
        assert!(!is_in(&mut browser).await);
    }
    assert!(desk.store.openid_issuers_of(sara).await.unwrap().is_empty());
    provider.state().says = json!({ "email_verified": "true" });
    let (mut known, page) = comes(&desk, &provider, "1001", SARA).await;
    assert_eq!(page.location(), "/desk/contacts", "some write the truth as a text");

    provider.state().says = json!({});
    let (mut stranger, unknown) = comes(&desk, &provider, "2002", "nobody@team.example").await;
    desk.store.change_agent(sara, None, Some(false)).await.unwrap();
    assert!(!is_in(&mut known).await);
    let (mut linked, disabled) = comes(&desk, &provider, "1001", SARA).await;
    let (_, by_email) = comes(&desk, &provider, "3003", SARA).await;
    for page in [&unknown, &disabled, &by_email] {
        assert_eq!(
            (page.status, &page.body),
            (StatusCode::FORBIDDEN, &unknown.body),
            "who is on the team shows nowhere"
        );
    }
    unknown.shows(&["You have no access to this desk"]);
    assert!(!is_in(&mut stranger).await && !is_in(&mut linked).await);
    assert_eq!(desk.store.agents().await.unwrap().len(), 1);
    let rows = desk.store.audited(&hamyar::store::AuditFilter::default(), None, 2).await.unwrap();
    assert!(rows.iter().all(|row| (row.deed.kind, row.deed.about) == (AuditKind::SignInFailed, Some(sara))));
    desk.store.change_agent(sara, None, Some(true)).await.unwrap();
    assert!(is_in(&mut comes(&desk, &provider, "1001", SARA).await.0).await);
}

async fn an_address_that_is_somebody_elses_now_lets_in_nobody(database: Database) {
    let (desk, provider) = scene(database).await;
    desk.agent("Sara", AgentRole::Admin, "en").await;
    assert!(is_in(&mut comes(&desk, &provider, "1001", SARA).await.0).await);
    let (mut heir, page) = comes(&desk, &provider, "9009", SARA).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!is_in(&mut heir).await);
    // Odd addresses are none.
    for odd in ["", "@", "sara@team.example@evil.example", "sara\u{0}@team.example", "sara @team.example"] {
        let (mut browser, page) = comes(&desk, &provider, "7007", odd).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{odd:?}");
        assert!(!is_in(&mut browser).await);
    }
}

async fn whoever_is_invited_joins_by_coming(database: Database) {
    let (desk, provider) = scene(database).await;
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let invite = [("email", "reza@team.example"), ("role", "curator"), ("language", "fa")];
    let page = admin.submit("/desk/people/invite", &invite).await;
    let link = page.body.split("https://desk.example").nth(1).unwrap().split('"').next().unwrap().to_owned();
    provider.state().says = json!({ "email_verified": false });
    assert_eq!(comes(&desk, &provider, "1001", "reza@team.example").await.1.status, StatusCode::FORBIDDEN);
    provider.state().says = json!({});
    desk.clock.advance(Duration::seconds(1));
    let (mut reza, page) = comes(&desk, &provider, "1001", "reza@team.example").await;
    assert_eq!(page.location(), "/desk/contacts");
    reza.get("/desk/account").await.shows(&["Reza of the Shop", "reza@team.example", "dir=\"rtl\"", "مسئول دانش"]);
    assert_eq!(desk.browser().get(&link).await.status, StatusCode::NOT_FOUND, "the invitation is used up");
    let told = told(&desk).await;
    assert!(told.contains(&(AuditKind::Joined, "openid".to_owned())), "{told:?}");
    reza.get("/desk/account/password").await.hides(&["name=\"present\""]);
    for password in ["", "0123456789"] {
        let form = [("email", "reza@team.example"), ("password", password)];
        assert_eq!(desk.browser().post("/desk/sign-in", &form).await.status, StatusCode::UNAUTHORIZED);
    }

    admin
        .submit("/desk/people/invite", &[("email", "late@team.example"), ("role", "viewer"), ("language", "en")])
        .await;
    desk.clock.advance(Duration::days(8));
    let (_, page) = comes(&desk, &provider, "4004", "late@team.example").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "an invitation that is too old is none");
}

async fn everybody_of_the_house_comes_where_that_is_set(database: Database) {
    let provider = FakeOpenId::start().await;
    let settings = provider.settings_with(&json!({ "domains": ["Team.example"], "name": null }));
    let desk = TestDesk::through(database, &settings, Some(AgentRole::Viewer)).await;
    desk.browser().get("/desk/sign-in?lang=en").await.shows(&["Sign in with 127.0.0.1"]);
    for (subject, email) in [("1", "a@evil.example"), ("2", "a@sub.team.example"), ("3", "team.example@evil.example")] {
        let (_, page) = comes(&desk, &provider, subject, email).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{email}");
    }
    provider.state().says = json!({ "name": "\u{202e}<b>x</b>".repeat(30) });
    let (mut new, page) = comes(&desk, &provider, "4", "Parisa@TEAM.example").await;
    assert_eq!(page.location(), "/desk/contacts");
    let page = new.get("/desk/account").await;
    page.shows(&["parisa@team.example", "Viewer"]);
    page.hides(&["<b>x"]);
    assert_eq!(new.get("/desk/people").await.status, StatusCode::FORBIDDEN);
    provider.state().says = json!({ "name": null });
    let (mut plain, _) = comes(&desk, &provider, "5", "lena@team.example").await;
    plain.get("/desk/account").await.shows(&["<bdi>lena</bdi>"]);
    // Whoever left the house does not come in by an account that is still there.
    provider.state().says = json!({ "email": "lena@elsewhere.example" });
    assert_eq!(comes(&desk, &provider, "5", "").await.1.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.store.agents().await.unwrap().len(), 2);
}

async fn the_email_is_asked_for_where_the_token_does_not_say_it(database: Database) {
    let (desk, provider) = scene(database).await;
    desk.agent("Sara", AgentRole::Agent, "en").await;
    let try_with = async |said: serde_json::Value| {
        provider.state().userinfo = Some(said);
        let (mut browser, back) = goes(&desk, &provider, "1001", SARA).await;
        let page = browser.get(&back).await;
        (page.status, is_in(&mut browser).await)
    };
    let of_another = json!({ "sub": "6666", "email": SARA, "email_verified": true });
    assert_eq!(try_with(of_another).await, (StatusCode::BAD_GATEWAY, false), "about somebody else");
    let unverified = json!({ "sub": "1001", "email": SARA });
    assert_eq!(try_with(unverified).await, (StatusCode::FORBIDDEN, false));
    let right = json!({ "sub": "1001", "email": SARA, "email_verified": true });
    assert_eq!(try_with(right).await, (StatusCode::SEE_OTHER, true));
}

async fn an_admin_has_the_account_forgotten(database: Database) {
    let (desk, provider) = scene(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let person = format!("/desk/people/{sara}");
    admin.get(&person).await.hides(&["Forget the account"]);
    comes(&desk, &provider, "1001", SARA).await;
    admin.get(&person).await.shows(&["Sign-in provider", "Their account is known", "Forget the account"]);
    assert_eq!(comes(&desk, &provider, "2002", SARA).await.1.status, StatusCode::FORBIDDEN);
    desk.clock.advance(Duration::seconds(1));
    let page = admin.submit(&format!("{person}/openid"), &[]).await;
    assert_eq!(page.location(), format!("{person}?done=openid"));
    assert_eq!(told(&desk).await.pop().unwrap().0, AuditKind::OpenIdForgotten);
    assert!(is_in(&mut comes(&desk, &provider, "2002", SARA).await.0).await);
    let nobody = uuid::Uuid::from_u128(7);
    assert_eq!(admin.submit(&format!("/desk/people/{nobody}/openid"), &[]).await.status, StatusCode::NOT_FOUND);
}
