//! What the nodes on one PostgreSQL tell each other: everything that one transaction wrote is told with one notification,
//! which goes out if that commits, and only then. A node that is alone tells nothing, since telling costs a statement and
//! a lock; on SQLite there is nobody to tell.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgListener, PgPoolOptions};
use uuid::Uuid;

use super::db::{Conn, Db};
use super::silence::late;
use super::{Store, StoreError};
use crate::model::{ConversationId, Editing, Glance};

/// The channel of PostgreSQL on which the nodes of one database speak.
const CHANNEL: &str = "hamyar";

/// Conversations that are named. PostgreSQL takes less than 8000 bytes; where there are more, everything is to be looked at.
const MOST: usize = 160;

/// After so long a silence is asked whether the other end is still there: a connection can be lost without a word.
const SILENCE: Duration = Duration::from_secs(30);

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something of which others want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Something is to be decided that nobody has claimed.
    Turns,
    /// Something is to be sent that nobody has claimed.
    Deliveries,
    /// The articles changed, or what is kept beside them.
    Articles,
    /// A node came or went, or a lease is free.
    Leases,
    /// Anything may have changed.
    Everything,
}

/// What was written elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// What it is about.
    #[serde(default)]
    pub topics: BTreeSet<Topic>,
    /// Conversations in which something was done or said.
    #[serde(default)]
    pub said: BTreeSet<Uuid>,
    /// Conversations in which something was sent: only the team sees a difference.
    #[serde(default)]
    pub sent: BTreeSet<Uuid>,
    /// What somebody of the team does just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glance: Option<Glance>,
    /// The article that somebody of the team has open just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editing: Option<Editing>,
    /// The conversation in which the customer writes just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writing: Option<ConversationId>,
}

/// News as they travel.
#[derive(Serialize, Deserialize)]
struct Letter {
    by: String,
    #[serde(flatten)]
    news: News,
}

impl News {
    /// Anything may have changed.
    #[must_use]
    pub fn everything() -> Self {
        Self { topics: BTreeSet::from([Topic::Everything]), ..Self::default() }
    }

    fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.said.is_empty() && self.sent.is_empty()
    }
}

/// Gathers what the transaction that is open will tell.
#[derive(Clone, Debug)]
pub(super) struct Announcer(Arc<Announcing>);

#[derive(Debug)]
struct Announcing {
    by: Arc<str>,
    /// Somebody may be listening. Until it is known better, somebody may.
    company: AtomicBool,
    pending: Mutex<News>,
}

impl Announcer {
    pub(super) fn new(by: Arc<str>, db: &Db) -> Self {
        let company = AtomicBool::new(matches!(db, Db::Postgres(_)));
        Self(Arc::new(Announcing { by, company, pending: Mutex::default() }))
    }

    /// Says what a job has written. If its transaction is lost, nobody hears of it.
    pub(super) fn add(&self, add: impl FnOnce(&mut News)) {
        if self.0.company.load(Ordering::Acquire) {
            add(&mut self.0.pending.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    pub(super) fn about(&self, topic: Topic) {
        self.add(|news| {
            news.topics.insert(topic);
        });
    }

    /// What the transaction that ends now has to tell.
    pub(super) fn take(&self) -> Option<String> {
        let news = std::mem::take(&mut *self.0.pending.lock().unwrap_or_else(PoisonError::into_inner));
        if news.is_empty() {
            return None;
        }
        let news = if news.said.len() + news.sent.len() > MOST { News::everything() } else { news };
        serde_json::to_string(&Letter { by: self.0.by.to_string(), news }).ok()
    }
}

impl Conn {
    /// Tells the others when the transaction commits.
    pub(super) async fn announce(&mut self, letter: Option<String>) -> Result<(), sqlx::Error> {
        let (Self::Postgres(c), Some(letter)) = (self, letter) else { return Ok(()) };
        sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(letter).execute(&mut **c).await.map(drop)
    }
}

/// An ear for what other nodes tell.
pub struct Hearing {
    listener: PgListener,
    by: Arc<str>,
}

impl Store {
    /// Begins to hear what other nodes write; `None` where there are none. What was written before is not told: look at
    /// everything once it hears.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn hear(&self) -> Result<Option<Hearing>, StoreError> {
        let Db::Postgres(readers) = &self.db else { return Ok(None) };
        // A connection of its own, which is not wanted for anything else.
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(PATIENCE)
            .connect_with(readers.options())
            .await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        tokio::time::timeout(PATIENCE, listener.listen(CHANNEL)).await.map_err(late)??;
        Ok(Some(Hearing { listener, by: Arc::clone(&self.node) }))
    }

    /// Notes whether there are other nodes: without any, nobody is told anything.
    pub fn has_company(&self, company: bool) {
        self.news.0.company.store(company, Ordering::Release);
    }

    /// Notes that there are other nodes. Returns whether that is news.
    #[must_use]
    pub fn meets_company(&self) -> bool {
        !self.news.0.company.swap(true, Ordering::AcqRel)
    }

    /// Has the other nodes look at this.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn tell(&self, topic: Topic) -> Result<(), StoreError> {
        let news = self.news.clone();
        self.writer
            .run(move |_| {
                Box::pin(async move {
                    news.about(topic);
                    Ok(())
                })
            })
            .await
    }
}

impl Store {
    /// Tells the other nodes what somebody of the team does just now. Nothing is written: who does not hear it misses little.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn tell_glance(&self, glance: Glance) -> Result<(), StoreError> {
        self.mention(News { glance: Some(glance), ..News::default() }).await
    }

    /// Tells the other nodes that somebody of the team has an article open. Nothing is written of this, either.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn tell_editing(&self, editing: Editing) -> Result<(), StoreError> {
        self.mention(News { editing: Some(editing), ..News::default() }).await
    }

    /// Tells the other nodes that the customer of a conversation writes just now. Nothing is written of this, either.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn tell_writing(&self, conversation: ConversationId) -> Result<(), StoreError> {
        self.mention(News { writing: Some(conversation), ..News::default() }).await
    }

    async fn mention(&self, news: News) -> Result<(), StoreError> {
        let Db::Postgres(pool) = &self.db else { return Ok(()) };
        if !self.news.0.company.load(Ordering::Acquire) {
            return Ok(());
        }
        let letter = Letter { by: self.node.to_string(), news };
        let Ok(letter) = serde_json::to_string(&letter) else { return Ok(()) };
        sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(letter).execute(pool).await?;
        Ok(())
    }
}

impl Hearing {
    /// What another node wrote next. After the connection was lost and found again, that is everything.
    ///
    /// # Errors
    ///
    /// When the database is gone: begin to hear anew.
    pub async fn next(&mut self) -> Result<News, StoreError> {
        loop {
            let Ok(heard) = tokio::time::timeout(SILENCE, self.listener.try_recv()).await else {
                self.is_there().await?;
                continue;
            };
            let Some(notification) = heard? else { return Ok(News::everything()) };
            match serde_json::from_str(notification.payload()) {
                Ok(Letter { by, .. }) if *by == *self.by => {}
                Ok(Letter { news, .. }) => return Ok(news),
                // A node of another version has something to say.
                Err(_) => return Ok(News::everything()),
            }
        }
    }

    async fn is_there(&mut self) -> Result<(), StoreError> {
        let asked = sqlx::query("select 1").execute(&mut self.listener);
        tokio::time::timeout(PATIENCE, asked).await.map_err(late)??;
        Ok(())
    }
}

impl News {
    /// The conversations of which anything is told.
    pub fn conversations(&self) -> impl Iterator<Item = ConversationId> {
        self.said.union(&self.sent).copied().map(ConversationId)
    }
}
