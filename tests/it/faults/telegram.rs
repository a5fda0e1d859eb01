//! What Telegram does, through the whole product.

use chrono::Duration;
use hamyar::model::Action;

use super::REPEAT;
use crate::support::fake_telegram::Fault;
use crate::support::{Database, Kind, Starting, both};

both!(what_telegram_asks_for_holds_whatever_goes_to_that_chat);

const QUESTION: &str = "how long does delivery take?";
const ANSWER: &str = "Two working days";

#[tokio::test]
async fn a_wait_that_telegram_asks_for_outlasts_a_kill() {
    let (starting, fake) = Starting::product(Database::new(Kind::Sqlite).await).await;
    let (mina, reza) = (fake.user("Mina").language("en").private(), fake.user("Reza").language("en").private());
    let app = starting.start_apart();
    fake.next("sendMessage", Fault::TooMany(35));
    mina.says(QUESTION);
    fake.called("sendMessage", 1).await;
    app.settled().await;
    let app = app.kill().start().await;
    app.clock.advance(Duration::seconds(34));
    reza.says(QUESTION);
    assert!(reza.next_reply().await.text.starts_with(ANSWER), "nobody else waits");
    assert_eq!(fake.calls("sendMessage"), 2, "a second is left");
    app.clock.advance(Duration::seconds(2));
    let told = mina.next_reply().await.text;
    assert!(told.starts_with(ANSWER) && !told.contains(REPEAT), "what surely was not sent is sent unmarked: {told}");
}

async fn what_telegram_asks_for_holds_whatever_goes_to_that_chat(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let (group, others) = (fake.group("Readers"), fake.group("Writers"));
    let [mina, reza, omid, sara] = ["Mina", "Reza", "Omid", "Sara"].map(|name| fake.user(name).language("en"));
    let (mina, reza, elsewhere) = (group.with(&mina), group.with(&reza), others.with(&omid));
    let asked = format!("@hamyar_bot {QUESTION}");
    let app = starting.start_apart();
    fake.next("sendMessage", Fault::TooMany(35));
    mina.says(&asked);
    fake.called("sendMessage", 1).await;
    app.settled().await;
    reza.says(&asked);
    fake.drained().await;
    app.happened(2, "message reply").await;
    app.settled().await;
    elsewhere.says(&asked);
    assert!(elsewhere.next_reply().await.text.starts_with(ANSWER), "another group does not wait");
    assert_eq!(fake.calls("sendMessage"), 2, "nor is the second asker's answer sent into the first one's wait");
    app.settled().await;
    app.clock.advance(Duration::seconds(34));
    let app = app.kill().start().await;
    let sara = sara.private();
    sara.says(QUESTION);
    assert!(sara.next_reply().await.text.starts_with(ANSWER));
    assert_eq!(fake.calls("sendMessage"), 3, "a second is left");
    app.clock.advance(Duration::seconds(2));
    mina.until(|transcript| transcript.replies().len() == 2).await;
    app.settled_all().await;
    assert_eq!(fake.calls("sendMessage"), 5, "both are sent, once");
}

#[tokio::test]
async fn what_is_for_a_topic_that_was_deleted_is_never_said_in_the_group() {
    let (starting, fake) = Starting::product(Database::new(Kind::Sqlite).await).await;
    let app = starting.start().await;
    let (forum, mina) = (fake.forum("Readers"), fake.user("Mina").language("en"));
    let (topic, sara) = (forum.topic("Pianos"), app.agent("sara").await);
    let (inside, outside) = (topic.with(&mina), forum.with(&mina));
    inside.says("@hamyar_bot do you buy used pianos?");
    inside.next_reply().await;
    app.settled().await;
    topic.deletes_topic();
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Reply("We do not.".to_owned())).await;
    app.happened(1, "message handoff reply taken agent_reply failed").await;
    app.decided(1).await;
    app.settled_all().await;
    assert_eq!(app.timeline(1).await.last().unwrap().data["gone"], true, "the colleague is told");
    let requests = fake.requests("sendMessage");
    assert!(requests.iter().all(|request| request["message_thread_id"].is_i64()), "{requests:?}");
    assert!(outside.transcript().replies().is_empty(), "{}", outside.transcript());
    assert_eq!(app.store.delivery_counts().await.unwrap().dead, 1, "and it is shown to who decides about it");
    // Those who ask elsewhere are answered.
    let other = forum.topic("Orders").with(&mina);
    other.says("@hamyar_bot how long does delivery take?");
    assert!(other.next_reply().await.text.starts_with(ANSWER));
}
