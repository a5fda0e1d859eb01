//! What is asked for.

use std::path::PathBuf;

use anyhow::{Context, bail, ensure};

/// Where Hamyar records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// All, if none is named.
    platforms: Vec<String>,
    pub(super) database: Kind,
    /// More than one, on one database, are compared with one.
    pub(super) nodes: usize,
    /// The echo bot, where it is built already.
    pub(super) echo: Option<PathBuf>,
}

impl Plan {
    pub(super) fn read() -> anyhow::Result<Self> {
        let mut plan = Self { platforms: Vec::new(), database: Kind::Sqlite, nodes: 1, echo: None };
        for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
            match argument.split_once('=') {
                None if matches!(argument.as_str(), "telegram" | "discord") => plan.platforms.push(argument),
                Some(("database", "sqlite")) => plan.database = Kind::Sqlite,
                Some(("database", "postgres")) => plan.database = Kind::Postgres,
                Some(("nodes", number)) => plan.nodes = number.parse().context("nodes is a whole number")?,
                Some(("echo", path)) => plan.echo = Some(path.into()),
                _ => bail!(
                    "there is no {argument}; there are telegram, discord, database=sqlite|postgres, nodes=N and echo=PATH"
                ),
            }
        }
        ensure!(plan.nodes > 0, "there is nothing to measure");
        ensure!(plan.nodes == 1 || plan.database == Kind::Postgres, "several nodes share a database=postgres");
        Ok(plan)
    }

    pub(super) fn is_wanted(&self, platform: &str) -> bool {
        self.platforms.is_empty() || self.platforms.iter().any(|wanted| wanted == platform)
    }

    /// What the faster or older of both is called, and the one that is measured.
    pub(super) fn names(&self) -> [&'static str; 2] {
        if self.nodes == 1 { ["echo", "hamyar"] } else { ["one node", "more"] }
    }

    /// The share of the speed of the other that is to be reached, where that does not depend on the platform.
    pub(super) fn goal(&self) -> Option<f64> {
        match (self.nodes, self.database) {
            (1, Kind::Sqlite) => None,
            (1, Kind::Postgres) => Some(0.6),
            _ => Some(0.9),
        }
    }
}
