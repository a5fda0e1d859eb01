//! Writing an event as the next entry of its conversation.

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Event, Inbound, Message};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::Recorder;
use super::matter::Matter;
use crate::model::EntryKind;
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
    /// Adds the entry, and wakes the engine for it.
    pub(super) async fn entry(
        &mut self,
        event: &Inbound,
        kind: EntryKind,
        identity: Uuid,
        matter: &Matter,
    ) -> Result<(), StoreError> {
        let now = self.edge.now();
        let paced = paced(matter, self.rules.messages_per_minute, now);
        let (seq,): (i64,) = on!(self.c, Conn, c => sqlx::query_as(NEXT_SEQ)
            .bind(matter.id).bind(kind.needs_decision()).bind(paced.wake_at).bind(now)
            .bind(paced.from).bind(paced.count)
            .fetch_one(&mut **c).await)?;
        let (body, mut data) = self.content(event);
        if matter.original {
            data["known"] = true.into();
        }
        on!(self.c, Conn, c => sqlx::query(ENTRY)
            .bind(matter.id).bind(seq).bind(self.edge.id()).bind(self.channel.as_str()).bind(&event.key)
            .bind(identity).bind(now).bind(kind.word()).bind(body).bind(Json(data))
            .execute(&mut **c).await.map(drop))?;
        Ok(())
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
            Event::Command { message, name, arguments } => {
                (arguments.clone(), json!({ "message": message, "name": name }))
            }
            Event::Membership(change) => (String::new(), json!({ "change": change })),
            Event::Unknown { kind } => (String::new(), json!({ "kind": kind })),
        }
    }

    fn message(&self, event: &Inbound, message: &Message) -> (String, Value) {
        let mut data = json!({ "message": message.id, "sent_at": event.at });
        let mut put = |key: &str, value: Value| data[key] = value;
        if message.addressed {
            put("addressed", true.into());
        }
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

struct Paced {
    from: DateTime<Utc>,
    count: i32,
    wake_at: DateTime<Utc>,
}

/// Counts a minute's messages: what is over the limit is handled when the minute has passed.
fn paced(matter: &Matter, limit: i32, now: DateTime<Utc>) -> Paced {
    let minute = Duration::minutes(1);
    match matter.paced_from {
        Some(from) if now - from < minute => {
            let count = matter.paced_count.saturating_add(1);
            let over = limit > 0 && count > limit;
            Paced { from, count, wake_at: if over { from + minute } else { now } }
        }
        _ => Paced { from: now, count: 1, wake_at: now },
    }
}
