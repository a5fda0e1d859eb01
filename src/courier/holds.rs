//! What platforms have asked us to wait for. Whatever is due there is put off in the database too; this is for what comes
//! meanwhile, and for what is in hand already.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, ChannelId, Scope};

/// Until when nothing is sent, and where.
#[derive(Default)]
pub(super) struct Holds(Mutex<HashMap<Held, DateTime<Utc>>>);

#[derive(PartialEq, Eq, Hash)]
struct Held {
    channel: ChannelId,
    /// The whole channel without one.
    chat: Option<String>,
    /// The whole chat without one; nothing for what is outside its threads.
    thread: Option<String>,
}

impl Held {
    fn within(scope: Scope, channel: &ChannelId, to: &Address) -> Self {
        let chat = (scope != Scope::Channel).then(|| to.chat.clone());
        let thread = (scope == Scope::Address).then(|| to.thread.clone().unwrap_or_default());
        Self { channel: channel.clone(), chat, thread }
    }
}

impl Holds {
    /// Holds back what goes there until then, or until later if that was asked for already.
    pub(super) fn hold(
        &self,
        scope: Scope,
        channel: &ChannelId,
        to: &Address,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) {
        let mut holds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        holds.retain(|_, until| *until > now);
        let held = holds.entry(Held::within(scope, channel, to)).or_insert(until);
        *held = until.max(*held);
    }

    /// Until when what goes there has to wait, if it has to.
    pub(super) fn until(&self, channel: &ChannelId, to: &Address, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let holds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if holds.is_empty() {
            return None;
        }
        let scopes = [Scope::Address, Scope::Chat, Scope::Channel];
        let asked = scopes.into_iter().filter_map(|scope| holds.get(&Held::within(scope, channel, to)));
        asked.max().copied().filter(|until| *until > now)
    }
}
