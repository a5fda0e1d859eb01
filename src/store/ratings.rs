//! Ratings: who was asked, and what they gave. The words of a comment are on the timeline.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::clock::Edge;
use crate::model::{AgentId, Conversation, ConversationId, IdentityId, Rating, Score};

const ASK: &str = "
    insert into ratings (conversation, reply, identity, agent, asked_at)
    values ($1, $2, $3, $4, $5)";

const RATE: &str = "
    update ratings
    set score = $3, rated_at = coalesce(rated_at, $4)
    where conversation = $1 and reply = $2";

const COMMENT: &str = "
    update ratings
    set comment_seq = $3
    where conversation = $1 and reply = $2";

/// Whoever is known on several channels is one customer.
const ASKED: &str = "
    select exists (
        select 1
        from identities own
        join identities i on i.contact = own.contact
        join ratings r on r.identity = i.id
        where own.id = $1 and r.asked_at > $2)";

const LAST: &str = "
    select r.asked_at, r.agent, r.score, r.rated_at, t.body as comment
    from ratings r
    left join timeline t on t.conversation = r.conversation and t.seq = r.comment_seq
    where r.conversation = $1
    order by r.asked_at desc
    limit 1";

const SHOWN: &str = "
    select message
    from mirrors
    where conversation = $1 and reply in ($2, $3)";

#[derive(sqlx::FromRow)]
struct Row {
    asked_at: DateTime<Utc>,
    agent: Option<Uuid>,
    score: Option<i64>,
    rated_at: Option<DateTime<Utc>>,
    comment: Option<String>,
}

impl TryFrom<Row> for Rating {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let score = row.score.map(Score::try_from).transpose();
        let score = score.map_err(|error| StoreError::Damaged { what: "ratings.score", reason: error.to_string() })?;
        Ok(Self {
            asked_at: row.asked_at,
            agent: row.agent.map(AgentId),
            given: score.zip(row.rated_at),
            comment: row.comment.filter(|words| !words.is_empty()),
        })
    }
}

/// The customer is asked, under the reply of this number.
pub(super) async fn ask(c: &mut Conn, next: &Conversation, reply: u32, edge: &Edge) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(ASK)
        .bind(next.id.0).bind(i64::from(reply)).bind(next.asker.0).bind(next.resolved_by.map(|agent| agent.0))
        .bind(edge.now()).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// They give this, or change what they gave.
pub(super) async fn rate(
    c: &mut Conn,
    id: ConversationId,
    reply: u32,
    score: Score,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(RATE)
        .bind(id.0).bind(i64::from(reply)).bind(score.get()).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// What they say with it is in this entry, or nothing is any more.
pub(super) async fn comment(c: &mut Conn, id: ConversationId, reply: u32, seq: Option<i64>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(COMMENT)
        .bind(id.0).bind(i64::from(reply)).bind(seq).execute(&mut **c).await.map(drop))?;
    Ok(())
}

impl Store {
    /// Whether the person behind an identity was asked for a rating since then, on whichever channel.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn was_asked_to_rate(&self, identity: IdentityId, since: DateTime<Utc>) -> Result<bool, StoreError> {
        let (asked,): (bool,) = on!(&self.db, Db, pool => sqlx::query_as(ASKED)
            .bind(identity.0).bind(since).fetch_one(pool).await)?;
        Ok(asked)
    }

    /// The last rating that was asked for in a conversation, as it stands.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn rating_of(&self, id: ConversationId) -> Result<Option<Rating>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(LAST).bind(id.0).fetch_optional(pool).await)?;
        row.map(Rating::try_from).transpose()
    }

    /// The platform's ids of the messages that carry either of these replies of ours. Others may stand between them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn messages_of_either(
        &self,
        id: ConversationId,
        one: u32,
        other: u32,
    ) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(SHOWN)
            .bind(id.0).bind(i64::from(one)).bind(i64::from(other)).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(message,)| message).collect())
    }
}
