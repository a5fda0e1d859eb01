//! Whether the job was done: a bot that answers fast and forgets, or says anything to anybody, has not won.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, ensure};
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Connection, FromRow, PgConnection};

use super::articles::Asked;
use super::program;

/// Each must be the number of messages.
const ONCE_EACH: [(&str, &str); 5] = [
    ("messages recorded", "select count(distinct event_key) from timeline where kind = 'message'"),
    ("entries of messages", "select count(*) from timeline where kind = 'message'"),
    ("replies recorded", "select count(*) from timeline where kind = 'reply'"),
    ("deliveries", "select count(*) from deliveries where status = 'sent' and attempts = 1"),
    ("receipts", "select count(*) from mirrors"),
];

/// Replies that are answers with one source whose title they show, by question and article.
const ANSWERS: &str = "
    select t.data ->> 'question', t.data -> 'sources' -> 0 ->> 'article', count(*)
    from timeline t
    join articles a on a.id = t.data -> 'sources' -> 0 ->> 'article'
    where t.kind = 'reply' and t.data ->> 'type' = 'answer' and instr(t.body, a.title) > 0
        and instr(t.body, a.body) > 0
    group by 1, 2";

/// The database that was written to.
enum Written {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Written {
    async fn open(url: &str) -> anyhow::Result<Self> {
        Ok(match url.strip_prefix("sqlite:") {
            Some(path) => {
                let options = SqliteConnectOptions::new().filename(path).read_only(true);
                Self::Sqlite(SqliteConnection::connect_with(&options).await?)
            }
            None => Self::Postgres(PgConnection::connect(url).await?),
        })
    }

    async fn rows<T>(&mut self, sql: &str) -> anyhow::Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        Ok(match self {
            Self::Sqlite(c) => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await?,
            // The same function goes by another name there.
            Self::Postgres(c) => sqlx::query_as(AssertSqlSafe(sql.replace("instr(", "strpos("))).fetch_all(c).await?,
        })
    }

    async fn count(&mut self, sql: &str) -> anyhow::Result<usize> {
        let rows: Vec<(i64,)> = self.rows(sql).await?;
        Ok(usize::try_from(rows.first().context("a count is one row")?.0)?)
    }

    async fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(c) => c.close().await?,
            Self::Postgres(c) => c.close().await?,
        }
        Ok(())
    }
}

/// Looks at what Hamyar has written about `messages` of these questions.
pub(super) async fn record(url: &str, asked: &[Asked], messages: usize, articles: usize) -> anyhow::Result<()> {
    let mut written = Written::open(url).await?;
    let known = written.count("select count(*) from articles").await?;
    ensure!(known == articles, "there are {known} articles, not {articles}");
    for (what, sql) in ONCE_EACH {
        let count = written.count(sql).await?;
        ensure!(count == messages, "{what}: {count}, not {messages}");
    }
    let answers: Vec<(String, String, i64)> = written.rows(ANSWERS).await?;
    let right: HashMap<&str, &str> = asked.iter().map(|asked| (asked.text.as_str(), asked.article.as_str())).collect();
    let mut answered = 0;
    for (question, article, count) in &answers {
        ensure!(right.get(question.as_str()) == Some(&article.as_str()), "`{question}` was answered from {article}");
        answered += usize::try_from(*count)?;
    }
    ensure!(answered == messages, "{answered} of {messages} messages were answered");
    written.close().await
}

/// How durable the server is that `scripts/postgres.sh` started.
pub(super) async fn durability() -> anyhow::Result<String> {
    let url = std::env::var("HAMYAR_TEST_POSTGRES").context("HAMYAR_TEST_POSTGRES is not set")?;
    let mut connection = PgConnection::connect(&url).await?;
    let (version, fsync, folder): (String, String, String) = sqlx::query_as(
        "select current_setting('server_version'), current_setting('fsync'), current_setting('data_directory')",
    )
    .fetch_one(&mut connection)
    .await?;
    connection.close().await?;
    Ok(format!(
        "PostgreSQL {version} over its socket, fsync={fsync}, synchronous_commit=on, on {}",
        program::file_system(Path::new(&folder))?
    ))
}
