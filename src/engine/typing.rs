//! Showing a customer that somebody of the team writes to them, where their platform can; and the team that the customer
//! writes. Nobody waits for it, nothing is kept of it, and nothing follows if it fails.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Address, Channel, ChannelId};

use super::Engine;
use crate::model::ConversationId;
use crate::store::StoreError;

/// So long nothing more is shown in a conversation: platforms show it for five seconds and longer.
const PAUSE: Duration = Duration::seconds(4);

/// How long a platform may take.
const PATIENCE: Wait = Wait::from_secs(5);

/// Where it was shown, and when.
#[derive(Debug, Default)]
pub(super) struct Typing(Mutex<HashMap<ConversationId, DateTime<Utc>>>);

impl Typing {
    /// Whether it is time to show it again.
    fn is_due(&self, conversation: ConversationId, now: DateTime<Utc>) -> bool {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.retain(|_, at| now - *at < PAUSE);
        let is_due = !shown.contains_key(&conversation);
        if is_due {
            shown.insert(conversation, now);
        }
        is_due
    }
}

impl Engine {
    /// What time it is.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.edge.now()
    }

    /// Somebody of the team writes to the customer of a conversation.
    pub async fn shows_typing(&self, conversation: ConversationId) {
        self.show(conversation, |_| true).await;
    }

    /// The same at another node: the platform was told there, but pages are open at this one, too.
    pub async fn shows_typing_here(&self, conversation: ConversationId) {
        self.show(conversation, |channel| !channel.listens_alone()).await;
    }

    /// The person in this place writes: whoever of the team has their conversation open sees it, at whichever node.
    pub(super) async fn show_writing(&self, channel: &ChannelId, place: &Address) -> Result<(), StoreError> {
        let Some(conversation) = self.store.open_at(channel, place).await? else { return Ok(()) };
        let now = self.edge.now();
        if !self.live.onlookers(conversation, now).is_empty() {
            self.live.customer_writes(conversation, now);
            self.store.tell_writing(conversation).await?;
        }
        Ok(())
    }

    async fn show(&self, conversation: ConversationId, wanted: impl Fn(&dyn Channel) -> bool) {
        let any = self.channels.values().any(|channel| wanted(&**channel) && channel.capabilities().typing);
        if !self.rules.show_typing || !any || !self.typing.is_due(conversation, self.edge.now()) {
            return;
        }
        let places = match self.store.held_at(vec![conversation.0]).await {
            Ok(places) => places,
            Err(error) => return tracing::warn!(%conversation, %error, "it is not known where somebody writes"),
        };
        for (id, address) in places {
            let Some(channel) = self.channels.get(&id).filter(|one| wanted(&***one) && one.capabilities().typing)
            else {
                continue;
            };
            let channel = Arc::clone(channel);
            // Ends by itself, and no message waits for it.
            tokio::spawn(async move {
                match tokio::time::timeout(PATIENCE, channel.typing(&address)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::debug!(%conversation, %error, "that somebody writes was not shown"),
                    Err(_) => tracing::debug!(%conversation, "that somebody writes was not shown in time"),
                }
            });
        }
    }
}
