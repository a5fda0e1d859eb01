//! How often somebody may try a password: by account and address, so that nobody can lock another person out.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::DefaultClock;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::model::AgentId;

/// Tries at once.
const TRIES: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// One more try after this time.
const ANOTHER_AFTER: Duration = Duration::from_mins(1);

/// Pairs of account and address that are remembered before those that have rested are forgotten.
const REMEMBERED: usize = 10_000;

/// Passwords checked at once: each takes 19 MiB and most of a core.
const AT_ONCE: usize = 2;

type Key = ([u8; 32], IpAddr);
type CodeKey = (AgentId, Option<IpAddr>);

/// Counts tries, and keeps their cost within bounds.
pub(super) struct Attempts {
    tries: RateLimiter<Key, DefaultKeyedStateStore<Key>, DefaultClock>,
    codes: RateLimiter<CodeKey, DefaultKeyedStateStore<CodeKey>, DefaultClock>,
    /// A place for checking a password.
    pub(super) places: Semaphore,
}

impl Default for Attempts {
    fn default() -> Self {
        let quota = Quota::with_period(ANOTHER_AFTER).unwrap_or(Quota::per_minute(TRIES)).allow_burst(TRIES);
        Self { tries: RateLimiter::keyed(quota), codes: RateLimiter::keyed(quota), places: Semaphore::new(AT_ONCE) }
    }
}

impl Attempts {
    /// Counts a try. False if there were too many, whether or not there is such an account.
    pub(super) fn may_try(&self, email: &str, address: IpAddr) -> bool {
        if self.tries.len() > REMEMBERED {
            self.tries.retain_recent();
        }
        self.tries.check_key(&(Sha256::digest(email).into(), address)).is_ok()
    }

    /// Counts a try of a recovery code, or of a code by which a second factor is set up. False if there were too many from there.
    pub(super) fn may_try_code(&self, agent: AgentId, address: Option<IpAddr>) -> bool {
        if self.codes.len() > REMEMBERED {
            self.codes.retain_recent();
        }
        self.codes.check_key(&(agent, address)).is_ok()
    }
}
