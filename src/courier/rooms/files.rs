//! Files in a topic: each by a message of its own, behind the words that it came with.

use hamyar_channel::{Attachment, Channel, FetchError, Outbound, RichText, SendError};

use super::rich::Rich;
use super::unsent;
use crate::courier::Courier;
use crate::files::OpenError;
use crate::model::FileProblem;
use crate::store::RoomTopic;

/// How often a file is tried that its platform does not hand over just now: the topic waits for it.
const TRIES: i32 = 3;

impl Courier {
    /// Shows the file of this number, from 0, that came with an entry, or says why it cannot be shown. Returns the message that
    /// does; none, where it was taken back meanwhile.
    pub(super) async fn show_file(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        (seq, number): (i64, usize),
    ) -> Result<Option<String>, SendError> {
        let key = format!("file-{seq}-{number}");
        let lent = match self.files.pass_on(&topic.room.channel, topic.id.conversation, seq, number).await {
            Ok(lent) => lent,
            Err(error) => return self.not_shown(channel, topic, (seq, number), error).await,
        };
        let caption = self.perhaps_again(channel, topic, RichText::default());
        let message = Outbound { file: Some(lent.file.clone()), ..self.outbound(topic, caption, &key) };
        match (channel.send(&message).await, lent.fault()) {
            (Ok(receipt), _) => Ok(Some(receipt.message)),
            (Err(_), Some(fault)) => {
                self.not_shown(channel, topic, (seq, number), OpenError::Fetch(fault.clone())).await
            }
            (Err(SendError::Rejected { reason }), None) => {
                tracing::warn!(conversation = %topic.id.conversation, reason, "a staff room does not take a file");
                self.not_shown(channel, topic, (seq, number), FetchError::Unsupported.into()).await
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Says that a file is not to be seen here, and where it is. What may come later is tried again first.
    async fn not_shown(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        (seq, number): (i64, usize),
        error: OpenError,
    ) -> Result<Option<String>, SendError> {
        let again = |reason: String| SendError::Transient { retry_after: None, reason };
        let limit = match error {
            OpenError::Missing => return Ok(None),
            OpenError::Store(error) => return Err(again(error.to_string())),
            OpenError::Fetch(FetchError::Unavailable { reason }) if topic.attempts + 1 < TRIES => {
                return Err(again(reason));
            }
            OpenError::Fetch(FetchError::TooLarge { limit }) => Some(limit),
            OpenError::Fetch(_) => None,
        };
        let entry = self.store.entry(topic.id.conversation, seq).await.map_err(|error| again(error.to_string()))?;
        let files = entry.map(|entry| entry.data["attachments"].clone()).unwrap_or_default();
        let files: Vec<Attachment> = serde_json::from_value(files).unwrap_or_default();
        let name = files.into_iter().nth(number).and_then(|file| file.name).unwrap_or_default();
        let (teller, words) = (self.teller(topic), &*self.words);
        let why = match limit {
            Some(limit) => unsent::why(words, teller.language, &name, &FileProblem::Large(limit)),
            None => {
                let name = unsent::called(words, teller.language, &name);
                words.text(teller.language, "room-file-not-shown", &[("name", &name)])
            }
        };
        let mut line = Rich::default().plain("📎 ").plain(&why);
        if let Some((words, address)) = teller.desk_link() {
            line = line.line().link(&words, address);
        }
        let key = format!("file-{seq}-{number}-why");
        let said = self.post(channel, topic, (line.done(), Vec::new()), None, (&key, 0)).await?;
        match said.broken_off {
            Some((_, error)) => Err(error),
            None => Ok(said.messages.into_iter().next()),
        }
    }
}
