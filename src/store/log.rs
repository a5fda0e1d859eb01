//! SQLite's write-ahead log is taken into the database file beside the writer, so that what is to be made durable does not
//! wait while thousands of pages are copied.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::db::{Conn, Db, Text};

/// The time between two times. Pages that many messages touch are copied once for all of them; but the more pages there are, the longer
/// the disk keeps commits waiting meanwhile. With 100 ms replies were not more, and the slowest in a hundred a fifth slower.
const PAUSE: Duration = Duration::from_millis(20);

const TAKE_IN: Text = Text { sqlite: "pragma wal_checkpoint(passive)", postgres: "select 1" };

/// Takes in what was written, from time to time.
pub(super) struct Log {
    written: Arc<Notify>,
    task: Option<JoinHandle<()>>,
}

impl Log {
    /// PostgreSQL does so by itself.
    pub(super) fn of(db: &Db) -> Self {
        let written = Arc::<Notify>::default();
        let task = matches!(db, Db::Sqlite(_)).then(|| tokio::spawn(take_in(db.clone(), Arc::clone(&written))));
        Self { written, task }
    }

    /// There is something to take in.
    pub(super) fn written(&self) {
        self.written.notify_one();
    }

    /// The writer takes in the rest.
    pub(super) async fn end(self) {
        if let Some(task) = self.task {
            task.abort();
            let _ = task.await;
        }
    }
}

async fn take_in(db: Db, written: Arc<Notify>) {
    let mut connection: Option<Conn> = None;
    loop {
        written.notified().await;
        tokio::time::sleep(PAUSE).await;
        let taken = async {
            let open = match connection.take() {
                Some(open) => open,
                None => db.writer().await?,
            };
            connection.insert(open).run(TAKE_IN).await
        };
        if let Err(error) = taken.await {
            // The writer does it then, after some thousand pages.
            tracing::warn!(%error, "the write-ahead log was not taken in yet");
            connection = None;
        }
    }
}
