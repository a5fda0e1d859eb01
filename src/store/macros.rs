//! Macros of the team.

use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::model::{AgentId, Macro, MacroId, Steps};

/// Macros that are kept. More than that nobody finds anything among.
const MOST: i64 = 200;

const LIST: &str = "
    select id, name, steps
    from macros
    order by name, id
    limit $1";

const ONE: &str = "
    select id, name, steps
    from macros
    where id = $1";

const ADD: &str = "
    insert into macros (id, name, steps, agent, updated_at)
    select $1, $2, $3, $4, $5
    where (select count(*) from macros) < $6
    on conflict (name) do nothing";

const CHANGE: &str = "
    update macros
    set name = $2, steps = $3, agent = $4, updated_at = $5
    where id = $1 and not exists (select 1 from macros o where o.name = $2 and o.id <> $1)";

type Row = (Uuid, String, Json<Steps>);

fn one((id, name, Json(steps)): Row) -> Macro {
    Macro { id: MacroId(id), name, steps }
}

impl Store {
    /// All of them, by name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn macros(&self) -> Result<Vec<Macro>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(LIST).bind(MOST).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(one).collect())
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn macro_of(&self, id: MacroId) -> Result<Option<Macro>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(ONE).bind(id.0).fetch_optional(pool).await)?;
        Ok(row.map(one))
    }

    /// A new id for one.
    #[must_use]
    pub fn macro_id(&self) -> MacroId {
        MacroId(self.edge.id())
    }

    /// Keeps one more. False if there is one of that name, or there are as many as are kept.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn add_macro(&self, new: Macro, by: AgentId) -> Result<bool, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let done = on!(c, Conn, c => sqlx::query(ADD)
                        .bind(new.id.0).bind(&new.name).bind(Json(&new.steps)).bind(by.0).bind(now).bind(MOST)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(done > 0)
                })
            })
            .await
    }

    /// Changes one. False if another has the name, or it is not there any more.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn change_macro(&self, new: Macro, by: AgentId) -> Result<bool, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let done = on!(c, Conn, c => sqlx::query(CHANGE)
                        .bind(new.id.0).bind(&new.name).bind(Json(&new.steps)).bind(by.0).bind(now)
                        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
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
    pub async fn remove_macro(&self, id: MacroId) -> Result<bool, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let done = on!(c, Conn, c => sqlx::query("delete from macros where id = $1")
                        .bind(id.0).execute(&mut **c).await.map(|done| done.rows_affected()))?;
                    Ok(done > 0)
                })
            })
            .await
    }
}
