//! What the team noted down about people. Notes stay with the contact that they were written about: whoever is joined to somebody
//! has theirs read there, and takes none along when they are parted.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::joins::of_contact;
use super::news::Topic;
use super::people::hold;
use super::{Store, StoreError};
use crate::model::{AgentId, ContactId, ContactNote, ContactNoteId};

/// Notes about one person that are read at once.
const MOST: i64 = 200;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contact: Uuid,
    author: Uuid,
    body: String,
    written_at: DateTime<Utc>,
}

impl From<Row> for ContactNote {
    fn from(row: Row) -> Self {
        Self {
            id: ContactNoteId(row.id),
            contact: ContactId(row.contact),
            author: AgentId(row.author),
            body: row.body,
            written_at: row.written_at,
        }
    }
}

/// Notes about a contact, `$1`, and about those whose identities were joined to it and are there still.
macro_rules! notes_of {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " contact_notes
            where (contact = $1 or contact in (
                select l.from_contact
                from identities i
                join links l on l.identity = i.id
                where i.contact = $1 and l.joined is not null
                    and not exists (select 1 from links u where u.undoes = l.id)))",
            $after
        )
    };
}

const NOTES: &str =
    notes_of!("select id, contact, author, body, written_at from", " order by written_at desc, id desc limit $2");
const ONE: &str = notes_of!("select author from", " and id = $2");
const REMOVE: &str = notes_of!("delete from", " and id = $2");

/// What removing a note came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unnoted {
    /// It is gone.
    Done,
    /// Somebody else wrote it.
    Foreign,
    /// There is no such note about this person.
    Missing,
}

impl Store {
    /// Notes something down about a contact. `None` if there is no such contact.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn note_contact(
        &self,
        contact: ContactId,
        author: AgentId,
        body: String,
    ) -> Result<Option<ContactNoteId>, StoreError> {
        let (id, now, news) = (self.edge.id(), self.edge.now(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    hold(c, vec![contact.0]).await?;
                    if of_contact(c, contact).await?.is_empty() {
                        return Ok(None);
                    }
                    on!(c, Conn, c => sqlx::query(
                        "insert into contact_notes (id, contact, author, body, written_at) values ($1, $2, $3, $4, $5)")
                        .bind(id).bind(contact.0).bind(author.0).bind(&body).bind(now)
                        .execute(&mut **c).await.map(drop))?;
                    news.about(Topic::Everything);
                    Ok(Some(ContactNoteId(id)))
                })
            })
            .await
    }

    /// What was noted down about a contact and whoever is joined to it, the newest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_notes(&self, contact: ContactId) -> Result<Vec<ContactNote>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(NOTES)
            .bind(contact.0).bind(MOST).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(ContactNote::from).collect())
    }

    /// Removes a note about a contact: whoever's it is, or only one that `only_of` wrote.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remove_contact_note(
        &self,
        contact: ContactId,
        note: ContactNoteId,
        only_of: Option<AgentId>,
    ) -> Result<Unnoted, StoreError> {
        let news = self.news.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let found: Option<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(ONE)
                        .bind(contact.0).bind(note.0).fetch_optional(&mut **c).await)?;
                    let Some((author,)) = found else { return Ok(Unnoted::Missing) };
                    if only_of.is_some_and(|agent| agent.0 != author) {
                        return Ok(Unnoted::Foreign);
                    }
                    on!(c, Conn, c => sqlx::query(REMOVE)
                        .bind(contact.0).bind(note.0).execute(&mut **c).await.map(drop))?;
                    news.about(Topic::Everything);
                    Ok(Unnoted::Done)
                })
            })
            .await
    }
}
