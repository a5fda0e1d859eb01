//! Finding conversations and people by words, numbers and names.
//!
//! What is over is found by an inverted index in plain SQL: each word once for each conversation, and each word of a name for
//! each contact. It is written after a conversation is resolved (`index.rs`), so that no message costs more to record. What
//! still goes on is few: its newest words are read whenever somebody searches, and of very many only on the last page. Either way
//! a search costs the same however much was ever said, and goes on further back if it is asked to. What was taken back or erased is in neither, and what was
//! changed is there as it stands.

mod index;
mod live;
mod said;
mod sought;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use uuid::Uuid;

pub(in crate::store) use self::index::names_anew;
use self::said::{Subject, kinds, standing};
pub use self::sought::Sought;
use self::sought::begins;
use super::contacts::ContactRow;
use super::db::{Db, IdList, Text, WordList, on, over_ids};
use super::rows::EntryRow;
use super::{InboxRow, Store, StoreError};
use crate::model::{ConversationId, Entry, EntryKind};

/// Conversations on a page of what was found.
const MOST: i64 = 30;

/// Postings of a word that are looked at for one page.
const SCANNED: i64 = 5000;

/// Postings of a word that are counted to find the rarest.
const MANY: i64 = 1000;

/// Words that the last word of a search may be the beginning of.
const BEGUN: i64 = 8;

/// Behind all that is over: there a search goes on with what goes on and was not looked at before.
const BEHIND_ALL: ConversationId = ConversationId(Uuid::nil());

/// People that are shown.
const PEOPLE: usize = 10;

/// People with one word in their names who are looked at for the others.
const NAMESAKES: i64 = 500;

/// The words of a text as they are compared: letters, digits and half-spaces as the knowledge base unifies them, reduced to
/// what they share with their inflections. Always in one locale: whoever searches need not know in which a thing was said.
pub(super) fn words(text: &str) -> Vec<String> {
    hamyar_knowledge::words(text, "fa")
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Conversations: first those that go on, then those that are over, each from the newest.
    pub conversations: Vec<InboxRow>,
    /// People.
    pub people: Vec<ContactRow>,
    /// The conversation behind which there may be more that are over.
    pub next: Option<ConversationId>,
}

// Each step looks up the next word: as many as are wanted, however many conversations have them.
const EXPAND: &str = "
    with recursive known (word) as (
        select (select min(w.word) from conversation_words w where w.word >= $1 and w.word < $2)
        union all
        select (select min(w.word) from conversation_words w where w.word > known.word and w.word < $2)
        from known
        where known.word is not null)
    select word
    from known
    where word is not null
    limit $3";

/// How many conversations from behind one on have a word, up to a limit.
const WITH_WORD: &str = "
    select count(*)
    from (
        select 1 as one
        from conversation_words
        where word = $1 and conversation < $2
        limit $3) w";

/// How many people have a word in their names, up to a limit.
const NAMED: &str = "
    select count(*)
    from (
        select 1 as one
        from contact_words
        where word >= $1 and word < $2
        limit $3) w";

const PEOPLE_BY_WORD: &str = "
    select contact
    from contact_words
    where word >= $1 and word < $2
    order by word desc, contact desc
    limit $3";

const NAMES: Text = over_ids!("select contact, word from contact_words where contact", "");

/// Of the conversations with a word, from behind one on, those that have all the others, and one of some.
const FIND: Text = Text {
    sqlite: "
        select w.conversation
        from (
            select conversation
            from conversation_words
            where word = $1 and conversation < $2
            order by conversation desc
            limit $3) w
        join conversations c on c.id = w.conversation and c.status = 'resolved'
        where not exists (
                select 1 from json_each($4) q
                where not exists (
                    select 1 from conversation_words o where o.word = q.value and o.conversation = w.conversation))
            and (not $6 or exists (
                select 1
                from json_each($5) q
                join conversation_words o on o.word = q.value and o.conversation = w.conversation))
        order by w.conversation desc
        limit $7",
    postgres: "
        select w.conversation
        from (
            select conversation
            from conversation_words
            where word = $1 and conversation < $2
            order by conversation desc
            limit $3) w
        join conversations c on c.id = w.conversation and c.status = 'resolved'
        where not exists (
                select 1 from unnest($4) as q (value)
                where not exists (
                    select 1 from conversation_words o where o.word = q.value and o.conversation = w.conversation))
            and (not $6 or exists (
                select 1
                from unnest($5) as q (value)
                join conversation_words o on o.word = q.value and o.conversation = w.conversation))
        order by w.conversation desc
        limit $7",
};

/// What people said last in each conversation, and what they changed or took back.
const SPOKEN: Text = Text {
    sqlite: concat!(
        "
        select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
        from conversations c
        join timeline t on t.conversation = c.id and t.seq > c.last_seq - 300
        where t.kind in ",
        kinds!(),
        " and c.id in (select unhex(value) from json_each($1))
        order by t.conversation, t.seq desc"
    ),
    postgres: concat!(
        "
        select t.*
        from conversations c
        cross join lateral (
            select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
            from timeline t
            where t.conversation = c.id
            order by t.seq desc
            limit 300) t
        where t.kind in ",
        kinds!(),
        " and c.id = any($1)
        order by t.conversation, t.seq desc"
    ),
};

const LAST: &str = "
    select conversation
    from conversation_words
    where word = $1 and conversation < $2
    order by conversation desc
    limit 1 offset $3";

impl Store {
    /// Finds conversations and people, from behind `after` on or from the beginning.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn find(&self, sought: &Sought, after: Option<ConversationId>) -> Result<Found, StoreError> {
        if sought.is_empty() {
            return Ok(Found::default());
        }
        if after == Some(BEHIND_ALL) {
            let live = self.find_live_behind(sought).await?;
            return Ok(Found { conversations: self.in_order(live.conversations).await?, ..Found::default() });
        }
        let (over, next) = self.find_over(sought, after).await?;
        let next = match next {
            None if self.is_live_behind().await? => Some(BEHIND_ALL),
            next => next,
        };
        if after.is_some() {
            return Ok(Found { conversations: self.in_order(over).await?, people: Vec::new(), next });
        }
        let mut ids = match sought.number {
            Some(number) => self.conversation_numbered(number).await?.into_iter().collect(),
            None => Vec::new(),
        };
        let live = self.find_live(sought).await?;
        ids.extend(live.conversations);
        ids.extend(over);
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(*id));
        let mut people = self.find_people(sought).await?;
        people.extend(live.people);
        people.sort_unstable_by(|one, other| other.cmp(one));
        people.dedup();
        people.truncate(PEOPLE);
        Ok(Found { conversations: self.in_order(ids).await?, people: self.contacts_listed(people).await?, next })
    }

    /// These conversations, in this order.
    async fn in_order(&self, ids: Vec<ConversationId>) -> Result<Vec<InboxRow>, StoreError> {
        let mut rows = self.conversations_listed(ids.clone()).await?;
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
        Ok(rows)
    }

    /// Conversations that are over, the newest first, and the one behind which there may be more.
    async fn find_over(
        &self,
        sought: &Sought,
        after: Option<ConversationId>,
    ) -> Result<(Vec<ConversationId>, Option<ConversationId>), StoreError> {
        let mut groups = sought.words.clone();
        if let Some(last) = groups.last_mut() {
            *last = self.begun(&last.concat()).await?;
        }
        if groups.iter().any(Vec::is_empty) {
            return Ok((Vec::new(), None));
        }
        let from = after.map_or(Uuid::max(), |id| id.0);
        let leading = groups.remove(self.rarest(&groups, from).await?);
        let any = groups.iter().find(|group| group.len() > 1).cloned().unwrap_or_default();
        let all: Vec<String> = groups.iter().filter(|group| group.len() == 1).flatten().cloned().collect();
        let (mut found, mut edge) = (Vec::new(), None);
        for word in &leading {
            found.extend(self.with_word(word, from, &all, &any).await?);
            edge = edge.max(self.last_posting(word, from).await?);
        }
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.dedup();
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        // What lies behind where a word's postings were looked at is for the next page, as what is too much for this one.
        if let Some(edge) = edge {
            found.retain(|id| *id >= edge);
        }
        let next = if found.len() > most { found.get(most - 1).copied() } else { edge };
        found.truncate(most);
        Ok((found.into_iter().map(ConversationId).collect(), next.map(ConversationId)))
    }

    /// Which of these words the fewest conversations have, each with all that may stand for it. Among those that many have it is
    /// the longest, if it is written to its end.
    async fn rarest(&self, groups: &[Vec<String>], from: Uuid) -> Result<usize, StoreError> {
        let mut rarest = None;
        for (at, group) in groups.iter().enumerate() {
            let mut count = 0;
            for word in group {
                let (more,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(WITH_WORD)
                    .bind(word).bind(from).bind(MANY).fetch_one(pool).await)?;
                count = MANY.min(count + more);
            }
            let length = group.first().map_or(0, |word| word.chars().count());
            rarest = rarest.max(Some((Reverse(count), group.len() == 1, length, at)));
        }
        Ok(rarest.map_or(0, |(.., at)| at))
    }

    /// The words that begin so, the word itself first.
    async fn begun(&self, begun: &str) -> Result<Vec<String>, StoreError> {
        let end = if begins(begun, begun) { format!("{begun}\u{10ffff}") } else { format!("{begun}\u{1}") };
        let rows: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(EXPAND)
            .bind(begun).bind(end).bind(BEGUN).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(word,)| word).collect())
    }

    async fn with_word(&self, word: &str, from: Uuid, all: &[String], any: &[String]) -> Result<Vec<Uuid>, StoreError> {
        let sql = self.db.text(FIND);
        let rows: Vec<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(word).bind(from).bind(SCANNED).bind(WordList(all.to_vec())).bind(WordList(any.to_vec()))
            .bind(!any.is_empty()).bind(MOST + 1).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// The last of the conversations with a word that were looked at, if there may be more behind it.
    async fn last_posting(&self, word: &str, from: Uuid) -> Result<Option<Uuid>, StoreError> {
        let row: Option<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(LAST)
            .bind(word).bind(from).bind(SCANNED - 1).fetch_optional(pool).await)?;
        Ok(row.map(|(id,)| id))
    }

    /// People whose names have all the words: of those with the rarest of them, up to [`NAMESAKES`], who have the others as well.
    async fn find_people(&self, sought: &Sought) -> Result<Vec<Uuid>, StoreError> {
        let mut rarest: Option<(i64, &String, String)> = None;
        for (at, group) in sought.words.iter().enumerate() {
            let Some(word) = group.first() else { continue };
            let open = at + 1 == sought.words.len() && begins(word, word);
            let end = format!("{word}{}", if open { '\u{10ffff}' } else { '\u{1}' });
            let (count,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(NAMED)
                .bind(word).bind(&end).bind(NAMESAKES).fetch_one(pool).await)?;
            if rarest.as_ref().is_none_or(|(least, ..)| count < *least) {
                rarest = Some((count, word, end));
            }
        }
        let Some((_, word, end)) = rarest else { return Ok(Vec::new()) };
        let rows: Vec<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(PEOPLE_BY_WORD)
            .bind(word).bind(end).bind(NAMESAKES).fetch_all(pool).await)?;
        let (sql, ids) = (self.db.text(NAMES), IdList(rows.into_iter().map(|(id,)| id).collect()));
        let rows: Vec<(Uuid, String)> =
            on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?;
        let mut names: HashMap<Uuid, HashSet<String>> = HashMap::new();
        for (contact, word) in rows {
            names.entry(contact).or_default().insert(word);
        }
        names.retain(|_, words| sought.is_in(words));
        Ok(names.into_keys().collect())
    }

    /// The newest words of people in each of these conversations as they stand, the newest first: to show where something was found.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn spoken(&self, conversations: Vec<ConversationId>) -> Result<Vec<Entry>, StoreError> {
        let (sql, ids) = (self.db.text(SPOKEN), IdList(conversations.into_iter().map(|id| id.0).collect()));
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?;
        let about = |entry: &Entry| {
            let (message, changes) = (entry.data["message"].as_str(), entry.data["changes"].as_i64());
            let subject = Subject::of((entry.conversation.0, entry.seq), message, changes);
            (subject, matches!(entry.kind, EntryKind::Deletion | EntryKind::AgentDeletion))
        };
        Ok(standing(super::rows::all(rows)?, about))
    }
}

/// Names as one text.
fn names(names: [Option<String>; 3]) -> String {
    names.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
