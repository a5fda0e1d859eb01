//! Backups of SQLite: a copy of the file that the database itself lays out.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tempfile::NamedTempFile;

use super::archive::{Archive, Frame, Reading, folder_of};
use super::{Backup, BackupError, Erasures, Restored};
use crate::clock::Edge;
use crate::store::Store;
use crate::store::db::path_of;

/// How long another process may hold the database before it counts as in use.
const PATIENCE: Duration = Duration::from_secs(1);

/// The name of the copy within the backup.
const WHOLE: &[u8] = b"database";

pub(super) async fn dump(
    connection: &mut SqliteConnection,
    path: &Path,
    archive: &mut Archive,
) -> Result<(), BackupError> {
    let failed = |source| BackupError::Io { path: path.to_owned(), source };
    let folder = tempfile::tempdir_in(folder_of(path)).map_err(failed)?;
    let copy = folder.path().join("copy.db");
    sqlx::query("vacuum into $1").bind(copy.display().to_string()).execute(connection).await?;
    archive.table(WHOLE)?;
    let mut file = File::open(&copy).map_err(failed)?;
    let mut bytes = vec![0; 1 << 20];
    loop {
        match file.read(&mut bytes).map_err(failed)? {
            0 => return Ok(()),
            read => archive.data(&bytes[..read])?,
        }
    }
}

pub(super) async fn restore(
    url: &str,
    backup: &Backup,
    replace: bool,
    erased: Erasures,
    edge: Edge,
) -> Result<Restored, BackupError> {
    let path = Path::new(path_of(url));
    let (held, mut erasures) = take(url, path, replace).await?;
    erasures.extend(erased);
    let failed = |source| BackupError::Io { path: path.to_owned(), source };
    let mut copy = NamedTempFile::new_in(folder_of(path)).map_err(failed)?;
    unpack(backup, copy.as_file_mut())?;
    let store = Store::open(&format!("sqlite:{}", copy.path().display()), "restore", edge).await?;
    let restored = store.settle_restored(erasures).await;
    store.close().await;
    let restored = restored?;
    copy.as_file().sync_all().map_err(failed)?;
    // The log of a file that is gone or unreadable would be played back into the one that comes; that of the one that is held
    // is empty.
    if held.is_none() {
        forget_log(path);
    }
    copy.persist(path).map_err(|error| failed(error.error))?;
    File::open(folder_of(path)).and_then(|folder| folder.sync_all()).map_err(failed)?;
    if let Some(connection) = held {
        connection.close().await?;
        forget_log(path);
    }
    Ok(restored)
}

/// Removes the log of a database; most often there is none.
fn forget_log(path: &Path) {
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", path.display()));
    }
}

/// Takes the database for itself, so that nobody else opens it, and says who was erased there. Where there is none, or one
/// that cannot be read and may be replaced, there is nothing to be taken.
async fn take(url: &str, path: &Path, replace: bool) -> Result<(Option<SqliteConnection>, Erasures), BackupError> {
    if !path.exists() {
        return Ok((None, Vec::new()));
    }
    let options = SqliteConnectOptions::from_str(url)?
        .busy_timeout(PATIENCE)
        .pragma("locking_mode", "exclusive")
        .disable_statement_logging();
    match look(&options).await {
        Ok((_, false, _)) if !replace => Err(BackupError::NotEmpty),
        Ok((connection, _, erasures)) => Ok((Some(connection), erasures)),
        Err(error) if is_busy(&error) => Err(BackupError::InUse),
        // It is no database any more: all the more reason to restore one.
        Err(_) if replace => Ok((None, Vec::new())),
        Err(error) => Err(error.into()),
    }
}

/// The database, whether it is empty, and who was erased there.
async fn look(options: &SqliteConnectOptions) -> Result<(SqliteConnection, bool, Erasures), sqlx::Error> {
    let mut c = SqliteConnection::connect_with(options).await?;
    // A write, so that it is held from now on.
    sqlx::query("begin exclusive").execute(&mut c).await?;
    sqlx::query("commit").execute(&mut c).await?;
    let mut empty = true;
    for table in ["contacts", "articles", "agents"] {
        if has(&mut c, table).await? {
            let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
            let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&mut c).await?;
            empty &= count == 0;
        }
    }
    let mut erasures = Vec::new();
    if has(&mut c, "erasures").await? {
        erasures = sqlx::query_as("select identity, contact, at from erasures").fetch_all(&mut c).await?;
    }
    sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut c).await?;
    Ok((c, empty, erasures))
}

async fn has(c: &mut SqliteConnection, table: &str) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from sqlite_master where type = 'table' and name = $1")
        .bind(table)
        .fetch_one(c)
        .await?;
    Ok(count > 0)
}

fn is_busy(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    error.code().and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

fn unpack(backup: &Backup, to: &mut File) -> Result<(), BackupError> {
    let (mut reading, _) = Reading::open(&backup.path)?;
    let failed = |source| BackupError::Io { path: backup.path.clone(), source };
    loop {
        match reading.next()? {
            Frame::Data(bytes) => to.write_all(&bytes).map_err(failed)?,
            Frame::Table(name) if name == WHOLE => {}
            Frame::End(_) => return to.sync_all().map_err(failed),
            Frame::Header(_) | Frame::Table(_) => return Err(reading.damaged("it holds something unknown")),
        }
    }
}
