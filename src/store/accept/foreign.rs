//! Reactions on what is not ours. Among many people they are what happens most, and nothing follows from them: that is found out
//! by reading, so that no writing waits for it.

use std::collections::HashSet;

use hamyar_channel::{ChannelId, Event, Inbound};
use serde::Serialize;
use sqlx::types::Json;

use super::Recorder;
use crate::store::batch::batch;
use crate::store::db::{Conn, Db, Text, on};
use crate::store::{Store, StoreError};

/// Those that may concern us: on a message that is known, in a staff room, where nothing was heard before, and where something is
/// being sent, which is known only when that has ended.
const CONCERNING: Text = batch!(
    "
    select e.number
    from ",
    (number: bigint, chat_id: text, thread_id: text, message: text, said: text, command: text),
    "left join places p on p.channel = $2 and p.chat = e.chat_id and p.thread = e.thread_id
    where p.id is null or p.role = 'staff'
        or exists (select 1 from mirrors m where m.channel = $2 and m.chat = e.chat_id and m.message = e.message)
        or exists (select 1 from timeline t where t.channel = $2 and t.event_key in (e.said, e.command))
        or exists (
            select 1
            from deliveries d
            join places o on o.id = d.place
            where d.status in ('pending', 'sending') and d.status = 'sending' and o.channel = $2 and o.chat = e.chat_id)"
);

#[derive(Serialize)]
struct Asked<'a> {
    number: usize,
    chat_id: &'a str,
    thread_id: &'a str,
    message: &'a str,
    said: String,
    command: String,
}

impl Store {
    /// Of a batch of nothing but reactions, those that may concern us. Among other things all are: what they are about may be there.
    pub(super) async fn concerning(
        &self,
        channel: &ChannelId,
        events: Vec<Inbound>,
    ) -> Result<Vec<Inbound>, StoreError> {
        let Some(asked) = asked(&events) else { return Ok(events) };
        let (sql, asked) = (self.db.text(CONCERNING), Json(asked));
        let rows: Vec<(i64,)> = on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(&asked).bind(channel.as_str()).fetch_all(pool).await)?;
        drop(asked);
        Ok(kept(events, &rows))
    }
}

impl Recorder<'_> {
    /// Of these reactions, which were read back, those that may concern us.
    pub(super) async fn concerning(&mut self, reactions: Vec<Inbound>) -> Result<Vec<Inbound>, StoreError> {
        let Some(asked) = asked(&reactions) else { return Ok(reactions) };
        let (sql, asked) = (self.c.text(CONCERNING), Json(asked));
        let rows: Vec<(i64,)> = on!(self.c, Conn, c => sqlx::query_as(sql)
            .bind(&asked).bind(self.channel.as_str()).fetch_all(&mut **c).await)?;
        drop(asked);
        Ok(kept(reactions, &rows))
    }
}

fn kept(events: Vec<Inbound>, rows: &[(i64,)]) -> Vec<Inbound> {
    let numbers: HashSet<usize> = rows.iter().filter_map(|(number,)| usize::try_from(*number).ok()).collect();
    events.into_iter().enumerate().filter(|(number, _)| numbers.contains(number)).map(|(_, event)| event).collect()
}

/// What is to be known of reactions; `None` where there is none, anything else, or one of which it is not said who set it.
fn asked(events: &[Inbound]) -> Option<Vec<Asked<'_>>> {
    let asked: Option<Vec<_>> = events.iter().enumerate().map(asked_of).collect();
    asked.filter(|asked| !asked.is_empty())
}

fn asked_of((number, event): (usize, &Inbound)) -> Option<Asked<'_>> {
    let Event::Reaction { message, .. } = &event.event else { return None };
    let address = &event.place.address;
    (!event.author.id.is_empty()).then(|| Asked {
        number,
        chat_id: &address.chat,
        thread_id: address.thread.as_deref().unwrap_or_default(),
        message,
        said: format!("m:{}:{message}", address.chat),
        command: format!("i:{message}"),
    })
}
