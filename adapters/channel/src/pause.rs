//! Growing pauses between tries, for listeners.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

const MOST_DOUBLINGS: u32 = 6;

/// Pauses that double with every fault in a row, up to 64 times the first.
#[derive(Debug)]
pub struct Pauses {
    first: Duration,
    faults: u32,
}

impl Pauses {
    /// The first pause lasts so long.
    #[must_use]
    pub fn new(first: Duration) -> Self {
        Self { first, faults: 0 }
    }

    /// All is well again.
    pub fn reset(&mut self) {
        self.faults = 0;
    }

    /// Waits after a fault, at least for `asked`. Returns early when `stop` is cancelled.
    pub async fn wait(&mut self, asked: Option<Duration>, stop: &CancellationToken) {
        let pause = self.first * 2_u32.pow(self.faults.min(MOST_DOUBLINGS));
        self.faults = self.faults.saturating_add(1);
        let pause = asked.map_or(pause, |asked| asked.max(pause));
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
