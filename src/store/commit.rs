//! Committing a decision: the one way in which a conversation changes.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::try_join_all;
use hamyar_channel::Button;
use serde_json::Value;
use sqlx::types::Json;

use super::db::{Conn, on};
use super::{Store, StoreError};
use crate::clock::Edge;
use crate::model::{AgentId, Conversation, DeliveryKind, EntryKind};

/// A decision whose words are found.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The conversation it was decided on. What the decision leaves alone is left as it is.
    pub before: Conversation,
    /// The conversation afterwards.
    pub next: Conversation,
    /// Every entry up to here is decided.
    pub handled: i64,
    /// What the timeline gets.
    pub entries: Vec<ComposedEntry>,
    /// Replies, by number, that are taken back if they were not sent yet.
    pub cancel: Vec<u32>,
    /// The customer has now been told that a bot answers.
    pub introduces: bool,
    /// Something is changed or said, beyond covering entries.
    pub visible: bool,
    /// When to look again.
    pub wake_at: Option<DateTime<Utc>>,
}

/// An entry to be, in words.
#[derive(Clone, Debug)]
pub struct ComposedEntry {
    /// What it says.
    pub kind: EntryKind,
    /// The person of the team who acted.
    pub agent: Option<AgentId>,
    /// The words: Markdown.
    pub body: String,
    /// What the kind needs beside words.
    pub data: Value,
    /// How it goes to the customer.
    pub send: Option<ComposedSend>,
}

/// A message to be.
#[derive(Clone, Debug)]
pub struct ComposedSend {
    /// The number of the bot's reply.
    pub reply: Option<u32>,
    /// The reply whose message it changes.
    pub revises: Option<u32>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
    /// The platform's id of the message it answers.
    pub reply_to: Option<String>,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// It stands. There may be something to send.
    Done {
        /// Something is to be sent.
        sends: bool,
    },
    /// The conversation changed meanwhile: load it and decide again.
    Outdated,
    /// It breaks a rule of the database: load it and decide otherwise.
    Refused,
}

const CHANGE: &str = "
    update conversations
    set version = version + $3, last_seq = last_seq + $4,
        handled_seq = case when handled_seq > $5 then handled_seq else $5 end,
        language = coalesce($6, language), status = $7, holder = $8, agent = $9,
        waiting_since = case when $16 then $10 else waiting_since end, resolved_at = $11,
        resolved_by = $12, memory = $13, failures = 0,
        touched_at = case when $3 > 0 then $15 else touched_at end,
        wake_at = case when pending_seq > $5 then wake_at else $14 end,
        lease_owner = null, lease_until = null
    where id = $1 and version = $2
    returning last_seq";

const ENTRY: &str = "
    insert into timeline (conversation, seq, id, agent, at, kind, body, data)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";

const DELIVERY: &str = "
    insert into deliveries
        (id, conversation, seq, reply, revises, place, identity, kind, body, buttons, reply_to, language, status,
         not_before, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'pending', $13, $13)";

const TAKE_BACK: &str = "
    update deliveries
    set status = 'cancelled', finished_at = $3
    where conversation = $1 and reply = $2 and status = 'pending' and parts_sent = 0 and not ambiguous";

const WITHDRAW: &str = "
    update deliveries
    set withdrawn = $3,
        status = case when status = 'pending' then 'unknown' else status end,
        finished_at = case when status = 'pending' then $4 else finished_at end
    where conversation = $1 and reply = $2 and status in ('pending', 'sending')";

const INTRODUCED: &str = "
    update contacts
    set introduced = $2
    where id = (select contact from identities where id = $1)";

impl Store {
    /// Commits decisions, each whole or not at all, in one transaction with whatever else waits to be written. One that
    /// the database cannot have is refused alone.
    ///
    /// # Errors
    ///
    /// When the database refuses all, or it is not known which were committed: each is guarded by its version, so trying
    /// again is safe.
    pub async fn commit(&self, decisions: Vec<Composed>) -> Result<Vec<Committed>, StoreError> {
        let all = 0..decisions.len();
        let decisions = Arc::new(decisions);
        match self.commit_together(&decisions, all.clone()).await {
            Err(error) if error.is_violation() => {}
            outcome => return outcome,
        }
        // Only now is it worth a savepoint for each, which is what a job of its own has.
        let alone = all.map(|index| self.commit_alone(&decisions, index));
        try_join_all(alone).await
    }

    async fn commit_alone(&self, decisions: &Arc<Vec<Composed>>, index: usize) -> Result<Committed, StoreError> {
        match self.commit_together(decisions, index..index + 1).await {
            Ok(outcomes) => Ok(outcomes.first().copied().unwrap_or(Committed::Outdated)),
            Err(error) if error.is_violation() => {
                tracing::error!(conversation = %decisions[index].next.id, %error, "a decision was refused");
                Ok(Committed::Refused)
            }
            Err(error) => Err(error),
        }
    }

    async fn commit_together(
        &self,
        decisions: &Arc<Vec<Composed>>,
        which: Range<usize>,
    ) -> Result<Vec<Committed>, StoreError> {
        let (decisions, edge) = (Arc::clone(decisions), self.edge.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let mut outcomes = Vec::with_capacity(which.len());
                    for decision in &decisions[which] {
                        outcomes.push(commit(c, decision, &edge).await?);
                    }
                    Ok(outcomes)
                })
            })
            .await
    }
}

async fn commit(c: &mut Conn, decision: &Composed, edge: &Edge) -> Result<Committed, StoreError> {
    let (before, next, now) = (&decision.before, &decision.next, edge.now());
    // A decision that changes only these does not raise the version, so they are written only by what changes them.
    let language = (next.language != before.language).then_some(&next.language);
    let waits_anew = next.waiting_since != before.waiting_since;
    let count = i64::try_from(decision.entries.len()).unwrap_or(i64::MAX);
    let changed: Option<(i64,)> = on!(c, Conn, c => sqlx::query_as(CHANGE)
        .bind(next.id.0).bind(before.version).bind(i64::from(decision.visible)).bind(count).bind(decision.handled)
        .bind(language).bind(next.status.word()).bind(next.holder.word())
        .bind(next.holder.agent().map(|agent| agent.0))
        .bind(next.waiting_since).bind(next.resolved_at).bind(next.resolved_by.map(|agent| agent.0))
        .bind(Json(&next.memory)).bind(decision.wake_at).bind(now).bind(waits_anew)
        .fetch_optional(&mut **c).await)?;
    let Some((last_seq,)) = changed else { return Ok(Committed::Outdated) };
    for reply in &decision.cancel {
        if !take_back(c, next, *reply, now).await? {
            withdraw(c, next, *reply, now).await?;
        }
    }
    let mut sends = false;
    for (entry, seq) in decision.entries.iter().zip(last_seq - count + 1..) {
        on!(c, Conn, c => sqlx::query(ENTRY)
            .bind(next.id.0).bind(seq).bind(edge.id()).bind(entry.agent.map(|agent| agent.0)).bind(now)
            .bind(entry.kind.word()).bind(&entry.body).bind(Json(&entry.data))
            .execute(&mut **c).await.map(drop))?;
        if let Some(send) = &entry.send {
            sends = true;
            deliver(c, next, seq, &entry.body, send, edge).await?;
        }
    }
    if decision.introduces {
        on!(c, Conn, c => sqlx::query(INTRODUCED).bind(next.asker.0).bind(true).execute(&mut **c).await.map(drop))?;
    }
    Ok(Committed::Done { sends })
}

/// Cancels the delivery of a reply, and says whether there was one that had surely not left.
async fn take_back(c: &mut Conn, next: &Conversation, reply: u32, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = on!(c, Conn, c => sqlx::query(TAKE_BACK)
        .bind(next.id.0).bind(i64::from(reply)).bind(now)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done > 0)
}

/// Lets a delivery that is being sent end with this attempt, and one that has perhaps arrived, or a part of it, end here:
/// neither is tried again.
async fn withdraw(c: &mut Conn, next: &Conversation, reply: u32, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(WITHDRAW)
        .bind(next.id.0).bind(i64::from(reply)).bind(true).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Writes a delivery. One that revises a reply becomes an ordinary message if that reply never left.
async fn deliver(
    c: &mut Conn,
    next: &Conversation,
    seq: i64,
    body: &str,
    send: &ComposedSend,
    edge: &Edge,
) -> Result<(), StoreError> {
    let now = edge.now();
    let revises = match send.revises {
        Some(reply) if take_back(c, next, reply, now).await? => None,
        other => other,
    };
    let kind = if revises.is_some() { DeliveryKind::Edit } else { DeliveryKind::Send };
    on!(c, Conn, c => sqlx::query(DELIVERY)
        .bind(edge.id()).bind(next.id.0).bind(seq)
        .bind(send.reply.map(i64::from)).bind(revises.map(i64::from))
        .bind(next.place.0).bind(next.asker.0).bind(kind.word()).bind(body).bind(Json(&send.buttons))
        .bind(&send.reply_to).bind(&next.language).bind(now)
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}
