//! Questions that the knowledge did not answer: handed to people, or answered with what was not it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::batch::batch;
use super::db::{Conn, Db, IdList, Text, on, over_ids};
use super::gap_key::GapKey;
use super::{Store, StoreError};
use crate::model::{AgentId, Choice, ContactId, ConversationId, EntryKind};

/// Why a question needs no article of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dismissal {
    /// It is none.
    Noise,
    /// It is not about what we do.
    NotOurs,
    /// Only a person can answer it, each time anew.
    Person,
    /// There is an answer by now.
    Answered,
}

impl Dismissal {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Answered, Self::Person, Self::NotOurs, Self::Noise];

    /// As it is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Noise => "noise",
            Self::NotOurs => "not_ours",
            Self::Person => "person",
            Self::Answered => "answered",
        }
    }

    /// From how it is kept.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Somebody of the team said that a question needs no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dismissed {
    /// Why.
    pub reason: Dismissal,
    /// When.
    pub at: DateTime<Utc>,
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
    /// What came next: the customer's words, more of the team's, or that it was resolved.
    pub next: Option<(EntryKind, String)>,
    /// What the customer gave for the help, from 1 to 5.
    pub score: Option<i64>,
}

/// Something that was said in a conversation with a person of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// What it was: the asker's words, the team's or the bot's, or that it was handed over.
    pub kind: EntryKind,
    /// The words.
    pub body: String,
    /// As a question that came to nothing, should it be one.
    pub as_asked: Unhelped,
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
    /// Who asked: one contact, on whichever channel.
    pub asker: ContactId,
    /// Somebody in the conversation waits to be told.
    pub waits: bool,
    /// The article that was given and was not it; empty where that is not known.
    pub refused: Option<String>,
    /// Somebody said that it needs no article.
    pub dismissed: Option<Dismissed>,
}

// What is deleted in a conversation is not shown again, and which question that was is not always known. The kinds are those of
// the index, word for word: SQLite uses it only then.
const ENDED: &str = "
    select t.conversation, t.seq, c.number, c.language, t.at, t.kind, '' as body, t.data, g.reason, g.dismissed_at, i.contact,
        exists (select 1 from wishes w where w.conversation = t.conversation and w.told_at is null) as waits
    from timeline t
    join conversations c on c.id = t.conversation
    join identities i on i.id = c.asker
    left join dismissed_gaps g on g.conversation = t.conversation and g.seq = t.seq
    where t.kind in ('handoff', 'press') and t.at >= $1
        and not exists (select 1 from timeline d where d.conversation = t.conversation and d.kind = 'deletion')
    order by t.at desc
    limit $2";

const ANSWERS: Text =
    over_ids!("select t.conversation, t.data from timeline t where t.kind = 'reply' and t.conversation", "");

// As reports name the kinds, word for word: SQLite uses their index only then.
const HELD: &str = "
    select distinct l.conversation
    from (
        select t.conversation
        from timeline t
        where t.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and t.kind = 'agent_reply' and t.at >= $1
        order by t.at desc
        limit $2) l";

// What others write in the same place is nobody's question here.
const TALK: Text = over_ids!(
    "select t.conversation, t.seq, c.number, c.language, t.at, t.kind, t.body, t.data, g.reason, g.dismissed_at, i.contact,
        exists (select 1 from wishes w where w.conversation = t.conversation and w.told_at is null) as waits
    from timeline t
    join conversations c on c.id = t.conversation
    join identities i on i.id = c.asker
    left join dismissed_gaps g on g.conversation = t.conversation and g.seq = t.seq
    where (t.kind in ('agent_reply', 'reply', 'handoff', 'returned', 'resolved') or t.kind = 'message' and t.identity = c.asker)
        and not exists (
            select 1 from timeline d
            where d.conversation = t.conversation and d.kind in ('deletion', 'edit'))
        and t.conversation",
    "order by t.conversation, t.seq"
);

const NAMES: Text = over_ids!(
    "select c.id, k.name as contact, i.name, i.username
    from conversations c
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    where c.id",
    ""
);

// What was changed or taken back since is nobody's last word.
const TEAM: Text = over_ids!(
    "select t.conversation, t.seq, t.body, k.name as contact, i.name as asker, i.username, a.name as agent,
        (select max(r.score) from ratings r where r.conversation = t.conversation) as score,
        (select n.kind from timeline n where n.conversation = t.conversation and n.seq > t.seq
            and n.kind in ('message', 'agent_reply', 'resolved', 'solved') order by n.seq limit 1) as next_kind,
        (select n.body from timeline n where n.conversation = t.conversation and n.seq > t.seq
            and n.kind in ('message', 'agent_reply', 'resolved', 'solved') order by n.seq limit 1) as next_body
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
        where t.conversation = e.conversation and t.seq = e.seq and t.kind in ('handoff', 'press', 'message'))
    on conflict (conversation, seq) do update
    set reason = excluded.reason, dismissed_by = excluded.dismissed_by, dismissed_at = excluded.dismissed_at"
);

const BRING_BACK: Text = batch!(
    "delete from dismissed_gaps where (conversation, seq) in (select e.conversation, e.seq from ",
    (conversation: uuid, seq: bigint),
    ")"
);

/// A row of [`NAMES`].
#[derive(sqlx::FromRow)]
struct Named {
    id: Uuid,
    contact: Option<String>,
    name: Option<String>,
    username: Option<String>,
}

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
    score: Option<i64>,
    next_kind: Option<String>,
    next_body: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Ended {
    conversation: Uuid,
    seq: i64,
    number: i64,
    language: String,
    at: DateTime<Utc>,
    kind: String,
    body: String,
    data: Json<Value>,
    reason: Option<String>,
    dismissed_at: Option<DateTime<Utc>>,
    contact: Uuid,
    waits: bool,
}

impl Ended {
    /// The reply that the customer said was not it.
    fn refused(&self) -> Option<(Uuid, u64)> {
        // A button of an earlier conversation is recorded in the one that is open, too.
        let (conversation, press) = Choice::parse_action(self.data["action"].as_str()?).ok()?;
        let refused = self.kind == "press" && press.choice == Choice::NotThis;
        refused.then_some((conversation.0, u64::from(press.reply)))
    }

    /// The question that came to nothing here.
    fn with(self, question: String, refused: Option<String>) -> Unhelped {
        let reason = self.reason.as_deref().and_then(Dismissal::of);
        Unhelped {
            key: GapKey { conversation: ConversationId(self.conversation), seq: self.seq },
            number: self.number,
            language: self.language,
            question,
            at: self.at,
            asker: ContactId(self.contact),
            waits: self.waits,
            refused,
            dismissed: reason.zip(self.dismissed_at).map(|(reason, at)| Dismissed { reason, at }),
        }
    }
}

/// What a reply answered, and the article that it gave.
fn answered(data: &Value) -> Option<(String, String)> {
    let article = data["sources"][0]["article"].as_str().unwrap_or_default();
    Some((data["question"].as_str()?.to_owned(), article.to_owned()))
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
        let answered: HashMap<(Uuid, u64), (String, String)> = answers
            .iter()
            .filter_map(|(conversation, data)| Some(((*conversation, data["reply"].as_u64()?), answered(data)?)))
            .collect();
        let unhelped = ended.into_iter().filter_map(|one| {
            let (question, refused) = match one.refused() {
                Some(reply) => answered.get(&reply).cloned().map(|(question, article)| (question, Some(article)))?,
                None => (one.data["question"].as_str()?.to_owned(), None),
            };
            (!question.trim().is_empty()).then(|| one.with(question, refused))
        });
        Ok(unhelped.collect())
    }

    /// What was said in the conversations of the latest `most` replies of the team since then, the first of each first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn talks_with_team(&self, since: DateTime<Utc>, most: i64) -> Result<Vec<Talk>, StoreError> {
        let held: Vec<(Uuid,)> =
            on!(&self.db, Db, pool => sqlx::query_as(HELD).bind(since).bind(most).fetch_all(pool).await)?;
        let (sql, among) = (self.db.text(TALK), IdList(held.into_iter().map(|(id,)| id).collect()));
        let rows: Vec<Ended> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(among).fetch_all(pool).await)?;
        let talk = |row: Ended| {
            let kind = row.kind.parse().ok()?;
            let body = row.body.clone();
            Some(Talk { kind, as_asked: row.with(body.clone(), None), body })
        };
        Ok(rows.into_iter().filter_map(talk).collect())
    }

    /// What the askers of these conversations are called.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn names_in(
        &self,
        among: Vec<ConversationId>,
    ) -> Result<HashMap<ConversationId, Vec<String>>, StoreError> {
        let (sql, among) = (self.db.text(NAMES), IdList(among.into_iter().map(|id| id.0).collect()));
        let rows: Vec<Named> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(among).fetch_all(pool).await)?;
        let names = rows.into_iter().map(|Named { id, contact, name, username }| {
            (ConversationId(id), [contact, name, username].into_iter().flatten().collect())
        });
        Ok(names.collect())
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
            next: row.next_kind.and_then(|kind| Some((kind.parse().ok()?, row.next_body.unwrap_or_default()))),
            score: row.score,
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
