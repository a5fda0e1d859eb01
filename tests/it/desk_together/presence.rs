//! Who looks at a conversation and writes in it: seen by colleagues, and by the customer where the platform can show it.

use axum::http::StatusCode;
use chrono::Duration;
use futures::StreamExt;
use hamyar::model::{AgentRole, ConversationId};
use hamyar_channel::Address;
use hamyar_channel::testing::within;

use crate::support::desk::{Browser, TestDesk};
use crate::support::{Database, Kind, both};

both!(colleagues_see_who_looks_and_who_writes, the_customer_sees_that_somebody_writes_to_them,);

async fn is(browser: &mut Browser, id: ConversationId, doing: &str) {
    let done = browser.submit(&format!("/desk/conversations/{id}/here"), &[("doing", doing)]).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
}

async fn colleagues_see_who_looks_and_who_writes(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = desk.says("mina", "where is my invoice").await;
    let entries = desk.store.entries(id, None, 50).await.unwrap().len();
    let (page, part) = (format!("/desk/conversations/{id}"), format!("/desk/conversations/{id}/present"));
    let mut stream = sara.stream("/desk/live").await;
    is(&mut omid, id, "looks").await;
    let told = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(told, format!("event: present\ndata: {id}\n\n"));
    sara.get(&page).await.shows(&["is looking here too"]);
    omid.get(&page).await.hides(&["هم اینجا"]);
    // What changes nothing for others is not told: the next word is about writing.
    is(&mut omid, id, "looks").await;
    is(&mut omid, id, "notes").await;
    assert!(stream.next().await.is_some());
    sara.get(&part).await.shows(&["is writing here too", "tag--warn"]);
    is(&mut sara, id, "replies").await;
    omid.get(&part).await.shows(&["هم اینجا می‌نویسد"]);
    // Whoever stops writing still looks; whoever is silent is gone, and so is who leaves.
    desk.clock.advance(Duration::seconds(7));
    sara.get(&part).await.shows(&["is looking here too"]);
    desk.clock.advance(Duration::seconds(50));
    sara.get(&part).await.hides(&["here too"]);
    is(&mut omid, id, "looks").await;
    is(&mut omid, id, "leaves").await;
    sara.get(&part).await.hides(&["here too"]);
    assert_eq!(desk.store.entries(id, None, 50).await.unwrap().len(), entries, "nothing of it is on the timeline");

    let nowhere = "/desk/conversations/00000000-0000-7000-8000-000000000000/here";
    assert_eq!(sara.submit(nowhere, &[("doing", "looks")]).await.status, StatusCode::NOT_FOUND);
    let here = format!("/desk/conversations/{id}/here");
    assert_eq!(sara.submit(&here, &[("doing", "dances")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(sara.post(&here, &[("token", "x"), ("doing", "looks")]).await.status, StatusCode::FORBIDDEN);
}

/// Waits until so often was shown that somebody writes.
async fn typed(desk: &TestDesk, times: usize) -> Vec<Address> {
    let shown = async {
        while desk.channel.typed().len() < times {
            tokio::task::yield_now().await;
        }
    };
    within("that somebody writes", shown).await;
    desk.channel.typed()
}

async fn the_customer_sees_that_somebody_writes_to_them(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let other = desk.says("reza", "where is mine").await;
    // Neither looking nor a note is any of the customer's business.
    is(&mut sara, id, "looks").await;
    is(&mut sara, id, "notes").await;
    is(&mut sara, id, "replies").await;
    is(&mut sara, id, "replies").await;
    assert_eq!(typed(&desk, 1).await, [Address::chat("mina")], "not again at once");
    is(&mut sara, other, "replies").await;
    assert_eq!(typed(&desk, 2).await[1], Address::chat("reza"));
    desk.clock.advance(Duration::seconds(5));
    is(&mut sara, id, "replies").await;
    assert_eq!(typed(&desk, 3).await.len(), 3);
}

#[tokio::test]
async fn it_can_be_turned_off() {
    let desk = TestDesk::secretive(Database::new(Kind::Sqlite).await).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    is(&mut sara, id, "replies").await;
    tokio::task::yield_now().await;
    assert_eq!(desk.channel.typed(), []);
    omid.get(&format!("/desk/conversations/{id}/present")).await.shows(&["Sara is writing here too"]);
}
