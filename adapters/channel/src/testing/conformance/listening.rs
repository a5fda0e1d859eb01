//! Listening ends when it is told to.

use std::time::Duration;

use super::Scene;
use crate::testing::Rig;

/// How long a channel may take to stop.
const PROMPT: Duration = Duration::from_secs(1);

pub(super) async fn stop_ends_idle_listening<R: Rig>(scene: &Scene<R>) {
    scene.hear("hello").await;
    stop(scene).await;
}

pub(super) async fn stop_ends_listening_while_the_inbox_refuses<R: Rig>(scene: &Scene<R>) {
    scene.inbox.fail_next(usize::MAX);
    tokio::select! {
        // On a platform that pushes, this repeats until somebody gives up: that is here.
        () = async { scene.rig.say("hello").await; std::future::pending().await } => {}
        () = scene.inbox.brought(1) => {}
    }
    stop(scene).await;
}

async fn stop<R: Rig>(scene: &Scene<R>) {
    scene.stop.cancel();
    let ended = tokio::time::timeout(PROMPT, scene.ended.until(|ended| ended.clone())).await;
    assert_eq!(ended, Ok(Ok(())), "listening did not end within {PROMPT:?} of being stopped");
}
