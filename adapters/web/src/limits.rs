//! How much one address may ask of us.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::broadcast;

use crate::client::neighbourhood;

/// After this many messages the addresses that were quiet for a while are forgotten.
const SWEEP: usize = 4096;

/// How many messages an address may send.
pub(crate) struct Rate {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    counted: AtomicUsize,
}

impl Rate {
    pub(crate) fn per_minute(messages: u32) -> Self {
        let limiter = NonZeroU32::new(messages).map(|messages| RateLimiter::keyed(Quota::per_minute(messages)));
        Self { limiter, counted: AtomicUsize::new(0) }
    }

    /// Counts one message. `Err` says how long to wait.
    pub(crate) fn check(&self, address: IpAddr) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            limiter.retain_recent();
        }
        let wait = |refused: governor::NotUntil<_>| refused.wait_time_from(DefaultClock::default().now());
        limiter.check_key(&neighbourhood(address)).map_err(wait)
    }
}

/// The live connections: how many each address has, and how to reach those of a chat.
#[derive(Clone, Default)]
pub(crate) struct Streams {
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    by_address: HashMap<IpAddr, usize>,
    by_chat: HashMap<String, broadcast::Sender<()>>,
}

impl Streams {
    /// Opens a connection, unless the address has `most` already.
    pub(crate) fn open(&self, address: IpAddr, chat: &str, most: usize) -> Option<Stream> {
        let address = neighbourhood(address);
        let mut open = self.lock();
        let count = open.by_address.get(&address).copied().unwrap_or_default();
        if count >= most {
            return None;
        }
        open.by_address.insert(address, count + 1);
        let typing = open.by_chat.entry(chat.to_owned()).or_insert_with(|| broadcast::channel(1).0).subscribe();
        Some(Stream { streams: self.clone(), address, chat: chat.to_owned(), typing })
    }

    /// Tells whoever looks at a chat that an answer is being written.
    pub(crate) fn type_in(&self, chat: &str) {
        if let Some(typing) = self.lock().by_chat.get(chat) {
            let _nobody_looks = typing.send(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One live connection; dropping it closes it.
pub(crate) struct Stream {
    streams: Streams,
    address: IpAddr,
    chat: String,
    /// Says when typing is to be shown.
    pub(crate) typing: broadcast::Receiver<()>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(count) = open.by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&self.address);
            }
        }
        // Our own receiver still counts here.
        if open.by_chat.get(&self.chat).is_some_and(|typing| typing.receiver_count() <= 1) {
            open.by_chat.remove(&self.chat);
        }
    }
}
