//! What people of the team sign in with beside their password: secrets of one-time codes, and recovery codes as hashes.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, Text, on};
use super::{Store, StoreError};
use crate::model::AgentId;

/// Somebody's second factor.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SecondFactor {
    /// The secret of its codes.
    pub secret: Vec<u8>,
    /// Since when it counts; `None` while it is being set up.
    pub confirmed_at: Option<DateTime<Utc>>,
}

const BEGIN: &str = "
    insert into second_factors (agent, secret)
    values ($1, $2)
    on conflict (agent) do update
    set secret = excluded.secret
    where second_factors.confirmed_at is null";

const CONFIRM: &str = "
    update second_factors
    set confirmed_at = $2, last_step = $3
    where agent = $1 and confirmed_at is null and secret = $4";

const USE: &str = "
    update second_factors
    set last_step = $2, wrong = 0
    where agent = $1 and last_step < $2 and confirmed_at is not null";

// Two who try at two nodes at once are counted both.
const TRIES: Text = Text {
    sqlite: "
        select wrong, tried_at
        from second_factors
        where agent = $1 and confirmed_at is not null",
    postgres: "
        select wrong, tried_at
        from second_factors
        where agent = $1 and confirmed_at is not null
        for update",
};

/// Wrong codes in a row after which one waits before the next; with each that follows twice as long, up to a day. Three of a
/// million codes are right at a time: at one try a day nobody comes upon one within a lifetime.
const FREE: i64 = 10;
const WAIT: Duration = Duration::minutes(1);
const LONGEST_WAIT: Duration = Duration::days(1);

/// How long one waits after so many wrong codes in a row.
fn wait(wrong: i64) -> Duration {
    let Ok(more) = u32::try_from(wrong - FREE) else { return Duration::zero() };
    let longer = WAIT.checked_mul(2_i32.saturating_pow(more));
    longer.map_or(LONGEST_WAIT, |longer| longer.min(LONGEST_WAIT))
}

impl Store {
    /// Keeps the secret of a second factor that is being set up. False if one counts already.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn begin_second_factor(&self, agent: AgentId, secret: Vec<u8>) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let begun = on!(c, Conn, c => sqlx::query(BEGIN)
                        .bind(agent.0).bind(&secret).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(begun == 1)
                })
            })
            .await
    }

    /// Somebody's second factor, whether or not it counts yet.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn second_factor(&self, agent: AgentId) -> Result<Option<SecondFactor>, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(
            "select secret, confirmed_at from second_factors where agent = $1")
            .bind(agent.0).fetch_optional(pool).await)?)
    }

    /// From now on it counts; the code of this step is used, and these are the hashes of the recovery codes. Every session of
    /// theirs but this one ends. False if it counted already, or its secret is not the one that the code was of.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn confirm_second_factor(
        &self,
        agent: AgentId,
        (secret, step): (Vec<u8>, i64),
        hashes: Vec<Vec<u8>>,
        session: String,
    ) -> Result<bool, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let confirmed = on!(c, Conn, c => sqlx::query(CONFIRM)
                        .bind(agent.0).bind(now).bind(step).bind(&secret)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    if confirmed == 0 {
                        return Ok(false);
                    }
                    on!(c, Conn, c => sqlx::query("delete from sessions where agent = $1 and id <> $2")
                        .bind(agent.0).bind(&session).execute(&mut **c).await.map(drop))?;
                    on!(c, Conn, c => sqlx::query("delete from recovery_codes where agent = $1")
                        .bind(agent.0).execute(&mut **c).await.map(drop))?;
                    for hash in &hashes {
                        on!(c, Conn, c => sqlx::query("insert into recovery_codes (agent, code_hash) values ($1, $2)")
                            .bind(agent.0).bind(hash).execute(&mut **c).await.map(drop))?;
                    }
                    Ok(true)
                })
            })
            .await
    }

    /// Counts a try of somebody's codes as wrong, until [`Store::use_step`] or [`Store::use_recovery_code`] finds that it was right.
    /// Not counted, and not to be looked at, is one that comes too early after many wrong ones: says until when.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn try_code(&self, agent: AgentId) -> Result<Option<DateTime<Utc>>, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let sql = c.text(TRIES);
                    let tries: Option<(i64, Option<DateTime<Utc>>)> =
                        on!(c, Conn, c => sqlx::query_as(sql).bind(agent.0).fetch_optional(&mut **c).await)?;
                    let Some((wrong, tried_at)) = tries else { return Ok(None) };
                    if let Some(until) = tried_at.map(|at| at + wait(wrong)).filter(|until| *until > now) {
                        return Ok(Some(until));
                    }
                    on!(c, Conn, c => sqlx::query(
                        "update second_factors set wrong = wrong + 1, tried_at = $2 where agent = $1")
                        .bind(agent.0).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(None)
                })
            })
            .await
    }

    /// Uses up the code of a step of time. False if that or a later one was used already.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn use_step(&self, agent: AgentId, step: i64) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let used = on!(c, Conn, c => sqlx::query(USE)
                        .bind(agent.0).bind(step).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(used == 1)
                })
            })
            .await
    }

    /// Uses up a recovery code. False if there is no such one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn use_recovery_code(&self, agent: AgentId, hash: Vec<u8>) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let used = on!(c, Conn, c => sqlx::query(
                        "delete from recovery_codes where agent = $1 and code_hash = $2")
                        .bind(agent.0).bind(&hash).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    if used == 1 {
                        on!(c, Conn, c => sqlx::query("update second_factors set wrong = 0 where agent = $1")
                            .bind(agent.0).execute(&mut **c).await.map(drop))?;
                    }
                    Ok(used == 1)
                })
            })
            .await
    }

    /// How many recovery codes somebody has left.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn recovery_codes_left(&self, agent: AgentId) -> Result<i64, StoreError> {
        let (left,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(
            "select count(*) from recovery_codes where agent = $1").bind(agent.0).fetch_one(pool).await)?;
        Ok(left)
    }

    /// Takes somebody's second factor away. False if there was none that counted.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remove_second_factor(&self, agent: AgentId) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from recovery_codes where agent = $1")
                        .bind(agent.0).execute(&mut **c).await.map(drop))?;
                    let gone: Option<(Option<DateTime<Utc>>,)> = on!(c, Conn, c => sqlx::query_as(
                        "delete from second_factors where agent = $1 returning confirmed_at")
                        .bind(agent.0).fetch_optional(&mut **c).await)?;
                    Ok(gone.is_some_and(|(confirmed_at,)| confirmed_at.is_some()))
                })
            })
            .await
    }

    /// Who has a second factor that counts.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn who_has_second_factors(&self) -> Result<BTreeSet<AgentId>, StoreError> {
        let rows: Vec<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select agent from second_factors where confirmed_at is not null").fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(agent,)| AgentId(agent)).collect())
    }
}
