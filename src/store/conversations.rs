//! Reading conversations and their timelines.

use hamyar_channel::{Address, ChannelId};
use uuid::Uuid;

use super::db::{Db, IdList, Text, on, over_ids};
use super::rows::{ConversationRow, EntryRow, all};
use super::{Store, StoreError};
use crate::model::{Conversation, ConversationId, Entry};

const ONE: &str = "
    select c.id, c.number, c.place, c.asker, c.language, c.status, c.holder, c.agent, c.version, c.last_seq,
        c.handled_seq, c.opened_at, c.touched_at, c.waiting_since, c.resolved_at, c.resolved_by, c.priority, c.snoozed_until,
        c.service, c.memory, c.team
    from conversations c
    where c.id = $1";

const PAGE: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from timeline t
    where t.conversation = $1 and t.seq < $2
    order by t.seq desc
    limit $3";

const DECIDED: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from timeline t
    where t.conversation = $1
        and t.kind in ('reply', 'agent_reply', 'agent_edit', 'agent_deletion', 'note', 'handoff', 'taken', 'returned', 'resolved', 'reopened',
            'assigned', 'snoozed', 'woken', 'prioritised', 'labelled', 'unlabelled', 'unseen')
    order by t.seq desc
    limit $2";

const HELD_AT: Text = over_ids!(
    "select distinct p.channel, p.chat, p.thread
    from conversations c
    join places p on p.id = c.place
    where c.id",
    ""
);

const OPEN_AT: &str = "
    select c.id
    from places p
    join conversations c on c.place = p.id
    where p.channel = $1 and p.chat = $2 and p.thread = $3 and c.status <> 'resolved'
    order by c.opened_at desc
    limit 1";

impl Store {
    /// The conversation that is open in a direct place.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn open_at(&self, channel: &ChannelId, place: &Address) -> Result<Option<ConversationId>, StoreError> {
        let thread = place.thread.as_deref().unwrap_or_default();
        let id: Option<Uuid> = on!(&self.db, Db, pool => sqlx::query_scalar(OPEN_AT)
            .bind(channel.as_str()).bind(&place.chat).bind(thread).fetch_optional(pool).await)?;
        Ok(id.map(ConversationId))
    }

    /// Where these conversations are held.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn held_at(&self, conversations: Vec<Uuid>) -> Result<Vec<(ChannelId, Address)>, StoreError> {
        let sql = self.db.text(HELD_AT);
        let rows: Vec<(String, String, String)> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(IdList(conversations)).fetch_all(pool).await)?;
        let place = |(channel, chat, thread): (String, String, String)| {
            let thread = Some(thread).filter(|thread| !thread.is_empty());
            Some((channel.parse().ok()?, Address { chat, thread }))
        };
        Ok(rows.into_iter().filter_map(place).collect())
    }

    /// One conversation as it stands.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        let row: Option<ConversationRow> =
            on!(&self.db, Db, pool => sqlx::query_as(ONE).bind(id.0).fetch_optional(pool).await)?;
        row.map(Conversation::try_from).transpose()
    }

    /// The conversation that people call by this number.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn conversation_numbered(&self, number: i64) -> Result<Option<ConversationId>, StoreError> {
        let row: Option<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id from conversations where number = $1").bind(number).fetch_optional(pool).await)?;
        Ok(row.map(|(id,)| ConversationId(id)))
    }

    /// The newest entries before `before` (all, if `None`), oldest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn entries(
        &self,
        conversation: ConversationId,
        before: Option<i64>,
        most: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(PAGE)
            .bind(conversation.0).bind(before.unwrap_or(i64::MAX)).bind(most).fetch_all(pool).await)?;
        let mut entries = all(rows)?;
        entries.reverse();
        Ok(entries)
    }

    /// What colleagues and the bot decided last, oldest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn last_decided(&self, conversation: ConversationId, most: i64) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(DECIDED)
            .bind(conversation.0).bind(most).fetch_all(pool).await)?;
        let mut entries = all(rows)?;
        entries.reverse();
        Ok(entries)
    }
}
