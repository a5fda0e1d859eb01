//! Files of our own, as they stand on the timeline.

use hamyar_channel::{Attachment, AttachmentKind};
use serde::Serialize;

use super::FileId;

/// Begins the id of an attachment that is a file of our own. No platform's id is of this form; and if one were, it would
/// open nothing but a file of the same conversation.
const OWN: &str = "own:";

/// A file of our own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnFile {
    /// Its id.
    pub id: FileId,
    /// Its name, safe to save under.
    pub name: String,
    /// Its media type, by its contents and its name together.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
}

impl OwnFile {
    /// The file as it stands with an entry.
    #[must_use]
    pub fn attachment(&self) -> Attachment {
        let kind = match self.media_type.split('/').next() {
            Some("image") => AttachmentKind::Photo,
            Some("audio") => AttachmentKind::Audio,
            Some("video") => AttachmentKind::Video,
            _ => AttachmentKind::File,
        };
        Attachment {
            kind,
            id: format!("{OWN}{}", self.id.0.simple()),
            name: Some(self.name.clone()),
            media_type: Some(self.media_type.clone()),
            size: Some(self.size),
            group: None,
        }
    }
}

impl FileId {
    /// The file of our own that an attachment is, if it is one.
    #[must_use]
    pub fn of(attachment: &Attachment) -> Option<Self> {
        Self::of_attachment(&attachment.id)
    }

    /// The file of our own that an attachment of this id is, if it is one.
    #[must_use]
    pub fn of_attachment(id: &str) -> Option<Self> {
        id.strip_prefix(OWN)?.parse().ok()
    }
}
