//! What is there of what was said in a place, told by a channel that did not hear for a while what became of it: what we know and
//! is not there any more was deleted meanwhile, and of the reactions that are set those are heard that we do not know.

use std::collections::HashSet;

use hamyar_channel::{Author, Event, Inbound, Present};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::Recorder;
use crate::model::{Memory, Moved, Place, PlaceId};
use crate::store::db::{Conn, on};
use crate::store::{StoreError, places};

/// What is known of a stretch: keys that begin alike and have numbers of one length are in the order of these in any language.
const KNOWN: &str = "
    select t.event_key, t.seq, (t.data ->> 'inside') is not null as inside, c.place, c.memory
    from timeline t
    join conversations c on c.id = t.conversation
    where t.channel = $1 and t.event_key > $2 and t.event_key < $3 and t.kind = 'message'
    order by t.event_key";

/// What is known of somebody's reaction, the newest first.
const REACTED: &str = "
    select t.event_key
    from timeline t
    where t.channel = $1 and t.event_key > $2 and t.event_key < $3 and t.kind = 'reaction'
    order by t.id desc";

const NOTE: &str = "
    insert into channel_events (channel, event_key, at, kind, data)
    values ($1, $2, $3, 'present', $4)
    on conflict do nothing";

/// Behind the end of every key of a reaction, in any language: they end in digits and the letters a to f.
const END: &str = "zzzz";

#[derive(sqlx::FromRow)]
struct Row {
    event_key: String,
    seq: i64,
    inside: bool,
    place: Uuid,
    memory: Json<Memory>,
}

impl Row {
    /// Surely said in this place. Where a conversation went on in a thread, what is not surely said in either counts in neither:
    /// what is said in its place until that is decided comes after the note that the thread is there.
    fn was_said_in(&self, place: &Place) -> bool {
        let (is_thread, is_of) = (place.address.thread.is_some(), |id: PlaceId| id == place.id);
        match &self.memory.moved {
            None => is_of(PlaceId(self.place)) && (is_thread || !self.inside),
            Some(_) if is_of(PlaceId(self.place)) => self.inside,
            Some(Moved { from, seq }) => is_of(*from) && self.seq < *seq && !self.inside,
        }
    }
}

impl Recorder<'_> {
    /// These events, with what follows from looks at what is there in their place.
    pub(super) async fn tell_apart(&mut self, events: &[Inbound]) -> Result<Vec<Inbound>, StoreError> {
        let mut told = Vec::with_capacity(events.len());
        for event in events {
            match &event.event {
                Event::Present(present) => told.extend(self.missed(event, present).await?),
                _ => told.push(event.clone()),
            }
        }
        Ok(told)
    }

    /// What happened, as the channel would have told it at the time. Nothing follows where the place is not known.
    async fn missed(&mut self, event: &Inbound, present: &Present) -> Result<Vec<Inbound>, StoreError> {
        let mut missed = Vec::new();
        if !self.is_first_look(event).await? {
            return Ok(missed);
        }
        let Some(place) = places::find(self.c, self.channel, &event.place.address).await? else { return Ok(missed) };
        for message in self.gone(&place, present).await? {
            missed.push(Inbound {
                key: format!("d:{}:{message}", event.place.address.chat),
                author: Author::default(),
                event: Event::Delete { message },
                ..event.clone()
            });
        }
        for reaction in self.concerning(present.reactions.clone()).await? {
            if !self.is_set(&reaction).await? {
                missed.push(reaction);
            }
        }
        Ok(missed)
    }

    /// Notes a look at what is there. One that is brought again says nothing of what was heard since.
    async fn is_first_look(&mut self, event: &Inbound) -> Result<bool, StoreError> {
        let noted = on!(self.c, Conn, c => sqlx::query(NOTE)
            .bind(self.channel.as_str()).bind(&event.key).bind(event.at).bind(Json(json!({})))
            .execute(&mut **c).await.map(|done| done.rows_affected()))?;
        Ok(noted > 0)
    }

    /// The messages that are known and are not there. Those that were deleted already are among them: that has a key.
    async fn gone(&mut self, place: &Place, present: &Present) -> Result<Vec<String>, StoreError> {
        let Present { after, before, messages, .. } = present;
        if after.len() != before.len() {
            return Ok(Vec::new());
        }
        let key = |message: &str| format!("m:{}:{message}", place.address.chat);
        let known: Vec<Row> = on!(self.c, Conn, c => sqlx::query_as(KNOWN)
            .bind(self.channel.as_str()).bind(key(after)).bind(key(before)).fetch_all(&mut **c).await)?;
        let there: HashSet<&str> = messages.iter().map(String::as_str).collect();
        let prefix = key("");
        let said = known.iter().filter(|row| row.was_said_in(place));
        let ids = said.filter_map(|row| row.event_key.strip_prefix(&prefix));
        let gone = ids.filter(|id| id.len() == after.len() && !there.contains(id));
        Ok(gone.map(str::to_owned).collect())
    }

    /// Whether a reaction is known to be set.
    async fn is_set(&mut self, reaction: &Inbound) -> Result<bool, StoreError> {
        let Event::Reaction { message, emoji, .. } = &reaction.event else { return Ok(true) };
        let stem = format!("r:{}:{message}:{}:{emoji}:", reaction.place.address.chat, reaction.author.id);
        let known: Vec<(String,)> = on!(self.c, Conn, c => sqlx::query_as(REACTED)
            .bind(self.channel.as_str()).bind(&stem).bind(format!("{stem}{END}")).fetch_all(&mut **c).await)?;
        let last = known.iter().find_map(|(key,)| key.strip_prefix(&stem));
        Ok(last.is_some_and(|last| last.starts_with('+')))
    }
}
