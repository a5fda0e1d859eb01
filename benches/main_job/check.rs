//! Whether the job was done: a bot that answers fast and forgets, or says anything to anybody, has not won.

use std::collections::HashMap;
use std::path::Path;

use anyhow::ensure;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::articles::Asked;

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
    select json_extract(t.data, '$.question'), json_extract(t.data, '$.sources[0].article'), count(*)
    from timeline t
    join articles a on a.id = json_extract(t.data, '$.sources[0].article')
    where t.kind = 'reply' and json_extract(t.data, '$.type') = 'answer' and instr(t.body, a.title) > 0
        and instr(t.body, a.body) > 0
    group by 1, 2";

/// Looks at what Hamyar has written about `messages` of these questions.
pub(super) async fn record(database: &Path, asked: &[Asked], messages: usize, articles: usize) -> anyhow::Result<()> {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let (known,): (i64,) = sqlx::query_as("select count(*) from articles").fetch_one(&mut connection).await?;
    ensure!(usize::try_from(known)? == articles, "there are {known} articles, not {articles}");
    for (what, sql) in ONCE_EACH {
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&mut connection).await?;
        ensure!(usize::try_from(count)? == messages, "{what}: {count}, not {messages}");
    }
    let answers: Vec<(String, String, i64)> = sqlx::query_as(ANSWERS).fetch_all(&mut connection).await?;
    let right: HashMap<&str, &str> = asked.iter().map(|asked| (asked.text.as_str(), asked.article.as_str())).collect();
    let mut answered = 0;
    for (question, article, count) in &answers {
        ensure!(right.get(question.as_str()) == Some(&article.as_str()), "`{question}` was answered from {article}");
        answered += usize::try_from(*count)?;
    }
    ensure!(answered == messages, "{answered} of {messages} messages were answered");
    connection.close().await?;
    Ok(())
}
