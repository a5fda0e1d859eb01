//! What the desk reads: lists of conversations with their last words, and what a conversation's page needs beside its
//! timeline.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use hamyar_channel::{Button, ChannelId};
use serde::Deserialize;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Db, IdList, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{
    AgentId, ContactId, ConversationId, DeliveryKind, DeliveryStatus, Entry, EntryKind, Holder, IdentityId, Status,
};

/// A choice of conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InboxView {
    /// Those that wait for anyone, the newest first.
    Waiting,
    /// Those that one person holds.
    Mine,
    /// All that are not resolved.
    Open,
    /// Those that are.
    Resolved,
}

/// How many conversations there are in each view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct InboxCounts {
    /// Waiting for anyone.
    pub waiting: i64,
    /// Held by the person who asks.
    pub mine: i64,
    /// Not resolved.
    pub open: i64,
    /// Messages that did not arrive, or perhaps not, about which nobody has decided.
    pub undelivered: i64,
}

/// A conversation in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct InboxRow {
    /// Its id.
    pub id: ConversationId,
    /// Its short number.
    pub number: i64,
    /// The language it is held in.
    pub language: String,
    /// Whether there is something to do.
    pub status: Status,
    /// Who may speak.
    pub holder: Holder,
    /// The name of the person who holds it.
    pub holder_name: Option<String>,
    /// When it began.
    pub opened_at: DateTime<Utc>,
    /// When something last happened.
    pub touched_at: DateTime<Utc>,
    /// Since when the customer waits.
    pub waiting_since: Option<DateTime<Utc>>,
    /// What the customer is called.
    pub name: Option<String>,
    /// The channel.
    pub channel: ChannelId,
    /// The last thing that was said. Where people are wanted, what the bot said does not count.
    pub last: Option<LastWords>,
}

/// The last thing that was said in a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct LastWords {
    /// What it is.
    pub kind: EntryKind,
    /// Its beginning.
    pub body: String,
    /// What it has beside words.
    pub data: Value,
    /// The person of the team who said it.
    pub agent: Option<AgentId>,
}

/// Whose conversation it is, and where it is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The person.
    pub contact: ContactId,
    /// What they are called.
    pub name: Option<String>,
    /// The channel.
    pub channel: ChannelId,
    /// We can write to them there.
    pub reachable: bool,
    /// What a shared place is called; `None` for a private chat.
    pub place: Option<String>,
}

/// What became of what we said.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryState {
    /// The entry that it carries.
    pub seq: i64,
    /// Whether it changed an earlier message.
    pub kind: DeliveryKind,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// An attempt may have arrived unconfirmed.
    pub ambiguous: bool,
    /// Nothing goes on until somebody decides about it, and nobody has.
    pub undecided: bool,
    /// The buttons under it.
    pub buttons: Vec<Button>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: i64,
    language: String,
    status: String,
    holder: String,
    agent: Option<Uuid>,
    holder_name: Option<String>,
    opened_at: DateTime<Utc>,
    touched_at: DateTime<Utc>,
    waiting_since: Option<DateTime<Utc>>,
    name: Option<String>,
    channel: String,
    last_kind: Option<String>,
    last_body: Option<String>,
    last_data: Option<Json<Value>>,
    last_agent: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    seq: i64,
    kind: String,
    status: String,
    ambiguous: bool,
    open: bool,
    buttons: Json<Vec<Vec<Button>>>,
}

/// Conversations with their last words: those that fit, in an order, at most `$1`.
macro_rules! rows {
    ($fit:literal, $order:literal) => {
        concat!(
            "
    select c.id, c.number, c.language, c.status, c.holder, c.agent, h.name as holder_name, c.opened_at, c.touched_at,
        c.waiting_since, coalesce(k.name, i.name, i.username) as name, i.channel,
        t.kind as last_kind, substr(t.body, 1, 200) as last_body, t.data as last_data, t.agent as last_agent
    from conversations c
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    left join agents h on h.id = c.agent
    left join timeline t on t.conversation = c.id and t.seq = (
        select s.seq
        from timeline s
        where s.conversation = c.id and (
            s.kind in ('message', 'edit', 'deletion', 'command', 'agent_reply')
            or (s.kind = 'reply' and c.holder = 'bot'))
        order by s.seq desc
        limit 1)
    where ",
            $fit,
            "
    order by ",
            $order,
            "
    limit $1"
        )
    };
}

const WAITING: &str = rows!("c.status = 'open' and c.holder = 'queue'", "c.waiting_since desc, c.id");
const MINE: &str = rows!("c.status = 'open' and c.holder = 'agent' and c.agent = $2", "c.touched_at desc, c.id");
const OPEN: &str = rows!("c.status <> 'resolved'", "c.touched_at desc, c.id");
// In the order of the index of what is resolved, of which only the first are then looked at.
const RESOLVED: &str = rows!("c.status = 'resolved'", "c.touched_at desc, c.id");
const OF_CONTACT: &str = rows!("i.contact = $2", "c.touched_at desc, c.id");

const COUNTS: &str = "
    select count(case when c.status = 'open' and c.holder = 'queue' then 1 end) as waiting,
        count(case when c.status = 'open' and c.holder = 'agent' and c.agent = $1 then 1 end) as mine,
        count(*) as open,
        (
            select count(*)
            from deliveries d
            where d.status in ('dead', 'unknown', 'held') and d.settled_at is null) as undelivered
    from conversations c
    where c.status <> 'resolved'";

const ASKER: &str = "
    select i.contact, coalesce(k.name, i.name, i.username), i.channel, i.reachable,
        case when p.direct then null else coalesce(p.title, p.chat) end
    from conversations c
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    join places p on p.id = c.place
    where c.id = $1";

const SPEAKERS: Text = over_ids!("select i.id, coalesce(i.name, i.username) from identities i where i.id", "");

const STATES: &str = "
    select d.seq, d.kind, d.status, d.ambiguous, d.settled_at is null as open, d.buttons
    from timeline t
    join deliveries d on d.id = t.id
    where t.conversation = $1 and t.seq >= $2
    order by t.seq";

impl TryFrom<Row> for InboxRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let holder = match (row.holder.as_str(), row.agent) {
            ("agent", Some(agent)) => Holder::Agent(AgentId(agent)),
            ("queue", _) => Holder::Queue,
            _ => Holder::Bot,
        };
        let last = match row.last_kind {
            Some(kind) => Some(LastWords {
                kind: kind.parse().map_err(StoreError::damaged("timeline.kind"))?,
                body: row.last_body.unwrap_or_default(),
                data: row.last_data.map(|json| json.0).unwrap_or_default(),
                agent: row.last_agent.map(AgentId),
            }),
            None => None,
        };
        Ok(Self {
            id: ConversationId(row.id),
            number: row.number,
            language: row.language,
            status: row.status.parse().map_err(StoreError::damaged("conversations.status"))?,
            holder,
            holder_name: row.holder_name,
            opened_at: row.opened_at,
            touched_at: row.touched_at,
            waiting_since: row.waiting_since,
            name: row.name,
            channel: channel(&row.channel)?,
            last,
        })
    }
}

impl TryFrom<DeliveryRow> for DeliveryState {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        let status: DeliveryStatus = row.status.parse().map_err(StoreError::damaged("deliveries.status"))?;
        Ok(Self {
            seq: row.seq,
            kind: row.kind.parse().map_err(StoreError::damaged("deliveries.kind"))?,
            status,
            undecided: row.open && status.needs_somebody(),
            ambiguous: row.ambiguous,
            buttons: row.buttons.0.into_iter().flatten().collect(),
        })
    }
}

fn channel(name: &str) -> Result<ChannelId, StoreError> {
    let damaged = |_| StoreError::Damaged { what: "identities.channel", reason: "not platform:account".to_owned() };
    name.parse().map_err(damaged)
}

impl Store {
    /// The conversations of a view, at most `most`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn inbox(&self, view: InboxView, agent: AgentId, most: i64) -> Result<Vec<InboxRow>, StoreError> {
        match view {
            InboxView::Waiting => self.rows(WAITING, None, most).await,
            InboxView::Mine => self.rows(MINE, Some(agent.0), most).await,
            InboxView::Open => self.rows(OPEN, None, most).await,
            InboxView::Resolved => self.rows(RESOLVED, None, most).await,
        }
    }

    /// The conversations of a contact, those with the latest doings first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn conversations_of(&self, contact: ContactId, most: i64) -> Result<Vec<InboxRow>, StoreError> {
        self.rows(OF_CONTACT, Some(contact.0), most).await
    }

    async fn rows(&self, sql: &'static str, of: Option<Uuid>, most: i64) -> Result<Vec<InboxRow>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => {
            let query = sqlx::query_as(sql).bind(most);
            let query = match of {
                Some(id) => query.bind(id),
                None => query,
            };
            query.fetch_all(pool).await
        })?;
        super::rows::all(rows)
    }

    /// How many conversations each view has for this person.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn inbox_counts(&self, agent: AgentId) -> Result<InboxCounts, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(COUNTS).bind(agent.0).fetch_one(pool).await)?)
    }

    /// Whose conversation it is, and where it is held.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn asker(&self, conversation: ConversationId) -> Result<Option<Asker>, StoreError> {
        type Found = (Uuid, Option<String>, String, bool, Option<String>);
        let row: Option<Found> =
            on!(&self.db, Db, pool => sqlx::query_as(ASKER).bind(conversation.0).fetch_optional(pool).await)?;
        let Some((contact, name, on, reachable, place)) = row else { return Ok(None) };
        Ok(Some(Asker { contact: ContactId(contact), name, channel: channel(&on)?, reachable, place }))
    }

    /// The names of those who speak in these entries, or are named there as a peer, where the platform tells.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn speakers(
        &self,
        entries: impl IntoIterator<Item = &Entry>,
    ) -> Result<HashMap<IdentityId, String>, StoreError> {
        let peer = |entry: &Entry| IdentityId::deserialize(&entry.data["peer"]).ok();
        let people = entries.into_iter().flat_map(|entry| [entry.identity, peer(entry)]).flatten();
        let people: BTreeSet<IdentityId> = people.collect();
        let (sql, ids) = (self.db.text(SPEAKERS), IdList(people.into_iter().map(|id| id.0).collect()));
        let rows: Vec<(Uuid, Option<String>)> =
            on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?;
        Ok(rows.into_iter().filter_map(|(id, name)| Some((IdentityId(id), name?))).collect())
    }

    /// What became of what we said in a conversation, from the entry `from` on.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn delivery_states(
        &self,
        conversation: ConversationId,
        from: i64,
    ) -> Result<Vec<DeliveryState>, StoreError> {
        let rows: Vec<DeliveryRow> = on!(&self.db, Db, pool => sqlx::query_as(STATES)
            .bind(conversation.0).bind(from).fetch_all(pool).await)?;
        super::rows::all(rows)
    }
}
