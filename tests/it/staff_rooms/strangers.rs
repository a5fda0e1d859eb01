//! Who is not heard in a staff room.

use hamyar::model::Holder;

use super::{Scene, UNKNOWN};
use crate::support::{Database, both};

both!(
    a_stranger_in_a_topic_is_told_once_and_never_passed_on,
    whoever_writes_as_the_group_is_told_so,
    programs_and_the_rest_of_the_room_are_not_heard,
    who_is_of_the_team_no_more_is_not_heard,
);

async fn a_stranger_in_a_topic_is_told_once_and_never_passed_on(database: Database) {
    let scene = Scene::new(database).await;
    let topic = scene.asked().await;
    // Also a customer: whom we know elsewhere is no member of the team for that.
    let omid = scene.fake.user("Omid");
    omid.private().says(UNKNOWN);
    omid.private().next_reply().await;
    scene.topic("❗️ #2").await;
    let chat = topic.with(&omid);
    let said = chat.says("your order was cancelled");
    let reply = chat.next_reply().await;
    assert!(reply.text.starts_with("Not sent: I do not know whose account this is."), "{}", reply.text);
    assert_eq!(reply.answers, Some(said));
    chat.says("really!");
    chat.says("/resolve");
    chat.presses("Resolve");
    scene.quiet().await;
    assert_eq!(scene.since_handover().await, "room_told");
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Queue);
    let told = scene.mina.transcript().to_string();
    assert!(!told.contains("cancelled") && !told.contains("really"), "{told}");
    assert_eq!(topic.with(&omid).transcript().to_string().matches("Not sent").count(), 1);
    let kept = format!("{:?}", scene.app.timeline(1).await);
    assert!(!kept.contains("cancelled") && !kept.contains("really"), "no word of theirs is kept");
}

async fn whoever_writes_as_the_group_is_told_so(database: Database) {
    let scene = Scene::new(database).await;
    let topic = scene.asked().await.with_anonymous_admin();
    topic.says("We do not.");
    let reply = topic.next_reply().await.text;
    assert!(reply.starts_with("Not sent: you write as the group"), "{reply}");
    topic.says("We do not!");
    scene.quiet().await;
    assert_eq!(scene.since_handover().await, "room_told");
}

async fn programs_and_the_rest_of_the_room_are_not_heard(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await;
    let program = scene.fake.user("Deploys").program();
    topic.with(&program).says("build 7 is green");
    // Outside of topics, and in topics of people's own.
    scene.forum.with(&sara.user).says("lunch?");
    scene.forum.with(&sara.user).says("/resolve");
    scene.forum.topic("Kitchen").with(&sara.user).says("who has eaten my yoghurt?");
    scene.quiet().await;
    assert_eq!(scene.since_handover().await, "");
    assert_eq!(scene.mina.transcript().replies().len(), 2);
    assert_eq!(scene.forum.with(&sara.user).transcript().replies(), Vec::<&str>::new(), "nothing outside of topics");
}

async fn who_is_of_the_team_no_more_is_not_heard(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    scene.app.store.change_agent(sara.id, None, Some(false)).await.unwrap();
    topic.says("We do not.");
    assert!(topic.next_reply().await.text.starts_with("Not sent: I do not know whose account this is."));
    scene.app.store.change_agent(sara.id, None, Some(true)).await.unwrap();
    topic.says("We do not, again.");
    scene.mina.until(|shown| shown.to_string().contains("We do not, again.")).await;
    assert_eq!(scene.app.store.unlink_account(sara.id, None).await.unwrap(), 1);
    topic.says("Well, do we?");
    scene.quiet().await;
    assert!(!scene.mina.transcript().to_string().contains("Well"));
}
