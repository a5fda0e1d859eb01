//! What customers asked lately, as the answers to them were given: for whoever wants to know what another answer would change.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Db, on};
use super::{Store, StoreError};
use crate::model::ConversationId;

/// A question that was answered, or handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The conversation.
    pub conversation: ConversationId,
    /// The language it is held in.
    pub language: String,
    /// What was asked.
    pub question: String,
    /// When the bot dealt with it.
    pub at: DateTime<Utc>,
}

// What is deleted in a conversation is not shown again, as among the gaps. The kinds are those of the index, word for word: SQLite
// uses it only then.
const LATEST: &str = "
    select t.conversation, c.language, t.at, t.data
    from timeline t
    join conversations c on c.id = t.conversation
    where t.kind in ('reply', 'handoff') and t.data ->> 'question' <> ''
        and not exists (select 1 from timeline d where d.conversation = t.conversation and d.kind = 'deletion')
    order by t.at desc
    limit $1";

impl Store {
    /// The `most` questions that were asked last, the latest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn latest_questions(&self, most: i64) -> Result<Vec<Asked>, StoreError> {
        let rows: Vec<(Uuid, String, DateTime<Utc>, Json<Value>)> =
            on!(&self.db, Db, pool => sqlx::query_as(LATEST).bind(most).fetch_all(pool).await)?;
        let asked = rows.into_iter().filter_map(|(conversation, language, at, Json(data))| {
            let question = data["question"].as_str().filter(|question| !question.trim().is_empty())?.to_owned();
            Some(Asked { conversation: ConversationId(conversation), language, question, at })
        });
        Ok(asked.collect())
    }
}
