//! Lists of contacts: those with the latest doings first, page by page, and of one label. However many there are, the first page is
//! read from the ends of the views of conversations, as those are.

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
        contacts!("group_concat(distinct i.channel)", "k.id in (select id from lately)"),
        " order by f.latest desc, f.id desc limit $1"
    ),
    postgres: concat!(
        lately!(),
        contacts!("string_agg(distinct i.channel, ',')", "k.id in (select id from lately)"),
        " order by f.latest desc, f.id desc limit $1"
    ),
};

const PAGE: Text = Text {
    sqlite: concat!(
        contacts!(
            "group_concat(distinct i.channel)",
            "$1 = '' or exists (select 1 from json_each(k.labels) l where l.value = $1)"
        ),
        "
        where f.latest <= $2 and not (f.latest = $2 and f.id >= $3)
        order by f.latest desc, f.id desc
        limit $4"
    ),
    postgres: concat!(
        contacts!("string_agg(distinct i.channel, ',')", "$1 = '' or k.labels @> to_jsonb($1::text)"),
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
        let limit = most.saturating_add(1);
        let mut rows = match (label, after) {
            (None, None) => self.contacts_lately(limit).await?,
            _ => Vec::new(),
        };
        // There are no more, few people have all that is going on, or it is another page: then everybody is looked at.
        if !i64::try_from(rows.len()).is_ok_and(|length| length >= limit) {
            let after = after.unwrap_or(Mark { at: END, id: Uuid::max() });
            let (sql, label) = (self.db.text(PAGE), label.map_or("", Label::as_str));
            rows = on!(&self.db, Db, pool => sqlx::query_as(sql)
                .bind(label).bind(after.at).bind(after.id).bind(limit).fetch_all(pool).await)?;
        }
        let mut next = None;
        if i64::try_from(rows.len()).is_ok_and(|length| length > most) {
            rows.pop();
            next = rows.last().map(|row| Mark { at: row.touched_at.unwrap_or(row.created_at), id: row.id });
        }
        Ok(ContactPage { rows, next })
    }

    /// Those with the latest doings, as far as few conversations tell.
    async fn contacts_lately(&self, most: i64) -> Result<Vec<ContactRow>, StoreError> {
        let sql = self.db.text(LATELY);
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(most).bind(most.saturating_mul(MATTERS)).fetch_all(pool).await)?)
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

fn damaged(error: crate::model::InvalidLabel) -> StoreError {
    StoreError::Damaged { what: "contacts.labels", reason: error.to_string() }
}
