//! Backups: everything in the database as one file, made while nodes are running, and a database made of it again.
//!
//! What is restored does not begin to talk by itself: sending is paused, and what is older than a few minutes is held until
//! somebody decides about it. Whoever was erased in the place that is restored to is erased again.

mod archive;
mod postgres;
mod sqlite;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use uuid::Uuid;

pub use self::archive::Header;
use self::archive::{Archive, check};
use super::db::{Conn, Db, on};
use super::{Store, StoreError, deliveries};
use crate::clock::Edge;

/// What was to be sent longer ago than this is held: to whom it was for it would be a surprise.
const FRESH: Duration = Duration::minutes(10);

const HOLD: &str = "
    update deliveries
    set status = 'held', ambiguous = case when status = 'sending' then $2 else ambiguous end, lease_owner = null,
        lease_until = null
    where status in ('pending', 'sending') and coalesce(retried_at, created_at) < $1";

/// Why there is no backup, or nothing was restored. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There is a file of this name already.
    #[error("{path} exists already; --force replaces it", path = path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what was written.
    #[error("{path} is damaged: {reason}; nothing was touched", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A later program made it.
    #[error(
        "the backup is newer than this program (step {found}, known is {known}); use the program that made it: {program}"
    )]
    Newer {
        /// Its step.
        found: i64,
        /// Ours.
        known: i64,
        /// The version of the program that made it.
        program: String,
    },
    /// It is of the other kind of database.
    #[error("the backup is of {found}, and database.url names {wanted}")]
    OtherDatabase {
        /// What it is of.
        found: String,
        /// What the settings name.
        wanted: &'static str,
    },
    /// There is something in the database.
    #[error("there is something in the database already; --force replaces all of it")]
    NotEmpty,
    /// Somebody uses the database.
    #[error("somebody uses the database: stop every node and command first")]
    InUse,
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A file that was proved to be a whole backup.
#[derive(Clone, Debug)]
pub struct Backup {
    path: PathBuf,
    /// What it is of.
    pub header: Header,
}

impl Backup {
    /// Reads a file from its beginning to its end.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not as it was written.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        Ok(Self { path: path.to_owned(), header: check(path)? })
    }
}

/// What was restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// Conversations.
    pub conversations: i64,
    /// Messages that are held until somebody decides about them.
    pub held: i64,
    /// Messages that wait until sending goes on.
    pub waiting: i64,
    /// Accounts of people that were erased again.
    pub erased: usize,
}

/// Who was erased: accounts and the people that they were of, and when.
pub type Erasures = Vec<(Uuid, Uuid, DateTime<Utc>)>;

impl Store {
    /// Writes everything in the database to a file, as it is at one moment, while others go on. Returns its size.
    ///
    /// # Errors
    ///
    /// When the file is there already and may not be replaced, or cannot be written; or when the database refuses.
    pub async fn backup(&self, path: &Path, replace: bool) -> Result<u64, BackupError> {
        if !replace && path.exists() {
            return Err(BackupError::Exists { path: path.to_owned() });
        }
        let header = Header {
            database: self.db.kind().to_owned(),
            step: self.db.step().await?,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            at: self.edge.now().to_rfc3339(),
        };
        let mut archive = Archive::begin(path, &header)?;
        match &mut self.db.writer().await? {
            Conn::Sqlite(connection) => sqlite::dump(connection, path, &mut archive).await?,
            Conn::Postgres(connection) => postgres::dump(&mut connection.connection, &mut archive).await?,
        }
        archive.finish(replace)
    }

    /// Makes the database at `url` what it was when the backup was made. Nobody else may use it meanwhile. Besides those who
    /// were erased in what is there now, those in `erased` are.
    ///
    /// # Errors
    ///
    /// When somebody uses the database, when there is something in it and that may not be replaced, or when the backup
    /// does not fit. The database is then as it was.
    pub async fn restore(
        url: &str,
        backup: &Backup,
        replace: bool,
        erased: Erasures,
        edge: Edge,
    ) -> Result<Restored, BackupError> {
        let (wanted, known) = Db::about(url)?;
        let Header { database, step, program, .. } = &backup.header;
        if database != wanted {
            return Err(BackupError::OtherDatabase { found: database.clone(), wanted });
        }
        if *step > known {
            return Err(BackupError::Newer { found: *step, known, program: program.clone() });
        }
        match wanted {
            "sqlite" => sqlite::restore(url, backup, replace, erased, edge).await,
            _ => postgres::restore(url, backup, replace, erased, edge).await,
        }
    }

    /// Makes what was just loaded fit to be used: nothing is sent by itself, nobody is signed in, no token is good, and whoever was erased
    /// is.
    async fn settle_restored(&self, erasures: Erasures) -> Result<Restored, StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(HOLD).bind(now - FRESH).bind(true).execute(&mut **c).await.map(drop))?;
                    for forgotten in [
                        "delete from sessions",
                        "delete from sign_in_links",
                        "delete from password_links",
                        "delete from invitations",
                        "delete from access_tokens",
                    ] {
                        on!(c, Conn, c => sqlx::query(forgotten).execute(&mut **c).await.map(drop))?;
                    }
                    deliveries::pause(c, true, now).await
                })
            })
            .await?;
        let erased = self.erase_again(erasures).await?;
        let counts = self.delivery_counts().await?;
        let (conversations,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(
            "select count(*) from conversations").fetch_one(pool).await)?;
        if erased > 0 {
            self.scrub().await?;
        }
        Ok(Restored { conversations, held: counts.held, waiting: counts.pending + counts.sending, erased })
    }
}
