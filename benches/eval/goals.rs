//! What is to be reached on each set, and what others reach: `goals.toml`.

use std::collections::BTreeMap;

use hamyar_knowledge::eval::Figure;
use serde::Deserialize;

/// All goals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goals {
    pub(super) everywhere: Everywhere,
    /// For `knowledge/examples/group.rs`, which reads it there.
    #[serde(rename = "grouping")]
    _grouping: toml::Table,
    set: Vec<Set>,
}

/// Goals for every set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Everywhere {
    pub(super) precision: f64,
    pub(super) false_answer: f64,
    /// The share of the goal for `cov90`.
    pub(super) resolved: f64,
    pub(super) noise: Noise,
}

/// How far noisy questions may fall behind clean ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Noise {
    pub(super) variants: Vec<String>,
    pub(super) within: f64,
}

/// Goals of one set by the figure's name.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    name: String,
    #[serde(default)]
    pub(super) without_model: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) with_embeddings: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) noisy: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) baselines: Vec<Baseline>,
}

/// What another reaches on a set.
#[derive(Clone, Deserialize)]
pub(super) struct Baseline {
    pub(super) of: String,
    #[serde(flatten)]
    pub(super) figures: BTreeMap<String, f64>,
}

/// The better side of a figure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    Higher,
    Lower,
}

impl Goals {
    pub(super) fn read() -> anyhow::Result<Self> {
        Ok(toml::from_str(include_str!("goals.toml"))?)
    }

    /// The goals of a set; a set that has none is measured all the same.
    pub(super) fn of(&self, name: &str) -> Set {
        self.set.iter().find(|set| set.name == name).cloned().unwrap_or_default()
    }

    /// All others that anything is known of, in the order of the file.
    pub(super) fn others(&self) -> Vec<&str> {
        let mut others: Vec<&str> = Vec::new();
        for baseline in self.set.iter().flat_map(|set| &set.baselines) {
            if !others.contains(&baseline.of.as_str()) {
                others.push(&baseline.of);
            }
        }
        others
    }
}

/// Whether a goal is met: by the better end of the interval.
pub(super) fn is_met(figure: &Figure, goal: f64, better: Better) -> bool {
    match better {
        Better::Higher => figure.high.or(figure.value).is_some_and(|high| high >= goal),
        Better::Lower => figure.low.or(figure.value).is_some_and(|low| low <= goal),
    }
}
