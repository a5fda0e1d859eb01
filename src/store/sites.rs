//! Sites that are read again and again, each by one node at a time.

use chrono::{DateTime, Duration, Utc};
use hamyar_knowledge::files::Unread;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError, Tallied};
use crate::model::AgentId;

/// The most days that may lie between two readings of a site.
pub const LONGEST_REREADING: u16 = 365;

/// A site that is read again.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The address at which reading begins.
    pub url: String,
    /// How many days lie between two readings.
    pub every_days: i64,
    /// Who wished for it; `None` for a command.
    pub agent: Option<AgentId>,
    /// When it is read next.
    pub due_at: DateTime<Utc>,
    /// When it was read last, by itself.
    pub read_at: Option<DateTime<Utc>>,
    /// What came of that.
    pub outcome: Option<SiteOutcome>,
    /// Until when somebody who reads it has it to themselves.
    pub reading_until: Option<DateTime<Utc>>,
}

impl Site {
    /// Whether it is being read, as far as is known here.
    #[must_use]
    pub fn is_being_read(&self, now: DateTime<Utc>) -> bool {
        self.reading_until.is_some_and(|until| until > now)
    }
}

/// What came of reading a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteOutcome {
    /// How many articles stood how.
    pub tallied: Tallied,
    /// The first of what could not be read.
    pub problem: Option<Unread>,
}

#[derive(sqlx::FromRow)]
struct Row {
    url: String,
    every_days: i64,
    agent: Option<Uuid>,
    due_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
    outcome: Option<Json<SiteOutcome>>,
    reading_until: Option<DateTime<Utc>>,
}

impl From<Row> for Site {
    fn from(row: Row) -> Self {
        let Row { url, every_days, agent, due_at, read_at, outcome, reading_until } = row;
        let (agent, outcome) = (agent.map(AgentId), outcome.map(|outcome| outcome.0));
        Self { url, every_days, agent, due_at, read_at, outcome, reading_until }
    }
}

const ALL: &str = "
    select url, every_days, agent, due_at, read_at, outcome, reading_until
    from sites
    order by url";

const ONE: &str = "
    select url, every_days, agent, due_at, read_at, outcome, reading_until
    from sites
    where url = $1";

const DUE: &str = "
    select url, every_days, agent, due_at, read_at, outcome, reading_until
    from sites
    where due_at <= $1 and (reading_until is null or reading_until <= $1)
    order by due_at, url
    limit 1";

const CLAIM: &str = "
    update sites
    set due_at = $2, reading_until = $3
    where url = $1 and due_at = $4 and (reading_until is null or reading_until <= $5)";

const REMEMBER: &str = "
    insert into sites (url, every_days, agent, due_at)
    values ($1, $2, $3, $4)
    on conflict (url) do update
    set every_days = $2, agent = $3, due_at = $4";

impl Store {
    /// The sites that are read again, by address.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(ALL).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(Site::from).collect())
    }

    /// Has a site read again every so many days, from so many on; without days, no more.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remember_site(
        &self,
        url: String,
        every: Option<u16>,
        agent: Option<AgentId>,
    ) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Some(days) = every.map(i64::from) else {
                        on!(c, Conn, c => sqlx::query("delete from sites where url = $1")
                            .bind(&url).execute(&mut **c).await.map(drop))?;
                        return Ok(());
                    };
                    on!(c, Conn, c => sqlx::query(REMEMBER)
                        .bind(&url).bind(days).bind(agent.map(|agent| agent.0)).bind(now + Duration::days(days))
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// The site of this address, if it is read again.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn site(&self, url: &str) -> Result<Option<Site>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(ONE).bind(url).fetch_optional(pool).await)?;
        Ok(row.map(Site::from))
    }

    /// Has a site read as soon as somebody has time for it. One that is being read is not read once more.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn site_is_due(&self, url: String) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(
                        "update sites set due_at = $2
                         where url = $1 and due_at > $2 and (reading_until is null or reading_until <= $2)")
                        .bind(&url).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// A site that is due, or this one if it is, for whoever is the first to ask: they have it to themselves for so long, and it is
    /// due again when its days have passed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn claim_site(&self, one: Option<String>, lasting: Duration) -> Result<Option<Site>, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let found: Option<Row> = match &one {
                        Some(url) => on!(c, Conn, c => sqlx::query_as(ONE).bind(url).fetch_optional(&mut **c).await)?,
                        None => on!(c, Conn, c => sqlx::query_as(DUE).bind(now).fetch_optional(&mut **c).await)?,
                    };
                    let Some(site) = found.map(Site::from).filter(|site| site.due_at <= now) else { return Ok(None) };
                    let claimed = on!(c, Conn, c => sqlx::query(CLAIM)
                        .bind(&site.url).bind(now + Duration::days(site.every_days)).bind(now + lasting)
                        .bind(site.due_at).bind(now)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok((claimed == 1).then_some(site))
                })
            })
            .await
    }

    /// Lets go of a site whose reading was broken off: it is due, for whoever has time.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn leave_site(&self, url: String) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("update sites set due_at = $2, reading_until = null where url = $1")
                        .bind(&url).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Keeps what came of reading a site.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn site_was_read(&self, url: String, outcome: SiteOutcome) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(
                        "update sites set read_at = $2, outcome = $3, reading_until = null where url = $1")
                        .bind(&url).bind(now).bind(Json(&outcome)).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}
