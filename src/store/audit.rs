//! The audit log: rows are added, never changed, and let go of only when they are old (`retention.rs`).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::views::END;
use super::{Mark, Store, StoreError};
use crate::model::{Actor, AgentId, AuditKind, Deed};

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place.
    pub mark: Mark,
    /// What was done.
    pub deed: Deed,
}

/// Which lines are wanted: those that fit everything that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this kind.
    pub kind: Option<AuditKind>,
    /// Done by this person, or about them.
    pub agent: Option<AgentId>,
    /// Not before this.
    pub from: Option<DateTime<Utc>>,
    /// Before this.
    pub until: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    kind: String,
    actor: String,
    agent: Option<Uuid>,
    about: Option<Uuid>,
    address: Option<String>,
    detail: String,
    token: Option<String>,
}

impl TryFrom<Row> for AuditRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let actor = match (row.actor.as_str(), row.agent) {
            ("agent", Some(agent)) => Actor::Agent(AgentId(agent)),
            ("command", _) => Actor::Command,
            _ => Actor::Stranger,
        };
        let deed = Deed {
            kind: row.kind.parse().map_err(StoreError::damaged("audit_log.kind"))?,
            actor,
            about: row.about.map(AgentId),
            address: row.address,
            detail: row.detail,
            token: row.token,
        };
        Ok(Self { mark: Mark { at: row.at, id: row.id }, deed })
    }
}

const ADD: &str = "
    insert into audit_log (id, at, kind, actor, agent, about, address, detail, token)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const PAGE: &str = "
    select l.id, l.at, l.kind, l.actor, l.agent, l.about, l.address, l.detail, l.token
    from audit_log l
    where l.at <= $1 and not (l.at = $1 and l.id >= $2) and l.at >= $3 and l.at < $4
        and ($5 = '' or l.kind = $5)
        and ($6 = $7 or l.agent = $6 or l.about = $6)
    order by l.at desc, l.id desc
    limit $8";

impl Store {
    /// Adds a line.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn audit(&self, deed: Deed) -> Result<(), StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer.run(move |c| Box::pin(async move { add(c, (id, now), &deed).await })).await
    }

    /// Up to `most` lines that fit, the newest first, from behind `after` on or from the newest.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn audited(
        &self,
        filter: &AuditFilter,
        after: Option<Mark>,
        most: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let after = after.unwrap_or(Mark { at: END, id: Uuid::max() });
        let (from, until) = (filter.from.unwrap_or_default(), filter.until.unwrap_or(END));
        let kind = filter.kind.map_or("", AuditKind::word);
        let agent = filter.agent.map_or(Uuid::nil(), |agent| agent.0);
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(PAGE)
            .bind(after.at).bind(after.id).bind(from).bind(until).bind(kind).bind(agent).bind(Uuid::nil()).bind(most)
            .fetch_all(pool).await)?;
        super::rows::all(rows)
    }
}

/// Adds a line, within the transaction of whoever calls.
pub(super) async fn add(c: &mut Conn, (id, now): (Uuid, DateTime<Utc>), deed: &Deed) -> Result<(), StoreError> {
    let (actor, agent) = match deed.actor {
        Actor::Agent(agent) => ("agent", Some(agent.0)),
        Actor::Command => ("command", None),
        Actor::Stranger => ("stranger", None),
    };
    on!(c, Conn, c => sqlx::query(ADD)
        .bind(id).bind(now).bind(deed.kind.word()).bind(actor).bind(agent)
        .bind(deed.about.map(|about| about.0))
        .bind(&deed.address).bind(&deed.detail).bind(&deed.token)
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}
