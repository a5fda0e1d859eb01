//! What was said while the bot was away, as far as Discord still has it.

use std::collections::BTreeMap;

use super::stand::{Listening, Scene, text};
use crate::support::fake_discord::{Chat, Fault, User};

const PLACES: usize = 20;
const MESSAGES: usize = 1000;

/// What was heard in each place, in order: places by Discord's id of the channel or thread.
fn heard(scene: &Scene) -> BTreeMap<String, Vec<String>> {
    let mut heard: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for inbound in scene.inbox.events() {
        if let Some(text) = text(&inbound) {
            let address = &inbound.place.address;
            heard.entry(address.thread.clone().unwrap_or(address.chat.clone())).or_default().push(text);
        }
    }
    heard
}

async fn hears(listening: &Listening, messages: usize) {
    for _ in 0..messages {
        listening.hears().await;
    }
}

#[tokio::test]
async fn half_an_hour_is_read_back_each_message_once_and_in_order() {
    let scene = Scene::new().await;
    let guild = scene.fake.guild("Readers");
    let (help, forum) = (guild.channel("help"), guild.forum("questions"));
    let people: Vec<User> = (0..5).map(|number| scene.fake.user(&format!("Reader {number}"))).collect();
    let direct: Vec<Chat> = people.iter().map(User::direct).collect();
    let listening = scene.listens().await;
    for chat in &direct {
        chat.says("before");
    }
    help.with(&people[0]).says("before");
    let old = forum.post(&people[1], "An old question", "before");
    hears(&listening, 7).await;
    listening.stop().await;

    scene.fake.forget_sessions();
    scene.later(5);
    let mut places = direct.clone();
    places.extend([help.with(&people[2]), old.clone()]);
    let posts: Vec<Chat> =
        (0..8).map(|number| forum.post(&people[number % 5], &format!("Question {number}"), "first")).collect();
    places.extend(posts);
    let threads: Vec<_> = (0..5).map(|number| help.thread(&people[number], &format!("Thread {number}"))).collect();
    places.extend(threads.iter().zip(&people).map(|(thread, person)| thread.with(person)));
    assert_eq!(places.len(), PLACES);
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..MESSAGES {
        let place = &places[number % PLACES];
        place.says(&format!("message {number}"));
        expected.entry(place.id()).or_default().push(format!("message {number}"));
        if number % 40 == 0 {
            scene.later(1);
        }
    }
    for thread in &threads[..3] {
        thread.archives();
    }
    // And they go on while it is read back.
    scene.fake.next("GET messages", Fault::Status(500));
    scene.fake.next("GET public", Fault::TooMany(0.001));
    let listening = scene.listens().await;
    for (number, place) in places.iter().enumerate() {
        place.says(&format!("live {number}"));
        expected.entry(place.id()).or_default().push(format!("live {number}"));
    }
    // A question that begins a post is a message of it, too.
    let all = hears(&listening, MESSAGES + PLACES + 8);
    let _shown_below = tokio::time::timeout(std::time::Duration::from_secs(9), all).await;

    let heard = heard(&scene);
    for (place, expected) in expected {
        let after: Vec<&String> =
            heard[&place].iter().filter(|text| !["before", "first"].contains(&text.as_str())).collect();
        assert!(after.iter().eq(&expected.iter().collect::<Vec<_>>()), "{place}: {after:?}");
    }
    assert_eq!(heard.values().map(Vec::len).sum::<usize>(), 7 + MESSAGES + PLACES + 8, "each once");
    let repeated: usize = scene.inbox.batches().iter().filter_map(|batch| batch.accepted).map(|a| a.repeated).sum();
    assert!(repeated < 200, "{repeated} were brought again");

    scene.caught_up().await;
    listening.stop().await;
    let (before, calls) = (scene.texts().len(), scene.fake.calls("GET messages"));
    let listening = scene.listens().await;
    places[0].says("the session goes on");
    hears(&listening, 1).await;
    assert_eq!((scene.texts().len(), scene.fake.calls("GET messages")), (before + 1, calls), "nothing is read twice");
    listening.stop().await;
}

#[tokio::test]
async fn who_is_killed_while_reading_back_reads_again() {
    let scene = Scene::new().await;
    let guild = scene.fake.guild("Readers");
    let (mina, help) = (scene.fake.user("Mina"), guild.channel("help"));
    let (chat, direct) = (help.with(&mina), mina.direct());
    let listening = scene.listens().await;
    chat.says("before");
    direct.says("before");
    hears(&listening, 2).await;
    listening.stop().await;
    scene.fake.forget_sessions();
    scene.later(30);
    chat.says("one");
    direct.says("two");
    scene.fake.next("GET public", Fault::Hang);
    scene.fake.next("GET messages", Fault::Hang);
    let listening = scene.listens().await;
    scene.fake.called("GET messages", 1).await;
    direct.says("three");
    listening.kill().await;
    scene.fake.heals();
    let listening = scene.listens().await;
    hears(&listening, 3).await;
    assert_eq!(heard(&scene)[&direct.id()], ["before", "two", "three"]);
    assert_eq!(heard(&scene)[&chat.id()], ["before", "one"]);
    assert_eq!(scene.fake.sessions(), (3, 0), "a session in which something is missing is not taken up again");
    listening.stop().await;
}

#[tokio::test]
async fn a_first_start_reads_nothing_of_the_past() {
    let scene = Scene::new().await;
    let guild = scene.fake.guild("Readers");
    let mina = scene.fake.user("Mina");
    let (help, hidden) = (guild.channel("help"), guild.channel("secret"));
    hidden.hides();
    help.with(&mina).says("long ago");
    scene.later(60);
    let listening = scene.listens().await;
    help.with(&mina).says("now");
    assert_eq!(listening.hears().await, "now");
    assert_eq!(scene.fake.calls("GET messages"), 0);
    listening.stop().await;

    scene.fake.forget_sessions();
    scene.later(60 * 24 * 40);
    hidden.with(&mina).says("not for the bot");
    help.with(&mina).says("while away");
    let listening = scene.listens().await;
    assert_eq!(listening.hears().await, "while away");
    assert_eq!(scene.fake.calls("GET messages"), 1, "what the bot may not see is not asked for");
    listening.stop().await;
}
