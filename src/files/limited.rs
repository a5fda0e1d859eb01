//! A file that is cut off where it is too large or too slow, whatever was said of it.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use hamyar_channel::{FetchError, FileStream};

use crate::clock::Clock;

/// What is being read, and what may still come.
struct Reading {
    bytes: BoxStream<'static, Result<Bytes, FetchError>>,
    left: u64,
    limit: u64,
    until: DateTime<Utc>,
    clock: Arc<dyn Clock>,
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Bytes>, FetchError> {
        let chunk = tokio::select! {
            chunk = self.bytes.next() => chunk.transpose()?,
            () = self.clock.sleep_until(self.until) => {
                return Err(FetchError::Unavailable { reason: "too slow".to_owned() });
            }
        };
        let Some(chunk) = chunk else { return Ok(None) };
        let size = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(size).ok_or(FetchError::TooLarge { limit: self.limit })?;
        Ok(Some(chunk))
    }
}

/// The same file, of which at most `limit` bytes come, and none after `until`: then it ends with an error.
pub(super) fn limited(file: FileStream, limit: u64, until: DateTime<Utc>, clock: Arc<dyn Clock>) -> FileStream {
    let reading = Reading { bytes: file.bytes, left: limit, limit, until, clock };
    let next = |mut reading: Reading| async move { Ok(reading.next().await?.map(|chunk| (chunk, reading))) };
    FileStream { size: file.size, bytes: stream::try_unfold(reading, next).boxed() }
}
