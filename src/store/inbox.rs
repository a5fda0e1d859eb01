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
use super::listed::{Listed, listed};
use super::rows::channel;
use super::views::END;
use super::{Mark, Page, Store, StoreError};
use crate::model::{
    AgentId, ContactId, ConversationId, DeliveryKind, DeliveryStatus, Entry, EntryKind, Holder, IdentityId, Label,
    Priority, Service, Status,
};

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
    /// The name of the team that it was handed to.
    pub team: Option<String>,
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
    /// How urgent it is.
    pub priority: Priority,
    /// Until when it is put off, while it is.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Where it stands with what is expected of people.
    pub service: Service,
    /// What it is labelled with.
    pub labels: Vec<Label>,
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
struct DeliveryRow {
    seq: i64,
    kind: String,
    status: String,
    ambiguous: bool,
    open: bool,
    buttons: Json<Vec<Vec<Button>>>,
}

const OF_CONTACT: Text = listed!(
    "select c.id
    from identities i
    join conversations c on c.asker = i.id
    where i.contact = $1 and c.touched_at <= $3 and not (c.touched_at = $3 and c.id <= $4)
    order by c.touched_at desc, c.id
    limit $2",
    "c.touched_at desc, c.id"
);

const OF_IDS: Text = listed!(
    sqlite: "select unhex(value) as id from json_each($1)",
    postgres: "select unnest($1) as id",
    "c.touched_at desc, c.id"
);

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
    where t.conversation = $1 and t.seq >= $2 and t.seq <= $3
    order by t.seq";

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

impl Store {
    /// The conversations of a contact, those with the latest doings first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn conversations_of(&self, contact: ContactId, most: i64) -> Result<Vec<InboxRow>, StoreError> {
        Ok(self.conversations_behind(contact, None, most).await?.rows)
    }

    /// A page of them, from behind `after` on.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn conversations_behind(
        &self,
        contact: ContactId,
        after: Option<Mark>,
        most: i64,
    ) -> Result<Page, StoreError> {
        let after = after.unwrap_or(Mark { at: END, id: Uuid::nil() });
        let sql = self.db.text(OF_CONTACT);
        let rows: Vec<Listed> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(contact.0).bind(most.saturating_add(1)).bind(after.at).bind(after.id).fetch_all(pool).await)?;
        let mut rows: Vec<InboxRow> = super::rows::all(rows)?;
        let mut next = None;
        if i64::try_from(rows.len()).is_ok_and(|length| length > most) {
            rows.pop();
            next = rows.last().map(|row| Mark { at: row.touched_at, id: row.id.0 });
        }
        self.put_labels(&mut rows).await?;
        Ok(Page { rows, next })
    }

    /// These conversations, those with the latest doings first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn conversations_listed(&self, ids: Vec<ConversationId>) -> Result<Vec<InboxRow>, StoreError> {
        let (sql, ids) = (self.db.text(OF_IDS), IdList(ids.into_iter().map(|id| id.0).collect()));
        let rows: Vec<Listed> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?;
        let mut rows = super::rows::all(rows)?;
        self.put_labels(&mut rows).await?;
        Ok(rows)
    }

    /// Reads what they are labelled with.
    pub(super) async fn put_labels(&self, rows: &mut [InboxRow]) -> Result<(), StoreError> {
        let mut labels = self.labels_of_all(rows.iter().map(|row| row.id).collect()).await?;
        for row in rows {
            row.labels = labels.remove(&row.id).unwrap_or_default();
        }
        Ok(())
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
        Ok(Some(Asker {
            contact: ContactId(contact),
            name,
            channel: channel(&on, "identities.channel")?,
            reachable,
            place,
        }))
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

    /// What became of what we said in a conversation, from one entry to another.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn delivery_states(
        &self,
        conversation: ConversationId,
        (first, last): (i64, i64),
    ) -> Result<Vec<DeliveryState>, StoreError> {
        let rows: Vec<DeliveryRow> = on!(&self.db, Db, pool => sqlx::query_as(STATES)
            .bind(conversation.0).bind(first).bind(last).fetch_all(pool).await)?;
        super::rows::all(rows)
    }
}
