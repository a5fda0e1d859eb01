//! Sessions of the desk, and what a person sets about their own desk. A session is kept under the hash of its id, so that
//! whoever reads the table cannot use one.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::AgentId;

const PUT: &str = "
    insert into sessions (id, agent, data, expires_at)
    values ($1, $2, $3, $4)
    on conflict (id) do update
    set agent = $2, data = $3, expires_at = $4";

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

    /// Keeps a session, and forgets those that have expired.
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
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from sessions where expires_at <= $1")
                        .bind(now).execute(&mut **c).await.map(drop))?;
                    on!(c, Conn, c => sqlx::query(PUT)
                        .bind(&hash).bind(agent.map(|agent| agent.0)).bind(Json(&data)).bind(expires_at)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
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
