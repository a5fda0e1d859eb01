//! Saying something in a topic of a staff room, and changing what was said there.

use hamyar_channel::{Address, Button, Channel, Outbound, RichText, SendError, WordsExt};

use super::supported;
use super::telling::{Changed, Said};
use crate::courier::Courier;
use crate::store::{RoomTopic, TopicFace, TopicStep};

/// What was said; and where the rest could not be said, how many of its messages are done, and why.
pub(super) struct Posted {
    pub(super) messages: Vec<String>,
    pub(super) broken_off: Option<(usize, SendError)>,
}

impl Courier {
    /// Changes what shows a customer's message. What is not shown in the topic is said in it.
    pub(super) async fn change(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        face: &mut TopicFace,
        (seq, Changed { message, text, gone }): (i64, Changed),
    ) -> Result<TopicStep, SendError> {
        let shown = self.store.shown_in(topic.id, &message).await.unwrap_or_default();
        let (words, files): (Vec<_>, Vec<_>) = shown.into_iter().partition(|(_, part)| *part == 0);
        let outbound = self.outbound(topic, text.clone(), "change");
        // Files stay as they are, unless what they came with was taken back.
        for (file, _) in files.iter().filter(|_| gone) {
            supported(channel.delete(&outbound.to, file).await)?;
        }
        if let Some(((first, _), rest)) = words.split_first() {
            match channel.edit(first, &outbound).await {
                Ok(_) => {
                    for (part, _) in rest {
                        supported(channel.delete(&outbound.to, part).await)?;
                    }
                    return Ok(TopicStep::Entry(seq, Vec::new()));
                }
                Err(SendError::Rejected { .. } | SendError::Unsupported) => {}
                Err(error) => return Err(error),
            }
        }
        self.tell(channel, topic, face, (seq, Said { text, ..Said::default() })).await
    }

    /// Changes what the card says. One that somebody removed is not put back: the topic's name says the same.
    pub(super) async fn rewrite(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        (card, text, buttons): (&str, RichText, Vec<Vec<Button>>),
    ) -> Result<(), SendError> {
        let new = Outbound { buttons, ..self.outbound(topic, text, "card") };
        supported(channel.edit(card, &new).await.map(drop))
    }

    /// Tells an entry, or what is left of one that was too much for the platform at once.
    pub(super) async fn tell(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        face: &mut TopicFace,
        (seq, Said { text, reply_to, files }): (i64, Said),
    ) -> Result<TopicStep, SendError> {
        let (begun, done) = face.begun;
        // What may have been said is said again from the beginning, with the note that says so.
        let done = if begun == seq && !topic.ambiguous { done } else { 0 };
        let text = if done == 0 { self.perhaps_again(channel, topic, text) } else { text };
        let key = format!("entry-{seq}");
        let posted = self.post(channel, topic, (text, Vec::new()), reply_to, (&key, done)).await?;
        face.begun = (seq, posted.broken_off.as_ref().map_or(0, |(done, _)| *done));
        if posted.broken_off.is_some() {
            return Ok(TopicStep::Part(seq, posted.messages));
        }
        face.files.extend(files.into_iter().map(|number| (seq, number)));
        Ok(TopicStep::Entry(seq, posted.messages))
    }

    /// Says something in the topic: in as many messages as it needs, the buttons under the last. What the platform does not
    /// take with its formatting goes without, and what it does not take at all is left out. As many as are done are not said
    /// again.
    pub(super) async fn post(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        (text, buttons): (RichText, Vec<Vec<Button>>),
        reply_to: Option<String>,
        (key, done): (&str, usize),
    ) -> Result<Posted, SendError> {
        let capabilities = channel.capabilities();
        let parts = text.split(capabilities.max_length, capabilities.unit);
        let (last, mut messages) = (parts.len().saturating_sub(1), Vec::new());
        for (number, part) in parts.into_iter().enumerate().skip(done) {
            let message = Outbound {
                buttons: if number == last { buttons.clone() } else { Vec::new() },
                reply_to: reply_to.clone().filter(|_| number == 0),
                ..self.outbound(topic, part, &format!("{key}-{number}"))
            };
            let outcome = match channel.send(&message).await {
                Err(SendError::Rejected { .. }) => {
                    let text = RichText::plain(message.text.text.clone());
                    channel.send(&Outbound { text, ..message }).await
                }
                outcome => outcome,
            };
            match outcome {
                Ok(receipt) => messages.push(receipt.message),
                Err(SendError::Rejected { reason }) => {
                    let conversation = topic.id.conversation;
                    tracing::error!(%conversation, reason, "a staff room does not take a message");
                }
                // What is done is recorded first, and what went wrong comes up again.
                Err(error) if number > done && !matches!(error, SendError::Unknown { .. }) => {
                    return Ok(Posted { messages, broken_off: Some((number, error)) });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Posted { messages, broken_off: None })
    }

    pub(super) fn outbound(&self, topic: &RoomTopic, text: RichText, key: &str) -> Outbound {
        let to = topic.place.as_ref().map_or(&topic.room.address, |place| &place.address);
        let id = topic.id;
        Outbound {
            to: Address { chat: to.chat.clone(), thread: to.thread.clone() },
            key: format!("{}-{}-{key}", id.conversation.0.simple(), id.room.0.simple()),
            text,
            file: None,
            buttons: Vec::new(),
            reply_to: None,
            perhaps_sent_since: None,
            language: self.teller(topic).language.to_owned(),
        }
    }

    /// What may have been said already begins with a note that says so.
    pub(super) fn perhaps_again(&self, channel: &dyn Channel, topic: &RoomTopic, text: RichText) -> RichText {
        if !topic.ambiguous || channel.capabilities().idempotent {
            return text;
        }
        let note = self.words.word(self.teller(topic).language, "bot-possible-repeat");
        RichText::from_markdown(&note).followed_by(text)
    }
}
