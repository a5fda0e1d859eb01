//! What goes wrong on purpose, drawn by lot.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

use super::database::Database;
use super::fake_discord::{self, FakeDiscord, Order};
use super::fake_telegram::{self, FakeTelegram};
use super::fakes::Fake;
use super::plan::Plan;

/// Replies between two faults, on the mean.
const REPLIES_A_FAULT: usize = 150;
/// The longest wait between the moment that a kill is due and the kill: some turns of a message.
const WAIT: u64 = 40;

/// When the server is killed or its database started anew, and which calls fail.
pub(super) struct Trouble {
    chance: StdRng,
    kills: Due,
    restarts: Due,
    next_fault: usize,
    faults: usize,
}

/// Numbers of replies after which something happens, the last first; and how often it did.
struct Due(Vec<usize>, usize);

impl Due {
    fn draw(chance: &mut StdRng, times: usize, replies: usize) -> Self {
        let mut due: Vec<usize> = (0..times).map(|_| chance.random_range(0..replies)).collect();
        due.sort_unstable_by(|a, b| b.cmp(a));
        Self(due, 0)
    }

    fn is_due(&mut self, replies: usize) -> bool {
        let due = self.0.pop_if(|due| *due <= replies).is_some();
        self.1 += usize::from(due);
        due
    }
}

impl Trouble {
    /// As many kills and restarts as are planned, among all replies.
    pub(super) fn new(mut chance: StdRng, plan: &Plan) -> Self {
        let kills = Due::draw(&mut chance, plan.kills, plan.messages);
        let restarts = Due::draw(&mut chance, plan.restarts, plan.messages);
        Self { chance, kills, restarts, next_fault: REPLIES_A_FAULT, faults: 0 }
    }

    /// Whether it is time for a kill.
    pub(super) fn is_kill_due(&mut self, replies: usize) -> bool {
        self.kills.is_due(replies)
    }

    /// Which of so many nodes is killed, and whether it stays away for a while.
    pub(super) fn victim(&mut self, nodes: usize) -> (usize, bool) {
        (self.chance.random_range(0..nodes), self.chance.random_ratio(1, 3))
    }

    /// Starts the database anew, if it is time for that.
    pub(super) fn restart(&mut self, database: &Database, replies: usize) -> anyhow::Result<()> {
        if self.restarts.is_due(replies) {
            database.restart(self.chance.random())?;
        }
        Ok(())
    }

    /// Waits for a random moment, so that a kill meets whatever is being done then.
    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(Duration::from_millis(self.chance.random_range(0..WAIT))).await;
    }

    /// Lets a call fail, or breaks a connection, if it is time for that.
    pub(super) fn fail(&mut self, fake: &Fake, replies: usize) {
        if replies < self.next_fault {
            return;
        }
        self.next_fault = replies + self.chance.random_range(1..2 * REPLIES_A_FAULT);
        self.faults += 1;
        match fake {
            Fake::Telegram(fake) => self.fail_telegram(fake),
            Fake::Discord(fake) => self.fail_discord(fake),
        }
    }

    fn fail_telegram(&mut self, fake: &FakeTelegram) {
        use fake_telegram::Fault;
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
        fake.next(method, fault);
    }

    fn fail_discord(&mut self, fake: &FakeDiscord) {
        use fake_discord::Fault;
        match self.chance.random_range(0..10) {
            0 => fake.next("POST messages", Fault::TooMany(1.0)),
            1 => fake.next("POST messages", Fault::Status(502)),
            2 => fake.next("POST messages", Fault::Cut),
            3 => fake.next("POST messages", Fault::AppliedThenStatus(500)),
            4 => fake.next("POST messages", Fault::AppliedThenCut),
            5 => fake.order(Order::Cut),
            6 => fake.order(Order::Reconnect),
            7 => fake.order(Order::Invalid(true)),
            8 => fake.order(Order::Invalid(false)),
            _ => fake.order(Order::Close(4000)),
        }
    }

    pub(super) fn kills(&self) -> usize {
        self.kills.1
    }

    pub(super) fn restarts(&self) -> usize {
        self.restarts.1
    }

    pub(super) fn faults(&self) -> usize {
        self.faults
    }
}
