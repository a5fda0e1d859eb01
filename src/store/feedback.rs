//! What became of answers: what `model::feedback` reads.

use chrono::{DateTime, Utc};

use super::db::{Db, on};
use super::rows::{EntryRow, all};
use super::{Store, StoreError};
use crate::model::Entry;

const SINCE: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from (
        select id, number, asker
        from conversations
        where touched_at >= $1
        order by touched_at desc, number desc
        limit $2) c
    join timeline t on t.conversation = c.id
    where (t.kind in ('reply', 'handoff', 'agent_reply') or (t.kind = 'press' and t.identity = c.asker))
    order by c.number, t.seq";

impl Store {
    /// The answers and handoffs in the latest conversations that went on since then, at most so many, the presses of those
    /// who asked and the replies of the team; conversation by conversation, in order.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn answers_and_presses(&self, since: DateTime<Utc>, most: i64) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<EntryRow> =
            on!(&self.db, Db, pool => sqlx::query_as(SINCE).bind(since).bind(most).fetch_all(pool).await)?;
        all(rows)
    }
}
