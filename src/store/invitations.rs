//! Invitations to the team, and links by which somebody of the team chooses a new password. Each is kept as the hash of its
//! secret, works once, and not for ever.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::agents::change;
use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::{Agent, AgentId, AgentRole, InvitationId};

/// Somebody is asked to join the team.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The hash of the link's secret.
    pub hash: Vec<u8>,
    /// What they will sign in with.
    pub email: String,
    /// What they may do.
    pub role: AgentRole,
    /// The language of their desk.
    pub language: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// An invitation that nobody has followed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// What they will sign in with.
    pub email: String,
    /// What they may do.
    pub role: AgentRole,
    /// The language of their desk.
    pub language: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    email: String,
    role: String,
    language: String,
    expires_at: DateTime<Utc>,
}

impl TryFrom<Row> for Invitation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: InvitationId(row.id),
            email: row.email,
            role: row.role.parse().map_err(StoreError::damaged("invitations.role"))?,
            language: row.language,
            expires_at: row.expires_at,
        })
    }
}

/// SQLite takes `on conflict` after a `select` for a part of a join, unless a `where` stands before it.
const INVITE: &str = "
    insert into invitations (id, token_hash, email, role, language, created_at, expires_at)
    select $1, $2, $3, $4, $5, $6, $7
    where not exists (select 1 from agents where email = $3)
    on conflict (email) do update
    set id = excluded.id, token_hash = excluded.token_hash, role = excluded.role, language = excluded.language,
        created_at = excluded.created_at, expires_at = excluded.expires_at";

const PENDING: &str = "
    select id, email, role, language, expires_at
    from invitations
    where expires_at > $1
    order by email";

const OF_LINK: &str = "
    select id, email, role, language, expires_at
    from invitations
    where token_hash = $1 and expires_at > $2";

const JOIN: &str = "
    insert into agents (id, email, name, password_hash, role, language, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (email) do nothing";

const LINK: &str = "
    insert into password_links (agent, token_hash, expires_at)
    values ($1, $2, $3)
    on conflict (agent) do update
    set token_hash = excluded.token_hash, expires_at = excluded.expires_at";

const LINKED: &str = "
    select a.id
    from password_links p
    join agents a on a.id = p.agent
    where p.token_hash = $1 and p.expires_at > $2 and a.active";

impl Store {
    /// Invites somebody; an earlier invitation of the same e-mail is worth nothing then. False if they are on the team already.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn invite(&self, new: NewInvitation) -> Result<bool, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from invitations where expires_at <= $1")
                        .bind(now).execute(&mut **c).await.map(drop))?;
                    let invited = on!(c, Conn, c => sqlx::query(INVITE)
                        .bind(id).bind(&new.hash).bind(&new.email).bind(new.role.word()).bind(&new.language)
                        .bind(now).bind(new.expires_at)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(invited == 1)
                })
            })
            .await
    }

    /// Who is invited and has not come yet, by e-mail.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn invitations(&self) -> Result<Vec<Invitation>, StoreError> {
        let now = self.edge.now();
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(PENDING).bind(now).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// The invitation of a link that can still be followed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn invitation(&self, hash: &[u8]) -> Result<Option<Invitation>, StoreError> {
        let now = self.edge.now();
        let row: Option<Row> =
            on!(&self.db, Db, pool => sqlx::query_as(OF_LINK).bind(hash).bind(now).fetch_optional(pool).await)?;
        row.map(Invitation::try_from).transpose()
    }

    /// Takes an invitation back. False if there is none of this id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn revoke_invitation(&self, id: InvitationId) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let gone = on!(c, Conn, c => sqlx::query("delete from invitations where id = $1")
                        .bind(id.0).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(gone == 1)
                })
            })
            .await
    }

    /// Whoever followed the link is of the team. `None` if the invitation is used, taken back or too old.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn redeem(
        &self,
        hash: Vec<u8>,
        name: String,
        password_hash: String,
    ) -> Result<Option<AgentId>, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let used: Option<(String, String, String)> = on!(c, Conn, c => sqlx::query_as(
                        "delete from invitations where token_hash = $1 and expires_at > $2
                         returning email, role, language")
                        .bind(&hash).bind(now).fetch_optional(&mut **c).await)?;
                    let Some((email, role, language)) = used else { return Ok(None) };
                    let joined = on!(c, Conn, c => sqlx::query(JOIN)
                        .bind(id).bind(&email).bind(&name).bind(&password_hash).bind(&role).bind(&language).bind(now)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok((joined == 1).then_some(AgentId(id)))
                })
            })
            .await
    }

    /// Keeps the hash of a link by which somebody chooses a new password. An earlier one is worth nothing then.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_password_link(
        &self,
        hash: Vec<u8>,
        agent: AgentId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(LINK)
                        .bind(agent.0).bind(&hash).bind(expires_at).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Whose password a link is for, if it can still be followed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn password_link(&self, hash: &[u8]) -> Result<Option<Agent>, StoreError> {
        let now = self.edge.now();
        let found: Option<(Uuid,)> =
            on!(&self.db, Db, pool => sqlx::query_as(LINKED).bind(hash).bind(now).fetch_optional(pool).await)?;
        let Some((id,)) = found else { return Ok(None) };
        self.agent(AgentId(id)).await
    }

    /// Uses up a link: the password is this one, and whoever was signed in with the old one is not any more, nor is another link
    /// of theirs good. `None` if the link is used or too old, or its person may not sign in.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn reset_password(&self, hash: Vec<u8>, password_hash: String) -> Result<Option<AgentId>, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let used: Option<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(
                        "delete from password_links
                         where token_hash = $1 and expires_at > $2 and agent in (select id from agents where active)
                         returning agent")
                        .bind(&hash).bind(now).fetch_optional(&mut **c).await)?;
                    let Some((id,)) = used else { return Ok(None) };
                    let changed = change(c, AgentId(id), Some(&password_hash), None).await?;
                    Ok(changed.then_some(AgentId(id)))
                })
            })
            .await
    }
}
