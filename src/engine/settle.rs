//! What people decide about messages that did not arrive.

use super::Engine;
use crate::model::{AgentId, ConversationId};
use crate::store::{Settle, Settled, StoreError};

impl Engine {
    /// Has what an entry says sent again, or gives it up.
    ///
    /// # Errors
    ///
    /// When the store cannot do it.
    pub async fn settle(
        &self,
        conversation: ConversationId,
        seq: i64,
        settle: Settle,
        agent: AgentId,
    ) -> Result<Settled, StoreError> {
        let Some(delivery) = self.store.delivery_of(conversation, seq).await? else { return Ok(Settled::Missing) };
        let settled = self.store.settle(delivery, settle, Some(agent)).await?;
        if let Settled::Done(conversation) = settled {
            self.deliveries.wake();
            self.live.changed(conversation, None);
        }
        Ok(settled)
    }
}
