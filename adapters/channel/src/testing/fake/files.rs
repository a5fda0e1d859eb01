//! Files that people send on the fake platform.

use bytes::Bytes;
use futures::{StreamExt, stream};

use super::platform::Platform;
use super::{FakeChannel, Pushed};
use crate::testing::Person;
use crate::{Attachment, AttachmentKind, Event, FetchError, FileStream, Message};

impl FakeChannel {
    /// Somebody sends a file without words. What kind it is of, the platform believes the media type.
    #[expect(clippy::must_use_candidate, reason = "what people do has its effect; waiting for it is a choice")]
    pub fn sends_file(&self, person: &Person, name: &str, media_type: &str, bytes: &[u8]) -> Pushed {
        let inbound = self.platform.change(|platform| {
            let message = platform.note(person, "", None);
            let id = platform.next_id("files");
            platform.files.insert(id.clone(), Bytes::copy_from_slice(bytes));
            let kind = if media_type.starts_with("image/") { AttachmentKind::Photo } else { AttachmentKind::File };
            let file = Attachment {
                kind,
                id,
                name: Some(name.to_owned()),
                media_type: Some(media_type.to_owned()),
                size: u64::try_from(bytes.len()).ok(),
                group: None,
            };
            let key = format!("m:{}:{message}", person.address().chat);
            let addressed = person.is_direct();
            let said = Message { id: message, attachments: vec![file], addressed, ..Message::default() };
            platform.event(person, key, Event::Message(said))
        });
        self.push(inbound)
    }

    /// The platform has none of the files any more.
    pub fn loses_files(&self) {
        self.platform.change(|platform| platform.files.clear());
    }

    /// The next file that is fetched comes so, whatever was sent.
    pub fn hands_over(&self, next: Result<FileStream, FetchError>) {
        self.platform.change(|platform| platform.handed_over.push_back(next));
    }
}

impl Platform {
    pub(super) fn fetch(&mut self, file: &Attachment) -> Result<FileStream, FetchError> {
        if matches!(file.kind, AttachmentKind::Location | AttachmentKind::Contact) {
            return Err(FetchError::Unsupported);
        }
        if let Some(next) = self.handed_over.pop_front() {
            return next;
        }
        let found = self.files.get(&file.id).cloned();
        let bytes = found.ok_or_else(|| FetchError::Gone { reason: "the platform has lost it".to_owned() })?;
        Ok(FileStream { size: u64::try_from(bytes.len()).ok(), bytes: stream::iter([Ok(bytes)]).boxed() })
    }
}
