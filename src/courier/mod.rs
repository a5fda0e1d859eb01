//! The shell around deliveries: claim, pace, send, record the receipt.
//!
//! Many conversations are served at once, each in its order. A delivery is marked as being sent, durably, before the
//! platform is called; whatever then happens, what is known about it is recorded, and never more than that.

mod attempt;
mod handover;
mod holds;
mod pace;
mod receipts;
mod rooms;
mod thread;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Channel, ChannelId, Words};
use tokio::sync::{Mutex, Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use self::handover::{Given, Lost};
pub use self::handover::{Handed, Handover, Room, handover};
use self::holds::Holds;
use self::pace::Pacer;
use self::receipts::{Ended, Receipts};
pub use self::rooms::Desk;
use crate::clock::Edge;
use crate::files::Files;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::model::{Delivery, DeliveryId};
use crate::store::{Failed, Finish, Gone, Store, StoreError, Unclaimed};

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
    /// Those of them that make one message of equal sends.
    idempotent: Vec<String>,
    pacers: HashMap<ChannelId, Pacer>,
    holds: Holds,
    files: Arc<Files>,
    words: Arc<dyn Words>,
    live: Arc<Live>,
    metrics: Arc<Metrics>,
    edge: Edge,
    rules: Rules,
    work: Arc<Notify>,
    rooms: Arc<Notify>,
    desk: Desk,
    room: Arc<Semaphore>,
    /// Held by every attempt until its outcome is recorded.
    unrecorded: Arc<()>,
    /// Taken when it runs.
    given: Mutex<mpsc::Receiver<Given>>,
    receipts: Receipts,
    lost: Arc<Lost>,
    decisions: Arc<Notify>,
}

/// What a courier is made of.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// The channels.
    pub channels: Vec<Arc<dyn Channel>>,
    /// The files that go with messages.
    pub files: Arc<Files>,
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
    /// What staff rooms say of the desk.
    pub desk: Desk,
    /// What is handed over, and what says that something may be due.
    pub handed: Handed,
    /// Wakes the engine: somebody must decide what follows from a failure.
    pub decisions: Arc<Notify>,
}

/// How long to let the database rest after it refused.
const REST: Duration = Duration::milliseconds(500);

/// How often is looked whether another process has left something to send.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(1);

/// A due delivery that cannot be claimed waits for an earlier one; it is not asked for in a tight loop.
const MINIMUM_REST: Duration = Duration::milliseconds(5);

impl Courier {
    /// Puts a courier together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { store, channels, files, words, live, metrics, edge, rules, desk, handed, decisions } = parts;
        let Handed { work, rooms, room, given, lost } = handed;
        let pacers = channels
            .iter()
            .filter_map(|channel| channel.capabilities().pace.map(|pace| (channel.id().clone(), Pacer::new(pace))))
            .collect();
        let served = channels.iter().map(|channel| channel.id().to_string()).collect();
        let idempotent = channels.iter().filter(|channel| channel.capabilities().idempotent);
        let idempotent = idempotent.map(|channel| channel.id().to_string()).collect();
        let channels = channels.into_iter().map(|channel| (channel.id().clone(), channel)).collect();
        Self {
            store,
            channels,
            served,
            idempotent,
            pacers,
            holds: Holds::default(),
            files,
            words,
            live,
            metrics,
            edge,
            rules,
            work,
            rooms,
            desk,
            room,
            given: Mutex::new(given),
            receipts: Receipts::new(rules.concurrency),
            lost,
            unrecorded: Arc::default(),
            decisions,
        }
    }

    /// Works until `stop` is cancelled, then finishes what is claimed. What an earlier process of this node was sending
    /// when it ended is taken up first.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        self.recover(Gone::Earlier).await;
        let sending = async {
            if let Some(attempts) = self.receipts.sender() {
                tokio::join!(self.take(&stop, attempts.clone()), self.claim(&stop, attempts));
            }
            self.receipts.end();
        };
        tokio::join!(sending, self.receive(), self.show(&stop));
    }

    /// Something was left to be sent by other means than a handover: by another node.
    pub fn look(&self) {
        self.work.notify_one();
    }

    /// Lets go of what this node is sending when it stops: it may have arrived, and whoever takes it up is told so.
    pub async fn let_go(&self) {
        self.recover(Gone::Ours).await;
    }

    /// Takes up what other nodes were sending and whose claim has ended, however busy this one is.
    pub async fn take_over(&self) {
        self.recover(Gone::Others).await;
    }

    /// Takes what is handed over, until whoever decides has nothing more to give.
    async fn take(self: &Arc<Self>, stop: &CancellationToken, ended: mpsc::Sender<Ended>) {
        let mut given = self.given.lock().await;
        loop {
            let next = tokio::select! {
                biased;
                next = given.recv() => next,
                // What is in it already is still sent.
                () = stop.cancelled(), if !given.is_closed() => { given.close(); continue }
            };
            let Some(Given { delivery, until, permit }) = next else { break };
            self.send_out(delivery, until, Some(permit), &ended);
        }
    }

    /// Claims what is due, as long as there is room for more attempts.
    async fn claim(self: &Arc<Self>, stop: &CancellationToken, ended: mpsc::Sender<Ended>) {
        while !stop.is_cancelled() {
            let Ok(first) = Arc::clone(&self.room).acquire_owned().await else { break };
            let mut permits = vec![first];
            permits.extend(std::iter::from_fn(|| Arc::clone(&self.room).try_acquire_owned().ok()));
            let resting = self.edge.now() + REST;
            if !self.let_go_of_lost().await {
                drop(permits);
                self.rest(stop, Some(resting)).await;
                continue;
            }
            let until = self.edge.now() + self.rules.lease;
            let most = i64::try_from(permits.len()).unwrap_or(i64::MAX);
            let claimed = match self.store.claim_deliveries(&self.served, most, self.rules.lease).await {
                Ok(claimed) => claimed,
                Err(Unclaimed { error, perhaps }) => {
                    tracing::error!(%error, "deliveries could not be claimed");
                    self.lost.add(perhaps);
                    drop(permits);
                    self.rest(stop, Some(resting)).await;
                    continue;
                }
            };
            if claimed.is_empty() {
                drop(permits);
                let next =
                    self.store.next_delivery_at(&self.served).await.unwrap_or_else(|_| Some(self.edge.now() + REST));
                // Not while something is on its way: its receipt is the better news.
                if next.is_some_and(|at| at <= self.edge.now()) && Arc::strong_count(&self.unrecorded) == 1 {
                    self.recover(Gone::Anybody).await;
                }
                self.rest(stop, next.map(|at| at.max(self.edge.now() + MINIMUM_REST))).await;
                continue;
            }
            for delivery in claimed {
                self.send_out(delivery, until, permits.pop(), &ended);
            }
        }
    }

    /// Lets go of what this node has perhaps claimed and nobody sends. Returns whether nothing of it is left.
    pub async fn let_go_of_lost(&self) -> bool {
        let lost = self.lost.take();
        if lost.is_empty() {
            return true;
        }
        let outcome = self.store.let_go(lost.clone()).await;
        if let Err(error) = &outcome {
            tracing::warn!(%error, "claims of deliveries could not be let go of yet");
            self.lost.add(lost);
        }
        outcome.is_ok()
    }

    /// Tries a delivery that this node has claimed, in a task of its own.
    fn send_out(
        self: &Arc<Self>,
        delivery: Delivery,
        until: DateTime<Utc>,
        permit: Option<OwnedSemaphorePermit>,
        ended: &mpsc::Sender<Ended>,
    ) {
        let (courier, ended, unrecorded) = (Arc::clone(self), ended.clone(), Arc::clone(&self.unrecorded));
        let span = tracing::debug_span!(
            "courier.delivery.attempt",
            trace = %delivery.trace,
            conversation = %delivery.conversation,
            delivery = %delivery.id,
            channel = %delivery.channel
        );
        let attempting = async move {
            tracing::debug!(attempts = delivery.attempts, "attempted");
            let finish = courier.attempt_safely(&delivery, until).await;
            courier.metrics.attempted(&delivery.channel, &finish);
            tracing::debug!(outcome = finish.word(), "ended");
            // What ended waits for its receipt, and not for the next attempt's room.
            drop(permit);
            // It is received until every sender is gone.
            let _ = ended.send(Ended { delivery, finish, until, unrecorded }).await;
        };
        tokio::spawn(attempting.instrument(span));
    }

    /// Records what became of attempts: all that ended while the last ones were being recorded, together.
    async fn receive(&self) {
        while let Some(taken) = self.receipts.next().await {
            let more = self.record(&taken.finished, taken.until).await;
            self.receipts.recorded().await;
            drop(taken);
            if more {
                self.work.notify_one();
            }
        }
    }

    /// Returns whether something is left to be claimed: what waited for these, or is to be tried again.
    async fn record(&self, finished: &Arc<Vec<(Delivery, Finish)>>, until: DateTime<Utc>) -> bool {
        let (ours, uncertain) = match self.insist(finished, until).await {
            Ok(recorded) => recorded,
            Err(error) => {
                tracing::error!(%error, "receipts could not be recorded");
                return true;
            }
        };
        let mut more = uncertain;
        for (delivery, finish) in finished.iter() {
            let (id, trace) = (delivery.id, delivery.trace);
            let Some(followed) = ours.get(&id).copied().or(uncertain.then_some(true)) else {
                tracing::warn!(%trace, delivery = %id, "a claim ran out while sending");
                more = true;
                continue;
            };
            more |= followed;
            self.live.changed(delivery.conversation, None);
            tracing::debug!(%trace, delivery = %id, became = finish.word(), "receipt recorded");
            match finish {
                Finish::Failed(Failed { error, .. }) => {
                    tracing::warn!(%trace, delivery = %id, error, "a delivery failed");
                    self.decisions.notify_one();
                }
                Finish::Retry { error, at, .. } | Finish::Held { error, until: at, .. } => {
                    tracing::info!(%trace, delivery = %id, error, %at, "a delivery waits");
                    more = true;
                }
                // What follows from a thread must be decided.
                Finish::Opened { .. } => self.decisions.notify_one(),
                Finish::Sent { .. } => {
                    self.metrics.delivered(&delivery.channel, self.edge.now() - delivery.begun_at);
                }
            }
        }
        more
    }

    /// Records what is known as often as it takes while the claims last: what is not recorded is sent a second time. Says
    /// which were ours and whether something waited for each, and whether an earlier try, whose outcome was unknown, may have been the one that recorded them.
    async fn insist(
        &self,
        finished: &Arc<Vec<(Delivery, Finish)>>,
        until: DateTime<Utc>,
    ) -> Result<(HashMap<DeliveryId, bool>, bool), StoreError> {
        let mut uncertain = false;
        loop {
            let error = match self.store.finish_deliveries(Arc::clone(finished)).await {
                Ok(ours) => return Ok((ours, uncertain)),
                Err(error) => error,
            };
            let again = self.edge.now() + REST;
            if matches!(error, StoreError::Closed) || again >= until {
                return Err(error);
            }
            uncertain |= matches!(error, StoreError::Unknown(_));
            tracing::warn!(%error, "receipts wait to be recorded");
            self.edge.clock.sleep_until(again).await;
        }
    }

    async fn rest(&self, stop: &CancellationToken, next: Option<DateTime<Utc>>) {
        // Another process tells nobody here what it has left to send.
        let _ = tokio::time::timeout(LOOK_AGAIN, self.edge.rest(&self.work, next, stop)).await;
    }

    async fn recover(&self, whose: Gone) {
        match self.store.recover_deliveries(whose, &self.idempotent, self.rules.attempts).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::warn!(count, "deliveries were being sent when their node ended");
                self.work.notify_one();
                self.metrics.recovered(count);
                self.decisions.notify_one();
            }
            Err(error) => tracing::error!(%error, "deliveries could not be taken up"),
        }
    }
}
