//! Single facts on the timeline, looked up.

use hamyar_channel::{Address, ChannelId};

use super::db::{Db, on};
use super::rows::EntryRow;
use super::{Store, StoreError};
use crate::model::{ConversationId, Entry, EntryId};

const ONE: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from timeline t
    where t.conversation = $1 and t.seq = $2";

const SAID: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from places p
    join conversations c on c.place = p.id
    join timeline t on t.conversation = c.id
    where p.channel = $1 and p.chat = $2 and p.thread = $3 and t.id = $4
        and t.kind in ('agent_reply', 'message')";

const UNSAID: &str = "
    select count(*)
    from timeline
    where conversation = $1 and seq > $2 and kind = 'agent_deletion' and cast(data ->> 'changes' as bigint) = $2";

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

    /// Whether what somebody of the team said at an entry was taken back since.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn is_unsaid(&self, conversation: ConversationId, seq: i64) -> Result<bool, StoreError> {
        let (count,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(UNSAID)
            .bind(conversation.0).bind(seq).fetch_one(pool).await)?;
        Ok(count > 0)
    }

    /// What somebody of the team or the customer said in a place, by the entry's id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn said_in(
        &self,
        channel: &ChannelId,
        place: &Address,
        entry: EntryId,
    ) -> Result<Option<Entry>, StoreError> {
        let thread = place.thread.as_deref().unwrap_or_default();
        let row: Option<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(SAID)
            .bind(channel.as_str()).bind(&place.chat).bind(thread).bind(entry.0).fetch_optional(pool).await)?;
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
