//! Recording what became of attempts.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, Scope};
use serde::Serialize;
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Edge;
use crate::model::{Delivery, DeliveryId, DeliveryKind, EntryKind};
use crate::store::batch::{batch, instant_or_none};
use crate::store::db::{Conn, IdList, Text, on};
use crate::store::rows::all;
use crate::store::{Store, StoreError, moved};

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// It arrived. A part of a long text is followed by the next.
    Sent {
        /// The platform's id of the message, for each part sent in this attempt.
        messages: Vec<String>,
    },
    /// The thread is open, in which its conversation goes on.
    Opened {
        /// Where it is.
        thread: Address,
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
    /// The platform wants fewer messages: nothing of what is due within the scope is sent before this time.
    Held {
        /// Not before.
        until: DateTime<Utc>,
        /// What has to wait.
        scope: Scope,
        /// Parts that arrived before.
        messages: Vec<String>,
        /// What happened.
        error: String,
    },
    /// It ends here.
    Failed(Failed),
}

impl Finish {
    /// The word for it in logs and figures.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Sent { .. } | Self::Opened { .. } => "sent",
            Self::Retry { ambiguous: true, .. } => "ambiguous",
            Self::Retry { counts: false, .. } | Self::Held { .. } => "held_back",
            Self::Retry { .. } => "retried",
            Self::Failed(Failed { unknown: true, .. }) => "unknown",
            Self::Failed(Failed { gone: true, .. }) => "gone",
            Self::Failed(_) => "dead",
        }
    }
}

/// How a delivery ends without arriving, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// It may have arrived all the same.
    pub unknown: bool,
    /// The person cannot be reached there any more.
    pub gone: bool,
    /// Parts that arrived before it failed.
    pub messages: Vec<String>,
    /// What happened.
    pub error: String,
}

const FINISH: Text = batch!(
    "
    update deliveries
    set status = case
            when not withdrawn or e.ends <> 'pending' then e.ends
            when ambiguous or e.unsure or parts_sent + e.parts > 0 then 'unknown'
            else 'cancelled' end,
        attempts = attempts + e.counts, parts_sent = parts_sent + e.parts,
        ambiguous = case when e.unsure then e.unsure else ambiguous end,
        plain = case when e.plainly then e.plainly else plain end,
        not_before = coalesce(e.again, not_before), error = e.failure,
        finished_at = case when withdrawn then $3 else e.ended end,
        lease_owner = null, lease_until = null
    from ",
    (
        delivery: uuid, claimed: integer, ends: text, counts: integer, parts: integer, unsure: boolean, plainly: boolean,
        again: timestamptz, failure: text, ended: timestamptz
    ),
    "where id = e.delivery and status = 'sending' and lease_owner = $2 and claim = e.claimed
    returning id, exists (
        select 1 from deliveries o
        where o.conversation = deliveries.conversation and o.id <> deliveries.id and o.status in ('pending', 'sending'))"
);

/// A row of [`FINISH`]; its names keep clear of the columns'.
#[derive(Default, Serialize)]
struct End<'a> {
    delivery: Uuid,
    claimed: i32,
    ends: &'static str,
    counts: u8,
    parts: usize,
    unsure: bool,
    plainly: bool,
    #[serde(serialize_with = "instant_or_none")]
    again: Option<DateTime<Utc>>,
    failure: Option<&'a str>,
    #[serde(serialize_with = "instant_or_none")]
    ended: Option<DateTime<Utc>>,
}

const MIRRORS: Text = batch!(
    "
    insert into mirrors (channel, chat, message, conversation, seq, reply, part)
    select e.channel, e.chat, e.message, e.conversation, e.seq, e.reply, e.part
    from ",
    (
        channel: text, chat: text, message: text, conversation: uuid, seq: bigint, reply: integer, part: integer
    ),
    "where true
    on conflict (channel, chat, message) do update
    set seq = excluded.seq, reply = excluded.reply"
);

/// A row of [`MIRRORS`].
#[derive(Serialize)]
struct Mirror<'a> {
    channel: &'a str,
    chat: &'a str,
    message: &'a str,
    conversation: Uuid,
    seq: i64,
    reply: Option<u32>,
    part: i32,
}

const FAILED_ENTRY: &str = "
    insert into timeline (conversation, seq, id, at, kind, body, data)
    values ($1, $2, $3, $4, $5, '', $6)";

const FAILED_SEQ: &str = "
    update conversations
    set last_seq = last_seq + 1, pending_seq = last_seq + 1, touched_at = $2,
        wake_at = case when wake_at < $2 then wake_at else $2 end
    where id = $1
    returning last_seq";

/// What waits within a scope waits until then. SQLite uses the index of what is due only where its own condition is repeated.
macro_rules! hold {
    ($within:literal) => {
        concat!(
            "update deliveries
            set not_before = $1
            where status in ('pending', 'sending') and status = 'pending' and not_before < $1
                and place in (select id from places where channel = $2",
            $within,
            ")"
        )
    };
}

const HOLD_CHANNEL: &str = hold!("");
const HOLD_CHAT: &str = hold!(" and chat = $3");
const HOLD_ADDRESS: &str = hold!(" and chat = $3 and thread = $4");

impl Store {
    /// Records what became of attempts. Returns the deliveries that were still ours, and of each whether another of its
    /// conversation waits to be sent.
    ///
    /// # Errors
    ///
    /// When the database refuses: then none was recorded, or it is not known, and recording them again is safe.
    pub async fn finish_deliveries(
        &self,
        finished: Arc<Vec<(Delivery, Finish)>>,
    ) -> Result<HashMap<DeliveryId, bool>, StoreError> {
        let (node, edge, news) = (self.node.clone(), self.edge.clone(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let ours = end(c, &finished, &node, edge.now()).await?;
                    let finished = || finished.iter().filter(|(delivery, _)| ours.contains_key(&delivery.id));
                    mirror(c, finished()).await?;
                    news.add(|news| news.sent.extend(finished().map(|(delivery, _)| delivery.conversation.0)));
                    for (delivery, finish) in finished() {
                        if let Finish::Opened { thread } = finish {
                            moved::opened(c, delivery, thread, &edge).await?;
                        }
                        if let Finish::Held { until, scope, .. } = finish {
                            hold(c, delivery, *scope, *until).await?;
                        }
                        if let Finish::Failed(failed) = finish {
                            note_failure(c, delivery, failed, edge.id(), edge.now()).await?;
                        }
                    }
                    Ok(ours)
                })
            })
            .await
    }
}

impl Finish {
    fn messages(&self) -> &[String] {
        match self {
            Self::Sent { messages } | Self::Retry { messages, .. } | Self::Held { messages, .. } => messages,
            Self::Opened { .. } => &[],
            Self::Failed(failed) => &failed.messages,
        }
    }
}

impl<'a> End<'a> {
    fn of(delivery: &Delivery, finish: &'a Finish, now: DateTime<Utc>) -> Self {
        let base = Self {
            delivery: delivery.id.0,
            claimed: delivery.claim,
            parts: finish.messages().len(),
            ..Self::default()
        };
        match finish {
            Finish::Sent { .. } | Finish::Opened { .. } => Self { ends: "sent", counts: 1, ended: Some(now), ..base },
            Finish::Retry { at, ambiguous, plain, counts, error, .. } => Self {
                ends: "pending",
                counts: u8::from(*counts),
                unsure: *ambiguous,
                plainly: *plain,
                again: Some(*at),
                failure: Some(error),
                ..base
            },
            Finish::Held { until, error, .. } => {
                Self { ends: "pending", again: Some(*until), failure: Some(error), ..base }
            }
            Finish::Failed(failed) => Self {
                ends: if failed.unknown { "unknown" } else { "dead" },
                counts: 1,
                unsure: failed.unknown,
                failure: Some(&failed.error),
                ended: Some(now),
                ..base
            },
        }
    }
}

async fn end(
    c: &mut Conn,
    finished: &[(Delivery, Finish)],
    node: &str,
    now: DateTime<Utc>,
) -> Result<HashMap<DeliveryId, bool>, StoreError> {
    let ends: Vec<End<'_>> = finished.iter().map(|(delivery, finish)| End::of(delivery, finish, now)).collect();
    let sql = c.text(FINISH);
    let ours: Vec<(Uuid, bool)> = on!(c, Conn, c => sqlx::query_as(sql)
        .bind(Json(ends)).bind(node).bind(now).fetch_all(&mut **c).await)?;
    Ok(ours.into_iter().map(|(id, followed)| (DeliveryId(id), followed)).collect())
}

/// Puts off what else is due where the platform wants to be left alone.
async fn hold(c: &mut Conn, delivery: &Delivery, scope: Scope, until: DateTime<Utc>) -> Result<(), StoreError> {
    let (channel, Address { chat, thread }) = (delivery.channel.as_str(), &delivery.address);
    let thread = thread.as_deref().unwrap_or_default();
    on!(c, Conn, c => match scope {
        Scope::Channel => sqlx::query(HOLD_CHANNEL).bind(until).bind(channel),
        Scope::Chat => sqlx::query(HOLD_CHAT).bind(until).bind(channel).bind(chat),
        Scope::Address => sqlx::query(HOLD_ADDRESS).bind(until).bind(channel).bind(chat).bind(thread),
    }.execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Keeps the platform's ids of what arrived.
async fn mirror<'a>(c: &mut Conn, finished: impl Iterator<Item = &'a (Delivery, Finish)>) -> Result<(), StoreError> {
    let of_one = |(delivery, finish): &'a (Delivery, Finish)| {
        let parts = finish.messages().iter().zip(delivery.parts_sent..);
        parts.map(|(message, part)| Mirror {
            channel: delivery.channel.as_str(),
            chat: &delivery.address.chat,
            message,
            conversation: delivery.conversation.0,
            seq: delivery.seq,
            reply: delivery.reply,
            part,
        })
    };
    let rows: Vec<Mirror<'_>> = finished.flat_map(of_one).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = c.text(MIRRORS);
    on!(c, Conn, c => sqlx::query(sql).bind(Json(rows)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Says of deliveries whose sender is gone for the second time that nobody knows whether they arrived.
pub(super) async fn note_lost(c: &mut Conn, ids: Vec<Uuid>, edge: &Edge) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let sql = c.text(super::LOAD);
    let rows: Vec<super::Row> = on!(c, Conn, c => sqlx::query_as(sql).bind(IdList(ids)).fetch_all(&mut **c).await)?;
    let failed = Failed { unknown: true, gone: false, messages: Vec::new(), error: super::STOPPED.to_owned() };
    for delivery in all::<_, Delivery>(rows)? {
        note_failure(c, &delivery, &failed, edge.id(), edge.now()).await?;
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
    // A mark that could not be set calls for nobody, nor does an announcement that has perhaps arrived.
    if delivery.kind == DeliveryKind::React || delivery.kind == DeliveryKind::Announce && failed.unknown {
        return Ok(());
    }
    if failed.gone && delivery.direct {
        on!(c, Conn, c => sqlx::query("update identities set reachable = $2 where id = $1")
            .bind(delivery.identity.0).bind(false).execute(&mut **c).await.map(drop))?;
    }
    let (seq,): (i64,) = on!(c, Conn, c => sqlx::query_as(FAILED_SEQ)
        .bind(delivery.conversation.0).bind(now).fetch_one(&mut **c).await)?;
    let mut data = json!({ "of": delivery.seq, "gone": failed.gone, "unknown": failed.unknown, "error": failed.error });
    if delivery.kind == DeliveryKind::Open {
        data["thread"] = true.into();
    }
    on!(c, Conn, c => sqlx::query(FAILED_ENTRY)
        .bind(delivery.conversation.0).bind(seq).bind(id).bind(now).bind(EntryKind::Failed.word()).bind(Json(data))
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}
