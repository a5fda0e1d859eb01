//! Conversations that went on in a thread: opening its place, and where on the platform what was said before is.

use hamyar_channel::Address;
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError, places};
use crate::clock::Edge;
use crate::model::{Autonomy, Conversation, ConversationId, Delivery, EntryKind, Moved, Place, PlaceId};

const PLACE_OF_REPLY: &str = "
    select d.place
    from timeline t
    join deliveries d on d.id = t.id
    where t.conversation = $1 and d.reply = $2
    order by t.seq
    limit 1";

/// A message of the time before the move; not one that was written in the thread already.
const SEQ_OF_MESSAGE: &str = "
    select t.seq
    from places p
    join timeline t on t.channel = p.channel and t.event_key = 'm:' || p.chat || ':' || $3
    where p.id = $2 and t.conversation = $1 and (t.data ->> 'inside') is null";

const OTHERS: &str = "
    select count(*)
    from conversations c
    join identities i on i.id = c.asker
    where c.place = $1 and c.id <> $2 and c.status <> 'resolved' and i.external_id not like 'place:%'";

const OPENER: &str = "
    update places
    set opener = $2, autonomy = $3, title = $4
    where id = $1";

/// What waits behind the thread's opening is said in the thread. Edits and marks stay with their messages.
const RETARGET: &str = "
    update deliveries
    set place = $2
    where status in ('pending', 'sending') and conversation = $1 and seq > $3 and status = 'pending' and kind in ('send', 'announce')";

/// Whatever is being decided about the conversation as it was must see this first.
const NOTED: &str = "
    update conversations
    set version = version + 1, last_seq = last_seq + 1, pending_seq = last_seq + 1, touched_at = $2,
        wake_at = case when wake_at < $2 then wake_at else $2 end
    where id = $1
    returning last_seq";

const NOTE: &str = "
    insert into timeline (conversation, seq, id, at, kind, body, data)
    values ($1, $2, $3, $4, $5, $6, $7)";

/// Where something is to be done: in the conversation's place, unless it is about a message of the time before that.
pub(super) async fn place_of(
    c: &mut Conn,
    next: &Conversation,
    revises: Option<u32>,
    reply_to: Option<&str>,
) -> Result<PlaceId, StoreError> {
    let Some(Moved { from, seq }) = &next.memory.moved else { return Ok(next.place) };
    if let Some(reply) = revises {
        let place: Option<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(PLACE_OF_REPLY)
            .bind(next.id.0).bind(i64::from(reply)).fetch_optional(&mut **c).await)?;
        return Ok(place.map_or(next.place, |(place,)| PlaceId(place)));
    }
    let Some(message) = reply_to else { return Ok(next.place) };
    let said: Option<(i64,)> = on!(c, Conn, c => sqlx::query_as(SEQ_OF_MESSAGE)
        .bind(next.id.0).bind(next.place.0).bind(message).fetch_optional(&mut **c).await)?;
    Ok(said.filter(|(said,)| said < seq).map_or(next.place, |_| *from))
}

/// A thread was opened for a conversation: it is a place now, and somebody must decide what follows.
pub(super) async fn opened(c: &mut Conn, delivery: &Delivery, thread: &Address, edge: &Edge) -> Result<(), StoreError> {
    let place = thread_place(c, delivery, thread, edge).await?;
    let (id, now) = (delivery.conversation.0, edge.now());
    let (others,): (i64,) =
        on!(c, Conn, c => sqlx::query_as(OTHERS).bind(place.id.0).bind(id).fetch_one(&mut **c).await)?;
    // One in which another case is open stays as it is, and this conversation where it is.
    if others == 0 {
        belongs(c, delivery, &place).await?;
        on!(c, Conn, c => sqlx::query(RETARGET)
            .bind(id).bind(place.id.0).bind(delivery.seq).execute(&mut **c).await.map(drop))?;
    }
    let place = place.id;
    let (seq,): (i64,) = on!(c, Conn, c => sqlx::query_as(NOTED).bind(id).bind(now).fetch_one(&mut **c).await)?;
    on!(c, Conn, c => sqlx::query(NOTE)
        .bind(id).bind(seq).bind(edge.id()).bind(now).bind(EntryKind::Thread.word()).bind(&delivery.body)
        .bind(Json(json!({ "place": place, "thread": thread.thread })))
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// The thread as a place, as its chat is.
async fn thread_place(c: &mut Conn, delivery: &Delivery, thread: &Address, edge: &Edge) -> Result<Place, StoreError> {
    let chat = places::find(c, &delivery.channel, &delivery.address).await?;
    match (places::find(c, &delivery.channel, thread).await?, chat) {
        (Some(known), _) => Ok(known),
        (None, Some(chat)) => {
            let new = Place { id: PlaceId(edge.id()), address: thread.clone(), ..chat };
            places::insert(c, &new, edge.now()).await?;
            Ok(new)
        }
        (None, None) => Err(StoreError::Damaged { what: "deliveries.place", reason: "no such place".to_owned() }),
    }
}

/// The thread is its asker's, who need not call us in it.
async fn belongs(c: &mut Conn, delivery: &Delivery, place: &Place) -> Result<(), StoreError> {
    let (asker,): (String,) = on!(c, Conn, c => sqlx::query_as("select external_id from identities where id = $1")
        .bind(delivery.identity.0).fetch_one(&mut **c).await)?;
    let autonomy = if place.autonomy == Autonomy::Never { Autonomy::Never } else { Autonomy::Always };
    let title = place.title.as_ref().filter(|_| place.opener.is_some()).unwrap_or(&delivery.body);
    on!(c, Conn, c => sqlx::query(OPENER)
        .bind(place.id.0).bind(&asker).bind(autonomy.word()).bind(title).execute(&mut **c).await.map(drop))?;
    Ok(())
}

impl Store {
    /// Whether a place has a conversation of a person, other than this one, that is not resolved.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn is_taken(&self, place: PlaceId, but_for: ConversationId) -> Result<bool, StoreError> {
        let (count,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(OTHERS)
            .bind(place.0).bind(but_for.0).fetch_one(pool).await)?;
        Ok(count > 0)
    }
}
