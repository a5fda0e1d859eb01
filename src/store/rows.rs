//! Rows as the database has them, and what they mean.

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::StoreError;
use crate::model::{
    AgentId, Conversation, ConversationId, Entry, EntryId, Holder, IdentityId, Memory, PlaceId, Service, TeamId,
};

/// Who may speak in a conversation, if its columns say so.
pub(super) fn holder(holder: &str, agent: Option<Uuid>) -> Option<Holder> {
    match (holder, agent) {
        ("bot", _) => Some(Holder::Bot),
        ("queue", _) => Some(Holder::Queue),
        ("agent", Some(agent)) => Some(Holder::Agent(AgentId(agent))),
        _ => None,
    }
}

/// The channel that a column names.
pub(super) fn channel(name: &str, column: &'static str) -> Result<ChannelId, StoreError> {
    name.parse().map_err(|_| StoreError::Damaged { what: column, reason: "not platform:account".to_owned() })
}

#[derive(sqlx::FromRow)]
pub(super) struct ConversationRow {
    id: Uuid,
    number: i64,
    place: Uuid,
    asker: Uuid,
    language: String,
    status: String,
    holder: String,
    team: Option<Uuid>,
    priority: String,
    snoozed_until: Option<DateTime<Utc>>,
    agent: Option<Uuid>,
    version: i64,
    last_seq: i64,
    handled_seq: i64,
    opened_at: DateTime<Utc>,
    touched_at: DateTime<Utc>,
    waiting_since: Option<DateTime<Utc>>,
    resolved_at: Option<DateTime<Utc>>,
    resolved_by: Option<Uuid>,
    service: Option<Json<Service>>,
    memory: Json<Memory>,
}

impl TryFrom<ConversationRow> for Conversation {
    type Error = StoreError;

    fn try_from(row: ConversationRow) -> Result<Self, StoreError> {
        let damaged = || StoreError::Damaged { what: "conversations.holder", reason: format!("`{}`", row.holder) };
        let holder = holder(&row.holder, row.agent).ok_or_else(damaged)?;
        Ok(Self {
            id: ConversationId(row.id),
            number: row.number,
            place: PlaceId(row.place),
            asker: IdentityId(row.asker),
            language: row.language,
            status: row.status.parse().map_err(StoreError::damaged("conversations.status"))?,
            holder,
            team: row.team.map(TeamId),
            priority: row.priority.parse().map_err(StoreError::damaged("conversations.priority"))?,
            snoozed_until: row.snoozed_until,
            version: row.version,
            last_seq: row.last_seq,
            handled_seq: row.handled_seq,
            opened_at: row.opened_at,
            touched_at: row.touched_at,
            waiting_since: row.waiting_since,
            resolved_at: row.resolved_at,
            resolved_by: row.resolved_by.map(AgentId),
            service: row.service.map(|json| json.0).unwrap_or_default(),
            memory: row.memory.0,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct EntryRow {
    pub(super) conversation: Uuid,
    seq: i64,
    id: Uuid,
    event_key: Option<String>,
    identity: Option<Uuid>,
    agent: Option<Uuid>,
    at: DateTime<Utc>,
    kind: String,
    body: String,
    data: Json<Value>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        Ok(Self {
            conversation: ConversationId(row.conversation),
            seq: row.seq,
            id: EntryId(row.id),
            event_key: row.event_key,
            identity: row.identity.map(IdentityId),
            agent: row.agent.map(AgentId),
            at: row.at,
            kind: row.kind.parse().map_err(StoreError::damaged("timeline.kind"))?,
            body: row.body,
            data: row.data.0,
        })
    }
}

/// Reads the rows that can be read and says which cannot: one damaged row must not keep the others waiting.
pub(super) fn readable<R, T: TryFrom<R, Error = StoreError>>(rows: Vec<R>) -> Vec<T> {
    let read = |row: R| row.try_into().inspect_err(|error| tracing::error!(%error, "a row is skipped")).ok();
    rows.into_iter().filter_map(read).collect()
}

/// Reads every row, or names the first damaged one.
pub(super) fn all<R, T: TryFrom<R, Error = StoreError>>(rows: Vec<R>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(T::try_from).collect()
}
