//! The two databases, and the few things in which they differ.

use std::str::FromStr;
use std::time::Duration;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgArgumentBuffer, PgConnectOptions, PgTypeInfo};
use sqlx::sqlite::{
    SqliteArgumentsBuffer, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    SqliteTypeInfo,
};
use sqlx::{ConnectOptions, Connection, Postgres, Sqlite, SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::silence::{Backend, Patient, Readers};
use super::{StoreError, silence};

static SQLITE_STEPS: Migrator = sqlx::migrate!("migrations/sqlite");
pub(super) static POSTGRES_STEPS: Migrator = sqlx::migrate!("migrations/postgres");

/// What our connections to PostgreSQL are called.
pub(super) const APPLICATION: &str = "hamyar";

/// How often steps are tried that another process may be making at the same moment: each try finds what that has done.
const STEP_TRIES: usize = 20;

/// How long a writer of another process is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How often its log is asked to be emptied, and the time between.
const EMPTYINGS: usize = 250;
const BETWEEN_EMPTYINGS: Duration = Duration::from_millis(20);

/// Readers at once.
const READERS: u32 = 4;

/// Memory for pages of an SQLite database, in negative kilobytes as SQLite wants it: of the connection that writes, and of
/// each that reads.
const WRITER_CACHE: &str = "-8192";
const READER_CACHE: &str = "-2048";

/// Pools of connections for reading.
#[derive(Clone, Debug)]
pub(super) enum Db {
    /// The embedded database: one node.
    Sqlite(SqlitePool),
    /// The shared database: any number of nodes.
    Postgres(Readers),
}

/// The connection that writes. A transaction is open on it whenever a job sees it.
#[derive(Debug)]
pub(super) enum Conn {
    /// To the embedded database.
    Sqlite(Box<SqliteConnection>),
    /// To the shared database.
    Postgres(Box<Patient>),
}

/// One body of code for both databases: `on!(self, Db, pool => sqlx::query(SQL).fetch_all(pool).await)`.
macro_rules! on {
    ($db:expr, $Kind:ident, $c:ident => $body:expr) => {
        match $db {
            $Kind::Sqlite($c) => $body,
            $Kind::Postgres($c) => $body,
        }
    };
}
pub(super) use on;

/// The same statement over a list of ids, whose syntax differs: `$1` is an [`IdList`] in both.
macro_rules! over_ids {
    ($before:literal, $after:literal) => {
        $crate::store::db::Text {
            sqlite: concat!($before, " in (select unhex(value) from json_each($1)) ", $after),
            postgres: concat!($before, " = any($1) ", $after),
        }
    };
}
pub(super) use over_ids;

/// A statement in the words of each database.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    /// For SQLite.
    pub(super) sqlite: &'static str,
    /// For PostgreSQL.
    pub(super) postgres: &'static str,
}

/// Ids as one bound value.
#[derive(Clone, Debug)]
pub(super) struct IdList(pub(super) Vec<Uuid>);

/// Words as one bound value: an array in PostgreSQL, read by `json_each` in SQLite.
#[derive(Clone, Debug)]
pub(super) struct WordList(pub(super) Vec<String>);

impl Db {
    /// Opens the database named by `url` and brings it up to date.
    /// In PostgreSQL its tables may be in a `schema` other than the usual one, and no writing waits for longer than
    /// `write_within`.
    pub(super) async fn open(
        url: &str,
        schema: Option<&str>,
        write_within: Duration,
    ) -> Result<(Self, Conn), StoreError> {
        match Self::about(url)? {
            ("sqlite", _) => Self::open_sqlite(url).await,
            _ => Self::open_postgres(url, schema, write_within).await,
        }
    }

    /// The kind of database that a URL names, and the last step of the migrations that this program knows of it.
    pub(super) fn about(url: &str) -> Result<(&'static str, i64), StoreError> {
        let last = |steps: &Migrator| steps.iter().map(|step| step.version).max().unwrap_or_default();
        match url.split(':').next().unwrap_or_default() {
            "sqlite" => Ok(("sqlite", last(&SQLITE_STEPS))),
            "postgres" | "postgresql" => Ok(("postgres", last(&POSTGRES_STEPS))),
            other => Err(StoreError::Url { found: other.to_owned() }),
        }
    }

    /// Which kind of database it is.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// The last step of the migrations that it has.
    pub(super) async fn step(&self) -> Result<i64, sqlx::Error> {
        let (step,): (i64,) = on!(self, Db, pool => sqlx::query_as("select max(version) from _sqlx_migrations")
            .fetch_one(pool).await)?;
        Ok(step)
    }

    async fn open_sqlite(url: &str) -> Result<(Self, Conn), StoreError> {
        let path = path_of(url);
        let opened = |source| StoreError::Open { what: path.to_owned(), source };
        let options = SqliteConnectOptions::from_str(url)
            .map_err(opened)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("cache_size", WRITER_CACHE)
            // What is erased is overwritten.
            .pragma("secure_delete", "on")
            // What a savepoint may have to undo stays in memory.
            .pragma("temp_store", "memory")
            // The log is taken in beside the writer; only where that does not keep up, the writer does it.
            .pragma("wal_autocheckpoint", "16000")
            .statement_cache_capacity(200)
            // A page's rows are handed over at once: neither side waits for the other in between.
            .row_buffer_size(512)
            .disable_statement_logging();
        // A step that lays a table out anew drops it for a moment, which no foreign key may answer by deleting.
        let mut steps = SqliteConnection::connect_with(&options.clone().foreign_keys(false)).await.map_err(opened)?;
        // SQLite has no lock for the whole of it: who comes second finds a step made that was to be made.
        let mut made = SQLITE_STEPS.run(&mut steps).await;
        for _ in 1..STEP_TRIES {
            if !matches!(made, Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..))) {
                break;
            }
            made = SQLITE_STEPS.run(&mut steps).await;
        }
        made.map_err(|source| unmade(path, source))?;
        steps.close().await.map_err(opened)?;
        let writer = SqliteConnection::connect_with(&options).await.map_err(opened)?;
        let pool = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.pragma("cache_size", READER_CACHE).read_only(true))
            .await
            .map_err(opened)?;
        Ok((Self::Sqlite(pool), Conn::Sqlite(Box::new(writer))))
    }

    async fn open_postgres(
        url: &str,
        schema: Option<&str>,
        write_within: Duration,
    ) -> Result<(Self, Conn), StoreError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|source| StoreError::Open { what: "postgres".to_owned(), source })?
            .application_name(APPLICATION)
            .disable_statement_logging();
        let options = match schema {
            Some(schema) => options.options([("search_path", schema)]),
            None => options,
        };
        let what = format!("{}:{}", options.get_host(), options.get_port());
        let opened = |source| StoreError::Open { what: what.clone(), source };
        // Before the pool, which says of any cause only that it waited in vain.
        let connecting = tokio::time::timeout(write_within, Patient::unhurried(&options));
        let mut writer = connecting.await.map_err(silence::late).and_then(|opened| opened).map_err(opened)?;
        // Under an advisory lock: of several nodes that start at once, one makes the steps, and the others wait for it.
        POSTGRES_STEPS.run(&mut writer.connection).await.map_err(|source| unmade(&what, source))?;
        let readers = Readers::connect(options, write_within).await.map_err(opened)?;
        Ok((Self::Postgres(readers), Conn::Postgres(Box::new(writer))))
    }

    /// The words of a statement for this database.
    pub(super) fn text(&self, text: Text) -> &'static str {
        match self {
            Self::Sqlite(_) => text.sqlite,
            Self::Postgres(_) => text.postgres,
        }
    }

    /// A connection that may write, for as long as that takes.
    pub(super) async fn writer(&self) -> Result<Conn, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => {
                let options =
                    pool.connect_options().as_ref().clone().pragma("cache_size", WRITER_CACHE).read_only(false);
                Conn::Sqlite(Box::new(SqliteConnection::connect_with(&options).await?))
            }
            Self::Postgres(readers) => Conn::Postgres(Box::new(Patient::unhurried(&readers.options()).await?)),
        })
    }

    /// The connection of the one who writes, in place of one that was lost, if it was.
    pub(super) async fn writer_instead_of(&self, lost: Option<Backend>) -> Result<Conn, sqlx::Error> {
        let Self::Postgres(readers) = self else { return self.writer().await };
        let patient = Patient::instead_of(lost, &readers.options(), readers.write_within).await?;
        Ok(Conn::Postgres(Box::new(patient)))
    }

    /// Closes the pools.
    pub(super) async fn close(&self) {
        on!(self, Db, pool => pool.close().await);
    }
}

/// The file that a URL of SQLite names.
pub(super) fn path_of(url: &str) -> &str {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    path.split('?').next().unwrap_or_default()
}

/// Why a database is not brought up to date.
fn unmade(what: &str, source: MigrateError) -> StoreError {
    match source {
        MigrateError::VersionMissing(step) => StoreError::Newer { what: what.to_owned(), step },
        source => StoreError::Migrate { what: what.to_owned(), source },
    }
}

impl Conn {
    /// The words of a statement for this database.
    pub(super) fn text(&self, text: Text) -> &'static str {
        match self {
            Self::Sqlite(_) => text.sqlite,
            Self::Postgres(_) => text.postgres,
        }
    }

    /// The connection, if another thread can use it as well as this one. A socket stays with the runtime that opened it.
    pub(super) async fn local(self) -> Option<Self> {
        match self {
            Self::Sqlite(connection) => Some(Self::Sqlite(connection)),
            Self::Postgres(connection) => {
                // It has done its work, the migrations; the server notices by itself if it is not told.
                let _ = connection.connection.close().await;
                None
            }
        }
    }

    /// Who is at the other end.
    pub(super) fn backend(&self) -> Option<Backend> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(connection) => connection.backend(),
        }
    }

    /// Begins a transaction that may write: on SQLite at once, so that it waits its turn here and not half-way.
    pub(super) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.run(Text { sqlite: "begin immediate", postgres: "begin" }).await
    }

    /// Commits. An error means that the outcome is unknown.
    pub(super) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.run(Text { sqlite: "commit", postgres: "commit" }).await
    }

    /// Runs a statement without arguments.
    pub(super) async fn run(&mut self, text: Text) -> Result<(), sqlx::Error> {
        let sql = self.text(text);
        on!(self, Conn, c => sqlx::query(sql).execute(&mut **c).await.map(drop))
    }

    /// Leaves nothing in the files of the database of what was erased from it. SQLite lays the file out anew, since pages
    /// that were split keep copies of what was on them, and empties its log; PostgreSQL gives free what nobody sees any more.
    pub(super) async fn scrub(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(c) => {
                // As large as the database: not in memory.
                sqlx::query("pragma temp_store = file").execute(&mut **c).await?;
                sqlx::query("vacuum").execute(&mut **c).await?;
                // While the log is taken in elsewhere this is refused at once, however long one is ready to wait for a lock.
                for _ in 0..EMPTYINGS {
                    let (busy, ..): (i64, i64, i64) =
                        sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(&mut **c).await?;
                    if busy == 0 {
                        return Ok(());
                    }
                    tokio::time::sleep(BETWEEN_EMPTYINGS).await;
                }
                return Err(StoreError::Busy { what: "its log could not be emptied" });
            }
            Self::Postgres(c) => {
                sqlx::query("vacuum").execute(&mut **c).await?;
            }
        }
        Ok(())
    }

    /// Takes the write-ahead log into the database file, so that a stopped node leaves one file.
    pub(super) async fn checkpoint(&mut self) -> Result<(), sqlx::Error> {
        self.run(Text { sqlite: "pragma wal_checkpoint(truncate)", postgres: "select 1" }).await
    }
}

impl sqlx::Type<Sqlite> for WordList {
    fn type_info() -> SqliteTypeInfo {
        <String as sqlx::Type<Sqlite>>::type_info()
    }
}

impl sqlx::Encode<'_, Sqlite> for WordList {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <String as sqlx::Encode<'_, Sqlite>>::encode(serde_json::to_string(&self.0)?, buffer)
    }
}

impl sqlx::Type<Postgres> for WordList {
    fn type_info() -> PgTypeInfo {
        <Vec<String> as sqlx::Type<Postgres>>::type_info()
    }
}

impl sqlx::Encode<'_, Postgres> for WordList {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <Vec<String> as sqlx::Encode<'_, Postgres>>::encode_by_ref(&self.0, buffer)
    }
}

impl sqlx::Type<Sqlite> for IdList {
    fn type_info() -> SqliteTypeInfo {
        <String as sqlx::Type<Sqlite>>::type_info()
    }
}

impl sqlx::Encode<'_, Sqlite> for IdList {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        let hex: Vec<String> = self.0.iter().map(|id| id.simple().to_string()).collect();
        <String as sqlx::Encode<'_, Sqlite>>::encode(serde_json::to_string(&hex)?, buffer)
    }
}

impl sqlx::Type<Postgres> for IdList {
    fn type_info() -> PgTypeInfo {
        <Vec<Uuid> as sqlx::Type<Postgres>>::type_info()
    }
}

impl sqlx::Encode<'_, Postgres> for IdList {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <Vec<Uuid> as sqlx::Encode<'_, Postgres>>::encode_by_ref(&self.0, buffer)
    }
}

/// After this error of `begin` the connection can still be used: somebody else was writing.
pub(super) fn usable(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(_))
}
