//! Vectors of articles' texts: a cache of what an endpoint said, by model and by a hash of the text.

use super::db::{Conn, Db, Text, WordList, on};
use super::{Store, StoreError};

/// Rows that are removed with one statement: nobody should wait long for the writer.
const REMOVED_AT_ONCE: i64 = 500;

const SOME: Text = Text {
    sqlite: "
    select hash, vector
    from embeddings
    where model = $1 and hash in (select value from json_each($2))",
    postgres: "
    select hash, vector
    from embeddings
    where model = $1 and hash = any($2)",
};

const SAVE: &str = "
    insert into embeddings (model, hash, vector)
    values ($1, $2, $3)
    on conflict (model, hash) do update
    set vector = $3";

const REMOVE: Text = Text {
    sqlite: "
    delete from embeddings
    where model = $1 and hash in (select value from json_each($2))",
    postgres: "
    delete from embeddings
    where model = $1 and hash = any($2)",
};

const OF_OTHERS: &str = "
    select model, hash
    from embeddings
    where model <> $1
    order by model, hash
    limit $2";

/// A vector and the hash of what it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredVector {
    /// The hash.
    pub hash: String,
    /// Its numbers.
    pub numbers: Vec<f32>,
}

impl Store {
    /// The vectors by `model` of these hashes, as far as they are known.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn embeddings(&self, model: &str, hashes: Vec<String>) -> Result<Vec<StoredVector>, StoreError> {
        let (sql, hashes) = (self.db.text(SOME), WordList(hashes));
        let rows: Vec<(String, Vec<u8>)> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(model).bind(&hashes).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(hash, bytes)| StoredVector { hash, numbers: numbers(&bytes) }).collect())
    }

    /// How many vectors by `model` there are.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn embeddings_by(&self, model: &str) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(
            "select count(*) from embeddings where model = $1").bind(model).fetch_one(pool).await)?;
        Ok(count)
    }

    /// The hashes of all vectors by `model`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn embedding_hashes(&self, model: &str) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select hash from embeddings where model = $1 order by hash").bind(model).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(hash,)| hash).collect())
    }

    /// Keeps vectors by `model`, in place of those of the same hashes.
    ///
    /// # Errors
    ///
    /// When the database refuses; none is kept then.
    pub async fn save_embeddings(&self, model: String, vectors: Vec<StoredVector>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    for vector in &vectors {
                        on!(c, Conn, c => sqlx::query(SAVE)
                            .bind(&model).bind(&vector.hash).bind(bytes(&vector.numbers))
                            .execute(&mut **c).await.map(drop))?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Forgets vectors by `model`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn forget_embeddings(&self, model: &str, hashes: &[String]) -> Result<(), StoreError> {
        for some in hashes.chunks(usize::try_from(REMOVED_AT_ONCE).unwrap_or(usize::MAX)) {
            let (model, hashes) = (model.to_owned(), WordList(some.to_vec()));
            self.writer
                .run(move |c| {
                    Box::pin(async move {
                        let sql = c.text(REMOVE);
                        Ok(on!(c, Conn, c => sqlx::query(sql)
                            .bind(&model).bind(&hashes).execute(&mut **c).await.map(drop))?)
                    })
                })
                .await?;
        }
        Ok(())
    }

    /// Forgets all vectors that are not by `model`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn forget_other_embeddings(&self, model: &str) -> Result<(), StoreError> {
        loop {
            let rows: Vec<(String, String)> = on!(&self.db, Db, pool => sqlx::query_as(OF_OTHERS)
                .bind(model).bind(REMOVED_AT_ONCE).fetch_all(pool).await)?;
            let Some((other, _)) = rows.first() else { return Ok(()) };
            let hashes: Vec<String> =
                rows.iter().filter(|(model, _)| model == other).map(|(_, hash)| hash.clone()).collect();
            self.forget_embeddings(other, &hashes).await?;
        }
    }
}

fn bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// What is cut off or damaged has another length than the others, which whoever reads it refuses.
fn numbers(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}
