//! Writing an event as the next entry of its conversation.

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Event, Inbound, Message};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::Recorder;
use super::matter::Matter;
use crate::model::{EntryKind, IdentityId, Target};
use crate::store::StoreError;
use crate::store::db::{Conn, on};

const NEXT_SEQ: &str = "
    update conversations
    set last_seq = last_seq + 1,
        pending_seq = case when $2 then last_seq + 1 else pending_seq end,
        wake_at = case when not $2 or wake_at < $3 then wake_at else $3 end,
        touched_at = $4, paced_from = $5, paced_count = $6
    where id = $1
    returning last_seq";

const ENTRY: &str = "
    insert into timeline (conversation, seq, id, channel, event_key, identity, at, kind, body, data)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// What an event is on the timeline.
pub(super) fn kind(event: &Event) -> EntryKind {
    match event {
        Event::Message(_) => EntryKind::Message,
        Event::Edit(_) => EntryKind::Edit,
        Event::Delete { .. } => EntryKind::Deletion,
        Event::Button { .. } => EntryKind::Press,
        Event::Reaction { .. } => EntryKind::Reaction,
        Event::Command { .. } => EntryKind::Command,
        Event::Membership(_) => EntryKind::Membership,
        Event::Unknown { .. } => EntryKind::Unknown,
    }
}

impl Recorder<'_> {
    /// Adds the entry, and wakes the engine for it. Returns whether it is the first of its minute over the limit.
    pub(super) async fn entry(
        &mut self,
        event: &Inbound,
        kind: EntryKind,
        identity: Uuid,
        matter: &Matter,
    ) -> Result<bool, StoreError> {
        let now = self.edge.now();
        let counts = kind != EntryKind::Reaction && (identity == matter.asker || is_addressed(&event.event));
        let paced = paced(matter, counts, self.rules.messages_per_minute, now);
        let (seq,): (i64,) = on!(self.c, Conn, c => sqlx::query_as(NEXT_SEQ)
            .bind(matter.id).bind(kind.needs_decision()).bind(paced.wake_at).bind(now)
            .bind(paced.from).bind(paced.count)
            .fetch_one(&mut **c).await)?;
        let (body, mut data) = self.content(event);
        let mut flag = |name: &str, set: bool| {
            if set {
                data[name] = true.into();
            }
        };
        flag("known", matter.original);
        flag(
            "addressed",
            matter.addressed || matches!(&event.event, Event::Message(said) | Event::Edit(said) if said.addressed),
        );
        flag("collects", matter.collects);
        flag("admin", event.author.admin && event.event.needs_standing());
        if let Some(target) = self.target(event, matter).await? {
            data["target"] = serde_json::to_value(target).unwrap_or_default();
        }
        on!(self.c, Conn, c => sqlx::query(ENTRY)
            .bind(matter.id).bind(seq).bind(self.edge.id()).bind(self.channel.as_str()).bind(&event.key)
            .bind(identity).bind(now).bind(kind.word()).bind(body).bind(Json(data))
            .execute(&mut **c).await.map(drop))?;
        Ok(paced.first_over)
    }

    /// The message of this conversation that an event points at.
    async fn target(&mut self, event: &Inbound, matter: &Matter) -> Result<Option<Target>, StoreError> {
        let message = match &event.event {
            Event::Reaction { message, .. } => message,
            Event::Command { quoted: Some(quoted), .. } => &quoted.message,
            _ => return Ok(None),
        };
        let key = format!("m:{}:{message}", event.place.address.chat);
        let found: Option<(i64, Option<Uuid>)> = on!(self.c, Conn, c => sqlx::query_as(
            "select seq, identity from timeline where channel = $1 and event_key = $2 and conversation = $3")
            .bind(self.channel.as_str()).bind(key).bind(matter.id).fetch_optional(&mut **c).await)?;
        let target = |(seq, identity): (i64, Option<Uuid>)| {
            Some(Target { seq, identity: IdentityId(identity?), message: message.clone() })
        };
        Ok(found.and_then(target))
    }

    /// The words of an event, and everything else that it says.
    fn content(&self, event: &Inbound) -> (String, Value) {
        match &event.event {
            Event::Message(message) | Event::Edit(message) => self.message(event, message),
            Event::Delete { message } => (String::new(), json!({ "message": message })),
            Event::Button { action, message } => (String::new(), json!({ "action": action, "message": message })),
            Event::Reaction { message, emoji, added } => {
                (String::new(), json!({ "message": message, "emoji": emoji, "added": added }))
            }
            Event::Command { message, name, arguments, quoted: _ } => {
                (arguments.clone(), json!({ "message": message, "name": name }))
            }
            Event::Membership(change) => (String::new(), json!({ "change": change })),
            Event::Unknown { kind } => (String::new(), json!({ "kind": kind })),
        }
    }

    fn message(&self, event: &Inbound, message: &Message) -> (String, Value) {
        let mut data = json!({ "message": message.id, "sent_at": event.at });
        let mut put = |key: &str, value: Value| data[key] = value;
        if let Some(reply_to) = &message.reply_to {
            put("reply_to", reply_to.as_str().into());
        }
        if let Some(language) = &event.author.language {
            put("language", language.as_str().into());
        }
        if let Some(question) = &message.question {
            put("question", cut(question, self.rules.max_message_bytes).into());
        }
        if !message.attachments.is_empty() {
            put("attachments", serde_json::to_value(&message.attachments).unwrap_or_default());
        }
        let body = cut(&message.text, self.rules.max_message_bytes);
        if body.len() < message.text.len() {
            put("cut_from_bytes", message.text.len().into());
        }
        (body.to_owned(), data)
    }
}

/// The text, or as much of it as may be kept.
fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Meant for us by what the platform says of it.
fn is_addressed(event: &Event) -> bool {
    match event {
        Event::Message(message) | Event::Edit(message) => message.addressed,
        Event::Command { .. } => true,
        _ => false,
    }
}

struct Paced {
    from: DateTime<Utc>,
    count: i32,
    wake_at: DateTime<Utc>,
    first_over: bool,
}

/// Counts a minute's messages: what is over the limit is handled when the minute has passed. What others say in the
/// thread of somebody does not count as theirs, and does not hasten what waits.
fn paced(matter: &Matter, counts: bool, limit: i32, now: DateTime<Utc>) -> Paced {
    let minute = Duration::minutes(1);
    let (from, before) = match matter.paced_from {
        Some(from) if now - from < minute => (from, matter.paced_count),
        _ => (now, 0),
    };
    let count = before.saturating_add(i32::from(counts));
    let over = limit > 0 && count > limit;
    let first_over = over && before == limit;
    Paced { from, count, wake_at: if over { from + minute } else { now }, first_over }
}
