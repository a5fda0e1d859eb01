//! Tries to sign in as nobody who is there: counted, and told in the audit log now and then, so that nobody fills it from outside.

use chrono::{DateTime, Duration, Utc};

use super::db::{Conn, on};
use super::{Store, StoreError, audit};
use crate::model::{Actor, AuditKind, Deed};

/// How long tries from one place are counted together.
const TOGETHER: Duration = Duration::hours(1);

/// Places that are told apart at a time. What comes from others is counted as from one.
const PLACES: i64 = 100;

/// What stands for all other places.
const ELSEWHERE: &str = "*";

const COUNT: &str = "
    insert into sign_in_failures (source, since, tries)
    values ($1, $2, 1)
    on conflict (source) do update
    set tries = sign_in_failures.tries + 1
    returning tries";

impl Store {
    /// Counts that somebody tried to sign in as nobody who is there. `source` is where tries come from that are counted together,
    /// `address` where this one does. The first of an hour is told in the audit log, the tenth, the hundredth, and so on: with
    /// this detail, or else how many they were.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn failed_as_nobody(
        &self,
        source: String,
        address: Option<String>,
        detail: Option<String>,
    ) -> Result<(), StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let is_known = forget(c, &source, now).await?;
                    let (source, address) = if is_known { (source.as_str(), address) } else { (ELSEWHERE, None) };
                    let (tries,): (i64,) = on!(c, Conn, c => sqlx::query_as(COUNT)
                        .bind(source).bind(now).fetch_one(&mut **c).await)?;
                    if is_told(tries) {
                        let (kind, actor) = (AuditKind::SignInFailed, Actor::Stranger);
                        let detail = detail.unwrap_or_else(|| format!("nobody {tries}"));
                        let deed = Deed { kind, actor, about: None, address, detail, token: None };
                        audit::add(c, (id, now), &deed).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// Forgets what was counted for long enough. Says whether this place is told apart, or can be.
async fn forget(c: &mut Conn, source: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    on!(c, Conn, c => sqlx::query("delete from sign_in_failures where since <= $1")
        .bind(now - TOGETHER).execute(&mut **c).await.map(drop))?;
    let (others,): (i64,) = on!(c, Conn, c => sqlx::query_as(
        "select count(*) from sign_in_failures where source <> $1").bind(source).fetch_one(&mut **c).await)?;
    let (known,): (i64,) = on!(c, Conn, c => sqlx::query_as(
        "select count(*) from sign_in_failures where source = $1").bind(source).fetch_one(&mut **c).await)?;
    Ok(known > 0 || others < PLACES)
}

/// The first, the tenth, the hundredth, and so on.
fn is_told(tries: i64) -> bool {
    let mut step = 1;
    while step < tries {
        step = step.saturating_mul(10);
    }
    step == tries
}
