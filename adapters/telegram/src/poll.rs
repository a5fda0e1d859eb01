//! Long polling: asking Telegram for updates.
//!
//! Telegram keeps an update until a request with a higher offset confirms it, so the offset moves only after the inbox
//! has the batch. Until then the same updates come again.

use std::sync::atomic::Ordering;
use std::time::Duration;

use hamyar_channel::{Inbox, ListenError, Pauses};
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use crate::api::CallError;
use crate::listener::{Answer, Listener};
use crate::update::{KINDS, Me};

/// The most updates that Telegram gives at once.
const BATCH: u8 = 100;

#[derive(Serialize)]
struct GetUpdates {
    /// The first update we do not have. None once Telegram knows all that we have: update ids start anew after a week of
    /// silence, and an old offset would hide them.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    limit: u8,
    timeout: u64,
    allowed_updates: [&'static str; 7],
}

/// Asks for updates until stopped.
pub(crate) async fn poll(
    listener: &Listener,
    me: &Me,
    inbox: &dyn Inbox,
    stop: &CancellationToken,
) -> Result<(), ListenError> {
    // Telegram gives updates to a webhook or to us, never to both.
    if listener.insist::<_, bool>("deleteWebhook", &json!({}), stop).await?.is_none() {
        return Ok(());
    }
    let mut pauses = Pauses::new(listener.settings.first_pause);
    let mut offset = None;
    let mut presses = Vec::new();
    while !stop.is_cancelled() {
        let (fetched, ()) = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            both = async { tokio::join!(fetch(listener, offset), listener.acknowledge(&presses)) } => both,
        };
        presses.clear();
        if fetched.is_ok() {
            listener.connected.store(true, Ordering::Relaxed);
        }
        match fetched {
            Ok(updates) if updates.is_empty() => {
                offset = None;
                pauses.reset();
            }
            Ok(updates) => match take(listener, me, inbox, &updates).await {
                Some((next, waiting)) => {
                    (offset, presses) = (Some(next), waiting);
                    pauses.reset();
                }
                None => pauses.wait(None, stop).await,
            },
            Err(error) => listener.recover("getUpdates", &error, &mut pauses, stop).await?,
        }
    }
    Ok(())
}

async fn fetch(listener: &Listener, offset: Option<i64>) -> Result<Vec<Box<RawValue>>, CallError> {
    // After a fault the first answer is wanted at once: it says that all is well again.
    let well = listener.connected.load(Ordering::Relaxed);
    let hold = if well { listener.settings.long_poll } else { Duration::ZERO };
    let request = GetUpdates { offset, limit: BATCH, timeout: hold.as_secs(), allowed_updates: KINDS };
    listener.api.call_held(hold, "getUpdates", &request).await
}

/// Brings a batch to the inbox: the next offset and the presses in it, or nothing if the batch must come again.
async fn take(
    listener: &Listener,
    me: &Me,
    inbox: &dyn Inbox,
    updates: &[Box<RawValue>],
) -> Option<(i64, Vec<Answer>)> {
    let read = updates.iter().filter_map(|raw| listener.convert(raw.get(), me).ok());
    let batch: Vec<_> = read.collect();
    let channel = &listener.settings.id;
    let Some(last) = batch.last().map(|update| update.update_id) else {
        tracing::warn!(%channel, "Telegram sent a batch without a single update");
        return None;
    };
    match listener.record(inbox, batch).await {
        Ok(presses) => Some((last + 1, presses)),
        Err(error) => {
            tracing::warn!(%channel, %error, "updates were not recorded; they stay with Telegram and come again");
            None
        }
    }
}
