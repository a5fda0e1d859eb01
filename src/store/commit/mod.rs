//! Committing a decision: the one way in which a conversation changes.

mod additions;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::try_join_all;
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use self::additions::Additions;
use super::batch::{batch, instant_or_none};
use super::composed::{Committed, Composed};
use super::db::{Conn, Text, on};
use super::{News, Store, StoreError, Topic, effects, rooms};
use crate::clock::Edge;
use crate::model::{Conversation, Memory, Service};

const CHANGE: Text = batch!(
    "
    update conversations
    set version = version + e.raise, last_seq = last_seq + e.added,
        handled_seq = case when handled_seq > e.handled then handled_seq else e.handled end,
        language = coalesce(e.speaks, language), status = e.stands, holder = e.held, agent = e.held_by,
        waiting_since = case when e.waits_anew then e.waits else waiting_since end, resolved_at = e.settled, resolved_by = e.settled_by, memory = e.remembers, failures = 0,
        snoozed_until = case when e.stands = 'snoozed' then snoozed_until end,
        touched_at = case when e.touches then $2 else touched_at end,
        service = e.serves, due_at = e.is_due, alarmed_at = e.alarms, asked_at = e.asks, replied_at = e.replies,
        wake_at = case when pending_seq > e.handled then wake_at else e.wakes end,
        lease_owner = null, lease_until = null
    from ",
    (
        conversation: uuid, expected: bigint, raise: bigint, touches: boolean, added: bigint, handled: bigint, speaks: text,
        stands: text, held: text, held_by: uuid, waits_anew: boolean, waits: timestamptz, settled: timestamptz,
        settled_by: uuid, serves: jsonb, is_due: timestamptz, alarms: timestamptz, asks: timestamptz,
        replies: timestamptz, remembers: jsonb, wakes: timestamptz, fenced: boolean
    ),
    "where id = e.conversation and version = e.expected and (not e.fenced or lease_owner = $3)
    returning id, last_seq, wake_at"
);

/// A row of [`CHANGE`]; its names keep clear of the columns'.
#[derive(Serialize)]
struct Change<'a> {
    conversation: Uuid,
    expected: i64,
    raise: u8,
    /// Something happens. Where only its clock runs on, a conversation stays where it is in lists.
    touches: bool,
    added: usize,
    handled: i64,
    /// Like `waits`, only where the decision changes it: one that changes nothing else does not raise the version.
    speaks: Option<&'a str>,
    stands: &'a str,
    held: &'a str,
    held_by: Option<Uuid>,
    waits_anew: bool,
    #[serde(serialize_with = "instant_or_none")]
    waits: Option<DateTime<Utc>>,
    #[serde(serialize_with = "instant_or_none")]
    settled: Option<DateTime<Utc>>,
    settled_by: Option<Uuid>,
    serves: &'a Service,
    #[serde(serialize_with = "instant_or_none")]
    is_due: Option<DateTime<Utc>>,
    #[serde(serialize_with = "instant_or_none")]
    alarms: Option<DateTime<Utc>>,
    #[serde(serialize_with = "instant_or_none")]
    asks: Option<DateTime<Utc>>,
    #[serde(serialize_with = "instant_or_none")]
    replies: Option<DateTime<Utc>>,
    remembers: &'a Memory,
    #[serde(serialize_with = "instant_or_none")]
    wakes: Option<DateTime<Utc>>,
    fenced: bool,
}

// SQLite uses the index of what is open only where its own condition is repeated, word for word.
const TAKE_BACK: &str = "
    update deliveries
    set status = 'cancelled', finished_at = $3
    where status in ('pending', 'sending') and conversation = $1 and reply = $2 and status = 'pending'
        and parts_sent = 0 and not ambiguous";

const TAKE_BACK_ENTRY: &str = "
    update deliveries
    set status = 'cancelled', finished_at = $3
    where status in ('pending', 'sending') and conversation = $1 and seq = $2 and status = 'pending'
        and parts_sent = 0 and not ambiguous";

const WITHDRAW: &str = "
    update deliveries
    set withdrawn = $3,
        status = case when status = 'pending' then 'unknown' else status end,
        finished_at = case when status = 'pending' then $4 else finished_at end
    where status in ('pending', 'sending') and conversation = $1 and reply = $2";

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
            Ok(outcomes) => Ok(outcomes.into_iter().next().unwrap_or(Committed::Outdated)),
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
        let (decisions, node, edge) = (Arc::clone(decisions), self.node.clone(), self.edge.clone());
        let (here, news) = (Here { node, edge }, self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let decisions = &decisions[which];
                    let outcomes = commit(c, decisions, &here).await?;
                    for (decision, outcome) in decisions.iter().zip(&outcomes) {
                        news.add(|news| tell(news, decision, outcome));
                    }
                    Ok(outcomes)
                })
            })
            .await
    }
}

/// What others hear of a decision.
fn tell(news: &mut News, decision: &Composed, outcome: &Committed) {
    let Committed::Done { sends, claimed, .. } = outcome else { return };
    news.said.insert(decision.next.id.0);
    // What follows something that this node sends is sent here, too.
    if *sends && claimed.is_none() {
        news.topics.insert(Topic::Deliveries);
    }
}

/// Who commits, and when.
struct Here {
    node: Arc<str>,
    edge: Edge,
}

async fn commit(c: &mut Conn, decisions: &[Composed], here: &Here) -> Result<Vec<Committed>, StoreError> {
    let (limited, free): (Vec<_>, Vec<_>) = decisions.iter().partition(|decision| decision.limit.is_some());
    let mut done = write(c, &free, here).await?;
    // Where only a share of the talk may be ours, each of them may be the last that is allowed.
    for decision in limited {
        if effects::may_speak(c, decision.limit, decision.next.place, decision.messages()).await? {
            done.extend(write(c, &[decision], here).await?);
        }
    }
    let outcome = |decision: &Composed| done.remove(&decision.next.id.0).unwrap_or(Committed::Outdated);
    Ok(decisions.iter().map(outcome).collect())
}

/// Writes those whose conversation is still as it was.
async fn write(
    c: &mut Conn,
    decisions: &[&Composed],
    Here { node, edge }: &Here,
) -> Result<HashMap<Uuid, Committed>, StoreError> {
    let mut rows = Additions::default();
    if decisions.is_empty() {
        return Ok(HashMap::new());
    }
    let now = edge.now();
    let changed = change(c, decisions, node, now).await?;
    let stands = |decision: &&&Composed| changed.contains_key(&decision.next.id.0);
    for decision in decisions.iter().filter(stands) {
        for reply in &decision.cancel {
            if !take_back(c, &decision.next, *reply, now).await? {
                withdraw(c, &decision.next, *reply, now).await?;
            }
        }
        let Some(changed) = changed.get(&decision.next.id.0) else { continue };
        rows.add(c, decision, changed, now).await?;
    }
    let done = rows.write(c, node, now).await?;
    for decision in decisions.iter().filter(stands) {
        if decision.limit.is_some() {
            effects::spoke(c, decision.next.place, decision.messages()).await?;
        }
        if decision.shows {
            rooms::show(c, decision, now).await?;
        }
        for effect in &decision.effects {
            effects::apply(c, &decision.next, effect, edge).await?;
        }
    }
    Ok(done)
}

/// Where a changed conversation now stands.
#[derive(sqlx::FromRow)]
struct Changed {
    id: Uuid,
    last_seq: i64,
    wake_at: Option<DateTime<Utc>>,
}

/// Changes the conversations that are still at the version of their decision.
async fn change(
    c: &mut Conn,
    decisions: &[&Composed],
    node: &str,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Changed>, StoreError> {
    let changes: Vec<Change<'_>> = decisions.iter().map(|decision| Change::of(decision)).collect();
    let sql = c.text(CHANGE);
    let changed: Vec<Changed> = on!(c, Conn, c => sqlx::query_as(sql)
        .bind(Json(changes)).bind(now).bind(node).fetch_all(&mut **c).await)?;
    Ok(changed.into_iter().map(|changed| (changed.id, changed)).collect())
}

impl<'a> Change<'a> {
    fn of(decision: &'a Composed) -> Self {
        let (before, next) = (&decision.before, &decision.next);
        Self {
            conversation: next.id.0,
            expected: before.version,
            raise: u8::from(decision.visible),
            touches: decision.visible && !next.service.ran_on(before.version, before.version + 1),
            added: decision.entries.len(),
            handled: decision.handled,
            speaks: Some(next.language.as_str()).filter(|language| *language != before.language),
            stands: next.status.word(),
            held: next.holder.word(),
            held_by: next.holder.agent().map(|agent| agent.0),
            waits_anew: next.waiting_since != before.waiting_since,
            waits: next.waiting_since,
            settled: next.resolved_at,
            settled_by: next.resolved_by.map(|agent| agent.0),
            serves: &next.service,
            is_due: next.service.due().map(|(_, at)| at),
            alarms: next.service.alarmed_at,
            asks: next.service.asked_at,
            replies: next.service.replied_at,
            remembers: &next.memory,
            wakes: decision.wake_at,
            fenced: decision.fenced,
        }
    }
}

/// Cancels the delivery of a reply, and says whether there was one that had surely not left.
async fn take_back(c: &mut Conn, next: &Conversation, reply: u32, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = on!(c, Conn, c => sqlx::query(TAKE_BACK)
        .bind(next.id.0).bind(i64::from(reply)).bind(now)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done > 0)
}

/// The same of what somebody of the team said at an entry.
async fn take_back_entry(c: &mut Conn, next: &Conversation, seq: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = on!(c, Conn, c => sqlx::query(TAKE_BACK_ENTRY)
        .bind(next.id.0).bind(seq).bind(now).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done > 0)
}

/// Lets a delivery that is being sent end with this attempt, and one that has perhaps arrived, or a part of it, end here:
/// neither is tried again.
async fn withdraw(c: &mut Conn, next: &Conversation, reply: u32, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(WITHDRAW)
        .bind(next.id.0).bind(i64::from(reply)).bind(true).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}
