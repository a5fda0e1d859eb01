//! Forgetting people: what they said and what was said to them loses its words, and only its place in the story stays.
//! Words of others are left alone. Who was erased is recorded, without a word, so that it can be done again after an older
//! backup was restored.

mod contacts;
mod scope;
mod statements;

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, Button, ChannelId};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

pub use self::scope::Erasure;
use self::scope::{SHOWN, Scope, identities};
use self::statements::{
    ANONYMOUS_PLACES, BLANK_SPOKEN, BLANK_TOLD, ELSEWHERE, END, FORGET_CURSORS, NAMES, OF_CONVERSATIONS, OF_IDENTITIES,
    RECORD, WITHDRAW,
};
use super::db::{Conn, Db, IdList, Text, on, over_ids};
use super::people::hold;
use super::{Erasures, Store, StoreError, candidates, rooms, rows};
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
            let channel = rows::channel(&channel, "mirrors.channel")?;
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
                    hold(c, vec![contact.0]).await?;
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
    let borrowed = c.text(candidates::ERASED);
    on!(c, Conn, c => sqlx::query(borrowed).bind(&scope.identities).bind(now).execute(&mut **c).await.map(drop))?;
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
