//! Conversations as lists show them: the statement that reads those of a choice with their last words.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::StoreError;
use super::inbox::{InboxRow, LastWords};
use super::rows::{channel, holder};
use crate::model::{AgentId, ConversationId, Holder, Service};

/// Conversations with their last words: those of a statement `p` of ids, in an order. What somebody of the team took back is
/// passed over. PostgreSQL would read the whole timeline to join it by equality where its statistics know few conversations;
/// SQLite has no lateral joins and needs none.
macro_rules! listed {
    ($ids:expr, $order:expr) => {
        listed!(sqlite: $ids, postgres: $ids, $order)
    };
    (sqlite: $sqlite:expr, postgres: $postgres:expr, $order:expr) => {
        Text {
            sqlite: listed!(
                @joined concat!("timeline t on t.conversation = c.id and t.seq = (select s.seq", listed!(@said), ")"),
                $sqlite,
                $order
            ),
            postgres: listed!(
                @joined concat!("lateral (select s.kind, s.body, s.data, s.agent", listed!(@said), ") t on true"),
                $postgres,
                $order
            ),
        }
    };
    (@joined $last:expr, $ids:expr, $order:expr) => {
        concat!(
            "
    select c.id, c.number, c.language, c.status, c.holder, c.agent, h.name as holder_name, m.name as team, c.opened_at,
        c.touched_at, c.waiting_since, c.priority, c.snoozed_until, c.service, coalesce(k.name, i.name, i.username) as name, i.channel,
        t.kind as last_kind, substr(t.body, 1, 200) as last_body, t.data as last_data, t.agent as last_agent
    from (",
            $ids,
            ") p
    join conversations c on c.id = p.id
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    left join agents h on h.id = c.agent
    left join teams m on m.id = c.team
    left join ",
            $last,
            "
    order by ",
            $order
        )
    };
    (@said) => {
        "
        from timeline s
        where s.conversation = c.id and (
            s.kind in ('message', 'edit', 'deletion', 'command')
            or (s.kind in ('agent_reply', 'agent_edit') and not exists (
                select 1
                from timeline d
                where d.conversation = s.conversation and d.seq > s.seq and d.kind = 'agent_deletion'
                    and cast(d.data ->> 'changes' as bigint) = coalesce(cast(s.data ->> 'changes' as bigint), s.seq)))
            or (s.kind = 'reply' and c.holder = 'bot'))
        order by s.seq desc
        limit 1"
    };
}
pub(super) use listed;

/// A conversation in a list, as the database has it.
#[derive(sqlx::FromRow)]
pub(super) struct Listed {
    id: Uuid,
    number: i64,
    language: String,
    status: String,
    holder: String,
    agent: Option<Uuid>,
    holder_name: Option<String>,
    team: Option<String>,
    opened_at: DateTime<Utc>,
    touched_at: DateTime<Utc>,
    waiting_since: Option<DateTime<Utc>>,
    priority: String,
    snoozed_until: Option<DateTime<Utc>>,
    service: Option<Json<Service>>,
    name: Option<String>,
    channel: String,
    last_kind: Option<String>,
    last_body: Option<String>,
    last_data: Option<Json<Value>>,
    last_agent: Option<Uuid>,
}

impl TryFrom<Listed> for InboxRow {
    type Error = StoreError;

    fn try_from(row: Listed) -> Result<Self, StoreError> {
        let last = match row.last_kind {
            Some(kind) => Some(LastWords {
                kind: kind.parse().map_err(StoreError::damaged("timeline.kind"))?,
                body: row.last_body.unwrap_or_default(),
                data: row.last_data.map(|json| json.0).unwrap_or_default(),
                agent: row.last_agent.map(AgentId),
            }),
            None => None,
        };
        Ok(Self {
            id: ConversationId(row.id),
            number: row.number,
            language: row.language,
            status: row.status.parse().map_err(StoreError::damaged("conversations.status"))?,
            holder: holder(&row.holder, row.agent).unwrap_or(Holder::Bot),
            holder_name: row.holder_name,
            team: row.team,
            opened_at: row.opened_at,
            touched_at: row.touched_at,
            waiting_since: row.waiting_since,
            name: row.name,
            channel: channel(&row.channel, "identities.channel")?,
            priority: row.priority.parse().map_err(StoreError::damaged("conversations.priority"))?,
            snoozed_until: row.snoozed_until,
            service: row.service.map(|json| json.0).unwrap_or_default(),
            labels: Vec::new(),
            last,
        })
    }
}
