//! What is there still after an absence, as far as Discord tells: what is not was deleted, and what marks it.

use std::collections::BTreeMap;

use hamyar_channel::{Event, Present};

use super::absence::hears;
use super::stand::{Listening, Scene};
use crate::support::fake_discord::Fault;

/// The last looks at what is there, by the place: what is there, and who has set which signs.
fn present(scene: &Scene) -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let told = scene.inbox.events().into_iter().filter_map(|inbound| match inbound.event {
        Event::Present(Present { after, before, messages, reactions }) => {
            assert!(
                messages.iter().all(|id| after < *id && *id < before && id.len() == after.len()),
                "{after} {before}"
            );
            let address = inbound.place.address;
            let chat = address.chat.clone();
            let signs = reactions.into_iter().map(|reaction| match reaction.event {
                Event::Reaction { message, emoji, added: true, .. } => {
                    assert!(reaction.key.starts_with(&format!("r:{chat}:{message}:")));
                    format!("{} {emoji} {message}", reaction.author.name.unwrap_or_default())
                }
                other => panic!("{other:?}"),
            });
            Some((address.thread.unwrap_or(address.chat), (messages, signs.collect())))
        }
        _ => None,
    });
    told.collect()
}

/// Waits until the session that begins now has read everything.
async fn hears_now(scene: &Scene, listening: &Listening) {
    scene.fake.user("Somebody").direct().says("now");
    listening.hears().await;
    scene.caught_up().await;
}

#[tokio::test]
async fn what_is_there_is_told_when_a_place_is_read_again() {
    let scene = Scene::new().await;
    let (mina, help) = (scene.fake.user("Mina"), scene.fake.guild("Readers").channel("help"));
    let thread = help.thread(&mina, "Delivery").with(&mina);
    let (chat, direct) = (help.with(&mina), mina.direct());
    let listening = scene.listens().await;
    let said = [&chat, &thread, &direct].map(|place| [place.says("stays"), place.says("goes")]);
    hears(&listening, 6).await;
    scene.caught_up().await;
    listening.stop().await;
    assert_eq!(present(&scene), BTreeMap::new(), "at first nothing is known");

    scene.fake.forget_sessions();
    scene.later(30);
    for (place, [stays, goes]) in [&chat, &thread, &direct].into_iter().zip(said) {
        place.deletes(goes);
        place.reacts(stays, "✅", true);
        place.reacts(stays, "❤", true);
    }
    chat.reacts(said[0][0], "✅", false);
    let listening = scene.listens().await;
    hears_now(&scene, &listening).await;
    listening.stop().await;
    let (stays, sign) = (|at: usize| said[at][0].to_string(), |at: usize| format!("Mina ✅ {}", said[at][0]));
    let place = |at: usize, signs: Vec<String>| (vec![stays(at)], signs);
    let expected = [
        (chat.id(), place(0, Vec::new())),
        (thread.id(), place(1, vec![sign(1)])),
        (direct.id(), place(2, vec![sign(2)])),
    ];
    assert_eq!(present(&scene), BTreeMap::from(expected));
    assert_eq!(scene.fake.calls("GET %E2%9C%85"), 2, "only where there is a sign");
}

#[tokio::test]
async fn where_nothing_is_shown_nothing_is_said_to_be_gone() {
    let scene = Scene::new().await;
    let (mina, guild) = (scene.fake.user("Mina"), scene.fake.guild("Readers"));
    let (empty, other) = (guild.channel("empty").with(&mina), guild.channel("other").with(&mina));
    let listening = scene.listens().await;
    let gone = empty.says("before");
    other.says("before");
    hears(&listening, 2).await;
    scene.caught_up().await;
    listening.stop().await;
    // An empty page is what Discord shows also to those who may not read what was said before.
    empty.deletes(gone);
    scene.fake.forget_sessions();
    scene.later(30);
    let listening = scene.listens().await;
    hears_now(&scene, &listening).await;
    listening.stop().await;
    assert_eq!(present(&scene).into_keys().collect::<Vec<_>>(), [other.id()]);
}

#[tokio::test]
async fn a_sign_that_discord_will_not_tell_holds_nothing_up() {
    let scene = Scene::new().await;
    let (mina, help) = (scene.fake.user("Mina"), scene.fake.guild("Readers").channel("help"));
    let chat = help.with(&mina);
    let listening = scene.listens().await;
    let said = [chat.says("one"), chat.says("two"), chat.says("three")];
    hears(&listening, 3).await;
    scene.caught_up().await;
    listening.stop().await;
    scene.fake.forget_sessions();
    scene.later(30);
    for message in said {
        chat.reacts(message, "✅", true);
    }
    scene.fake.next("GET %E2%9C%85", Fault::Refused(400, 0, "not this one"));
    scene.fake.next("GET %E2%9C%85", Fault::Status(500));
    scene.fake.next("GET %E2%9C%85", Fault::Status(500));
    let listening = scene.listens().await;
    chat.says("now");
    assert_eq!(listening.hears().await, "now");
    scene.caught_up().await;
    listening.stop().await;
    let signs = vec![format!("Mina ✅ {}", said[0])];
    // The newest first.
    let there = said.iter().rev().map(ToString::to_string).collect();
    assert_eq!(present(&scene)[&chat.id()], (there, signs));
    assert_eq!(scene.fake.calls("GET %E2%9C%85"), 4, "one is given up at once, one after a second try");
}
