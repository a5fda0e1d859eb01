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

/// So many may go at once. What follows comes at such distances that no span of time sees more than the limit.
const AT_ONCE: u32 = 3;

/// At most `most` in any span of this length.
fn quota(most: u32, span: Duration) -> Option<Quota> {
    let at_once = AT_ONCE.min(most.div_ceil(2)).max(1);
    let distance = span / most.saturating_sub(at_once).max(1);
    Some(Quota::with_period(distance)?.allow_burst(NonZeroU32::new(at_once)?))
}

impl Pacer {
    pub(super) fn new(pace: Pace) -> Self {
        let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
        // A span divided by a number is not nothing.
        let least = Quota::per_second(NonZeroU32::MIN);
        Self {
            clock: DefaultClock::default(),
            all: RateLimiter::direct(quota(pace.per_second, second).unwrap_or(least)),
            chats: RateLimiter::keyed(quota(pace.chat_per_minute, minute).unwrap_or(least)),
            groups: RateLimiter::keyed(quota(pace.group_per_minute, minute).unwrap_or(least)),
        }
    }

    /// Takes a place in the pace, or says how long to wait for one.
    pub(super) fn admit(&self, delivery: &Delivery) -> Result<(), Duration> {
        let chats = if delivery.direct { &self.chats } else { &self.groups };
        self.admit_to(chats, &delivery.address.chat)
    }

    /// The same for a message to a chat of many.
    pub(super) fn admit_to_group(&self, chat: &String) -> Result<(), Duration> {
        self.admit_to(&self.groups, chat)
    }

    fn admit_to(&self, chats: &DefaultKeyedRateLimiter<String>, chat: &String) -> Result<(), Duration> {
        if chats.len() > CHATS_KEPT {
            chats.retain_recent();
        }
        let wait = |early: NotUntil<_>| early.wait_time_from(self.clock.now());
        chats.check_key(chat).map_err(wait)?;
        self.all.check().map_err(wait)
    }
}
