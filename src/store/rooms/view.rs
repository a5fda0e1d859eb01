//! A topic of a staff room with all that is needed to say what it shows next.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, ChannelId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::{TopicFace, TopicId};
use crate::model::{AgentId, Entry, EntryKind, Holder, IdentityId, Place, PlaceId, RoomSettings, Status};
use crate::store::db::{Db, IdList, on, over_ids};
use crate::store::rows::{self, EntryRow, all};
use crate::store::{Store, StoreError};

/// Entries that are read at once, to find those that are shown.
const AHEAD: i64 = 30;

/// What was said last, on a card: so much, and as much more as it takes to begin with the customer's words.
const RECENT: usize = 3;
const RECENT_WITH_QUESTION: usize = 6;

/// A topic, and what is to be shown in it.
#[derive(Clone, Debug)]
pub struct RoomTopic {
    /// Which it is.
    pub id: TopicId,
    /// The number of its conversation.
    pub number: i64,
    /// Where that stands.
    pub status: Status,
    /// Who has it.
    pub holder: Holder,
    /// Until when it is put off.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// The language it is held in.
    pub language: String,
    /// The channel on which the customer is.
    pub channel: ChannelId,
    /// Where it is held there.
    pub held_at: Address,
    /// The customer.
    pub asker: IdentityId,
    /// The room.
    pub room: Place,
    /// The topic, once it is open.
    pub place: Option<Place>,
    /// The message that says what it is about.
    pub card: Option<String>,
    /// What it looks like.
    pub face: TopicFace,
    /// How often something has just been tried in vain.
    pub attempts: i32,
    /// What was last tried may have been done.
    pub ambiguous: bool,
    /// It is to be removed.
    pub forgets: bool,
    /// What was wanted of it when it was read.
    pub wanted: i64,
    /// The last entry of the timeline.
    pub last_seq: i64,
    /// What is not shown yet, oldest first.
    pub entries: Vec<Entry>,
    /// Why people have it.
    pub handoff: Option<String>,
    /// What was said last when its card was written, or is now where there is none. Oldest first.
    pub recent: Vec<Entry>,
    /// Of those that reply to another entry, the message in the room that shows that.
    pub replies: HashMap<i64, String>,
    /// What is set for the room.
    pub settings: RoomSettings,
    /// Whose of the team the accounts on the room's platform are.
    pub accounts: HashMap<String, String>,
    /// Who is who on the channel.
    pub names: HashMap<IdentityId, String>,
    /// Who is who in the team.
    pub agents: HashMap<AgentId, String>,
}

impl RoomTopic {
    /// Where what is shown goes: to the topic, or to the room until it is open.
    #[must_use]
    pub fn to(&self) -> &Address {
        self.place.as_ref().map_or(&self.room.address, |place| &place.address)
    }
}

const TOPIC: &str = "
    select t.place, t.card, t.face, t.shown_seq, t.wanted, t.forgets, t.ambiguous, t.attempts,
        c.number, c.status, c.holder, c.agent, c.snoozed_until, c.language, c.asker, c.last_seq, p.channel, p.chat, p.thread
    from topics t
    join conversations c on c.id = t.conversation
    join places p on p.id = c.place
    where t.conversation = $1 and t.room = $2 and t.lease_owner = $3";

const ENTRIES: &str = "
    select conversation, seq, id, event_key, identity, agent, at, kind, body, data
    from timeline
    where conversation = $1 and seq > $2
    order by seq
    limit $3";

const SAID: &str = "
    select conversation, seq, id, event_key, identity, agent, at, kind, body, data
    from timeline
    where conversation = $1 and kind in ('message', 'reply', 'agent_reply', 'note') and seq <= $2
    order by seq desc
    limit $3";

const HANDOFF: &str = "
    select data
    from timeline
    where conversation = $1 and kind = 'handoff'
    order by seq desc
    limit 1";

/// The messages in the room that show what a message of the customer's, or of ours, says.
const SHOWN_OF_MESSAGE: &str = "
    select m.message, m.part
    from timeline t
    join conversations c on c.id = t.conversation
    join places p on p.id = c.place
    join mirrors m on m.conversation = t.conversation and m.seq = t.seq
    join places r on r.id = $2 and r.channel = m.channel and r.chat = m.chat
    where t.channel = p.channel and t.event_key = 'm:' || p.chat || ':' || $3 and t.conversation = $1
    order by m.part, m.message";

const ACCOUNTS: &str = "
    select k.external_id, a.name
    from agent_accounts k
    join agents a on a.id = k.agent
    where k.channel = $1 and a.active";

/// The first message in the room that shows an entry.
const SHOWN_OF_ENTRY: &str = "
    select m.message
    from mirrors m
    join places r on r.id = $2 and r.channel = m.channel and r.chat = m.chat
    where m.conversation = $1 and m.seq = $3
    order by m.part, m.message
    limit 1";

#[derive(sqlx::FromRow)]
struct Row {
    place: Option<Uuid>,
    card: Option<String>,
    face: Option<Json<TopicFace>>,
    shown_seq: i64,
    wanted: i64,
    forgets: bool,
    ambiguous: bool,
    attempts: i32,
    number: i64,
    status: String,
    holder: String,
    agent: Option<Uuid>,
    snoozed_until: Option<DateTime<Utc>>,
    language: String,
    asker: Uuid,
    last_seq: i64,
    channel: String,
    chat: String,
    thread: String,
}

impl Store {
    /// A topic that this node has claimed; `None` if it has not.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn topic(&self, id: TopicId) -> Result<Option<RoomTopic>, StoreError> {
        self.topic_read(id, |card| card).await
    }

    /// The same, to be begun anew: as if it had no card.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn topic_without_card(&self, id: TopicId) -> Result<Option<RoomTopic>, StoreError> {
        self.topic_read(id, |_| None).await
    }

    async fn topic_read(
        &self,
        id: TopicId,
        card: impl Fn(Option<String>) -> Option<String>,
    ) -> Result<Option<RoomTopic>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(TOPIC)
            .bind(id.conversation.0).bind(id.room.0).bind(&*self.node).fetch_optional(pool).await)?;
        let Some(mut row) = row else { return Ok(None) };
        row.card = card(row.card.take());
        let missing = || StoreError::Damaged { what: "topics.room", reason: "no such place".to_owned() };
        let room = self.place(id.room).await?.ok_or_else(missing)?;
        let place = match row.place {
            Some(place) => self.place(PlaceId(place)).await?,
            None => None,
        };
        let entries = self.topic_entries(ENTRIES, id, row.shown_seq, AHEAD).await?;
        let replies = self.shown_replies(id, &entries).await?;
        let face = row.face.map(|face| face.0).unwrap_or_default();
        let told = if row.card.is_some() { face.card_seq } else { row.last_seq };
        let recent = last_exchange(self.topic_entries(SAID, id, told, AHEAD).await?);
        let data: Option<(Json<Value>,)> = on!(&self.db, Db, pool => sqlx::query_as(HANDOFF)
            .bind(id.conversation.0).fetch_optional(pool).await)?;
        let handoff = data.and_then(|(Json(data),)| data["reason"].as_str().map(str::to_owned));
        let spoke = entries.iter().chain(&recent).filter_map(|entry| entry.identity.map(|identity| identity.0));
        let names = self.names_of(spoke.chain([row.asker]).collect()).await?;
        let settings = self.room_settings(id.room).await?;
        let accounts: Vec<(String, String)> = if settings.mentions.is_empty() {
            Vec::new()
        } else {
            on!(&self.db, Db, pool => sqlx::query_as(ACCOUNTS)
                .bind(room.channel.as_str()).fetch_all(pool).await)?
        };
        let agents = self.agents().await?.into_iter().map(|agent| (agent.id, agent.name)).collect();
        Ok(Some(RoomTopic {
            id,
            number: row.number,
            status: row.status.parse().map_err(StoreError::damaged("conversations.status"))?,
            holder: rows::holder(&row.holder, row.agent).unwrap_or(Holder::Bot),
            snoozed_until: row.snoozed_until,
            language: row.language,
            channel: rows::channel(&row.channel, "places.channel")?,
            held_at: Address { chat: row.chat, thread: Some(row.thread).filter(|thread| !thread.is_empty()) },
            asker: IdentityId(row.asker),
            room,
            place,
            card: row.card,
            face,
            attempts: row.attempts,
            ambiguous: row.ambiguous,
            forgets: row.forgets,
            wanted: row.wanted,
            last_seq: row.last_seq,
            entries,
            handoff,
            recent,
            replies,
            settings,
            accounts: accounts.into_iter().collect(),
            names,
            agents,
        }))
    }

    async fn topic_entries(
        &self,
        sql: &'static str,
        id: TopicId,
        seq: i64,
        most: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(id.conversation.0).bind(seq).bind(most).fetch_all(pool).await)?;
        all(rows)
    }

    async fn names_of(&self, mut identities: Vec<Uuid>) -> Result<HashMap<IdentityId, String>, StoreError> {
        identities.sort_unstable();
        identities.dedup();
        let sql = self.db.text(over_ids!("select id, name from identities where name is not null and id", ""));
        let rows: Vec<(Uuid, String)> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(IdList(identities)).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(id, name)| (IdentityId(id), name)).collect())
    }

    /// The messages in a staff room that show a customer's message, by the platform's id of that: each with 0 where it shows
    /// words, and with more where it shows a file.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn shown_in(&self, id: TopicId, message: &str) -> Result<Vec<(String, i32)>, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(SHOWN_OF_MESSAGE)
            .bind(id.conversation.0).bind(id.room.0).bind(message).fetch_all(pool).await)?)
    }

    /// Of entries that reply to another, the message in the room that shows the other.
    async fn shown_replies(&self, id: TopicId, entries: &[Entry]) -> Result<HashMap<i64, String>, StoreError> {
        let mut shown = HashMap::new();
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(shown) };
        for (seq, of) in self.replies_between(id.conversation, (first.seq, last.seq)).await? {
            if !entries.iter().any(|entry| entry.seq == seq) {
                continue;
            }
            let found: Option<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(SHOWN_OF_ENTRY)
                .bind(id.conversation.0).bind(id.room.0).bind(of).fetch_optional(pool).await)?;
            shown.extend(found.map(|(message,)| (seq, message)));
        }
        Ok(shown)
    }
}

/// What was said last, oldest first, of what was said, newest first. An answer without its question tells nobody what the matter is.
fn last_exchange(mut said: Vec<Entry>) -> Vec<Entry> {
    // That it was handed over the card says in its own words.
    said.retain(|entry| entry.data["type"] != "handoff" && !entry.is_erased());
    said.truncate(RECENT_WITH_QUESTION);
    let asked = said.iter().skip(RECENT - 1).position(|entry| entry.kind == EntryKind::Message);
    said.truncate(asked.map_or(RECENT, |further| RECENT + further));
    said.reverse();
    said
}
