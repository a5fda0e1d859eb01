//! The index of this process, following the articles in the database: whoever changes them, in whatever process, finds
//! them changed here within a second, or at once where that process can say so. Where several nodes share the database they
//! say so to each other, and one that missed it looks every five seconds. So it is with the model that judges what is found,
//! and with the synonyms.

mod aside;
mod asked;
mod attention;
mod best_answer;
mod closed;
mod embedding;
mod freshness;
mod gaps;
mod held;
mod links;
mod near;
mod publishing;
mod replay;
mod rereading;
mod rewritten;
mod said;
mod span;
mod struck;
pub(crate) mod told;
mod translations;
mod trial;
mod unheard;
mod usage;
mod word_list;
mod writing;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hamyar_knowledge::{Change, Flaw, IndexError, Knowledge, OpenError, OpenState, Synonyms};
use tokio::sync::{Mutex, Notify, Semaphore, watch};
use tokio_util::sync::CancellationToken;

pub use self::asked::{Beginning, asked_in_vain, beginnings};
pub use self::attention::{Attention, UnknownAttention, in_both};
pub use self::best_answer::best_answers;
pub use self::closed::{Looked, Looks};
pub use self::embedding::Embedding;
pub use self::freshness::Freshness;
pub use self::gaps::{Gap, Gaps, Time, Wording};
pub use self::held::{answered_by_team, asks};
pub use self::links::{Links, holders};
pub use self::near::{Near, Neighbours};
pub use self::publishing::{audited, is_seen_by_two};
pub use self::replay::{Came, Changed, Outlook, Shift};
pub use self::rereading::read_again;
pub use self::said::says_the_same;
pub use self::span::Span;
pub use self::struck::struck;
pub use self::translations::{Translated, Translation, languages, translations};
pub use self::trial::{Deed, Trial};
pub use self::unheard::{NewWord, NewWords};
pub use self::usage::{Daily, Fared, Usage, history, usage};
pub use self::word_list::{GroupFault, WordList, comma, group};
pub use self::writing::{Fault, LABELS, LOCALES, Written, distinct, faults, fits, one_line, plain_text};
use crate::answer::Judge;
use crate::store::{ArticleChange, Kept, Store, StoreError};

/// How often the database is asked whether something changed, where nobody says so.
const PERIOD: Duration = Duration::from_millis(300);

/// How often, where whoever changes something says so.
const TOLD_PERIOD: Duration = Duration::from_secs(5);

/// Up to so many articles are indexed before anything is listened to: nobody notices how long that takes.
const INDEXED_AT_ONCE: i64 = 1000;

/// Articles of an older program whose words are entered at once.
const SPELLED: i64 = 200;

/// Drafts that are tried out at once.
const TRIALS: usize = 2;

/// The index and the articles it is made of.
#[derive(Clone)]
pub struct Library {
    store: Store,
    knowledge: Knowledge,
    judge: Judge,
    changed: Arc<Notify>,
    /// The last revision that was taken in.
    taken: Arc<watch::Sender<i64>>,
    /// Changes are taken in one after the other, so that an earlier state never follows a later one.
    refreshing: Arc<Mutex<()>>,
    /// Room for drafts that are tried out.
    trials: Arc<Semaphore>,
    /// Room for questions that are asked again.
    replays: Arc<Semaphore>,
}

/// The index does not follow.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The articles cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The index cannot be written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The task that writes the index ended.
    #[error("the index was not written")]
    Interrupted,
}

impl Library {
    /// The articles, indexed in memory: for commands that run beside a server.
    ///
    /// # Errors
    ///
    /// When the articles cannot be read or indexed.
    pub async fn in_memory(store: Store) -> Result<Self, LibraryError> {
        let library = Self::over(store, Knowledge::in_memory()?);
        library.fill().await?;
        Ok(library)
    }

    /// The index in a folder, brought up to date. One that is missing or damaged is built anew from the database: at once
    /// where the articles are few, and else by [`Library::follow`]. Until then nothing is found.
    ///
    /// # Errors
    ///
    /// When the folder cannot be used, or the articles cannot be read or indexed.
    pub async fn open(store: Store, folder: &Path) -> Result<Self, LibraryError> {
        let folder = folder.to_owned();
        let opened = tokio::task::spawn_blocking(move || Knowledge::open(&folder)).await;
        let opened = opened.map_err(|_| LibraryError::Interrupted)??;
        let library = Self::over(store, opened.knowledge);
        let knowledge = &library.knowledge;
        match opened.state {
            OpenState::Ready if knowledge.revision() > library.store.article_revision().await? => knowledge.distrust(),
            OpenState::Ready | OpenState::Missing => {}
            OpenState::Unusable { reason } => tracing::warn!(reason, "the knowledge index is damaged"),
        }
        if knowledge.flaw().is_none() || library.store.are_articles_up_to(INDEXED_AT_ONCE).await? {
            library.refresh().await?;
        } else {
            tracing::warn!("people answer until the knowledge index is built");
        }
        Ok(library)
    }

    fn over(store: Store, knowledge: Knowledge) -> Self {
        Self {
            store,
            knowledge,
            judge: Judge::default(),
            changed: Arc::default(),
            taken: Arc::new(watch::Sender::new(0)),
            refreshing: Arc::default(),
            trials: Arc::new(Semaphore::new(TRIALS)),
            replays: Arc::new(Semaphore::new(1)),
        }
    }

    /// With this judge, which follows the calibration that is kept.
    #[must_use]
    pub fn judged_by(mut self, judge: Judge) -> Self {
        self.judge = judge;
        self
    }

    /// What judges what is found.
    #[must_use]
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// Takes over what is kept beside the articles: judges by the calibration, and searches with the synonyms.
    ///
    /// # Errors
    ///
    /// When it cannot be fetched. What is unusable is logged: then the shipped model judges, and there are no synonyms.
    pub async fn take_kept(&self) -> Result<(), LibraryError> {
        let Kept { calibration, synonyms } = self.store.kept().await?;
        if let Err(error) = self.judge.follow(calibration) {
            tracing::warn!(%error, "the calibration is not used; `hamyar kb calibrate` makes another");
        }
        let synonyms = synonyms.unwrap_or_default();
        if self.knowledge.synonyms().source() != synonyms {
            self.knowledge.use_synonyms(Synonyms::parse(&synonyms).unwrap_or_else(|error| {
                tracing::warn!(
                    line = error.line,
                    "the synonyms are not used; `hamyar kb synonyms import` takes others"
                );
                Synonyms::unreadable(synonyms)
            }));
        }
        Ok(())
    }

    /// The index.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Takes in what changed since. Returns whether anything did.
    ///
    /// # Errors
    ///
    /// When the changes cannot be read or indexed; the index is as it was.
    pub async fn refresh(&self) -> Result<bool, LibraryError> {
        let _one = self.refreshing.lock().await;
        self.take_kept().await?;
        if let Some(flaw) = self.knowledge.flaw() {
            tracing::warn!(?flaw, "the knowledge index is built anew");
            match flaw {
                Flaw::Unfilled => self.fill().await?,
                Flaw::Damaged => self.rebuild().await?,
            }
            self.taken.send_replace(self.knowledge.revision());
            return Ok(true);
        }
        let news = self.store.article_changes(self.knowledge.revision()).await?;
        if news.changes.is_empty() {
            return Ok(false);
        }
        let changes = news.changes.into_iter().map(|change| match change {
            ArticleChange::Put(article) => Change::Put(article),
            ArticleChange::Removed(id) => Change::Remove(id),
        });
        self.apply(changes.collect(), news.revision).await?;
        self.taken.send_replace(news.revision);
        Ok(true)
    }

    /// Says whenever something was taken in.
    #[must_use]
    pub fn revisions(&self) -> watch::Receiver<i64> {
        self.taken.subscribe()
    }

    /// Something changed in another process.
    pub fn look(&self) {
        self.changed.notify_one();
    }

    /// Follows the articles until `stop` is cancelled.
    pub async fn follow(self, stop: CancellationToken) {
        let period = if self.store.is_shared() { TOLD_PERIOD } else { PERIOD };
        self.spell().await;
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = ticks.tick() => {}
                () = self.changed.notified() => {}
            }
            match self.refresh().await {
                Ok(true) => tracing::info!(revision = self.knowledge.revision(), "the knowledge index follows"),
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the knowledge index does not follow"),
            }
        }
    }

    /// Has the words of articles entered that an older program wrote, so that they are found at the desk.
    async fn spell(&self) {
        loop {
            match self.store.spell_articles(SPELLED).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the words of articles could not be entered");
                    return;
                }
            }
        }
    }

    /// Indexes every article, where there is no index yet.
    async fn fill(&self) -> Result<(), LibraryError> {
        let revision = self.store.article_revision().await?;
        let changes = self.store.articles().await?.into_iter().map(|article| Change::Put(Box::new(article)));
        self.apply(changes.collect(), revision).await
    }

    /// Indexes every article anew, beside the index that is there.
    async fn rebuild(&self) -> Result<(), LibraryError> {
        let revision = self.store.article_revision().await?;
        let articles = self.store.articles().await?;
        let knowledge = self.knowledge.clone();
        let rebuilt = tokio::task::spawn_blocking(move || knowledge.rebuild(articles, revision)).await;
        Ok(rebuilt.map_err(|_| LibraryError::Interrupted)??)
    }

    async fn apply(&self, changes: Vec<Change>, revision: i64) -> Result<(), LibraryError> {
        let knowledge = self.knowledge.clone();
        let applied = tokio::task::spawn_blocking(move || knowledge.apply(&changes, revision)).await;
        Ok(applied.map_err(|_| LibraryError::Interrupted)??)
    }
}
