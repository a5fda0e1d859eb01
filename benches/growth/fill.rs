//! Databases that are filled by SQL, as if so much had been said.

use std::path::PathBuf;

use anyhow::Context;
use hamyar::clock::Edge;
use hamyar::store::Store;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/growth");

/// Entries of a conversation that is one of many.
const EACH: u64 = 1000;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Sqlite,
    Postgres,
}

impl On {
    #[allow(dead_code, reason = "the bench of growth says it in its arguments")]
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite, synchronous=FULL",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// How the entries lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// All in one conversation.
    One,
    /// A thousand in each; of a hundred conversations one is open, as if bots had answered most things.
    Many,
    /// Ten in each; half of the conversations are open, and half of those wait for anyone.
    Short,
}

impl Shape {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::One => "in one conversation",
            Self::Many => "in conversations of a thousand",
            Self::Short => "in conversations of ten",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Many => "many",
            Self::Short => "short",
        }
    }

    /// How many conversations so many entries are in.
    fn conversations(self, entries: u64) -> u64 {
        match self {
            Self::One => 1,
            Self::Many => entries / EACH,
            Self::Short => entries / 10,
        }
    }

    /// Of how many conversations one is open.
    fn one_open_of(self) -> u64 {
        if self == Self::Short { 2 } else { 100 }
    }
}

/// A filled database.
pub(super) struct Place {
    pub(super) url: String,
    on: On,
    name: String,
}

/// What is said, by question and answer in turn; `{…}` is written otherwise in each database.
const FILL: &str = "
    insert into places (id, channel, chat, direct, role, autonomy, created_at)
    {numbers CONVERSATIONS} select {id i + 1}, 'fake:main', 'person-' || (i + 1), {yes}, 'direct', 'always', {at i}
    from numbers;
    insert into contacts (id, name, introduced, created_at)
    {numbers CONVERSATIONS} select {id i + 1}, 'Person ' || (i + 1), {yes}, {at i} from numbers;
    insert into identities (id, channel, external_id, contact, name, created_at)
    {numbers CONVERSATIONS} select {id i + 1}, 'fake:main', 'person-' || (i + 1), {id i + 1}, 'Person ' || (i + 1), {at i}
    from numbers;
    insert into conversations
        (id, number, place, asker, language, status, holder, version, last_seq, pending_seq, handled_seq, opened_at,
        touched_at, waiting_since, memory)
    {numbers CONVERSATIONS} select {id i + 1}, i + 1, {id i + 1}, {id i + 1}, 'en',
        case when i % OPEN = 0 then 'open' else 'resolved' end, case when i % WAITING = 0 then 'queue' else 'bot' end, 1,
        ENTRIES / CONVERSATIONS, ENTRIES / CONVERSATIONS - 1, ENTRIES / CONVERSATIONS - 1, {at i},
        {at ENTRIES - CONVERSATIONS + i}, case when i % WAITING = 0 then {at i} end, {object '{\"replies\": 1}'}
    from numbers;
    insert into timeline (conversation, seq, id, channel, event_key, identity, at, kind, body, data)
    {numbers ENTRIES} select {id i % CONVERSATIONS + 1}, i / CONVERSATIONS + 1, {id i + 1},
        case when i / CONVERSATIONS % 2 = 0 then 'fake:main' end,
        case when i / CONVERSATIONS % 2 = 0 then 'm:' || (i % CONVERSATIONS) || ':' || (i / CONVERSATIONS) end,
        case when i / CONVERSATIONS % 2 = 0 then {id i % CONVERSATIONS + 1} end, {at i},
        case when i / CONVERSATIONS % 2 = 0 then 'message' else 'reply' end,
        'How do I restore a folder that was deleted, and how long is it kept?', {object '{\"message\": \"1\"}'}
    from numbers;
    insert into deliveries
        (id, conversation, seq, reply, place, identity, kind, buttons, language, status, attempts, parts_sent, not_before,
        created_at, finished_at)
    {numbers ENTRIES} select {id i + 1}, {id i % CONVERSATIONS + 1}, i / CONVERSATIONS + 1, 1, {id i % CONVERSATIONS + 1},
        {id i % CONVERSATIONS + 1}, 'send', {object '[]'}, 'en', 'sent', 1, 1, {at i}, {at i}, {at i}
    from numbers where i / CONVERSATIONS % 2 = 1;
    analyze;";

impl Place {
    /// A new database with so many entries.
    pub(super) async fn make(on: On, shape: Shape, entries: u64) -> anyhow::Result<Self> {
        let name = format!("growth_{}_{entries}", shape.name());
        let url = match on {
            On::Sqlite => {
                std::fs::create_dir_all(FOLDER)?;
                format!("sqlite:{FOLDER}/{name}.db")
            }
            On::Postgres => postgres(&name).await?,
        };
        let place = Self { url, on, name };
        place.remove_files();
        Store::open(&place.url, "growth", Edge::system()).await?.close().await;
        let (open, waiting) = (shape.one_open_of().to_string(), (2 * shape.one_open_of()).to_string());
        let conversations = shape.conversations(entries).to_string();
        let sql = FILL.replace("CONVERSATIONS", &conversations).replace("ENTRIES", &entries.to_string());
        place.change(&sql.replace("OPEN", &open).replace("WAITING", &waiting)).await?;
        Ok(place)
    }

    /// Changes what is in it by SQL, in the words of [`FILL`]. Nobody else may have it open.
    pub(super) async fn change(&self, sql: &str) -> anyhow::Result<()> {
        let sql = written(self.on, sql);
        match self.on {
            On::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await?;
                // It is filled anew if this is interrupted. Whoever had it open may still be closing it.
                let quick = "pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off";
                let mut tries = 0;
                while let Err(error) = connection.execute(quick).await {
                    tries += 1;
                    anyhow::ensure!(tries < 100, error);
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
                connection.execute("pragma cache_size = -262144").await?;
                connection.execute(AssertSqlSafe(sql)).await?;
                connection.close().await?;
            }
            On::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await?;
                connection.execute(AssertSqlSafe(sql)).await?;
                // As autovacuum does it in time.
                connection.execute("vacuum analyze").await?;
                connection.close().await?;
            }
        }
        Ok(())
    }

    /// Leaves nothing behind.
    pub(super) async fn remove(self) -> anyhow::Result<()> {
        self.remove_files();
        if self.on == On::Postgres {
            let mut admin = PgConnection::connect(&admin()?).await?;
            admin.execute(AssertSqlSafe(format!("drop database {}", self.name))).await?;
        }
        Ok(())
    }

    fn remove_files(&self) {
        for ending in ["db", "db-wal", "db-shm"] {
            // There may be none.
            let _ = std::fs::remove_file(PathBuf::from(FOLDER).join(format!("{}.{ending}", self.name)));
        }
    }
}

/// The words of FILL for a database.
fn written(on: On, sql: &str) -> String {
    let mut written = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('{') {
        let end = closing(after);
        let (word, argument) = after[..end].split_once(' ').unwrap_or((&after[..end], ""));
        written.push_str(before);
        let words = match (word, on) {
            ("id", On::Sqlite) => format!("unhex(printf('%032x', {argument}))"),
            ("id", On::Postgres) => format!("lpad(to_hex({argument}), 32, '0')::uuid"),
            ("at", On::Sqlite) => {
                format!("strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', 1700000000 + {argument}, 'unixepoch')")
            }
            ("at", On::Postgres) => format!("to_timestamp(1700000000 + {argument})"),
            ("yes", On::Sqlite) => "1".to_owned(),
            ("yes", On::Postgres) => "true".to_owned(),
            ("object", On::Sqlite) => argument.to_owned(),
            ("object", On::Postgres) => format!("{argument}::jsonb"),
            (_, On::Sqlite) => format!(
                "with recursive numbers (i) as (select 0 union all select i + 1 from numbers where i < {argument} - 1)"
            ),
            (_, On::Postgres) => format!("with numbers as (select generate_series(0, {argument} - 1)::bigint as i)"),
        };
        written.push_str(&words);
        rest = &after[end + 1..];
    }
    written + rest
}

/// Where the brace ends before which this begins. JSON has braces of its own.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn admin() -> anyhow::Result<String> {
    std::env::var("HAMYAR_TEST_POSTGRES").context("HAMYAR_TEST_POSTGRES is not set: run it with `scripts/postgres.sh`")
}

/// An empty database on the server.
async fn postgres(name: &str) -> anyhow::Result<String> {
    let admin = admin()?;
    let mut connection = PgConnection::connect(&admin).await?;
    connection.execute(AssertSqlSafe(format!("drop database if exists {name}"))).await?;
    connection.execute(AssertSqlSafe(format!("create database {name}"))).await?;
    connection.close().await?;
    let (address, options) = admin.split_once('?').unwrap_or((&admin, ""));
    let (server, _) = address.rsplit_once('/').context("the address of a server")?;
    Ok(format!("{server}/{name}?{options}"))
}
