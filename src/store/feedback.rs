//! What became of answers: what `model::feedback` reads.

use chrono::{DateTime, Utc};

use super::db::{Db, on};
use super::rows::{EntryRow, all};
use super::{Store, StoreError};
use crate::model::Entry;

const SINCE: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from conversations c
    join timeline t on t.conversation = c.id
    where c.touched_at >= $1
        and (t.kind in ('reply', 'handoff', 'agent_reply') or (t.kind = 'press' and t.identity = c.asker))
    order by c.number, t.seq";

impl Store {
    /// The answers and handoffs in conversations that went on since then, the presses of those who asked and the replies
    /// of the team; conversation by conversation, in order.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn answers_and_presses(&self, since: DateTime<Utc>) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(SINCE).bind(since).fetch_all(pool).await)?;
        all(rows)
    }
}
