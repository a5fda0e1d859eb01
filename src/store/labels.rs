//! What conversations are labelled with.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::db::{Db, IdList, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{ConversationId, Label};

/// Labels that are offered to choose from.
const MOST: i64 = 200;

const OF: Text = over_ids!("select conversation, label from conversation_labels where conversation", "order by label");

// Each step looks up the next label: as many as there are, however many conversations have them.
const KNOWN: &str = "
    with recursive known (label) as (
        select min(label) from conversation_labels
        union all
        select (select min(l.label) from conversation_labels l where l.label > known.label)
        from known
        where known.label is not null)
    select label
    from known
    where label is not null
    limit $1";

impl Store {
    /// The labels of a conversation.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn labels_of(&self, conversation: ConversationId) -> Result<BTreeSet<Label>, StoreError> {
        let mut labels = self.labels_of_all(vec![conversation]).await?;
        Ok(labels.remove(&conversation).unwrap_or_default().into_iter().collect())
    }

    /// The labels of each of these conversations, in the order of their letters.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn labels_of_all(
        &self,
        conversations: Vec<ConversationId>,
    ) -> Result<HashMap<ConversationId, Vec<Label>>, StoreError> {
        let (sql, ids) = (self.db.text(OF), IdList(conversations.into_iter().map(|id| id.0).collect()));
        let rows: Vec<(Uuid, String)> =
            on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?;
        let mut labels: HashMap<ConversationId, Vec<Label>> = HashMap::new();
        for (conversation, text) in rows {
            labels.entry(ConversationId(conversation)).or_default().push(read(&text)?);
        }
        Ok(labels)
    }

    /// The labels that any conversation has, in the order of their letters.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn labels(&self) -> Result<Vec<Label>, StoreError> {
        let rows: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(KNOWN).bind(MOST).fetch_all(pool).await)?;
        rows.iter().map(|(text,)| read(text)).collect()
    }
}

fn read(text: &str) -> Result<Label, StoreError> {
    let damaged = |error: crate::model::InvalidLabel| StoreError::Damaged {
        what: "conversation_labels.label",
        reason: error.to_string(),
    };
    text.parse().map_err(damaged)
}
