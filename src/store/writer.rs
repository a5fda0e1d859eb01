//! Writing: jobs from everywhere share transactions, so that a durable commit costs little.
//!
//! One task owns the one connection that writes. It takes whatever jobs wait, runs each inside a savepoint of one
//! transaction, commits, and only then tells each its outcome. A job that fails is rolled back alone. The task has a
//! thread to itself: everybody waits for it, so it must not wait for a thread that somebody computes on.
//!
//! A connection that is lost, or that says nothing for too long (see `silence`), may leave a commit behind whose outcome
//! nobody knows. It is decided before anything else is written: whoever then looks whether it happened finds what stays.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::db::{Conn, Db, Text};
use super::log::Log;
use super::news::Announcer;
use super::silence::Backend;
use super::{StoreError, db};

/// Jobs that may share one transaction.
const JOBS_AT_ONCE: usize = 128;

/// A transaction of fewer jobs also takes those that came while it ran, so that fewer have to be made durable.
const JOBS_WORTH_IT: usize = 16;

const SAVE: Text = Text { sqlite: "savepoint job", postgres: "savepoint job" };
const KEEP: Text = Text { sqlite: "release job", postgres: "release savepoint job" };
const UNDO: Text = Text { sqlite: "rollback to job", postgres: "rollback to savepoint job" };
const ABANDON: Text = Text { sqlite: "rollback", postgres: "rollback" };

type Work = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<(), StoreError>> + Send>;

struct Job {
    work: Work,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// Hands jobs to the task that writes.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    closed: CancellationToken,
    finished: CancellationToken,
}

impl Writer {
    /// Starts the task. Without a connection it opens one of its own.
    pub(super) fn start(db: Db, connection: Option<Conn>, news: Announcer) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(4 * JOBS_AT_ONCE);
        let (closed, finished) = (CancellationToken::new(), CancellationToken::new());
        let (until, done) = (closed.clone(), finished.clone().drop_guard());
        let opened =
            |error| StoreError::Open { what: "the thread that writes".to_owned(), source: sqlx::Error::Io(error) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(opened)?;
        let writing = move || {
            runtime.block_on(write(db, connection, waiting, until, news));
            drop(done);
        };
        std::thread::Builder::new().name("writer".to_owned()).spawn(writing).map_err(opened)?;
        Ok(Self { jobs, closed, finished })
    }

    /// Runs a job in a transaction and returns its result once that is durable.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        let (done, outcome) = oneshot::channel();
        let slot = Arc::new(Mutex::new(None));
        let filled = Arc::clone(&slot);
        let work: Work = Box::new(move |connection| {
            Box::pin(async move {
                let value = work(connection).await?;
                *filled.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(value);
                Ok(())
            })
        });
        self.jobs.send(Job { work, done }).await.map_err(|_| StoreError::Closed)?;
        outcome.await.map_err(|_| StoreError::Closed)??;
        let value = slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        value.ok_or(StoreError::Closed)
    }

    /// Finishes what waits, then stops.
    pub(super) async fn close(&self) {
        self.closed.cancel();
        self.finished.cancelled().await;
    }
}

async fn write(
    db: Db,
    first: Option<Conn>,
    mut waiting: mpsc::Receiver<Job>,
    closed: CancellationToken,
    news: Announcer,
) {
    let (mut connection, mut lost) = (first, None);
    let log = Log::of(&db);
    let mut jobs = Vec::with_capacity(JOBS_AT_ONCE);
    loop {
        tokio::select! {
            biased;
            got = waiting.recv_many(&mut jobs, JOBS_AT_ONCE) => if got == 0 { break },
            () = closed.cancelled() => { waiting.close(); if waiting.is_empty() { break } continue }
        }
        let open = match connection.take() {
            Some(open) => Ok(open),
            None => db.writer_instead_of(lost).await,
        };
        match open {
            Ok(open) => {
                match transact(open, &mut jobs, &mut waiting, &news).await {
                    Ok(open) => connection = Some(open),
                    Err(backend) => lost = backend,
                }
                log.written();
            }
            Err(error) => refuse(jobs.drain(..), &error),
        }
    }
    log.end().await;
    if let Some(mut open) = connection
        && let Err(error) = open.checkpoint().await
    {
        tracing::warn!(%error, "the write-ahead log was not taken in");
    }
}

/// Runs jobs in one transaction. Returns the connection, or who was at its other end if it is given up.
async fn transact(
    mut connection: Conn,
    jobs: &mut Vec<Job>,
    waiting: &mut mpsc::Receiver<Job>,
    news: &Announcer,
) -> Result<Conn, Option<Backend>> {
    if let Err(error) = connection.begin().await {
        refuse(jobs.drain(..), &error);
        return if db::usable(&error) { Ok(connection) } else { Err(connection.backend()) };
    }
    let mut finished = Vec::new();
    let mut broken = None;
    while !jobs.is_empty() {
        for job in jobs.drain(..) {
            if let Some(error) = &broken {
                refuse(std::iter::once(job), error);
                continue;
            }
            match one(&mut connection, job.work).await {
                Ok(outcome) => finished.push((job.done, outcome)),
                Err(error) => {
                    finished.push((job.done, Err(StoreError::Unknown(copy(&error)))));
                    broken = Some(error);
                }
            }
        }
        if finished.len() < JOBS_WORTH_IT && broken.is_none() {
            jobs.extend(waiting.try_recv());
        }
    }
    // Also of what is lost, so that the next transaction does not tell it.
    let letter = news.take();
    if broken.is_none() {
        broken = connection.announce(letter).await.err();
    }
    let committed = match broken {
        None => connection.commit().await,
        Some(error) => {
            let _ = connection.run(ABANDON).await;
            Err(error)
        }
    };
    for (done, outcome) in finished {
        let told = match &committed {
            Ok(()) => outcome,
            Err(error) => Err(StoreError::Unknown(copy(error))),
        };
        let _ = done.send(told);
    }
    match committed {
        Ok(()) => Ok(connection),
        Err(error) => {
            tracing::error!(%error, "a transaction was lost; the connection is opened anew");
            Err(connection.backend())
        }
    }
}

/// One job in its savepoint. The outer error means that the transaction is lost.
async fn one(connection: &mut Conn, work: Work) -> Result<Result<(), StoreError>, sqlx::Error> {
    connection.run(SAVE).await?;
    let Ok(outcome) = AssertUnwindSafe(async { work(connection).await }).catch_unwind().await else {
        return Err(sqlx::Error::Protocol("what was to be written panicked".to_owned()));
    };
    if outcome.is_err() {
        connection.run(UNDO).await?;
    }
    connection.run(KEEP).await?;
    Ok(outcome)
}

fn refuse(jobs: impl Iterator<Item = Job>, error: &sqlx::Error) {
    for job in jobs {
        let _ = job.done.send(Err(StoreError::Refused(copy(error))));
    }
}

/// An error for each of several waiters; the original is logged once.
fn copy(error: &sqlx::Error) -> sqlx::Error {
    sqlx::Error::Protocol(error.to_string())
}
