//! One id, from a message to the receipt of what was said to it: in the logs, and wherever a delivery is taken up again.

use std::collections::BTreeSet;

use hamyar::model::{Action, AgentRole};
use hamyar_channel::Channel;
use serde_json::Value;

use crate::support::desk::TestDesk;
use crate::support::fake_telegram::{FakeTelegram, Fault};
use crate::support::{ARTICLES, Database, Program, both};

/// The stages that a message passes, in order.
const STAGES: [&str; 6] = ["recorded", "decided", "committed", "attempted", "ended", "receipt recorded"];

/// What a line says, if it is about this id.
fn stage(line: &str, id: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    let about = line["fields"]["trace"] == id || line["spans"].as_array()?.iter().any(|span| span["trace"] == id);
    about.then(|| line["fields"]["message"].as_str().unwrap_or_default().to_owned())
}

/// The ids that lines name as what they are about.
fn traces(lines: &[String]) -> BTreeSet<String> {
    let trace = |line: &String| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some(line["fields"]["trace"].as_str()?.to_owned())
    };
    lines.iter().filter_map(trace).collect()
}

#[tokio::test]
async fn one_id_finds_the_whole_way_of_a_message_in_the_logs_and_no_word_of_it() {
    let fake = FakeTelegram::start().await;
    // Everything that is logged is looked at, also what the libraries log.
    let program = Program::new().on_telegram(&fake).with("HAMYAR_LOG", "debug").with("HAMYAR_LOG_FORMAT", "json");
    program.done(&["kb", "import", ARTICLES]).await;
    let mut server = program.start(&["run"]);
    // `says` refuses a line with the canary in it: part of the token, of the name and of the question.
    let chat = fake.user("Mina canary").language("en").private();
    chat.says("how long does delivery take? (canary)");
    server.says("receipt recorded").await;
    let first = traces(server.said());
    let [id] = Vec::from_iter(first.clone()).try_into().unwrap();
    let found: Vec<String> = server.said().iter().filter_map(|line| stage(line, &id)).collect();
    let stages: Vec<&String> = found.iter().filter(|said| STAGES.contains(&said.as_str())).collect();
    assert_eq!(stages, STAGES, "{found:#?}");

    // What is tried again is claimed from the database, and still found by the message's id.
    fake.next("sendMessage", Fault::TooMany(1));
    chat.says("how can I pay? (canary)");
    server.says("\"became\":\"held_back\"").await;
    chat.until(|transcript| transcript.replies().len() == 2).await;
    server.says_times("receipt recorded", 3).await;
    let second = traces(server.said());
    let [id] = second.difference(&first).cloned().collect::<Vec<_>>().try_into().unwrap();
    let found: Vec<String> = server.said().iter().filter_map(|line| stage(line, &id)).collect();
    let stages: Vec<&String> = found.iter().filter(|said| STAGES.contains(&said.as_str())).collect();
    let again = ["attempted", "ended", "receipt recorded"];
    assert_eq!(stages, STAGES.into_iter().chain(again).collect::<Vec<_>>(), "{found:#?}");
    assert_eq!(server.stop().await, Some(0));
}

both!(a_delivery_names_what_it_follows_from);

async fn a_delivery_names_what_it_follows_from(database: Database) {
    let desk = TestDesk::new(database).await;
    let id = desk.says("mina", "how do I restore a folder").await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    let version = desk.version(id).await;
    desk.engine.act(id, version, sara, Action::Reply("Like this.".to_owned())).await.unwrap();

    let entries = desk.store.entries(id, None, 99).await.unwrap();
    let channels = [desk.channel.id().to_string()];
    let mut claimed = Vec::new();
    // What follows waits until what is before it is over: they are claimed one after the other.
    while let [delivery] = &desk.store.claim_deliveries(&channels, 1, chrono::Duration::minutes(1)).await.unwrap()[..] {
        claimed.push((delivery.body.clone(), delivery.trace, delivery.id));
        let sent = hamyar::store::Finish::Sent { messages: vec![delivery.id.to_string()] };
        desk.store.finish_deliveries(vec![(delivery.clone(), sent)].into()).await.unwrap();
    }
    let asked = entries.iter().find(|entry| entry.kind.word() == "message").unwrap();
    assert_eq!(claimed[0].1, asked.id, "the answer follows from the question: {claimed:#?}");
    let (_, trace, delivery) = claimed.iter().find(|(body, ..)| body == "Like this.").unwrap();
    assert_eq!(trace.0, delivery.0, "what a person writes begins with itself");
}
