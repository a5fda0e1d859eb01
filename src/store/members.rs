//! The team as its admins see and keep it. There is always an admin who can sign in.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::agents::change;
use super::db::{Conn, Db, Text, on};
use super::{Store, StoreError};
use crate::model::{Agent, AgentId, AgentRole};

/// Somebody of the team, and what an admin wants to know of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub agent: Agent,
    /// When their desk last spoke to us.
    pub seen_at: Option<DateTime<Utc>>,
}

/// What came of a change to somebody of the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// It is so.
    Done,
    /// They are the last admin who can sign in: nothing was changed.
    LastAdmin,
    /// There is nobody of this id.
    Gone,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    language: String,
    active: bool,
    seen_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Member {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let agent = Agent {
            id: AgentId(row.id),
            email: row.email,
            name: row.name,
            role: row.role.parse().map_err(StoreError::damaged("agents.role"))?,
            language: row.language,
            active: row.active,
        };
        Ok(Self { agent, seen_at: row.seen_at })
    }
}

const MEMBERS: &str = "
    select id, email, name, role, language, active, seen_at
    from agents
    order by active desc, name, email";

/// Two admins who take each other's role away at the same moment, at two nodes, come one after the other.
const ALONE: Text = Text { sqlite: "select 1", postgres: "lock table agents in share row exclusive mode" };

const OTHER_ADMINS: &str = "select count(*) from agents where role = 'admin' and active and id <> $1";

/// Whether there is an admin who can sign in besides this one.
async fn is_last_admin(c: &mut Conn, id: AgentId) -> Result<bool, StoreError> {
    let (others,): (i64,) = on!(c, Conn, c => sqlx::query_as(OTHER_ADMINS).bind(id.0).fetch_one(&mut **c).await)?;
    let (admin,): (i64,) = on!(c, Conn, c => sqlx::query_as(
        "select count(*) from agents where id = $1 and role = 'admin' and active")
        .bind(id.0).fetch_one(&mut **c).await)?;
    Ok(admin == 1 && others == 0)
}

impl Store {
    /// Everybody of the team, those who can sign in first, by name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(MEMBERS).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// Changes what somebody may do.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn set_role(&self, id: AgentId, role: AgentRole) -> Result<MemberChange, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    c.run(ALONE).await?;
                    if role != AgentRole::Admin && is_last_admin(c, id).await? {
                        return Ok(MemberChange::LastAdmin);
                    }
                    let changed = on!(c, Conn, c => sqlx::query("update agents set role = $2 where id = $1")
                        .bind(id.0).bind(role.word()).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(if changed == 1 { MemberChange::Done } else { MemberChange::Gone })
                })
            })
            .await
    }

    /// Somebody can sign in no more: their sessions, links and access tokens end with it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn disable(&self, id: AgentId) -> Result<MemberChange, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    c.run(ALONE).await?;
                    if is_last_admin(c, id).await? {
                        return Ok(MemberChange::LastAdmin);
                    }
                    let changed = change(c, id, None, Some(false)).await?;
                    Ok(if changed { MemberChange::Done } else { MemberChange::Gone })
                })
            })
            .await
    }
}
