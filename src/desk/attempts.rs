//! How often somebody may try a password: by account and address, so that nobody can lock another person out, and by address, so
//! that nobody tries one password on everybody.

use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
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

/// Tries at once from one address, of whichever accounts: behind it a whole house may sit. And one more after this time.
const TRIES_FROM_ONE: NonZeroU32 = NonZeroU32::new(60).unwrap();
const ANOTHER_FROM_ONE: Duration = Duration::from_secs(10);

/// Sign-ins that may begin at once through a provider from one address, behind which a whole house may sit, and in a second.
const LEAVE_AT_ONCE: NonZeroU32 = NonZeroU32::new(60).unwrap();
const LEAVE_AGAIN: NonZeroU32 = NonZeroU32::new(1).unwrap();

/// Pairs of account and address, and addresses, that are remembered before those that have rested are forgotten.
const REMEMBERED: usize = 10_000;

/// Passwords checked at once: each takes 19 MiB and most of a core.
const AT_ONCE: usize = 2;

type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;
type Key = ([u8; 32], IpAddr);
type CodeKey = (AgentId, Option<IpAddr>);

/// Counts tries, and keeps their cost within bounds.
pub(super) struct Attempts {
    tries: Limiter<Key>,
    sources: Limiter<IpAddr>,
    codes: Limiter<CodeKey>,
    departures: Limiter<IpAddr>,
    changes: Limiter<AgentId>,
    tokens: Limiter<Option<IpAddr>>,
    /// A place for checking a password.
    pub(super) places: Semaphore,
}

impl Default for Attempts {
    fn default() -> Self {
        let quota = every(ANOTHER_AFTER, TRIES);
        let leaving = Quota::per_second(LEAVE_AGAIN).allow_burst(LEAVE_AT_ONCE);
        Self {
            departures: RateLimiter::keyed(leaving),
            tries: RateLimiter::keyed(quota),
            sources: RateLimiter::keyed(every(ANOTHER_FROM_ONE, TRIES_FROM_ONE)),
            codes: RateLimiter::keyed(quota),
            changes: RateLimiter::keyed(quota),
            tokens: RateLimiter::keyed(quota),
            places: Semaphore::new(AT_ONCE),
        }
    }
}

impl Attempts {
    /// Counts a try. False if there were too many, whether or not there is such an account.
    pub(super) fn may_try(&self, email: &str, address: IpAddr) -> bool {
        let line = line(address);
        counted(&self.tries, &(Sha256::digest(email).into(), line)) && counted(&self.sources, &line)
    }

    /// Counts a try of a recovery code, or of a code by which a second factor is set up. False if there were too many from there.
    pub(super) fn may_try_code(&self, agent: AgentId, address: Option<IpAddr>) -> bool {
        counted(&self.codes, &(agent, address))
    }

    /// Counts somebody who goes to a sign-in provider. False if there were too many from there.
    pub(super) fn may_leave(&self, address: Option<IpAddr>) -> bool {
        counted(&self.departures, &address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }

    /// Counts a try with a token that is none, by where it comes from alone: what is tried is another each time. Right ones are not
    /// counted, and nobody can guess one, so nobody who shares an address is locked out. False if there were too many.
    pub(super) fn may_try_token(&self, address: Option<IpAddr>) -> bool {
        counted(&self.tokens, &address)
    }

    /// Counts a try to change a password by somebody who is signed in, from wherever: a desk that was left open is no place for
    /// guessing. False if there were too many.
    pub(super) fn may_try_change(&self, agent: AgentId) -> bool {
        counted(&self.changes, &agent)
    }
}

/// So many at once, and one more after each such time.
fn every(period: Duration, at_once: NonZeroU32) -> Quota {
    Quota::with_period(period).unwrap_or(Quota::per_minute(at_once)).allow_burst(at_once)
}

/// What stands for all of one line: of the newer addresses whoever has one has as many as they like.
fn line(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        IpAddr::V4(_) => address,
    }
}

/// Counts a try. False if there were too many. Those that have rested are forgotten when there are many.
fn counted<K: Clone + Eq + Hash>(limiter: &Limiter<K>, key: &K) -> bool {
    if limiter.len() > REMEMBERED {
        limiter.retain_recent();
    }
    limiter.check_key(key).is_ok()
}
