//! What is asked for.

use anyhow::{Context, bail, ensure};

/// What people write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Platform {
    Telegram,
    Discord,
}

/// Where it is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) platform: Platform,
    pub(super) database: Kind,
    pub(super) messages: usize,
    pub(super) kills: usize,
    /// Of the database.
    pub(super) restarts: usize,
    pub(super) people: usize,
    /// On one database.
    pub(super) nodes: usize,
    pub(super) parts: usize,
    pub(super) seed: u64,
}

const SETTINGS: &str = "platform, database, nodes, messages, kills, restarts, people, parts and seed";

impl Plan {
    pub(super) fn read() -> anyhow::Result<Self> {
        let mut plan = Self {
            platform: Platform::Telegram,
            database: Kind::Sqlite,
            messages: 10_000,
            kills: 20,
            restarts: 0,
            people: 100,
            nodes: 1,
            parts: 1,
            seed: 1,
        };
        for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
            let (name, value) = argument.split_once('=').context("settings are name=value")?;
            let number = || value.parse::<usize>().with_context(|| format!("{name} is a whole number"));
            match (name, value) {
                ("platform", "telegram") => plan.platform = Platform::Telegram,
                ("platform", "discord") => plan.platform = Platform::Discord,
                ("platform", _) => bail!("platform is telegram or discord"),
                ("database", "sqlite") => plan.database = Kind::Sqlite,
                ("database", "postgres") => plan.database = Kind::Postgres,
                ("database", _) => bail!("database is sqlite or postgres"),
                ("messages", _) => plan.messages = number()?,
                ("kills", _) => plan.kills = number()?,
                ("restarts", _) => plan.restarts = number()?,
                ("nodes", _) => plan.nodes = number()?.max(1),
                ("people", _) => plan.people = number()?.max(1),
                ("parts", _) => plan.parts = number()?.max(1),
                ("seed", _) => plan.seed = value.parse().context("seed is a whole number")?,
                _ => bail!("there is no setting {name}; there are {SETTINGS}"),
            }
        }
        plan.of_each_part()
    }

    /// The same, its figures being those of one part.
    fn of_each_part(self) -> anyhow::Result<Self> {
        let Self { parts, people, .. } = self;
        let (messages, kills, restarts) = (self.messages / parts, self.kills / parts, self.restarts / parts);
        ensure!(
            messages >= 2 * people && kills + restarts < messages,
            "a part needs two messages of each person, and more messages than kills and restarts"
        );
        ensure!(restarts == 0 || self.database == Kind::Postgres, "only PostgreSQL is started anew");
        ensure!(self.nodes == 1 || self.database == Kind::Postgres, "only PostgreSQL takes several nodes");
        // So that everybody writes as often as others.
        Ok(Self { messages: messages - messages % people, kills, restarts, ..self })
    }

    pub(super) fn name(&self, part: usize) -> String {
        let Self { platform, database, nodes, messages, kills, restarts, people, seed, .. } = self;
        let (platform, database) = (format!("{platform:?}").to_lowercase(), format!("{database:?}").to_lowercase());
        format!(
            "{platform} {database} nodes={nodes} seed={seed} part={part} messages={messages} kills={kills} \
             restarts={restarts} people={people}"
        )
    }
}
