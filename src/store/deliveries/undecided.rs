//! Deliveries about which somebody must decide, as the desk shows them.

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{ConversationId, DeliveryStatus};
use crate::store::db::{Db, on};
use crate::store::{Store, StoreError, rows};

/// A message that did not arrive, has perhaps, or is held, and about which nobody has decided yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Undecided {
    /// The conversation.
    pub conversation: ConversationId,
    /// The entry that it carries.
    pub seq: i64,
    /// What the customer is called.
    pub name: Option<String>,
    /// They can be written to there.
    pub reachable: bool,
    /// The channel.
    pub channel: ChannelId,
    /// What a shared place is called; `None` for a private chat.
    pub place: Option<String>,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// Whoever it was for took back what it answers: it cannot be sent again.
    pub withdrawn: bool,
    /// How many attempts were made.
    pub attempts: i32,
    /// When it was decided.
    pub created_at: DateTime<Utc>,
    /// The name of the person of the team who wrote it; `None` if it was the bot.
    pub author: Option<String>,
    /// Its beginning: Markdown.
    pub body: String,
    /// What its entry has beside words.
    pub data: Value,
}

// The condition is that of the index, word for word: SQLite uses it only then.
const UNDECIDED: &str = "
    select d.conversation, d.seq, coalesce(k.name, i.name, i.username) as name, i.reachable, p.channel,
        case when p.direct then null else coalesce(p.title, p.chat) end as place, d.status, d.withdrawn, d.attempts,
        d.created_at, a.name as author, substr(t.body, 1, 400) as body, t.data
    from deliveries d
    join places p on p.id = d.place
    join identities i on i.id = d.identity
    join contacts k on k.id = i.contact
    join timeline t on t.conversation = d.conversation and t.seq = d.seq
    left join agents a on a.id = t.agent
    where d.status in ('dead', 'unknown', 'held') and d.settled_at is null
    order by d.created_at desc
    limit $1";

#[derive(sqlx::FromRow)]
struct Row {
    conversation: Uuid,
    seq: i64,
    name: Option<String>,
    reachable: bool,
    channel: String,
    place: Option<String>,
    status: String,
    withdrawn: bool,
    attempts: i32,
    created_at: DateTime<Utc>,
    author: Option<String>,
    body: String,
    data: Json<Value>,
}

impl TryFrom<Row> for Undecided {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            conversation: ConversationId(row.conversation),
            seq: row.seq,
            name: row.name,
            reachable: row.reachable,
            channel: rows::channel(&row.channel, "places.channel")?,
            place: row.place,
            status: row.status.parse().map_err(StoreError::damaged("deliveries.status"))?,
            withdrawn: row.withdrawn,
            attempts: row.attempts,
            created_at: row.created_at,
            author: row.author,
            body: row.body,
            data: row.data.0,
        })
    }
}

impl Store {
    /// The messages about which somebody must decide, the latest first, at most `most`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn undecided(&self, most: i64) -> Result<Vec<Undecided>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(UNDECIDED).bind(most).fetch_all(pool).await)?;
        crate::store::rows::all(rows)
    }
}
