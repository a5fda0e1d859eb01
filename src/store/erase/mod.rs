//! Forgetting people: what they said and what was said to them loses its words, and only its place in the story stays.
//! Words of others are left alone. Who was erased is recorded, without a word, so that it can be done again after an older
//! backup was restored.

mod contacts;
mod scope;

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, Button, ChannelId};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

pub use self::scope::Erasure;
use self::scope::{SHOWN, Scope, identities};
use super::db::{Conn, Db, IdList, Text, on, over_ids};
use super::{Erasures, Store, StoreError, rooms};
use crate::model::ContactId;

/// A message of ours in somebody's private chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The channel.
    pub channel: ChannelId,
    /// The chat.
    pub place: Address,
    /// The platform's id of the message.
    pub message: String,
}

/// Where they had a part in what others began.
const ELSEWHERE: Text = over_ids!(
    "
    select distinct d.id, d.buttons
    from timeline t
    join conversations c on c.id = t.conversation and c.asker <> t.identity
    join deliveries d on d.conversation = t.conversation
    where t.identity",
    ""
);

const NAMES: Text = over_ids!(
    "
    select name
    from identities
    where name is not null and id",
    ""
);

/// What somebody said. Its key may name their chat, and is of use to nobody any more.
const BLANK_SPOKEN: Text = Text {
    sqlite: "
        update timeline
        set body = '', data = $2,
            event_key = case when event_key is not null then 'erased:' || hex(id) end
        where identity in (select unhex(value) from json_each($1))",
    postgres: "
        update timeline
        set body = '', data = $2,
            event_key = case when event_key is not null then 'erased:' || id::text end
        where identity = any($1)",
};

const BLANK_TOLD: Text = over_ids!(
    "
    update timeline
    set body = '', data = $2
    where identity is null and conversation",
    ""
);

const END: Text = Text {
    sqlite: "
        update conversations
        set version = version + 1, status = 'resolved', holder = 'bot', agent = null, handled_seq = last_seq,
            wake_at = null, lease_owner = null, lease_until = null, waiting_since = null,
            service = null, due_at = null, alarmed_at = null,
            resolved_at = coalesce(resolved_at, $2),
            memory = json_object('replies', coalesce(memory ->> 'replies', 0))
        where id in (select unhex(value) from json_each($1))",
    postgres: "
        update conversations
        set version = version + 1, status = 'resolved', holder = 'bot', agent = null, handled_seq = last_seq,
            wake_at = null, lease_owner = null, lease_until = null, waiting_since = null,
            service = null, due_at = null, alarmed_at = null,
            resolved_at = coalesce(resolved_at, $2),
            memory = jsonb_build_object('replies', coalesce(memory -> 'replies', '0'::jsonb))
        where id = any($1)",
};

/// What is being sent ends with this attempt.
const WITHDRAW: Text = over_ids!(
    "
    update deliveries
    set buttons = $3, error = null, reply_to = null, withdrawn = true,
        status = case when status in ('sent', 'sending') then status else 'cancelled' end,
        finished_at = coalesce(finished_at, $2)
    where conversation",
    ""
);

const ANONYMOUS_PLACES: Text = Text {
    sqlite: "
        update places
        set chat = 'erased:' || hex(id), thread = '', title = null, opener = null
        where id in (select unhex(value) from json_each($1))",
    postgres: "
        update places
        set chat = 'erased:' || id::text, thread = '', title = null, opener = null
        where id = any($1)",
};

/// A thread is named after the question of whoever opened it.
const NAMELESS_THREADS: Text = over_ids!(
    "
    update places
    set title = null, opener = null
    where exists (
        select 1 from identities i
        where i.channel = places.channel and i.external_id = places.opener and i.id",
    ")"
);

const FORGET_EVENTS: Text = over_ids!(
    "
    delete from channel_events
    where exists (
        select 1 from identities i
        where i.channel = channel_events.channel
            and ':' || channel_events.event_key || ':' like '%:' || i.external_id || ':%' and i.id",
    ")"
);

const FORGET_CURSORS: Text = over_ids!(
    "
    delete from cursors
    where exists (
        select 1 from places p
        where p.channel = cursors.channel and cursors.scope in (p.chat, 'direct:' || p.chat) and p.id",
    ")"
);

const NAMELESS: Text = Text {
    sqlite: "
        update identities
        set name = null, username = null, external_id = 'erased:' || hex(id), reachable = 0
        where id in (select unhex(value) from json_each($1))",
    postgres: "
        update identities
        set name = null, username = null, external_id = 'erased:' || id::text, reachable = false
        where id = any($1)",
};

const RECORD: Text = over_ids!(
    "
    insert into erasures (identity, contact, at)
    select i.id, i.contact, $2
    from identities i
    where i.id",
    "on conflict (identity) do nothing"
);

/// Statements that are about the identities, the conversations or the private chats alone, in an order in which each still
/// finds what it is about.
const OF_CONVERSATIONS: [Text; 7] = [
    over_ids!("delete from notifications where conversation", ""),
    over_ids!("delete from conversation_labels where conversation", ""),
    over_ids!("delete from conversation_words where conversation", ""),
    over_ids!("delete from held_answers where conversation", ""),
    over_ids!("update candidates set question_seq = null where conversation", ""),
    // What was given stays, as figures do: it is nobody's any more.
    over_ids!("update ratings set comment_seq = null where conversation", ""),
    over_ids!("delete from mirrors where conversation", ""),
];
const OF_IDENTITIES: [Text; 14] = [
    // Where they had a part in what others began, the rest is made searchable again: first marked, which waits for whoever
    // is at it, then taken away.
    over_ids!(
        "update conversations set searched_seq = 0
        where id in (select t.conversation from timeline t where t.identity",
        ")"
    ),
    over_ids!(
        "delete from conversation_words
        where conversation in (select t.conversation from timeline t where t.identity",
        ")"
    ),
    over_ids!("delete from contact_words where contact in (select contact from identities where id", ")"),
    over_ids!("delete from held_answers where identity", ""),
    over_ids!("delete from candidates where author", ""),
    over_ids!("update links set reason = '' where identity", ""),
    over_ids!(
        "delete from strangers
        where exists (
            select 1 from identities i
            where i.channel = strangers.channel and i.external_id = strangers.external_id and i.id",
        ")"
    ),
    FORGET_EVENTS,
    NAMELESS_THREADS,
    NAMELESS,
    // By now it shows which contacts have nobody left.
    contacts::NAMELESS,
    contacts::WORDLESS,
    contacts::NO_EVIDENCE[0],
    contacts::NO_EVIDENCE[1],
];

impl Store {
    /// What an erasure of a person would take away; `None` if there is no such person.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn erasure(&self, contact: ContactId) -> Result<Option<Erasure>, StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let identities = identities(c, contact).await?;
                    if identities.is_empty() {
                        return Ok(None);
                    }
                    let scope = Scope::of(c, identities).await?;
                    Ok(Some(scope.figures(c).await?))
                })
            })
            .await
    }

    /// The messages of ours that a person's private chats show.
    ///
    /// # Errors
    ///
    /// When the database refuses, or a channel's name is damaged.
    pub async fn shown_to(&self, contact: ContactId) -> Result<Vec<Shown>, StoreError> {
        let rows: Vec<(String, String, String, String)> = self
            .writer
            .run(move |c| {
                Box::pin(async move {
                    let identities = identities(c, contact).await?;
                    let scope = Scope::of(c, identities).await?;
                    let sql = c.text(SHOWN);
                    Ok(on!(c, Conn, c => sqlx::query_as(sql).bind(scope.places).fetch_all(&mut **c).await)?)
                })
            })
            .await?;
        let shown = |(channel, chat, thread, message): (String, String, String, String)| {
            let channel = channel.parse().map_err(|_| StoreError::Damaged {
                what: "mirrors.channel",
                reason: "not platform:account".to_owned(),
            })?;
            Ok(Shown { channel, place: Address { chat, thread: Some(thread).filter(|t| !t.is_empty()) }, message })
        };
        rows.into_iter().map(shown).collect()
    }

    /// Erases a person: the words of what they said and of what was said to them, their names and files, and whatever
    /// else is known of them. Entries stay as tombstones; words of others stay. Returns what was taken away.
    ///
    /// # Errors
    ///
    /// When the database refuses: then nothing was erased.
    pub async fn erase(&self, contact: ContactId) -> Result<Option<Erasure>, StoreError> {
        let now = self.edge.now();
        let erased = self
            .writer
            .run(move |c| {
                Box::pin(async move {
                    let identities = identities(c, contact).await?;
                    if identities.is_empty() {
                        return Ok(None);
                    }
                    Ok(Some(erase(c, identities, now).await?))
                })
            })
            .await?;
        Ok(erased)
    }

    /// Who was erased, and when.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn erasures(&self) -> Result<Erasures, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(
            "select identity, contact, at from erasures order by at, identity").fetch_all(pool).await)?)
    }

    /// Erases again who was erased before. Returns how many there were to be erased.
    ///
    /// # Errors
    ///
    /// When the database refuses: then nobody was erased.
    pub async fn erase_again(&self, erasures: Erasures) -> Result<usize, StoreError> {
        let now = self.edge.now();
        self.writer.run(move |c| Box::pin(async move { again(c, erasures, now).await })).await
    }

    /// Makes sure that nothing of what was erased is left in the files of the database, as far as the database can.
    ///
    /// # Errors
    ///
    /// When somebody else uses the database for so long that it cannot be done now.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        let mut connection = self.db.writer().await?;
        connection.scrub().await
    }
}

async fn again(c: &mut Conn, erasures: Erasures, now: DateTime<Utc>) -> Result<usize, StoreError> {
    for (identity, contact, at) in &erasures {
        on!(c, Conn, c => sqlx::query(
            "insert into erasures (identity, contact, at) values ($1, $2, $3) on conflict (identity) do nothing")
            .bind(identity).bind(contact).bind(at).execute(&mut **c).await.map(drop))?;
    }
    let sql = c.text(over_ids!("select i.id from identities i where i.external_id not like 'erased:%' and i.id", ""));
    let all = IdList(erasures.into_iter().map(|(identity, ..)| identity).collect());
    let rows: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(sql).bind(all).fetch_all(&mut **c).await)?;
    let count = rows.len();
    if count > 0 {
        erase(c, rows.into_iter().map(|(id,)| id).collect(), now).await?;
    }
    Ok(count)
}

async fn erase(c: &mut Conn, identities: Vec<Uuid>, now: DateTime<Utc>) -> Result<Erasure, StoreError> {
    let scope = Scope::of(c, identities).await?;
    let figures = scope.figures(c).await?;
    elsewhere(c, &scope.identities).await?;
    let tombstone = Json(json!({ "erased": true }));
    let (spoken, told, end) = (c.text(BLANK_SPOKEN), c.text(BLANK_TOLD), c.text(END));
    on!(c, Conn, c => sqlx::query(spoken).bind(&scope.identities).bind(&tombstone).execute(&mut **c).await.map(drop))?;
    on!(c, Conn, c => sqlx::query(told).bind(&scope.conversations).bind(&tombstone).execute(&mut **c).await.map(drop))?;
    on!(c, Conn, c => sqlx::query(end).bind(&scope.conversations).bind(now).execute(&mut **c).await.map(drop))?;
    let none: Json<Vec<Vec<Button>>> = Json(Vec::new());
    let withdraw = c.text(WITHDRAW);
    on!(c, Conn, c => sqlx::query(withdraw)
        .bind(&scope.conversations).bind(now).bind(&none).execute(&mut **c).await.map(drop))?;
    all(c, over_ids!("delete from file_chunks where file", ""), &scope.files).await?;
    all(c, over_ids!("delete from files where id", ""), &scope.files).await?;
    let forget = c.text(rooms::FORGET);
    on!(c, Conn, c => sqlx::query(forget).bind(&scope.conversations).bind(now).execute(&mut **c).await.map(drop))?;
    let spoken = c.text(rooms::FORGET_SPOKEN);
    on!(c, Conn, c => sqlx::query(spoken).bind(&scope.identities).bind(now).execute(&mut **c).await.map(drop))?;
    for statement in OF_CONVERSATIONS {
        all(c, statement, &scope.conversations).await?;
    }
    all(c, FORGET_CURSORS, &scope.places).await?;
    let record = c.text(RECORD);
    on!(c, Conn, c => sqlx::query(record).bind(&scope.identities).bind(now).execute(&mut **c).await.map(drop))?;
    for statement in OF_IDENTITIES {
        all(c, statement, &scope.identities).await?;
    }
    all(c, ANONYMOUS_PLACES, &scope.places).await?;
    Ok(figures)
}

async fn all(c: &mut Conn, statement: Text, ids: &IdList) -> Result<(), StoreError> {
    let sql = c.text(statement);
    on!(c, Conn, c => sqlx::query(sql).bind(ids).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Who helped somebody is named on the buttons by which they say so.
async fn elsewhere(c: &mut Conn, identities: &IdList) -> Result<(), StoreError> {
    let (names, buttons) = (c.text(NAMES), c.text(ELSEWHERE));
    let names: Vec<(String,)> = on!(c, Conn, c => sqlx::query_as(names).bind(identities).fetch_all(&mut **c).await)?;
    let rows: Vec<(Uuid, Json<Vec<Vec<Button>>>)> =
        on!(c, Conn, c => sqlx::query_as(buttons).bind(identities).fetch_all(&mut **c).await)?;
    for (delivery, Json(mut rows)) in rows {
        let mut changed = false;
        for button in rows.iter_mut().flatten() {
            // A long label is cut.
            let shown = button.label.trim_end_matches('…');
            if !shown.is_empty() && names.iter().any(|(name,)| name.starts_with(shown)) {
                button.label.clear();
                changed = true;
            }
        }
        if changed {
            on!(c, Conn, c => sqlx::query("update deliveries set buttons = $2 where id = $1")
                .bind(delivery).bind(Json(rows)).execute(&mut **c).await.map(drop))?;
        }
    }
    Ok(())
}
