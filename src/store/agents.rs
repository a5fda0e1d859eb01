//! People of the team, and how they sign in.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::{Agent, AgentId, AgentRole};

/// A person of the team to be.
#[derive(Clone, Debug)]
pub struct NewAgent {
    /// What they sign in with.
    pub email: String,
    /// What colleagues and customers call them.
    pub name: String,
    /// What they may do.
    pub role: AgentRole,
    /// The language of their desk.
    pub language: String,
    /// The hash of their password, in PHC form.
    pub password_hash: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    language: String,
    active: bool,
}

impl TryFrom<Row> for Agent {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AgentId(row.id),
            email: row.email,
            name: row.name,
            role: row.role.parse().map_err(StoreError::damaged("agents.role"))?,
            language: row.language,
            active: row.active,
        })
    }
}

/// What lets somebody in: sessions, and links that were not followed yet.
const SESSIONS: &str = "delete from sessions where agent = $1";
const LINKS_IN: [&str; 2] =
    ["delete from password_links where agent = $1", "delete from sign_in_links where agent = $1"];
/// What lets programs in for them. Whoever changes their password knowing the old one keeps these.
const TOKENS: &str = "delete from access_tokens where agent = $1";

/// Changes a person's password or whether they may sign in; what let them in until now lets nobody in any more, unless they are
/// only enabled.
pub(super) async fn change(
    c: &mut Conn,
    id: AgentId,
    password_hash: Option<&str>,
    active: Option<bool>,
) -> Result<bool, StoreError> {
    let changed = on!(c, Conn, c => sqlx::query(
        "update agents
         set password_hash = coalesce($2, password_hash), active = coalesce($3, active)
         where id = $1")
        .bind(id.0).bind(password_hash).bind(active)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    if password_hash.is_some() || active == Some(false) {
        for way in [SESSIONS, TOKENS].into_iter().chain(LINKS_IN) {
            on!(c, Conn, c => sqlx::query(way).bind(id.0).execute(&mut **c).await.map(drop))?;
        }
    }
    Ok(changed == 1)
}

impl Store {
    /// Adds a person of the team; `None` if the e-mail is taken.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_agent(&self, new: NewAgent) -> Result<Option<AgentId>, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let added = on!(c, Conn, c => sqlx::query(
                        "insert into agents (id, email, name, password_hash, role, language, created_at)
                         values ($1, $2, $3, $4, $5, $6, $7)
                         on conflict (email) do nothing")
                        .bind(id).bind(&new.email).bind(&new.name).bind(&new.password_hash).bind(new.role.word())
                        .bind(&new.language).bind(now)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok((added == 1).then_some(AgentId(id)))
                })
            })
            .await
    }

    /// Everybody of the team, by name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, email, name, role, language, active from agents order by name, email").fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// One person of the team.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn agent(&self, id: AgentId) -> Result<Option<Agent>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, email, name, role, language, active from agents where id = $1")
            .bind(id.0).fetch_optional(pool).await)?;
        row.map(Agent::try_from).transpose()
    }

    /// The person who signs in with this e-mail, and the hash of their password.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn agent_by_email(&self, email: &str) -> Result<Option<(Agent, String)>, StoreError> {
        let found: Option<(Uuid, String)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, password_hash from agents where email = $1").bind(email).fetch_optional(pool).await)?;
        let Some((id, hash)) = found else { return Ok(None) };
        Ok(self.agent(AgentId(id)).await?.map(|agent| (agent, hash)))
    }

    /// Changes a person's password or whether they may sign in. With the old password, or their leave, go their sessions, their
    /// access tokens and the links that they were given. False if there is no such person.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn change_agent(
        &self,
        id: AgentId,
        password_hash: Option<String>,
        active: Option<bool>,
    ) -> Result<bool, StoreError> {
        self.writer.run(move |c| Box::pin(async move { change(c, id, password_hash.as_deref(), active).await })).await
    }

    /// Changes a person's password, if it is still the old one by its hash. With it go their sessions but this one, by its hash,
    /// and the links that they were given. False if it is another by now.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn change_own_password(
        &self,
        id: AgentId,
        old_hash: String,
        new_hash: String,
        session: String,
    ) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let changed = on!(c, Conn, c => sqlx::query(
                        "update agents set password_hash = $3 where id = $1 and password_hash = $2 and active")
                        .bind(id.0).bind(&old_hash).bind(&new_hash)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    if changed == 0 {
                        return Ok(false);
                    }
                    on!(c, Conn, c => sqlx::query("delete from sessions where agent = $1 and id <> $2")
                        .bind(id.0).bind(&session).execute(&mut **c).await.map(drop))?;
                    for way in LINKS_IN {
                        on!(c, Conn, c => sqlx::query(way).bind(id.0).execute(&mut **c).await.map(drop))?;
                    }
                    Ok(true)
                })
            })
            .await
    }

    /// Notes that a person's desk spoke to us.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn agent_seen(&self, id: AgentId) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("update agents set seen_at = $2 where id = $1")
                        .bind(id.0).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Who was seen since then.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn present_agents(&self, since: DateTime<Utc>) -> Result<BTreeSet<AgentId>, StoreError> {
        let rows: Vec<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id from agents where seen_at >= $1 and active").bind(since).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(id,)| AgentId(id)).collect())
    }

    /// Keeps the hash of a one-time link by which a person signs in.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_sign_in_link(
        &self,
        hash: Vec<u8>,
        agent: AgentId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(
                        "insert into sign_in_links (token_hash, agent, expires_at) values ($1, $2, $3)")
                        .bind(&hash).bind(agent.0).bind(expires_at).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Uses up a one-time link. `None` if it is unknown, used or too old.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn use_sign_in_link(&self, hash: Vec<u8>) -> Result<Option<AgentId>, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let used: Option<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(
                        "update sign_in_links set used_at = $2
                         where token_hash = $1 and used_at is null and expires_at > $2
                         returning agent")
                        .bind(&hash).bind(now).fetch_optional(&mut **c).await)?;
                    Ok(used.map(|(agent,)| AgentId(agent)))
                })
            })
            .await
    }
}
