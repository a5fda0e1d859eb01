//! Days that are written at a Persian desk, and chosen at an English one.

use axum::http::StatusCode;
use hamyar::model::AgentRole;
use url::form_urlencoded::byte_serialize;

use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(
    a_period_is_written_in_the_jalali_calendar,
    something_is_put_off_to_a_jalali_day,
    what_is_no_day_is_said_to_be_none,
    an_article_is_found_between_jalali_days,
);

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

async fn a_period_is_written_in_the_jalali_calendar(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Admin, "fa").await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let (from, to) = (encoded("۱۴۰۵/۸/۲۰"), encoded("1405/9/1"));
    for path in ["/desk/report", "/desk/knowledge/measures", "/desk/audit"] {
        let page = omid.get(&format!("{path}?from={from}&to={to}")).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows(&["value=\"۱۴۰۵/۰۸/۲۰\"", "value=\"۱۴۰۵/۰۹/۰۱\"", "type=\"text\"", "placeholder=\"۱۴۰۵/۰۹/۰۱\""]);
        page.hides(&["type=\"date\"", "role=\"alert\""]);
        let page = sara.get(&format!("{path}?from={from}&to={to}")).await;
        page.shows(&["type=\"date\"", "value=\"2026-11-11\"", "value=\"2026-11-22\""]);
    }
    let page = omid.get(&format!("/desk/report?from={}&to={to}", encoded("۱۴۰۵/۱۳/۱"))).await;
    page.shows(&["role=\"alert\""]);
}

async fn something_is_put_off_to_a_jalali_day(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = desk.says("mina", "where is my invoice").await;
    let path = format!("/desk/conversations/{id}");
    let page = omid.get(&path).await;
    page.shows(&["placeholder=\"۱۴۰۵/۰۹/۰۲ ۰۹:۰۰\"", "aria-describedby=\"snooze-hint\""]);
    page.hides(&["datetime-local"]);
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = |at| [("version", version.as_str()), ("seen", seen.as_str()), ("value", "at"), ("at", at)];
    for wrong in ["", "۱۴۰۵/۹/۹", "۱۴۰۵/۱۲/۳۰ ۰۸:۱۵", "۱۴۰۵/۸/۱ ۰۸:۱۵"] {
        let page = omid.submit(&format!("{path}/snooze?view=open"), &fields(wrong)).await;
        assert_ne!(page.status, StatusCode::SEE_OTHER, "{wrong}");
        page.shows(&["کاری انجام نشد."]);
    }
    let page = omid.submit(&format!("{path}/snooze?view=open"), &fields("۱۴۰۵/۹/۹ ۰۸:۱۵")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let until = desk.store.conversation(id).await.unwrap().unwrap().snoozed_until.unwrap();
    assert_eq!(until.to_rfc3339(), "2026-11-30T04:45:00+00:00");
}

async fn what_is_no_day_is_said_to_be_none(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Admin, "fa").await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let page = omid.get(&format!("/desk/audit?from={}", encoded("<دیروز>"))).await;
    page.shows(&["این تاریخ نیست. مانند ۱۴۰۵/۰۹/۰۱ بنویسید.", "value=\"&#60;دیروز&#62;\"", "aria-invalid=\"true\""]);
    sara.get("/desk/audit?to=1404/12/30").await.shows(&["This is no day. Write it as in 2026-11-22."]);
    sara.get("/desk/audit?to=").await.hides(&["This is no day."]);
}

async fn an_article_is_found_between_jalali_days(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Curator, "fa").await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Curator, "en").await;
    let edit = "/desk/knowledge/edit";
    let page = omid.get(edit).await;
    page.shows(&["placeholder=\"۱۴۰۵/۰۹/۰۱\"", "name=\"valid_from\" value=\"\" dir=\"ltr\" type=\"text\""]);
    page.hides(&["type=\"date\""]);
    let fields = |from, until| {
        let written = [("title", "حراج"), ("body", "بیست درصد."), ("locale", "fa"), ("audience", "public")];
        let empty = ["id", "base", "questions", "labels", "root"].map(|name| (name, ""));
        let days = [("valid_from", from), ("valid_until", until), ("deed", "publish")];
        [written.as_slice(), &empty, &days].concat()
    };
    let page = omid.submit(edit, &fields("۱۴۰۵/۱۳/۱", "فردا")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["value=\"۱۴۰۵/۱۳/۱\"", "value=\"فردا\"", "مثلاً ۱۴۰۵/۰۹/۰۱", "id=\"valid_from-wrong\""]);
    assert_eq!(page.body.matches("aria-invalid=\"true\"").count(), 2);
    let page = omid.submit(edit, &fields("۱۴۰۵/۹/۹", "1405/9/2")).await;
    page.shows(&["value=\"۱۴۰۵/۰۹/۰۲\"", "id=\"valid_until-wrong\"", "آخرین روز پیش از نخستین روز است"]);
    let page = omid.submit(edit, &fields("۱۴۰۵/۹/۲", "1405/9/9")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let saved = page.location().to_owned();
    omid.get(&saved).await.shows(&["value=\"۱۴۰۵/۰۹/۰۲\"", "value=\"۱۴۰۵/۰۹/۰۹\""]);
    sara.get(&saved).await.shows(&["type=\"date\"", "value=\"2026-11-23\"", "value=\"2026-11-30\""]);
    let article = desk.store.articles().await.unwrap().remove(0);
    assert_eq!(article.validity.from.map(|day| day.to_string()).as_deref(), Some("2026-11-23"));
    assert_eq!(article.validity.until.map(|day| day.to_string()).as_deref(), Some("2026-11-30"));
}
