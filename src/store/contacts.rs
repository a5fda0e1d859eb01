//! The list of contacts. However many there are, it is read from the ends of the views of conversations, as those are.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::db::{Db, IdList, Text, on};
use super::{Store, StoreError};

/// For each contact of a list so many conversations are looked at, of each kind, to find those with the latest doings.
const MATTERS: i64 = 4;

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

/// Those of the newest `$2` conversations that are open, resolved and put off, along the index of each; and of the newest
/// contacts.
macro_rules! lately {
    () => {
        "
        with lately (id) as (
            select r.contact
            from (
                select i.contact
                from (
                    select o.asker, o.touched_at
                    from (
                        select asker, touched_at
                        from conversations
                        where status = 'open'
                        order by touched_at desc, id
                        limit $2) o
                    union all
                    select d.asker, d.touched_at
                    from (
                        select asker, touched_at
                        from conversations
                        where status = 'resolved'
                        order by touched_at desc, id
                        limit $2) d
                    union all
                    select s.asker, s.touched_at
                    from (
                        select asker, touched_at
                        from conversations
                        where status = 'snoozed'
                        order by snoozed_until, id
                        limit $2) s) c
                join identities i on i.id = c.asker
                group by i.contact
                order by max(c.touched_at) desc
                limit $1) r
            union
            select n.id
            from (
                select id
                from contacts
                order by id desc
                limit $1) n)"
    };
}

/// A contact's id is of the time at which we first heard of them.
const LATELY: Text = Text {
    sqlite: concat!(
        lately!(),
        "
        select k.id, k.name, k.created_at, max(c.touched_at) as touched_at, group_concat(distinct i.channel) as channels
        from lately l
        join contacts k on k.id = l.id
        join identities i on i.contact = k.id
        left join conversations c on c.asker = i.id
        group by k.id, k.name, k.created_at
        order by max(c.touched_at) desc
        limit $1"
    ),
    postgres: concat!(
        lately!(),
        "
        select k.id, k.name, k.created_at, max(c.touched_at) as touched_at,
            string_agg(distinct i.channel, ',') as channels
        from lately l
        join contacts k on k.id = l.id
        join identities i on i.contact = k.id
        left join conversations c on c.asker = i.id
        group by k.id, k.name, k.created_at
        order by max(c.touched_at) desc nulls last
        limit $1"
    ),
};

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

impl Store {
    /// Contacts, those with the latest doings first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contacts(&self, most: i64) -> Result<Vec<ContactRow>, StoreError> {
        let (lately, sql) = (self.db.text(LATELY), self.db.text(LIST));
        let rows: Vec<ContactRow> = on!(&self.db, Db, pool => sqlx::query_as(lately)
            .bind(most).bind(most.saturating_mul(MATTERS)).fetch_all(pool).await)?;
        // There are no more, or few people have all that is going on: then everybody is looked at.
        if i64::try_from(rows.len()).is_ok_and(|length| length >= most) {
            return Ok(rows);
        }
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql).bind(most).fetch_all(pool).await)?)
    }

    /// These contacts, those with the latest doings first.
    pub(super) async fn contacts_listed(&self, ids: Vec<Uuid>) -> Result<Vec<ContactRow>, StoreError> {
        let (sql, ids) = (self.db.text(THESE), IdList(ids));
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?)
    }
}
