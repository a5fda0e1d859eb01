//! What was said while the bot was away, as far as Discord still has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use hamyar_channel::{Event, Inbound, Setting};
use tokio::sync::Notify;

use super::stand::{Listening, Scene, text};
use crate::support::fake_discord::{Chat, Fault, Room, User};

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

pub(super) async fn hears(listening: &Listening, messages: usize) {
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
    let repeated: usize =
        scene.inbox.batches().iter().filter_map(|batch| batch.accepted.clone()).map(|a| a.repeated).sum();
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
    scene.caught_up().await;
    // What was said, and what was changed.
    assert_eq!(scene.fake.calls("GET messages"), 2, "what the bot may not see is not asked for");
    listening.stop().await;
}

/// A bot that has heard of a channel, and that Discord has forgotten while it was away for a while.
async fn away() -> (Scene, Room, Chat) {
    let scene = Scene::new().await;
    let help = scene.fake.guild("Readers").channel("help");
    let chat = help.with(&scene.fake.user("Mina"));
    let listening = scene.listens().await;
    chat.says("before");
    hears(&listening, 1).await;
    scene.caught_up().await;
    listening.stop().await;
    scene.fake.forget_sessions();
    scene.later(30);
    (scene, help, chat)
}

#[tokio::test]
async fn what_is_deleted_while_it_is_read_back_is_not_heard() {
    let (scene, help, chat) = away().await;
    chat.says("a secret of the channel");
    let direct = scene.fake.user("Reza").direct();
    let told = Arc::new(Notify::new());
    scene.fake.next("GET messages", Fault::AppliedThenLate(Arc::clone(&told)));
    let listening = scene.listens().await;
    scene.fake.called("GET messages", 1).await;
    help.deletes();
    direct.says("now");
    assert_eq!(listening.hears().await, "now");
    told.notify_one();
    scene.caught_up().await;
    let private = scene.inbox.events().into_iter().filter(|event| event.place.setting == Setting::Direct);
    let private: Vec<String> = private.filter_map(|event| text(&event)).collect();
    assert_eq!(private, ["now"], "nobody said the rest to us alone");
    assert_eq!(scene.texts(), ["before", "now"]);
    listening.stop().await;
}

#[tokio::test]
async fn a_guild_that_was_out_of_reach_is_read_back() {
    let scene = Scene::new().await;
    let (readers, writers) = (scene.fake.guild("Readers"), scene.fake.guild("Writers"));
    let mina = scene.fake.user("Mina");
    let (lost, other) = (readers.channel("help").with(&mina), writers.channel("help").with(&mina));
    let listening = scene.listens().await;
    lost.says("before");
    other.says("before, too");
    hears(&listening, 2).await;
    scene.caught_up().await;
    for restart in [false, true] {
        readers.goes_away();
        lost.says(&format!("said meanwhile {restart}"));
        scene.later(5);
        other.says("the others go on");
        assert_eq!(listening.hears().await, "the others go on");
    }
    listening.stop().await;
    scene.later(5);
    other.says("and on");
    let listening = scene.listens().await;
    assert_eq!(listening.hears().await, "and on");
    readers.returns();
    assert_eq!(listening.hears().await, "said meanwhile false");
    assert_eq!(listening.hears().await, "said meanwhile true");
    // From then on it is one like the others.
    scene.caught_up().await;
    let calls = scene.fake.calls("GET messages");
    readers.goes_away();
    readers.returns();
    lost.says("now");
    assert_eq!(listening.hears().await, "now");
    assert!(scene.fake.calls("GET messages") - calls <= 1);
    assert_eq!(scene.fake.sessions().0, 1);
    listening.stop().await;
}

#[tokio::test]
async fn threads_that_only_members_see_are_found_however_many_there_are() {
    const THREADS: usize = 101;
    let (scene, help, _) = away().await;
    let reza = scene.fake.user("Reza");
    let threads: Vec<Room> = (0..THREADS).map(|number| help.private_thread(&reza, &format!("Case {number}"))).collect();
    // Those that were opened first go to the archive last.
    for (number, thread) in threads.iter().enumerate().rev() {
        thread.with(&reza).says(&format!("case {number}"));
        thread.archives();
        scene.later(1);
    }
    let before = scene.fake.calls("GET private");
    let listening = scene.listens().await;
    hears(&listening, THREADS).await;
    let mut found = scene.texts().split_off(1);
    found.sort_by_key(|text| text.rsplit(' ').next().and_then(|number| number.parse::<usize>().ok()));
    let expected: Vec<String> = (0..THREADS).map(|number| format!("case {number}")).collect();
    assert_eq!(found, expected);
    assert_eq!(scene.fake.calls("GET private") - before, 2, "in two pages");
    listening.stop().await;
}

#[tokio::test]
async fn what_discord_will_not_give_for_a_moment_is_read_all_the_same() {
    let (scene, _, chat) = away().await;
    chat.says("while away");
    for status in [401, 400] {
        scene.fake.next("GET messages", Fault::Refused(status, 0, "not now"));
    }
    let listening = scene.listens().await;
    assert_eq!(listening.hears().await, "while away");
    listening.stop().await;
}

/// What was changed, in order.
fn edits(scene: &Scene) -> Vec<String> {
    let edit = |event: Inbound| match event.event {
        Event::Edit(message) => Some(message.text),
        _ => None,
    };
    scene.inbox.events().into_iter().filter_map(edit).collect()
}

#[tokio::test]
async fn what_was_changed_while_away_is_heard_once() {
    let scene = Scene::new().await;
    let (mina, help) = (scene.fake.user("Mina"), scene.fake.guild("Readers").channel("help"));
    let thread = help.thread(&mina, "Delivery").with(&mina);
    let (chat, direct) = (help.with(&mina), mina.direct());
    let listening = scene.listens().await;
    let said = [&chat, &thread, &direct].map(|place| (place, place.says("before")));
    direct.says("and this stays");
    hears(&listening, 4).await;
    direct.edits(said[2].1, "heard at once");
    chat.says("enough");
    hears(&listening, 1).await;
    scene.caught_up().await;
    listening.stop().await;
    assert_eq!(edits(&scene), ["heard at once"]);

    scene.fake.forget_sessions();
    scene.later(30);
    for (number, (place, message)) in said.iter().enumerate() {
        place.edits(*message, &format!("changed {number}"));
    }
    for _ in 0..2 {
        let listening = scene.listens().await;
        direct.says("now");
        hears(&listening, 1).await;
        scene.caught_up().await;
        listening.stop().await;
        scene.fake.forget_sessions();
        let mut edits = edits(&scene);
        edits.sort();
        assert_eq!(edits, ["changed 0", "changed 1", "changed 2", "heard at once"]);
    }
}
