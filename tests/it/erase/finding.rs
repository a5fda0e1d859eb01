//! Looking for what must not be there any more.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use crate::support::Database;

/// Where in the database these bytes are: files of SQLite, columns of PostgreSQL.
pub(crate) async fn found(database: &Database, mark: &str) -> Vec<String> {
    if database.url.starts_with("sqlite:") {
        in_files(database.dir.path(), mark)
    } else {
        in_columns(database, mark).await
    }
}

/// The files below a folder that hold these bytes. Another process reads them: one that closes a file of SQLite's gives up all
/// the locks that it has on it, and another that is done with the database then takes the log away from it.
pub(crate) fn in_files(folder: &Path, mark: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(in_files(&entry.path(), mark));
        } else {
            let read = std::process::Command::new("cat").arg(entry.path()).output().unwrap();
            assert!(read.status.success(), "{read:?}");
            if read.stdout.windows(mark.len()).any(|part| part == mark.as_bytes()) {
                found.push(entry.path().display().to_string());
            }
        }
    }
    found
}

async fn in_columns(database: &Database, mark: &str) -> Vec<String> {
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let columns = "select table_name::text, column_name::text, data_type::text from information_schema.columns
        where table_schema = 'public'";
    let mut found = Vec::new();
    for column in sqlx::query(columns).fetch_all(&mut connection).await.unwrap() {
        let (table, name, kind): (String, String, String) = (column.get(0), column.get(1), column.get(2));
        let text = if kind == "bytea" { format!("encode(\"{name}\", 'escape')") } else { format!("\"{name}\"::text") };
        let sql = AssertSqlSafe(format!("select count(*) from \"{table}\" where {text} like '%{mark}%'"));
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&mut connection).await.unwrap();
        if count > 0 {
            found.push(format!("{table}.{name}: {count}"));
        }
    }
    connection.close().await.unwrap();
    found
}
