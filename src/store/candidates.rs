//! Accepted answers of peers: whether they may be kept, and what becomes of them. Their words stay on the timeline.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{Conn, Db, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{AgentId, Borrowed, Candidate, Consent, ConversationId, IdentityId, Lack, Stand, Target};

/// What was erased or taken back has no words left, and is no candidate any more; what was changed says what it says now. A question
/// is what was asked, without our name in it.
macro_rules! candidates {
    ($more:literal) => {
        concat!(
            "
    select k.id, k.conversation, c.number, c.language, k.author, i.name as author_name, i.username as author_username,
        o.name as asker_name, o.username as asker_username, case when p.thread <> '' then p.title end as title,
        coalesce((
            select coalesce(e.data ->> 'question', e.body)
            from timeline e
            where e.conversation = k.conversation and e.kind = 'edit' and e.data ->> 'message' = q.data ->> 'message'
            order by e.seq desc
            limit 1), q.data ->> 'question', q.body) as question,
        coalesce((
            select e.body
            from timeline e
            where e.conversation = k.conversation and e.kind = 'edit' and e.data ->> 'message' = a.data ->> 'message'
            order by e.seq desc
            limit 1), a.body) as answer,
        a.data ->> 'message' as message, k.answer_seq, k.consent, k.link, k.dismissed, b.article, k.created_at
    from candidates k
    join conversations c on c.id = k.conversation
    join places p on p.id = c.place
    join identities i on i.id = k.author
    join identities o on o.id = c.asker
    join timeline a on a.conversation = k.conversation and a.seq = k.answer_seq
    left join timeline q on q.conversation = k.conversation and q.seq = k.question_seq
    left join borrowed b on b.candidate = k.id
    where k.consent <> 'refused' and a.body <> ''
        and not exists (
            select 1
            from timeline d
            where d.conversation = k.conversation and d.kind = 'deletion' and d.data ->> 'message' = a.data ->> 'message')",
            $more
        )
    };
}

const LIST: &str = candidates!(
    "
        and $2 in ('', case
            when k.dismissed is not null then 'dismissed'
            when b.article is not null then 'used'
            when k.consent in ('given', 'named') then 'ready'
            else 'waiting' end)
    order by k.created_at desc, k.id desc
    limit $1"
);

const ONE: &str = candidates!(" and k.id = $1");

const CONSENT: &str = "
    update candidates
    set consent = $3
    where conversation = $1 and author = $2";

/// What somebody does not let us keep is given back, and the article that was made of it is to be looked at.
const WITHDRAW: &str = "
    update borrowed
    set withdrawn_at = $3
    where conversation = $1 and author = $2 and withdrawn_at is null";

const GIVE_AGAIN: &str = "
    update borrowed
    set withdrawn_at = null
    where conversation = $1 and author = $2";

const BORROW: &str = "
    insert into borrowed (candidate, article, author, conversation, borrowed_by, borrowed_at)
    select k.id, $2, k.author, k.conversation, $3, $4
    from candidates k
    where k.id = $1 and k.consent in ('given', 'named')
    on conflict (candidate) do update
    set article = $2, borrowed_by = $3, borrowed_at = $4";

/// What was made of the words of somebody who is erased is to be looked at.
pub(super) const ERASED: Text =
    over_ids!("update borrowed set withdrawn_at = coalesce(withdrawn_at, $2) where author", "");

/// Articles that have not been changed since, by hand.
const WITHDRAWN: &str = "
    select b.article, min(b.withdrawn_at) as withdrawn_at
    from borrowed b
    join articles a on a.id = b.article
    where b.withdrawn_at is not null and a.status <> 'archived'
        and not exists (
            select 1
            from article_revisions r
            where r.article = b.article and r.revision <= a.revision and r.at > b.withdrawn_at)
    group by b.article
    order by 2, 1
    limit $1";

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    conversation: Uuid,
    number: i64,
    language: String,
    author: Uuid,
    author_name: Option<String>,
    author_username: Option<String>,
    asker_name: Option<String>,
    asker_username: Option<String>,
    title: Option<String>,
    question: Option<String>,
    answer: String,
    message: Option<String>,
    answer_seq: i64,
    consent: String,
    link: Option<String>,
    dismissed: Option<String>,
    article: Option<String>,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Candidate {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let lack = |word: String| word.parse::<Lack>().map_err(StoreError::damaged("candidates.dismissed"));
        let names = [&row.author_name, &row.author_username, &row.asker_name, &row.asker_username];
        Ok(Self {
            id: row.id,
            conversation: ConversationId(row.conversation),
            number: row.number,
            language: row.language,
            author: IdentityId(row.author),
            names: names.into_iter().flatten().cloned().collect(),
            author_name: row.author_name,
            title: row.title.filter(|title| !title.is_empty()),
            question: row.question.filter(|question| !question.is_empty()),
            answer: row.answer,
            said: Target {
                seq: row.answer_seq,
                identity: IdentityId(row.author),
                message: row.message.unwrap_or_default(),
            },
            consent: row.consent.parse().map_err(StoreError::damaged("candidates.consent"))?,
            link: row.link,
            dismissed: row.dismissed.map(lack).transpose()?,
            article: row.article,
            created_at: row.created_at,
        })
    }
}

impl Store {
    /// Accepted answers of peers, the latest first; not those whose authors do not want them kept.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn candidates(&self, most: i64) -> Result<Vec<Candidate>, StoreError> {
        self.candidates_that(None, most).await
    }

    /// Those of them that stand so, if that is said.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn candidates_that(&self, stand: Option<Stand>, most: i64) -> Result<Vec<Candidate>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(LIST)
            .bind(most).bind(stand.map_or("", Stand::word)).fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// The accepted answer of this id, if its author does not refuse that it be kept.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn candidate(&self, id: Uuid) -> Result<Option<Candidate>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(ONE).bind(id).fetch_optional(pool).await)?;
        row.map(Candidate::try_from).transpose()
    }

    /// Keeps why a curator does not want an accepted answer; nothing takes that back.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn dismiss_candidate(&self, id: Uuid, why: Option<Lack>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query("update candidates set dismissed = $2 where id = $1")
                        .bind(id).bind(why.map(Lack::word)).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Keeps that an article was made of an accepted answer, if its author lets us.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn borrow_candidate(&self, id: Uuid, article: String, by: AgentId) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(BORROW)
                        .bind(id).bind(&article).bind(by.0).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Articles that were made of answers whose authors have taken them back or were erased, until another version of them is
    /// published or they are archived; those of longest standing first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn withdrawn_articles(&self, most: i64) -> Result<Vec<Borrowed>, StoreError> {
        let rows: Vec<(String, DateTime<Utc>)> =
            on!(&self.db, Db, pool => sqlx::query_as(WITHDRAWN).bind(most).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(article, withdrawn_at)| Borrowed { article, withdrawn_at }).collect())
    }
}

/// A peer says whether we may keep what they wrote in this conversation, or was asked.
pub(super) async fn consent(
    c: &mut Conn,
    conversation: ConversationId,
    author: IdentityId,
    consent: Consent,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(CONSENT)
        .bind(conversation.0).bind(author.0).bind(consent.word()).execute(&mut **c).await.map(drop))?;
    if consent == Consent::Refused {
        on!(c, Conn, c => sqlx::query(WITHDRAW)
            .bind(conversation.0).bind(author.0).bind(now).execute(&mut **c).await.map(drop))?;
    } else if consent.allows() {
        on!(c, Conn, c => sqlx::query(GIVE_AGAIN)
            .bind(conversation.0).bind(author.0).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}
