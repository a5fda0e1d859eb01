//! Listening to channels. Where several nodes share the database, those channels that have one listener at a time are
//! leased: a node listens as long as it has the lease, and stops before it ends.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hamyar_channel::{Channel, Inbox, ListenError};
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::metrics::Metrics;
use crate::store::{Lease, Store, StoreError};

/// The leases of channels, as one node sees them.
#[derive(Clone)]
pub(super) struct Leases {
    pub(super) store: Store,
    /// How long one lasts unless it is renewed.
    pub(super) lasts: Duration,
    /// Says when one may have become free.
    pub(super) freed: watch::Receiver<()>,
}

/// How listening under a lease ended.
enum Ended {
    /// The channel ended it.
    Itself(Result<(), ListenError>),
    /// The lease was not renewed in time, or somebody else has it.
    Lost,
}

/// Listens on one channel, as long as this node may. If the channel gives up, the rest goes on without it.
pub(super) async fn listen(
    channel: Arc<dyn Channel>,
    inbox: Arc<dyn Inbox>,
    leases: Option<Leases>,
    metrics: Arc<Metrics>,
    stop: CancellationToken,
) {
    let ended = match leases.filter(|_| channel.listens_alone()) {
        None => {
            tracing::info!(channel = %channel.id(), "listening");
            metrics.listens(channel.id(), true);
            channel.listen(inbox, stop).await
        }
        Some(leases) => leases.listen(&*channel, &inbox, &metrics, &stop).await,
    };
    metrics.listens(channel.id(), false);
    match ended {
        Ok(()) => tracing::info!(channel = %channel.id(), "stopped listening"),
        Err(error) => tracing::error!(channel = %channel.id(), %error, "the channel is down; everything else goes on"),
    }
}

impl Leases {
    /// Listens whenever this node has the lease, until stopped or until the channel ends it.
    async fn listen(
        self,
        channel: &dyn Channel,
        inbox: &Arc<dyn Inbox>,
        metrics: &Metrics,
        stop: &CancellationToken,
    ) -> Result<(), ListenError> {
        loop {
            let Some((lease, until)) = self.wait(channel, stop).await else { return Ok(()) };
            tracing::info!(channel = %channel.id(), "listening");
            metrics.listens(channel.id(), true);
            let ended = self.hold(&lease, until, channel, inbox, stop).await;
            metrics.listens(channel.id(), false);
            if let Err(error) = self.store.let_go_of_lease(lease).await {
                tracing::warn!(channel = %channel.id(), %error, "a lease ends by itself");
            }
            match ended {
                Ended::Itself(result) => return result,
                Ended::Lost => tracing::warn!(channel = %channel.id(), "another node may listen now"),
            }
        }
    }

    /// Takes the lease as soon as it is free. Returns it with the time until which it surely lasts, or nothing when stopped.
    async fn wait(&self, channel: &dyn Channel, stop: &CancellationToken) -> Option<(Lease, Instant)> {
        let (name, mut freed) = (format!("listen:{}", channel.id()), self.freed.clone());
        let (mut waits, mut known) = (false, false);
        // Whoever waits for its turn sends and serves meanwhile.
        let mut introduced = pin!(channel.introduce(stop.clone()));
        while !stop.is_cancelled() {
            freed.mark_unchanged();
            let begun = Instant::now();
            match self.store.take_lease(name.clone(), self.lasts).await {
                Ok(Some(lease)) => return Some((lease, begun + self.lasts)),
                Ok(None) if waits => {}
                Ok(None) => {
                    waits = true;
                    tracing::info!(channel = %channel.id(), "another node listens");
                }
                Err(StoreError::Closed) => return None,
                Err(error) => tracing::warn!(channel = %channel.id(), %error, "a lease could not be taken"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(self.period()) => {}
                Ok(()) = freed.changed() => {}
                result = &mut introduced, if waits && !known => {
                    known = true;
                    if let Err(error) = result {
                        tracing::warn!(channel = %channel.id(), %error, "the platform does not know us");
                    }
                }
            }
        }
        None
    }

    /// Listens while the lease lasts.
    async fn hold(
        &self,
        lease: &Lease,
        until: Instant,
        channel: &dyn Channel,
        inbox: &Arc<dyn Inbox>,
        stop: &CancellationToken,
    ) -> Ended {
        let lost = stop.child_token();
        let mut listening = pin!(channel.listen(Arc::clone(inbox), lost.clone()));
        tokio::select! {
            ended = &mut listening => return Ended::Itself(ended),
            () = self.keep(lease, until) => {}
        }
        lost.cancel();
        // What does not end by then is dropped: the lease is about to end.
        match timeout(self.period() / 2, listening).await {
            Ok(ended) if stop.is_cancelled() => Ended::Itself(ended),
            _ => Ended::Lost,
        }
    }

    /// Renews the lease. Returns when it cannot be relied on any more, with time left to stop.
    async fn keep(&self, lease: &Lease, mut until: Instant) {
        let mut pause = self.period();
        loop {
            let last = until - self.period();
            tokio::time::sleep_until((Instant::now() + pause).min(last)).await;
            let begun = Instant::now();
            match timeout_at(last, self.store.keep_lease(lease, self.lasts)).await {
                Ok(Ok(true)) => (until, pause) = (begun + self.lasts, self.period()),
                // Again soon: who is only late loses it.
                Ok(Err(error)) if begun < last => {
                    tracing::warn!(%error, "a lease could not be renewed yet");
                    pause = self.period() / 4;
                }
                _ => return,
            }
        }
    }

    fn period(&self) -> Duration {
        self.lasts / 3
    }
}
