//! The database of one part: a file, or one of its own on the server that `scripts/postgres.sh` made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use sqlx::{Connection, Executor, PgConnection};

use super::plan::Kind;

/// The database of one part.
pub(super) struct Database {
    pub(super) kind: Kind,
    pub(super) url: String,
    /// That of the server, which has others.
    server: Option<String>,
}

impl Database {
    /// An empty one.
    pub(super) async fn new(kind: Kind, dir: &Path) -> anyhow::Result<Self> {
        if kind == Kind::Sqlite {
            return Ok(Self { kind, url: format!("sqlite:{}", dir.join("hamyar.db").display()), server: None });
        }
        let server = std::env::var("HAMYAR_TEST_POSTGRES")
            .context("run it under scripts/postgres.sh, which starts a PostgreSQL for it")?;
        let name = format!("soak_{}", uuid::Uuid::from_u128(rand::random()).simple());
        let mut connection = PgConnection::connect(&server).await?;
        connection.execute(sqlx::AssertSqlSafe(format!("create database {name}"))).await?;
        // The script's server may forget what was committed last, as no test minds. Here a restart must not.
        let durable = format!("alter database {name} set synchronous_commit = on");
        connection.execute(sqlx::AssertSqlSafe(durable)).await?;
        connection.close().await?;
        let (address, options) = server.split_once('?').unwrap_or((&server, ""));
        let (host, _) = address.rsplit_once('/').context("a URL of PostgreSQL ends with a database")?;
        Ok(Self { kind, url: format!("{host}/{name}?{options}"), server: Some(server) })
    }

    /// What the program is told of it. By its name one that was killed takes up at once what it had begun.
    pub(super) fn environment(&self) -> [(&'static str, String); 2] {
        [("HAMYAR_DATABASE__URL", self.url.clone()), ("HAMYAR_NODE__NAME", "soak".to_owned())]
    }

    /// Starts the server anew: at once, as after a crash, or once it has written what it has to.
    pub(super) fn restart(&self, at_once: bool) -> anyhow::Result<()> {
        let folder = self.folder()?;
        let pid = fs::read_to_string(folder.join("data/postmaster.pid"));
        // It is starting already.
        let Ok(pid) = pid else { return Ok(()) };
        fs::write(folder.join("restart"), "")?;
        let pid = pid.lines().next().context("the server has an id")?;
        let signal = if at_once { "-QUIT" } else { "-INT" };
        let done = Command::new("kill").args([signal, pid]).status()?;
        ensure!(done.success(), "the server of the database is not there");
        Ok(())
    }

    /// Where the script keeps the server.
    fn folder(&self) -> anyhow::Result<PathBuf> {
        let url = self.server.as_deref().context("only PostgreSQL is started anew")?;
        let (_, folder) = url.rsplit_once("host=").context("only the server of scripts/postgres.sh is started anew")?;
        let folder = PathBuf::from(folder);
        ensure!(folder.join("data").is_dir(), "only the server of scripts/postgres.sh is started anew");
        Ok(folder)
    }

    /// Leaves nothing of it behind.
    pub(super) async fn remove(self) -> anyhow::Result<()> {
        let Some(server) = self.server else { return Ok(()) };
        let (_, name) = self.url.split('?').next().and_then(|url| url.rsplit_once('/')).context("it has a name")?;
        let mut connection = PgConnection::connect(&server).await?;
        connection.execute(sqlx::AssertSqlSafe(format!("drop database {name} with (force)"))).await?;
        Ok(connection.close().await?)
    }
}
