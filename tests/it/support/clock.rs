//! A clock that stands still until the test moves it.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use hamyar::clock::Clock;
use tokio::sync::watch;

/// A rest so short ends by itself: whoever takes it looks again for what somebody else is about to finish.
const MOMENT: Duration = Duration::milliseconds(10);

/// A clock that stands still until the test moves it.
#[derive(Debug)]
pub(crate) struct MockClock(watch::Sender<DateTime<Utc>>);

impl MockClock {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new("2026-11-22T10:00:00Z".parse().unwrap()))
    }

    /// Moves the clock on.
    pub(crate) fn advance(&self, by: Duration) {
        self.0.send_modify(|now| *now += by);
    }
}

#[async_trait]
impl Clock for MockClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.borrow()
    }

    async fn sleep_until(&self, instant: DateTime<Utc>) {
        let mut now = self.0.subscribe();
        let soon = instant - *now.borrow() <= MOMENT;
        let moved = now.wait_for(|now| *now >= instant);
        if soon {
            let _ = tokio::time::timeout(MOMENT.to_std().unwrap_or_default(), moved).await;
        } else {
            let _ = moved.await;
        }
    }
}
