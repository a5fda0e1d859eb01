//! The program on a database that is filled already, and people of the team at it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Stdio};

use anyhow::Context;
use hamyar::clock::Edge;
use hamyar::desk::one_time_link;
use hamyar::model::{AgentId, AgentRole};
use hamyar::store::{NewAgent, Store};
use tempfile::TempDir;

use super::browser::Browser;
use super::program::{self, Usage};

/// Conversations that are made searchable at once.
const BATCH: i64 = 500;

/// What is done in the database before anybody serves it: for a while we are the only ones who have it open.
pub(super) struct Before {
    store: Store,
}

impl Before {
    pub(super) async fn on(url: &str) -> anyhow::Result<Self> {
        Ok(Self { store: Store::open(url, "desk", Edge::system()).await? })
    }

    /// Somebody new who answers customers.
    pub(super) async fn agent(&self, name: &str) -> anyhow::Result<AgentId> {
        self.colleague(name, AgentRole::Agent).await
    }

    /// Somebody new of the team.
    pub(super) async fn colleague(&self, name: &str, role: AgentRole) -> anyhow::Result<AgentId> {
        let new = NewAgent {
            email: format!("{name}@team.example"),
            name: name.to_owned(),
            role,
            language: "en".to_owned(),
            password_hash: String::new(),
        };
        self.store.add_agent(new).await?.context("there is such a person already")
    }

    /// The path by which they sign in once.
    pub(super) async fn way_in(&self, agent: AgentId) -> anyhow::Result<String> {
        Ok(one_time_link(&self.store, &Edge::system(), agent, "").await?)
    }

    /// Makes searchable what is over, as the program does in time.
    pub(super) async fn made_searchable(self) -> anyhow::Result<()> {
        while self.store.make_searchable(BATCH).await? > 0 {}
        self.store.close().await;
        Ok(())
    }
}

/// The program, until this is dropped.
pub(super) struct Running {
    pub(super) http: SocketAddr,
    process: Child,
    dir: TempDir,
}

impl Running {
    pub(super) fn on(url: &str) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let environment = [
            ("HAMYAR_DATABASE__URL", url.to_owned()),
            ("HAMYAR_HTTP__LISTEN", "127.0.0.1:0".to_owned()),
            // All customers are at one address, and some write more than a person does.
            ("HAMYAR_WEB__MESSAGES_PER_MINUTE", "0".to_owned()),
            ("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "0".to_owned()),
        ];
        let log = File::create(dir.path().join("log"))?;
        let mut process = program::hamyar(dir.path(), &environment)
            .arg("run")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let said = BufReader::new(process.stdout.take().context("it has an output")?);
        let mut running = Self { http: SocketAddr::from(([127, 0, 0, 1], 0)), process, dir };
        running.http = address(said).with_context(|| running.log())?;
        Ok(running)
    }

    /// Somebody of the team at a browser of their own.
    pub(super) async fn browser(&self, way_in: &str) -> anyhow::Result<Browser> {
        let mut browser = Browser::at(self.http);
        let answer = browser.get(way_in).await;
        anyhow::ensure!(answer.status == 303, "signing in: {answer:?}\n{}", self.log());
        Ok(browser)
    }

    /// What it has used so far.
    pub(super) fn usage(&self) -> anyhow::Result<Usage> {
        program::usage(&self.process.id().to_string()).with_context(|| self.log())
    }

    /// Where its files are.
    pub(super) fn log(&self) -> String {
        let path: &Path = self.dir.path();
        std::fs::read_to_string(path.join("log")).unwrap_or_default()
    }
}

/// Where it says that its desk is.
fn address(said: impl BufRead) -> anyhow::Result<SocketAddr> {
    for line in said.lines() {
        let line = line?;
        if let Some((_, rest)) = line.split_once("http://")
            && let Some(address) = rest.strip_suffix("/desk")
        {
            return Ok(address.parse()?);
        }
    }
    anyhow::bail!("it ended before it listened")
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
