//! Opening a topic, and making one anew that somebody has deleted.

use chrono::Duration;
use hamyar_channel::{Address, Channel, NewThread, Outbound, SendError};

use super::next::Card;
use crate::courier::Courier;
use crate::store::{RoomTopic, TopicFace, TopicLater, TopicStep};

/// A topic that was opened.
pub(super) struct Opened {
    pub(super) address: Address,
    /// The message that is its card and the last entry that it tells of, if it begins with that.
    pub(super) card: Option<(String, i64)>,
    pub(super) face: TopicFace,
}

impl Courier {
    /// Opens a topic. Where its platform has it begin with a message, that is its card, which is what the list of topics shows
    /// of it: unless it is too long for one message, and then follows.
    pub(super) async fn begin(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        title: &str,
        card: Card,
    ) -> Result<Opened, SendError> {
        let (place, thread) = (&topic.room.address, NewThread { title, under: None, asker: None });
        let (capabilities, title) = (channel.capabilities(), title.to_owned());
        let face = TopicFace { title, ..TopicFace::default() };
        let Card { text, buttons, state, seq, files } = card;
        if capabilities.unit.length(&text.text) > capabilities.max_length || !channel.fits(&text) {
            return Ok(Opened { address: channel.open_thread(place, thread).await?, card: None, face });
        }
        let first = Outbound { to: place.clone(), buttons, ..self.outbound(topic, text, &format!("card-{seq}")) };
        Ok(match channel.begin_thread(place, thread, &first).await? {
            (address, Some(message)) => {
                let face = TopicFace { card: state, card_seq: seq, files, ..face };
                Opened { address, card: Some((message, seq)), face }
            }
            (address, None) => Opened { address, card: None, face },
        })
    }

    /// The topic is closed or deleted, or we may not write in the room. One that was closed by hand is opened again, one
    /// that was deleted is made anew, and anything else waits for somebody to see to it. What is to be removed stays so.
    pub(super) async fn gone(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        reason: String,
    ) -> Result<(TopicStep, TopicFace), TopicLater> {
        let Some(place) = topic.place.as_ref().filter(|_| !topic.forgets) else {
            return Err(self.later(self.pause_of(topic), reason));
        };
        match channel.reopen_thread(&place.address).await {
            Ok(()) if topic.attempts == 0 => Err(self.later(Duration::zero(), reason)),
            Ok(()) | Err(SendError::Unsupported) => Err(self.later(self.pause_of(topic), reason)),
            Err(SendError::Gone { .. }) => self.anew(channel, topic).await,
            Err(error) => Err(self.refused(topic, &error)),
        }
    }

    /// Opens another topic in place of one that is not there any more. Where that cannot be done, it is the room that cannot be
    /// reached, and the topic is kept: it may be there still.
    async fn anew(&self, channel: &dyn Channel, topic: &RoomTopic) -> Result<(TopicStep, TopicFace), TopicLater> {
        // What its card told is not what the next one tells.
        let fresh = match self.store.topic_without_card(topic.id).await {
            Ok(Some(fresh)) => fresh,
            Ok(None) => return Err(self.later(Duration::zero(), "it is another's by now".to_owned())),
            Err(error) => return Err(self.later(self.pause_of(topic), error.to_string())),
        };
        let teller = self.teller(&fresh);
        match self.begin(channel, &fresh, &teller.title(), teller.card_of(fresh.last_seq)).await {
            Ok(Opened { address, card, face }) => {
                tracing::info!(conversation = %topic.id.conversation, "a topic was deleted and is made anew");
                Ok((TopicStep::Anew(address, card), face))
            }
            Err(error) => Err(self.refused(topic, &error)),
        }
    }
}
