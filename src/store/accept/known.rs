//! What is known already when a batch comes: one look for all of its events.

use chrono::{DateTime, Utc};
use hamyar_channel::Inbound;
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::Recorder;
use crate::store::StoreError;
use crate::store::batch::batch;
use crate::store::db::{Conn, Text, on};

/// What is known of an event's place and author.
#[derive(sqlx::FromRow)]
pub(super) struct Known {
    pub(super) place: Option<Uuid>,
    pub(super) direct: Option<bool>,
    pub(super) opener: Option<String>,
    pub(super) role: Option<String>,
    pub(super) autonomy: Option<String>,
    pub(super) listen: Option<bool>,
    pub(super) place_group: Option<String>,
    pub(super) place_language: Option<String>,
    pub(super) identity: Option<Uuid>,
    pub(super) name: Option<String>,
    pub(super) username: Option<String>,
    pub(super) reachable: Option<bool>,
    pub(super) zone: Option<String>,
    pub(super) repeated: bool,
    /// Their conversation here that is not resolved.
    pub(super) conversation: Option<Uuid>,
    pub(super) paced_from: Option<DateTime<Utc>>,
    pub(super) paced_count: Option<i32>,
}

const KNOWN: Text = batch!(
    "
    select p.id as place, p.direct, p.opener, p.role, p.autonomy, p.listen, p.place_group, p.language as place_language,
        i.id as identity, i.name, i.username, i.reachable, i.zone,
        exists (select 1 from timeline t where t.channel = $2 and t.event_key = e.event)
            or exists (select 1 from channel_events o where o.channel = $2 and o.event_key = e.event) as repeated,
        c.id as conversation, c.paced_from, c.paced_count
    from ",
    (number: bigint, chat_id: text, thread_id: text, author: text, event: text),
    "left join places p on p.channel = $2 and p.chat = e.chat_id and p.thread = e.thread_id
    left join identities i on i.channel = $2 and i.external_id = e.author
    left join conversations c on c.place = p.id and c.asker = i.id and c.status <> 'resolved'
    order by e.number"
);

#[derive(Serialize)]
struct Asked<'a> {
    number: usize,
    chat_id: &'a str,
    thread_id: &'a str,
    author: &'a str,
    event: &'a str,
}

impl Recorder<'_> {
    /// What is known of each event, in their order.
    pub(super) async fn known(&mut self, events: &[Inbound]) -> Result<Vec<Known>, StoreError> {
        let asked = events.iter().enumerate().map(|(number, event)| Asked {
            number,
            chat_id: &event.place.address.chat,
            thread_id: event.place.address.thread.as_deref().unwrap_or_default(),
            author: &event.author.id,
            event: &event.key,
        });
        let (sql, asked) = (self.c.text(KNOWN), Json(asked.collect::<Vec<_>>()));
        Ok(on!(self.c, Conn, c => sqlx::query_as(sql)
            .bind(asked).bind(self.channel.as_str()).fetch_all(&mut **c).await)?)
    }
}
