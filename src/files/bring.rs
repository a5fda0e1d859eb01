//! Files that people of the team send from where they work: fetched through that channel, and kept as what they attach at the desk.

use chrono::Duration;
use hamyar_channel::{Attachment, AttachmentKind, ChannelId, FetchError, OpenFile};

use super::{Files, KeepError, Limits, Owner};
use crate::kinds::KINDS;
use crate::model::OwnFile;
use crate::store::StoreError;

/// How long a file may take: the conversation waits for it, and is claimed for twice as long.
const WITHIN: Duration = Duration::seconds(30);

/// Why a file is not brought.
#[derive(Debug, thiserror::Error)]
pub enum BringError {
    /// Its platform does not hand it over.
    #[error(transparent)]
    Fetch(FetchError),
    /// It may not be sent.
    #[error(transparent)]
    Keep(KeepError),
    /// The store could not keep it.
    #[error(transparent)]
    Store(StoreError),
}

impl From<KeepError> for BringError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Store(error) => Self::Store(error),
            other => Self::Keep(other),
        }
    }
}

impl Files {
    /// Fetches what came by a channel, and keeps it for whom it is to be sent to, as these limits allow.
    ///
    /// # Errors
    ///
    /// When it cannot be had, or may not be sent.
    pub async fn bring(
        &self,
        owner: Owner,
        limits: &Limits,
        channel: &ChannelId,
        file: &Attachment,
    ) -> Result<OwnFile, BringError> {
        let Some(channel) = self.channels.get(channel) else { return Err(BringError::Fetch(FetchError::Unsupported)) };
        let within = self.rules.within.min(WITHIN);
        let opened = self.fetch(&**channel, file.clone(), within).await.map_err(BringError::Fetch)?;
        let name = named(file, &opened);
        match self.keep(owner, limits, &name, opened.stream.bytes).await {
            // What breaks off on the way is no fault of the file's.
            Err(KeepError::Broken) if file.size.is_some_and(|size| size > limits.max_bytes) => {
                Err(BringError::Keep(KeepError::TooLarge { limit: limits.max_bytes }))
            }
            kept => Ok(kept?),
        }
    }
}

/// What a file is called. Pictures and recordings have no name on some platforms: they get one that says what they are.
pub(super) fn named(file: &Attachment, opened: &OpenFile) -> String {
    if let Some(name) = file.name.clone().filter(|name| !name.is_empty()) {
        return name;
    }
    let media_type = opened.picture.or(file.media_type.as_deref()).unwrap_or_default();
    let ending = KINDS.iter().find(|kind| kind.media_type == media_type).map_or("", |kind| kind.ending);
    let what = match file.kind {
        AttachmentKind::Photo => "photo",
        AttachmentKind::Voice => "voice",
        AttachmentKind::Video => "video",
        AttachmentKind::Audio => "audio",
        AttachmentKind::Sticker => "sticker",
        AttachmentKind::Location | AttachmentKind::Contact | AttachmentKind::File => "file",
    };
    format!("{what}.{ending}")
}
