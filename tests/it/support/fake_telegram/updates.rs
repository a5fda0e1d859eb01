//! `getUpdates`: offsets, long polling, conflicts.

use std::time::Duration;

use bytes::Bytes;

use super::Shared;
use super::methods::{Answered, Refusal};
use super::params::Params;
use super::state::State;

pub(super) async fn get(shared: &Shared, params: &Params) -> Answered {
    let offset = params.int("offset").unwrap_or_default();
    let limit = usize::try_from(params.int("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let hold = Duration::from_secs(u64::try_from(params.int("timeout").unwrap_or_default()).unwrap_or_default());
    let allowed = params.json("allowed_updates");
    let mine = shared.change(|state| {
        if let Some(kinds) = allowed.as_ref().and_then(|kinds| kinds.as_array()).filter(|kinds| !kinds.is_empty()) {
            state.allowed = Some(kinds.iter().filter_map(|kind| kind.as_str().map(str::to_owned)).collect());
        }
        state.confirm(offset);
        state.polls += 1;
        state.polls
    });
    let mut changes = shared.changed.subscribe();
    let wait = async {
        loop {
            if let Some(answered) = shared.state().take(mine, limit) {
                return answered;
            }
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::time::timeout(hold, wait).await.unwrap_or_else(|_| Ok(Bytes::from_static(b"[]")))
}

impl State {
    /// Forgets the updates before an offset; a negative one keeps only so many of the newest.
    fn confirm(&mut self, offset: i64) {
        let surplus = if offset < 0 {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            self.queue.len().saturating_sub(kept)
        } else {
            self.queue.partition_point(|(id, _)| *id < offset)
        };
        self.queue.drain(..surplus);
        self.confirmed += surplus;
    }

    /// What this request for updates is answered now, if anything.
    fn take(&self, mine: u64, limit: usize) -> Option<Answered> {
        if self.webhook.is_some() {
            return Some(Err(Refusal::new(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )));
        }
        if self.polls != mine {
            return Some(Err(Refusal::new(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )));
        }
        if self.queue.is_empty() {
            return None;
        }
        let mut list = Vec::with_capacity(256 * limit);
        list.push(b'[');
        for (_, update) in self.queue.iter().take(limit) {
            if list.len() > 1 {
                list.push(b',');
            }
            list.extend_from_slice(update);
        }
        list.push(b']');
        Some(Ok(list.into()))
    }
}
