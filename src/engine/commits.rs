//! Committing decisions, many at a time, and handing what is to be sent to the courier.

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::Engine;
use super::turn::{BATCH, REST};
use crate::courier::Room;
use crate::model::{Delivery, DeliveryId};
use crate::store::{Claim, Committed, Composed, Turn};

/// A decision to be committed, and the room it takes until then.
pub(super) struct Decided {
    pub(super) turn: Turn,
    pub(super) composed: Composed,
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

/// What is claimed with a commit and not handed over yet. Should whoever commits end before that, by a mistake of ours, the courier lets
/// go of it and sends it: nobody else knows that it is to be sent.
struct Unhanded<'e> {
    engine: &'e Engine,
    deliveries: Vec<DeliveryId>,
}

impl Drop for Unhanded<'_> {
    fn drop(&mut self) {
        if !self.deliveries.is_empty() {
            self.engine.deliveries.lose(std::mem::take(&mut self.deliveries));
            self.engine.deliveries.wake();
        }
    }
}

impl Engine {
    /// Commits decisions: all that were made while the last ones were being committed, together.
    pub(super) async fn commits(&self, mut waiting: mpsc::Receiver<Decided>) {
        let mut batch = Vec::new();
        while waiting.recv_many(&mut batch, BATCH.into()).await > 0 {
            let (mut turns, mut composed, mut permits) = (Vec::new(), Vec::new(), Vec::new());
            for decided in batch.drain(..) {
                turns.push(decided.turn);
                composed.push(decided.composed);
                permits.push(decided.permit);
            }
            self.commit(&turns, composed).await;
            drop(permits);
        }
    }

    async fn commit(&self, turns: &[Turn], mut composed: Vec<Composed>) {
        for composed in &mut composed {
            composed.fenced = true;
        }
        let rooms: Vec<Option<Room>> =
            turns.iter().zip(&mut composed).map(|(turn, composed)| self.claim_with(turn, composed)).collect();
        let claims = composed.iter().filter(|composed| composed.claim.is_some());
        let mut unhanded = Unhanded { engine: self, deliveries: claims.flat_map(Composed::deliveries).collect() };
        let until = self.edge.now() + self.deliveries.lease();
        let shows = composed.iter().any(|composed| composed.shows);
        match self.store.commit(composed).await {
            Ok(outcomes) => {
                if shows {
                    self.deliveries.show();
                }
                let mut untaken = Vec::new();
                for ((turn, outcome), room) in turns.iter().zip(outcomes).zip(rooms) {
                    let Some(delivery) = self.committed(turn, outcome).await else { continue };
                    unhanded.deliveries.retain(|id| *id != delivery.id);
                    if let Err(delivery) = self.hand_over(delivery, until, room) {
                        untaken.push(delivery.id);
                    }
                }
                unhanded.deliveries.clear();
                // The courier takes no more.
                self.deliveries.lose(untaken);
            }
            Err(error) => {
                tracing::error!(%error, "decisions could not be committed");
                self.metrics.uncommitted(turns.len());
                // Perhaps some were: then there is something to send, which nobody is sending.
                drop(unhanded);
                for turn in turns {
                    self.later(turn, self.edge.now() + REST, turn.failures).await;
                }
            }
        }
    }

    /// Has the first message of a decision claimed with its commit, if the courier has room for it.
    fn claim_with(&self, turn: &Turn, composed: &mut Composed) -> Option<Room> {
        composed.deliveries().next()?;
        let room = self.deliveries.room(&turn.place.channel)?;
        composed.claim = Some(Claim { place: turn.place.clone(), lease: self.deliveries.lease() });
        Some(room)
    }

    fn hand_over(
        &self,
        delivery: Box<Delivery>,
        until: DateTime<Utc>,
        room: Option<Room>,
    ) -> Result<(), Box<Delivery>> {
        match room {
            Some(room) => self.deliveries.give(*delivery, until, room),
            None => Err(delivery),
        }
    }

    /// Follows up on a commit. Returns what was claimed with it.
    async fn committed(&self, turn: &Turn, outcome: Committed) -> Option<Box<Delivery>> {
        let waited = turn.entries.first().map(|entry| self.edge.now() - entry.at);
        self.metrics.committed(&turn.place.channel, &outcome, waited);
        for entry in &turn.entries {
            tracing::debug!(trace = %entry.id, conversation = %entry.conversation, became = outcome.word(), "committed");
        }
        match outcome {
            Committed::Done { sends, claimed, wake_at } => {
                self.live.changed(turn.conversation.id, Some(&turn.place));
                if sends {
                    self.deliveries.wake();
                }
                if wake_at.is_some_and(|at| self.claims.is_news(at)) {
                    self.work.notify_one();
                }
                return claimed;
            }
            // Somebody else decided meanwhile; what they left is decided afresh.
            Committed::Outdated => match self.store.load_turn(turn.conversation.id).await {
                Ok(Some(fresh)) => self.later(&fresh, self.edge.now(), fresh.failures).await,
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(conversation = %turn.conversation.id, %error, "what was decided meanwhile is not known yet");
                    self.claims.lose();
                }
            },
            Committed::Refused => {
                let failures = turn.failures + 1;
                self.later(turn, self.edge.now() + REST * failures, failures).await;
            }
        }
        None
    }
}
