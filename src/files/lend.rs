//! Files on their way to a platform: our own are read from the store, others from the platform that they came by, chunk by chunk,
//! while they are sent.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use chrono::Duration;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use hamyar_channel::{Attachment, Channel, ChannelId, FetchError, OutboundFile, safe_name};

use super::bring::named;
use super::{Files, Found, OpenError, chunks};
use crate::kinds::Kind;
use crate::model::{ConversationId, FileId};

/// How long a file may take to come from one platform to another: whoever sends it has claimed it for twice as long.
const WITHIN: Duration = Duration::seconds(25);

/// What a file is of which nothing else is known.
const UNKNOWN: &str = "application/octet-stream";

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

    /// The file of this number, from 0, that came with an entry, to be sent on by another channel: as large as both let
    /// through, and never whole in memory.
    ///
    /// # Errors
    ///
    /// When there is none, when it is too large, or when its platform does not hand it over.
    pub async fn pass_on(
        self: &Arc<Self>,
        to: &ChannelId,
        conversation: ConversationId,
        seq: i64,
        number: usize,
    ) -> Result<Lent, OpenError> {
        let limit = self.limits(to).ok_or(FetchError::Unsupported)?.max_bytes;
        let admit = |size: u64| if size > limit { Err(FetchError::TooLarge { limit }) } else { Ok(size) };
        match self.found(conversation, seq, number).await? {
            Found::Own(file) => {
                let lent = self.lend(&file, conversation).await?;
                admit(lent.file.size)?;
                Ok(lent)
            }
            Found::Theirs(channel, file) => {
                admit(file.size.unwrap_or_default())?;
                let opened = self.fetch(&*channel, file.clone(), WITHIN).await?;
                let name = safe_name(&named(&file, &opened));
                let known = opened.picture.or_else(|| Kind::named(&name).map(|kind| kind.media_type));
                // How long it is, is said before it is sent: where nobody knows, it cannot be.
                let size = opened.stream.size.or(file.size).ok_or(FetchError::Unsupported)?;
                let source = Source { files: Arc::clone(self), channel, file, size: admit(size)? };
                Ok(source.lent(name, known.unwrap_or(UNKNOWN), opened.stream.bytes))
            }
        }
    }
}

/// A file that a platform has.
struct Source {
    files: Arc<Files>,
    channel: Arc<dyn Channel>,
    file: Attachment,
    size: u64,
}

impl Source {
    /// The file, of which this is being read already. Whoever reads it once more has it fetched again.
    fn lent(self, name: String, media_type: &str, opened: BoxStream<'static, Result<Bytes, FetchError>>) -> Lent {
        let (size, opened, fault) = (self.size, Mutex::new(Some(opened)), Arc::new(OnceLock::new()));
        let noted = Arc::clone(&fault);
        let open = move || {
            let noted = Arc::clone(&noted);
            let note = move |error: &FetchError| drop(noted.set(error.clone()));
            let ready = opened.lock().unwrap_or_else(PoisonError::into_inner).take();
            let (files, channel, file) = (Arc::clone(&self.files), Arc::clone(&self.channel), self.file.clone());
            let bytes = async move {
                match ready {
                    Some(bytes) => Ok(bytes),
                    None => Ok(files.fetch(&*channel, file, WITHIN).await?.stream.bytes),
                }
            };
            exactly(size, stream::once(bytes).try_flatten().boxed()).inspect_err(note).boxed()
        };
        Lent { file: OutboundFile::new(name, media_type, size, open), fault }
    }
}

/// What comes, which ends with an error unless it is as long as was said.
fn exactly(
    size: u64,
    bytes: BoxStream<'static, Result<Bytes, FetchError>>,
) -> BoxStream<'static, Result<Bytes, FetchError>> {
    let other = || FetchError::Unavailable { reason: "it is not as long as was said".to_owned() };
    let next = move |(mut bytes, left): (BoxStream<'static, Result<Bytes, FetchError>>, u64)| async move {
        match bytes.next().await.transpose()? {
            Some(chunk) => {
                let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                let left = left.checked_sub(length).ok_or_else(other)?;
                Ok(Some((chunk, (bytes, left))))
            }
            None if left == 0 => Ok(None),
            None => Err(other()),
        }
    };
    stream::try_unfold((bytes, size), next).boxed()
}
