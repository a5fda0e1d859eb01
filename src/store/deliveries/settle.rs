//! What people decide about deliveries: those that did not arrive, and those that are held until somebody decides.

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;
use serde::Serialize;
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Edge;
use crate::model::{AgentId, ConversationId, DeliveryId, DeliveryStatus, EntryKind};
use crate::store::db::{Conn, Db, on};
use crate::store::{Store, StoreError, Topic};

/// A delivery in a list. It says nothing of what is in the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ListedDelivery {
    /// Its id.
    pub id: Uuid,
    /// The conversation.
    pub conversation: Uuid,
    /// The number of the conversation.
    pub number: i64,
    /// The entry it carries.
    pub seq: i64,
    /// The channel it goes to.
    pub channel: String,
    /// What is to be done there.
    pub kind: String,
    /// Where it stands.
    pub status: String,
    /// An attempt may have arrived.
    pub ambiguous: bool,
    /// How many attempts were made.
    pub attempts: i32,
    /// What happened at the last one.
    pub error: Option<String>,
    /// When it was decided.
    pub created_at: DateTime<Utc>,
    /// Before when it is not tried.
    pub not_before: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// It is sent again, by the rules of every other.
    Resend,
    /// It is given up.
    Drop,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is done.
    Done(ConversationId),
    /// There is no such delivery.
    Missing,
    /// It stands where nothing is to be decided about it.
    Stands(DeliveryStatus),
    /// Somebody gave it up already.
    GivenUp,
    /// Whoever it was for took back what it answers.
    TakenBack,
}

/// What needs somebody first, then what moves by itself.
const LIST: &str = "
    select d.id, d.conversation, c.number, d.seq, p.channel, d.kind, d.status, d.ambiguous, d.attempts, d.error,
        d.created_at, d.not_before, d.finished_at
    from deliveries d
    join places p on p.id = d.place
    join conversations c on c.id = d.conversation
    where d.settled_at is null
        and (d.status = $1 or ($1 = '' and d.status in ('dead', 'unknown', 'held', 'pending', 'sending')))
        and (p.channel = $2 or $2 = '')
    order by case d.status when 'dead' then 0 when 'unknown' then 0 when 'held' then 1 else 2 end, d.created_at, d.id
    limit $3";

const STANDS: &str = "
    select d.status, d.withdrawn, d.settled_at is not null, d.conversation, d.seq
    from deliveries d
    where d.id = $1";

const BY_ENTRY: &str = "
    select d.id
    from deliveries d
    where d.conversation = $1 and d.seq = $2";

const HELD: &str = "
    select d.id
    from deliveries d
    where d.status = 'held'
    order by d.created_at, d.id";

/// What is due already stays so: clocks of two machines need not agree.
const RESEND: &str = "
    update deliveries
    set status = 'pending', attempts = 0, retried_at = $2, finished_at = null, error = null, lease_owner = null,
        lease_until = null, not_before = case when not_before > $2 then $2 else not_before end
    where id = $1 and status in ('dead', 'unknown', 'held')";

const DROP: &str = "
    update deliveries
    set settled_at = $2, finished_at = coalesce(finished_at, $2),
        status = case when status <> 'held' then status when ambiguous then 'unknown' else 'dead' end
    where id = $1 and status in ('dead', 'unknown', 'held')";

const NEXT_SEQ: &str = "
    update conversations
    set last_seq = last_seq + 1, touched_at = $2
    where id = $1
    returning last_seq";

const NOTE: &str = "
    insert into timeline (conversation, seq, id, agent, at, kind, body, data)
    values ($1, $2, $3, $4, $5, $6, '', $7)";

const PAUSE: &str = "
    insert into meta (key, value)
    values ('deliveries_paused', $1)
    on conflict (key) do nothing";

impl Store {
    /// Deliveries, at most `most`: those in a state, or all that are not over, what needs somebody first. One that was given up is
    /// not among them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn deliveries(
        &self,
        status: Option<DeliveryStatus>,
        channel: Option<&ChannelId>,
        most: i64,
    ) -> Result<Vec<ListedDelivery>, StoreError> {
        let (status, channel) = (status.map_or("", DeliveryStatus::word), channel.map_or("", ChannelId::as_str));
        Ok(on!(&self.db, Db, pool => sqlx::query_as(LIST)
            .bind(status).bind(channel).bind(most).fetch_all(pool).await)?)
    }

    /// The deliveries that are held until somebody decides, in the order in which they were decided.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn held_deliveries(&self) -> Result<Vec<DeliveryId>, StoreError> {
        let rows: Vec<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(HELD).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(id,)| DeliveryId(id)).collect())
    }

    /// The delivery that carries an entry, if it has one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn delivery_of(&self, conversation: ConversationId, seq: i64) -> Result<Option<DeliveryId>, StoreError> {
        let row: Option<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(BY_ENTRY)
            .bind(conversation.0).bind(seq).fetch_optional(pool).await)?;
        Ok(row.map(|(id,)| DeliveryId(id)))
    }

    /// Has a delivery sent again, or gives it up, and says so on the timeline. Only one that did not arrive, has perhaps,
    /// or is held stands to be decided about. That it may have arrived is never forgotten.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn settle(
        &self,
        delivery: DeliveryId,
        settle: Settle,
        agent: Option<AgentId>,
    ) -> Result<Settled, StoreError> {
        let (edge, news) = (self.edge.clone(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let settled = settled(c, delivery.0, settle, agent, &edge).await?;
                    if let Settled::Done(conversation) = settled {
                        news.add(|news| news.sent.extend([conversation.0]));
                        news.about(Topic::Deliveries);
                    }
                    Ok(settled)
                })
            })
            .await
    }

    /// Since when nothing is sent, if sending is paused.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn paused_since(&self) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select value from meta where key = 'deliveries_paused'").fetch_optional(pool).await)?;
        Ok(row.map(|(since,)| since))
    }

    /// Pauses sending on every node, or lets it go on. What is being sent ends as it ends.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn pause(&self, paused: bool) -> Result<(), StoreError> {
        let (now, news) = (self.edge.now(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    news.about(Topic::Deliveries);
                    pause(c, paused, now).await
                })
            })
            .await
    }
}

/// Pauses sending, or lets it go on, in the transaction that is open.
pub(in crate::store) async fn pause(c: &mut Conn, paused: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
    if paused {
        let since = now.format("%FT%TZ").to_string();
        on!(c, Conn, c => sqlx::query(PAUSE).bind(since).execute(&mut **c).await.map(drop))?;
    } else {
        on!(c, Conn, c => sqlx::query("delete from meta where key = 'deliveries_paused'")
            .execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

async fn settled(
    c: &mut Conn,
    delivery: Uuid,
    settle: Settle,
    agent: Option<AgentId>,
    edge: &Edge,
) -> Result<Settled, StoreError> {
    type Stands = (String, bool, bool, Uuid, i64);
    let row: Option<Stands> = on!(c, Conn, c => sqlx::query_as(STANDS).bind(delivery).fetch_optional(&mut **c).await)?;
    let Some((status, withdrawn, given_up, conversation, of)) = row else { return Ok(Settled::Missing) };
    let status: DeliveryStatus = status.parse().map_err(StoreError::damaged("deliveries.status"))?;
    if given_up {
        return Ok(Settled::GivenUp);
    }
    if !status.needs_somebody() {
        return Ok(Settled::Stands(status));
    }
    if withdrawn && settle == Settle::Resend {
        return Ok(Settled::TakenBack);
    }
    let now = edge.now();
    let (sql, kind) = match settle {
        Settle::Resend => (RESEND, EntryKind::Resent),
        Settle::Drop => (DROP, EntryKind::GivenUp),
    };
    let done = on!(c, Conn, c => sqlx::query(sql)
        .bind(delivery).bind(now).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    if done == 0 {
        return Ok(Settled::Stands(status));
    }
    let (seq,): (i64,) = on!(c, Conn, c => sqlx::query_as(NEXT_SEQ)
        .bind(conversation).bind(now).fetch_one(&mut **c).await)?;
    on!(c, Conn, c => sqlx::query(NOTE)
        .bind(conversation).bind(seq).bind(edge.id()).bind(agent.map(|agent| agent.0)).bind(now).bind(kind.word())
        .bind(Json(json!({ "of": of })))
        .execute(&mut **c).await.map(drop))?;
    Ok(Settled::Done(ConversationId(conversation)))
}
