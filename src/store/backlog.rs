//! What waits: how much, and since when. For figures, so that every statement here is cheap, however much is stored.

use chrono::{DateTime, Duration, Utc};

use super::db::{Db, on};
use super::{Store, StoreError};
use crate::model::DeliveryStatus;

/// What waits at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Conversations in which something is to be decided.
    pub bot: Waiting,
    /// Conversations that wait for anyone of the team.
    pub team: Waiting,
    /// Deliveries that are not over: those on their way, and those about which somebody must decide.
    pub deliveries: Vec<(DeliveryStatus, Waiting)>,
    /// Nothing is sent, because somebody wants it so.
    pub paused: bool,
    /// The revision of the articles.
    pub revision: i64,
}

/// How many, and since when the first of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    /// How many.
    pub count: i64,
    /// Since when the one that waits longest does; `None` if none waits.
    pub since: Option<DateTime<Utc>>,
}

/// What somebody floods us with is looked at within a minute, and what failed sooner. What is due later is a timer: there may
/// be very many.
const SOON: Duration = Duration::minutes(5);

const BOT: &str = "
    select count(*) as count, min((
        select t.at
        from timeline t
        where t.conversation = c.id and t.seq > c.handled_seq and t.identity is not null
        order by t.seq
        limit 1)) as since
    from conversations c
    where c.wake_at <= $1 and c.pending_seq > c.handled_seq";

const TEAM: &str = "
    select count(*) as count, min(c.waiting_since) as since
    from conversations c
    where c.status = 'open' and c.holder = 'queue'";

// The conditions are those of two partial indexes, word for word: SQLite uses them only then.
const DELIVERIES: &str = "
    select d.status, count(*) as count, min(coalesce(d.retried_at, d.created_at)) as since
    from deliveries d
    where d.status in ('pending', 'sending')
    group by d.status
    union all
    select d.status, count(*) as count, min(coalesce(d.retried_at, d.created_at)) as since
    from deliveries d
    where d.status in ('dead', 'unknown', 'held') and d.settled_at is null
    group by d.status";

#[derive(sqlx::FromRow)]
struct Row {
    status: String,
    #[sqlx(flatten)]
    waiting: Waiting,
}

impl Store {
    /// What waits now.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn backlog(&self) -> Result<Backlog, StoreError> {
        let soon = self.edge.now() + SOON;
        let bot = on!(&self.db, Db, pool => sqlx::query_as(BOT).bind(soon).fetch_one(pool).await)?;
        let team = on!(&self.db, Db, pool => sqlx::query_as(TEAM).fetch_one(pool).await)?;
        Ok(Backlog {
            bot,
            team,
            deliveries: self.waiting_deliveries().await?,
            paused: self.paused_since().await?.is_some(),
            revision: self.article_revision().await?,
        })
    }

    /// The deliveries that are not over, by where they stand; a state in which there is none is not named.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub(super) async fn waiting_deliveries(&self) -> Result<Vec<(DeliveryStatus, Waiting)>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(DELIVERIES).fetch_all(pool).await)?;
        let known = |row: Row| {
            let status = row.status.parse().map_err(StoreError::damaged("deliveries.status"))?;
            Ok((status, row.waiting))
        };
        rows.into_iter().map(known).collect()
    }
}
