//! What the team labels a person with, and where it says that they are. Who is joined to somebody brings their labels along, and
//! takes those away again with which they came.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, on};
use super::joins::of_contact;
use super::news::Topic;
use super::people::hold;
use super::{Store, StoreError};
use crate::model::{ContactId, Label};

/// Labels of one contact.
pub const MOST_CONTACT_LABELS: usize = 20;

/// What labelling a contact came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Labelled {
    /// It has these now.
    Done(BTreeSet<Label>),
    /// It would have more than [`MOST_CONTACT_LABELS`].
    TooMany,
    /// There is no such contact: nobody belongs to it, or it is forgotten.
    Missing,
}

const IN_FORCE: &str = "
    select distinct l.joined, l.from_contact
    from links l
    where l.to_contact = $1 and l.joined is not null and not exists (select 1 from links u where u.undoes = l.id)";

impl Store {
    /// Labels a contact, and takes other labels off it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn label_contact(
        &self,
        contact: ContactId,
        add: BTreeSet<Label>,
        remove: BTreeSet<Label>,
    ) -> Result<Labelled, StoreError> {
        let news = self.news.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    hold(c, vec![contact.0]).await?;
                    if of_contact(c, contact).await?.is_empty() {
                        return Ok(Labelled::Missing);
                    }
                    let before = labels(c, contact.0).await?;
                    let now: BTreeSet<Label> =
                        before.union(&add).filter(|one| !remove.contains(*one)).cloned().collect();
                    if now.len() > MOST_CONTACT_LABELS.max(before.len()) {
                        return Ok(Labelled::TooMany);
                    }
                    if now != before {
                        set(c, contact.0, &now).await?;
                        // Whoever sets it again then sets it for good.
                        forget(c, contact.0, &remove).await?;
                        news.about(Topic::Everything);
                    }
                    Ok(Labelled::Done(now))
                })
            })
            .await
    }

    /// Says where a contact is, or takes that back. False if there is no such contact.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn place_contact(&self, contact: ContactId, zone: Option<Tz>) -> Result<bool, StoreError> {
        let news = self.news.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    hold(c, vec![contact.0]).await?;
                    if of_contact(c, contact).await?.is_empty() {
                        return Ok(false);
                    }
                    on!(c, Conn, c => sqlx::query("update contacts set zone = $2 where id = $1")
                        .bind(contact.0).bind(zone.map(Tz::name)).execute(&mut **c).await.map(drop))?;
                    news.about(Topic::Everything);
                    Ok(true)
                })
            })
            .await
    }
}

/// Brings the labels of one contact to another, and returns those that it did not have.
pub(super) async fn unite(c: &mut Conn, from: Uuid, to: Uuid) -> Result<BTreeSet<Label>, StoreError> {
    let (theirs, mut all) = (labels(c, from).await?, labels(c, to).await?);
    let added: BTreeSet<Label> = theirs.difference(&all).cloned().collect();
    if !added.is_empty() {
        all.extend(added.iter().cloned());
        set(c, to, &all).await?;
    }
    Ok(added)
}

/// Takes away what came with a join that is being undone. What somebody else who is joined has as well, stays with them.
pub(super) async fn divide(c: &mut Conn, join: Uuid, to: Uuid) -> Result<(), StoreError> {
    let mut going = added(c, join).await?;
    if going.is_empty() {
        return Ok(());
    }
    for (other, from) in in_force(c, to).await? {
        if other == join {
            continue;
        }
        let staying: BTreeSet<Label> = labels(c, from).await?.intersection(&going).cloned().collect();
        if !staying.is_empty() {
            going.retain(|label| !staying.contains(label));
            let with = added(c, other).await?.union(&staying).cloned().collect();
            set_added(c, other, &with).await?;
        }
    }
    let left = labels(c, to).await?.difference(&going).cloned().collect();
    set(c, to, &left).await
}

/// Labels that somebody took off came with no join any more.
async fn forget(c: &mut Conn, contact: Uuid, labels: &BTreeSet<Label>) -> Result<(), StoreError> {
    for (join, _) in in_force(c, contact).await? {
        let before = added(c, join).await?;
        let left: BTreeSet<Label> = before.difference(labels).cloned().collect();
        if left != before {
            set_added(c, join, &left).await?;
        }
    }
    Ok(())
}

async fn in_force(c: &mut Conn, to: Uuid) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    Ok(on!(c, Conn, c => sqlx::query_as(IN_FORCE).bind(to).fetch_all(&mut **c).await)?)
}

async fn added(c: &mut Conn, join: Uuid) -> Result<BTreeSet<Label>, StoreError> {
    let row: Option<(Json<BTreeSet<Label>>,)> = on!(c, Conn, c => sqlx::query_as(
        "select added from links where joined = $1 and added is not null limit 1")
        .bind(join).fetch_optional(&mut **c).await)?;
    Ok(row.map(|(labels,)| labels.0).unwrap_or_default())
}

async fn set_added(c: &mut Conn, join: Uuid, labels: &BTreeSet<Label>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("update links set added = $2 where joined = $1")
        .bind(join).bind(Json(labels)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

async fn labels(c: &mut Conn, contact: Uuid) -> Result<BTreeSet<Label>, StoreError> {
    let row: Option<(Json<BTreeSet<Label>>,)> = on!(c, Conn, c => sqlx::query_as(
        "select labels from contacts where id = $1").bind(contact).fetch_optional(&mut **c).await)?;
    Ok(row.map(|(labels,)| labels.0).unwrap_or_default())
}

async fn set(c: &mut Conn, contact: Uuid, labels: &BTreeSet<Label>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("update contacts set labels = $2 where id = $1")
        .bind(contact).bind(Json(labels)).execute(&mut **c).await.map(drop))?;
    Ok(())
}
