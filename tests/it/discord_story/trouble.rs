//! When Discord breaks, or a place goes away: what people see, and what the timeline says.

use hamyar::model::{Action, Autonomy, Holder};

use super::{DELIVERED, DELIVERY, Scene, UNKNOWN, asks, mention};
use crate::support::calling::{CALLING, calling_article};
use crate::support::fake_discord::{BOT_ROLE, Fault, Order};

#[tokio::test]
async fn an_answer_that_perhaps_arrived_is_not_sent_twice() {
    let scene = Scene::new().await;
    let chat = scene.mina.direct();
    scene.fake.next("POST messages", Fault::AppliedThenCut);
    scene.fake.next("POST messages", Fault::AppliedThenStatus(500));
    asks(&chat, DELIVERY).await;
    scene.fake.called("POST messages", 1).await;
    for attempt in 2..=3 {
        scene.app.settled().await;
        scene.app.clock.advance(chrono::Duration::seconds(10));
        scene.fake.called("POST messages", attempt).await;
    }
    scene.app.settled().await;
    assert_eq!(chat.transcript().replies().len(), 1, "{}", chat.transcript());
    assert_eq!(scene.app.kinds(1).await, "message reply");
    assert_eq!(scene.app.store.delivery_counts().await.unwrap().unknown, 0);
}

#[tokio::test]
async fn nothing_is_sent_before_discord_wants_it() {
    let scene = Scene::new().await;
    let chat = scene.mina.direct();
    scene.fake.next("POST messages", Fault::TooMany(30.0));
    chat.says(DELIVERY);
    scene.fake.called("POST messages", 1).await;
    scene.app.settled().await;
    scene.app.clock.advance(chrono::Duration::seconds(29));
    let other = scene.fake.user("Reza").direct();
    asks(&other, DELIVERY).await;
    assert!(chat.transcript().replies().is_empty(), "a second is left:\n{}", chat.transcript());
}

#[tokio::test]
async fn a_thread_that_is_deleted_under_a_conversation_takes_nothing_along() {
    let scene = Scene::new().await;
    let (help, sara) = (scene.guild.channel("help"), scene.app.agent("sara").await);
    let thread = help.thread(&scene.mina, "Pianos");
    asks(&thread.with(&scene.mina), &mention(UNKNOWN)).await;
    thread.deletes();
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Reply("We do not.".to_owned())).await;
    scene.fake.called("POST messages", 2).await;
    scene.app.settled().await;
    assert_eq!(scene.app.kinds(1).await, "message handoff reply taken agent_reply failed");
    assert_eq!(scene.app.timeline(1).await.last().unwrap().data["gone"], true);
    let chat = help.with(&scene.mina);
    assert!(asks(&chat, &mention(DELIVERY)).await.starts_with(DELIVERED), "and never another place");
    assert_eq!(chat.transcript().replies().len(), 1, "{}", chat.transcript());
}

#[tokio::test]
async fn a_guild_that_removes_the_bot_is_left_alone() {
    let scene = Scene::new().await;
    let (chat, sara) = (scene.guild.channel("help").with(&scene.mina), scene.app.agent("sara").await);
    asks(&chat, &mention(UNKNOWN)).await;
    scene.guild.removes_bot();
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Reply("We do not.".to_owned())).await;
    scene.fake.called("POST messages", 2).await;
    scene.app.settled().await;
    assert!(scene.app.kinds(1).await.ends_with("agent_reply failed"));
    assert!(asks(&scene.mina.direct(), DELIVERY).await.starts_with(DELIVERED), "everything else goes on");
    assert_eq!(scene.fake.calls("POST messages"), 3, "it is not tried again");
}

#[tokio::test]
async fn nobody_is_pinged_by_what_we_say() {
    let scene = Scene::new().await;
    let (chat, sara) = (scene.guild.channel("help").with(&scene.mina), scene.app.agent("sara").await);
    asks(&chat, &mention(UNKNOWN)).await;
    let id = scene.app.conversation(1).await.id;
    let reply = format!("Ask <@&{BOT_ROLE}> or @everyone, or {}", mention("us"));
    scene.app.act(id, sara, Action::Reply(reply)).await;
    chat.next_reply().await;
    assert_eq!(scene.fake.pings(), 0);
}

#[tokio::test]
async fn nobody_is_pinged_by_an_article() {
    let scene = Scene::with(|starting| starting.articles(vec![calling_article()])).await;
    let chat = scene.guild.channel("help").with(&scene.mina);
    chat.says(&mention(CALLING.0));
    let answer = chat.next_reply().await;
    assert!(answer.text.starts_with(CALLING.1), "{}", answer.text);
    assert!(answer.markdown.contains("\\<@&123>") && answer.markdown.contains("\\<@42>"), "{}", answer.markdown);
    let sent = scene.fake.requests("POST messages").remove(0);
    assert_eq!(sent["allowed_mentions"]["parse"], serde_json::json!([]), "{sent}");
    assert_eq!(scene.fake.pings(), 0);
}

#[tokio::test]
async fn a_question_asked_while_the_connection_is_broken_is_answered() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    scene.allow(&help.id(), Autonomy::Always).await;
    let chat = help.with(&scene.mina);
    // That we read along.
    chat.next_reply().await;
    for order in [Order::Cut, Order::Invalid(false), Order::Close(4009), Order::Reconnect] {
        scene.fake.order(order);
        assert!(asks(&chat, DELIVERY).await.starts_with(DELIVERED), "after {order:?}");
    }
    assert_eq!(chat.transcript().replies().len(), 5, "{}", chat.transcript());
    assert_eq!(scene.app.conversation(2).await.holder, Holder::Bot);
}
