//! Which entry another replies to. A customer replies to a message of the platform's, which the timeline knows if they wrote it,
//! and the mirrors if we did; of the team's words it is written down.

use std::collections::HashMap;

use super::db::{Db, on};
use super::{Store, StoreError};
use crate::model::ConversationId;

/// What the team changed says itself which entry it changes: that is the one.
const THEIR_REPLIES: &str = "
    select t.seq, coalesce(cast(x.data ->> 'changes' as bigint), m.seq, o.seq)
    from timeline t
    join conversations c on c.id = t.conversation
    join places p on p.id = c.place
    left join mirrors m on m.channel = p.channel and m.chat = p.chat and m.message = t.data ->> 'reply_to'
        and m.conversation = t.conversation
    left join timeline x on x.conversation = m.conversation and x.seq = m.seq
    left join timeline o on o.channel = p.channel and o.event_key = 'm:' || p.chat || ':' || (t.data ->> 'reply_to')
        and o.conversation = t.conversation
    where t.conversation = $1 and t.seq between $2 and $3 and t.kind = 'message' and (t.data ->> 'reply_to') is not null";

const OF_OURS: &str = "
    select seq, cast(data ->> 'answers' as bigint)
    from timeline
    where conversation = $1 and seq between $2 and $3 and kind = 'agent_reply' and (data ->> 'answers') is not null";

/// The customer's own message, where it was written in the chat in which the conversation is now.
const THEIRS: &str = "
    select t.data ->> 'message'
    from timeline t
    join conversations c on c.id = t.conversation
    join places p on p.id = c.place
    where t.conversation = $1 and t.seq = $2 and t.kind = 'message' and t.channel = p.channel
        and t.event_key = 'm:' || p.chat || ':' || (t.data ->> 'message')";

const OURS: &str = "
    select m.message
    from mirrors m
    join conversations c on c.id = m.conversation
    join places p on p.id = c.place and p.channel = m.channel and p.chat = m.chat
    join timeline t on t.conversation = m.conversation and t.seq = m.seq
        and t.kind in ('reply', 'agent_reply', 'agent_edit')
    where m.conversation = $1
        and (m.seq = $2 or t.kind = 'agent_edit' and cast(t.data ->> 'changes' as bigint) = $2)
    order by m.part
    limit 1";

const CARRIED: &str = "
    select m.seq, m.message
    from mirrors m
    join conversations c on c.id = m.conversation
    join places p on p.id = c.place and p.channel = m.channel and p.chat = m.chat
    where m.conversation = $1 and m.seq between $2 and $3
    order by m.part desc";

impl Store {
    /// The platform's id of the first message that carries each of our entries between these two, where the conversation is held.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn carried_between(
        &self,
        conversation: ConversationId,
        (first, last): (i64, i64),
    ) -> Result<HashMap<i64, String>, StoreError> {
        let rows: Vec<(i64, String)> = on!(&self.db, Db, pool => sqlx::query_as(CARRIED)
            .bind(conversation.0).bind(first).bind(last).fetch_all(pool).await)?;
        Ok(rows.into_iter().collect())
    }

    /// Of the entries between these two that reply to another of their conversation, which: by their places in the story.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn replies_between(
        &self,
        conversation: ConversationId,
        (first, last): (i64, i64),
    ) -> Result<HashMap<i64, i64>, StoreError> {
        let mut replies = HashMap::new();
        for sql in [THEIR_REPLIES, OF_OURS] {
            let rows: Vec<(i64, Option<i64>)> = on!(&self.db, Db, pool => sqlx::query_as(sql)
                .bind(conversation.0).bind(first).bind(last).fetch_all(pool).await)?;
            replies.extend(rows.into_iter().filter_map(|(seq, of)| Some((seq, of?))));
        }
        Ok(replies)
    }

    /// The message on the customer's platform that carries an entry, where one can reply to it: the platform's id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn message_carrying(&self, conversation: ConversationId, seq: i64) -> Result<Option<String>, StoreError> {
        for sql in [THEIRS, OURS] {
            let found: Option<(Option<String>,)> = on!(&self.db, Db, pool => sqlx::query_as(sql)
                .bind(conversation.0).bind(seq).fetch_optional(pool).await)?;
            if let Some((Some(message),)) = found {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }
}
