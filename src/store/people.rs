//! Contacts: people, the identities that point to them, and everything they said.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::db::{Conn, Db, IdList, Text, on};
use super::rows::{EntryRow, all};
use super::{Store, StoreError};
use crate::model::{AgentId, Contact, ContactId, Entry, Identity, IdentityId};

/// A contact in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ContactRow {
    /// Their id.
    pub id: Uuid,
    /// What we call them.
    pub name: Option<String>,
    /// The channels they are known on, comma-separated.
    pub channels: Option<String>,
    /// When we first heard of them.
    pub created_at: DateTime<Utc>,
    /// When something last happened.
    pub touched_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct FullRow {
    id: Uuid,
    name: Option<String>,
    language: Option<String>,
    introduced: bool,
    created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct IdentityRow {
    id: Uuid,
    channel: String,
    external_id: String,
    contact: Uuid,
    name: Option<String>,
    username: Option<String>,
    reachable: bool,
    created_at: DateTime<Utc>,
}

impl TryFrom<IdentityRow> for Identity {
    type Error = StoreError;

    fn try_from(row: IdentityRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: IdentityId(row.id),
            channel: row.channel.parse().map_err(|_| StoreError::Damaged {
                what: "identities.channel",
                reason: "not platform:account".to_owned(),
            })?,
            external_id: row.external_id,
            contact: ContactId(row.contact),
            name: row.name,
            username: row.username,
            reachable: row.reachable,
            created_at: row.created_at,
        })
    }
}

const LIST: Text = Text {
    sqlite: "
        select k.id, k.name, k.created_at, max(c.touched_at) as touched_at, group_concat(distinct i.channel) as channels
        from contacts k
        join identities i on i.contact = k.id
        left join conversations c on c.asker = i.id
        group by k.id, k.name, k.created_at
        order by max(c.touched_at) desc
        limit $1",
    postgres: "
        select k.id, k.name, k.created_at, max(c.touched_at) as touched_at,
            string_agg(distinct i.channel, ',') as channels
        from contacts k
        join identities i on i.contact = k.id
        left join conversations c on c.asker = i.id
        group by k.id, k.name, k.created_at
        order by max(c.touched_at) desc nulls last
        limit $1",
};

const THESE: Text = Text {
    sqlite: "
        select k.id, k.name, k.created_at, max(c.touched_at) as touched_at, group_concat(distinct i.channel) as channels
        from contacts k
        join identities i on i.contact = k.id
        left join conversations c on c.asker = i.id
        where k.id in (select unhex(value) from json_each($1))
        group by k.id, k.name, k.created_at
        order by max(c.touched_at) desc",
    postgres: "
        select k.id, k.name, k.created_at, max(c.touched_at) as touched_at,
            string_agg(distinct i.channel, ',') as channels
        from contacts k
        join identities i on i.contact = k.id
        left join conversations c on c.asker = i.id
        where k.id = any($1)
        group by k.id, k.name, k.created_at
        order by max(c.touched_at) desc nulls last",
};

// The newest `$2` of all are among the newest `$2` of each conversation, and in as many conversations as were touched last:
// however long a conversation is, no more of it is read. PostgreSQL would guess that a third of it lies beyond a number.
const TIMELINE: Text = Text {
    sqlite: "
        select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
        from (
            select c.id, c.last_seq
            from identities i
            join conversations c on c.asker = i.id
            where i.contact = $1
            order by c.touched_at desc
            limit $2) c
        join timeline t on t.conversation = c.id and t.seq > c.last_seq - $2
        order by t.at desc, t.seq desc
        limit $2",
    postgres: "
        select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
        from (
            select c.id
            from identities i
            join conversations c on c.asker = i.id
            where i.contact = $1
            order by c.touched_at desc
            limit $2) c
        cross join lateral (
            select *
            from timeline t
            where t.conversation = c.id
            order by t.seq desc
            limit $2) t
        order by t.at desc, t.seq desc
        limit $2",
};

const RECORD: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from timeline t
    join conversations c on c.id = t.conversation
    where t.identity in (select i.id from identities i where i.contact = $1)
        or (t.identity is null
            and t.kind not in ('note', 'labelled', 'unlabelled', 'prioritised', 'assigned', 'snoozed', 'woken', 'macro',
                'due_soon', 'overdue', 'unseen', 'room', 'room_told')
            and c.asker in (select i.id from identities i where i.contact = $1))
    order by t.at, t.seq";

impl Store {
    /// Contacts, those with the latest doings first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contacts(&self, most: i64) -> Result<Vec<ContactRow>, StoreError> {
        let sql = self.db.text(LIST);
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql).bind(most).fetch_all(pool).await)?)
    }

    /// These contacts, those with the latest doings first.
    pub(super) async fn contacts_listed(&self, ids: Vec<Uuid>) -> Result<Vec<ContactRow>, StoreError> {
        let (sql, ids) = (self.db.text(THESE), IdList(ids));
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?)
    }

    /// One contact, and the identities that point to them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact(&self, id: ContactId) -> Result<Option<(Contact, Vec<Identity>)>, StoreError> {
        let row: Option<FullRow> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, name, language, introduced, created_at from contacts where id = $1")
            .bind(id.0).fetch_optional(pool).await)?;
        let Some(row) = row else { return Ok(None) };
        let identities: Vec<IdentityRow> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, channel, external_id, contact, name, username, reachable, created_at
             from identities where contact = $1 order by created_at")
            .bind(id.0).fetch_all(pool).await)?;
        let contact = Contact {
            id: ContactId(row.id),
            name: row.name,
            language: row.language,
            introduced: row.introduced,
            created_at: row.created_at,
        };
        Ok(Some((contact, all(identities)?)))
    }

    /// The account of an identity, by the platform's own id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn account(&self, identity: IdentityId) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select external_id from identities where id = $1")
            .bind(identity.0).fetch_optional(pool).await)?;
        Ok(row.map(|(account,)| account))
    }

    /// The contact that an identity points to.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_of(&self, identity: IdentityId) -> Result<Option<ContactId>, StoreError> {
        let row: Option<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select contact from identities where id = $1").bind(identity.0).fetch_optional(pool).await)?;
        Ok(row.map(|(id,)| ContactId(id)))
    }

    /// The newest entries of all of a contact's conversations, oldest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_timeline(&self, id: ContactId, most: i64) -> Result<Vec<Entry>, StoreError> {
        let sql = self.db.text(TIMELINE);
        let rows: Vec<EntryRow> =
            on!(&self.db, Db, pool => sqlx::query_as(sql).bind(id.0).bind(most).fetch_all(pool).await)?;
        let mut entries = all(rows)?;
        entries.reverse();
        Ok(entries)
    }

    /// What is recorded of a person: their own words wherever they stand, and what was said to them. Neither words of
    /// others nor notes of the team. Oldest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_record(&self, id: ContactId) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(RECORD).bind(id.0).fetch_all(pool).await)?;
        all(rows)
    }

    /// Points an identity to another contact, and keeps a record of it. Returns the id of the record, by which it can be
    /// undone; `None` if there is no such identity or contact.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn link(
        &self,
        identity: IdentityId,
        to: ContactId,
        agent: Option<AgentId>,
        reason: String,
    ) -> Result<Option<Uuid>, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    point(c, identity.0, to.0, Record { id, agent, reason, undoes: None, joined: None, now }).await
                })
            })
            .await
    }

    /// Undoes a link exactly: the identity points where it pointed before. False if it was undone already or points
    /// elsewhere by now.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn unlink(&self, link: Uuid, agent: Option<AgentId>) -> Result<bool, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let found: Option<(Uuid, Uuid)> = on!(c, Conn, c => sqlx::query_as(
                        "select l.identity, l.from_contact
                         from links l
                         join identities i on i.id = l.identity and i.contact = l.to_contact
                         where l.id = $1 and not exists (select 1 from links u where u.undoes = l.id)")
                        .bind(link).fetch_optional(&mut **c).await)?;
                    let Some((identity, before)) = found else { return Ok(false) };
                    let record =
                        Record { id, agent, reason: "undone".to_owned(), undoes: Some(link), joined: None, now };
                    Ok(point(c, identity, before, record).await?.is_some())
                })
            })
            .await
    }
}

/// Why an identity points elsewhere.
pub(super) struct Record {
    pub(super) id: Uuid,
    pub(super) agent: Option<AgentId>,
    pub(super) reason: String,
    pub(super) undoes: Option<Uuid>,
    /// It was moved together with others.
    pub(super) joined: Option<Uuid>,
    pub(super) now: DateTime<Utc>,
}

/// On PostgreSQL in the order of their ids, so that no two wait for each other.
const HOLD: Text = Text {
    sqlite: "select id from contacts where id in (select unhex(value) from json_each($1))",
    postgres: "select id from contacts where id = any($1) order by id for no key update",
};

/// Nobody else joins, parts or erases these contacts until this transaction has ended.
pub(super) async fn hold(c: &mut Conn, contacts: Vec<Uuid>) -> Result<(), StoreError> {
    let sql = c.text(HOLD);
    on!(c, Conn, c => sqlx::query(sql).bind(IdList(contacts)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Points an identity to a contact, and keeps the record of it. Returns the record's id, if there are both.
pub(super) async fn point(c: &mut Conn, identity: Uuid, to: Uuid, record: Record) -> Result<Option<Uuid>, StoreError> {
    let noted = on!(c, Conn, c => sqlx::query(
        "insert into links (id, identity, from_contact, to_contact, agent, reason, undoes, joined, at)
         select $1, i.id, i.contact, k.id, $4, $5, $6, $7, $8
         from identities i
         join contacts k on k.id = $3
         where i.id = $2")
        .bind(record.id).bind(identity).bind(to).bind(record.agent.map(|agent| agent.0)).bind(&record.reason)
        .bind(record.undoes).bind(record.joined).bind(record.now)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    if noted == 0 {
        return Ok(None);
    }
    on!(c, Conn, c => sqlx::query("update identities set contact = $2 where id = $1")
        .bind(identity).bind(to).execute(&mut **c).await.map(drop))?;
    Ok(Some(record.id))
}
