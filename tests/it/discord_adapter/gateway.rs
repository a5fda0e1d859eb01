//! What happens to the connection, and that nothing that was said gets lost or comes twice by it.

use std::time::Duration;

use hamyar_channel::{Event, ListenError, Membership};

use super::stand::{Listening, Scene, bot, bot_with, settings};
use crate::support::fake_discord::{BOT_ROLE, Chat, Fault, Order};

/// A bot that has heard of a channel and of a direct chat.
async fn acquainted() -> (Scene, Listening, Chat, Chat) {
    let scene = Scene::new().await;
    let mina = scene.fake.user("Mina");
    let (direct, channel) = (mina.direct(), scene.fake.guild("Readers").channel("help").with(&mina));
    let listening = scene.listens().await;
    direct.says("hello");
    channel.says("good morning");
    assert_eq!((listening.hears().await, listening.hears().await), ("hello".to_owned(), "good morning".to_owned()));
    scene.caught_up().await;
    (scene, listening, direct, channel)
}

/// Something happens to the connection, while people go on.
async fn through(order: Order) -> (Scene, Listening) {
    let (scene, listening, direct, channel) = acquainted().await;
    scene.fake.order(order);
    direct.says("one");
    channel.says("two");
    scene.fake.connections(2).await;
    channel.says("three");
    direct.says("four");
    for _ in 0..4 {
        listening.hears().await;
    }
    let mut texts = scene.texts();
    texts.sort();
    assert_eq!(texts, ["four", "good morning", "hello", "one", "three", "two"], "each once");
    (scene, listening)
}

#[tokio::test]
async fn a_connection_that_breaks_is_taken_up_again() {
    for order in [Order::Cut, Order::Reconnect, Order::Invalid(true), Order::Close(4000), Order::Close(1001)] {
        let (scene, listening) = through(order).await;
        assert_eq!(scene.fake.sessions(), (1, 1), "after {order:?}");
        assert_eq!(scene.texts(), ["hello", "good morning", "one", "two", "three", "four"], "in order after {order:?}");
        listening.stop().await;
    }
}

#[tokio::test]
async fn a_session_that_is_lost_is_begun_anew_and_read_back() {
    for order in [Order::Invalid(false), Order::Close(4009), Order::Close(4007)] {
        let (scene, listening) = through(order).await;
        assert_eq!(scene.fake.sessions(), (2, 0), "after {order:?}");
        listening.stop().await;
    }
}

#[tokio::test]
async fn a_connection_that_does_not_answer_is_left() {
    let scene = Scene::new().await;
    scene.fake.heartbeat(Duration::from_millis(40));
    let direct = scene.fake.user("Mina").direct();
    let listening = scene.listens().await;
    direct.says("one");
    listening.hears().await;
    scene.fake.order(Order::Zombie);
    direct.says("two");
    direct.says("three");
    assert_eq!((listening.hears().await, listening.hears().await), ("two".to_owned(), "three".to_owned()));
    assert_eq!(scene.fake.sessions().0, 1, "the session is taken up again");
    listening.stop().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_passed_over() {
    let (scene, listening, direct, _) = acquainted().await;
    scene.fake.order(Order::Garbage);
    scene.fake.dispatch("MESSAGE_CREATE", &serde_json::json!({ "id": [], "channel_id": direct.id() }));
    scene.fake.dispatch("SOMETHING_NEW", &serde_json::json!({}));
    direct.says("one");
    assert_eq!(listening.hears().await, "one");
    let unknown = scene.inbox.events().into_iter().filter(|inbound| matches!(inbound.event, Event::Unknown { .. }));
    assert_eq!(unknown.count(), 1, "a message that nobody can read is noted");
    assert_eq!(scene.fake.sessions(), (1, 0));
    listening.stop().await;
}

#[tokio::test]
async fn after_a_restart_the_session_goes_on_and_nothing_is_lost() {
    let (scene, listening, direct, channel) = acquainted().await;
    listening.kill().await;
    scene.fake.disconnected().await;
    direct.says("one");
    let stranger = scene.fake.user("Reza").direct();
    stranger.says("two");
    channel.says("three");
    let listening = scene.listens().await;
    for expected in ["one", "two", "three"] {
        assert_eq!(listening.hears().await, expected);
    }
    assert_eq!(scene.fake.sessions(), (1, 1));
    listening.stop().await;
}

#[tokio::test]
async fn after_a_restart_we_are_still_called_by_our_role() {
    let (scene, listening, _, channel) = acquainted().await;
    listening.kill().await;
    scene.fake.disconnected().await;
    channel.says(&format!("<@&{BOT_ROLE}> how long does delivery take?"));
    let listening = scene.listens().await;
    let Event::Message(message) = scene.inbox.next().await.event else { panic!("no message") };
    assert!(message.addressed, "{message:?}");
    assert_eq!(message.question.as_deref(), Some("how long does delivery take?"));
    assert_eq!(scene.fake.sessions(), (1, 1), "the session that is taken up again tells no guild");
    listening.stop().await;
}

#[tokio::test]
async fn what_was_told_and_not_recorded_is_told_again() {
    let (scene, listening, direct, channel) = acquainted().await;
    scene.inbox.fail_next(usize::MAX);
    let refused = scene.inbox.batches().len();
    direct.says("one");
    channel.says("two");
    scene.inbox.brought(refused + 2).await;
    listening.kill().await;
    scene.inbox.fail_next(0);
    let listening = scene.listens().await;
    assert_eq!((listening.hears().await, listening.hears().await), ("one".to_owned(), "two".to_owned()));
    listening.stop().await;
}

#[tokio::test]
async fn a_token_that_is_not_valid_ends_it_with_clear_words() {
    let scene = Scene::new().await;
    scene.fake.refuse_identify(4004);
    let ended = Listening::start(bot(&scene.fake, &scene.clock), &scene.inbox).end().await;
    let Err(ListenError::Unauthorized { reason }) = ended else { panic!("{ended:?}") };
    assert_eq!(reason, "Discord does not know the token (close code 4004); copy it again from the developer portal");
    scene.fake.revoke_token();
    let ended = Listening::start(bot(&scene.fake, &scene.clock), &scene.inbox).end().await;
    assert!(matches!(&ended, Err(ListenError::Unauthorized { .. })), "{ended:?}");
}

#[tokio::test]
async fn an_intent_that_is_missing_is_named() {
    let scene = Scene::new().await;
    scene.fake.without_message_content();
    let ended = Listening::start(bot(&scene.fake, &scene.clock), &scene.inbox).end().await;
    let Err(ListenError::Misconfigured { reason }) = ended else { panic!("{ended:?}") };
    assert_eq!(
        reason,
        "Discord does not let the bot read messages: in the developer portal, under Bot, switch on “Message Content \
         Intent” (close code 4014)"
    );
}

#[tokio::test]
async fn what_only_a_person_can_mend_ends_it_with_clear_words() {
    let sharded = "the bot is in so many guilds that Discord wants it sharded, which Hamyar does not do";
    let version = "Discord does not speak this version of its API any more";
    let intents = "Discord does not let the bot read messages: in the developer portal, under Bot, switch on “Message \
                   Content Intent”";
    for (code, expected) in [(4010, sharded), (4011, sharded), (4012, version), (4013, intents), (4014, intents)] {
        let scene = Scene::new().await;
        scene.fake.refuse_identify(code);
        let ended = Listening::start(bot(&scene.fake, &scene.clock), &scene.inbox).end().await;
        let Err(ListenError::Misconfigured { reason }) = ended else { panic!("{ended:?}") };
        assert_eq!(reason, format!("{expected} (close code {code})"));
    }
}

#[tokio::test]
async fn an_outage_is_waited_for() {
    let (scene, listening, direct, _) = acquainted().await;
    scene.fake.go_down().await;
    direct.says("one");
    scene.fake.come_back().await;
    assert_eq!(listening.hears().await, "one");
    scene.fake.next("GET bot", Fault::Status(503));
    scene.fake.next("GET bot", Fault::TooMany(0.001));
    scene.fake.forget_sessions();
    scene.fake.order(Order::Cut);
    scene.fake.connected(2).await;
    direct.says("two");
    assert_eq!(listening.hears().await, "two");
    listening.stop().await;
}

#[tokio::test]
async fn a_gateway_by_tls_is_reached_with_tls() {
    let scene = Scene::new().await;
    let good = scene.fake.url().replace("http", "wss");
    scene.fake.gateway_at(&good);
    let direct = scene.fake.user("Mina").direct();
    let listening = Listening::start(bot_with(settings(&scene.fake.url()), &scene.clock), &scene.inbox);
    // Behind that address nobody speaks TLS: it is tried again, and nothing breaks.
    scene.fake.called("GET bot", 3).await;
    assert!(scene.inbox.events().is_empty());
    drop(direct);
    listening.stop().await;
}

#[tokio::test]
async fn we_hear_that_we_are_sent_away() {
    let scene = Scene::new().await;
    let guild = scene.fake.guild("Readers");
    let (mina, channel) = (scene.fake.user("Mina"), guild.channel("help"));
    let chat = channel.with(&mina);
    let listening = scene.listens().await;
    let thread = channel.thread(&mina, "Delivery");
    thread.with(&mina).says("one");
    listening.hears().await;
    thread.deletes();
    let gone = scene.inbox.next().await;
    assert_eq!(gone.event, Event::Membership(Membership::Removed));
    assert_eq!(gone.place.address.thread, Some(thread.id()));
    guild.removes_bot();
    chat.says("nobody hears this");
    let gone = scene.inbox.next().await;
    assert_eq!((gone.event, gone.place.address.chat), (Event::Membership(Membership::Removed), guild.id()));
    assert!(gone.author.id.is_empty());
    listening.stop().await;
}
