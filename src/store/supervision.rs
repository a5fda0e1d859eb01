//! What goes on now: who of the team is there and what they hold, and who waits longest. Each statement reads along an index of
//! what is open.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Db, on};
use super::{Store, StoreError, Waiting};
use crate::model::{AgentId, AgentRole, ConversationId};

/// Somebody of the team, and what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: AgentId,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: AgentRole,
    /// They have said that they are away.
    pub away: bool,
    /// When their desk last spoke to us.
    pub seen_at: Option<DateTime<Utc>>,
    /// Conversations that they hold, and since when the customer of the first of them waits.
    pub holds: Waiting,
}

/// A conversation that waits for anyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Which.
    pub id: ConversationId,
    /// Its short number.
    pub number: i64,
    /// What the customer is called.
    pub name: Option<String>,
    /// The channel.
    pub channel: String,
    /// Since when they wait.
    pub since: DateTime<Utc>,
}

const TEAM: &str = "
    select a.id, a.name, a.role, a.away, a.seen_at, coalesce(h.held, 0) as count, h.since
    from agents a
    left join (
        select c.agent, count(*) as held, min(c.waiting_since) as since
        from conversations c
        where c.status = 'open' and c.holder = 'agent'
        group by c.agent) h on h.agent = a.id
    where a.active and a.role <> 'viewer' or h.held > 0
    order by a.name, a.id";

const QUEUE: &str = "
    select c.id, c.number, i.name, p.channel, coalesce(c.waiting_since, c.opened_at) as since
    from conversations c
    join identities i on i.id = c.asker
    join places p on p.id = c.place
    where c.status = 'open' and c.holder = 'queue'
    order by coalesce(c.waiting_since, c.opened_at), c.id
    limit $1";

#[derive(sqlx::FromRow)]
struct ColleagueRow {
    id: Uuid,
    name: String,
    role: String,
    away: bool,
    seen_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    holds: Waiting,
}

impl TryFrom<ColleagueRow> for Colleague {
    type Error = StoreError;

    fn try_from(row: ColleagueRow) -> Result<Self, StoreError> {
        let role = row.role.parse().map_err(StoreError::damaged("agents.role"))?;
        Ok(Self { id: AgentId(row.id), name: row.name, role, away: row.away, seen_at: row.seen_at, holds: row.holds })
    }
}

#[derive(sqlx::FromRow)]
struct QueuedRow {
    id: Uuid,
    number: i64,
    name: Option<String>,
    channel: String,
    since: DateTime<Utc>,
}

impl From<QueuedRow> for Queued {
    fn from(row: QueuedRow) -> Self {
        let QueuedRow { id, number, name, channel, since } = row;
        Self { id: ConversationId(id), number, name, channel, since }
    }
}

impl Store {
    /// The team, but for those who only look on, in the order of their names.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn colleagues(&self) -> Result<Vec<Colleague>, StoreError> {
        let rows: Vec<ColleagueRow> = on!(&self.db, Db, pool => sqlx::query_as(TEAM).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// Conversations that wait for anyone, those that wait longest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn queue(&self, most: i64) -> Result<Vec<Queued>, StoreError> {
        let rows: Vec<QueuedRow> = on!(&self.db, Db, pool => sqlx::query_as(QUEUE).bind(most).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(Queued::from).collect())
    }
}
