//! What is looked for of service levels: which conversations the team should look at, and how long first replies took.

use chrono::{DateTime, Utc};

use super::db::{Db, Text, on};
use super::listed::{Listed, listed};
use super::{InboxRow, Store, StoreError, rows};
use crate::model::AgentId;

const ALARMED: Text = listed!(
    "select c.id, c.alarmed_at
    from conversations c
    where c.alarmed_at is not null
        and ((c.holder <> 'agent' and $2) or (c.holder = 'agent' and (c.agent = $3 or $4)))
    order by c.alarmed_at desc, c.id
    limit $1",
    "p.alarmed_at desc, p.id"
);

const FIRST_REPLIES: &str = "
    select asked_at, replied_at
    from conversations
    where asked_at is not null and replied_at is not null and replied_at >= $1
    order by replied_at desc
    limit $2";

/// Whose conversations are looked for beside those that a person holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmsOf {
    /// The person.
    pub agent: AgentId,
    /// What waits for anyone.
    pub anyones: bool,
    /// What others of the team hold.
    pub others: bool,
}

impl Store {
    /// Conversations in which something was not done in time, or that nobody has taken: those of which that became so last.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn alarmed(&self, of: AlarmsOf, most: i64) -> Result<Vec<InboxRow>, StoreError> {
        let AlarmsOf { agent, anyones, others } = of;
        let sql = self.db.text(ALARMED);
        let found: Vec<Listed> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(most).bind(anyones).bind(agent.0).bind(others).fetch_all(pool).await)?;
        rows::all(found)
    }

    /// When customers began to wait for a person, and when they had the first reply: the latest of those since then.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn first_replies(
        &self,
        since: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(FIRST_REPLIES).bind(since).bind(most).fetch_all(pool).await)?)
    }
}
