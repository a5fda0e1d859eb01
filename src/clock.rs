//! Time and ids, made at the edge and passed in, so that a test decides both.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What the time is, and waiting for a later one.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// Now, to the microsecond: what both databases keep.
    fn now(&self) -> DateTime<Utc>;

    /// Returns when it is `instant` or later.
    async fn sleep_until(&self, instant: DateTime<Utc>);
}

/// Fresh ids.
pub trait Ids: Send + Sync + 'static {
    /// An id that sorts after those made before it.
    fn next(&self) -> Uuid;
}

/// The clock and the ids of this process.
#[derive(Clone)]
pub struct Edge {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn Ids>,
}

impl Edge {
    /// The machine's clock and random ids.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), ids: Arc::new(RandomIds) }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Waits until there is work, at most until `next`, and no longer than until `stop` is cancelled.
    pub async fn rest(&self, work: &Notify, next: Option<DateTime<Utc>>, stop: &CancellationToken) {
        let alarm = async {
            match next {
                Some(at) => self.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = work.notified() => {}
            () = alarm => {}
            () = stop.cancelled() => {}
        }
    }

    /// A fresh id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.ids.next()
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the edge")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    async fn sleep_until(&self, instant: DateTime<Utc>) {
        let wait = (instant - self.now()).to_std().unwrap_or_default();
        tokio::time::sleep(wait).await;
    }
}

/// Random ids of version 7.
#[derive(Clone, Copy, Debug)]
pub struct RandomIds;

impl Ids for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the edge")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}
