//! Questions that the knowledge did not answer: handed to people, or answered with what was not it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Db, IdList, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{Choice, ConversationId};

/// A question that was not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unhelped {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its short number.
    pub number: i64,
    /// The language it is held in.
    pub language: String,
    /// What was asked.
    pub question: String,
    /// When it came to nothing.
    pub at: DateTime<Utc>,
    /// There was an answer, and it was not it.
    pub refused: bool,
}

// What is deleted in a conversation is not shown again, and which question that was is not always known. The kinds are those of
// the index, word for word: SQLite uses it only then.
const ENDED: &str = "
    select t.conversation, c.number, c.language, t.at, t.kind, t.data
    from timeline t
    join conversations c on c.id = t.conversation
    where t.kind in ('handoff', 'press') and t.at >= $1
        and not exists (select 1 from timeline d where d.conversation = t.conversation and d.kind = 'deletion')
    order by t.at desc
    limit $2";

const ANSWERS: Text =
    over_ids!("select t.conversation, t.data from timeline t where t.kind = 'reply' and t.conversation", "");

#[derive(sqlx::FromRow)]
struct Ended {
    conversation: Uuid,
    number: i64,
    language: String,
    at: DateTime<Utc>,
    kind: String,
    data: Json<Value>,
}

impl Ended {
    /// The reply that the customer said was not it.
    fn refused(&self) -> Option<(Uuid, u64)> {
        // A button of an earlier conversation is recorded in the one that is open, too.
        let (conversation, press) = Choice::parse_action(self.data["action"].as_str()?).ok()?;
        let refused = self.kind == "press" && press.choice == Choice::NotThis;
        refused.then_some((conversation.0, u64::from(press.reply)))
    }
}

impl Store {
    /// The latest questions since then that were handed over or answered with what was not it, of at most `most` handoffs and
    /// presses; the latest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn unhelped(&self, since: DateTime<Utc>, most: i64) -> Result<Vec<Unhelped>, StoreError> {
        let ended: Vec<Ended> =
            on!(&self.db, Db, pool => sqlx::query_as(ENDED).bind(since).bind(most).fetch_all(pool).await)?;
        let refused: Vec<Uuid> = ended.iter().filter_map(|one| Some(one.refused()?.0)).collect();
        let text = self.db.text(ANSWERS);
        let answers: Vec<(Uuid, Json<Value>)> = on!(&self.db, Db, pool => sqlx::query_as(text)
            .bind(IdList(refused)).fetch_all(pool).await)?;
        let asked = |data: &Value| data["question"].as_str().map(str::to_owned);
        let answered: HashMap<(Uuid, u64), String> = answers
            .iter()
            .filter_map(|(conversation, data)| Some(((*conversation, data["reply"].as_u64()?), asked(data)?)))
            .collect();
        let unhelped = ended.into_iter().filter_map(|one| {
            let reply = one.refused();
            let question = match reply {
                Some(reply) => answered.get(&reply).cloned(),
                None => asked(&one.data),
            };
            Some(Unhelped {
                conversation: ConversationId(one.conversation),
                number: one.number,
                language: one.language,
                question: question.filter(|question| !question.trim().is_empty())?,
                at: one.at,
                refused: reply.is_some(),
            })
        });
        Ok(unhelped.collect())
    }
}
