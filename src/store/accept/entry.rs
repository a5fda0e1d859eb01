//! Writing events as the next entries of their conversations.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Address, Event, Inbound, Message};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::Recorder;
use super::matter::Matter;
use crate::model::{ConversationId, EntryId, EntryKind, FileId, IdentityId, Target};
use crate::store::batch::{batch, instant, instant_or_none};
use crate::store::db::{Conn, Text, on};
use crate::store::{StoreError, files};

/// Entries of a batch that are still to be written, in the order of what happened.
#[derive(Default)]
pub(super) struct Pending {
    entries: Vec<Row>,
    conversations: BTreeMap<Uuid, Advance>,
    brought: Vec<Brought>,
}

/// Files that came with a message and that we keep ourselves.
struct Brought {
    conversation: Uuid,
    place: Address,
    files: Vec<FileId>,
}

const ADVANCE: Text = batch!(
    "
    update conversations
    set last_seq = last_seq + e.added,
        pending_seq = case when e.undecided > 0 then last_seq + e.undecided else pending_seq end,
        wake_at = case when e.wakes is null or wake_at < e.wakes then wake_at else e.wakes end,
        touched_at = $2, paced_from = e.paces_from, paced_count = e.paces_count
    from ",
    (
        conversation: uuid, added: bigint, undecided: bigint, wakes: timestamptz, paces_from: timestamptz,
        paces_count: integer
    ),
    "where id = e.conversation
    returning id, last_seq"
);

/// What new entries change in a conversation: a row of [`ADVANCE`].
#[derive(Serialize)]
struct Advance {
    conversation: Uuid,
    added: i64,
    /// Which of the new entries, counted from one, is the last that somebody must decide; 0 for none.
    undecided: i64,
    #[serde(serialize_with = "instant_or_none")]
    wakes: Option<DateTime<Utc>>,
    #[serde(serialize_with = "instant")]
    paces_from: DateTime<Utc>,
    paces_count: i32,
}

const ENTRIES: Text = batch!(
    "
    insert into timeline (conversation, seq, id, channel, event_key, identity, at, kind, body, data)
    select e.conversation, e.seq, e.id, $3, e.event_key, e.identity, $2, e.kind, e.body, e.data
    from ",
    (conversation: uuid, seq: bigint, id: uuid, event_key: text, identity: uuid, kind: text, body: text, data: jsonb),
    ""
);

/// A row of [`ENTRIES`]. Until it is written, `seq` counts the new entries of its conversation from one.
#[derive(Serialize)]
struct Row {
    conversation: Uuid,
    seq: i64,
    id: Uuid,
    event_key: String,
    identity: Uuid,
    kind: &'static str,
    body: String,
    data: Value,
}

/// What an event is on the timeline.
pub(super) fn kind(event: &Event) -> EntryKind {
    match event {
        Event::Message(_) => EntryKind::Message,
        Event::Edit(_) => EntryKind::Edit,
        Event::Delete { .. } => EntryKind::Deletion,
        Event::Button { .. } => EntryKind::Press,
        Event::Reaction { .. } => EntryKind::Reaction,
        Event::Command { .. } | Event::Solved(_) => EntryKind::Command,
        Event::Membership(_) => EntryKind::Membership,
        // What is there is told apart before it comes here.
        Event::Present(_) | Event::Unknown { .. } => EntryKind::Unknown,
    }
}

impl Recorder<'_> {
    /// Adds the entry to those that are to be written; the engine is woken for it. Returns whether it is the first of its
    /// minute over the limit.
    pub(super) async fn entry(
        &mut self,
        event: &Inbound,
        kind: EntryKind,
        identity: Uuid,
        matter: &Matter,
    ) -> Result<bool, StoreError> {
        let (body, data) = self.content(event);
        self.write(event, kind, identity, matter, (body, data)).await
    }

    /// Adds a message that somebody else tells of: it is there to be read, and asks nothing.
    pub(super) async fn quoting(
        &mut self,
        event: &Inbound,
        identity: Uuid,
        matter: &Matter,
    ) -> Result<bool, StoreError> {
        let (body, mut data) = self.content(event);
        data["quoted"] = true.into();
        self.write(event, EntryKind::Message, identity, matter, (body, data)).await
    }

    async fn write(
        &mut self,
        event: &Inbound,
        kind: EntryKind,
        identity: Uuid,
        matter: &Matter,
        (body, mut data): (String, Value),
    ) -> Result<bool, StoreError> {
        let now = self.edge.now();
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
        // A conversation may be held in a place and in a thread of it.
        flag("inside", kind == EntryKind::Message && event.place.address.thread.is_some());
        flag("admin", event.author.admin && event.event.needs_standing());
        if let Some(target) = self.target(event, matter).await? {
            data["target"] = serde_json::to_value(target).unwrap_or_default();
        }
        let before = self.pending.conversations.remove(&matter.id);
        let (from, count) = match &before {
            Some(advance) => (Some(advance.paces_from), advance.paces_count),
            None => (matter.paced_from, matter.paced_count),
        };
        let counts = kind != EntryKind::Reaction
            && data["quoted"] != true
            && (identity == matter.asker || is_addressed(&event.event));
        let paced = paced((from, count), counts, self.rules.messages_per_minute, now);
        let (added, undecided, wakes) =
            before.map_or((0, 0, None), |advance| (advance.added, advance.undecided, advance.wakes));
        let seq = added + 1;
        let due = kind.needs_decision();
        let advance = Advance {
            conversation: matter.id,
            added: seq,
            undecided: if due { seq } else { undecided },
            wakes: if due { Some(wakes.map_or(paced.wake_at, |at| at.min(paced.wake_at))) } else { wakes },
            paces_from: paced.from,
            paces_count: paced.count,
        };
        self.pending.conversations.insert(matter.id, advance);
        self.pending.brought.extend(brought(event, matter.id));
        let id = self.edge.id();
        if tracing::enabled!(target: "hamyar::engine::accept", tracing::Level::DEBUG) {
            self.recorded.push((EntryId(id), ConversationId(matter.id)));
        }
        self.pending.entries.push(Row {
            conversation: matter.id,
            seq,
            id,
            event_key: event.key.clone(),
            identity,
            kind: kind.word(),
            body,
            data,
        });
        Ok(paced.first_over)
    }

    /// Writes what is pending.
    pub(super) async fn flush(&mut self) -> Result<(), StoreError> {
        let Pending { mut entries, conversations, brought } = std::mem::take(&mut self.pending);
        if entries.is_empty() {
            return Ok(());
        }
        // What was looked up for the rest of the batch is older than this.
        self.something_new = true;
        let now = self.edge.now();
        let (advance, insert) = (self.c.text(ADVANCE), self.c.text(ENTRIES));
        let rows: Vec<&Advance> = conversations.values().collect();
        let advanced: Vec<(Uuid, i64)> = on!(self.c, Conn, c => sqlx::query_as(advance)
            .bind(Json(rows)).bind(now).fetch_all(&mut **c).await)?;
        let last: HashMap<Uuid, i64> = advanced.into_iter().collect();
        for entry in &mut entries {
            let (last, advance) = (last.get(&entry.conversation), conversations.get(&entry.conversation));
            let (Some(last), Some(advance)) = (last, advance) else {
                return Err(StoreError::Damaged {
                    what: "conversations.id",
                    reason: "gone while recording".to_owned(),
                });
            };
            entry.seq += last - advance.added;
        }
        on!(self.c, Conn, c => sqlx::query(insert)
            .bind(Json(&entries)).bind(now).bind(self.channel.as_str()).execute(&mut **c).await.map(drop))?;
        for Brought { conversation, place, files } in &brought {
            files::claim(self.c, files, self.channel, place, *conversation).await?;
        }
        Ok(())
    }

    /// The message of this conversation that an event points at.
    async fn target(&mut self, event: &Inbound, matter: &Matter) -> Result<Option<Target>, StoreError> {
        let message = match &event.event {
            Event::Reaction { message, .. } => message,
            Event::Command { quoted: Some(quoted), .. } => &quoted.message,
            Event::Solved(solved) => match &solved.answer {
                Some(answer) => &answer.message,
                None => return Ok(None),
            },
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
            Event::Reaction { message, emoji, added, direct: _ } => {
                (String::new(), json!({ "message": message, "emoji": emoji, "added": added }))
            }
            Event::Command { message, name, arguments, quoted: _ } => {
                (arguments.clone(), json!({ "message": message, "name": name }))
            }
            Event::Solved(solved) => {
                let data = json!({ "name": "solved", "question": solved.question.message, "old": solved.old, "link": solved.link });
                (String::new(), data)
            }
            Event::Membership(change) => (String::new(), json!({ "change": change })),
            Event::Present(_) => (String::new(), json!({})),
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

/// The files of our own that a message brings, if any.
fn brought(event: &Inbound, conversation: Uuid) -> Option<Brought> {
    let Event::Message(message) = &event.event else { return None };
    let files: Vec<FileId> = message.attachments.iter().filter_map(FileId::of).collect();
    (!files.is_empty()).then(|| Brought { conversation, place: event.place.address.clone(), files })
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
fn paced(known: (Option<DateTime<Utc>>, i32), counts: bool, limit: i32, now: DateTime<Utc>) -> Paced {
    let minute = Duration::minutes(1);
    let (from, before) = match known {
        (Some(from), count) if now - from < minute => (from, count),
        _ => (now, 0),
    };
    let count = before.saturating_add(i32::from(counts));
    let over = limit > 0 && count > limit;
    let first_over = over && before == limit;
    Paced { from, count, wake_at: if over { from + minute } else { now }, first_over }
}
