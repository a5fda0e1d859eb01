//! Who reads what is said in a conversation.

use super::db::{Db, on};
use super::places::group;
use super::{Store, StoreError};
use crate::model::{Circle, ConversationId};

/// Who reads what is said in a conversation.
const CIRCLE: &str = "
    select p.place_group
    from conversations c
    join places p on p.id = c.place
    where c.id = $1";

impl Store {
    /// Who reads what is said in a conversation: what may be answered with there.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn circle_of(&self, conversation: ConversationId) -> Result<Circle, StoreError> {
        let row: Option<(Option<String>,)> = on!(&self.db, Db, pool => sqlx::query_as(CIRCLE)
            .bind(conversation.0).fetch_optional(pool).await)?;
        let group = group(row.and_then(|(group,)| group).as_deref())?;
        Ok(Circle::of_place(group.as_ref()))
    }
}
