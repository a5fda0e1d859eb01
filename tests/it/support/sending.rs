//! Files of our own: read while they are sent, and removed when they never are.

use bytes::Bytes;
use chrono::Duration;
use futures::future::BoxFuture;
use futures::{StreamExt, stream};
use hamyar::model::FileId;
use hamyar::store::Store;
use hamyar_channel::testing::within;
use hamyar_channel::{FetchError, OutboundFile};

use super::MockClock;

/// The bytes of a piece.
pub(crate) const PIECE: usize = 64 * 1024;

/// What a piece consists of.
static FILL: [u8; PIECE] = [b'x'; PIECE];

/// A document of so many pieces. Each is there to be read only when the platform has all those before it, which `came` waits
/// for: whoever reads it whole before sending it waits for ever.
pub(crate) fn piece_by_piece(
    pieces: usize,
    came: impl Fn(usize) -> BoxFuture<'static, ()> + Clone + Send + Sync + 'static,
) -> OutboundFile {
    let read = move || {
        let came = came.clone();
        let next = move |number: usize| {
            let came = came(number * PIECE);
            async move {
                came.await;
                Ok((number < pieces).then(|| (Bytes::from_static(&FILL), number + 1)))
            }
        };
        stream::try_unfold(0, next).boxed()
    };
    OutboundFile::new("long.pdf", "application/pdf", u64::try_from(pieces * PIECE).unwrap(), read)
}

/// A document that cannot be read to its end.
pub(crate) fn breaking_off() -> OutboundFile {
    let lost = || FetchError::Gone { reason: "a part of the file is missing".to_owned() };
    let read = move || stream::iter([Ok(Bytes::from_static(&FILL)), Err(lost())]).boxed();
    OutboundFile::new("half.pdf", "application/pdf", u64::try_from(2 * PIECE).unwrap(), read)
}

/// Lets the hours pass until nothing of a file is kept any more.
pub(crate) async fn removed(store: &Store, clock: &MockClock, file: FileId) {
    let gone = async {
        while store.chunk(file, 0).await.unwrap().is_some() {
            clock.advance(Duration::hours(1));
            tokio::task::yield_now().await;
        }
    };
    within("a file to be removed", gone).await;
}
