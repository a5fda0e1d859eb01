//! Erasing people whose words rooms show.

use chrono::Duration;
use hamyar::model::ContactId;
use hamyar_channel::testing::within;

use super::{Scene, UNKNOWN};
use crate::support::fake_telegram::Fault;
use crate::support::{Database, both};

both!(
    whoever_is_erased_is_erased_in_the_room,
    a_topic_that_cannot_be_removed_yet_is_removed_later,
    what_a_peer_said_is_erased_in_the_room_and_the_rest_is_shown_anew,
);

async fn whoever_is_erased_is_erased_in_the_room(database: Database) {
    let scene = Scene::new(database).await;
    scene.asked().await;
    let asker = scene.app.conversation(1).await.asker;
    let contact: ContactId = scene.app.store.contact_of(asker).await.unwrap().unwrap();
    scene.app.store.erase(contact).await.unwrap();
    scene.fake.called("deleteForumTopic", 1).await;
    assert!(scene.forum.topics().is_empty());
    scene.mina.says("hello again");
    scene.mina.next_reply().await;
    assert!(scene.forum.topics().is_empty());
    assert_eq!(scene.app.store.shared_places().await.unwrap().len(), 1);
}

async fn a_topic_that_cannot_be_removed_yet_is_removed_later(database: Database) {
    let scene = Scene::new(database).await;
    scene.asked().await;
    scene.quiet().await;
    let asker = scene.app.conversation(1).await.asker;
    let contact: ContactId = scene.app.store.contact_of(asker).await.unwrap().unwrap();
    for fault in [
        Fault::Refused(400, "Bad Request: not enough rights to delete a topic"),
        Fault::Refused(403, "Forbidden: bot was kicked from the supergroup chat"),
    ] {
        scene.fake.next("deleteForumTopic", fault);
    }
    scene.app.store.erase(contact).await.unwrap();
    let removed = async {
        while !scene.forum.topics().is_empty() {
            scene.app.clock.advance(Duration::seconds(1));
            tokio::task::yield_now().await;
        }
    };
    within("the topic to be removed at last", removed).await;
    assert_eq!(scene.fake.calls("deleteForumTopic"), 3);
    assert_eq!(scene.fake.calls("createForumTopic"), 1, "what is to be removed is not made anew");
}

async fn what_a_peer_said_is_erased_in_the_room_and_the_rest_is_shown_anew(database: Database) {
    let scene = Scene::new(database).await;
    let group = scene.fake.group("Readers");
    let user = |name: &str| group.with(&scene.fake.user(name).language("en"));
    let (omid, reza) = (user("Omid"), user("Reza"));
    let asked = omid.says(&format!("@hamyar_bot {UNKNOWN}"));
    omid.next_reply().await;
    let topic = scene.topic("❗️ #2 Omid").await;
    let sara = scene.member("sara").await;
    let topic = topic.with(&sara.user);
    reza.replies(asked, "my neighbour Pelican does");
    topic.until(|shown| shown.to_string().contains("Pelican")).await;
    let timeline = scene.app.timeline(2).await;
    let said = timeline.iter().find(|entry| entry.body.contains("Pelican")).unwrap();
    let contact: ContactId = scene.app.store.contact_of(said.identity.unwrap()).await.unwrap().unwrap();
    scene.app.store.erase(contact).await.unwrap();
    topic.until(|shown| shown.lines.is_empty()).await;
    let anew = scene.topic("❗️ #2 Omid").await.with(&sara.user);
    anew.until(|shown| shown.to_string().contains(UNKNOWN)).await;
    anew.says("We do not.");
    omid.until(|shown| shown.to_string().contains("We do not.")).await;
    let shown = anew.transcript().to_string();
    assert!(!shown.contains("Pelican") && !shown.contains("Reza"), "{shown}");
    assert_eq!(scene.forum.topics().len(), 1);
}
