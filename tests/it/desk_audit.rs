//! The audit log: what of the team's doings stands in it, who may read it, and what never does.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, AuditKind, Deed};
use hamyar::store::{AuditFilter, AuditRow, Cutoffs};
use hamyar_channel::Event;

use crate::support::desk::{PASSWORD, TestDesk};
use crate::support::{Database, Program, both};

both!(
    who_came_and_who_did_not_know_the_password_is_told,
    whoever_signs_in_as_nobody_does_not_fill_the_log,
    what_admins_do_about_colleagues_is_told,
    what_somebody_is_given_and_their_accounts_are_told_where_they_change,
    what_commands_do_to_articles_and_people_is_told,
    the_log_is_read_in_pages_and_by_what_is_asked,
    it_is_only_added_to_and_let_go_of_when_it_is_old,
);

async fn all(desk: &TestDesk) -> Vec<AuditRow> {
    desk.store.audited(&AuditFilter::default(), None, 1000).await.unwrap()
}

async fn kinds(desk: &TestDesk) -> Vec<AuditKind> {
    let mut kinds: Vec<AuditKind> = all(desk).await.into_iter().map(|row| row.deed.kind).collect();
    kinds.reverse();
    kinds
}

async fn who_came_and_who_did_not_know_the_password_is_told(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara = desk.agent_with_password("Sara").await;
    let mut browser = desk.browser();
    browser.address = [203, 0, 113, 7];
    for (email, password) in [
        ("sara@team.example", "canary-wrong"),
        ("canary-nobody@team.example", PASSWORD),
        ("sara@team.example", PASSWORD),
    ] {
        desk.clock.advance(Duration::seconds(1));
        browser.post("/desk/sign-in", &[("email", email), ("password", password)]).await;
    }
    let rows = all(&desk).await;
    assert_eq!(kinds(&desk).await, [AuditKind::SignInFailed, AuditKind::SignInFailed, AuditKind::SignedIn]);
    assert_eq!((rows[2].deed.about, rows[1].deed.about), (Some(sara), None));
    assert!(rows.iter().all(|row| row.deed.address.as_deref() == Some("203.0.113.7")));
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let page = admin.get("/desk/audit").await;
    page.shows(&["Sign-in failed", "Signed in", "by password", "by link", "Nobody known", "Sara", "203.0.113.7"]);
    for path in ["/desk/audit", "/desk/audit.csv"] {
        admin.get(path).await.hides(&["canary", PASSWORD]);
    }
    assert_eq!(browser.get("/desk/audit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/desk/audit.csv").await.status, StatusCode::FORBIDDEN);
}

async fn whoever_signs_in_as_nobody_does_not_fill_the_log(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut browser = desk.browser();
    let failed = async || {
        let asked = AuditFilter { kind: Some(AuditKind::SignInFailed), ..AuditFilter::default() };
        desk.store.audited(&asked, None, 1000).await.unwrap().len()
    };
    let mut tries = async |from: u8, many: usize| {
        browser.address = [203, 0, 113, from];
        for number in 0..many {
            let email = format!("canary-{number}@team.example");
            let page = browser.post("/desk/sign-in", &[("email", &email), ("password", "x")]).await;
            assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        }
    };
    tries(1, 12).await;
    assert_eq!(failed().await, 2, "the first and the tenth");
    tries(2, 1).await;
    assert_eq!(failed().await, 3, "somewhere else");
    // From a great many places: these are told apart up to a hundred, and then as one.
    for number in 0..150 {
        desk.store.failed_as_nobody(format!("place {number}"), None, None).await.unwrap();
    }
    assert_eq!(failed().await, 3 + 98 + 2);
    desk.clock.advance(Duration::hours(1));
    tries(1, 1).await;
    assert_eq!(failed().await, 3 + 98 + 3, "counted anew");
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let page = admin.get("/desk/audit?kind=sign_in_failed").await;
    page.shows(&["with an e-mail that nobody here has", "203.0.113.1"]);
    let file = admin.get("/desk/audit.csv?kind=sign_in_failed").await;
    file.shows(&["with e-mails that nobody here has, 10 times within an hour"]);
    file.hides(&["canary"]);
}

async fn what_admins_do_about_colleagues_is_told(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("=Omid", AgentRole::Admin, "fa").await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    let invited = [("email", "canary@team.example"), ("role", "viewer"), ("language", "en")];
    let person = format!("/desk/people/{sara}");
    let deeds: [(&str, &[(&str, &str)]); 7] = [
        ("/desk/people/invite", &invited),
        (&format!("{person}/role"), &[("role", "curator")]),
        (&format!("{person}/password"), &[]),
        (&format!("{person}/sessions"), &[]),
        (&format!("{person}/disable"), &[]),
        (&format!("{person}/enable"), &[]),
        ("/desk/people/teams", &[("name", "Billing")]),
    ];
    for (path, fields) in deeds {
        desk.clock.advance(Duration::seconds(1));
        let page = admin.submit(path, fields).await;
        assert!([StatusCode::OK, StatusCode::SEE_OTHER].contains(&page.status), "{path}: {}", page.status);
    }
    let expected = [
        AuditKind::SignedIn,
        AuditKind::Invited,
        AuditKind::RoleChanged,
        AuditKind::LinkMade,
        AuditKind::SessionsEnded,
        AuditKind::Disabled,
        AuditKind::Enabled,
        AuditKind::TeamChanged,
    ];
    assert_eq!(kinds(&desk).await, expected);
    let page = admin.get("/desk/audit").await;
    page.shows(&["dir=\"rtl\"", "تغییر نقش", "مسئول دانش", "دعوت از همکار", "پایان دادن به نشست‌ها", "همه‌جا", "Sara"]);
    page.shows(&["برای گذرواژهٔ تازه"]);
    page.hides(&["با گذرواژه"]);
    admin.get(&person).await.shows(&["مدیر هر کاری می‌تواند بکند"]);
    // What is done in vain is not told as done.
    admin.submit(&format!("{person}/role"), &[("role", "god")]).await;
    assert_eq!(kinds(&desk).await.len(), expected.len());

    desk.clock.advance(Duration::seconds(1));
    let file = admin.get("/desk/audit.csv").await;
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"hamyar-audit.csv\"");
    file.shows(&["'=Omid", "دریافت فایل"]);
    file.hides(&["canary"]);
    assert_eq!(kinds(&desk).await.last(), Some(&AuditKind::Exported));
    for path in ["/desk/report.csv", "/desk/knowledge/export.csv"] {
        desk.clock.advance(Duration::seconds(1));
        assert_eq!(admin.get(path).await.status, StatusCode::OK);
    }
    let details: Vec<String> = all(&desk).await.into_iter().take(3).map(|row| row.deed.detail).collect();
    assert_eq!(details, ["articles", "report", "audit log"]);
}

async fn what_somebody_is_given_and_their_accounts_are_told_where_they_change(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let (mut browser, sara) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let team = desk.store.add_team("Billing".to_owned()).await.unwrap().unwrap().to_string();
    let before = all(&desk).await.len();
    let work = format!("/desk/people/{sara}/work");
    // A form that is wrong at its end changes nothing of what stands before.
    let wrong = [("labels", "billing"), ("capacity", "5"), ("language", "fa"), ("team", "nonsense")];
    assert_eq!(admin.submit(&work, &wrong).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(all(&desk).await.len(), before);
    admin.get(&format!("/desk/people/{sara}")).await.hides(&[
        "value=\"billing\"",
        "value=\"5\"",
        "value=\"fa\" checked",
    ]);
    let right = [("labels", "billing"), ("capacity", "5"), ("language", "fa"), ("team", team.as_str())];
    for _ in 0..2 {
        desk.clock.advance(Duration::seconds(1));
        assert_eq!(admin.submit(&work, &right).await.status, StatusCode::SEE_OTHER);
    }
    desk.clock.advance(Duration::seconds(1));
    admin.submit(&work, &right[..3]).await;
    desk.clock.advance(Duration::seconds(1));
    let page = browser.submit("/desk/account/code", &[]).await;
    let code = page.body.split("/link ").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let link = Event::Command { message: None, name: "link".to_owned(), arguments: code.clone(), quoted: None };
    desk.clock.advance(Duration::seconds(1));
    desk.happens("sara-on-telegram", "m:1", link).await;
    for account in ["sara-on-telegram", "somebody-else"] {
        desk.clock.advance(Duration::seconds(1));
        browser.submit("/desk/account/unlink", &[("channel", "telegram:main"), ("account", account)]).await;
    }
    let mut rows = all(&desk).await;
    rows.truncate(rows.len() - before);
    rows.reverse();
    let told: Vec<(AuditKind, &str)> = rows.iter().map(|row| (row.deed.kind, row.deed.detail.as_str())).collect();
    assert_eq!(
        told[2..],
        [
            (AuditKind::TeamChanged, team.as_str()),
            (AuditKind::AccountCode, ""),
            (AuditKind::AccountLinked, "telegram:main"),
            (AuditKind::AccountUnlinked, "telegram:main"),
        ],
        "each once"
    );
    // Of one moment.
    assert!(
        told[..2].contains(&(AuditKind::WorkSet, "")) && told[..2].contains(&(AuditKind::TeamChanged, team.as_str()))
    );
    assert!(rows[..3].iter().all(|row| row.deed.about == Some(sara)));
    let page = admin.get("/desk/audit").await;
    page.shows(&["Changed what somebody is given", "Made a code for an account", "Linked an account", "Telegram"]);
    page.hides(&[code.as_str(), "sara-on-telegram"]);
}

async fn what_commands_do_to_articles_and_people_is_told(database: Database) {
    let desk = TestDesk::new(database).await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", &desk.database().url);
    let line = |id: &str| format!("{{\"id\":\"{id}\",\"lang\":\"en\",\"title\":\"About {id}\",\"body\":\"It is.\"}}\n");
    program.file("some.jsonl", &(line("a") + &line("b")));
    for command in [
        &["kb", "import", "some.jsonl", "--dry-run"][..],
        &["kb", "import", "some.jsonl"],
        &["kb", "import", "some.jsonl"],
        &["kb", "remove", "a"],
        &["agent", "add", "sara@team.example", "--name", "Sara"],
        &["agent", "set", "sara@team.example", "--capacity", "3"],
        &["agent", "code", "sara@team.example"],
        &["agent", "unlink", "sara@team.example"],
        &["team", "add", "Billing"],
        &["team", "join", "Billing", "sara@team.example"],
    ] {
        program.done(command).await;
    }
    let sara = desk.store.agents().await.unwrap()[0].id;
    let mut rows = all(&desk).await;
    rows.reverse();
    let told = rows.iter().map(|row| (row.deed.kind, row.deed.about, row.deed.detail.as_str()));
    let team = desk.store.teams().await.unwrap()[0].id.to_string();
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (AuditKind::Imported, None, "2"),
            (AuditKind::Removed, None, "a"),
            (AuditKind::Joined, Some(sara), ""),
            (AuditKind::WorkSet, Some(sara), ""),
            (AuditKind::AccountCode, Some(sara), ""),
            (AuditKind::TeamChanged, None, team.as_str()),
            (AuditKind::TeamChanged, Some(sara), team.as_str()),
        ]
    );
    let (mut admin, _) = desk.desk_of("Omid", AgentRole::Admin, "fa").await;
    let shown = ["وارد کردن مقاله‌ها", "۲ مقاله", "حذف مقاله", "تغییر تقسیم کار", "ساختن کد برای حساب"];
    admin.get("/desk/audit").await.shows(&shown);
}

async fn the_log_is_read_in_pages_and_by_what_is_asked(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, omid) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let lena = desk.agent("Lena", AgentRole::Agent, "en").await;
    // Many at one moment: the place in the log goes by the id as well.
    for number in 0..120 {
        let deed = Deed::by_command(AuditKind::PlaceSet).with(format!("place {number:03}"));
        desk.store.audit(if number % 2 == 0 { deed.about(lena) } else { deed }).await.unwrap();
    }
    let mut path = "/desk/audit?kind=place_set".to_owned();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = admin.get(&path).await;
        page.hides(&["Signed in</th>"]);
        seen.extend((0..120).filter(|number| page.body.contains(&format!("place {number:03}"))));
        let next = page.body.split("<a class=\"button push\" href=\"/desk/audit?").nth(1);
        let Some(next) = next.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&")) else { break };
        path = format!("/desk/audit?{next}");
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..120).collect::<Vec<_>>(), "each once");
    let page = admin.get(&format!("/desk/audit.csv?agent={lena}")).await;
    assert_eq!(page.body.matches("place ").count(), 60);
    page.hides(&["Signed in"]);
    let page = admin.get(&format!("/desk/audit?agent={omid}")).await;
    page.shows(&["Signed in"]);
    page.hides(&["place "]);
    let tomorrow = (desk.edge.now() + Duration::days(1)).format("%F").to_string();
    admin.get(&format!("/desk/audit?from={tomorrow}")).await.shows(&["Nothing was recorded"]);
    let yesterday = (desk.edge.now() - Duration::days(1)).format("%F").to_string();
    admin.get(&format!("/desk/audit?to={yesterday}")).await.shows(&["Nothing was recorded"]);
    admin.get(&format!("/desk/audit?from={yesterday}&to={tomorrow}")).await.shows(&["place 119"]);
    for odd in ["kind=nonsense", "agent=1", "from=yesterday", "after=x", "to=9999-12-31"] {
        assert_eq!(admin.get(&format!("/desk/audit?{odd}")).await.status, StatusCode::OK, "{odd}");
    }
}

async fn it_is_only_added_to_and_let_go_of_when_it_is_old(database: Database) {
    let desk = TestDesk::new(database).await;
    desk.store.audit(Deed::by_command(AuditKind::Erased)).await.unwrap();
    let why = desk.database().refuses("update audit_log set detail = 'nothing happened'").await;
    assert!(why.contains("the audit log is only added to"), "{why}");
    desk.clock.advance(Duration::days(2));
    desk.store.audit(Deed::by_command(AuditKind::Exported)).await.unwrap();
    let audit = Some(desk.edge.now() - Duration::days(1));
    let gone = desk.store.let_go_of(Cutoffs { audit, ..Cutoffs::default() }).await.unwrap();
    assert_eq!((gone.audit, kinds(&desk).await), (1, vec![AuditKind::Exported]));
}

#[tokio::test]
async fn what_commands_do_is_told() {
    let program = Program::new();
    program.done(&["agent", "add", "sara@team.example", "--name", "Sara"]).await;
    program.done(&["agent", "disable", "sara@team.example"]).await;
    let said = program.done(&["retention", "run", "--dry-run", "--json"]).await;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["audit"], 0, "it is kept for a year");
    let program = program.with("HAMYAR_RETENTION__AUDIT", "1ms");
    assert!(program.done(&["retention", "run"]).await.contains("gone: 2 lines of the audit log"));
}
