//! Gives what waits for people to somebody of the team, where the settings say so: as soon as somebody is there who has room.
//! Every node looks; whoever is first has it, by the version of the conversation.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::act::PRESENCE;
use super::{ActError, Engine};
use crate::decide::routing::choose;
use crate::model::{Action, Order, Worker};
use crate::store::StoreError;

/// Conversations that are looked at in one go.
const AT_ONCE: i64 = 100;

/// The least time between two looks, and the longest: people come to their desks without a word.
const PAUSE: Duration = Duration::from_millis(100);
const LOOK_AGAIN: Duration = Duration::from_secs(2);

impl Engine {
    /// Works until `stop` is cancelled; not at all where nothing is routed.
    pub async fn route(self: Arc<Self>, stop: CancellationToken) {
        let Some(order) = self.rules.routing.order else { return };
        let mut changes = self.live.desk();
        while !stop.is_cancelled() {
            match AssertUnwindSafe(self.route_waiting(order)).catch_unwind().await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "what waits for people is not given to anybody yet"),
                Err(_) => tracing::error!("giving what waits to somebody failed; it is tried again"),
            }
            tokio::select! {
                _ = changes.recv() => {}
                () = sleep(LOOK_AGAIN) => {}
                () = stop.cancelled() => break,
            }
            sleep(PAUSE).await;
            changes = changes.resubscribe();
        }
    }

    async fn route_waiting(&self, order: Order) -> Result<(), StoreError> {
        let (now, routing) = (self.edge.now(), &self.rules.routing);
        let crew = || self.store.crew(now - PRESENCE, routing.capacity);
        let there = crew().await?;
        let free: Vec<&Worker> = there.iter().filter(|worker| worker.has_room()).collect();
        // At night, and while everybody has their hands full, nothing else is looked at.
        if free.is_empty() {
            return Ok(());
        }
        let teams = free.iter().flat_map(|worker| &worker.teams).copied().collect();
        let mut waiting = self.store.unrouted(teams, now - routing.take_over_after, AT_ONCE).await?;
        // Nobody is gone while it is closed.
        waiting.retain(|one| {
            one.left_since.is_none_or(|since| self.rules.hours.between(since, now) >= routing.take_over_after)
        });
        if waiting.is_empty() {
            return Ok(());
        }
        let mut labels = self.store.labels_of_all(waiting.iter().map(|one| one.id).collect()).await?;
        // After what waits: what another node gave since then is found to be given already, and one looks again.
        let mut team = crew().await?;
        for one in waiting {
            let labels: BTreeSet<_> = labels.remove(&one.id).unwrap_or_default().into_iter().collect();
            // Nobody of its team has room, or nobody at all: then the others find the same.
            let Some(agent) = choose(order, &team, one.team, &one.language, &labels) else { continue };
            match self.act(one.id, one.version, agent, Action::Routed).await {
                Ok(_) => {}
                // One that cannot be given now keeps no other waiting.
                Err(ActError::Store(error)) => {
                    tracing::warn!(conversation = %one.id, %error, "it is not given to anybody yet");
                    continue;
                }
                // Somebody else decided something meanwhile: perhaps another node gave to the same people.
                Err(_) => {
                    team = crew().await?;
                    continue;
                }
            }
            self.store.routed(agent).await?;
            for worker in team.iter_mut().filter(|worker| worker.id == agent) {
                worker.holds += 1;
                worker.routed_at = Some(now);
            }
        }
        Ok(())
    }
}
