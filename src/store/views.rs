//! The views of the inbox: which conversations are in each, in which order, and how many. A page costs the same however many
//! there are: it is read along an index in the order of the view, and where only some of a view are wanted, no more than
//! [`SCANNED`] are looked at for one page; the next page goes on behind them.

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;
use uuid::Uuid;

use super::db::{Db, Text, on};
use super::listed::{Listed, listed};
use super::{InboxRow, Store, StoreError};
use crate::model::{AgentId, Label, Priority, TeamId, WaitsFor};

/// Conversations that are looked at for one page of those that fit.
pub const SCANNED: i64 = 1000;

/// A choice of conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InboxView {
    /// Those that wait for anyone, the longest waiting first.
    Waiting,
    /// The same, the newest first.
    Latest,
    /// Those that one person holds.
    Mine,
    /// All in which there is something to do, or that the bot has.
    Open,
    /// Those in which something is due, what is due first, or long over, first.
    Due,
    /// Those that are put off, the next first.
    Snoozed,
    /// Those that are done.
    Resolved,
    /// Those in which a colleague named one person, the latest first.
    Mentions,
}

/// Which conversations of a view are wanted: those that fit everything that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// On this channel.
    pub channel: Option<ChannelId>,
    /// In this language.
    pub language: Option<String>,
    /// So urgent.
    pub priority: Option<Priority>,
    /// With this label.
    pub label: Option<Label>,
    /// Handed to this team.
    pub team: Option<TeamId>,
    /// Whose customers wait for people at least so long.
    pub waits: Option<WaitsFor>,
}

impl Filter {
    /// Every conversation fits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A place in a view: the conversation after which a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Mark {
    /// Its moment, by which the view is ordered.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
}

/// A page of a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The conversations.
    pub rows: Vec<InboxRow>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Mark>,
}

/// The conversations of a view in its order, from a place in it on.
macro_rules! scan {
    ($fit:literal, $at:literal, $beyond:literal, $order:literal) => {
        concat!(
            "select c.id, c.asker, c.language, c.priority, c.team, c.waiting_since, ",
            $at,
            " as at
            from conversations c
            where ",
            $fit,
            " and ",
            $at,
            " ",
            $beyond,
            " $1 and not (",
            $at,
            " = $1 and c.id <= $2)
            order by ",
            $at,
            " ",
            $order,
            ", c.id"
        )
    };
}

/// Those that fit.
macro_rules! fit {
    ($channel:literal, $language:literal, $priority:literal, $label:literal, $team:literal, $waits:literal) => {
        concat!(
            "(",
            $channel,
            " = '' or exists (
                select 1 from identities i where i.id = c.asker and i.channel = ",
            $channel,
            "))
            and (",
            $language,
            " = '' or c.language = ",
            $language,
            ")
            and (",
            $priority,
            " = '' or c.priority = ",
            $priority,
            ")
            and (",
            $label,
            " = '' or exists (
                select 1 from conversation_labels l where l.label = ",
            $label,
            " and l.conversation = c.id))
            and (",
            $team,
            " is null or c.team = ",
            $team,
            ")
            and (",
            $waits,
            " is null or c.waiting_since <= ",
            $waits,
            ")"
        )
    };
}

// Behind what it says of those that fit.
mod counts;

pub use counts::{COUNTED, InboxCounts};

/// A page of a view: `$3` of those of the first `$4` that fit; and the last of the first `$3`, to go on behind it.
macro_rules! page {
    ($fit:literal, $whose:literal, $at:literal, $beyond:literal, $order:literal) => {
        Paged {
            rows: listed!(
                concat!(
                    "select c.id, c.at from (",
                    scan!($fit, $at, $beyond, $order),
                    " limit $4) c
                    where ",
                    fit!("$5", "$6", "$7", "$8", "$9", "$10"),
                    "
                    order by c.at ",
                    $order,
                    ", c.id
                    limit $3"
                ),
                concat!("p.at ", $order, ", p.id")
            ),
            last: concat!("select c.at, c.id from (", scan!($whose, $at, $beyond, $order), " limit 1 offset $3) c"),
        }
    };
}

/// The statements of a view.
struct Paged {
    rows: Text,
    last: &'static str,
}

// The person whose view it is comes last.
const MINE: Paged = page!(
    "c.status = 'open' and c.holder = 'agent' and c.agent = $11",
    "c.status = 'open' and c.holder = 'agent' and c.agent = $4",
    "c.touched_at",
    "<=",
    "desc"
);
const WAITING: Paged = page!(
    "c.status = 'open' and c.holder = 'queue'",
    "c.status = 'open' and c.holder = 'queue'",
    "coalesce(c.waiting_since, c.opened_at)",
    ">=",
    "asc"
);
const LATEST: Paged = page!(
    "c.status = 'open' and c.holder = 'queue'",
    "c.status = 'open' and c.holder = 'queue'",
    "coalesce(c.waiting_since, c.opened_at)",
    "<=",
    "desc"
);
const OPEN: Paged = page!("c.status = 'open'", "c.status = 'open'", "c.touched_at", "<=", "desc");
const DUE: Paged = page!("c.due_at is not null", "c.due_at is not null", "c.due_at", ">=", "asc");
const SNOOZED: Paged = page!("c.status = 'snoozed'", "c.status = 'snoozed'", "c.snoozed_until", ">=", "asc");
const MENTIONS: Paged = Paged {
    rows: listed!(
        concat!(
            "select c.id, c.at from (
                select c.id, c.asker, c.language, c.priority, c.team, c.waiting_since, n.at
                from notifications n
                join conversations c on c.id = n.conversation
                where n.agent = $11 and n.kind = 'mention' and n.at <= $1 and not (n.at = $1 and n.conversation <= $2)
                order by n.at desc, n.conversation
                limit $4) c
            where ",
            fit!("$5", "$6", "$7", "$8", "$9", "$10"),
            "
            order by c.at desc, c.id
            limit $3"
        ),
        "p.at desc, p.id"
    ),
    last: "
        select n.at, n.conversation as id
        from notifications n
        where n.agent = $4 and n.kind = 'mention' and n.at <= $1 and not (n.at = $1 and n.conversation <= $2)
        order by n.at desc, n.conversation
        limit 1 offset $3",
};
const RESOLVED: Paged = page!("c.status = 'resolved'", "c.status = 'resolved'", "c.touched_at", "<=", "desc");

impl InboxView {
    fn statements(self) -> Paged {
        match self {
            Self::Waiting => WAITING,
            Self::Latest => LATEST,
            Self::Mine => MINE,
            Self::Open => OPEN,
            Self::Due => DUE,
            Self::Snoozed => SNOOZED,
            Self::Resolved => RESOLVED,
            Self::Mentions => MENTIONS,
        }
    }

    /// Where a view begins.
    fn start(self) -> Mark {
        let at = if matches!(self, Self::Waiting | Self::Snoozed | Self::Due) { DateTime::UNIX_EPOCH } else { END };
        Mark { at, id: Uuid::nil() }
    }

    /// It is one person's, not the same for all.
    fn is_personal(self) -> bool {
        matches!(self, Self::Mine | Self::Mentions)
    }

    /// The place of a conversation in the view, where it says so itself.
    fn mark(self, row: &InboxRow) -> Mark {
        let at = match self {
            Self::Waiting | Self::Latest => row.waiting_since.unwrap_or(row.opened_at),
            Self::Mine | Self::Open | Self::Resolved | Self::Mentions => row.touched_at,
            Self::Due => row.service.due().map(|(_, at)| at).unwrap_or_default(),
            Self::Snoozed => row.snoozed_until.unwrap_or_default(),
        };
        Mark { at, id: row.id.0 }
    }
}

/// After everything: the last second of the year 9999, which both databases can write.
pub(super) const END: DateTime<Utc> = DateTime::from_timestamp(253_402_300_799, 0).expect("it is a moment");

impl Store {
    /// A page of a view, at most `most` of those that fit, from behind `after` on, or from the beginning.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn inbox(
        &self,
        view: InboxView,
        agent: AgentId,
        filter: &Filter,
        after: Option<Mark>,
        most: i64,
    ) -> Result<Page, StoreError> {
        let (from, sql) = (after.unwrap_or_else(|| view.start()), self.db.text(view.statements().rows));
        let waits = filter.waits(self.edge.now());
        let scanned = if filter.is_empty() { most + 1 } else { SCANNED };
        let rows: Vec<Listed> = on!(&self.db, Db, pool => {
            let query = sqlx::query_as(sql).bind(from.at).bind(from.id).bind(most + 1).bind(scanned)
                .bind(filter.channel()).bind(filter.language()).bind(filter.priority()).bind(filter.label())
                .bind(filter.team()).bind(waits);
            let query = if view.is_personal() { query.bind(agent.0) } else { query };
            query.fetch_all(pool).await
        })?;
        let mut rows: Vec<InboxRow> = super::rows::all(rows)?;
        let is_full = i64::try_from(rows.len()).is_ok_and(|length| length > most);
        let next = if is_full {
            rows.pop();
            match rows.last() {
                Some(row) if view == InboxView::Mentions => self.mention_mark(agent, row.id).await?,
                row => row.map(|row| view.mark(row)),
            }
        } else if filter.is_empty() {
            None
        } else {
            self.last_scanned(view, agent, from).await?
        };
        self.put_labels(&mut rows).await?;
        Ok(Page { rows, next })
    }

    /// The last conversation that was looked at for a page, if there may be more behind it.
    async fn last_scanned(&self, view: InboxView, agent: AgentId, from: Mark) -> Result<Option<Mark>, StoreError> {
        let sql = view.statements().last;
        Ok(on!(&self.db, Db, pool => {
            let query = sqlx::query_as(sql).bind(from.at).bind(from.id).bind(SCANNED - 1);
            let query = if view.is_personal() { query.bind(agent.0) } else { query };
            query.fetch_optional(pool).await
        })?)
    }
}

/// What is bound: nothing fits everything.
impl Filter {
    fn channel(&self) -> &str {
        self.channel.as_ref().map_or("", ChannelId::as_str)
    }

    fn language(&self) -> &str {
        self.language.as_deref().unwrap_or_default()
    }

    fn priority(&self) -> &str {
        self.priority.map_or("", Priority::word)
    }

    fn label(&self) -> &str {
        self.label.as_ref().map_or("", Label::as_str)
    }

    fn team(&self) -> Option<Uuid> {
        self.team.map(|team| team.0)
    }

    /// Since when they wait at the latest.
    fn waits(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.waits.map(|waits| now - waits.time())
    }
}
