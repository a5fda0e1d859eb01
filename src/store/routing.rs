//! What waits to be given to somebody, and to whom it can be given.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, IdList, Text, on};
use super::{Store, StoreError};
use crate::model::{AgentId, ConversationId, Label, TeamId, Worker};

/// A conversation that nobody has who is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrouted {
    /// Which.
    pub id: ConversationId,
    /// Its version.
    pub version: i64,
    /// Its language.
    pub language: String,
    /// The team that it was handed to, if anybody is in it who could take it.
    pub team: Option<TeamId>,
    /// Since when its customer waits for whoever holds it, or that person was not seen any more, whichever is later; `None`
    /// where it waits for anyone.
    pub left_since: Option<DateTime<Utc>>,
}

/// What somebody of the team is given by routing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routed {
    /// What they speak; nothing for everything.
    pub languages: Option<Vec<String>>,
    /// What they see to; nothing for everything.
    pub labels: Option<Vec<Label>>,
    /// How many conversations at most; the inner `None` for as many as the settings say.
    pub capacity: Option<Option<i32>>,
    /// Whether they are away.
    pub away: Option<bool>,
}

/// The team of a conversation, if anybody works in it: one in which nobody does keeps nothing waiting.
macro_rules! team {
    () => {
        "(
            select m.team
            from team_members m
            join agents w on w.id = m.agent
            where m.team = c.team and w.active and w.role <> 'viewer'
            limit 1)"
    };
}

/// Statements about conversations that somebody there has room for: what waits for a team of which nobody has takes no place
/// from what others could be given. `$2` is the teams of which somebody has.
macro_rules! with_room {
    ($before:literal, $conditions:literal) => {
        Text {
            sqlite: with_room!(@ $before, $conditions, "in (select unhex(value) from json_each($2))"),
            postgres: with_room!(@ $before, $conditions, "= any($2)"),
        }
    };
    (@ $before:literal, $conditions:literal, $these:literal) => {
        concat!(
            "
    select c.id, c.version, c.language, ",
            team!(),
            " as team, ",
            $before,
            " and (c.team is null or c.team ",
            $these,
            " or ",
            team!(),
            " is null)
    ",
            $conditions
        )
    };
}

const WAITING: Text = with_room!(
    "null as left_since
    from conversations c
    where c.status = 'open' and c.holder = 'queue'",
    "order by case c.priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end,
        coalesce(c.waiting_since, c.opened_at), c.id
    limit $1"
);

const LEFT: Text = with_room!(
    "case when a.active and not a.away and a.seen_at > c.waiting_since then a.seen_at else c.waiting_since end
            as left_since
    from conversations c
    join agents a on a.id = c.agent
    where c.status = 'open' and c.holder = 'agent' and c.waiting_since <= $3
        and (a.away or not a.active or a.seen_at is null or a.seen_at <= $3)",
    "order by left_since, c.id
    limit $1"
);

const CREW: &str = "
    select a.id, a.languages, a.labels, coalesce(h.held, 0) as holds, a.capacity, a.routed_at
    from agents a
    left join (
        select c.agent, count(*) as held
        from conversations c
        where c.status = 'open' and c.holder = 'agent'
        group by c.agent) h on h.agent = a.id
    where a.active and a.role <> 'viewer' and not a.away and a.seen_at >= $1";

const SET: &str = "
    update agents
    set languages = coalesce($2, languages), labels = coalesce($3, labels),
        capacity = case when $4 then $5 else capacity end, away = coalesce($6, away)
    where id = $1";

/// What somebody is given.
#[derive(sqlx::FromRow)]
struct SetRow {
    id: Uuid,
    languages: Json<Vec<String>>,
    labels: Json<Vec<Label>>,
    capacity: Option<i32>,
    away: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    language: String,
    team: Option<Uuid>,
    left_since: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct WorkerRow {
    id: Uuid,
    languages: Json<Vec<String>>,
    labels: Json<BTreeSet<Label>>,
    holds: i64,
    capacity: Option<i32>,
    routed_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Conversations that wait for anyone, the most urgent and then the longest first; then those whose holder has been gone
    /// since before `gone_since`, while the customer waits. Up to `most` of each. What waits for a team is left out unless that is one of
    /// `teams`, in which somebody has room; a team in which nobody works counts as none.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn unrouted(
        &self,
        teams: BTreeSet<TeamId>,
        gone_since: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<Unrouted>, StoreError> {
        let teams = IdList(teams.into_iter().map(|team| team.0).collect());
        let (waiting, left) = (self.db.text(WAITING), self.db.text(LEFT));
        let waiting: Vec<Row> =
            on!(&self.db, Db, pool => sqlx::query_as(waiting).bind(most).bind(&teams).fetch_all(pool).await)?;
        let left: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(left)
            .bind(most).bind(&teams).bind(gone_since).fetch_all(pool).await)?;
        let unrouted = |Row { id, version, language, team, left_since }| Unrouted {
            id: ConversationId(id),
            version,
            language,
            team: team.map(TeamId),
            left_since,
        };
        Ok(waiting.into_iter().chain(left).map(unrouted).collect())
    }

    /// Who was seen since then, is not away, and can be given a conversation; `capacity` is how many where nothing is set.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn crew(&self, since: DateTime<Utc>, capacity: i64) -> Result<Vec<Worker>, StoreError> {
        let rows: Vec<WorkerRow> = on!(&self.db, Db, pool => sqlx::query_as(CREW).bind(since).fetch_all(pool).await)?;
        let mut teams = self.team_members().await?;
        let worker = |row: WorkerRow| Worker {
            id: AgentId(row.id),
            teams: teams.remove(&AgentId(row.id)).unwrap_or_default(),
            languages: row.languages.0,
            labels: row.labels.0,
            holds: row.holds,
            capacity: row.capacity.map_or(capacity, i64::from),
            routed_at: row.routed_at,
        };
        Ok(rows.into_iter().map(worker).collect())
    }

    /// Notes that somebody was given a conversation.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn routed(&self, agent: AgentId) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("update agents set routed_at = $2 where id = $1")
                        .bind(agent.0).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Changes what somebody is given.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn set_routed(&self, agent: AgentId, to: Routed) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let (languages, labels) = (to.languages.map(Json), to.labels.map(Json));
                    on!(c, Conn, c => sqlx::query(SET)
                        .bind(agent.0).bind(languages).bind(labels)
                        .bind(to.capacity.is_some()).bind(to.capacity.flatten()).bind(to.away)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// What everybody of the team is given; every part of it is set.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn all_routed(&self) -> Result<HashMap<AgentId, Routed>, StoreError> {
        let rows: Vec<SetRow> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, languages, labels, capacity, away from agents").fetch_all(pool).await)?;
        let routed = |row: SetRow| Routed {
            languages: Some(row.languages.0),
            labels: Some(row.labels.0),
            capacity: Some(row.capacity),
            away: Some(row.away),
        };
        Ok(rows.into_iter().map(|row| (AgentId(row.id), routed(row))).collect())
    }

    /// Whether somebody is away.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn is_away(&self, agent: AgentId) -> Result<bool, StoreError> {
        let found: Option<(bool,)> = on!(&self.db, Db, pool => sqlx::query_as("select away from agents where id = $1")
            .bind(agent.0).fetch_optional(pool).await)?;
        Ok(found.is_some_and(|(away,)| away))
    }
}
