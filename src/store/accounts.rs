//! Accounts on channels that are somebody's of the team: by them people are known in staff rooms.

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError, audit};
use crate::clock::Edge;
use crate::model::{Actor, AgentId, AuditKind, Deed};

/// An account of somebody of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Account {
    /// The channel.
    pub channel: String,
    /// The platform's id of the account.
    pub external_id: String,
    /// What it is called there.
    pub name: Option<String>,
}

const USE_CODE: &str = "
    delete from account_codes
    where code_hash = $1
    returning agent, expires_at";

const LINK: &str = "
    insert into agent_accounts (channel, external_id, agent, name, linked_at)
    select $1, $2, a.id, $4, $5
    from agents a
    where a.id = $3 and a.active
    on conflict (channel, external_id) do update
    set agent = excluded.agent, name = excluded.name, linked_at = excluded.linked_at";

const HEARD: &str = "
    select a.id
    from agent_accounts k
    join agents a on a.id = k.agent
    where k.channel = $1 and k.external_id = $2 and a.active and a.role <> 'viewer'";

/// A code as it is kept, however it is written: without what is between its letters, and whatever their case.
fn hash(code: &str) -> Vec<u8> {
    let digit = |letter: char| match letter {
        '۰'..='۹' => char::from_digit(letter as u32 - '۰' as u32, 10).unwrap_or(letter),
        other => other.to_ascii_uppercase(),
    };
    let code: String = code.chars().map(digit).filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(code).to_vec()
}

/// Uses up a code, if there is such a one. Returns whose it is if it is still good.
async fn used(c: &mut Conn, code: &str, now: DateTime<Utc>) -> Result<Option<AgentId>, StoreError> {
    let found: Option<(Uuid, DateTime<Utc>)> = on!(c, Conn, c => sqlx::query_as(USE_CODE)
        .bind(hash(code)).fetch_optional(&mut **c).await)?;
    Ok(found.filter(|(_, expires_at)| *expires_at > now).map(|(agent, _)| AgentId(agent)))
}

/// Makes an account that of whoever the code was given to. False if there is no such code any more.
pub(super) async fn link(
    c: &mut Conn,
    channel: &ChannelId,
    (external, name): (&str, Option<&str>),
    code: &str,
    edge: &Edge,
) -> Result<bool, StoreError> {
    let now = edge.now();
    let Some(agent) = used(c, code, now).await? else { return Ok(false) };
    let linked = on!(c, Conn, c => sqlx::query(LINK)
        .bind(channel.as_str()).bind(external).bind(agent.0).bind(name).bind(now)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    on!(c, Conn, c => sqlx::query("delete from strangers where channel = $1 and external_id = $2")
        .bind(channel.as_str()).bind(external).execute(&mut **c).await.map(drop))?;
    if linked == 1 {
        let (kind, actor, detail) = (AuditKind::AccountLinked, Actor::Agent(agent), channel.as_str().to_owned());
        let deed = Deed { kind, actor, about: None, address: None, detail, token: None };
        audit::add(c, (edge.id(), now), &deed).await?;
    }
    Ok(linked == 1)
}

/// Makes a code useless that others may have read.
pub(super) async fn burn(c: &mut Conn, code: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    used(c, code, now).await.map(drop)
}

/// Whose account it is, of those who may act.
pub(super) async fn agent_of(c: &mut Conn, channel: &ChannelId, external: &str) -> Result<Option<AgentId>, StoreError> {
    let row: Option<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(HEARD)
        .bind(channel.as_str()).bind(external).fetch_optional(&mut **c).await)?;
    Ok(row.map(|(agent,)| AgentId(agent)))
}

/// Whoever works in a staff room is there as much as at a desk.
pub(super) async fn seen(c: &mut Conn, agent: AgentId, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("update agents set seen_at = $2 where id = $1")
        .bind(agent.0).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}

impl Store {
    /// Keeps a code by which somebody says, once and until then, which account is theirs. Earlier codes of theirs and codes
    /// that are too old are forgotten.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_account_code(
        &self,
        code: &str,
        agent: AgentId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (hash, now) = (hash(code), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from account_codes where agent = $1 or expires_at <= $2")
                        .bind(agent.0).bind(now).execute(&mut **c).await.map(drop))?;
                    on!(c, Conn, c => sqlx::query(
                        "insert into account_codes (code_hash, agent, expires_at) values ($1, $2, $3)")
                        .bind(&hash).bind(agent.0).bind(expires_at).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// The accounts of somebody of the team.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn accounts_of(&self, agent: AgentId) -> Result<Vec<Account>, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(
            "select channel, external_id, name from agent_accounts where agent = $1 order by channel, external_id")
            .bind(agent.0).fetch_all(pool).await)?)
    }

    /// An account is somebody's no more; all of theirs, where none is named. Returns how many there were.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn unlink_account(&self, agent: AgentId, account: Option<(String, String)>) -> Result<u64, StoreError> {
        let (channel, external) = account.unzip();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    Ok(on!(c, Conn, c => sqlx::query(
                        "delete from agent_accounts
                         where agent = $1 and (channel = $2 and external_id = $3 or cast($2 as text) is null)")
                        .bind(agent.0).bind(&channel).bind(&external)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?)
                })
            })
            .await
    }
}
