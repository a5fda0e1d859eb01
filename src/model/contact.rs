//! People, and how they are known on channels.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use hamyar_channel::ChannelId;
use serde::Serialize;

use super::{AgentId, ContactId, ContactNoteId, IdentityId, Label};

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
    /// What the team sorts them by.
    pub labels: BTreeSet<Label>,
    /// Where they are, as somebody of the team says.
    pub zone: Option<Tz>,
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
    /// Where they are, as the program tells it by which they write.
    pub zone: Option<Tz>,
    /// When we first heard of them there.
    pub created_at: DateTime<Utc>,
}

/// Something that the team noted down about a person, for itself alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContactNote {
    /// Its id.
    pub id: ContactNoteId,
    /// Whom it is about: the contact itself, or one that was joined to it.
    pub contact: ContactId,
    /// Who wrote it.
    pub author: AgentId,
    /// The words.
    pub body: String,
    /// When.
    pub written_at: DateTime<Utc>,
}

impl Contact {
    /// Where they are: where the team says, else wherever the programs tell by which they write.
    #[must_use]
    pub fn zones(&self, identities: &[Identity]) -> Vec<Tz> {
        if let Some(zone) = self.zone {
            return vec![zone];
        }
        let mut zones: Vec<Tz> = identities.iter().filter_map(|identity| identity.zone).collect();
        zones.sort_unstable_by_key(|zone| zone.name());
        zones.dedup();
        zones
    }
}

impl Identity {
    /// Whoever it was is forgotten: nothing leads to the account on the platform.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.external_id.starts_with("erased:")
    }
}
