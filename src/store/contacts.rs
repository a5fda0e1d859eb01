//! Lists of contacts: those with the latest doings first, page by page, and of one label. However many there are, a page is read
//! from a window of the views of conversations, and of the newest contacts: nobody is looked at who is not near it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::db::{Db, IdList, Text, on};
use super::views::END;
use super::{Mark, Store, StoreError};
use crate::model::Label;

/// Labels that are offered to choose from.
const MOST_LABELS: i64 = 200;

/// For each contact of a page so many conversations are looked at, of each kind, to find those with the latest doings; and so many
/// times as many again, if they are the conversations of few people.
const MATTERS: i64 = 2;
const WIDER: i64 = 8;

/// A contact in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ContactRow {
    /// Their id.
    pub id: Uuid,
    /// What we call them.
    pub name: Option<String>,
    /// The channels they are known on, comma-separated.
    pub channels: Option<String>,
    /// What the team sorts them by.
    #[sqlx(json)]
    pub labels: BTreeSet<Label>,
    /// When we first heard of them.
    pub created_at: DateTime<Utc>,
    /// When something last happened.
    pub touched_at: Option<DateTime<Utc>>,
}

/// A page of the list of contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPage {
    /// The contacts.
    pub rows: Vec<ContactRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<Mark>,
}

macro_rules! contacts {
    ($channels:literal, $labelled:literal) => {
        concat!(
            "
        select f.id, f.name, f.channels, f.labels, f.created_at, f.touched_at
        from (
            select k.id, k.name, k.labels, k.created_at, max(c.touched_at) as touched_at, ",
            $channels,
            " as channels, coalesce(max(c.touched_at), k.created_at) as latest
            from contacts k
            join identities i on i.contact = k.id
            left join conversations c on c.asker = i.id
            where ",
            $labelled,
            "
            group by k.id) f"
        )
    };
}

/// Those of a kind from `$1` on, the latest `$2`.
macro_rules! of_kind {
    ($kind:literal) => {
        concat!(
            "
            select asker, touched_at
            from conversations
            where status = '",
            $kind,
            "' and touched_at <= $1
            order by touched_at desc, id
            limit $2"
        )
    };
}

/// How far back a window reaches of which no more than `$2` were looked at.
macro_rules! reach {
    ($window:literal) => {
        concat!("select case when count(*) >= $2 then min(at) end as at from ", $window)
    };
}

// SQLite joins a cross join from left to right: otherwise it reads all identities to find those of a window.
/// The `$4` contacts behind `$1` and `$3` with the latest doings, as far as windows of `$2` conversations of each kind, and of as many
/// contacts with none, tell: of whom something happened behind the edge, there may be somebody else before them.
macro_rules! behind {
    () => {
        concat!(
            "
        with open (asker, at) as (",
            of_kind!("open"),
            "),
        resolved (asker, at) as (",
            of_kind!("resolved"),
            "),
        snoozed (asker, at) as (",
            of_kind!("snoozed"),
            "),
        fresh (contact, at) as (
            select id, created_at
            from contacts
            where created_at <= $1
            order by created_at desc, id desc
            limit $2),
        edge (at) as (
            select coalesce(max(w.at), $5)
            from (",
            reach!("open"),
            " union all ",
            reach!("resolved"),
            " union all ",
            reach!("snoozed"),
            " union all ",
            reach!("fresh"),
            ") w),
        heard (contact, at) as (
            select i.contact, c.at
            from (
                select asker, at from open
                union all
                select asker, at from resolved
                union all
                select asker, at from snoozed) c
            cross join identities i
            where i.id = c.asker and c.at > (select at from edge)
            union all
            select n.contact, n.at
            from fresh n
            where n.at > (select at from edge)
                and exists (select 1 from identities i where i.contact = n.contact)
                and not exists (
                    select 1
                    from identities i
                    join conversations c on c.asker = i.id
                    where i.contact = n.contact)),
        lately (id) as (
            select h.contact
            from (select contact, max(at) as at from heard group by contact) h
            where not (h.at = $1 and h.contact >= $3)
                and not exists (
                    select 1
                    from identities i
                    join conversations c on c.asker = i.id
                    where i.contact = h.contact and c.touched_at > $1)
            order by h.at desc, h.contact desc
            limit $4)"
        )
    };
}

const BEHIND: Text = Text {
    sqlite: concat!(
        behind!(),
        contacts!("group_concat(distinct i.channel)", "k.id in (select id from lately)"),
        " order by f.latest desc, f.id desc"
    ),
    postgres: concat!(
        behind!(),
        contacts!("string_agg(distinct i.channel, ',')", "k.id in (select id from lately)"),
        " order by f.latest desc, f.id desc"
    ),
};

/// Whether there is more than a window shows.
const MORE: &str = "
    select count(*)
    from (
        select 1 as one
        from (select 1 from conversations where status = 'open' and touched_at <= $1 limit 1 offset $2) o
        union all
        select 1
        from (select 1 from conversations where status = 'resolved' and touched_at <= $1 limit 1 offset $2) d
        union all
        select 1
        from (select 1 from conversations where status = 'snoozed' and touched_at <= $1 limit 1 offset $2) s
        union all
        select 1
        from (select 1 from contacts where created_at <= $1 limit 1 offset $2) n) m";

const LABELLED: Text = Text {
    sqlite: concat!(
        contacts!(
            "group_concat(distinct i.channel)",
            "k.labels <> '[]' and exists (select 1 from json_each(k.labels) l where l.value = $1)"
        ),
        "
        where f.latest <= $2 and not (f.latest = $2 and f.id >= $3)
        order by f.latest desc, f.id desc
        limit $4"
    ),
    postgres: concat!(
        contacts!("string_agg(distinct i.channel, ',')", "k.labels <> '[]' and k.labels @> to_jsonb($1::text)"),
        "
        where f.latest <= $2 and not (f.latest = $2 and f.id >= $3)
        order by f.latest desc, f.id desc
        limit $4"
    ),
};

const THESE: Text = Text {
    sqlite: concat!(
        contacts!("group_concat(distinct i.channel)", "k.id in (select unhex(value) from json_each($1))"),
        " order by f.latest desc, f.id desc"
    ),
    postgres: concat!(
        contacts!("string_agg(distinct i.channel, ',')", "k.id = any($1)"),
        " order by f.latest desc, f.id desc"
    ),
};

const LABELS: Text = Text {
    sqlite: "
        select distinct l.value
        from contacts k, json_each(k.labels) l
        where k.labels <> '[]'
        order by l.value
        limit $1",
    postgres: "
        select distinct l.value
        from contacts k, jsonb_array_elements_text(k.labels) l (value)
        where k.labels <> '[]'
        order by l.value
        limit $1",
};

impl Store {
    /// Contacts, those with the latest doings first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contacts(&self, most: i64) -> Result<Vec<ContactRow>, StoreError> {
        Ok(self.contact_page(None, None, most).await?.rows)
    }

    /// A page of the contacts, or of those with a label, from behind `after` on or from the latest.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_page(
        &self,
        label: Option<&Label>,
        after: Option<Mark>,
        most: i64,
    ) -> Result<ContactPage, StoreError> {
        let (limit, after) = (most.saturating_add(1), after.unwrap_or(Mark { at: END, id: Uuid::max() }));
        let mut rows = match label {
            Some(label) => self.contacts_labelled(label, after, limit).await?,
            None => self.contacts_behind(after, limit).await?,
        };
        let mut next = None;
        if is_full(&rows, limit) {
            rows.pop();
            next = rows.last().map(|row| Mark { at: row.touched_at.unwrap_or(row.created_at), id: row.id });
        }
        Ok(ContactPage { rows, next })
    }

    /// Contacts from behind a place on. The window grows until they are found in it, or there is no more.
    async fn contacts_behind(&self, after: Mark, most: i64) -> Result<Vec<ContactRow>, StoreError> {
        let sql = self.db.text(BEHIND);
        let mut window = most.saturating_mul(MATTERS);
        loop {
            let rows = on!(&self.db, Db, pool => sqlx::query_as(sql)
                .bind(after.at).bind(window).bind(after.id).bind(most).bind(DateTime::UNIX_EPOCH)
                .fetch_all(pool).await)?;
            if is_full(&rows, most) || !self.goes_on(after.at, window).await? {
                return Ok(rows);
            }
            window = window.saturating_mul(WIDER);
        }
    }

    async fn goes_on(&self, from: DateTime<Utc>, window: i64) -> Result<bool, StoreError> {
        let (count,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(MORE)
            .bind(from).bind(window - 1).fetch_one(pool).await)?;
        Ok(count > 0)
    }

    async fn contacts_labelled(&self, label: &Label, after: Mark, most: i64) -> Result<Vec<ContactRow>, StoreError> {
        let sql = self.db.text(LABELLED);
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(label.as_str()).bind(after.at).bind(after.id).bind(most).fetch_all(pool).await)?)
    }

    /// These contacts, those with the latest doings first.
    pub(super) async fn contacts_listed(&self, ids: Vec<Uuid>) -> Result<Vec<ContactRow>, StoreError> {
        let (sql, ids) = (self.db.text(THESE), IdList(ids));
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?)
    }

    /// The labels that any contact has, in the order of their letters.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_labels(&self) -> Result<Vec<Label>, StoreError> {
        let sql = self.db.text(LABELS);
        let rows: Vec<(String,)> =
            on!(&self.db, Db, pool => sqlx::query_as(sql).bind(MOST_LABELS).fetch_all(pool).await)?;
        rows.iter().map(|(text,)| text.parse().map_err(damaged)).collect()
    }
}

fn is_full(rows: &[ContactRow], most: i64) -> bool {
    i64::try_from(rows.len()).is_ok_and(|length| length >= most)
}

fn damaged(error: crate::model::InvalidLabel) -> StoreError {
    StoreError::Damaged { what: "contacts.labels", reason: error.to_string() }
}
