//! Telling people what they wished to know, as an act of the engine like any other.

use std::collections::BTreeSet;

use super::Engine;
use crate::decide::decide;
use crate::model::{ConversationId, Event, Verdict};
use crate::store::{Committed, StoreError};

/// How often it is tried where other decisions come before it.
const TRIES: usize = 3;

impl Engine {
    /// Tells what was wished under the reply of this number, if it still is and the bot may speak there. Returns whether it did: of
    /// several nodes that want to, the version of the conversation lets one.
    ///
    /// # Errors
    ///
    /// When the database refuses. Should it be told all the same, it is not told again.
    pub async fn tell(&self, conversation: ConversationId, reply: u32, verdict: Verdict) -> Result<bool, StoreError> {
        self.to_its_end(move |engine| async move { engine.tell_in(conversation, reply, verdict).await }).await?
    }

    async fn tell_in(&self, id: ConversationId, reply: u32, verdict: Verdict) -> Result<bool, StoreError> {
        let events = [Event::Known(reply, verdict)];
        for _ in 0..TRIES {
            let Some(turn) = self.store.load_turn(id).await? else { return Ok(false) };
            let policy = self.policy(&turn, turn.introduced, BTreeSet::new());
            let decision = decide(&turn.conversation, &events, None, &policy, self.edge.now());
            if decision.entries.is_empty() {
                return Ok(false);
            }
            let shows = decision.shows;
            // Also where it is not known whether it was committed: then there is perhaps something to send.
            let outcomes = self.store.commit(vec![self.compose(&turn, decision)]).await.inspect_err(|_| {
                self.deliveries.wake();
            })?;
            if let Some(Committed::Done { .. }) = outcomes.first() {
                self.deliveries.wake();
                if shows {
                    self.deliveries.show();
                }
                self.work.notify_one();
                self.live.changed(id, Some(&turn.place));
                return Ok(true);
            }
        }
        Ok(false)
    }
}
