//! The calibration of this knowledge base: one for all processes that share the database.

use super::db::{Conn, Db, on};
use super::{Store, StoreError};

/// Where it is kept in `meta`.
const KEY: &str = "calibration";

impl Store {
    /// The calibration as it was kept, if one is.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn calibration(&self) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select value from meta where key = $1").bind(KEY).fetch_optional(pool).await)?;
        Ok(row.map(|(value,)| value))
    }

    /// Keeps a calibration in place of any other; `None` keeps none.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn save_calibration(&self, calibration: Option<String>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("delete from meta where key = $1")
                        .bind(KEY).execute(&mut **c).await.map(drop))?;
                    if let Some(calibration) = &calibration {
                        on!(c, Conn, c => sqlx::query("insert into meta (key, value) values ($1, $2)")
                            .bind(KEY).bind(calibration).execute(&mut **c).await.map(drop))?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
