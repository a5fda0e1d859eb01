//! Messages that were edited or deleted before they came, on a platform that keeps no order.

use hamyar_channel::Inbound;
use serde_json::json;
use sqlx::types::Json;

use super::Recorder;
use crate::store::StoreError;
use crate::store::db::{Conn, on};

/// The place of a message that says something else by now, unless it is there.
const TOMBSTONE: &str = "
    insert into channel_events (channel, event_key, at, kind, data)
    select $1, $2, $3, 'overtaken', $4
    where not exists (select 1 from timeline t where t.channel = $1 and t.event_key = $2)
    on conflict do nothing";

impl Recorder<'_> {
    /// What a message said that was edited or deleted before it came is not recorded when it comes.
    pub(super) async fn bury(&mut self, event: &Inbound, message: &str) -> Result<(), StoreError> {
        let key = format!("m:{}:{message}", event.place.address.chat);
        let buried = on!(self.c, Conn, c => sqlx::query(TOMBSTONE)
            .bind(self.channel.as_str()).bind(key).bind(event.at).bind(Json(json!({})))
            .execute(&mut **c).await.map(|done| done.rows_affected()))?;
        // What was looked up for the rest of the batch is older than this.
        self.something_new |= buried > 0;
        Ok(())
    }
}
