//! What people did while the bot did not hear: taken back, and marked as solved.

use std::sync::Arc;
use std::time::Duration;

use hamyar::model::Status;

use super::threads::BUTTON;
use super::{DELIVERY, RETURNS, Scene, UNKNOWN, asks, mention};

/// How long the bot does not hear.
const AWAY: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// How often is looked, and after how long, whether something has happened.
const LOOKS: usize = 500;
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Waits until a matter's entries are these.
pub(super) async fn comes_to(scene: &Scene, number: i64, kinds: &str) {
    let mut changes = scene.app.live.desk();
    for _ in 0..LOOKS {
        if scene.app.kinds(number).await == kinds {
            return;
        }
        let _ = tokio::time::timeout(LOOK_AGAIN, changes.recv()).await;
    }
    panic!("matter {number} is {}, and not {kinds}", scene.app.kinds(number).await);
}

#[tokio::test]
async fn what_was_taken_back_and_marked_while_away_counts_once() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let (mina, reza) = (help.with(&scene.mina), help.with(&scene.fake.user("Reza")));
    let asked = mina.says(&mention(UNKNOWN));
    mina.next_reply().await;
    let kinds = scene.app.kinds(1).await;
    let answer = reza.replies(asked, "the shop next door does");
    comes_to(&scene, 1, &format!("{kinds} message")).await;
    let direct = scene.mina.direct();
    let taken_back = direct.says(DELIVERY);
    direct.next_reply().await;
    asks(&direct, RETURNS).await;
    scene.app.settled_all().await;
    let before = [scene.app.kinds(1).await, scene.app.kinds(2).await];

    let clock = Arc::clone(&scene.app.clock);
    let scene = scene
        .while_away(|_| {
            clock.advance(AWAY);
            mina.reacts(answer, "✅", true);
            direct.deletes(taken_back);
        })
        .await;
    comes_to(&scene, 1, &format!("{} reaction reply resolved", before[0])).await;
    comes_to(&scene, 2, &format!("{} deletion", before[1])).await;
    scene.app.settled_all().await;
    let after = [scene.app.kinds(1).await, scene.app.kinds(2).await];

    // Known by now.
    let scene = scene.while_away(|_| clock.advance(AWAY)).await;
    mina.next_reply().await;
    direct.says(RETURNS);
    direct.next_reply().await;
    scene.app.settled_all().await;
    assert_eq!(scene.app.kinds(1).await, after[0]);
    assert!(scene.app.kinds(2).await.starts_with(&format!("{} message", after[1])));
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
}

#[tokio::test]
async fn what_was_said_in_a_thread_is_not_missed_in_its_channel_nor_the_other_way_round() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let chat = help.with(&scene.mina);
    let asked = chat.says(&mention(DELIVERY));
    chat.next_reply().await;
    chat.presses(BUTTON);
    let thread = help.thread_under(asked).with(&scene.mina);
    thread.next_reply().await;
    thread.says(RETURNS);
    thread.next_reply().await;
    let last = thread.says(DELIVERY);
    thread.next_reply().await;
    scene.app.settled_all().await;
    let before = scene.app.kinds(1).await;

    let clock = Arc::clone(&scene.app.clock);
    let scene = scene.while_away(|_| clock.advance(AWAY)).await;
    let direct = scene.mina.direct();
    direct.says(DELIVERY);
    direct.next_reply().await;
    assert_eq!(scene.app.kinds(1).await, before);

    let gone = |_: &_| {
        clock.advance(AWAY);
        thread.deletes(last);
    };
    let scene = scene.while_away(gone).await;
    comes_to(&scene, 1, &format!("{before} deletion")).await;
}
