//! Which messages on the platform carry what we said.

use crate::model::{ConversationId, Delivery};
use crate::store::db::{Db, on};
use crate::store::{Store, StoreError};

/// What an entry of the team's says, also since it was last changed.
const OF_ENTRY: &str = "
    select m.message
    from mirrors m
    where m.conversation = $1 and m.channel = $3 and m.chat = $4
        and m.seq in (
            select t.seq
            from timeline t
            where t.conversation = $1
                and (t.seq = $2 or t.kind = 'agent_edit' and cast(t.data ->> 'changes' as bigint) = $2))
    order by m.part";

impl Store {
    /// The platform's ids of the messages that carry a reply, in the order of its parts.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn messages_of(&self, conversation: ConversationId, reply: u32) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select message from mirrors where conversation = $1 and reply = $2 order by part")
            .bind(conversation.0).bind(i64::from(reply)).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(message,)| message).collect())
    }

    /// The same of the messages that a delivery changes.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn messages_changed_by(&self, delivery: &Delivery) -> Result<Vec<String>, StoreError> {
        let Some(changes) = delivery.changes else {
            return self.messages_of(delivery.conversation, delivery.revises.unwrap_or_default()).await;
        };
        let rows: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(OF_ENTRY)
            .bind(delivery.conversation.0).bind(changes).bind(delivery.channel.as_str()).bind(&delivery.address.chat)
            .fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(message,)| message).collect())
    }
}
