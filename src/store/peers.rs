//! Peers: who took part in a conversation; and answers that were held back in a community.

use std::collections::HashSet;

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Db, on};
use super::{Store, StoreError};
use crate::model::{ConversationId, Held, Helper, IdentityId};

/// Messages among which peers are looked for, and peers that are found.
const LOOKED_AT: i64 = 200;
const HELPERS: usize = 6;

const OTHERS: &str = "
    select t.identity, i.name, t.seq, t.data
    from timeline t
    join identities i on i.id = t.identity
    where t.conversation = $1 and t.kind = 'message' and t.identity <> $2
        and t.seq > coalesce((
            select max(r.seq)
            from timeline r
            where r.conversation = $1 and r.kind = 'resolved'), 0)
    order by t.seq desc
    limit $3";

const HELD: &str = "
    select conversation, question
    from held_answers
    where identity = $1
    order by at desc
    limit 1";

impl Store {
    /// Who took part in a conversation since it was last resolved, without talking to us: the latest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn helpers(&self, conversation: ConversationId, asker: IdentityId) -> Result<Vec<Helper>, StoreError> {
        let rows: Vec<(Uuid, Option<String>, i64, Json<Value>)> = on!(&self.db, Db, pool => sqlx::query_as(OTHERS)
            .bind(conversation.0).bind(asker.0).bind(LOOKED_AT).fetch_all(pool).await)?;
        let mut seen = HashSet::new();
        let helper = |(identity, name, seq, data): (Uuid, Option<String>, i64, Json<Value>)| {
            let message = data["message"].as_str().filter(|_| data["addressed"] != true)?.to_owned();
            seen.insert(identity).then_some(Helper { identity: IdentityId(identity), name, seq, message })
        };
        Ok(rows.into_iter().filter_map(helper).take(HELPERS).collect())
    }

    /// The last answer that was held back for a direct chat with this person.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn held_answer(&self, asker: IdentityId) -> Result<Option<Held>, StoreError> {
        let row: Option<(Uuid, String)> =
            on!(&self.db, Db, pool => sqlx::query_as(HELD).bind(asker.0).fetch_optional(pool).await)?;
        Ok(row.map(|(conversation, question)| Held { conversation: ConversationId(conversation), question }))
    }
}
