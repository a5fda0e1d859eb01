//! Files of our own on their way to a platform: read from the store chunk by chunk, while they are sent.

use std::sync::{Arc, OnceLock};

use futures::{StreamExt, TryStreamExt};
use hamyar_channel::{Attachment, FetchError, OutboundFile};

use super::{Files, OpenError, chunks};
use crate::model::{ConversationId, FileId};

/// A file to be sent, and whether it could be read.
#[derive(Clone, Debug)]
pub struct Lent {
    /// The file. Nothing of it is read before its channel reads it.
    pub file: OutboundFile,
    fault: Arc<OnceLock<FetchError>>,
}

impl Lent {
    /// Why it could not be read to its end, if it could not: then nothing that carries it has arrived.
    #[must_use]
    pub fn fault(&self) -> Option<&FetchError> {
        self.fault.get()
    }
}

impl Files {
    /// A file that the team sends.
    ///
    /// # Errors
    ///
    /// When it is not there, or the store cannot be read.
    pub async fn lend(&self, file: &Attachment, conversation: ConversationId) -> Result<Lent, OpenError> {
        let id = FileId::of(file).ok_or(OpenError::Missing)?;
        let own = self.store.own_file(id, conversation).await?.ok_or(OpenError::Missing)?;
        let (store, fault) = (self.store.clone(), Arc::new(OnceLock::new()));
        let noted = Arc::clone(&fault);
        let open = move || {
            let noted = Arc::clone(&noted);
            // The first fault is the one that broke it off.
            let note = move |error: &FetchError| drop(noted.set(error.clone()));
            chunks(store.clone(), id, own.size).inspect_err(note).boxed()
        };
        Ok(Lent { file: OutboundFile::new(own.name, own.media_type, own.size, open), fault })
    }
}
