//! Accounts at a sign-in provider, and whose of the team they are.

use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::{AgentId, AgentRole};

/// Somebody who comes from a provider.
#[derive(Clone, Debug)]
pub struct Comer {
    /// The provider, by its own name for itself.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// The address of e-mail that the provider has verified, as ours are kept.
    pub email: Option<String>,
    /// What they are called, should they be new.
    pub name: String,
    /// What they may do, and the language of their desk, should they be new and not invited; without it they do not join.
    pub as_new: Option<(AgentRole, String)>,
}

/// Who it is that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Somebody whose account there we know.
    Agent(AgentId),
    /// Somebody of the team who comes from there for the first time.
    Linked(AgentId),
    /// Somebody new.
    Joined(AgentId),
    /// Somebody who may not come in; as whom, if the e-mail or the account is known.
    Refused(Option<AgentId>),
}

const OF_ACCOUNT: &str = "
    select a.id, a.active
    from openid_accounts o
    join agents a on a.id = o.agent
    where o.issuer = $1 and o.subject = $2";

const LINK: &str = "
    insert into openid_accounts (issuer, subject, agent, linked_at)
    values ($1, $2, $3, $4)
    on conflict do nothing";

const INVITED: &str = "
    delete from invitations
    where email = $1 and expires_at > $2
    returning role, language";

/// Without a password: nothing that is typed has an empty hash.
const JOIN: &str = "
    insert into agents (id, email, name, password_hash, role, language, created_at)
    values ($1, $2, $3, '', $4, $5, $6)
    on conflict (email) do nothing";

impl Store {
    /// Who comes from a provider: by their account there, or for the first time by their e-mail. The account is theirs from then
    /// on; an e-mail that later is somebody else's there lets nobody in as them. Whoever is invited, or new where that is
    /// allowed, joins.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn comes(&self, comer: Comer) -> Result<Known, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let known: Option<(Uuid, bool)> = on!(c, Conn, c => sqlx::query_as(OF_ACCOUNT)
                        .bind(&comer.issuer).bind(&comer.subject).fetch_optional(&mut **c).await)?;
                    if let Some((agent, active)) = known {
                        let agent = AgentId(agent);
                        return Ok(if active { Known::Agent(agent) } else { Known::Refused(Some(agent)) });
                    }
                    let Some(email) = &comer.email else { return Ok(Known::Refused(None)) };
                    let same: Option<(Uuid, bool)> = on!(c, Conn, c => sqlx::query_as(
                        "select id, active from agents where email = $1").bind(email).fetch_optional(&mut **c).await)?;
                    if let Some((agent, active)) = same {
                        let agent = AgentId(agent);
                        // Who has another account there already stays who they are.
                        let linked = active && link(c, &comer, agent, now).await?;
                        return Ok(if linked { Known::Linked(agent) } else { Known::Refused(Some(agent)) });
                    }
                    let invited: Option<(String, String)> = on!(c, Conn, c => sqlx::query_as(INVITED)
                        .bind(email).bind(now).fetch_optional(&mut **c).await)?;
                    let new = invited.or_else(|| {
                        comer.as_new.as_ref().map(|(role, language)| (role.word().to_owned(), language.clone()))
                    });
                    let Some((role, language)) = new else { return Ok(Known::Refused(None)) };
                    let joined = on!(c, Conn, c => sqlx::query(JOIN)
                        .bind(id).bind(email).bind(&comer.name).bind(&role).bind(&language).bind(now)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    let linked = joined == 1 && link(c, &comer, AgentId(id), now).await?;
                    Ok(if linked { Known::Joined(AgentId(id)) } else { Known::Refused(None) })
                })
            })
            .await
    }

    /// The provider at which somebody of the team has an account, if there is one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn openid_issuers_of(&self, agent: AgentId) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select issuer from openid_accounts where agent = $1 order by issuer")
            .bind(agent.0).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(issuer,)| issuer).collect())
    }

    /// Forgets which accounts at providers are somebody's. False if there were none.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn forget_openid(&self, agent: AgentId) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let gone = on!(c, Conn, c => sqlx::query("delete from openid_accounts where agent = $1")
                        .bind(agent.0).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(gone > 0)
                })
            })
            .await
    }
}

/// Makes the account theirs. False if it, or another one there, is somebody's.
async fn link(
    c: &mut Conn,
    comer: &Comer,
    agent: AgentId,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<bool, StoreError> {
    let linked = on!(c, Conn, c => sqlx::query(LINK)
        .bind(&comer.issuer).bind(&comer.subject).bind(agent.0).bind(now)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(linked == 1)
}
