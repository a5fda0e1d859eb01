//! Access tokens: what programs show to act for somebody of the team. Each is kept as the hash of its secret, for as long as it may be
//! used; where it ends it is removed.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::{AgentId, AgentRole, TokenId, TokenName};

/// Tokens that one account has at a time.
pub const MOST_TOKENS: i64 = 20;

/// How long a token is listed that is good no more, so that whoever looks sees why.
const LISTED: Duration = Duration::days(30);

/// A token to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// For whom it acts.
    pub agent: AgentId,
    /// What they call it.
    pub name: TokenName,
    /// What may be done by it.
    pub role: AgentRole,
    /// The hash of its secret.
    pub hash: Vec<u8>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// What became of a token to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddedToken {
    /// It is good from now on.
    Added(TokenId),
    /// They have one of that name.
    Taken,
    /// They have [`MOST_TOKENS`].
    TooMany,
    /// They are not of the team any more.
    Gone,
}

/// An access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Its id: nobody can use it by that.
    pub id: TokenId,
    /// For whom it acts.
    pub agent: AgentId,
    /// What they call it.
    pub name: String,
    /// What may be done by it, as far as they themselves may.
    pub role: AgentRole,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to a minute.
    pub used_at: Option<DateTime<Utc>>,
    /// From where it was last used.
    pub address: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    agent: Uuid,
    name: String,
    role: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    address: Option<String>,
}

impl TryFrom<Row> for AccessToken {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: TokenId(row.id),
            agent: AgentId(row.agent),
            name: row.name,
            role: row.role.parse().map_err(StoreError::damaged("access_tokens.role"))?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
            address: row.address,
        })
    }
}

const ADD: &str = "
    insert into access_tokens (id, agent, name, role, token_hash, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (agent, name) do nothing";

const BY_HASH: &str = "
    select id, agent, name, role, created_at, expires_at, used_at, address
    from access_tokens
    where token_hash = $1";

const OF: &str = "
    select id, agent, name, role, created_at, expires_at, used_at, address
    from access_tokens
    where agent = $1
    order by created_at desc, id";

impl Store {
    /// Keeps a token, unless its person has one of that name, or too many.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_access_token(&self, new: NewToken) -> Result<AddedToken, StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    // Also so that two who make one at once are counted one after the other.
                    let active = on!(c, Conn, c => sqlx::query("update agents set active = active where id = $1 and active")
                        .bind(new.agent.0).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    if active == 0 {
                        return Ok(AddedToken::Gone);
                    }
                    on!(c, Conn, c => sqlx::query("delete from access_tokens where expires_at < $1")
                        .bind(now - LISTED).execute(&mut **c).await.map(drop))?;
                    let (count,): (i64,) = on!(c, Conn, c => sqlx::query_as(
                        "select count(*) from access_tokens where agent = $1")
                        .bind(new.agent.0).fetch_one(&mut **c).await)?;
                    if count >= MOST_TOKENS {
                        return Ok(AddedToken::TooMany);
                    }
                    let added = on!(c, Conn, c => sqlx::query(ADD)
                        .bind(id).bind(new.agent.0).bind(new.name.clone().into_string()).bind(new.role.word())
                        .bind(&new.hash).bind(now).bind(new.expires_at)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(if added == 1 { AddedToken::Added(TokenId(id)) } else { AddedToken::Taken })
                })
            })
            .await
    }

    /// The token of this secret, by its hash: also one that is good no more.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn access_token(&self, hash: &[u8]) -> Result<Option<AccessToken>, StoreError> {
        let row: Option<Row> =
            on!(&self.db, Db, pool => sqlx::query_as(BY_HASH).bind(hash).fetch_optional(pool).await)?;
        row.map(AccessToken::try_from).transpose()
    }

    /// The tokens of a person, the latest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn access_tokens_of(&self, agent: AgentId) -> Result<Vec<AccessToken>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(OF).bind(agent.0).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// Notes that a token was used, and from where.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn token_used(&self, id: TokenId, address: Option<String>) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("update access_tokens set used_at = $2, address = $3 where id = $1")
                        .bind(id.0).bind(now).bind(&address).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Ends a token of a person, and of nobody else. What it was called; `None` if they have none such.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn end_access_token(&self, agent: AgentId, id: TokenId) -> Result<Option<String>, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let ended: Option<(String,)> = on!(c, Conn, c => sqlx::query_as(
                        "delete from access_tokens where agent = $1 and id = $2 returning name")
                        .bind(agent.0).bind(id.0).fetch_optional(&mut **c).await)?;
                    Ok(ended.map(|(name,)| name))
                })
            })
            .await
    }
}
