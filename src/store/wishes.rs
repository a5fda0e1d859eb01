//! Questions that nothing answered and whose askers want to be told when something does. What a conversation keeps in mind of them
//! is kept here too, where all of them can be looked through.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, IdList, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{ConversationId, IdentityId, Wish};

/// A question that is wished and not told.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenWish {
    /// The conversation.
    pub conversation: ConversationId,
    /// The number of the reply under which it was wished.
    pub reply: u32,
    /// What was asked.
    pub question: String,
    /// The earlier question with which it was read together.
    pub earlier: Option<String>,
    /// The language it was asked in.
    pub language: String,
    /// Articles that were refused by then.
    pub refused: Vec<String>,
    /// When nothing answered it.
    pub asked_at: DateTime<Utc>,
}

// What a wish says now is to be looked at anew.
const KEEP: &str = "
    insert into wishes
        (conversation, reply, question, earlier, language, refused, asked_at, wished_at, looked_to)
    values ($1, $2, $3, $4, $5, $6, $7, $8, -1)
    on conflict (conversation, reply) do update
    set question = $3, earlier = $4, looked_to = -1
    where wishes.told_at is null";

const LET_GO: &str = "
    delete from wishes
    where conversation = $1 and reply = $2 and told_at is null";

const TOLD: &str = "
    update wishes
    set told_at = $3, article = $4, question = '', earlier = null, refused = '[]'
    where conversation = $1 and reply = $2 and told_at is null";

/// Whoever is known on several channels is one customer.
const OPEN_OF: &str = "
    select count(*)
    from identities own
    join identities i on i.contact = own.contact
    join conversations c on c.asker = i.id
    join wishes w on w.conversation = c.id
    where own.id = $1 and w.told_at is null";

const OF: Text = over_ids!(
    "select conversation, count(*) from wishes where told_at is null and conversation",
    "group by conversation"
);

// Where a person speaks with them, they are not told now.
const UNTOLD: &str = "
    select w.conversation, w.reply, w.question, w.earlier, w.language, w.refused, w.asked_at
    from wishes w
    join conversations c on c.id = w.conversation
    where w.told_at is null and (w.looked_to < $1 or w.looked_at < $2)
        and (c.holder <> 'agent' or c.status = 'resolved')
    order by w.wished_at, w.conversation, w.reply
    limit $3";

const LOOKED: &str = "
    update wishes
    set looked_to = case when looked_to > $3 then looked_to else $3 end, looked_at = $4
    where conversation = $1 and reply = $2 and told_at is null and question = $5";

const TOLD_SINCE: &str = "select count(*) from wishes where told_at > $1";

#[derive(sqlx::FromRow)]
struct Row {
    conversation: Uuid,
    reply: i64,
    question: String,
    earlier: Option<String>,
    language: String,
    refused: Json<Vec<String>>,
    asked_at: DateTime<Utc>,
}

impl TryFrom<Row> for OpenWish {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reply = row.reply.try_into();
        Ok(Self {
            conversation: ConversationId(row.conversation),
            reply: reply.map_err(|_| StoreError::Damaged {
                what: "wishes.reply",
                reason: format!("{} is no number of a reply", row.reply),
            })?,
            question: row.question,
            earlier: row.earlier,
            language: row.language,
            refused: row.refused.0,
            asked_at: row.asked_at,
        })
    }
}

/// It is wished, or says something else than when it was.
pub(super) async fn keep(c: &mut Conn, id: ConversationId, wish: &Wish, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(KEEP)
        .bind(id.0).bind(i64::from(wish.reply)).bind(&wish.question).bind(&wish.earlier).bind(&wish.language)
        .bind(Json(&wish.refused)).bind(wish.asked_at).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Nobody waits for it any more.
pub(super) async fn let_go(c: &mut Conn, id: ConversationId, reply: u32) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(LET_GO)
        .bind(id.0).bind(i64::from(reply)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// It is told in the transaction that this is part of, which does not stand if it was told before.
pub(super) async fn told(
    c: &mut Conn,
    id: ConversationId,
    reply: u32,
    article: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let told = on!(c, Conn, c => sqlx::query(TOLD)
        .bind(id.0).bind(i64::from(reply)).bind(now).bind(article)
        .execute(&mut **c).await.map(|done| done.rows_affected()))?;
    if told == 1 {
        return Ok(());
    }
    Err(StoreError::Damaged { what: "wishes", reason: format!("reply {reply} of {id} is not waited for") })
}

impl Store {
    /// How many open wishes each of these conversations has; those without any are left out.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn wishes_of(
        &self,
        conversations: Vec<ConversationId>,
    ) -> Result<HashMap<ConversationId, i64>, StoreError> {
        let (sql, ids) = (self.db.text(OF), IdList(conversations.into_iter().map(|id| id.0).collect()));
        let rows: Vec<(Uuid, i64)> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(id, count)| (ConversationId(id), count)).collect())
    }

    /// How many open wishes the person behind an identity has, on whichever channel.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn open_wishes_of(&self, identity: IdentityId) -> Result<usize, StoreError> {
        let (open,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(OPEN_OF)
            .bind(identity.0).fetch_one(pool).await)?;
        Ok(usize::try_from(open).unwrap_or_default())
    }

    /// Wishes that nobody looked at since the articles are at this revision, or since `looked`, the oldest first. One
    /// that is damaged is left out.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn untold_wishes(
        &self,
        revision: i64,
        looked: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<OpenWish>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(UNTOLD)
            .bind(revision).bind(looked).bind(most).fetch_all(pool).await)?;
        Ok(super::rows::readable(rows))
    }

    /// Nothing answers these yet, as the articles are at this revision.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn looked_at_wishes(&self, wishes: Vec<OpenWish>, revision: i64) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    for wish in &wishes {
                        on!(c, Conn, c => sqlx::query(LOOKED)
                            .bind(wish.conversation.0).bind(i64::from(wish.reply)).bind(revision).bind(now)
                            .bind(&wish.question).execute(&mut **c).await.map(drop))?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// How many wishes were told since then.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn wishes_told_since(&self, since: DateTime<Utc>) -> Result<i64, StoreError> {
        let (told,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(TOLD_SINCE)
            .bind(since).fetch_one(pool).await)?;
        Ok(told)
    }
}
