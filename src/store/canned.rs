//! Replies that the team keeps ready.

use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::{AgentId, Canned, CannedId};

/// Replies that are kept. More than that nobody finds anything among.
const MOST: i64 = 500;

const LIST: &str = "
    select id, name, language, body
    from canned_replies
    order by name, id
    limit $1";

const ONE: &str = "
    select id, name, language, body
    from canned_replies
    where id = $1";

const ADD: &str = "
    insert into canned_replies (id, name, language, body, agent, updated_at)
    select $1, $2, $3, $4, $5, $6
    where (select count(*) from canned_replies) < $7
    on conflict (name) do nothing";

const CHANGE: &str = "
    update canned_replies
    set name = $2, language = $3, body = $4, agent = $5, updated_at = $6
    where id = $1 and not exists (select 1 from canned_replies o where o.name = $2 and o.id <> $1)";

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    language: String,
    body: String,
}

impl From<Row> for Canned {
    fn from(row: Row) -> Self {
        let language = Some(row.language).filter(|language| !language.is_empty());
        Self { id: CannedId(row.id), name: row.name, language, body: row.body }
    }
}

impl Store {
    /// All of them, by name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn canned_replies(&self) -> Result<Vec<Canned>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(LIST).bind(MOST).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(Canned::from).collect())
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn canned_reply(&self, id: CannedId) -> Result<Option<Canned>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(ONE).bind(id.0).fetch_optional(pool).await)?;
        Ok(row.map(Canned::from))
    }

    /// A new id for one.
    #[must_use]
    pub fn canned_id(&self) -> CannedId {
        CannedId(self.edge.id())
    }

    /// Keeps one more. False if there is one of that name, or there are as many as are kept.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_canned_reply(&self, reply: Canned, by: AgentId) -> Result<bool, StoreError> {
        self.keep_canned(ADD, reply, by, Some(MOST)).await
    }

    /// Changes one. False if another has the name, or it is not there any more.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn change_canned_reply(&self, reply: Canned, by: AgentId) -> Result<bool, StoreError> {
        self.keep_canned(CHANGE, reply, by, None).await
    }

    async fn keep_canned(
        &self,
        sql: &'static str,
        reply: Canned,
        by: AgentId,
        most: Option<i64>,
    ) -> Result<bool, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Canned { id, name, language, body } = reply;
                    let done = on!(c, Conn, c => {
                        let query = sqlx::query(sql).bind(id.0).bind(name).bind(language.unwrap_or_default()).bind(body)
                            .bind(by.0).bind(now);
                        let query = match most {
                            Some(most) => query.bind(most),
                            None => query,
                        };
                        query.execute(&mut **c).await.map(|done| done.rows_affected())
                    })?;
                    Ok(done > 0)
                })
            })
            .await
    }

    /// Keeps one no more. False if it was not there.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn remove_canned_reply(&self, id: CannedId) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let done = on!(c, Conn, c => sqlx::query("delete from canned_replies where id = $1")
                        .bind(id.0).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(done > 0)
                })
            })
            .await
    }
}
