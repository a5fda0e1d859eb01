//! The card that a topic begins with: what the matter is about, and where it stands.

use hamyar_channel::{Button, Channel, Outbound, RichText, SendError};

use crate::courier::Courier;
use crate::store::RoomTopic;

type Buttons = Vec<Vec<Button>>;

impl Courier {
    /// Says what a topic is about: by the message that it began with, which platforms show in the list of topics, or by one
    /// of its own where there is none, or that does not hold it all. Returns the message.
    pub(super) async fn begin(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        (text, buttons): (RichText, Buttons),
        key: &str,
    ) -> Result<String, SendError> {
        let first = topic.place.as_ref().and_then(|place| channel.first_message(&place.address));
        let capabilities = channel.capabilities();
        if let Some(first) = first
            && text.split(capabilities.max_length, capabilities.unit).len() == 1
            && self.rewrite(channel, topic, (&first, text.clone(), buttons.clone())).await?
        {
            return Ok(first);
        }
        let text = self.perhaps_again(channel, topic, text);
        let sent = self.post(channel, topic, (text, buttons), None, (key, 0)).await?;
        if let Some((_, error)) = sent.broken_off {
            return Err(error);
        }
        Ok(sent.messages.into_iter().next_back().unwrap_or_default())
    }

    /// Changes what a message of ours says. Returns whether it could be changed.
    pub(super) async fn rewrite(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        (message, text, buttons): (&str, RichText, Buttons),
    ) -> Result<bool, SendError> {
        let new = Outbound { buttons, ..self.outbound(topic, text, "card") };
        match channel.edit(message, &new).await {
            Ok(_) => Ok(true),
            Err(SendError::Rejected { .. } | SendError::Unsupported) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
