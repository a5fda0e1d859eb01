//! Contacts: people, and the identities that point to them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, IdList, Text, on};
use super::rows::{all, channel};
use super::{Store, StoreError};
use crate::model::{AgentId, Contact, ContactId, Identity, IdentityId, Label};

#[derive(sqlx::FromRow)]
struct FullRow {
    id: Uuid,
    name: Option<String>,
    language: Option<String>,
    introduced: bool,
    labels: Json<BTreeSet<Label>>,
    zone: Option<String>,
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
    zone: Option<String>,
    created_at: DateTime<Utc>,
}

impl TryFrom<IdentityRow> for Identity {
    type Error = StoreError;

    fn try_from(row: IdentityRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: IdentityId(row.id),
            channel: channel(&row.channel, "identities.channel")?,
            external_id: row.external_id,
            contact: ContactId(row.contact),
            name: row.name,
            username: row.username,
            reachable: row.reachable,
            zone: zone(row.zone),
            created_at: row.created_at,
        })
    }
}

impl Store {
    /// One contact, and the identities that point to them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact(&self, id: ContactId) -> Result<Option<(Contact, Vec<Identity>)>, StoreError> {
        let row: Option<FullRow> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, name, language, introduced, labels, zone, created_at from contacts where id = $1")
            .bind(id.0).fetch_optional(pool).await)?;
        let Some(row) = row else { return Ok(None) };
        let identities: Vec<IdentityRow> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, channel, external_id, contact, name, username, reachable, zone, created_at
             from identities where contact = $1 order by created_at")
            .bind(id.0).fetch_all(pool).await)?;
        let contact = Contact {
            id: ContactId(row.id),
            name: row.name,
            language: row.language,
            introduced: row.introduced,
            labels: row.labels.0,
            zone: zone(row.zone),
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
                    point(
                        c,
                        identity.0,
                        to.0,
                        Record { id, agent, reason, undoes: None, joined: None, added: None, now },
                    )
                    .await
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
                    Ok(point(c, identity, before, Record::undoing(link, id, agent, now)).await?.is_some())
                })
            })
            .await
    }
}

/// A time zone. One that this program does not know is as good as none.
fn zone(name: Option<String>) -> Option<Tz> {
    name?.parse().ok()
}

/// Why an identity points elsewhere.
pub(super) struct Record {
    pub(super) id: Uuid,
    pub(super) agent: Option<AgentId>,
    pub(super) reason: String,
    pub(super) undoes: Option<Uuid>,
    /// It was moved together with others.
    pub(super) joined: Option<Uuid>,
    /// The labels that came with them.
    pub(super) added: Option<Json<BTreeSet<Label>>>,
    pub(super) now: DateTime<Utc>,
}

impl Record {
    /// A link is undone.
    pub(super) fn undoing(link: Uuid, id: Uuid, agent: Option<AgentId>, now: DateTime<Utc>) -> Self {
        Self { id, agent, reason: "undone".to_owned(), undoes: Some(link), joined: None, added: None, now }
    }
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
        "insert into links (id, identity, from_contact, to_contact, agent, reason, undoes, joined, added, at)
         select $1, i.id, i.contact, k.id, $4, $5, $6, $7, $8, $9
         from identities i
         join contacts k on k.id = $3
         where i.id = $2")
        .bind(record.id).bind(identity).bind(to).bind(record.agent.map(|agent| agent.0)).bind(&record.reason)
        .bind(record.undoes).bind(record.joined).bind(record.added).bind(record.now)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    if noted == 0 {
        return Ok(None);
    }
    on!(c, Conn, c => sqlx::query("update identities set contact = $2 where id = $1")
        .bind(identity).bind(to).execute(&mut **c).await.map(drop))?;
    Ok(Some(record.id))
}
