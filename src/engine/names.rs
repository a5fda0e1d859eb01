//! By what name customers know who of the team speaks to them.

use super::Engine;
use crate::model::{AgentId, Conversation, Decision, Delivery, EntryKind, Speaker};
use crate::store::StoreError;

impl Engine {
    /// The name by which the customer of a conversation knows somebody of the team; `None` if by none.
    ///
    /// # Errors
    ///
    /// When the store cannot say who that is.
    pub async fn known_as(&self, agent: AgentId, conversation: &Conversation) -> Result<Option<String>, StoreError> {
        let speaker = self.store.speaker(agent, conversation.team).await?;
        Ok(speaker.and_then(|speaker| self.told(&speaker)))
    }

    /// The name that customers are told of somebody.
    pub(super) fn told(&self, speaker: &Speaker) -> Option<String> {
        self.rules.agent_names.told(speaker, &self.rules.brand)
    }

    /// Notes with what somebody of the team says, once in each decision, by what name the customer knows them: every attempt to
    /// send it then says the same.
    pub(super) async fn sign(&self, decision: &mut Decision) -> Result<(), StoreError> {
        let says = |kind| matches!(kind, EntryKind::AgentReply | EntryKind::AgentEdit);
        let Some(at) = decision.entries.iter().position(|entry| says(entry.kind) && entry.send.is_some()) else {
            return Ok(());
        };
        let Some(agent) = decision.entries[at].agent else { return Ok(()) };
        if let Some(name) = self.known_as(agent, &decision.next).await? {
            decision.entries[at].data[Delivery::SPEAKER] = name.into();
        }
        Ok(())
    }
}
