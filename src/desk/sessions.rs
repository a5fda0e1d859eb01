//! Where sessions are kept: in the database, under the hash of their id.

use std::fmt;
use std::fmt::Write;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use super::Desk;
use super::access::AGENT;
use super::factor::HALF;
use crate::clock::Edge;
use crate::model::AgentId;
use crate::store::{Store, StoreError};

/// How long a session lasts that is nobody's: one that has gone to a sign-in provider and did not come back.
const STRANGERS: Duration = Duration::minutes(10);

/// The sessions of the desk. One lasts as long after its last change as the settings say, by our own clock.
#[derive(Clone)]
pub(super) struct Sessions {
    store: Store,
    edge: Edge,
    lifetime: Duration,
}

impl Sessions {
    pub(super) fn new(desk: &Desk) -> Self {
        let lifetime = Duration::from_std(desk.settings.session_lifetime).unwrap_or(Duration::days(1));
        Self { store: desk.store.clone(), edge: desk.edge.clone(), lifetime }
    }

    /// Whoever is not signed in yet is waited for as long as signing in may take, so that strangers leave nothing behind.
    fn kept_until(&self, agent: Option<&AgentId>) -> DateTime<Utc> {
        if agent.is_some() { self.expires_at() } else { self.edge.now() + STRANGERS }
    }

    fn expires_at(&self) -> DateTime<Utc> {
        let now = self.edge.now();
        now.checked_add_signed(self.lifetime).unwrap_or(now)
    }

    /// What of a record is kept: whose it is, what it holds, and until when.
    fn kept(&self, record: &Record) -> Result<(Option<AgentId>, Value, DateTime<Utc>)> {
        // Whoever has still to give their code has a session, too, and it ends with their others.
        let agent = record.data.get(AGENT).or_else(|| record.data.get(HALF)?.get("agent"));
        let agent = agent.and_then(|id| serde_json::from_value::<AgentId>(id.clone()).ok());
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let until = self.kept_until(agent.as_ref());
        Ok((agent, data, until))
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (agent, data, until) = self.kept(record)?;
        self.store.begin_session(key(&record.id), agent, data, until).await.map_err(failed)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (agent, data, until) = self.kept(record)?;
        self.store.keep_session(key(&record.id), agent, data, until).await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(data) = self.store.session(&key(id)).await.map_err(failed)? else { return Ok(None) };
        let data = serde_json::from_value(data).map_err(|error| Error::Decode(error.to_string()))?;
        let expires = OffsetDateTime::from_unix_timestamp(self.expires_at().timestamp());
        Ok(Some(Record { id: *id, data, expiry_date: expires.unwrap_or(OffsetDateTime::UNIX_EPOCH) }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.end_session(key(id)).await.map_err(failed)
    }
}

/// What a session is kept under. Its id has 128 random bits: a plain hash of it cannot be turned back.
pub(super) fn key(id: &Id) -> String {
    let mut key = String::with_capacity(64);
    for byte in Sha256::digest(id.to_string()) {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}
