//! A database of a test's own.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, LazyLock};

use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// An empty database, and a directory for files.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) dir: Arc<TempDir>,
    _removed_at_the_end: Option<Arc<Named>>,
}

impl Database {
    pub(crate) async fn new(kind: Kind) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        match kind {
            Kind::Sqlite => {
                let url = format!("sqlite:{}", dir.path().join("hamyar.db").display());
                Self { url, dir, _removed_at_the_end: None }
            }
            Kind::Postgres => {
                let (url, named) = postgres().await;
                Self { url, dir, _removed_at_the_end: Some(Arc::new(named)) }
            }
        }
    }

    /// Why the database does not do this, of itself.
    pub(crate) async fn refuses(&self, sql: &'static str) -> String {
        if self.url.starts_with("sqlite:") {
            SqliteConnection::connect(&self.url).await.unwrap().execute(sql).await.unwrap_err().to_string()
        } else {
            PgConnection::connect(&self.url).await.unwrap().execute(sql).await.unwrap_err().to_string()
        }
    }

    /// Changes the database behind the program's back.
    pub(crate) async fn run(&self, sql: &'static str) {
        if self.url.starts_with("sqlite:") {
            SqliteConnection::connect(&self.url).await.unwrap().execute(sql).await.unwrap();
        } else {
            PgConnection::connect(&self.url).await.unwrap().execute(sql).await.unwrap();
        }
    }
}

/// Somebody else's connection to a database, in the middle of writing: nobody else can write until it finishes.
pub(crate) enum Writing {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Writing {
    pub(crate) async fn to(database: &Database) -> Self {
        if database.url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(&database.url).await.unwrap();
            connection.execute("begin immediate").await.unwrap();
            return Self::Sqlite(connection);
        }
        let mut connection = PgConnection::connect(&database.url).await.unwrap();
        connection.execute("begin; lock table timeline in share row exclusive mode").await.unwrap();
        Self::Postgres(connection)
    }

    pub(crate) async fn finishes(self) {
        match self {
            Self::Sqlite(mut connection) => connection.execute("commit").await.map(drop).unwrap(),
            Self::Postgres(mut connection) => connection.execute("commit").await.map(drop).unwrap(),
        }
    }
}

/// A new database on the server that `make test` starts.
async fn postgres() -> (String, Named) {
    let admin = administrator();
    let mut connection = PgConnection::connect(&admin).await.unwrap();
    let name = format!("hamyar_{}", uuid::Uuid::from_u128(rand::random()).simple());
    connection.execute(sqlx::AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    connection.close().await.unwrap();
    let (address, options) = admin.split_once('?').unwrap_or((&admin, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    (format!("{server}/{name}?{options}"), Named(name))
}

fn administrator() -> String {
    let Ok(admin) = std::env::var("HAMYAR_TEST_POSTGRES") else {
        panic!("HAMYAR_TEST_POSTGRES is not set: run the tests with `make test`, which starts a PostgreSQL for them");
    };
    admin
}

/// A database on PostgreSQL by its name. It is removed once its test has ended: hundreds of them are gigabytes.
struct Named(String);

impl Drop for Named {
    fn drop(&mut self) {
        // Whatever is not removed before all tests have ended goes with the whole server.
        let _ = REMOVER.send(std::mem::take(&mut self.0));
    }
}

/// A thread that removes databases, so that no test waits for that.
static REMOVER: LazyLock<Sender<String>> = LazyLock::new(|| {
    let (sender, ended) = mpsc::channel::<String>();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for name in ended {
            // What cannot be removed now goes with the whole server, too.
            let _ = runtime.block_on(async {
                let mut connection = PgConnection::connect(&administrator()).await?;
                let remove = format!("drop database if exists {name} with (force)");
                connection.execute(sqlx::AssertSqlSafe(remove)).await?;
                connection.close().await
            });
        }
    });
    sender
});
