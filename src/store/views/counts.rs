//! How many conversations the views have.

use super::{Filter, SCANNED};
use crate::model::AgentId;
use crate::store::db::{Db, on};
use crate::store::{Store, StoreError};

/// Above this they are not counted: every page and every change of a list asks for them, and more is a matter of reports.
pub const COUNTED: i64 = 100;

/// How many conversations there are in each view, up to [`COUNTED`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct InboxCounts {
    /// Waiting for anyone.
    pub waiting: i64,
    /// Held by the person who asks.
    pub mine: i64,
    /// Open.
    pub open: i64,
    /// In which something is due, or late.
    pub due: i64,
    /// Put off.
    pub snoozed: i64,
    /// In which the person who asks is mentioned and has not looked since, whatever is asked of the rest.
    pub mentions: i64,
    /// Messages that did not arrive, or perhaps not, about which nobody has decided.
    pub undelivered: i64,
}

/// Each view's number, by a statement over its conversations.
macro_rules! counts {
    ($of:ident) => {
        concat!(
            "select (",
            $of!("c.status = 'open' and c.holder = 'queue'"),
            ") as waiting,
                (",
            $of!("c.status = 'open' and c.holder = 'agent' and c.agent = $1"),
            ") as mine,
                (",
            $of!("c.status = 'open'"),
            ") as open,
                (",
            $of!("c.due_at is not null"),
            ") as due,
                (",
            $of!("c.status = 'snoozed'"),
            ") as snoozed,
                (
                    select count(*)
                    from deliveries d
                    where d.status in ('dead', 'unknown', 'held') and d.settled_at is null) as undelivered,
                (
                    select count(*)
                    from notifications n
                    where n.agent = $1 and n.kind = 'mention' and n.seen = false) as mentions"
        )
    };
}

macro_rules! all_of {
    ($view:expr) => {
        concat!("select count(*) from (select 1 as one from conversations c where ", $view, " limit $2) v")
    };
}

macro_rules! fitting_of {
    ($view:expr) => {
        concat!(
            "select count(*) from (
                select 1 as one
                from (
                    select c.id, c.asker, c.language, c.priority, c.team, c.waiting_since
                    from conversations c
                    where ",
            $view,
            "
                    limit $3) c
                where ",
            fit!("$4", "$5", "$6", "$7", "$8", "$9"),
            "
                limit $2) v"
        )
    };
}

const COUNTS: &str = counts!(all_of);
const FITTING: &str = counts!(fitting_of);

impl Store {
    /// How many conversations each view has for this person.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn inbox_counts(&self, agent: AgentId) -> Result<InboxCounts, StoreError> {
        self.inbox_counts_up_to(agent, COUNTED).await
    }

    /// The same, but counted further: up to `most`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn inbox_counts_up_to(&self, agent: AgentId, most: i64) -> Result<InboxCounts, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(COUNTS)
            .bind(agent.0).bind(most).fetch_one(pool).await)?)
    }

    /// How many of them fit, among the first [`SCANNED`] of each view.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn inbox_counts_of(&self, agent: AgentId, filter: &Filter) -> Result<InboxCounts, StoreError> {
        if filter.is_empty() {
            return self.inbox_counts(agent).await;
        }
        Ok(on!(&self.db, Db, pool => sqlx::query_as(FITTING)
            .bind(agent.0).bind(COUNTED).bind(SCANNED)
            .bind(filter.channel()).bind(filter.language()).bind(filter.priority()).bind(filter.label())
            .bind(filter.team()).bind(filter.waits(self.edge.now()))
            .fetch_one(pool).await)?)
    }
}
