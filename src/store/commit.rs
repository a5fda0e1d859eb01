//! Committing a decision: the one way in which a conversation changes.

use chrono::{DateTime, Utc};
use hamyar_channel::Button;
use serde_json::Value;
use sqlx::types::Json;

use super::db::{Conn, on};
use super::{Store, StoreError, effects};
use crate::clock::Edge;
use crate::model::{AgentId, Conversation, DeliveryKind, Effect, EntryKind, Share};

/// A decision whose words are found.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The version it was decided on.
    pub version: i64,
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
    /// What else changes.
    pub effects: Vec<Effect>,
    /// How much of the talk in the place may be ours, where that is limited.
    pub limit: Option<Share>,
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
    /// No message: a reaction on the message it answers.
    pub mark: bool,
}

impl Composed {
    /// How many messages of the bot's it adds to the talk in the place.
    fn messages(&self) -> i64 {
        let adds = |entry: &&ComposedEntry| {
            entry.kind == EntryKind::Reply
                && entry.send.as_ref().is_some_and(|send| !send.mark && send.revises.is_none())
        };
        i64::try_from(self.entries.iter().filter(adds).count()).unwrap_or(i64::MAX)
    }
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
}

const CHANGE: &str = "
    update conversations
    set version = version + $3, last_seq = last_seq + $4,
        handled_seq = case when handled_seq > $5 then handled_seq else $5 end,
        language = $6, status = $7, holder = $8, agent = $9, waiting_since = $10, resolved_at = $11,
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
    set withdrawn = $3
    where conversation = $1 and reply = $2 and status = 'sending'";

const INTRODUCED: &str = "
    update contacts
    set introduced = $2
    where id = (select contact from identities where id = $1)";

impl Store {
    /// Commits decisions, each whole or not at all, in one transaction with whatever else waits to be written.
    ///
    /// # Errors
    ///
    /// When none of them was committed, or it is not known: each is guarded by its version, so trying again is safe.
    pub async fn commit(&self, decisions: Vec<Composed>) -> Result<Vec<Committed>, StoreError> {
        let edge = self.edge.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let mut outcomes = Vec::with_capacity(decisions.len());
                    for decision in &decisions {
                        outcomes.push(commit(c, decision, &edge).await?);
                    }
                    Ok(outcomes)
                })
            })
            .await
    }
}

async fn commit(c: &mut Conn, decision: &Composed, edge: &Edge) -> Result<Committed, StoreError> {
    let (next, now) = (&decision.next, edge.now());
    if !effects::may_speak(c, decision.limit, next.place, decision.messages()).await? {
        return Ok(Committed::Outdated);
    }
    let count = i64::try_from(decision.entries.len()).unwrap_or(i64::MAX);
    let changed: Option<(i64,)> = on!(c, Conn, c => sqlx::query_as(CHANGE)
        .bind(next.id.0).bind(decision.version).bind(i64::from(decision.visible)).bind(count).bind(decision.handled)
        .bind(&next.language).bind(next.status.word()).bind(next.holder.word())
        .bind(next.holder.agent().map(|agent| agent.0))
        .bind(next.waiting_since).bind(next.resolved_at).bind(next.resolved_by.map(|agent| agent.0))
        .bind(Json(&next.memory)).bind(decision.wake_at).bind(now)
        .fetch_optional(&mut **c).await)?;
    let Some((last_seq,)) = changed else { return Ok(Committed::Outdated) };
    for reply in &decision.cancel {
        if !take_back(c, next, *reply, now).await? {
            withdraw(c, next, *reply).await?;
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
    if decision.limit.is_some() {
        effects::spoke(c, next.place, decision.messages()).await?;
    }
    for effect in &decision.effects {
        effects::apply(c, next, effect, edge).await?;
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

/// Lets a delivery that is being sent end with this attempt: if it surely fails, it is not tried again.
async fn withdraw(c: &mut Conn, next: &Conversation, reply: u32) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(WITHDRAW)
        .bind(next.id.0).bind(i64::from(reply)).bind(true).execute(&mut **c).await.map(drop))?;
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
    let kind = match revises {
        _ if send.mark => DeliveryKind::React,
        Some(_) => DeliveryKind::Edit,
        None => DeliveryKind::Send,
    };
    on!(c, Conn, c => sqlx::query(DELIVERY)
        .bind(edge.id()).bind(next.id.0).bind(seq)
        .bind(send.reply.map(i64::from)).bind(revises.map(i64::from))
        .bind(next.place.0).bind(next.asker.0).bind(kind.word()).bind(body).bind(Json(&send.buttons))
        .bind(&send.reply_to).bind(&next.language).bind(now)
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}
