//! A PostgreSQL that says nothing: no statement waits for ever. What is not answered in time is given up together with its
//! connection, which is dropped and not closed: nobody may be there to say goodbye to.

use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt, TryStreamExt};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{Connection, Describe, Either, Execute, Executor, PgConnection, PgPool, Postgres, SqlStr};
use tokio::time::{sleep, timeout};

/// Readers at once.
const READERS: u32 = 4;

/// A connection that was idle for less is not asked whether it is still there.
const FRESH: Duration = Duration::from_millis(500);

/// How often is looked whether a process of the server has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Ends the server's process of a connection that was given up, and says whether there was one.
const END: &str = "
    select count(pg_terminate_backend(pid))
    from pg_stat_activity
    where pid = $1 and backend_start = $2";

/// Ends what a transaction does longer than we wait for it: a lock first, then a statement, and then a transaction of which
/// nothing more is heard, by which time we are gone. The server also notices by itself that a machine is. Says who is there.
///
/// Plans are kept, and those made while tables were small read them whole until the server next counts their rows: so whoever
/// writes, always by keys, never does. Scans of an index alone also strike off what is dead, of which a busy row has much.
const ARRIVE: &str = "
    select
        pid,
        backend_start,
        set_config('lock_timeout', $1, false),
        set_config('statement_timeout', $2, false),
        set_config('idle_in_transaction_session_timeout', $3, false),
        set_config('tcp_keepalives_idle', '10', false),
        set_config('tcp_keepalives_interval', '5', false),
        set_config('tcp_keepalives_count', '3', false),
        set_config('enable_seqscan', 'off', false),
        set_config('enable_bitmapscan', 'off', false),
        set_config('jit', 'off', false)
    from pg_stat_activity
    where pid = pg_backend_pid()";

/// Compiling a statement takes longer than most of what is read here.
const UNCOMPILED: &str = "set jit = off";

/// The server's process at the other end of a connection. Numbers of processes are given anew; with its time it is unlike
/// any other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backend {
    pid: i32,
    since: DateTime<Utc>,
}

/// A connection on which no statement waits for longer than it may.
#[derive(Debug)]
pub(super) struct Patient {
    pub(super) connection: PgConnection,
    backend: Option<Backend>,
    within: Duration,
    /// It is given up.
    silent: bool,
}

/// Connections for reading, on which no statement waits for longer than it may.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    pool: PgPool,
    /// How long a writer waits.
    pub(super) write_within: Duration,
}

/// A connection while it is being read from. However that ends, the pool does not wait for it for ever.
struct Reading {
    connection: Option<PoolConnection<Postgres>>,
    within: Duration,
}

impl Patient {
    /// A connection that may take as long as it needs.
    pub(super) async fn unhurried(options: &PgConnectOptions) -> Result<Self, sqlx::Error> {
        let connection = PgConnection::connect_with(options).await?;
        Ok(Self { connection, backend: None, within: Duration::MAX, silent: false })
    }

    /// A connection that takes the place of one that was given up. What that had begun is over before this does anything:
    /// it is committed, or it never will be.
    pub(super) async fn instead_of(
        lost: Option<Backend>,
        options: &PgConnectOptions,
        within: Duration,
    ) -> Result<Self, sqlx::Error> {
        let opening = async {
            let mut connection = PgConnection::connect_with(options).await?;
            let (pid, since) = sqlx::query_as(ARRIVE)
                .bind(milliseconds(within / 2))
                .bind(milliseconds(within * 4 / 5))
                .bind(milliseconds(within * 3 / 2))
                .fetch_one(&mut connection)
                .await?;
            if let Some(lost) = lost {
                lost.end(&mut connection).await?;
            }
            Ok(Self { connection, backend: Some(Backend { pid, since }), within, silent: false })
        };
        timeout(within, opening).await.map_err(late)?
    }

    /// The other end.
    pub(super) fn backend(&self) -> Option<Backend> {
        self.backend
    }
}

impl Backend {
    /// Returns once it has ended.
    async fn end(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        loop {
            let (there,): (i64,) =
                sqlx::query_as(END).bind(self.pid).bind(self.since).fetch_one(&mut *connection).await?;
            if there == 0 {
                return Ok(());
            }
            sleep(LOOK_AGAIN).await;
        }
    }
}

impl Readers {
    pub(super) async fn connect(options: PgConnectOptions, write_within: Duration) -> Result<Self, sqlx::Error> {
        let check = write_within / 4;
        let pool = PgPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(write_within)
            .test_before_acquire(false)
            // One that does not answer is replaced while there is time to do so.
            .before_acquire(move |connection, idle| {
                Box::pin(async move {
                    if idle.idle_for > FRESH {
                        timeout(check, connection.ping()).await.map_err(late)??;
                    }
                    Ok(true)
                })
            })
            .after_connect(|connection, _| Box::pin(async move { connection.execute(UNCOMPILED).await.map(drop) }))
            .connect_with(options)
            .await?;
        Ok(Self { pool, write_within })
    }

    /// A long list takes longer than anything that is written.
    fn within(&self) -> Duration {
        3 * self.write_within
    }

    pub(super) fn options(&self) -> PgConnectOptions {
        self.pool.connect_options().as_ref().clone()
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    async fn read<'q, E: Execute<'q, Postgres> + 'q>(
        &self,
        query: E,
    ) -> Result<Vec<Either<PgQueryResult, PgRow>>, sqlx::Error> {
        let mut reading = Reading { connection: Some(self.pool.acquire().await?), within: self.write_within };
        let Some(connection) = &mut reading.connection else { return Ok(Vec::new()) };
        match timeout(self.within(), connection.fetch_many(query).try_collect()).await {
            Ok(read) => read,
            Err(elapsed) => {
                drop(reading.connection.take().map(PoolConnection::detach));
                Err(late(elapsed))
            }
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        match tokio::runtime::Handle::try_current() {
            // Before it is used again it is asked whether it has finished what it was told.
            Ok(runtime) => drop(runtime.spawn(timeout(self.within, connection.return_to_pool()))),
            Err(_) => drop(connection.detach()),
        }
    }
}

impl<'c> Executor<'c> for &'c mut Patient {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        if self.silent {
            return stream::iter([Err(gone())]).boxed();
        }
        let Patient { connection, within, silent, .. } = self;
        let answers = connection.fetch_many(query);
        stream::unfold(Some((answers, silent, *within)), |left| async {
            let (mut answers, silent, within) = left?;
            match timeout(within, answers.next()).await {
                Ok(answer) => Some((answer?, Some((answers, silent, within)))),
                Err(elapsed) => {
                    *silent = true;
                    Some((Err(late(elapsed)), None))
                }
            }
        })
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        first(self.fetch_many(query)).boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.connection.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.connection.describe(sql)
    }
}

impl<'c> Executor<'c> for &'c Readers {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let read = self.read(query).map(|read| match read {
            Ok(read) => read.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        });
        read.map(stream::iter).flatten_stream().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        first(self.fetch_many(query)).boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.pool.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.pool.describe(sql)
    }
}

/// The first row of all that is answered. What comes behind it may be an error.
async fn first(
    mut answers: BoxStream<'_, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>,
) -> Result<Option<PgRow>, sqlx::Error> {
    let mut first = None;
    while let Some(answer) = answers.try_next().await? {
        if let Either::Right(row) = answer {
            first.get_or_insert(row);
        }
    }
    Ok(first)
}

fn milliseconds(time: Duration) -> String {
    time.as_millis().max(1).to_string()
}

/// It did not answer in time.
pub(super) fn late(_: tokio::time::error::Elapsed) -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time"))
}

/// It did not answer before.
fn gone() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::NotConnected, "the connection was given up"))
}
