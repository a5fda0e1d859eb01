//! What was done in a topic of a staff room.

use chrono::{DateTime, Utc};
use hamyar_channel::Address;
use sqlx::types::Json;
use uuid::Uuid;

use super::{TopicFace, TopicId, originated};
use crate::model::{Place, PlaceId};
use crate::store::db::{Conn, on};
use crate::store::{StoreError, places};

/// What was done in a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicStep {
    /// It is there. It begins with its card where that is this message, which tells of everything up to this entry.
    Opened(Address, Option<(String, i64)>),
    /// Its card is this message, which tells of everything up to this entry.
    Card(String, i64),
    /// Everything up to this entry is shown; this last one by these messages.
    Entry(i64, Vec<String>),
    /// This entry is shown in part, by these messages; the face says how much is done.
    Part(i64, Vec<String>),
    /// The file of this number that came with an entry is shown by this message, if by any.
    File {
        /// The entry.
        seq: i64,
        /// The number, from 0.
        number: usize,
        /// The message.
        message: Option<String>,
    },
    /// It looks otherwise, as its face says.
    Looks,
    /// It was not there any more, and this is another in its place, which begins with its card where that is this message.
    Anew(Address, Option<(String, i64)>),
    /// It was removed. What people still have begins anew.
    Forgotten,
}

const LOST_MESSAGES: &str = "
    delete from mirrors
    where conversation = $1 and exists (
        select 1 from places p
        where p.id = $2 and p.channel = mirrors.channel and p.chat = mirrors.chat)";

const FORGOTTEN: &str = "
    delete from topics
    where conversation = $1 and room = $2 and not exists (
        select 1 from conversations c
        join places p on p.id = $2 and p.role = 'staff'
        where c.id = $1 and c.status in ('open', 'snoozed') and c.holder in ('queue', 'agent'))";

const BEGINS_ANEW: &str = "
    update topics
    set forgets = false, place = null, card = null, face = null
    where conversation = $1 and room = $2";

/// Writes down what was done in a topic, and what it looks like then.
pub(super) async fn record(
    c: &mut Conn,
    topic: TopicId,
    shown: TopicStep,
    face: TopicFace,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (conversation, room) = (topic.conversation.0, topic.room.0);
    match shown {
        TopicStep::Opened(address, card) => {
            let place = topic_place(c, room, address, id, now).await?;
            opened(c, topic, place).await?;
            began(c, topic, card).await?;
        }
        TopicStep::Anew(address, card) => {
            on!(c, Conn, c => sqlx::query(LOST_MESSAGES).bind(conversation).bind(room).execute(&mut **c).await.map(drop))?;
            let place = topic_place(c, room, address, id, now).await?;
            opened(c, topic, place).await?;
            began(c, topic, card).await?;
        }
        TopicStep::Card(message, seq) => began(c, topic, Some((message, seq))).await?,
        TopicStep::Entry(seq, messages) => {
            for message in messages {
                originated(c, (room, &message), (conversation, seq, 0)).await?;
            }
            on!(c, Conn, c => sqlx::query(
                "update topics set shown_seq = $3 where conversation = $1 and room = $2")
                .bind(conversation).bind(room).bind(seq).execute(&mut **c).await.map(drop))?;
        }
        TopicStep::Part(seq, messages) => {
            for message in messages {
                originated(c, (room, &message), (conversation, seq, 0)).await?;
            }
        }
        TopicStep::File { seq, number, message } => {
            let part = i32::try_from(number).unwrap_or(i32::MAX - 1) + 1;
            if let Some(message) = message {
                originated(c, (room, &message), (conversation, seq, part)).await?;
            }
        }
        TopicStep::Looks => {}
        TopicStep::Forgotten => {
            for sql in [LOST_MESSAGES, FORGOTTEN, BEGINS_ANEW] {
                on!(c, Conn, c => sqlx::query(sql).bind(conversation).bind(room).execute(&mut **c).await.map(drop))?;
            }
            return Ok(());
        }
    }
    on!(c, Conn, c => sqlx::query("update topics set face = $3 where conversation = $1 and room = $2")
        .bind(conversation).bind(room).bind(Json(face)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// It begins with its card, if with anything.
async fn began(c: &mut Conn, topic: TopicId, card: Option<(String, i64)>) -> Result<(), StoreError> {
    let Some((message, seq)) = card else { return Ok(()) };
    on!(c, Conn, c => sqlx::query("update topics set card = $3, shown_seq = $4 where conversation = $1 and room = $2")
        .bind(topic.conversation.0).bind(topic.room.0).bind(message).bind(seq)
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}

async fn opened(c: &mut Conn, topic: TopicId, place: Uuid) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("update topics set place = $3, card = null where conversation = $1 and room = $2")
        .bind(topic.conversation.0).bind(topic.room.0).bind(place).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// The topic as a place of its own, which is the team's as its room is.
async fn topic_place(
    c: &mut Conn,
    room: Uuid,
    address: Address,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Uuid, StoreError> {
    let room = places::by_id(c, PlaceId(room)).await?;
    let room = room.ok_or(StoreError::Damaged { what: "topics.room", reason: "no such place".to_owned() })?;
    if let Some(known) = places::find(c, &room.channel, &address).await? {
        return Ok(known.id.0);
    }
    // What the topic is called names a customer.
    let place = Place { id: PlaceId(id), address, title: None, opener: None, ..room };
    places::insert(c, &place, now).await?;
    Ok(id)
}
