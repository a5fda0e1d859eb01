//! What goes wrong on purpose, drawn by lot.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

use super::fake_telegram::{FakeTelegram, Fault};

/// Replies between two faults, on the mean.
const REPLIES_A_FAULT: usize = 150;
/// The longest wait between the moment that a kill is due and the kill: some turns of a message.
const WAIT: u64 = 40;

/// When the server is killed, and which calls fail.
pub(super) struct Trouble {
    chance: StdRng,
    /// Numbers of replies after which it is killed, the last first.
    due: Vec<usize>,
    kills: usize,
    next_fault: usize,
    faults: usize,
}

impl Trouble {
    /// So many kills among so many replies.
    pub(super) fn new(mut chance: StdRng, replies: usize, kills: usize) -> Self {
        let mut due: Vec<usize> = (0..kills).map(|_| chance.random_range(0..replies)).collect();
        due.sort_unstable_by(|a, b| b.cmp(a));
        Self { chance, due, kills: 0, next_fault: REPLIES_A_FAULT, faults: 0 }
    }

    /// Whether it is time for a kill.
    pub(super) fn is_kill_due(&mut self, replies: usize) -> bool {
        let due = self.due.last().is_some_and(|due| *due <= replies);
        if due {
            self.due.pop();
            self.kills += 1;
        }
        due
    }

    /// Waits for a random moment, so that a kill meets whatever is being done then.
    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(Duration::from_millis(self.chance.random_range(0..WAIT))).await;
    }

    /// Lets a call fail, if it is time for that.
    pub(super) fn fail(&mut self, telegram: &FakeTelegram, replies: usize) {
        if replies < self.next_fault {
            return;
        }
        self.next_fault = replies + self.chance.random_range(1..2 * REPLIES_A_FAULT);
        self.faults += 1;
        let (method, fault) = match self.chance.random_range(0..9) {
            0 => ("sendMessage", Fault::TooMany(1)),
            1 => ("sendMessage", Fault::Status(502)),
            2 => ("sendMessage", Fault::Cut),
            3 => ("sendMessage", Fault::Garbage),
            4 => ("sendMessage", Fault::AppliedThenStatus(502)),
            5 => ("sendMessage", Fault::AppliedThenCut),
            6 => ("getUpdates", Fault::Cut),
            7 => ("getUpdates", Fault::Status(502)),
            _ => ("getUpdates", Fault::AppliedThenCut),
        };
        telegram.next(method, fault);
    }

    pub(super) fn kills(&self) -> usize {
        self.kills
    }

    pub(super) fn faults(&self) -> usize {
        self.faults
    }
}
