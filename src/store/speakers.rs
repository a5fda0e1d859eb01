//! Who of the team speaks in a conversation, as customers may be told.

use super::db::{Db, on};
use super::{Store, StoreError};
use crate::model::{AgentId, Speaker, TeamId};

const SPEAKER: &str = "
    select a.name, coalesce(
        (select t.name from teams t where t.id = $2),
        (select min(t.name) from team_members m join teams t on t.id = m.team where m.agent = a.id))
    from agents a
    where a.id = $1";

impl Store {
    /// Somebody of the team who speaks in a conversation that was perhaps handed to a team.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn speaker(&self, agent: AgentId, team: Option<TeamId>) -> Result<Option<Speaker>, StoreError> {
        let row: Option<(String, Option<String>)> = on!(&self.db, Db, pool => sqlx::query_as(SPEAKER)
            .bind(agent.0).bind(team.map(|team| team.0)).fetch_optional(pool).await)?;
        Ok(row.map(|(name, team)| Speaker { name, team }))
    }
}
