//! What an erasure is about: whose accounts, which conversations, which private chats and files.

use serde::Serialize;
use uuid::Uuid;

use crate::model::ContactId;
use crate::store::StoreError;
use crate::store::db::{Conn, IdList, Text, on, over_ids};

/// What is known of a person, as figures: what an erasure takes away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// Accounts on channels.
    pub identities: i64,
    /// Conversations that they began.
    pub conversations: i64,
    /// Entries with words of theirs, or ours to them.
    pub entries: i64,
    /// Files that they brought, or were sent.
    pub files: i64,
    /// Messages of ours that their private chats show.
    pub messages: i64,
}

const IDENTITIES: &str = "
    select id
    from identities
    where contact = $1
    order by created_at, id";

const CONVERSATIONS: Text = over_ids!("select c.id from conversations c where c.asker", "");

const PLACES: Text = over_ids!(
    "
    select distinct p.id
    from places p
    join conversations c on c.place = p.id
    where p.direct and c.asker",
    ""
);

/// A private chat in which nothing was said may still be named after its person, or after whom we would have begun it with.
const PLACES_BY_NAME: Text = over_ids!(
    "
    select p.id
    from places p
    join identities i on i.channel = p.channel and p.chat in (i.external_id, '@' || i.external_id)
    where p.direct and i.id",
    ""
);

const SPOKEN: Text = over_ids!("select count(*) from timeline where identity", "");
const TOLD: Text = over_ids!("select count(*) from timeline where identity is null and conversation", "");
const FILES: Text = over_ids!("select id from files where conversation", "");
const FILES_OF_PLACES: Text = over_ids!(
    "
    select f.id
    from files f
    join places p on p.channel = f.channel and p.chat = f.chat
    where p.id",
    ""
);

pub(super) const SHOWN: Text = over_ids!(
    "
    select m.channel, m.chat, p.thread, m.message
    from places p
    join mirrors m on m.channel = p.channel and m.chat = p.chat
    where p.id",
    "order by m.message"
);

/// What an erasure is about.
pub(super) struct Scope {
    pub(super) identities: IdList,
    pub(super) conversations: IdList,
    pub(super) places: IdList,
    pub(super) files: IdList,
}

/// The accounts of a person.
pub(super) async fn identities(c: &mut Conn, contact: ContactId) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(IDENTITIES).bind(contact.0).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

impl Scope {
    pub(super) async fn of(c: &mut Conn, identities: Vec<Uuid>) -> Result<Self, StoreError> {
        let identities = IdList(identities);
        let conversations = ids(c, CONVERSATIONS, &identities).await?;
        let mut places = ids(c, PLACES, &identities).await?.0;
        places.extend(ids(c, PLACES_BY_NAME, &identities).await?.0);
        places.sort_unstable();
        places.dedup();
        let places = IdList(places);
        let mut files = ids(c, FILES, &conversations).await?.0;
        files.extend(ids(c, FILES_OF_PLACES, &places).await?.0);
        files.sort_unstable();
        files.dedup();
        Ok(Self { identities, conversations, places, files: IdList(files) })
    }

    pub(super) async fn figures(&self, c: &mut Conn) -> Result<Erasure, StoreError> {
        let (spoken, told, shown) = (c.text(SPOKEN), c.text(TOLD), c.text(SHOWN));
        let (spoken,): (i64,) =
            on!(c, Conn, c => sqlx::query_as(spoken).bind(&self.identities).fetch_one(&mut **c).await)?;
        let (told,): (i64,) =
            on!(c, Conn, c => sqlx::query_as(told).bind(&self.conversations).fetch_one(&mut **c).await)?;
        let shown: Vec<(String, String, String, String)> =
            on!(c, Conn, c => sqlx::query_as(shown).bind(&self.places).fetch_all(&mut **c).await)?;
        let count = |list: usize| i64::try_from(list).unwrap_or(i64::MAX);
        Ok(Erasure {
            identities: count(self.identities.0.len()),
            conversations: count(self.conversations.0.len()),
            entries: spoken + told,
            files: count(self.files.0.len()),
            messages: count(shown.len()),
        })
    }
}

async fn ids(c: &mut Conn, statement: Text, of: &IdList) -> Result<IdList, StoreError> {
    let sql = c.text(statement);
    let rows: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(sql).bind(of).fetch_all(&mut **c).await)?;
    Ok(IdList(rows.into_iter().map(|(id,)| id).collect()))
}
