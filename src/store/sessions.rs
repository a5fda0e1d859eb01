//! Sessions of the desk, and what a person sets about their own desk. A session is kept under the hash of its id, so that
//! whoever reads the table cannot use one.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;

use super::accounts::seen;
use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::AgentId;

/// A session of somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AgentSession {
    /// The hash of its id.
    #[sqlx(rename = "id")]
    pub hash: String,
    /// Since when.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was last used, to half a minute.
    pub seen_at: Option<DateTime<Utc>>,
    /// From where it was last used.
    pub address: Option<String>,
    /// The browser and the system it was last used with, in two words of ours.
    pub browser: Option<String>,
}

/// Which sessions of somebody end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// This one, by its hash.
    One(String),
    /// All but this one.
    Others(String),
}

const BEGIN: &str = "
    insert into sessions (id, agent, data, expires_at, begun_at)
    values ($1, $2, $3, $4, $5)
    on conflict (id) do update
    set agent = $2, data = $3, expires_at = $4";

const KEEP: &str = "
    update sessions
    set agent = $2, data = $3, expires_at = $4
    where id = $1";

const SEEN: &str = "
    update sessions
    set seen_at = $2, address = $3, browser = $4
    where id = $1";

/// Who has still to give their code is not signed in.
const OF: &str = "
    select id, begun_at, seen_at, address, browser
    from sessions
    where agent = $1 and expires_at > $2 and data ->> 'agent' is not null
    order by coalesce(seen_at, begun_at) desc, id";

impl Store {
    /// The data of a session that has not expired.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn session(&self, hash: &str) -> Result<Option<Value>, StoreError> {
        let now = self.edge.now();
        let row: Option<(Json<Value>,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select data from sessions where id = $1 and expires_at > $2")
            .bind(hash).bind(now).fetch_optional(pool).await)?;
        Ok(row.map(|(data,)| data.0))
    }

    /// Begins a session, and forgets those that have expired.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn begin_session(
        &self,
        hash: String,
        agent: Option<AgentId>,
        data: Value,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from sessions where expires_at <= $1")
                        .bind(now).execute(&mut **c).await.map(drop))?;
                    on!(c, Conn, c => sqlx::query(BEGIN)
                        .bind(&hash).bind(agent.map(|agent| agent.0)).bind(Json(&data)).bind(expires_at).bind(now)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Keeps what a session holds. One that was ended meanwhile stays ended.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn keep_session(
        &self,
        hash: String,
        agent: Option<AgentId>,
        data: Value,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(KEEP)
                        .bind(&hash).bind(agent.map(|agent| agent.0)).bind(Json(&data)).bind(expires_at)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Notes that a person's desk spoke to us, in which of their sessions, from where and with which browser.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn session_seen(
        &self,
        agent: AgentId,
        hash: String,
        address: Option<String>,
        browser: String,
    ) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    seen(c, agent, now).await?;
                    on!(c, Conn, c => sqlx::query(SEEN)
                        .bind(&hash).bind(now).bind(&address).bind(&browser).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// The sessions in which a person is signed in, the one that was used last first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn sessions_of(&self, agent: AgentId) -> Result<Vec<AgentSession>, StoreError> {
        let now = self.edge.now();
        Ok(on!(&self.db, Db, pool => sqlx::query_as(OF).bind(agent.0).bind(now).fetch_all(pool).await)?)
    }

    /// Ends sessions of a person, and of nobody else. Returns how many there were.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn end_some_sessions_of(&self, agent: AgentId, which: Ending) -> Result<u64, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let (end, hash) = match &which {
                        Ending::One(hash) => ("delete from sessions where agent = $1 and id = $2", hash),
                        Ending::Others(hash) => ("delete from sessions where agent = $1 and id <> $2", hash),
                    };
                    Ok(on!(c, Conn, c => sqlx::query(end)
                        .bind(agent.0).bind(hash).execute(&mut **c).await.map(|done| done.rows_affected()))?)
                })
            })
            .await
    }

    /// Ends one session.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn end_session(&self, hash: String) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from sessions where id = $1")
                        .bind(&hash).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Ends every session of a person: after their password was changed, or they left. Returns how many.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn end_sessions_of(&self, agent: AgentId) -> Result<u64, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    Ok(on!(c, Conn, c => sqlx::query("delete from sessions where agent = $1")
                        .bind(agent.0).execute(&mut **c).await.map(|done| done.rows_affected()))?)
                })
            })
            .await
    }

    /// Sets the language of a person's desk.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn set_desk_language(&self, agent: AgentId, language: String) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("update agents set language = $2 where id = $1")
                        .bind(agent.0).bind(&language).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}
