//! Teams: named groups of people of the team, to which a conversation can be handed.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::{AgentId, Team, TeamId};

const ADD: &str = "
    insert into teams (id, name, created_at)
    values ($1, $2, $3)
    on conflict (name) do nothing";

const RENAME: &str = "
    update teams
    set name = $2
    where id = $1 and not exists (select 1 from teams where name = $2 and id <> $1)";

const JOIN: &str = "
    insert into team_members (team, agent)
    select t.id, a.id
    from teams t, agents a
    where t.id = $1 and a.id = $2
    on conflict do nothing";

impl Store {
    /// Adds a team; `None` if there is one of this name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_team(&self, name: String) -> Result<Option<TeamId>, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let added = on!(c, Conn, c => sqlx::query(ADD)
                        .bind(id).bind(&name).bind(now).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok((added == 1).then_some(TeamId(id)))
                })
            })
            .await
    }

    /// Calls a team otherwise. False if there is no such team, or another has the name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn rename_team(&self, id: TeamId, name: String) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let renamed = on!(c, Conn, c => sqlx::query(RENAME)
                        .bind(id.0).bind(&name).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(renamed == 1)
                })
            })
            .await
    }

    /// Removes a team. What was handed to it is anyone's. False if there is no such team.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remove_team(&self, id: TeamId) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let mut gone = 0;
                    for step in [
                        "update conversations set team = null where team = $1",
                        "delete from team_members where team = $1",
                        "delete from teams where id = $1",
                    ] {
                        gone = on!(c, Conn, c => sqlx::query(step)
                            .bind(id.0).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    }
                    Ok(gone == 1)
                })
            })
            .await
    }

    /// All teams, by name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn teams(&self) -> Result<Vec<Team>, StoreError> {
        let rows: Vec<(Uuid, String)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, name from teams order by name").fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(id, name)| Team { id: TeamId(id), name }).collect())
    }

    /// The teams of everybody who is in one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn team_members(&self) -> Result<HashMap<AgentId, BTreeSet<TeamId>>, StoreError> {
        let rows: Vec<(Uuid, Uuid)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select agent, team from team_members").fetch_all(pool).await)?;
        let mut teams: HashMap<AgentId, BTreeSet<TeamId>> = HashMap::new();
        for (agent, team) in rows {
            teams.entry(AgentId(agent)).or_default().insert(TeamId(team));
        }
        Ok(teams)
    }

    /// Somebody is in these teams and in no other. Teams that are not there are left out.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn set_teams_of(&self, agent: AgentId, teams: BTreeSet<TeamId>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from team_members where agent = $1")
                        .bind(agent.0).execute(&mut **c).await.map(drop))?;
                    for team in &teams {
                        on!(c, Conn, c => sqlx::query(JOIN)
                            .bind(team.0).bind(agent.0).execute(&mut **c).await.map(drop))?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
