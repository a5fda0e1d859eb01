//! Whoever runs the server: looks at what perhaps arrived, and has it sent again when people wait.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::program;

/// Whoever runs the server with this data and this environment.
pub(super) struct Operator<'a> {
    pub(super) dir: &'a Path,
    pub(super) environment: &'a [(&'a str, String)],
}

impl Operator<'_> {
    /// The ids of what perhaps arrived, as `hamyar deliveries list` shows them, without their hyphens.
    pub(super) fn unknown(&self) -> anyhow::Result<HashSet<String>> {
        self.listed("unknown")
    }

    /// How much is still on its way.
    pub(super) fn on_the_way(&self) -> anyhow::Result<usize> {
        Ok(self.listed("sending")?.len() + self.listed("pending")?.len())
    }

    fn listed(&self, state: &str) -> anyhow::Result<HashSet<String>> {
        let listed = self.asks(&["deliveries", "list", "--state", state, "--limit", "1000000", "--json"])?;
        let listed: Value = serde_json::from_str(&listed)?;
        let ids = listed["deliveries"].as_array().context("a list of deliveries")?.iter();
        Ok(ids.filter_map(|one| one["id"].as_str().map(|id| id.replace('-', ""))).collect())
    }

    /// Has these sent again. One that arrived meanwhile is left as it is.
    pub(super) fn retry(&self, ids: &HashSet<String>) -> anyhow::Result<()> {
        let mut arguments = vec!["deliveries", "retry"];
        arguments.extend(ids.iter().map(String::as_str));
        self.asks(&arguments).map(drop)
    }

    fn asks(&self, arguments: &[&str]) -> anyhow::Result<String> {
        program::command(self.dir, self.environment, arguments)
    }
}
