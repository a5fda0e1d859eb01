//! Files of our own: rows that say what they are, and their bytes in chunks.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use hamyar_channel::{Address, ChannelId};
use sqlx::FromRow;
use uuid::Uuid;

use super::db::{Conn, Db, IdList, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{AgentId, ConversationId, FileId, OwnFile};

const BEGIN: &str = "
    insert into files (id, conversation, agent, channel, chat, thread, name, media_type, size, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)";

const ADD: &str = "
    insert into file_chunks (file, number, bytes)
    values ($1, $2, $3)";

const GROW: &str = "
    update files
    set size = size + $2
    where id = $1";

const ONE: &str = "
    select f.id, f.name, f.media_type, f.size
    from files f
    where f.id = $1 and f.conversation = $2";

const UNTOLD: Text = over_ids!(
    "
    select f.id, f.name, f.media_type, f.size
    from files f
    where not f.told and f.conversation = $2 and f.agent = $3 and f.id",
    "order by f.id"
);

const TELL: Text = over_ids!(
    "
    update files
    set told = true
    where not told and conversation = $2 and id",
    ""
);

const BROUGHT: Text = over_ids!(
    "
    select f.id, f.name, f.media_type, f.size
    from files f
    where f.channel = $2 and f.chat = $3 and f.thread = $4 and (f.told or f.created_at >= $5) and f.id",
    ""
);

const CLAIM: Text = over_ids!(
    "
    update files
    set told = true, conversation = coalesce(conversation, $2)
    where channel = $3 and chat = $4 and thread = $5 and id",
    ""
);

const AMOUNT: &str = "
    select count(*), cast(coalesce(sum(size), 0) as bigint)
    from files
    where channel = $1 and chat = $2 and thread = $3 and created_at >= $4";

const CHUNK: &str = "
    select bytes
    from file_chunks
    where file = $1 and number = $2";

const STALE: &str = "
    select id
    from files
    where not told and created_at < $1
    limit 100";

const REMOVE_CHUNKS: Text = over_ids!("delete from file_chunks where file", "");
const REMOVE: Text = over_ids!("delete from files where not told and id", "");

/// A file to be: its bytes follow.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Who brings it.
    pub owner: FileOwner,
    /// Its name, safe to save under.
    pub name: String,
    /// Its media type.
    pub media_type: String,
}

/// Who brings a file.
#[derive(Clone, Debug)]
pub enum FileOwner {
    /// A person of the team, for a conversation.
    Agent {
        /// The conversation in which it is sent.
        conversation: ConversationId,
        /// Who sends it.
        agent: AgentId,
    },
    /// Whoever is in a place. Their conversation is known when their message is.
    Place {
        /// The channel.
        channel: ChannelId,
        /// The place on it.
        place: Address,
    },
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    media_type: String,
    size: i64,
}

impl From<Row> for OwnFile {
    fn from(row: Row) -> Self {
        let size = u64::try_from(row.size).unwrap_or_default();
        Self { id: FileId(row.id), name: row.name, media_type: row.media_type, size }
    }
}

impl Store {
    /// Makes a file without bytes.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn begin_file(&self, new: NewFile) -> Result<FileId, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        let (by, of) = match new.owner {
            FileOwner::Agent { conversation, agent } => (Some((conversation.0, agent.0)), None),
            FileOwner::Place { channel, place } => {
                (None, Some((channel, place.chat, place.thread.unwrap_or_default())))
            }
        };
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let (conversation, agent) = by.unzip();
                    let (channel, chat, thread) = match &of {
                        Some((channel, chat, thread)) => (Some(channel.as_str()), Some(chat), Some(thread)),
                        None => (None, None, None),
                    };
                    on!(c, Conn, c => sqlx::query(BEGIN)
                        .bind(id).bind(conversation).bind(agent).bind(channel).bind(chat).bind(thread)
                        .bind(&new.name).bind(&new.media_type).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(FileId(id))
                })
            })
            .await
    }

    /// Adds the chunk of this number, from 0. Each is a transaction of its own, so that others write in between.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_chunk(&self, file: FileId, number: i32, bytes: Bytes) -> Result<(), StoreError> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(ADD)
                        .bind(file.0).bind(number).bind(&bytes[..]).execute(&mut **c).await.map(drop))?;
                    on!(c, Conn, c => sqlx::query(GROW)
                        .bind(file.0).bind(size).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// A file of a conversation.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn own_file(&self, id: FileId, conversation: ConversationId) -> Result<Option<OwnFile>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(ONE)
            .bind(id.0).bind(conversation.0).fetch_optional(pool).await)?;
        Ok(row.map(OwnFile::from))
    }

    /// Those of these files that this person has for this conversation and has not sent, oldest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn untold_files(
        &self,
        ids: &[FileId],
        conversation: ConversationId,
        agent: AgentId,
    ) -> Result<Vec<OwnFile>, StoreError> {
        let (sql, list) = (self.db.text(UNTOLD), IdList(ids.iter().map(|id| id.0).collect()));
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(&list).bind(conversation.0).bind(agent.0).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(OwnFile::from).collect())
    }

    /// Those of these files that were brought in this place, and are on the timeline or were begun after `since`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn brought_files(
        &self,
        ids: &[FileId],
        channel: &ChannelId,
        place: &Address,
        since: DateTime<Utc>,
    ) -> Result<Vec<OwnFile>, StoreError> {
        let (sql, list) = (self.db.text(BROUGHT), IdList(ids.iter().map(|id| id.0).collect()));
        let thread = place.thread.as_deref().unwrap_or_default();
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(&list).bind(channel.as_str()).bind(&place.chat).bind(thread).bind(since).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(OwnFile::from).collect())
    }

    /// How many files were brought in this place since then, sent or not, and how many bytes they are.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn brought_since(
        &self,
        channel: &ChannelId,
        place: &Address,
        since: DateTime<Utc>,
    ) -> Result<(u64, u64), StoreError> {
        let thread = place.thread.as_deref().unwrap_or_default();
        let (files, bytes): (i64, i64) = on!(&self.db, Db, pool => sqlx::query_as(AMOUNT)
            .bind(channel.as_str()).bind(&place.chat).bind(thread).bind(since).fetch_one(pool).await)?;
        Ok((u64::try_from(files).unwrap_or_default(), u64::try_from(bytes).unwrap_or_default()))
    }

    /// The bytes of the chunk of this number, from 0; `None` after the last.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn chunk(&self, file: FileId, number: i32) -> Result<Option<Bytes>, StoreError> {
        let row: Option<(Vec<u8>,)> = on!(&self.db, Db, pool => sqlx::query_as(CHUNK)
            .bind(file.0).bind(number).fetch_optional(pool).await)?;
        Ok(row.map(|(bytes,)| Bytes::from(bytes)))
    }

    /// Removes a file that was not sent.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remove_file(&self, id: FileId) -> Result<(), StoreError> {
        self.writer.run(move |c| Box::pin(async move { remove(c, vec![id.0]).await })).await
    }

    /// Removes files that were made before then and never sent. Returns how many.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remove_stale_files(&self, before: DateTime<Utc>) -> Result<usize, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let rows: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(STALE)
                        .bind(before).fetch_all(&mut **c).await)?;
                    let count = rows.len();
                    remove(c, rows.into_iter().map(|(id,)| id).collect()).await?;
                    Ok(count)
                })
            })
            .await
    }
}

/// Notes that files are on the timeline, in the transaction that puts them there.
pub(super) async fn tell(c: &mut Conn, files: &[FileId], conversation: ConversationId) -> Result<(), StoreError> {
    let (sql, list) = (c.text(TELL), IdList(files.iter().map(|id| id.0).collect()));
    let told = on!(c, Conn, c => sqlx::query(sql)
        .bind(list).bind(conversation.0).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    if usize::try_from(told).is_ok_and(|told| told == files.len()) {
        return Ok(());
    }
    // Sent twice at the same moment, or removed meanwhile: nothing of the decision may stand.
    Err(StoreError::Damaged { what: "files", reason: "one that is to be sent is not there any more".to_owned() })
}

/// Notes that files that were brought in this place are on the timeline of a conversation, in the transaction that puts them
/// there. Those of other places stay theirs.
pub(super) async fn claim(
    c: &mut Conn,
    files: &[FileId],
    channel: &ChannelId,
    place: &Address,
    conversation: Uuid,
) -> Result<(), StoreError> {
    let (sql, list) = (c.text(CLAIM), IdList(files.iter().map(|id| id.0).collect()));
    let thread = place.thread.as_deref().unwrap_or_default();
    on!(c, Conn, c => sqlx::query(sql)
        .bind(list).bind(conversation).bind(channel.as_str()).bind(&place.chat).bind(thread)
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}

async fn remove(c: &mut Conn, ids: Vec<Uuid>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let (chunks, files) = (c.text(REMOVE_CHUNKS), c.text(REMOVE));
    let list = IdList(ids);
    on!(c, Conn, c => sqlx::query(chunks).bind(list.clone()).execute(&mut **c).await.map(drop))?;
    on!(c, Conn, c => sqlx::query(files).bind(list).execute(&mut **c).await.map(drop))?;
    Ok(())
}
