//! People, and how they are known on channels.

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;
use serde::Serialize;

use super::{ContactId, IdentityId};

/// A person. Identities point to it; linking two contacts moves identities and is undone by moving them back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Their id.
    pub id: ContactId,
    /// What we call them: the name of the identity first seen, until someone sets another.
    pub name: Option<String>,
    /// The language they write in, as last seen.
    pub language: Option<String>,
    /// They have been told that a bot answers and that a person is one word away.
    pub introduced: bool,
    /// When we first heard of them.
    pub created_at: DateTime<Utc>,
}

/// One person on one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The channel.
    pub channel: ChannelId,
    /// The platform's id of the account.
    pub external_id: String,
    /// The person it belongs to.
    pub contact: ContactId,
    /// The name shown on the platform.
    pub name: Option<String>,
    /// The handle on the platform.
    pub username: Option<String>,
    /// We can write to them there.
    pub reachable: bool,
    /// When we first heard of them there.
    pub created_at: DateTime<Utc>,
}

impl Identity {
    /// Whoever it was is forgotten: nothing leads to the account on the platform.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.external_id.starts_with("erased:")
    }
}
