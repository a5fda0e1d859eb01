//! Sessions of the desk that end because those at the sign-in provider have ended.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Conn, on};
use super::{Store, StoreError};
use crate::model::AgentId;

/// Sessions that ended at a provider: that of this name, or all of this person; of both, what fits both.
#[derive(Clone, Debug)]
pub struct EndedThere {
    /// The provider, by its own name for itself.
    pub issuer: String,
    /// Who they are there.
    pub subject: Option<String>,
    /// The session there.
    pub session: Option<String>,
    /// The id of the token that said so.
    pub token: String,
    /// From when on that token is not good any more.
    pub until: DateTime<Utc>,
}

const SPEND: &str = "
    insert into openid_logouts (issuer, token, forget_at)
    values ($1, $2, $3)
    on conflict do nothing";

/// Who has still to give their code has such a session, too.
const END: &str = "
    delete from sessions
    where data -> 'through' ->> 'issuer' = $1
        and (data -> 'through' ->> 'subject' = $2 or $3)
        and (data -> 'through' ->> 'session' = $4 or $5)
    returning agent";

impl Store {
    /// Ends the sessions that were begun through these sessions at a provider. Returns whose they were, each once; `None` if the
    /// token was used before, and then nothing is done.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn ended_there(&self, ended: EndedThere) -> Result<Option<Vec<AgentId>>, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from openid_logouts where forget_at <= $1")
                        .bind(now).execute(&mut **c).await.map(drop))?;
                    let spent = on!(c, Conn, c => sqlx::query(SPEND)
                        .bind(&ended.issuer).bind(&ended.token).bind(ended.until)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    if spent == 0 {
                        return Ok(None);
                    }
                    let rows: Vec<(Option<Uuid>,)> = on!(c, Conn, c => sqlx::query_as(END)
                        .bind(&ended.issuer)
                        .bind(ended.subject.as_deref().unwrap_or_default()).bind(ended.subject.is_none())
                        .bind(ended.session.as_deref().unwrap_or_default()).bind(ended.session.is_none())
                        .fetch_all(&mut **c).await)?;
                    let mut agents: Vec<AgentId> = rows.into_iter().filter_map(|(agent,)| agent).map(AgentId).collect();
                    agents.sort_unstable();
                    agents.dedup();
                    Ok(Some(agents))
                })
            })
            .await
    }
}
