//! What became of attempts, until it is recorded. It outlives the task that records it: attempts go on in tasks of their own, and
//! what is not recorded is sent a second time.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{self, mpsc};

use crate::model::Delivery;
use crate::store::Finish;

/// An attempt that ended.
pub(super) struct Ended {
    pub(super) delivery: Delivery,
    pub(super) finish: Finish,
    /// When its claim ends.
    pub(super) until: DateTime<Utc>,
    pub(super) unrecorded: Arc<()>,
}

/// Attempts that are recorded together.
#[derive(Clone)]
pub(super) struct Taken {
    pub(super) finished: Arc<Vec<(Delivery, Finish)>>,
    /// When the first of their claims ends.
    pub(super) until: DateTime<Utc>,
    _unrecorded: Arc<Vec<Arc<()>>>,
}

/// Where attempts tell how they ended.
pub(super) struct Receipts {
    /// None once nothing more is attempted. They end when the last attempt has ended.
    sender: Mutex<Option<mpsc::Sender<Ended>>>,
    waiting: sync::Mutex<Waiting>,
}

struct Waiting {
    ended: mpsc::Receiver<Ended>,
    most: usize,
    /// What is being recorded.
    taken: Option<Taken>,
}

impl Receipts {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        let (sender, ended) = mpsc::channel(most);
        let waiting = Waiting { ended, most, taken: None };
        Self { sender: Mutex::new(Some(sender)), waiting: sync::Mutex::new(waiting) }
    }

    pub(super) fn sender(&self) -> Option<mpsc::Sender<Ended>> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Nothing more is attempted.
    pub(super) fn end(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The next to be recorded; none when all are. What was being recorded when that was broken off comes once more.
    pub(super) async fn next(&self) -> Option<Taken> {
        let mut waiting = self.waiting.lock().await;
        if let Some(taken) = waiting.taken.take() {
            return Some(taken);
        }
        let (mut batch, most) = (Vec::new(), waiting.most);
        if waiting.ended.recv_many(&mut batch, most).await == 0 {
            return None;
        }
        let until = batch.iter().map(|ended| ended.until).min().unwrap_or_default();
        let mut unrecorded = Vec::with_capacity(batch.len());
        let finished = batch.into_iter().map(|ended| {
            unrecorded.push(ended.unrecorded);
            (ended.delivery, ended.finish)
        });
        let finished = Arc::new(finished.collect());
        let taken = Taken { finished, until, _unrecorded: Arc::new(unrecorded) };
        waiting.taken = Some(taken.clone());
        Some(taken)
    }

    /// What was taken is recorded.
    pub(super) async fn recorded(&self) {
        self.waiting.lock().await.taken = None;
    }
}
