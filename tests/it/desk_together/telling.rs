//! What every page tells: who waits, what is late, what was given to somebody. A browser tells it further.

use chrono::Duration;
use hamyar::model::{Action, AgentRole, ServiceLevels, Targets};

use super::act;
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(
    every_page_tells_of_who_waits_and_what_is_late,
    what_is_given_to_somebody_is_told_until_they_look_or_have_it_no_more,
);

async fn every_page_tells_of_who_waits_and_what_is_late(database: Database) {
    let hour = Targets { first_reply: Some(Duration::hours(1)), resolution: None };
    let levels = ServiceLevels { urgent: hour, high: hour, normal: hour, low: hour, warn_at: 0.5, unseen: None };
    let desk = TestDesk::timed(database, levels).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    for page in ["/desk/account", "/desk/contacts", "/desk/pulse"] {
        let page = sara.get(page).await;
        page.shows(&["id=\"notices\"", "data-badge=\"\""]);
        page.hides(&["notice-", "count--danger"]);
    }
    let id = desk.says("mina <b>", "where is my invoice").await;
    for page in ["/desk/account", "/desk/contacts", "/desk/report", "/desk/pulse", "/desk/inbox/mine/fragment"] {
        let page = sara.get(page).await;
        page.shows(&["1 conversation waits", "data-badge=\"1\"", &format!("id=\"notice-waiting-{id}-")]);
        page.shows(&["data-plain=\"Telegram\""]);
        page.hides(&["count--danger", "data-words=\"mina"]);
    }
    let asked = sara.get("/desk/pulse?words=yes").await;
    asked.shows(&["data-words=\"mina &#60;b&#62;: where is my invoice\""]);
    viewer.get("/desk/account").await.hides(&["notice-waiting-"]);
    let mut told = desk.changes();
    for minutes in [30, 31] {
        desk.clock.advance(Duration::minutes(minutes));
        told.recv().await.unwrap();
    }
    let page = sara.get("/desk/contacts").await;
    page.shows(&["count--danger", "One conversation needs somebody now", &format!("notice-alarm-reply-{id}")]);
    omid.get("/desk/account").await.shows(&["یک گفت‌وگو همین حالا رسیدگی می‌خواهد", "data-badge=\"۱\""]);
    act(&desk, id, her, Action::Reply("Here it is.".to_owned())).await;
    let page = sara.get("/desk/pulse").await;
    page.shows(&["data-badge=\"\""]);
    page.hides(&["notice-", "count--danger"]);
}

async fn what_is_given_to_somebody_is_told_until_they_look_or_have_it_no_more(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, his) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let (first, second) = (desk.says("mina", "where is my invoice").await, desk.says("reza", "where is mine").await);
    act(&desk, first, her, Action::Assign(Some(her))).await;
    act(&desk, first, her, Action::Assign(Some(his))).await;
    act(&desk, second, her, Action::Assign(Some(his))).await;
    sara.get("/desk/pulse").await.hides(&["notice-"]);
    let page = omid.get("/desk/pulse").await;
    let (one, other) = (format!("notice-assigned-{first}-"), format!("notice-assigned-{second}-"));
    page.shows(&["You were given a conversation", &one, &other, "data-badge=\"2\""]);
    act(&desk, second, her, Action::Take).await;
    let page = omid.get("/desk/pulse").await;
    page.shows(&[&one]);
    page.hides(&[&other]);
    // Others who look see nothing for him.
    sara.get(&format!("/desk/conversations/{first}")).await;
    omid.get("/desk/pulse").await.shows(&[&one]);
    omid.get(&format!("/desk/conversations/{first}")).await;
    omid.get("/desk/pulse").await.hides(&["notice-"]);
}
