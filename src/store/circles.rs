//! Who reads what is said in a conversation.

use std::collections::BTreeSet;

use sqlx::types::Json;

use super::db::{Db, on};
use super::places::group;
use super::{Store, StoreError};
use crate::model::{Circle, ConversationId, Label};

/// Who reads what is said in a conversation.
const CIRCLE: &str = "
    select p.place_group, p.direct, k.labels
    from conversations c
    join places p on p.id = c.place
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    where c.id = $1";

impl Store {
    /// Who reads what is said in a conversation: what may be answered with there.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn circle_of(&self, conversation: ConversationId) -> Result<Circle, StoreError> {
        let row: Option<(Option<String>, bool, Json<BTreeSet<Label>>)> = on!(&self.db, Db, pool => sqlx::query_as(CIRCLE)
            .bind(conversation.0).fetch_optional(pool).await)?;
        let Some((kept, direct, Json(labels))) = row else { return Ok(Circle::default()) };
        Ok(Circle::of(group(kept.as_deref())?.as_ref(), direct.then_some(&labels)))
    }
}
