//! Keeping to the speed that a platform allows, so that it need not tell us.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use hamyar_channel::Pace;

use crate::model::Delivery;

/// Chats whose pace is remembered before those that rested are forgotten.
const CHATS_KEPT: usize = 10_000;

/// The pace of one channel.
pub(super) struct Pacer {
    clock: DefaultClock,
    all: DefaultDirectRateLimiter,
    chats: DefaultKeyedRateLimiter<String>,
    groups: DefaultKeyedRateLimiter<String>,
}

impl Pacer {
    pub(super) fn new(pace: Pace) -> Self {
        let some = |count: u32| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            clock: DefaultClock::default(),
            all: RateLimiter::direct(Quota::per_second(some(pace.per_second))),
            chats: RateLimiter::keyed(Quota::per_minute(some(pace.chat_per_minute))),
            groups: RateLimiter::keyed(Quota::per_minute(some(pace.group_per_minute))),
        }
    }

    /// Takes a place in the pace, or says how long to wait for one.
    pub(super) fn admit(&self, delivery: &Delivery) -> Result<(), Duration> {
        let chats = if delivery.direct { &self.chats } else { &self.groups };
        if chats.len() > CHATS_KEPT {
            chats.retain_recent();
        }
        let wait = |early: NotUntil<_>| early.wait_time_from(self.clock.now());
        chats.check_key(&delivery.address.chat).map_err(wait)?;
        self.all.check().map_err(wait)
    }
}
