//! Everything that was said and done with a person, on every channel: as the team reads it, and as they may have it themselves.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Db, Text, WordList, on};
use super::rows::{EntryRow, all};
use super::views::END;
use super::{Store, StoreError};
use crate::model::{ContactId, ConversationId, Entry, EntryKind};

/// A place in a person's story: the entry before which a page ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoryMark {
    /// When that was.
    pub at: DateTime<Utc>,
    /// Its place in its conversation.
    pub seq: i64,
    /// The conversation.
    pub conversation: ConversationId,
}

impl StoryMark {
    /// The place of an entry.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self { at: entry.at, seq: entry.seq, conversation: entry.conversation }
    }
}

// The newest `$2` of all are among the newest `$2` of each conversation, and in as many conversations as were touched last:
// however long a conversation is, no more of it is read. PostgreSQL would guess that a third of it lies beyond a number.
const TIMELINE: Text = Text {
    sqlite: "
        select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
        from (
            select c.id, c.last_seq
            from identities i
            join conversations c on c.asker = i.id
            where i.contact = $1
            order by c.touched_at desc
            limit $2) c
        join timeline t on t.conversation = c.id and t.seq > c.last_seq - $2
        order by t.at desc, t.seq desc, t.conversation desc
        limit $2",
    postgres: "
        select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
        from (
            select c.id
            from identities i
            join conversations c on c.asker = i.id
            where i.contact = $1
            order by c.touched_at desc
            limit $2) c
        cross join lateral (
            select *
            from timeline t
            where t.conversation = c.id
            order by t.seq desc
            limit $2) t
        order by t.at desc, t.seq desc, t.conversation desc
        limit $2",
};

// What is older, or of some kinds: `$3` of those, or of all if there are none. The newest `$2` of all are among the newest `$2` of each.
const PART: Text = Text {
    sqlite: "
        select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
        from identities i
        join conversations c on c.asker = i.id
        join timeline t on t.conversation = c.id and t.seq in (
            select s.seq
            from timeline s
            where s.conversation = c.id and (s.at, s.seq, s.conversation) < ($4, $5, $6)
                and (json_array_length($3) = 0 or s.kind in (select value from json_each($3)))
            order by s.at desc, s.seq desc
            limit $2)
        where i.contact = $1
        order by t.at desc, t.seq desc, t.conversation desc
        limit $2",
    postgres: "
        select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
        from identities i
        join conversations c on c.asker = i.id
        cross join lateral (
            select *
            from timeline s
            where s.conversation = c.id and (s.at, s.seq, s.conversation) < ($4, $5, $6)
                and (cardinality($3) = 0 or s.kind = any($3))
            order by s.at desc, s.seq desc
            limit $2) t
        where i.contact = $1
        order by t.at desc, t.seq desc, t.conversation desc
        limit $2",
};

const RECORD: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from timeline t
    join conversations c on c.id = t.conversation
    where t.identity in (select i.id from identities i where i.contact = $1)
        or (t.identity is null
            and t.kind not in ('note', 'labelled', 'unlabelled', 'prioritised', 'assigned', 'snoozed', 'woken',
                'due_soon', 'overdue', 'unseen', 'room', 'room_told')
            and c.asker in (select i.id from identities i where i.contact = $1))
    order by t.at, t.seq";

impl Store {
    /// The newest entries of all of a contact's conversations, oldest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_timeline(&self, id: ContactId, most: i64) -> Result<Vec<Entry>, StoreError> {
        let sql = self.db.text(TIMELINE);
        let rows: Vec<EntryRow> =
            on!(&self.db, Db, pool => sqlx::query_as(sql).bind(id.0).bind(most).fetch_all(pool).await)?;
        let mut entries = all(rows)?;
        entries.reverse();
        Ok(entries)
    }

    /// A part of them, oldest first: of these kinds, or of all if none is named, and before a place in the story, or from the
    /// newest on.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_story(
        &self,
        id: ContactId,
        kinds: &[EntryKind],
        before: Option<StoryMark>,
        most: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        if kinds.is_empty() && before.is_none() {
            return self.contact_timeline(id, most).await;
        }
        let before = before.unwrap_or(StoryMark { at: END, seq: 0, conversation: ConversationId(Uuid::nil()) });
        let (sql, kinds) = (self.db.text(PART), WordList(kinds.iter().map(|kind| kind.word().to_owned()).collect()));
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(id.0).bind(most).bind(&kinds).bind(before.at).bind(before.seq).bind(before.conversation.0)
            .fetch_all(pool).await)?;
        let mut entries = all(rows)?;
        entries.reverse();
        Ok(entries)
    }

    /// What is recorded of a person: their own words wherever they stand, and what was said to them. Neither words of
    /// others nor notes of the team. Oldest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn contact_record(&self, id: ContactId) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<EntryRow> = on!(&self.db, Db, pool => sqlx::query_as(RECORD).bind(id.0).fetch_all(pool).await)?;
        all(rows)
    }
}
