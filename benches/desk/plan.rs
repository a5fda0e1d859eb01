//! What is asked for.

use anyhow::{Context, bail, ensure};

use super::fill::On;

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Live,
    Lists,
    Timelines,
    Articles,
}

/// What is measured, and how.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// All, if none is named.
    parts: Vec<Part>,
    pub(super) on: On,
    /// Browsers of the team that listen, each signed in by itself.
    pub(super) streams: usize,
    /// How many of them also fetch, at every change, what their page shows.
    pub(super) pages: usize,
    /// Messages that are measured.
    pub(super) messages: usize,
    /// Messages a second.
    pub(super) rate: f64,
    /// How often each page is opened.
    pub(super) rounds: usize,
}

impl Plan {
    pub(super) fn read() -> anyhow::Result<Self> {
        let mut plan =
            Self { parts: Vec::new(), on: On::Sqlite, streams: 200, pages: 200, messages: 1000, rate: 8.0, rounds: 40 };
        for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
            plan.take(&argument)?;
        }
        ensure!(plan.messages > 1 && plan.rounds > 0 && plan.rate > 0.0, "there is nothing to measure");
        ensure!(
            plan.pages <= plan.streams && plan.streams > 1,
            "pages are of those that listen, which are two at least"
        );
        Ok(plan)
    }

    fn take(&mut self, argument: &str) -> anyhow::Result<()> {
        let number = |value: &str| value.parse().with_context(|| format!("{argument}: it is a whole number"));
        match argument.split_once('=') {
            None if argument == "live" => self.parts.push(Part::Live),
            None if argument == "lists" => self.parts.push(Part::Lists),
            None if argument == "timelines" => self.parts.push(Part::Timelines),
            None if argument == "articles" => self.parts.push(Part::Articles),
            Some(("on", "sqlite")) => self.on = On::Sqlite,
            Some(("on", "postgres")) => self.on = On::Postgres,
            Some(("streams", value)) => self.streams = number(value)?,
            Some(("pages", value)) => self.pages = number(value)?,
            Some(("messages", value)) => self.messages = number(value)?,
            Some(("rate", value)) => self.rate = value.parse().context("rate is a number")?,
            Some(("rounds", value)) => self.rounds = number(value)?,
            _ => bail!(
                "there is no {argument}; there are live, lists, timelines, articles, on=sqlite|postgres, streams=N, pages=N, \
                 messages=N, rate=N and rounds=N"
            ),
        }
        Ok(())
    }

    pub(super) fn has(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }
}
