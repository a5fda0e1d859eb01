//! Files on their way: from a platform to the host, and from the host to whoever may read them.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

use crate::file_name::disposition;

/// What a file is fetched from does not hand it over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// It is not there any more.
    #[error("gone: {reason}")]
    Gone {
        /// What happened, without secrets or addresses.
        reason: String,
    },
    /// It is larger than may pass.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The most bytes that may.
        limit: u64,
    },
    /// It cannot be had now: no connection, too slow, refused. Trying again later may help.
    #[error("not to be had now: {reason}")]
    Unavailable {
        /// What happened, without secrets or addresses.
        reason: String,
    },
    /// There is nothing to fetch (a place on the map), or the channel cannot (see [`crate::Capabilities::fetch`]).
    #[error("the channel does not hand this over")]
    Unsupported,
}

/// The bytes of a file as they come.
pub struct FileStream {
    /// How many there will be, where that is known. Others may come all the same: whoever reads, counts.
    pub size: Option<u64>,
    /// The bytes. The stream ends after the last one, or with an error: a file that was cut off never ends as a whole one.
    pub bytes: BoxStream<'static, Result<Bytes, FetchError>>,
}

impl FileStream {
    /// What comes from `platform`, which is waited for no longer than `patience` each time. Why it broke off is not told: a
    /// client's errors may hold an address.
    pub fn arriving<E: Send + 'static>(
        platform: &'static str,
        size: Option<u64>,
        chunks: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        patience: Duration,
    ) -> Self {
        let broken = move |how: &str| FetchError::Unavailable { reason: format!("{platform} {how}") };
        let next = move |mut chunks: BoxStream<'static, Result<Bytes, E>>| async move {
            match tokio::time::timeout(patience, chunks.next()).await {
                Ok(Some(Ok(chunk))) => Ok(Some((chunk, chunks))),
                Ok(None) => Ok(None),
                Ok(Some(Err(_))) => Err(broken("broke off")),
                Err(_) => Err(broken("went silent")),
            }
        };
        Self { size, bytes: stream::try_unfold(chunks.boxed(), next).boxed() }
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStream").field("size", &self.size).finish_non_exhaustive()
    }
}

/// A file that was opened for somebody, and what the host found it to be.
#[derive(Debug)]
pub struct OpenFile {
    /// Its name, as its sender wrote it: anything may stand in it.
    pub name: Option<String>,
    /// Its media type, if its own bytes show it to be a picture of a kind that a browser may show. Nothing else may be
    /// shown by one: a page or a drawing could carry a script.
    pub picture: Option<&'static str>,
    /// Its bytes.
    pub stream: FileStream,
}

/// Nothing in a file may act, whatever a browser takes it for.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

impl OpenFile {
    /// What a browser is told about it: pictures may be shown, everything else is saved.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let name = self.name.as_deref().unwrap_or_default();
        let media_type = HeaderValue::from_static(self.picture.unwrap_or("application/octet-stream"));
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, media_type);
        headers.insert(CONTENT_DISPOSITION, disposition(name, self.picture));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        let own = HeaderName::from_static("cross-origin-resource-policy");
        headers.insert(own, HeaderValue::from_static("same-origin"));
        headers.extend(self.stream.size.map(|size| (CONTENT_LENGTH, HeaderValue::from(size))));
        headers
    }
}
