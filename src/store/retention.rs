//! Letting go of what was kept long enough: in batches, so that nobody waits for it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, IdList, Text, on, over_ids};
use super::{Store, StoreError, rooms};

/// Before when things are let go; `None` keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cutoffs {
    /// What platforms told that belongs to no conversation, and questions whose answer nobody fetched.
    pub payloads: Option<DateTime<Utc>>,
    /// Files that were sent.
    pub files: Option<DateTime<Utc>>,
    /// The words of conversations that were resolved.
    pub conversations: Option<DateTime<Utc>>,
    /// Lines of the audit log.
    pub audit: Option<DateTime<Utc>>,
    /// Files of articles that were brought to the desk.
    pub uploads: Option<DateTime<Utc>>,
}

/// How much is let go, or would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Retained {
    /// Events outside conversations, and questions whose answer nobody fetched.
    pub payloads: u64,
    /// Files.
    pub files: u64,
    /// Conversations that lose their words.
    pub conversations: u64,
    /// Lines of the audit log.
    pub audit: u64,
    /// Files of articles that were brought to the desk.
    pub uploads: u64,
}

/// Rows, or conversations, at once.
const BATCH: i64 = 500;
const CONVERSATIONS: i64 = 50;
const BROUGHT: i64 = 5;

const COUNT_EVENTS: &str = "select count(*) from channel_events where at < $1";
const COUNT_HELD: &str = "select count(*) from held_answers where at < $1";
const COUNT_FILES: &str = "select count(*) from files where told and created_at < $1";
const COUNT_CONVERSATIONS: &str = "
    select count(*)
    from conversations
    where status = 'resolved' and resolved_at < $1 and memory ->> 'blanked' is null";

const COUNT_AUDIT: &str = "select count(*) from audit_log where at < $1";

const COUNT_UPLOADS: &str = "select count(*) from uploads where created_at < $1";

const UPLOADS: &str = "
    select id
    from uploads
    where created_at < $1
    limit $2";

const PARTS: Text = over_ids!("delete from upload_parts where upload", "");
const FORGET_UPLOADS: Text = over_ids!("delete from uploads where id", "");

const AUDIT: &str = "
    delete from audit_log
    where id in (
        select id
        from audit_log
        where at < $1
        limit $2)";

const EVENTS: &str = "
    delete from channel_events
    where (channel, event_key) in (
        select channel, event_key
        from channel_events
        where at < $1
        limit $2)";

const HELD: &str = "
    delete from held_answers
    where conversation in (
        select conversation
        from held_answers
        where at < $1
        limit $2)";

const FILES: &str = "
    select id
    from files
    where told and created_at < $1
    limit $2";

const RESOLVED: &str = "
    select id
    from conversations
    where status = 'resolved' and resolved_at < $1 and memory ->> 'blanked' is null
    order by resolved_at
    limit $2";

const CHUNKS: Text = over_ids!("delete from file_chunks where file", "");
const REMOVE: Text = over_ids!("delete from files where id", "");

/// What happens first to conversations that lose their words: whoever makes one searchable meanwhile waits for it, or it for them.
const MARK: Text = Text {
    sqlite: "
            update conversations
            set version = version + 1,
                memory = json_object('replies', coalesce(memory ->> 'replies', 0), 'blanked', json('true'))
            where id in (select unhex(value) from json_each($1))",
    postgres: "
            update conversations
            set version = version + 1,
                memory = jsonb_build_object('replies', coalesce(memory -> 'replies', '0'::jsonb), 'blanked', true)
            where id = any($1)",
};

/// What happens in turn to them then. The first has the tombstone as its second argument.
const BLANK: Text = over_ids!("update timeline set body = '', data = $2 where conversation", "");
const REST: [Text; 9] = [
    over_ids!("delete from notifications where conversation", ""),
    over_ids!("delete from conversation_labels where conversation", ""),
    over_ids!("delete from conversation_words where conversation", ""),
    over_ids!("update deliveries set buttons = '[]', error = null where conversation", ""),
    over_ids!("delete from mirrors where conversation", ""),
    over_ids!("delete from candidates where conversation", ""),
    over_ids!("update ratings set comment_seq = null where conversation", ""),
    over_ids!("delete from held_answers where conversation", ""),
    over_ids!("delete from wishes where conversation", ""),
];
const FILES_OF: Text = over_ids!("select id from files where conversation", "");

impl Store {
    /// How much would be let go.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn to_be_let_go(&self, cutoffs: Cutoffs) -> Result<Retained, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    Ok(Retained {
                        payloads: count(c, COUNT_EVENTS, cutoffs.payloads).await?
                            + count(c, COUNT_HELD, cutoffs.payloads).await?,
                        files: count(c, COUNT_FILES, cutoffs.files).await?,
                        conversations: count(c, COUNT_CONVERSATIONS, cutoffs.conversations).await?,
                        audit: count(c, COUNT_AUDIT, cutoffs.audit).await?,
                        uploads: count(c, COUNT_UPLOADS, cutoffs.uploads).await?,
                    })
                })
            })
            .await
    }

    /// Lets go of one batch of each. Returns how much that was: nothing, when there is nothing left.
    ///
    /// # Errors
    ///
    /// When the database refuses: then nothing of this batch is gone.
    pub async fn let_go_of(&self, cutoffs: Cutoffs) -> Result<Retained, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let mut done = Retained::default();
                    if let Some(before) = cutoffs.payloads {
                        done.payloads = remove(c, EVENTS, before).await? + remove(c, HELD, before).await?;
                    }
                    if let Some(before) = cutoffs.files {
                        let files = ids(c, FILES, before, BATCH).await?;
                        done.files = length(&files);
                        remove_files(c, &files).await?;
                    }
                    if let Some(before) = cutoffs.conversations {
                        let resolved = ids(c, RESOLVED, before, CONVERSATIONS).await?;
                        done.conversations = length(&resolved);
                        blank(c, &resolved, now).await?;
                    }
                    if let Some(before) = cutoffs.audit {
                        done.audit = remove(c, AUDIT, before).await?;
                    }
                    if let Some(before) = cutoffs.uploads {
                        let brought = ids(c, UPLOADS, before, BROUGHT).await?;
                        done.uploads = length(&brought);
                        all_of(c, [PARTS, FORGET_UPLOADS], &brought).await?;
                    }
                    Ok(done)
                })
            })
            .await
    }
}

impl Retained {
    /// Nothing is let go.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Together with that.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            payloads: self.payloads + other.payloads,
            files: self.files + other.files,
            conversations: self.conversations + other.conversations,
            audit: self.audit + other.audit,
            uploads: self.uploads + other.uploads,
        }
    }
}

fn length(list: &IdList) -> u64 {
    u64::try_from(list.0.len()).unwrap_or(u64::MAX)
}

async fn count(c: &mut Conn, sql: &'static str, before: Option<DateTime<Utc>>) -> Result<u64, StoreError> {
    let Some(before) = before else { return Ok(0) };
    let (count,): (i64,) = on!(c, Conn, c => sqlx::query_as(sql).bind(before).fetch_one(&mut **c).await)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

async fn remove(c: &mut Conn, sql: &'static str, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on!(c, Conn, c => sqlx::query(sql)
        .bind(before).bind(BATCH).execute(&mut **c).await.map(|done| done.rows_affected()))?)
}

async fn ids(c: &mut Conn, sql: &'static str, before: DateTime<Utc>, most: i64) -> Result<IdList, StoreError> {
    let rows: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(sql).bind(before).bind(most).fetch_all(&mut **c).await)?;
    Ok(IdList(rows.into_iter().map(|(id,)| id).collect()))
}

async fn remove_files(c: &mut Conn, files: &IdList) -> Result<(), StoreError> {
    all_of(c, [CHUNKS, REMOVE], files).await
}

/// Does these in turn to what has these ids.
async fn all_of<const N: usize>(c: &mut Conn, statements: [Text; N], ids: &IdList) -> Result<(), StoreError> {
    for statement in statements {
        let sql = c.text(statement);
        on!(c, Conn, c => sqlx::query(sql).bind(ids).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

/// Takes the words of conversations away; the order of what happened stays.
async fn blank(c: &mut Conn, conversations: &IdList, now: DateTime<Utc>) -> Result<(), StoreError> {
    if conversations.0.is_empty() {
        return Ok(());
    }
    let (mark, of, blank) = (c.text(MARK), c.text(FILES_OF), c.text(BLANK));
    on!(c, Conn, c => sqlx::query(mark).bind(conversations).execute(&mut **c).await.map(drop))?;
    let files: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(of).bind(conversations).fetch_all(&mut **c).await)?;
    remove_files(c, &IdList(files.into_iter().map(|(id,)| id).collect())).await?;
    on!(c, Conn, c => sqlx::query(blank)
        .bind(conversations).bind(Json(json!({ "erased": true }))).execute(&mut **c).await.map(drop))?;
    let forget = c.text(rooms::FORGET);
    on!(c, Conn, c => sqlx::query(forget).bind(conversations).bind(now).execute(&mut **c).await.map(drop))?;
    all_of(c, REST, conversations).await
}
