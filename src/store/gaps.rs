//! Questions that the knowledge did not answer: handed to people, or answered with what was not it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::batch::batch;
use super::db::{Conn, Db, IdList, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{AgentId, Choice, ConversationId};

/// The entry at which a question came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct GapKey {
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
}

impl std::fmt::Display for GapKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.conversation, self.seq)
    }
}

/// A text names no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an entry is named by its conversation and its number there, with `:` between them")]
pub struct InvalidGapKey;

impl std::str::FromStr for GapKey {
    type Err = InvalidGapKey;

    fn from_str(text: &str) -> Result<Self, InvalidGapKey> {
        let (conversation, seq) = text.split_once(':').ok_or(InvalidGapKey)?;
        let conversation = conversation.parse().map_err(|_| InvalidGapKey)?;
        Ok(Self { conversation, seq: seq.parse().map_err(|_| InvalidGapKey)? })
    }
}

/// Why a question needs no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dismissal {
    /// It is none.
    Noise,
    /// It is not about what we do.
    NotOurs,
    /// Only a person can answer it, each time anew.
    Person,
}

impl Dismissal {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Person, Self::NotOurs, Self::Noise];

    /// As it is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Noise => "noise",
            Self::NotOurs => "not_ours",
            Self::Person => "person",
        }
    }

    /// From how it is kept.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What somebody of the team wrote to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The entry.
    pub key: GapKey,
    /// The words.
    pub body: String,
    /// What both are called.
    pub names: Vec<String>,
}

/// A question that was not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unhelped {
    /// Where it came to nothing.
    pub key: GapKey,
    /// The short number of the conversation.
    pub number: i64,
    /// The language it is held in.
    pub language: String,
    /// What was asked.
    pub question: String,
    /// When it came to nothing.
    pub at: DateTime<Utc>,
    /// There was an answer, and it was not it.
    pub refused: bool,
    /// Somebody said that it needs no article.
    pub dismissal: Option<Dismissal>,
}

// What is deleted in a conversation is not shown again, and which question that was is not always known. The kinds are those of
// the index, word for word: SQLite uses it only then.
const ENDED: &str = "
    select t.conversation, t.seq, c.number, c.language, t.at, t.kind, t.data, g.reason
    from timeline t
    join conversations c on c.id = t.conversation
    left join dismissed_gaps g on g.conversation = t.conversation and g.seq = t.seq
    where t.kind in ('handoff', 'press') and t.at >= $1
        and not exists (select 1 from timeline d where d.conversation = t.conversation and d.kind = 'deletion')
    order by t.at desc
    limit $2";

const ANSWERS: Text =
    over_ids!("select t.conversation, t.data from timeline t where t.kind = 'reply' and t.conversation", "");

// What was changed or taken back since is nobody's last word.
const TEAM: Text = over_ids!(
    "select t.conversation, t.seq, t.body, k.name as contact, i.name as asker, i.username, a.name as agent
    from timeline t
    join conversations c on c.id = t.conversation
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    left join agents a on a.id = t.agent
    where t.kind = 'agent_reply' and t.body <> '' and t.conversation",
    "and not exists (
        select 1 from timeline d
        where d.conversation = t.conversation and d.kind in ('agent_edit', 'agent_deletion')
            and cast(d.data ->> 'changes' as bigint) = t.seq)
    order by t.conversation, t.seq"
);

const DISMISS: Text = batch!(
    "insert into dismissed_gaps (conversation, seq, reason, dismissed_by, dismissed_at)
    select e.conversation, e.seq, $2, $3, $4 from ",
    (conversation: uuid, seq: bigint),
    "where exists (
        select 1 from timeline t
        where t.conversation = e.conversation and t.seq = e.seq and t.kind in ('handoff', 'press'))
    on conflict (conversation, seq) do update
    set reason = excluded.reason, dismissed_by = excluded.dismissed_by, dismissed_at = excluded.dismissed_at"
);

const BRING_BACK: Text = batch!(
    "delete from dismissed_gaps where (conversation, seq) in (select e.conversation, e.seq from ",
    (conversation: uuid, seq: bigint),
    ")"
);

/// A row of [`TEAM`].
#[derive(sqlx::FromRow)]
struct SaidRow {
    conversation: Uuid,
    seq: i64,
    body: String,
    contact: Option<String>,
    asker: Option<String>,
    username: Option<String>,
    agent: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Ended {
    conversation: Uuid,
    seq: i64,
    number: i64,
    language: String,
    at: DateTime<Utc>,
    kind: String,
    data: Json<Value>,
    reason: Option<String>,
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
                key: GapKey { conversation: ConversationId(one.conversation), seq: one.seq },
                number: one.number,
                language: one.language,
                question: question.filter(|question| !question.trim().is_empty())?,
                at: one.at,
                refused: reply.is_some(),
                dismissal: one.reason.as_deref().and_then(Dismissal::of),
            })
        });
        Ok(unhelped.collect())
    }

    /// What people of the team wrote to customers in these conversations, the first first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn said_by_team(&self, among: Vec<ConversationId>) -> Result<Vec<Said>, StoreError> {
        let (sql, among) = (self.db.text(TEAM), IdList(among.into_iter().map(|id| id.0).collect()));
        let rows: Vec<SaidRow> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(among).fetch_all(pool).await)?;
        let said = |row: SaidRow| Said {
            key: GapKey { conversation: ConversationId(row.conversation), seq: row.seq },
            body: row.body,
            names: [row.contact, row.asker, row.username, row.agent].into_iter().flatten().collect(),
        };
        Ok(rows.into_iter().map(said).collect())
    }

    /// Keeps that these questions need no article, and why. What is no question that came to nothing is left out.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn dismiss_gap(&self, keys: Vec<GapKey>, reason: Dismissal, by: AgentId) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let sql = c.text(DISMISS);
                    on!(c, Conn, c => sqlx::query(sql).bind(Json(keys)).bind(reason.word()).bind(by.0).bind(now)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Takes that back.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn bring_gap_back(&self, keys: Vec<GapKey>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let sql = c.text(BRING_BACK);
                    on!(c, Conn, c => sqlx::query(sql).bind(Json(keys)).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}
