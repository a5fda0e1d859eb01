//! Backups of PostgreSQL: every table, as `copy` writes it, seen at one moment. Nothing but the database is needed.
//!
//! A restore is made in a schema beside the one in use, and takes its place in one transaction.

use std::str::FromStr;
use std::time::Duration;

use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::archive::{Archive, Frame, Reading};
use super::{Backup, BackupError, Erasures, Restored};
use crate::clock::Edge;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::db::{APPLICATION, POSTGRES_STEPS};

/// Where a restore is made.
const BESIDE: &str = "hamyar_restore";

/// Connections that were closed a moment ago may still be listed.
const TRIES: usize = 20;
const BETWEEN: Duration = Duration::from_millis(100);

const TABLES: &str = "
    select c.relname::text
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> '_sqlx_migrations'
    order by c.relname";

const COLUMNS: &str = "
    select column_name::text
    from information_schema.columns
    where table_schema = current_schema() and table_name = $1
    order by ordinal_position";

/// Which table has rows that point into which other.
const POINTS: &str = "
    select distinct f.conrelid::regclass::text, f.confrelid::regclass::text
    from pg_constraint f
    join pg_namespace n on n.oid = f.connamespace
    where n.nspname = current_schema() and f.contype = 'f' and f.conrelid <> f.confrelid";

const OTHERS: &str = "
    select count(*)
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = $1";

/// A table in the file.
#[derive(Serialize, Deserialize)]
struct Table {
    name: String,
    columns: Vec<String>,
}

impl Table {
    /// The name and the columns, as SQL takes them. What a file says is quoted: it may have been made by anybody.
    fn quoted(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| quote(column)).collect();
        format!("{} ({})", quote(&self.name), columns.join(", "))
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) async fn dump(c: &mut PgConnection, archive: &mut Archive) -> Result<(), BackupError> {
    sqlx::query("begin isolation level repeatable read read only").execute(&mut *c).await?;
    for name in in_order(c).await? {
        let columns: Vec<(String,)> = sqlx::query_as(COLUMNS).bind(&name).fetch_all(&mut *c).await?;
        let table = Table { name, columns: columns.into_iter().map(|(column,)| column).collect() };
        let about = serde_json::to_vec(&table).map_err(|error| sqlx::Error::Decode(error.into()))?;
        archive.table(&about)?;
        let mut rows = c.copy_out_raw(&format!("copy {} to stdout", table.quoted())).await?;
        while let Some(bytes) = rows.try_next().await? {
            archive.data(&bytes)?;
        }
    }
    sqlx::query("commit").execute(c).await?;
    Ok(())
}

/// The tables, none before one that it points into.
async fn in_order(c: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    let names: Vec<(String,)> = sqlx::query_as(TABLES).fetch_all(&mut *c).await?;
    let points: Vec<(String, String)> = sqlx::query_as(POINTS).fetch_all(&mut *c).await?;
    let mut left: Vec<String> = names.into_iter().map(|(name,)| name).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |name: &String| points.iter().any(|(from, to)| from == name && left.contains(to));
        let (later, next): (Vec<_>, Vec<_>) = left.iter().cloned().partition(waits);
        if next.is_empty() {
            // They point at each other; a circle has no order.
            ordered.extend(later);
            break;
        }
        ordered.extend(next);
        left = later;
    }
    Ok(ordered)
}

pub(super) async fn restore(
    url: &str,
    backup: &Backup,
    replace: bool,
    erased: Erasures,
    edge: Edge,
) -> Result<Restored, BackupError> {
    let options = PgConnectOptions::from_str(url)?.application_name(APPLICATION).disable_statement_logging();
    let mut c = PgConnection::connect_with(&options).await?;
    alone(&mut c).await?;
    let (empty, mut erasures) = look(&mut c).await?;
    erasures.extend(erased);
    if !empty && !replace {
        return Err(BackupError::NotEmpty);
    }
    sqlx::raw_sql("drop schema if exists hamyar_restore cascade; create schema hamyar_restore").execute(&mut c).await?;
    let restored = beside(url, &options, backup, erasures, edge).await;
    match restored {
        Ok(restored) => {
            swap(&mut c).await?;
            c.close().await?;
            Ok(restored)
        }
        Err(error) => {
            let _ = sqlx::raw_sql("drop schema if exists hamyar_restore cascade").execute(&mut c).await;
            Err(error)
        }
    }
}

/// Whether nobody else uses the database.
async fn alone(c: &mut PgConnection) -> Result<(), BackupError> {
    for _ in 0..TRIES {
        let (others,): (i64,) = sqlx::query_as(OTHERS).bind(APPLICATION).fetch_one(&mut *c).await?;
        if others == 0 {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Err(BackupError::InUse)
}

/// Whether the database is empty, and who was erased there.
async fn look(c: &mut PgConnection) -> Result<(bool, Erasures), sqlx::Error> {
    let names: Vec<(String,)> = sqlx::query_as(TABLES).fetch_all(&mut *c).await?;
    let has = |name: &str| names.iter().any(|(known,)| known == name);
    let mut empty = true;
    for table in ["contacts", "articles", "agents"].into_iter().filter(|table| has(table)) {
        let sql = AssertSqlSafe(format!("select count(*) from {table}"));
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&mut *c).await?;
        empty &= count == 0;
    }
    let erasures = if has("erasures") {
        sqlx::query_as("select identity, contact, at from erasures").fetch_all(c).await?
    } else {
        Vec::new()
    };
    Ok((empty, erasures))
}

/// Makes the database anew, beside the one in use.
async fn beside(
    url: &str,
    options: &PgConnectOptions,
    backup: &Backup,
    erasures: Erasures,
    edge: Edge,
) -> Result<Restored, BackupError> {
    let mut c = PgConnection::connect_with(&options.clone().options([("search_path", BESIDE)])).await?;
    let what = || "the place of the restore".to_owned();
    POSTGRES_STEPS
        .run_to(backup.header.step, &mut c)
        .await
        .map_err(|source| StoreError::Migrate { what: what(), source })?;
    load(&mut c, backup).await?;
    c.close().await?;
    let store = Store::open_in(url, BESIDE, "restore", edge).await?;
    let restored = store.settle_restored(erasures).await;
    store.close().await;
    Ok(restored?)
}

async fn load(c: &mut PgConnection, backup: &Backup) -> Result<(), BackupError> {
    let names: Vec<(String,)> = sqlx::query_as(TABLES).fetch_all(&mut *c).await?;
    // What the migrations wrote is in the backup as well.
    let all: Vec<String> = names.iter().map(|(name,)| quote(name)).collect();
    sqlx::query("begin").execute(&mut *c).await?;
    sqlx::query(AssertSqlSafe(format!("truncate {}", all.join(", ")))).execute(&mut *c).await?;
    let (mut reading, _) = Reading::open(&backup.path)?;
    let mut next = reading.next()?;
    while let Frame::Table(about) = next {
        let table: Table = serde_json::from_slice(&about).map_err(|_| reading.damaged("a table is not described"))?;
        let mut rows = c.copy_in_raw(&format!("copy {} from stdin", table.quoted())).await?;
        next = loop {
            match reading.next()? {
                Frame::Data(bytes) => drop(rows.send(bytes).await?),
                other => break other,
            }
        };
        rows.finish().await?;
    }
    if !matches!(next, Frame::End(_)) {
        return Err(reading.damaged("it holds something unknown"));
    }
    sqlx::query("commit").execute(c).await?;
    Ok(())
}

/// Puts the new tables in place of the old ones, all at once.
async fn swap(c: &mut PgConnection) -> Result<(), BackupError> {
    let (schema,): (String,) = sqlx::query_as("select current_schema()::text").fetch_one(&mut *c).await?;
    let new: Vec<(String,)> = sqlx::query_as(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'hamyar_restore' and c.relkind = 'r'",
    )
    .fetch_all(&mut *c)
    .await?;
    let (schema, new): (String, Vec<String>) = (quote(&schema), new.iter().map(|(name,)| quote(name)).collect());
    let drops = new.iter().map(|name| format!("drop table if exists {schema}.{name} cascade"));
    let moves = new.iter().map(|name| format!("alter table {BESIDE}.{name} set schema {schema}"));
    let last = format!("drop schema {BESIDE} cascade");
    let steps: Vec<String> =
        std::iter::once("begin".to_owned()).chain(drops).chain(moves).chain([last, "commit".to_owned()]).collect();
    sqlx::raw_sql(AssertSqlSafe(steps.join("; "))).execute(c).await?;
    Ok(())
}
