//! How far each channel has read.

use hamyar_channel::{ChannelId, Cursor};

use super::db::{Conn, Db, on};
use super::{Store, StoreError};

const ADVANCE: &str = "
    insert into cursors (channel, scope, position) values ($1, $2, $3)
    on conflict (channel, scope) do update set position = $3";

/// Notes how far a channel has read, in the transaction that records what it read.
pub(super) async fn advance(c: &mut Conn, channel: &ChannelId, cursors: Vec<Cursor>) -> Result<(), StoreError> {
    for Cursor { scope, position } in cursors {
        on!(c, Conn, c => sqlx::query(ADVANCE)
            .bind(channel.as_str()).bind(scope).bind(position).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

impl Store {
    /// How far a channel has read.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn cursors(&self, channel: &ChannelId) -> Result<Vec<Cursor>, StoreError> {
        let rows: Vec<(String, String)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select scope, position from cursors where channel = $1 order by scope")
            .bind(channel.as_str()).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(scope, position)| Cursor { scope, position }).collect())
    }
}
