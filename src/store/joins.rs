//! Joining two contacts who are one person, and parting them again exactly: identities are pointed elsewhere, each with a
//! record, and everything that hangs on them goes along; so do labels.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::contact_labels::{divide, unite};
use super::db::{Conn, Db, on};
use super::news::Topic;
use super::people::{Record, hold, point};
use super::search::names_anew;
use super::{Store, StoreError};
use crate::model::{AgentId, ContactId, IdentityId};

/// Two contacts that were joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// By which they are parted.
    pub id: Uuid,
    /// The contact that was joined to this one.
    pub from: ContactId,
    /// What it is called.
    pub name: Option<String>,
    /// How many identities that were.
    pub identities: i64,
    /// All of them are still here, so that they can go back.
    pub whole: bool,
    /// Who joined them.
    pub by: Option<AgentId>,
    /// What is known that says so.
    pub evidence: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What joining two contacts came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// They are one now.
    Done,
    /// Other identities belong to it than whoever joined it saw.
    Changed,
    /// There is no such contact, they are the same, or one of them is forgotten.
    Impossible,
}

/// What parting two contacts came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parted {
    /// Each has what was theirs.
    Done,
    /// Not all that was joined is still there: what was joined later is to be parted first.
    Moved,
    /// There is no such join, or it was undone.
    Missing,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    from_contact: Uuid,
    name: Option<String>,
    identities: i64,
    here: i64,
    agent: Option<Uuid>,
    reason: String,
    at: DateTime<Utc>,
}

const JOINS: &str = "
    select l.joined as id, l.from_contact, k.name, l.agent, max(l.reason) as reason, max(l.at) as at,
        count(*) as identities, sum(case when i.contact = l.to_contact then 1 else 0 end) as here
    from links l
    join identities i on i.id = l.identity
    left join contacts k on k.id = l.from_contact
    where l.to_contact = $1 and l.joined is not null and not exists (select 1 from links u where u.undoes = l.id)
    group by l.joined, l.from_contact, k.name, l.agent
    order by max(l.at) desc, l.joined
    limit 50";

const INTO: &str = "
    select l.to_contact
    from links l
    where l.from_contact = $1 and l.joined is not null and not exists (select 1 from links u where u.undoes = l.id)
    order by l.at desc
    limit 1";

const OF_CONTACT: &str = "
    select id
    from identities
    where contact = $1 and external_id not like 'erased:%'
    order by id";

const OF_JOIN: &str = "
    select l.id, l.identity, l.from_contact, l.to_contact, case when i.contact = l.to_contact then 1 else 0 end
    from links l
    join identities i on i.id = l.identity
    where l.joined = $1 and not exists (select 1 from links u where u.undoes = l.id)";

// What lost its words is found by none again.
const SEARCH_ANEW: &str = "
    update conversations
    set searched_seq = 0
    where status = 'resolved' and memory ->> 'blanked' is null
        and asker in (select id from identities where contact in ($1, $2))";

impl TryFrom<Row> for Join {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            from: ContactId(row.from_contact),
            name: row.name,
            identities: row.identities,
            whole: row.here == row.identities,
            by: row.agent.map(AgentId),
            evidence: row.reason,
            at: row.at,
        })
    }
}

impl Store {
    /// Who was joined to a contact and is still, the last first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn joins(&self, contact: ContactId) -> Result<Vec<Join>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(JOINS).bind(contact.0).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// The contact that this one is part of now.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn joined_into(&self, contact: ContactId) -> Result<Option<ContactId>, StoreError> {
        let row: Option<(Uuid,)> =
            on!(&self.db, Db, pool => sqlx::query_as(INTO).bind(contact.0).fetch_optional(pool).await)?;
        Ok(row.map(|(id,)| ContactId(id)))
    }

    /// Joins one contact to another: all of its identities point to the other then. `seen` is which each of both had in the eyes of
    /// whoever joins them. What is known that says that they are one person is kept with it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn join(
        &self,
        (from, to): (ContactId, ContactId),
        seen: (Vec<IdentityId>, Vec<IdentityId>),
        agent: AgentId,
        evidence: String,
    ) -> Result<Joined, StoreError> {
        let (join, now, edge, news) = (self.edge.id(), self.edge.now(), self.edge.clone(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    hold(c, vec![from.0, to.0]).await?;
                    let (here, there) = (of_contact(c, from).await?, of_contact(c, to).await?);
                    if from == to || here.is_empty() || there.is_empty() {
                        return Ok(Joined::Impossible);
                    }
                    if in_order(seen.0) != here || in_order(seen.1) != there {
                        return Ok(Joined::Changed);
                    }
                    let added = unite(c, from.0, to.0).await?;
                    for identity in here {
                        let record = Record {
                            id: edge.id(),
                            agent: Some(agent),
                            reason: evidence.clone(),
                            undoes: None,
                            joined: Some(join),
                            added: Some(Json(added.clone())),
                            now,
                        };
                        point(c, identity, to.0, record).await?;
                    }
                    search_anew(c, from.0, to.0).await?;
                    news.about(Topic::Everything);
                    Ok(Joined::Done)
                })
            })
            .await
    }

    /// Parts what was joined: every identity points where it did, if all of them are still where they were joined to.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn part(&self, contact: ContactId, join: Uuid, agent: AgentId) -> Result<Parted, StoreError> {
        let (now, edge, news) = (self.edge.now(), self.edge.clone(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Some((_, _, from, to, _)) = of_join(c, join).await?.first().copied() else {
                        return Ok(Parted::Missing);
                    };
                    hold(c, vec![from, to]).await?;
                    // Somebody else may have parted them while we waited.
                    let links = of_join(c, join).await?;
                    if to != contact.0 || links.is_empty() {
                        return Ok(Parted::Missing);
                    }
                    if links.iter().any(|(.., here)| *here == 0) {
                        return Ok(Parted::Moved);
                    }
                    divide(c, join, to).await?;
                    for (link, identity, before, ..) in links {
                        point(c, identity, before, Record::undoing(link, edge.id(), Some(agent), now)).await?;
                    }
                    search_anew(c, from, to).await?;
                    news.about(Topic::Everything);
                    Ok(Parted::Done)
                })
            })
            .await
    }
}

/// The identities of a contact that are not forgotten.
pub(super) async fn of_contact(c: &mut Conn, contact: ContactId) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(OF_CONTACT).bind(contact.0).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// As the database has them in order.
fn in_order(identities: Vec<IdentityId>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = identities.into_iter().map(|id| id.0).collect();
    ids.sort_unstable();
    ids
}

/// A move of a join: its record, the identity, where it pointed and points to, and whether it still does.
type Move = (Uuid, Uuid, Uuid, Uuid, i32);

async fn of_join(c: &mut Conn, join: Uuid) -> Result<Vec<Move>, StoreError> {
    Ok(on!(c, Conn, c => sqlx::query_as(OF_JOIN).bind(join).fetch_all(&mut **c).await)?)
}

async fn search_anew(c: &mut Conn, one: Uuid, other: Uuid) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(SEARCH_ANEW).bind(one).bind(other).execute(&mut **c).await.map(drop))?;
    names_anew(c, vec![one, other]).await
}
