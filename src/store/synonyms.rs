//! The lists of words that mean the same: the one in force, and every one before.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::kept::{SYNONYMS, put};
use super::{Store, StoreError, Topic};
use crate::model::AgentId;

/// A list as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsRevision {
    /// Its number, from 1.
    pub revision: i64,
    /// All of it.
    pub list: String,
    /// Who kept it; `None` for a command.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

const LATEST: &str = "
    select r.revision, r.list, g.name as editor, r.at
    from synonym_revisions r
    left join agents g on g.id = r.agent
    order by r.revision desc
    limit $1";

const ADD: &str = "
    insert into synonym_revisions (revision, list, agent, at)
    values ($1, $2, $3, $4)
    on conflict (revision) do nothing";

impl Store {
    /// The latest lists, the one in force first. There is none while nobody has kept one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn words_revisions(&self, most: i64) -> Result<Vec<WordsRevision>, StoreError> {
        let rows: Vec<(i64, String, Option<String>, DateTime<Utc>)> =
            on!(&self.db, Db, pool => sqlx::query_as(LATEST).bind(most).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(revision, list, by, at)| WordsRevision { revision, list, by, at }).collect())
    }

    /// Keeps a list of synonyms in place of any other; an empty one is none. Every node searches with it from then on. Where `seen` says
    /// which revision somebody wrote it over (0 for none), it is kept over that one only. True if it was kept.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn save_synonyms(
        &self,
        list: String,
        agent: Option<AgentId>,
        seen: Option<i64>,
    ) -> Result<bool, StoreError> {
        let (now, news) = (self.edge.now(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let mut last = latest(c).await?;
                    if seen.is_some_and(|seen| seen != last) {
                        return Ok(false);
                    }
                    if last == 0 {
                        // One that a program kept which knew of no revisions.
                        let before: Option<(String,)> = on!(c, Conn, c => sqlx::query_as(
                            "select value from meta where key = $1").bind(SYNONYMS).fetch_optional(&mut **c).await)?;
                        if let Some((before,)) = before {
                            last += 1;
                            add(c, last, &before, None, now).await?;
                        }
                    }
                    if !add(c, last + 1, &list, agent.map(|agent| agent.0), now).await? {
                        return Ok(false);
                    }
                    put(c, SYNONYMS, Some(&list).filter(|list| !list.trim().is_empty())).await?;
                    news.about(Topic::Articles);
                    Ok(true)
                })
            })
            .await
    }
}

async fn latest(c: &mut Conn) -> Result<i64, StoreError> {
    let (last,): (i64,) = on!(c, Conn, c => sqlx::query_as(
        "select coalesce(max(revision), 0) from synonym_revisions").fetch_one(&mut **c).await)?;
    Ok(last)
}

/// False if another node was quicker.
async fn add(
    c: &mut Conn,
    revision: i64,
    list: &str,
    agent: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = on!(c, Conn, c => sqlx::query(ADD).bind(revision).bind(list).bind(agent).bind(now)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(added == 1)
}
