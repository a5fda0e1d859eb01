//! What became of questions, for whoever keeps the articles: what was answered with, offered, pressed and handed over; no words of
//! customers. And when articles are to be looked at again.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::views::END;
use super::{Store, StoreError};
use crate::model::{AgentId, Choice, ConversationId, Reason};

/// Something that became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The conversation.
    pub conversation: ConversationId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Use,
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// This article answered it, by this reply; it had been offered and was chosen.
    Answered {
        /// The number of the reply.
        reply: u64,
        /// The article.
        article: String,
        /// It was chosen among several.
        chosen: bool,
    },
    /// These articles were offered.
    Offered(Vec<String>),
    /// Somebody pressed that the reply helped.
    Helped(u64),
    /// Somebody pressed that the reply was not it.
    NotThis(u64),
    /// It was handed over, as nothing answered it.
    Unanswered,
    /// It was handed over for another reason: what was said last did not do.
    HandedOver,
}

// The kinds are those of the indexes, word for word: SQLite uses them only then.
const ASKED: &str = "
    select t.conversation, t.at, t.kind, t.data
    from timeline t
    where t.kind in ('reply', 'handoff') and t.at >= $1 and t.at < $2
    order by t.at desc
    limit $3";

const PRESSED: &str = "
    select t.conversation, t.at, t.kind, t.data
    from timeline t
    where t.kind in ('handoff', 'press') and t.kind = 'press' and t.at >= $1 and t.at < $2
    order by t.at desc
    limit $3";

const PLAN: &str = "
    insert into article_reviews (article, due_on)
    values ($1, $2)
    on conflict (article) do update
    set due_on = $2, imported = article_reviews.imported and article_reviews.due_on = $2";

const OWN: &str = "
    insert into article_owners (article, agent)
    values ($1, $2)
    on conflict (article) do update
    set agent = $2, imported = article_owners.imported and article_owners.agent = $2";

type Row = (Uuid, DateTime<Utc>, String, Json<Value>);

impl Store {
    /// What became of questions from `since` on, up to `until` if that is said: of the latest `most` replies and handoffs and as many
    /// presses, in order; and whether that is all of it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn usage(
        &self,
        since: DateTime<Utc>,
        until: Option<DateTime<Utc>>,
        most: usize,
    ) -> Result<(Vec<Used>, bool), StoreError> {
        let until = until.unwrap_or(END);
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let (asked, pressed): (Vec<Row>, Vec<Row>) = on!(&self.db, Db, pool => (
            sqlx::query_as(ASKED).bind(since).bind(until).bind(limit).fetch_all(pool).await?,
            sqlx::query_as(PRESSED).bind(since).bind(until).bind(limit).fetch_all(pool).await?));
        let is_all = asked.len() < most && pressed.len() < most;
        let mut used: Vec<Used> = asked.into_iter().chain(pressed).filter_map(read).collect();
        used.sort_by_key(|used| used.at);
        Ok((used, is_all))
    }

    /// Says when an article is to be looked at again; without a day, that it need not be.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn plan_review(&self, article: String, due: Option<NaiveDate>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    match due {
                        Some(due) => on!(c, Conn, c => sqlx::query(PLAN)
                            .bind(&article).bind(due).execute(&mut **c).await.map(drop))?,
                        None => on!(c, Conn, c => sqlx::query("delete from article_reviews where article = $1")
                            .bind(&article).execute(&mut **c).await.map(drop))?,
                    }
                    Ok(())
                })
            })
            .await
    }

    /// When an article is to be looked at again.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn review_of(&self, article: &str) -> Result<Option<NaiveDate>, StoreError> {
        let due: Option<(NaiveDate,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select due_on from article_reviews where article = $1").bind(article).fetch_optional(pool).await)?;
        Ok(due.map(|(due,)| due))
    }

    /// Says who keeps an article; nobody in particular without one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn own_article(&self, article: String, owner: Option<AgentId>) -> Result<(), StoreError> {
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    match owner {
                        Some(owner) => on!(c, Conn, c => sqlx::query(OWN)
                            .bind(&article).bind(owner.0).execute(&mut **c).await.map(drop))?,
                        None => on!(c, Conn, c => sqlx::query("delete from article_owners where article = $1")
                            .bind(&article).execute(&mut **c).await.map(drop))?,
                    }
                    // Whoever says who keeps it has seen that nobody does whom a file named.
                    on!(c, Conn, c => sqlx::query("delete from article_absent_owners where article = $1")
                        .bind(&article).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Who keeps an article.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn owner_of(&self, article: &str) -> Result<Option<AgentId>, StoreError> {
        let owner: Option<(Uuid,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select agent from article_owners where article = $1").bind(article).fetch_optional(pool).await)?;
        Ok(owner.map(|(owner,)| AgentId(owner)))
    }

    /// The articles that somebody keeps, or with `None` those that anybody does.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn owned_articles(&self, owner: Option<AgentId>) -> Result<Vec<String>, StoreError> {
        let owned: Vec<(String,)> = on!(&self.db, Db, pool => match owner {
            Some(owner) => sqlx::query_as("select article from article_owners where agent = $1 order by article")
                .bind(owner.0).fetch_all(pool).await,
            None => sqlx::query_as("select article from article_owners order by article").fetch_all(pool).await,
        })?;
        Ok(owned.into_iter().map(|(article,)| article).collect())
    }

    /// The articles that were to be looked at by this day, and when, the longest due first; at most `most`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn due_reviews(&self, by: NaiveDate, most: i64) -> Result<Vec<(String, NaiveDate)>, StoreError> {
        Ok(on!(&self.db, Db, pool => sqlx::query_as(
            "select r.article, r.due_on
             from article_reviews r
             join articles a on a.id = r.article and a.status <> 'archived'
             where r.due_on <= $1
             order by r.due_on, r.article
             limit $2").bind(by).bind(most).fetch_all(pool).await)?)
    }
}

fn read((conversation, at, kind, Json(data)): Row) -> Option<Used> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let conversation = ConversationId(conversation);
    let (conversation, what) = match (kind.as_str(), data["type"].as_str()) {
        ("reply", Some("answer")) => {
            let article = text(&data["sources"][0]["article"])?;
            let chosen = data["why"]["chosen"].is_string();
            (conversation, Use::Answered { reply: data["reply"].as_u64()?, article, chosen })
        }
        ("reply", Some("suggestions")) => {
            let candidates = data["why"]["candidates"].as_array()?;
            (conversation, Use::Offered(candidates.iter().filter_map(|one| text(&one["article"])).collect()))
        }
        ("handoff", _) if data["reason"] == Reason::NoAnswer.word() => (conversation, Use::Unanswered),
        ("handoff", _) => (conversation, Use::HandedOver),
        ("press", _) => {
            // A button of an earlier conversation is recorded in the one that is open, too.
            let (of, press) = Choice::parse_action(data["action"].as_str()?).ok()?;
            match press.choice {
                Choice::Helped => (of, Use::Helped(u64::from(press.reply))),
                Choice::NotThis => (of, Use::NotThis(u64::from(press.reply))),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Used { conversation, at, what })
}
