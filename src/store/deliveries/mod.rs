//! What is to be sent: claiming it, and looking at where it stands.

mod finish;
mod messages;
mod settle;
mod undecided;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Address, Attachment, Button};
use serde::Deserialize;
use serde_json::Value;
use sqlx::types::Json;
use tokio::sync::oneshot;
use uuid::Uuid;

pub use self::finish::{Failed, Finish};
pub(super) use self::settle::pause;
pub use self::settle::{ListedDelivery, Settle, Settled};
pub use self::undecided::Undecided;
use super::db::{Conn, Db, IdList, Text, WordList, on, over_ids};
use super::{Store, StoreError, rows};
use crate::model::{ConversationId, Delivery, DeliveryId, DeliveryStatus, EntryId, IdentityId, PlaceId};

/// How many deliveries stand where. Those that somebody gave up are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Waiting for their turn.
    pub pending: i64,
    /// Being sent.
    pub sending: i64,
    /// Given up.
    pub dead: i64,
    /// Perhaps arrived.
    pub unknown: i64,
    /// Held until somebody decides.
    pub held: i64,
}

// SQLite uses the index of what is due only where its own condition is repeated, word for word.
const CLAIM: Text = Text {
    sqlite: "
        update deliveries
        set status = 'sending', lease_owner = $1, lease_until = $2, claim = claim + 1
        where id in (
            select d.id
            from deliveries d
            join places p on p.id = d.place
            where d.status in ('pending', 'sending') and d.status = 'pending' and d.not_before <= $3
                and p.channel in (select value from json_each($5))
                and not exists (select 1 from meta where key = 'deliveries_paused')
                and not exists (
                    select 1 from deliveries e
                    where e.conversation = d.conversation and e.seq < d.seq and e.status in ('pending', 'sending'))
            order by d.not_before
            limit $4)
        returning id",
    postgres: "
        update deliveries
        set status = 'sending', lease_owner = $1, lease_until = clock_timestamp() + ($2 - $3), claim = claim + 1
        where id in (
            select d.id
            from deliveries d
            join places p on p.id = d.place
            where d.status = 'pending' and d.not_before <= $3
                and p.channel = any($5)
                and not exists (select 1 from meta where key = 'deliveries_paused')
                and not exists (
                    select 1 from deliveries e
                    where e.conversation = d.conversation and e.seq < d.seq and e.status in ('pending', 'sending'))
            order by d.not_before
            limit $4
            for update of d skip locked)
        returning id",
};

const LOAD: Text = over_ids!(
    "select d.id, d.conversation, d.seq, d.reply, d.revises, d.changes, d.place, p.channel, p.chat, p.thread, p.direct, d.identity,
        d.kind, t.body, t.data, d.buttons, d.reply_to, d.language, d.status, d.ambiguous, d.plain, d.attempts, d.parts_sent,
        d.claim, d.created_at, coalesce(d.retried_at, d.created_at) as begun_at
    from deliveries d
    join places p on p.id = d.place
    join timeline t on t.conversation = d.conversation and t.seq = d.seq
    where d.id",
    "order by d.not_before"
);

const NEXT: Text = Text {
    sqlite: "
        select min(case when d.status = 'sending' then d.lease_until else d.not_before end)
        from deliveries d
        join places p on p.id = d.place
        where d.status in ('pending', 'sending') and p.channel in (select value from json_each($1))
            and (d.status = 'sending' or not exists (select 1 from meta where key = 'deliveries_paused'))
            and not exists (
                select 1 from deliveries e
                where e.conversation = d.conversation and e.seq < d.seq and e.status in ('pending', 'sending'))",
    postgres: "
        select min(case when d.status = 'sending' then d.lease_until else d.not_before end)
        from deliveries d
        join places p on p.id = d.place
        where d.status in ('pending', 'sending') and p.channel = any($1)
            and (d.status = 'sending' or not exists (select 1 from meta where key = 'deliveries_paused'))
            and not exists (
                select 1 from deliveries e
                where e.conversation = d.conversation and e.seq < d.seq and e.status in ('pending', 'sending'))",
};

/// What is said of a delivery whose sender is gone.
const STOPPED: &str = "the node stopped while sending";

/// A delivery whose sender is gone is tried once more, or as often as any other where its channel makes one message of equal
/// sends; an announcement elsewhere not at all.
macro_rules! lost {
    ($listed:literal, $due:literal) => {
        concat!(
            "update deliveries
            set status = case when e.over then 'unknown' else 'pending' end,
                finished_at = case when e.over then $1 else finished_at end,
                ambiguous = true, attempts = attempts + 1, lease_owner = null, lease_until = null, error = $4
            from (
                select d.id as lost, d.withdrawn or (d.ambiguous or d.kind = 'announce') and not (p.channel ",
            $listed,
            " and d.attempts + 1 < $6) as over
                from deliveries d
                join places p on p.id = d.place
                where d.status in ('pending', 'sending') and d.status = 'sending'
                    and (d.lease_owner = $3 or d.lease_owner <> $2 and d.lease_until <= ",
            $due,
            " or $7 <> '' and d.lease_owner <> $8
                        and (d.lease_owner = $7 or substr(d.lease_owner, 1, length($7) + 1) = $7 || '/'))) e
            where id = e.lost and status = 'sending'
            returning id, status = 'unknown' and not withdrawn"
        )
    };
}

const LOST: Text = Text {
    sqlite: lost!("in (select value from json_each($5))", "$1"),
    postgres: lost!("= any($5)", "clock_timestamp()"),
};

/// Whose deliveries are taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Those of everybody whose claim has ended.
    Anybody,
    /// Those of other nodes whose claim has ended: what this one is sending is known here.
    Others,
    /// Also those of an earlier process of this node's name, whose claim may last: it is gone.
    Earlier,
    /// Also those of this process, which stops with its work undone.
    Ours,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    conversation: Uuid,
    seq: i64,
    reply: Option<i32>,
    revises: Option<i32>,
    changes: Option<i64>,
    place: Uuid,
    channel: String,
    chat: String,
    thread: String,
    direct: bool,
    identity: Uuid,
    kind: String,
    body: String,
    data: Json<Value>,
    buttons: Json<Vec<Vec<Button>>>,
    reply_to: Option<String>,
    language: String,
    status: String,
    ambiguous: bool,
    plain: bool,
    attempts: i32,
    parts_sent: i32,
    claim: i32,
    created_at: DateTime<Utc>,
    begun_at: DateTime<Utc>,
}

impl TryFrom<Row> for Delivery {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: DeliveryId(row.id),
            trace: trace_of(&row.data, DeliveryId(row.id)),
            conversation: ConversationId(row.conversation),
            seq: row.seq,
            reply: row.reply.and_then(|number| u32::try_from(number).ok()),
            revises: row.revises.and_then(|number| u32::try_from(number).ok()),
            changes: row.changes,
            place: PlaceId(row.place),
            channel: rows::channel(&row.channel, "places.channel")?,
            address: Address { chat: row.chat, thread: Some(row.thread).filter(|thread| !thread.is_empty()) },
            direct: row.direct,
            identity: IdentityId(row.identity),
            kind: row.kind.parse().map_err(StoreError::damaged("deliveries.kind"))?,
            body: row.body,
            speaker: speaker_of(&row.data),
            file: file_of(&row.data),
            buttons: row.buttons.0,
            reply_to: row.reply_to,
            language: row.language,
            status: row.status.parse().map_err(StoreError::damaged("deliveries.status"))?,
            ambiguous: row.ambiguous,
            plain: row.plain,
            attempts: row.attempts,
            parts_sent: row.parts_sent,
            claim: row.claim,
            created_at: row.created_at,
            begun_at: row.begun_at,
        })
    }
}

/// The entry that a delivery follows from, as the data of the entry that it carries says; its own where nothing was asked.
pub(super) fn trace_of(data: &Value, delivery: DeliveryId) -> EntryId {
    let cause = data.get(Delivery::CAUSE).and_then(|cause| EntryId::deserialize(cause).ok());
    cause.unwrap_or(EntryId(delivery.0))
}

/// Whose words the customer is told that these are, in an entry of this data.
pub(super) fn speaker_of(data: &Value) -> Option<String> {
    data.get(Delivery::SPEAKER).and_then(Value::as_str).map(str::to_owned)
}

/// The file that goes with an entry of this data.
pub(super) fn file_of(data: &Value) -> Option<Attachment> {
    data.get("attachments").and_then(|list| Attachment::deserialize(list.get(0)?).ok())
}

const LET_GO: Text = over_ids!(
    "update deliveries
    set status = 'pending', lease_owner = null, lease_until = null
    where status in ('pending', 'sending') and status = 'sending' and lease_owner = $2 and id",
    ""
);

/// A claim of deliveries of which nothing is known.
#[derive(Debug)]
pub struct Unclaimed {
    /// Why.
    pub error: StoreError,
    /// Those that were chosen: they are claimed if the commit reached the database.
    pub perhaps: Vec<DeliveryId>,
}

impl Store {
    /// Lets go of deliveries that this node perhaps claimed and surely did not begin to send. Those that it has not claimed
    /// are left as they are.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn let_go(&self, deliveries: Vec<DeliveryId>) -> Result<(), StoreError> {
        let (node, ids) = (self.node.clone(), IdList(deliveries.into_iter().map(|id| id.0).collect()));
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let sql = c.text(LET_GO);
                    on!(c, Conn, c => sqlx::query(sql).bind(ids).bind(&*node).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Claims up to `most` deliveries on `channels` that are due, none before an earlier one of its conversation is finished. They are
    /// marked as being sent, durably, before this returns: one found so after a crash may have arrived.
    ///
    /// # Errors
    ///
    /// When the database refuses, and which may be claimed nevertheless.
    pub async fn claim_deliveries(
        &self,
        channels: &[String],
        most: i64,
        lease: Duration,
    ) -> Result<Vec<Delivery>, Unclaimed> {
        let (node, now, channels) = (self.node.clone(), self.edge.now(), WordList(channels.to_vec()));
        let (perhaps, chosen) = oneshot::channel();
        let claimed = self
            .writer
            .run(move |c| {
                Box::pin(async move {
                    let (claim, load) = (c.text(CLAIM), c.text(LOAD));
                    let claimed: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(claim)
                        .bind(&*node).bind(now + lease).bind(now).bind(most).bind(channels.clone())
                        .fetch_all(&mut **c).await)?;
                    if claimed.is_empty() {
                        return Ok(Vec::new());
                    }
                    // In the same transaction: if loading fails, nothing is claimed, and so nothing is taken for sent.
                    let ids: Vec<Uuid> = claimed.into_iter().map(|(id,)| id).collect();
                    let _ = perhaps.send(ids.iter().copied().map(DeliveryId).collect());
                    let ids = IdList(ids);
                    let rows: Vec<Row> = on!(c, Conn, c => sqlx::query_as(load).bind(ids).fetch_all(&mut **c).await)?;
                    Ok(super::rows::readable(rows))
                })
            })
            .await;
        match claimed {
            Ok(claimed) => Ok(claimed),
            Err(error) => Err(Unclaimed { error, perhaps: chosen.await.unwrap_or_default() }),
        }
    }

    /// Takes up deliveries whose sender is gone: their outcome is unknown, so they are marked and tried once more, or
    /// left as unknown if they were tried once more already, which the timeline then says. On `idempotent` channels, where
    /// trying again is safe, there are up to `attempts`. Returns how many.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn recover_deliveries(
        &self,
        whose: Gone,
        idempotent: &[String],
        attempts: i32,
    ) -> Result<usize, StoreError> {
        let (node, edge, idempotent) = (self.node.clone(), self.edge.clone(), WordList(idempotent.to_vec()));
        let ours = |wanted| Some(Arc::clone(&self.node)).filter(|_| whose == wanted).unwrap_or_default();
        let (spared, released) = (ours(Gone::Others), ours(Gone::Ours));
        let name = self.name.clone().filter(|_| whose == Gone::Earlier).unwrap_or_default();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let (sql, now) = (c.text(LOST), edge.now());
                    let rows: Vec<(Uuid, bool)> = on!(c, Conn, c => sqlx::query_as(sql)
                        .bind(now).bind(&*spared).bind(&*released).bind(STOPPED).bind(idempotent).bind(attempts)
                        .bind(&*name).bind(&*node)
                        .fetch_all(&mut **c).await)?;
                    let given_up = rows.iter().filter(|(_, given_up)| *given_up).map(|(id, _)| *id).collect();
                    finish::note_lost(c, given_up, &edge).await?;
                    Ok(rows.len())
                })
            })
            .await
    }

    /// How many deliveries stand where.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn delivery_counts(&self) -> Result<DeliveryCounts, StoreError> {
        let waiting = self.waiting_deliveries().await?;
        let count = |status| waiting.iter().find(|(one, _)| *one == status).map_or(0, |(_, waiting)| waiting.count);
        Ok(DeliveryCounts {
            pending: count(DeliveryStatus::Pending),
            sending: count(DeliveryStatus::Sending),
            dead: count(DeliveryStatus::Dead),
            unknown: count(DeliveryStatus::Unknown),
            held: count(DeliveryStatus::Held),
        })
    }

    /// When the next delivery on `channels` is due, if any waits.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn next_delivery_at(&self, channels: &[String]) -> Result<Option<DateTime<Utc>>, StoreError> {
        let (sql, channels) = (self.db.text(NEXT), WordList(channels.to_vec()));
        let (at,): (Option<DateTime<Utc>>,) =
            on!(&self.db, Db, pool => sqlx::query_as(sql).bind(channels).fetch_one(pool).await)?;
        Ok(at)
    }

    /// Rewrites a chat's id after the platform told us that it moved.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn move_chat(&self, delivery: &Delivery, to: String) -> Result<(), StoreError> {
        let (channel, from) = (delivery.channel.clone(), delivery.address.chat.clone());
        self.writer.run(move |c| Box::pin(async move { super::places::move_chat(c, &channel, &from, &to).await })).await
    }
}
