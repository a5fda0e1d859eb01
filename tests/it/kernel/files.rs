//! Files among deliveries: in order, with their words, tried again as carefully as anything else.

use bytes::Bytes;
use hamyar::model::{Action, AgentId, ConversationId, DeliveryStatus, OwnFile};
use hamyar::store::{FileOwner, NewFile};
use hamyar_channel::SendError;
use hamyar_channel::testing::Person;

use crate::support::{Database, Starting, TestApp, both};

/// A file of Sara's for the conversation.
async fn file(app: &TestApp, conversation: ConversationId, agent: AgentId, name: &str) -> OwnFile {
    file_of(app, conversation, agent, name, [(0, "first "), (1, "second")]).await
}

async fn file_of(
    app: &TestApp,
    conversation: ConversationId,
    agent: AgentId,
    name: &str,
    parts: [(i32, &'static str); 2],
) -> OwnFile {
    let media_type = "text/plain".to_owned();
    let owner = FileOwner::Agent { conversation, agent };
    let new = NewFile { owner, name: name.to_owned(), media_type };
    let id = app.store.begin_file(new).await.unwrap();
    for (number, part) in parts {
        app.store.add_chunk(id, number, Bytes::from_static(part.as_bytes())).await.unwrap();
    }
    app.store.own_file(id, conversation).await.unwrap().unwrap()
}

async fn waiting(database: Database) -> (TestApp, Person, ConversationId, AgentId) {
    let app = Starting::on(database).start().await;
    let (mina, sara) = (Person::direct("mina"), app.agent("sara").await);
    app.channel.says(&mina, "a person, please").accepted().await;
    app.decided(1).await;
    app.settled_all().await;
    let id = app.conversation(1).await.id;
    (app, mina, id, sara)
}

fn send(text: &str, files: Vec<OwnFile>) -> Action {
    Action::Send { text: text.to_owned(), files }
}

async fn words_go_with_the_first_file_or_before_it(database: Database) {
    let (app, mina, id, sara) = waiting(database).await;
    let before = app.channel.transcript(mina.address()).len();
    let files = vec![file(&app, id, sara, "a.txt").await, file(&app, id, sara, "b.txt").await];
    app.act(id, sara, send("Here they **are**.", files)).await;
    app.settled_all().await;
    let long = "A long sentence. ".repeat(80);
    let long_file = vec![file(&app, id, sara, "c.txt").await];
    app.act(id, sara, send(&long, long_file)).await;
    app.settled_all().await;
    let said = app.channel.transcript(mina.address()).split_off(before);
    let told: Vec<_> = said
        .iter()
        .map(|said| (said.text.text.as_str(), said.file.as_ref().map(|file| (&file.name[..], &file.bytes[..]))))
        .collect();
    let whole = |name| Some((name, &b"first second"[..]));
    assert_eq!(
        told,
        [("Here they are.", whole("a.txt")), ("", whole("b.txt")), (long.trim(), None), ("", whole("c.txt"))]
    );
}

async fn a_file_that_perhaps_arrived_comes_once_more_and_says_so(database: Database) {
    let (app, mina, id, sara) = waiting(database).await;
    let before = app.channel.transcript(mina.address()).len();
    app.channel.apply_and_fail_next(SendError::Unknown { reason: "cut".to_owned() });
    let files = vec![file(&app, id, sara, "a.txt").await, file(&app, id, sara, "b.txt").await];
    app.act(id, sara, send("", files)).await;
    while app.channel.next_attempt().await.error.is_none() {}
    app.settled().await;
    app.clock.advance(chrono::Duration::minutes(1));
    app.settled_all().await;
    let said = app.channel.transcript(mina.address()).split_off(before);
    let names: Vec<_> = said.iter().map(|said| said.file.as_ref().map_or("", |file| &file.name)).collect();
    assert_eq!(names, ["a.txt", "a.txt", "b.txt"], "in order, however often one is tried");
    assert!(said[0].text.text.is_empty() && said[2].text.text.is_empty());
    assert!(!said[1].text.text.is_empty(), "it may come a second time, and says so");
}

async fn a_file_that_breaks_off_has_surely_not_arrived(database: Database) {
    let (app, mina, id, sara) = waiting(database).await;
    let before = app.channel.transcript(mina.address()).len();
    // A part in its middle cannot be found; it comes to light while the file is on its way.
    let broken = file_of(&app, id, sara, "a.txt", [(0, "first "), (2, "second")]).await;
    let lost = broken.id;
    app.act(id, sara, send("", vec![broken])).await;
    while app.channel.next_attempt().await.error.is_none() {}
    app.settled().await;
    app.store.add_chunk(lost, 1, Bytes::new()).await.unwrap();
    app.clock.advance(chrono::Duration::minutes(1));
    app.settled_all().await;
    let said = app.channel.transcript(mina.address()).split_off(before);
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].file.as_ref().map(|file| &file.bytes[..]), Some(&b"first second"[..]));
    assert!(said[0].text.text.is_empty(), "it cannot come a second time, and says nothing of it: {said:?}");
}

async fn a_file_that_is_refused_is_reported(database: Database) {
    let (app, mina, id, sara) = waiting(database).await;
    let before = app.channel.transcript(mina.address()).len();
    for _ in 0..2 {
        app.channel.fail_next(SendError::Rejected { reason: "no such files here".to_owned() });
    }
    let files = vec![file(&app, id, sara, "a.txt").await, file(&app, id, sara, "b.txt").await];
    app.act(id, sara, send("Here", files.clone())).await;
    app.settled_all().await;
    let said = app.channel.transcript(mina.address()).split_off(before);
    assert_eq!(said.len(), 1, "the other one is not held up: {said:?}");
    let states = app.store.delivery_states(id, (1, i64::MAX)).await.unwrap();
    let ends: Vec<_> = states.iter().rev().take(2).map(|state| state.status).collect();
    assert_eq!(ends, [DeliveryStatus::Sent, DeliveryStatus::Dead]);
    assert!(app.kinds(1).await.contains("failed"));

    // A file is sent once: the same again is refused whole.
    let version = app.conversation(1).await.version;
    assert!(app.engine.act(id, version, sara, send("Again", files)).await.is_err());
    assert_eq!(app.conversation(1).await.version, version);
}

both!(
    words_go_with_the_first_file_or_before_it,
    a_file_that_perhaps_arrived_comes_once_more_and_says_so,
    a_file_that_breaks_off_has_surely_not_arrived,
    a_file_that_is_refused_is_reported,
);
