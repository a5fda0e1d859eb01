//! Making what is over searchable, a little at a time: nobody who searches has to wait for much of it.

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::clock::Edge;
use crate::store::Store;

/// How often is looked whether something was resolved.
const PERIOD: Duration = Duration::seconds(10);

/// Conversations at once, and how long others then may write before the next.
const BATCH: i64 = 50;
const BETWEEN: Duration = Duration::milliseconds(200);

/// Does so until `stop` is cancelled.
pub(super) async fn follow(store: Store, edge: Edge, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let rest = match stop.run_until_cancelled(store.make_searchable(BATCH)).await {
            Some(Ok(0)) | None => PERIOD,
            Some(Ok(_)) => BETWEEN,
            Some(Err(error)) => {
                tracing::warn!(%error, "what was resolved could not be made searchable");
                PERIOD
            }
        };
        stop.run_until_cancelled(edge.clock.sleep_until(edge.now() + rest)).await;
    }
}
