//! Links of articles, as they were tried: by one node at a time, and each link at most once a day.

use chrono::{DateTime, Utc};

use super::db::{Conn, Db, on};
use super::{Store, StoreError};

/// Failures, each on another day, after which a link counts as broken.
const BROKEN: i64 = 2;

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLink {
    /// The link.
    pub url: String,
    /// When it failed first.
    pub since: DateTime<Utc>,
    /// What happened last: a word of [`crate::sites::Refused::word`], and its figure.
    pub what: String,
    /// The status, or the port.
    pub figure: Option<i64>,
}

const CLAIM: &str = "
    insert into tried_links (url, tried_at)
    values ($1, $2)
    on conflict (url) do update
    set tried_at = $2
    where tried_links.tried_at <= $3";

const WORKS: &str = "
    update tried_links
    set failures = 0, failed_since = null, what = null, figure = null
    where url = $1 and failures > 0";

const FAILS: &str = "
    update tried_links
    set failures = failures + 1, failed_since = coalesce(failed_since, $2), what = $3, figure = $4
    where url = $1";

const BROKEN_ONES: &str = "
    select url, failed_since, what, figure
    from tried_links
    where failures >= $1 and failed_since is not null and what is not null
    order by failed_since, url
    limit $2";

impl Store {
    /// Takes a link to be tried now, unless somebody tried it after `last`. True for the first to ask.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn claim_link(&self, url: String, last: DateTime<Utc>) -> Result<bool, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let claimed = on!(c, Conn, c => sqlx::query(CLAIM).bind(&url).bind(now).bind(last)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(claimed == 1)
                })
            })
            .await
    }

    /// Keeps what came of trying a link: nothing where it leads somewhere, else a word and a figure.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn link_was_tried(
        &self,
        url: String,
        failed: Option<(&'static str, Option<u16>)>,
    ) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    match failed {
                        None => on!(c, Conn, c => sqlx::query(WORKS).bind(&url).execute(&mut **c).await.map(drop))?,
                        Some((what, figure)) => on!(c, Conn, c => sqlx::query(FAILS)
                            .bind(&url).bind(now).bind(what).bind(figure.map(i64::from))
                            .execute(&mut **c).await.map(drop))?,
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The links that failed on two days or more and led nowhere since, those of longest standing first; at most so many.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn broken_links(&self, most: i64) -> Result<Vec<BrokenLink>, StoreError> {
        let rows: Vec<(String, DateTime<Utc>, String, Option<i64>)> = on!(&self.db, Db, pool => sqlx::query_as(BROKEN_ONES)
            .bind(BROKEN).bind(most).fetch_all(pool).await)?;
        let broken = |(url, since, what, figure)| BrokenLink { url, since, what, figure };
        Ok(rows.into_iter().map(broken).collect())
    }

    /// Forgets links that nobody has tried since then: no article has them any more.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn forget_links(&self, since: DateTime<Utc>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from tried_links where tried_at < $1")
                        .bind(since).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}
