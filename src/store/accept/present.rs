//! What is there of what was said in a place, told by a channel that did not hear for a while what became of it: what we know and
//! is not there any more was deleted meanwhile, and of the reactions that are set those are heard that we do not know.

use std::collections::HashSet;

use hamyar_channel::{Address, Author, Event, Inbound, Present};
use sqlx::types::Json;
use uuid::Uuid;

use super::Recorder;
use crate::model::{Memory, Moved, PlaceId};
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
    /// Surely said in this place, and not in a thread of it or before the conversation went on in one.
    fn was_said_in(&self, place: PlaceId) -> bool {
        match &self.memory.moved {
            None => self.place == place.0 && !self.inside,
            Some(Moved { seq, .. }) if self.place == place.0 => self.seq > *seq,
            Some(Moved { from, seq }) => *from == place && self.seq < *seq && !self.inside,
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
        let Some(place) = places::find(self.c, self.channel, &event.place.address).await? else { return Ok(missed) };
        for message in self.gone(place.id, &event.place.address, present).await? {
            missed.push(Inbound {
                key: format!("d:{}:{message}", event.place.address.chat),
                author: Author::default(),
                event: Event::Delete { message },
                ..event.clone()
            });
        }
        for reaction in &present.reactions {
            if !self.is_set(reaction).await? {
                missed.push(reaction.clone());
            }
        }
        Ok(missed)
    }

    /// The messages that are known and are not there. Those that were deleted already are among them: that has a key.
    async fn gone(&mut self, place: PlaceId, at: &Address, present: &Present) -> Result<Vec<String>, StoreError> {
        let Present { after, before, messages, .. } = present;
        if after.len() != before.len() {
            return Ok(Vec::new());
        }
        let key = |message: &str| format!("m:{}:{message}", at.chat);
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
