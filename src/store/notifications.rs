//! What somebody of the team is told of beside what they look at: written with the entry that says it, seen when they look at
//! the conversation.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;
use serde::Deserialize;
use uuid::Uuid;

use super::composed::ComposedEntry;
use super::db::{Conn, Db, on};
use super::views::Mark;
use super::{Store, StoreError, rows};
use crate::model::{AgentId, ConversationId, EntryKind, NotificationKind, named};

/// Something that somebody of the team has not seen yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Why they are to look.
    pub kind: NotificationKind,
    /// At which conversation.
    pub conversation: ConversationId,
    /// The entry that says it.
    pub seq: i64,
    /// What the customer is called.
    pub name: Option<String>,
    /// The channel.
    pub channel: ChannelId,
    /// The colleague whose doing it is; nobody's where it was given by itself.
    pub by: Option<String>,
    /// The beginning of what was written.
    pub words: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    conversation: Uuid,
    seq: i64,
    name: Option<String>,
    channel: String,
    agent_name: Option<String>,
    body: Option<String>,
}

const NOTIFY: &str = "
    insert into notifications (agent, kind, conversation, seq, at, seen)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (agent, kind, conversation) do update
    set seq = excluded.seq, at = excluded.at, seen = excluded.seen";

const TAKE_BACK: &str = "
    delete from notifications
    where conversation = $1 and kind = $2 and seq = $3";

// What was given to somebody concerns them as long as they have it. A note that was changed says what it says by now.
const UNSEEN: &str = "
    select n.kind, n.conversation, n.seq, coalesce(k.name, i.name, i.username) as name, i.channel,
        a.name as agent_name, substr(coalesce((
            select e.body
            from timeline e
            where e.conversation = n.conversation and e.seq > n.seq and e.kind = 'note'
                and cast(e.data ->> 'changes' as bigint) = n.seq
            order by e.seq desc
            limit 1), t.body), 1, 200) as body
    from notifications n
    join conversations c on c.id = n.conversation
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    left join timeline t on t.conversation = n.conversation and t.seq = n.seq
    left join agents a on a.id = t.agent
    where n.agent = $1 and n.seen = $2
        and (n.kind = 'mention' or (c.agent = n.agent and c.holder = 'agent' and c.status <> 'resolved'))
    order by n.at desc, n.conversation
    limit $3";

const UNSEEN_OF_KIND: &str = "
    select conversation
    from notifications
    where agent = $1 and seen = $2 and kind = $3
    order by at desc
    limit $4";

const IS_UNSEEN: &str = "
    select count(*)
    from notifications
    where agent = $1 and conversation = $2 and seen = $3";

const SEE: &str = "
    update notifications
    set seen = $3
    where agent = $1 and conversation = $2 and seen <> $3";

const MARK: &str = "
    select at, conversation as id
    from notifications
    where agent = $1 and conversation = $2 and kind = 'mention'";

impl TryFrom<Row> for Notification {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            kind: row.kind.parse().map_err(StoreError::damaged("notifications.kind"))?,
            conversation: ConversationId(row.conversation),
            seq: row.seq,
            name: row.name,
            channel: rows::channel(&row.channel, "identities.channel")?,
            by: row.agent_name,
            words: row.body.unwrap_or_default(),
        })
    }
}

impl Store {
    /// What somebody of the team has not seen yet, the newest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn unseen(&self, agent: AgentId, most: i64) -> Result<Vec<Notification>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(UNSEEN)
            .bind(agent.0).bind(false).bind(most).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// The conversations in which somebody of the team is mentioned and has not looked since.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn unseen_mentions(&self, agent: AgentId, most: i64) -> Result<HashSet<ConversationId>, StoreError> {
        let rows: Vec<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(UNSEEN_OF_KIND)
            .bind(agent.0).bind(false).bind(NotificationKind::Mention.word()).bind(most).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// Notes that somebody of the team looked at a conversation. Says whether there was something they had not seen.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn saw(&self, agent: AgentId, conversation: ConversationId) -> Result<bool, StoreError> {
        let (unseen,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(IS_UNSEEN)
            .bind(agent.0).bind(conversation.0).bind(false).fetch_one(pool).await)?;
        if unseen == 0 {
            return Ok(false);
        }
        let news = self.news.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let done = on!(c, Conn, c => sqlx::query(SEE)
                        .bind(agent.0).bind(conversation.0).bind(true)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    news.add(|news| {
                        news.sent.insert(conversation.0);
                    });
                    Ok(done > 0)
                })
            })
            .await
    }

    /// The place of a conversation in somebody's view of mentions.
    pub(super) async fn mention_mark(
        &self,
        agent: AgentId,
        conversation: ConversationId,
    ) -> Result<Option<Mark>, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(MARK)
            .bind(agent.0).bind(conversation.0).fetch_optional(pool).await)?)
    }
}

/// Tells whom an entry concerns of it.
pub(super) async fn notify(
    c: &mut Conn,
    conversation: Uuid,
    (entry, seq): (&ComposedEntry, i64),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (kind, whom) = match entry.kind {
        EntryKind::Note => (NotificationKind::Mention, named(&entry.data)),
        EntryKind::Assigned => {
            let to = AgentId::deserialize(&entry.data["to"]).ok().filter(|to| Some(*to) != entry.agent);
            (NotificationKind::Assigned, to.into_iter().collect())
        }
        EntryKind::AgentDeletion => return take_back(c, conversation, entry.data["changes"].as_i64()).await,
        _ => return Ok(()),
    };
    for agent in whom {
        on!(c, Conn, c => sqlx::query(NOTIFY)
            .bind(agent.0).bind(kind.word()).bind(conversation).bind(seq).bind(now).bind(false)
            .execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

/// Of a note that was taken back nobody is told any more.
async fn take_back(c: &mut Conn, conversation: Uuid, note: Option<i64>) -> Result<(), StoreError> {
    let Some(seq) = note else { return Ok(()) };
    on!(c, Conn, c => sqlx::query(TAKE_BACK)
        .bind(conversation).bind(NotificationKind::Mention.word()).bind(seq).execute(&mut **c).await.map(drop))?;
    Ok(())
}
