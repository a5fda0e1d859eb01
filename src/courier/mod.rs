//! The shell around deliveries: claim, pace, send, record the receipt.
//!
//! Many conversations are served at once, each in its order. A delivery is marked as being sent, durably, before the
//! platform is called; whatever then happens, what is known about it is recorded, and never more than that.

mod attempt;
mod pace;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Channel, ChannelId, Words};
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::pace::Pacer;
use crate::clock::Edge;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::model::Delivery;
use crate::store::{Failed, Finish, Store, StoreError};

/// Settings of the courier.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Sends at once.
    pub concurrency: usize,
    /// The pause after the first failed attempt; it doubles with each.
    pub retry_first: Duration,
    /// The longest pause.
    pub retry_most: Duration,
    /// Attempts before a delivery is given up.
    pub attempts: i32,
    /// The age at which a delivery is given up.
    pub give_up_after: Duration,
    /// How long a claim lasts. Longer than any call to a platform.
    pub lease: Duration,
}

/// Sends what is to be sent.
pub struct Courier {
    store: Store,
    channels: HashMap<ChannelId, Arc<dyn Channel>>,
    served: Vec<String>,
    pacers: HashMap<ChannelId, Pacer>,
    words: Arc<dyn Words>,
    live: Arc<Live>,
    metrics: Arc<Metrics>,
    edge: Edge,
    rules: Rules,
    work: Arc<Notify>,
    decisions: Arc<Notify>,
}

/// What a courier is made of.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// The channels.
    pub channels: Vec<Arc<dyn Channel>>,
    /// Words for people.
    pub words: Arc<dyn Words>,
    /// Those who look on.
    pub live: Arc<Live>,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// Time and ids.
    pub edge: Edge,
    /// Settings.
    pub rules: Rules,
    /// Says that something may be due.
    pub work: Arc<Notify>,
    /// Wakes the engine: somebody must decide what follows from a failure.
    pub decisions: Arc<Notify>,
}

/// How long to let the database rest after it refused.
const REST: Duration = Duration::milliseconds(500);

/// A due delivery that cannot be claimed waits for an earlier one; it is not asked for in a tight loop.
const MINIMUM_REST: Duration = Duration::milliseconds(5);

impl Courier {
    /// Puts a courier together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { store, channels, words, live, metrics, edge, rules, work, decisions } = parts;
        let pacers = channels
            .iter()
            .filter_map(|channel| channel.capabilities().pace.map(|pace| (channel.id().clone(), Pacer::new(pace))))
            .collect();
        let served = channels.iter().map(|channel| channel.id().to_string()).collect();
        let channels = channels.into_iter().map(|channel| (channel.id().clone(), channel)).collect();
        Self { store, channels, served, pacers, words, live, metrics, edge, rules, work, decisions }
    }

    /// Works until `stop` is cancelled, then finishes what is claimed. What an earlier process of this node was sending
    /// when it ended is taken up first.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        self.recover(true).await;
        let (room, tasks) = (Arc::new(Semaphore::new(self.rules.concurrency)), TaskTracker::new());
        while !stop.is_cancelled() {
            let Ok(first) = Arc::clone(&room).acquire_owned().await else { break };
            let most = i64::try_from(room.available_permits() + 1).unwrap_or(1);
            let claimed = match self.store.claim_deliveries(&self.served, most, self.rules.lease).await {
                Ok(claimed) => claimed,
                Err(error) => {
                    tracing::error!(%error, "deliveries could not be claimed");
                    self.rest(&stop, Some(self.edge.now() + REST)).await;
                    continue;
                }
            };
            if claimed.is_empty() {
                drop(first);
                let next =
                    self.store.next_delivery_at(&self.served).await.unwrap_or_else(|_| Some(self.edge.now() + REST));
                if next.is_some_and(|at| at <= self.edge.now()) && room.available_permits() == self.rules.concurrency {
                    self.recover(false).await;
                }
                self.rest(&stop, next.map(|at| at.max(self.edge.now() + MINIMUM_REST))).await;
                continue;
            }
            let mut permits = vec![first];
            permits.extend((1..claimed.len()).filter_map(|_| Arc::clone(&room).try_acquire_owned().ok()));
            for delivery in claimed {
                let (courier, permit) = (Arc::clone(&self), permits.pop());
                tasks.spawn(async move {
                    courier.serve(delivery).await;
                    drop(permit);
                    courier.work.notify_one();
                });
            }
        }
        tasks.close();
        tasks.wait().await;
    }

    async fn rest(&self, stop: &CancellationToken, next: Option<DateTime<Utc>>) {
        let alarm = async {
            match next {
                Some(at) => self.edge.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.work.notified() => {}
            () = alarm => {}
            () = stop.cancelled() => {}
        }
    }

    async fn recover(&self, own: bool) {
        match self.store.recover_deliveries(own).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::warn!(count, "deliveries were being sent when their node ended");
                self.decisions.notify_one();
            }
            Err(error) => tracing::error!(%error, "deliveries could not be taken up"),
        }
    }

    /// One claimed delivery, to its receipt.
    async fn serve(&self, delivery: Delivery) {
        let until = self.edge.now() + self.rules.lease;
        let finish = self.attempt(&delivery).await;
        self.metrics.delivered(&delivery.channel, &finish);
        let (id, conversation) = (delivery.id, delivery.conversation);
        let failed = matches!(finish, Finish::Failed(_));
        match &finish {
            Finish::Failed(Failed { error, .. }) => tracing::warn!(delivery = %id, error, "a delivery failed"),
            Finish::Retry { error, at, .. } => tracing::info!(delivery = %id, error, %at, "a delivery waits"),
            Finish::Sent { .. } => {}
        }
        match self.record(&delivery, &finish, until).await {
            Ok(true) => {
                self.live.changed(conversation, None);
                if failed {
                    self.decisions.notify_one();
                }
            }
            Ok(false) => tracing::warn!(delivery = %id, "a claim ran out while sending"),
            Err(error) => tracing::error!(delivery = %id, %error, "a receipt could not be recorded"),
        }
    }

    /// Records what is known as often as it takes while the claim lasts: what is not recorded is sent a second time.
    async fn record(&self, delivery: &Delivery, finish: &Finish, until: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut uncertain = false;
        loop {
            let error = match self.store.finish_delivery(delivery.clone(), finish.clone()).await {
                // A commit whose outcome was unknown may have been the one that finished it.
                Ok(ours) => return Ok(ours || uncertain),
                Err(error) => error,
            };
            let again = self.edge.now() + REST;
            if matches!(error, StoreError::Closed) || again >= until {
                return Err(error);
            }
            uncertain |= matches!(error, StoreError::Unknown(_));
            tracing::warn!(delivery = %delivery.id, %error, "a receipt waits to be recorded");
            self.edge.clock.sleep_until(again).await;
        }
    }
}
