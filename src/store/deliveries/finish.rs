//! Recording what became of an attempt.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Delivery, DeliveryKind, EntryKind};
use crate::store::db::{Conn, on};
use crate::store::{Store, StoreError};

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// It arrived. A part of a long text is followed by the next.
    Sent {
        /// The platform's id of the message, for each part sent in this attempt.
        messages: Vec<String>,
    },
    /// Try again at this time.
    Retry {
        /// Not before.
        at: DateTime<Utc>,
        /// This attempt may have arrived.
        ambiguous: bool,
        /// Send plain text from now on.
        plain: bool,
        /// The attempt counts.
        counts: bool,
        /// Parts that arrived before it failed.
        messages: Vec<String>,
        /// What happened.
        error: String,
    },
    /// It ends here.
    Failed(Failed),
}

/// How a delivery ends without arriving, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// It may have arrived all the same.
    pub unknown: bool,
    /// The person cannot be reached there any more.
    pub gone: bool,
    /// What happened.
    pub error: String,
}

const FINISH: &str = "
    update deliveries
    set status = case when withdrawn and $3 = 'pending' and not ambiguous and not $6 and parts_sent + $5 = 0
            then 'cancelled' else $3 end,
        attempts = attempts + $4, parts_sent = parts_sent + $5,
        ambiguous = case when $6 then $6 else ambiguous end,
        plain = case when $7 then $7 else plain end,
        not_before = coalesce($8, not_before), error = $9, finished_at = $10,
        lease_owner = null, lease_until = null
    where id = $1 and status = 'sending' and lease_owner = $2";

const MIRROR: &str = "
    insert into mirrors (channel, chat, message, conversation, seq, reply, part)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (channel, chat, message) do update
    set seq = $5, reply = $6";

const FAILED_ENTRY: &str = "
    insert into timeline (conversation, seq, id, at, kind, body, data)
    values ($1, $2, $3, $4, $5, '', $6)";

const FAILED_SEQ: &str = "
    update conversations
    set last_seq = last_seq + 1, pending_seq = last_seq + 1, touched_at = $2,
        wake_at = case when wake_at < $2 then wake_at else $2 end
    where id = $1
    returning last_seq";

impl Store {
    /// Records what became of an attempt. Returns false if the delivery was not ours any more.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn finish_delivery(&self, delivery: Delivery, finish: Finish) -> Result<bool, StoreError> {
        let (node, edge) = (self.node.clone(), self.edge.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    if !record(c, &delivery, &finish, &node, edge.now()).await? {
                        return Ok(false);
                    }
                    mirror(c, &delivery, finish.messages()).await?;
                    // A mark that could not be set calls for nobody.
                    if let Finish::Failed(failed) = &finish
                        && delivery.kind != DeliveryKind::React
                    {
                        note_failure(c, &delivery, failed, edge.id(), edge.now()).await?;
                    }
                    Ok(true)
                })
            })
            .await
    }
}

impl Finish {
    fn messages(&self) -> &[String] {
        match self {
            Self::Sent { messages } | Self::Retry { messages, .. } => messages,
            Self::Failed(_) => &[],
        }
    }
}

async fn record(
    c: &mut Conn,
    delivery: &Delivery,
    finish: &Finish,
    node: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let parts = i64::try_from(finish.messages().len()).unwrap_or_default();
    let (status, counted, ambiguous, plain, at, error, finished) = match finish {
        Finish::Sent { .. } => ("sent", 1, false, false, None, None, Some(now)),
        Finish::Retry { at, ambiguous, plain, counts, error, .. } => {
            ("pending", i64::from(*counts), *ambiguous, *plain, Some(*at), Some(error), None)
        }
        Finish::Failed(failed) if failed.unknown => ("unknown", 1, true, false, None, Some(&failed.error), Some(now)),
        Finish::Failed(failed) => ("dead", 1, false, false, None, Some(&failed.error), Some(now)),
    };
    let done = on!(c, Conn, c => sqlx::query(FINISH)
        .bind(delivery.id.0).bind(node).bind(status).bind(counted).bind(parts).bind(ambiguous).bind(plain).bind(at)
        .bind(error).bind(finished)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

async fn mirror(c: &mut Conn, delivery: &Delivery, messages: &[String]) -> Result<(), StoreError> {
    for (message, part) in messages.iter().zip(i64::from(delivery.parts_sent)..) {
        on!(c, Conn, c => sqlx::query(MIRROR)
            .bind(delivery.channel.as_str()).bind(&delivery.address.chat).bind(message)
            .bind(delivery.conversation.0).bind(delivery.seq).bind(delivery.reply.map(i64::from)).bind(part)
            .execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

/// Says on the timeline that something did not arrive, which somebody must decide about.
async fn note_failure(
    c: &mut Conn,
    delivery: &Delivery,
    failed: &Failed,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if failed.gone && delivery.direct {
        on!(c, Conn, c => sqlx::query("update identities set reachable = $2 where id = $1")
            .bind(delivery.identity.0).bind(false).execute(&mut **c).await.map(drop))?;
    }
    let (seq,): (i64,) = on!(c, Conn, c => sqlx::query_as(FAILED_SEQ)
        .bind(delivery.conversation.0).bind(now).fetch_one(&mut **c).await)?;
    let data = json!({ "of": delivery.seq, "gone": failed.gone, "unknown": failed.unknown, "error": failed.error });
    on!(c, Conn, c => sqlx::query(FAILED_ENTRY)
        .bind(delivery.conversation.0).bind(seq).bind(id).bind(now).bind(EntryKind::Failed.word()).bind(Json(data))
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}
