//! What is kept beside the articles, one for all processes that share the database: the calibration, and the words that mean
//! the same.

use super::db::{Conn, Db, on};
use super::{Store, StoreError, Topic};

/// Where the calibration is kept in `meta`.
const CALIBRATION: &str = "calibration";
/// Where the synonyms are.
pub(super) const SYNONYMS: &str = "synonyms";

/// What is kept beside the articles, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The calibration.
    pub calibration: Option<String>,
    /// The words that mean the same.
    pub synonyms: Option<String>,
}

impl Store {
    /// All that is kept beside the articles.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn kept(&self) -> Result<Kept, StoreError> {
        let rows: Vec<(String, String)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select key, value from meta where key in ($1, $2)")
            .bind(CALIBRATION).bind(SYNONYMS).fetch_all(pool).await)?;
        let mut kept = Kept::default();
        for (key, value) in rows {
            *(if key == SYNONYMS { &mut kept.synonyms } else { &mut kept.calibration }) = Some(value);
        }
        Ok(kept)
    }

    /// The calibration as it was kept, if one is.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn calibration(&self) -> Result<Option<String>, StoreError> {
        Ok(self.kept().await?.calibration)
    }

    /// Keeps a calibration in place of any other; `None` keeps none.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn save_calibration(&self, calibration: Option<String>) -> Result<(), StoreError> {
        let news = self.news.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    news.about(Topic::Articles);
                    put(c, CALIBRATION, calibration.as_ref()).await
                })
            })
            .await
    }
}

/// Keeps a value in place of any other, or none.
pub(super) async fn put(c: &mut Conn, key: &'static str, value: Option<&String>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("delete from meta where key = $1")
        .bind(key).execute(&mut **c).await.map(drop))?;
    if let Some(value) = value {
        on!(c, Conn, c => sqlx::query("insert into meta (key, value) values ($1, $2)")
            .bind(key).bind(value).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}
