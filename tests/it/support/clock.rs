//! A clock that stands still until the test moves it.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use hamyar::clock::Clock;
use tokio::sync::watch;

/// A rest so short ends by itself: whoever takes it looks again for what somebody else is about to finish.
const MOMENT: Duration = Duration::milliseconds(10);

/// A clock that stands still until the test moves it.
#[derive(Debug)]
pub(crate) struct MockClock {
    now: watch::Sender<DateTime<Utc>>,
    frights: watch::Sender<()>,
}

impl MockClock {
    pub(crate) fn new() -> Self {
        let now = watch::Sender::new("2026-11-22T10:00:00Z".parse().unwrap());
        Self { now, frights: watch::Sender::new(()) }
    }

    /// Moves the clock on.
    pub(crate) fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now += by);
    }

    /// Everything that sleeps by this clock panics, as a mistake in it would.
    pub(crate) fn frighten(&self) {
        self.frights.send_replace(());
    }
}

#[async_trait]
impl Clock for MockClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.borrow()
    }

    async fn sleep_until(&self, instant: DateTime<Utc>) {
        let (mut now, mut frights) = (self.now.subscribe(), self.frights.subscribe());
        let soon = instant - *now.borrow() <= MOMENT;
        let moved = now.wait_for(|now| *now >= instant);
        let moved = async {
            tokio::select! {
                _ = moved => {}
                Ok(()) = frights.changed() => panic!("as the test demands"),
            }
        };
        if soon {
            let _ = tokio::time::timeout(MOMENT.to_std().unwrap_or_default(), moved).await;
        } else {
            moved.await;
        }
    }
}
