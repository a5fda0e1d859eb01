//! Opening a topic, and making one anew that somebody has deleted.

use chrono::{DateTime, Duration};
use hamyar_channel::{Address, Channel, NewThread, Outbound, RichText, SendError};

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
    /// of it: unless it is too long for one message, and then follows. One that was perhaps opened before is looked for by its
    /// title, which names the conversation; what its card says by now is then written anew.
    pub(super) async fn begin(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        title: &str,
        card: Card,
    ) -> Result<Opened, SendError> {
        let (place, thread) = (&topic.room.address, NewThread { title, under: None, asker: None });
        let capabilities = channel.capabilities();
        let Card { text, buttons, state, seq, files } = card;
        let fits = capabilities.unit.length(&text.text) <= capabilities.max_length && channel.fits(&text);
        let (text, buttons, key) = if fits {
            (text, buttons, format!("card-{seq}"))
        } else {
            (RichText::plain(title.to_owned()), Vec::new(), "title".to_owned())
        };
        let perhaps_sent_since = topic.ambiguous.then_some(DateTime::UNIX_EPOCH);
        let first = Outbound { to: place.clone(), buttons, perhaps_sent_since, ..self.outbound(topic, text, &key) };
        let face = TopicFace { title: title.to_owned(), ..TopicFace::default() };
        Ok(match channel.begin_thread(place, thread, &first).await? {
            (address, Some(message)) if fits => {
                let card = if topic.ambiguous { face.card.clone() } else { state };
                let face = TopicFace { card, card_seq: seq, files, ..face };
                Opened { address, card: Some((message, seq)), face }
            }
            (address, _) => Opened { address, card: None, face },
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
