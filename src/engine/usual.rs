//! How long first replies took lately: measured, so that nothing is promised that does not happen.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

use super::Engine;
use crate::store::Turn;

/// Replies that are looked at, the latest ones.
const MOST: i64 = 50;

/// Replies without which nothing is said.
const ENOUGH: usize = 10;

/// How old a reply may be.
const LATELY: Duration = Duration::days(30);

/// How long what was measured is good for.
const FRESH: Duration = Duration::minutes(10);

/// What was measured, and when.
#[derive(Default)]
pub(super) struct Usual(Mutex<Option<(DateTime<Utc>, Option<Duration>)>>);

impl Engine {
    /// The time, open time alone, within which half of the latest first replies came. Asked only where somebody may be told.
    pub(super) async fn usual_reply(&self, turn: &Turn) -> Option<Duration> {
        let told = self.rules.tell_usual_reply && self.rules.reply_expectation.is_none();
        if !told || turn.conversation.holder.is_person() || turn.entries.is_empty() {
            return None;
        }
        let now = self.edge.now();
        let known = *self.usual.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, usual)) = known
            && now - at < FRESH
        {
            return usual;
        }
        // Should it not be known, the customer is told nothing of it.
        let replies = self.store.first_replies(now - LATELY, MOST).await.unwrap_or_default();
        let open = |(asked, replied)| self.rules.hours.between(asked, replied);
        // Who was answered while it was closed says nothing of how long it takes while it is open.
        let mut times: Vec<Duration> = replies.into_iter().map(open).filter(|time| *time > Duration::zero()).collect();
        times.sort();
        let usual = times.get(times.len() / 2).copied().filter(|_| times.len() >= ENOUGH);
        *self.usual.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, usual));
        usual
    }
}
