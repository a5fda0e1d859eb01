//! Forums that are read for old posts that are marked solved, each by one process at a time, and the tags that say so.

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{ChannelId, InvalidChannelId};

use super::db::{Conn, Db, on};
use super::{Store, StoreError};

/// For so long a page may be on its way; then somebody else takes it up.
const LEASE: Duration = Duration::minutes(2);

/// A forum that is read, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForumReading {
    /// The channel.
    pub channel: ChannelId,
    /// The platform's id of the forum.
    pub forum: String,
    /// Where the next page begins.
    pub position: Option<String>,
    /// Posts that were found with an accepted answer.
    pub posts: i64,
    /// Posts that say that they are solved, and not by what.
    pub unmarked: i64,
    /// Why it could not be read last.
    pub problem: Option<String>,
    /// When somebody wished for it.
    pub asked_at: DateTime<Utc>,
    /// It is not over.
    pub goes_on: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    channel: String,
    forum: String,
    position: Option<String>,
    posts: i64,
    unmarked: i64,
    problem: Option<String>,
    asked_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for ForumReading {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let damaged =
            |error: InvalidChannelId| StoreError::Damaged { what: "forum_readings.channel", reason: error.to_string() };
        Ok(Self {
            channel: row.channel.parse().map_err(damaged)?,
            forum: row.forum,
            position: row.position,
            posts: row.posts,
            unmarked: row.unmarked,
            problem: row.problem,
            asked_at: row.asked_at,
            goes_on: row.due_at.is_some(),
        })
    }
}

const ALL: &str = "
    select channel, forum, position, posts, unmarked, problem, asked_at, due_at
    from forum_readings
    order by asked_at desc, forum
    limit $1";

/// One that is going on goes on from where it is.
const BEGIN: &str = "
    insert into forum_readings (channel, forum, posts, unmarked, asked_at, due_at)
    values ($1, $2, 0, 0, $3, $3)
    on conflict (channel, forum) do update
    set position = case when forum_readings.due_at is null then null else forum_readings.position end,
        posts = case when forum_readings.due_at is null then 0 else forum_readings.posts end,
        unmarked = case when forum_readings.due_at is null then 0 else forum_readings.unmarked end,
        problem = null, asked_at = $3, due_at = coalesce(forum_readings.due_at, $3)";

const CLAIM: &str = "
    update forum_readings
    set due_at = $2
    where due_at <= $1 and (channel, forum) in (
        select channel, forum
        from forum_readings
        where due_at <= $1 and ($3 = '' or channel = $3 and forum = $4)
        order by due_at, forum
        limit 1)
    returning channel, forum, position, posts, unmarked, problem, asked_at, due_at";

const KEEP: &str = "
    update forum_readings
    set position = $3, posts = $4, unmarked = $5, problem = $6, due_at = $7
    where channel = $1 and forum = $2";

impl Store {
    /// Forums that are read, or were; the last that was wished for first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn forum_readings(&self, most: i64) -> Result<Vec<ForumReading>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(ALL).bind(most).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// Has a forum read, from its beginning, or from where that is if it is being read.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn begin_forum(&self, channel: ChannelId, forum: String) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(BEGIN)
                        .bind(channel.as_str()).bind(&forum).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// A forum that is due, or this one if it is, for whoever is the first to ask: for one page of it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn claim_forum(&self, only: Option<(ChannelId, String)>) -> Result<Option<ForumReading>, StoreError> {
        let now = self.edge.now();
        let (channel, forum) = only.map(|(channel, forum)| (channel.to_string(), forum)).unwrap_or_default();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let row: Option<Row> = on!(c, Conn, c => sqlx::query_as(CLAIM)
                        .bind(now).bind(now + LEASE).bind(&channel).bind(&forum).fetch_optional(&mut **c).await)?;
                    row.map(ForumReading::try_from).transpose()
                })
            })
            .await
    }

    /// Keeps how far a forum is read, and when it goes on, if it does.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn keep_forum(&self, reading: ForumReading, next: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(KEEP)
                        .bind(reading.channel.as_str()).bind(&reading.forum).bind(&reading.position)
                        .bind(reading.posts).bind(reading.unmarked).bind(&reading.problem).bind(next)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// The tag that is set for a forum: by it alone its posts say that they are solved.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn solved_tag(&self, channel: &ChannelId, forum: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(Option<String>,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select solved_tag from places where channel = $1 and chat = $2 and thread = ''")
            .bind(channel.as_str()).bind(forum).fetch_optional(pool).await)?;
        Ok(row.and_then(|(tag,)| tag))
    }

    /// Sets it, for a place that is there; without one the usual tags say so.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn set_solved_tag(
        &self,
        channel: ChannelId,
        forum: String,
        tag: Option<String>,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(
                        "update places set solved_tag = $3 where channel = $1 and chat = $2 and thread = ''")
                        .bind(channel.as_str()).bind(&forum).bind(&tag).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}
