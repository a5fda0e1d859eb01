//! All SQL, for both databases. Nobody else names sqlx.
//!
//! Reads go to a pool. Writes are jobs of the one writer (see `writer`): what a function here writes is one
//! transaction, durable when it returns.

mod accept;
mod access_tokens;
mod accounts;
mod agents;
mod articles;
mod asked;
mod audit;
mod backlog;
mod backup;
mod batch;
mod candidates;
mod canned;
mod circles;
mod commit;
mod composed;
mod contact_labels;
mod contact_notes;
mod contact_timeline;
mod contacts;
mod conversations;
mod cursors;
mod db;
mod deliveries;
mod effects;
mod embeddings;
mod entries;
mod erase;
mod error;
mod feedback;
mod files;
mod forums;
mod gap_key;
mod gaps;
mod inbox;
mod invitations;
mod joins;
mod kept;
mod labels;
mod leases;
mod listed;
mod log;
mod macros;
mod members;
mod moved;
mod news;
mod notifications;
mod openid;
mod openid_logouts;
mod peers;
mod people;
mod places;
mod ratings;
mod replies;
mod report;
mod retention;
mod rooms;
mod routing;
mod rows;
mod search;
mod second_factors;
mod service;
mod sessions;
mod sign_in_failures;
mod silence;
mod sites;
mod speakers;
mod supervision;
mod synonyms;
mod teams;
mod transcript;
mod tried_links;
mod turns;
mod uploads;
mod usage;
mod views;
mod wishes;
mod writer;

use std::sync::Arc;
use std::time::Duration;

pub use accept::{AcceptRules, Batch};
pub use access_tokens::{AccessToken, AddedToken, MOST_TOKENS, NewToken};
pub use accounts::Account;
pub use agents::NewAgent;
pub use articles::{
    Arrived, Arriving, ArticleChange, ArticleFilter, ArticlePage, ArticleRevision, ArticleRow, Care, ChangedPage,
    Edited, Ids, Import, Missing, Origin, Rendering, Revision, RevisionRow, Standing, TakenIn, Tended, Tending,
    Working,
};
pub use asked::Asked;
pub use audit::{AuditFilter, AuditRow};
pub use backlog::{Backlog, Waiting};
pub use backup::{Backup, BackupError, Erasures, Header as BackupHeader, Restored};
pub use composed::{Claim, Committed, Composed, ComposedEntry, ComposedSend};
pub use contact_labels::{Labelled, MOST_CONTACT_LABELS};
pub use contact_notes::Unnoted;
pub use contact_timeline::StoryMark;
pub use contacts::{ContactPage, ContactRow};
pub use deliveries::{DeliveryCounts, Failed, Finish, Gone, ListedDelivery, Settle, Settled, Unclaimed, Undecided};
pub use embeddings::StoredVector;
pub use erase::{Erasure, Shown};
pub use error::StoreError;
pub use files::{FileOwner, NewFile};
pub use forums::ForumReading;
pub use gap_key::{GapKey, InvalidGapKey};
pub use gaps::{Dismissal, Dismissed, Said, Talk, Unhelped};
pub use inbox::{Asker, DeliveryState, InboxRow, LastWords};
pub use invitations::{Invitation, NewInvitation};
pub use joins::{Join, Joined, Parted};
pub use kept::Kept;
pub use leases::{Lease, Leased, Lives};
pub use members::{Member, MemberChange};
pub use news::{Hearing, News, Topic};
pub use notifications::Notification;
pub use openid::{Comer, Known};
pub use openid_logouts::EndedThere;
pub use report::{Begun, Case, Given, Report, Stretch};
pub use retention::{Cutoffs, Retained};
pub use rooms::{RoomTopic, TopicFace, TopicId, TopicLater, TopicStep};
pub use routing::{Routed, Unrouted};
pub use search::{Found, Sought};
pub use second_factors::SecondFactor;
pub use service::AlarmsOf;
pub use sessions::{AgentSession, Ending};
pub use sites::{LONGEST_REREADING, Site, SiteOutcome};
pub use supervision::{Colleague, Queued};
pub use synonyms::WordsRevision;
pub use tried_links::BrokenLink;
pub use turns::Turn;
pub use uploads::{NewUpload, OpenUpload, Sources, Tallied, UPLOADS_KEPT, Upload};
pub use usage::{Use, Used};
pub use views::{COUNTED, Filter, InboxCounts, InboxView, Mark, Page, SCANNED};
pub use wishes::OpenWish;

use crate::clock::Edge;
use db::{Conn, Db};
use news::Announcer;
use writer::Writer;

/// How long a statement that writes may take where nothing else is said.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// The database.
#[derive(Clone)]
pub struct Store {
    db: Db,
    writer: Writer,
    edge: Edge,
    /// This process, unlike any other.
    node: Arc<str>,
    /// Its name, if an earlier process of that name is gone for sure.
    name: Option<Arc<str>>,
    news: Announcer,
}

impl Store {
    /// Opens `url` (`sqlite:PATH` or `postgres://…`) and brings it up to date. `node` names this process among those
    /// that share the database: a claim left by an earlier process of the same name is taken over at once. Without a
    /// name (an empty one) nothing is: what a process left is free when its claim ends.
    ///
    /// # Errors
    ///
    /// When the database cannot be opened, or is newer than this program.
    pub async fn open(url: &str, node: &str, edge: Edge) -> Result<Self, StoreError> {
        Self::open_within(url, node, edge, WRITE_WITHIN).await
    }

    /// The same, where PostgreSQL has so long to answer one statement of those that write, and three times as long for one
    /// that reads. What it does not answer in time has failed, or its outcome is unknown.
    ///
    /// # Errors
    ///
    /// When the database cannot be opened, or is newer than this program.
    pub async fn open_within(url: &str, node: &str, edge: Edge, write_within: Duration) -> Result<Self, StoreError> {
        Self::start(Box::pin(Db::open(url, None, write_within)).await?, node, edge).await
    }

    /// Opens a PostgreSQL database whose tables are in this schema.
    async fn open_in(url: &str, schema: &str, node: &str, edge: Edge) -> Result<Self, StoreError> {
        Self::start(Db::open(url, Some(schema), WRITE_WITHIN).await?, node, edge).await
    }

    async fn start((db, connection): (Db, Conn), node: &str, edge: Edge) -> Result<Self, StoreError> {
        let name: Option<Arc<str>> = Some(node).filter(|name| !name.is_empty()).map(Arc::from);
        let node: Arc<str> = leases::node_id(name.as_deref(), edge.id()).into();
        let news = Announcer::new(Arc::clone(&node), &db);
        let writer = Writer::start(db.clone(), connection.local().await, news.clone())?;
        Ok(Self { db, writer, edge, node, name, news })
    }

    /// Writes, and changes nothing by it.
    ///
    /// # Errors
    ///
    /// When nothing can be written.
    pub async fn write_nothing(&self) -> Result<(), StoreError> {
        self.writer
            .run(|c| {
                Box::pin(async move {
                    Ok(db::on!(c, Conn, c => sqlx::query("update meta set value = value where key = 'article_revision'")
                        .execute(&mut **c).await.map(drop))?)
                })
            })
            .await
    }

    /// What time it is by the clock of the database; `None` where it has none but ours.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn database_time(&self) -> Result<Option<chrono::DateTime<chrono::Utc>>, StoreError> {
        match &self.db {
            Db::Sqlite(_) => Ok(None),
            Db::Postgres(pool) => {
                let (now,) = sqlx::query_as("select clock_timestamp()").fetch_one(pool).await?;
                Ok(Some(now))
            }
        }
    }

    /// Whether there is a database at `url`, as far as can be told without opening it: opening makes one.
    #[must_use]
    pub fn is_there(url: &str) -> bool {
        !url.starts_with("sqlite:") || std::path::Path::new(db::path_of(url)).exists()
    }

    /// Finishes what is being written and closes the database.
    pub async fn close(&self) {
        self.writer.close().await;
        self.db.close().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        db::on!(&self.db, Db, pool => sqlx::query("select 1").execute(pool).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// The secret of this name, which is `fresh` if there was none.
    ///
    /// # Errors
    ///
    /// When the database refuses, or holds something else under this name.
    pub async fn secret(&self, name: &'static str, fresh: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        let hex: String = fresh.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let kept: String = self
            .writer
            .run(move |c| {
                Box::pin(async move {
                    db::on!(c, Conn, c => sqlx::query(
                        "insert into meta (key, value) values ($1, $2) on conflict (key) do nothing")
                        .bind(name).bind(&hex).execute(&mut **c).await.map(drop))?;
                    let (kept,): (String,) = db::on!(c, Conn, c => sqlx::query_as(
                        "select value from meta where key = $1").bind(name).fetch_one(&mut **c).await)?;
                    Ok(kept)
                })
            })
            .await?;
        let byte = |at: usize| kept.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        (0..kept.len())
            .step_by(2)
            .map(byte)
            .collect::<Option<Vec<u8>>>()
            .ok_or(StoreError::Damaged { what: "meta.value", reason: format!("{name} is not hexadecimal") })
    }
}
