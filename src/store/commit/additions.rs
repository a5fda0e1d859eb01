//! What decisions add: entries, and messages to be sent.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use hamyar_channel::Button;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Changed, take_back, take_back_entry};
use crate::model::{Conversation, Delivery, DeliveryId, DeliveryKind, DeliveryStatus, Form, RoomMessage};
use crate::store::batch::{batch, instant_or_none};
use crate::store::composed::{Committed, Composed, ComposedSend};
use crate::store::db::{Conn, IdList, Text, on, over_ids};
use crate::store::deliveries::{file_of, speaker_of, trace_of};
use crate::store::{StoreError, moved, notifications, rooms};

const ENTRIES: Text = batch!(
    "
    insert into timeline (conversation, seq, id, agent, at, kind, body, data)
    select e.conversation, e.seq, e.id, e.agent, $2, e.kind, e.body, e.data
    from ",
    (conversation: uuid, seq: bigint, id: uuid, agent: uuid, kind: text, body: text, data: jsonb),
    ""
);

#[derive(Serialize)]
struct EntryRow<'a> {
    conversation: Uuid,
    seq: i64,
    id: Uuid,
    agent: Option<Uuid>,
    kind: &'a str,
    body: &'a str,
    data: &'a Value,
}

// What is claimed with the commit is so only where nothing earlier of its conversation is still to be sent. PostgreSQL
// counts the time of a claim by its own clock.
const DELIVERIES: Text = batch!(
    sqlite: "
    insert into deliveries
        (id, conversation, seq, reply, revises, changes, place, identity, kind, buttons, reply_to, language, not_before,
         created_at, status, lease_owner, lease_until)
    select n.id, n.conversation, n.seq, n.reply, n.revises, n.changes, n.place, n.identity, n.kind, n.buttons, n.reply_to,
        n.language, $2, $2, case when n.ours then 'sending' else 'pending' end, case when n.ours then $3 end,
        case when n.ours then n.until end
    from (
        select e.*, e.claims and not exists (
            select 1 from deliveries o
            where o.conversation = e.conversation and o.status in ('pending', 'sending'))
            and not exists (select 1 from meta where key = 'deliveries_paused') as ours
        from ",
    postgres: "
    insert into deliveries
        (id, conversation, seq, reply, revises, changes, place, identity, kind, buttons, reply_to, language, not_before,
         created_at, status, lease_owner, lease_until)
    select n.id, n.conversation, n.seq, n.reply, n.revises, n.changes, n.place, n.identity, n.kind, n.buttons, n.reply_to,
        n.language, $2, $2, case when n.ours then 'sending' else 'pending' end, case when n.ours then $3 end,
        case when n.ours then clock_timestamp() + (n.until - $2) end
    from (
        select e.*, e.claims and not exists (
            select 1 from deliveries o
            where o.conversation = e.conversation and o.status in ('pending', 'sending'))
            and not exists (select 1 from meta where key = 'deliveries_paused') as ours
        from ",
    (
        id: uuid, conversation: uuid, seq: bigint, reply: integer, revises: integer, changes: bigint, place: uuid, identity: uuid,
        kind: text, buttons: jsonb, reply_to: text, language: text, claims: boolean, until: timestamptz
    ),
    ") n
    where true
    returning id, status = 'sending'"
);

#[derive(Serialize)]
struct DeliveryRow<'a> {
    id: Uuid,
    conversation: Uuid,
    seq: i64,
    reply: Option<u32>,
    revises: Option<u32>,
    changes: Option<i64>,
    place: Uuid,
    identity: Uuid,
    kind: DeliveryKind,
    buttons: &'a [Vec<Button>],
    reply_to: Option<&'a str>,
    language: &'a str,
    /// It is claimed for this node, if that can be.
    claims: bool,
    #[serde(serialize_with = "instant_or_none")]
    until: Option<DateTime<Utc>>,
}

const INTRODUCED: Text = over_ids!(
    "
    update contacts
    set introduced = true
    where id in (select contact from identities where id",
    ")"
);

/// What decisions add, gathered.
#[derive(Default)]
pub(super) struct Additions<'a> {
    stand: Vec<(&'a Composed, Option<DateTime<Utc>>)>,
    entries: Vec<EntryRow<'a>>,
    deliveries: Vec<DeliveryRow<'a>>,
    introduced: Vec<Uuid>,
    /// What was written in staff rooms: by which message of which room, and which entry it is.
    originated: Vec<(RoomMessage, Uuid, i64)>,
}

impl<'a> Additions<'a> {
    /// Adds those of a decision, whose conversation now stands so.
    pub(super) async fn add(
        &mut self,
        c: &mut Conn,
        decision: &'a Composed,
        changed: &Changed,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let next = &decision.next;
        let count = i64::try_from(decision.entries.len()).unwrap_or(i64::MAX);
        let mut claim = decision.claim.as_ref();
        for (entry, seq) in decision.entries.iter().zip(changed.last_seq - count + 1..) {
            self.entries.push(EntryRow {
                conversation: next.id.0,
                seq,
                id: entry.id.0,
                agent: entry.agent.map(|agent| agent.0),
                kind: entry.kind.word(),
                body: &entry.body,
                data: &entry.data,
            });
            notifications::notify(c, next.id.0, (entry, seq), now).await?;
            // The message that was edited stands for what it first became, and one with several files for the first of them.
            if entry.data["changes"].is_null()
                && let Some(from) = entry.data.get("from").and_then(|from| RoomMessage::deserialize(from).ok())
                && !self.originated.iter().any(|(known, of, _)| *known == from && *of == next.id.0)
            {
                self.originated.push((from, next.id.0, seq));
            }
            if let Some(send) = &entry.send {
                let Some(mut row) = delivery(c, next, (entry.id.0, seq), send, now).await? else { continue };
                // What follows it waits until it is finished.
                if let Some(claim) = claim.take().filter(|claim| claim.place.id.0 == row.place) {
                    (row.claims, row.until) = (true, Some(now + claim.lease));
                }
                self.deliveries.push(row);
            }
        }
        self.introduced.extend(Some(next.asker.0).filter(|_| decision.introduces));
        self.stand.push((decision, changed.wake_at));
        Ok(())
    }

    /// Writes them, and says what became of each decision.
    pub(super) async fn write(
        self,
        c: &mut Conn,
        node: &str,
        now: DateTime<Utc>,
    ) -> Result<HashMap<Uuid, Committed>, StoreError> {
        let (entries, deliveries, introduced) = (c.text(ENTRIES), c.text(DELIVERIES), c.text(INTRODUCED));
        if !self.entries.is_empty() {
            on!(c, Conn, c => sqlx::query(entries)
                .bind(Json(&self.entries)).bind(now).execute(&mut **c).await.map(drop))?;
        }
        for (RoomMessage { room, message }, conversation, seq) in &self.originated {
            if let Some(message) = message {
                rooms::originated(c, (room.0, message), (*conversation, *seq)).await?;
            }
        }
        let mut ours = HashMap::new();
        if !self.deliveries.is_empty() {
            let written: Vec<(Uuid, bool)> = on!(c, Conn, c => sqlx::query_as(deliveries)
                .bind(Json(&self.deliveries)).bind(now).bind(node).fetch_all(&mut **c).await)?;
            ours.extend(written);
        }
        if !self.introduced.is_empty() {
            let people = IdList(self.introduced.clone());
            on!(c, Conn, c => sqlx::query(introduced).bind(people).execute(&mut **c).await.map(drop))?;
        }
        let outcome = |(decision, wake_at): &(&Composed, Option<DateTime<Utc>>)| {
            let waits = |id: DeliveryId| ours.get(&id.0) == Some(&false);
            let claimed = self
                .deliveries
                .iter()
                .find(|row| row.conversation == decision.next.id.0 && row.claims && ours.get(&row.id) == Some(&true));
            let claimed = claimed.and_then(|row| claimed_delivery(decision, row, now)).map(Box::new);
            (
                decision.next.id.0,
                Committed::Done { sends: decision.deliveries().any(waits), claimed, wake_at: *wake_at },
            )
        };
        Ok(self.stand.iter().map(outcome).collect())
    }
}

/// What was claimed with its decision, as loading it would find it.
fn claimed_delivery(decision: &Composed, row: &DeliveryRow<'_>, now: DateTime<Utc>) -> Option<Delivery> {
    let place = &decision.claim.as_ref()?.place;
    let entry = decision.entries.iter().find(|entry| entry.id.0 == row.id)?;
    let send = entry.send.as_ref()?;
    Some(Delivery {
        id: DeliveryId(row.id),
        trace: trace_of(&entry.data, DeliveryId(row.id)),
        conversation: decision.next.id,
        seq: row.seq,
        reply: row.reply,
        revises: row.revises,
        changes: row.changes,
        place: place.id,
        channel: place.channel.clone(),
        address: place.address.clone(),
        direct: place.direct,
        identity: decision.next.asker,
        kind: row.kind,
        body: entry.body.clone(),
        speaker: speaker_of(&entry.data),
        file: file_of(&entry.data),
        buttons: send.buttons.clone(),
        reply_to: send.reply_to.clone(),
        language: decision.next.language.clone(),
        status: DeliveryStatus::Sending,
        ambiguous: false,
        plain: false,
        attempts: 0,
        parts_sent: 0,
        claim: 0,
        created_at: now,
        begun_at: now,
    })
}

/// The delivery of an entry, whose id it has; none where nothing is left to be done. One that revises a reply becomes an ordinary message if that reply never left.
async fn delivery<'a>(
    c: &mut Conn,
    next: &'a Conversation,
    (id, seq): (Uuid, i64),
    send: &'a ComposedSend,
    now: DateTime<Utc>,
) -> Result<Option<DeliveryRow<'a>>, StoreError> {
    let revises = match send.revises {
        Some(reply) if take_back(c, next, reply, now).await? => None,
        other => other,
    };
    let changes = match send.changes {
        Some(changed) if take_back_entry(c, next, changed, now).await? => None,
        other => other,
    };
    if send.form == Form::Removal && changes.is_none() {
        return Ok(None);
    }
    let kind = match revises {
        _ if send.form == Form::Removal => DeliveryKind::Remove,
        _ if changes.is_some() => DeliveryKind::Edit,
        _ if send.form == Form::Mark => DeliveryKind::React,
        _ if send.form == Form::Thread => DeliveryKind::Open,
        Some(_) => DeliveryKind::Edit,
        None if send.form == Form::Announcement => DeliveryKind::Announce,
        None => DeliveryKind::Send,
    };
    Ok(Some(DeliveryRow {
        id,
        conversation: next.id.0,
        seq,
        reply: send.reply,
        revises,
        changes,
        place: moved::place_of(c, next, revises, send.reply_to.as_deref()).await?.0,
        identity: next.asker.0,
        kind,
        buttons: &send.buttons,
        reply_to: send.reply_to.as_deref(),
        language: &next.language,
        claims: false,
        until: None,
    }))
}
