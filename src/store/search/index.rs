//! Making what is over searchable: in batches, each one transaction.
//!
//! A conversation is marked first, which holds up whoever erases it until the words are written, and those are then taken
//! away with the rest; or it waits for an erasure, and finds nothing to write.

use std::collections::HashMap;

use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::said::{Said, gathered, said};
use super::{names, words};
use crate::store::batch::batch;
use crate::store::db::{Conn, IdList, Text, on, over_ids};
use crate::store::{Store, StoreError};

/// The longest word that is kept, in bytes. Longer ones are addresses and codes of machines.
const LONGEST: usize = 100;

// Without statistics SQLite would rather look at all that was ever resolved.
const MARK: Text = Text {
    sqlite: "
        update conversations
        set searched_seq = last_seq
        where id in (
            select id
            from conversations indexed by conversations_unsearched
            where status = 'resolved' and searched_seq < last_seq
            order by resolved_at desc
            limit $1)
        returning id, asker",
    postgres: "
        update conversations
        set searched_seq = last_seq
        where id in (
            select id
            from conversations
            where status = 'resolved' and searched_seq < last_seq
            order by resolved_at desc
            limit $1
            for update skip locked)
        returning id, asker",
};

// Of a conversation that never ended, its end.
const SAID: Text = said!(5000);

const NAMES: Text = over_ids!(
    "
    select i.id, i.contact, k.name, i.name as called, i.username
    from identities i
    join contacts k on k.id = i.contact
    where i.contact in (select a.contact from identities a where a.id",
    ")"
);

const NAMES_OF: Text = over_ids!(
    "
    select i.id, i.contact, k.name, i.name as called, i.username
    from identities i
    join contacts k on k.id = i.contact
    where i.contact",
    ""
);

const FORGET_CONVERSATIONS: Text = over_ids!("delete from conversation_words where conversation", "");
const FORGET_CONTACTS: Text = over_ids!("delete from contact_words where contact", "");

const KEEP_CONVERSATIONS: Text = batch!(
    "
    insert into conversation_words (word, conversation)
    select e.word, e.of_id
    from ",
    (word: text, of_id: uuid),
    "where true
    on conflict do nothing"
);

const KEEP_CONTACTS: Text = batch!(
    "
    insert into contact_words (word, contact)
    select e.word, e.of_id
    from ",
    (word: text, of_id: uuid),
    "where true
    on conflict do nothing"
);

/// A word of something: a row of both statements.
#[derive(Serialize)]
struct Posting {
    word: String,
    of_id: Uuid,
}

#[derive(sqlx::FromRow)]
struct Named {
    id: Uuid,
    contact: Uuid,
    name: Option<String>,
    called: Option<String>,
    username: Option<String>,
}

impl Named {
    /// The words of all that they are called.
    fn words(self) -> Vec<String> {
        words(&names([self.name, self.called, self.username]))
    }
}

impl Store {
    /// Makes conversations searchable that were resolved since, at most `most`. Returns how many there were.
    ///
    /// # Errors
    ///
    /// When the database refuses: then none of them is.
    pub async fn make_searchable(&self, most: i64) -> Result<usize, StoreError> {
        self.writer.run(move |c| Box::pin(async move { index(c, most).await })).await
    }
}

async fn index(c: &mut Conn, most: i64) -> Result<usize, StoreError> {
    let sql = c.text(MARK);
    let marked: Vec<(Uuid, Uuid)> = on!(c, Conn, c => sqlx::query_as(sql).bind(most).fetch_all(&mut **c).await)?;
    if marked.is_empty() {
        return Ok(0);
    }
    let (ids, askers): (Vec<Uuid>, Vec<Uuid>) = marked.iter().copied().unzip();
    let (conversations, askers) = (IdList(ids), IdList(askers));
    let (said, named) = (c.text(SAID), c.text(NAMES));
    let said: Vec<Said> = on!(c, Conn, c => sqlx::query_as(said).bind(&conversations).fetch_all(&mut **c).await)?;
    let named: Vec<Named> = on!(c, Conn, c => sqlx::query_as(named).bind(&askers).fetch_all(&mut **c).await)?;
    let (mut of_contacts, mut of_identity) = (Vec::new(), HashMap::new());
    for one in named {
        let (id, contact, words) = (one.id, one.contact, one.words());
        of_contacts.extend(words.iter().map(|word| Posting { word: word.clone(), of_id: contact }));
        of_identity.insert(id, words);
    }
    let mut of_conversations = Vec::new();
    for (conversation, words) in gathered(said) {
        of_conversations.extend(words.into_iter().map(|word| Posting { word, of_id: conversation }));
    }
    for (conversation, asker) in &marked {
        let words = of_identity.get(asker).into_iter().flatten();
        of_conversations.extend(words.map(|word| Posting { word: word.clone(), of_id: *conversation }));
    }
    let contacts = IdList(of_contacts.iter().map(|posting| posting.of_id).collect());
    write(c, (FORGET_CONVERSATIONS, KEEP_CONVERSATIONS), &conversations, of_conversations).await?;
    write(c, (FORGET_CONTACTS, KEEP_CONTACTS), &contacts, of_contacts).await?;
    Ok(marked.len())
}

/// Gathers anew by which names these contacts are found: those of whoever points to them by now.
pub(in crate::store) async fn names_anew(c: &mut Conn, contacts: Vec<Uuid>) -> Result<(), StoreError> {
    let (sql, contacts) = (c.text(NAMES_OF), IdList(contacts));
    let named: Vec<Named> = on!(c, Conn, c => sqlx::query_as(sql).bind(&contacts).fetch_all(&mut **c).await)?;
    let words = |one: Named| {
        let of_id = one.contact;
        one.words().into_iter().map(move |word| Posting { word, of_id })
    };
    write(c, (FORGET_CONTACTS, KEEP_CONTACTS), &contacts, named.into_iter().flat_map(words).collect()).await
}

/// Writes words in place of what was known before.
async fn write(
    c: &mut Conn,
    (forget, keep): (Text, Text),
    of: &IdList,
    mut postings: Vec<Posting>,
) -> Result<(), StoreError> {
    // In their order each page of the index is touched once.
    postings.retain(|posting| posting.word.len() <= LONGEST && !posting.word.contains('\0'));
    postings.sort_unstable_by(|one, other| (&one.word, one.of_id).cmp(&(&other.word, other.of_id)));
    postings.dedup_by(|one, other| one.word == other.word && one.of_id == other.of_id);
    let (forget, keep) = (c.text(forget), c.text(keep));
    on!(c, Conn, c => sqlx::query(forget).bind(of).execute(&mut **c).await.map(drop))?;
    on!(c, Conn, c => sqlx::query(keep).bind(Json(&postings)).execute(&mut **c).await.map(drop))?;
    Ok(())
}
