//! Single facts on the timeline, looked up.

use super::db::{Db, on};
use super::rows::EntryRow;
use super::{Store, StoreError};
use crate::model::{ConversationId, Entry};

const ONE: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from timeline t
    where t.conversation = $1 and t.seq = $2";

const TAKEN_BACK: &str = "
    select count(*)
    from timeline
    where conversation = $1 and kind = 'deletion' and data ->> 'message' = $2";

impl Store {
    /// One entry.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn entry(&self, conversation: ConversationId, seq: i64) -> Result<Option<Entry>, StoreError> {
        let row: Option<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(ONE)
            .bind(conversation.0).bind(seq).fetch_optional(pool).await)?;
        row.map(Entry::try_from).transpose()
    }

    /// Whether whoever wrote this message, by the platform's id, took it back since.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn is_taken_back(&self, conversation: ConversationId, message: &str) -> Result<bool, StoreError> {
        let (count,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(TAKEN_BACK)
            .bind(conversation.0).bind(message).fetch_one(pool).await)?;
        Ok(count > 0)
    }
}
