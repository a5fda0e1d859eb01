//! Who is measured: the echo bot, or the nodes of a server with their database.

use std::fs;
use std::path::{Path, PathBuf};

use super::articles::{self, Asked};
use super::bots::Bot;
use super::database::Database;
use super::fakes::Fake;
use super::plan::Kind;
use super::program::{self, Usage};
use super::{ARTICLES, check};

/// One or several processes that do the same job together.
pub(super) struct Team {
    pub(super) name: &'static str,
    bots: Vec<Bot>,
    database: Option<Database>,
}

impl Team {
    /// The echo bot alone.
    pub(super) fn echo(program: &Path, fake: &Fake) -> anyhow::Result<Self> {
        Ok(Self { name: "echo", bots: vec![Bot::echo(program, fake)?], database: None })
    }

    /// So many nodes of Hamyar on a database of their own, with their files under `dir`. Returns what they can be asked.
    pub(super) async fn hamyar(
        name: &'static str,
        kind: Kind,
        nodes: usize,
        dir: PathBuf,
        fake: &Fake,
    ) -> anyhow::Result<(Self, Vec<Asked>)> {
        let mut team = Self { name, bots: Vec::new(), database: None };
        let mut asked = Vec::new();
        fs::create_dir(&dir)?;
        let database = Database::new(kind, &dir).await?;
        let [url, _] = database.environment();
        for number in 0..nodes {
            let dir = if nodes == 1 { dir.clone() } else { dir.join(format!("node-{number}")) };
            fs::create_dir_all(&dir)?;
            if number == 0 {
                asked = articles::write(&dir.join("kb.jsonl"), ARTICLES)?;
                program::command(&dir, std::slice::from_ref(&url), &["kb", "import", "kb.jsonl"])?;
            }
            let environment = [url.clone(), ("HAMYAR_NODE__NAME", format!("node-{number}"))];
            team.bots.push(Bot::hamyar_with(&dir, fake, &environment)?);
        }
        team.database = Some(database);
        Ok((team, asked))
    }

    /// What its processes use in all.
    pub(super) fn usage(&self) -> anyhow::Result<Usage> {
        let mut all = Usage::default();
        for bot in &self.bots {
            let Usage { resident, most_resident, processor } = bot.usage()?;
            all.resident += resident;
            all.most_resident += most_resident;
            all.processor += processor;
        }
        Ok(all)
    }

    pub(super) fn last_words(&self) -> String {
        self.bots.iter().map(Bot::last_words).collect::<Vec<_>>().join("\n")
    }

    /// Stops it, and looks whether it has done the job.
    pub(super) async fn ends(self, asked: &[Asked], messages: usize) -> anyhow::Result<()> {
        let Some(database) = self.database else { return Ok(()) };
        for bot in self.bots {
            bot.stop()?;
        }
        check::record(&database.url, asked, messages, ARTICLES).await?;
        database.remove().await
    }
}
