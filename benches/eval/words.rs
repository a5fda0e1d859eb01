//! Searching by words, as the product does as it is shipped.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use hamyar_knowledge::calibrate::{self, Task};
use hamyar_knowledge::eval::{self, Asked, HITS, RunLine};
use hamyar_knowledge::{Knowledge, Model, Query, Thresholds};

use super::goals::Set;
use super::retrieval::{Column, line};
use super::{FITTED, articles, name};

/// Everything but embeddings.
pub(super) struct Words {
    /// For each set on which the shipped confidence was fitted, the one that was fitted on the others.
    left_out: HashMap<String, Model>,
}

impl Words {
    /// Fits a confidence for each of the sets on which the shipped one was fitted.
    pub(super) fn fitted(sets: &[PathBuf]) -> anyhow::Result<Self> {
        let mut tasks = Vec::new();
        for set in sets.iter().filter(|set| FITTED.contains(&name(set).as_str())) {
            let questions = eval::read_questions(&set.join("queries.jsonl"))?;
            tasks.push(Task { name: name(set), knowledge: eval::load(&articles(set))?, questions });
        }
        let models = calibrate::left_out(&tasks)?;
        Ok(Self { left_out: tasks.into_iter().map(|task| task.name).zip(models).collect() })
    }

    /// As it is shipped, for sets on which nothing was fitted.
    pub(super) fn shipped() -> Self {
        Self { left_out: HashMap::new() }
    }

    fn model(&self, set: &str) -> &Model {
        self.left_out.get(set).unwrap_or(Model::general())
    }
}

impl Column for Words {
    fn name(&self) -> &'static str {
        "without a model"
    }

    fn goals<'s>(&self, set: &'s Set) -> &'s BTreeMap<String, f64> {
        &set.without_model
    }

    fn beside<'s>(&self, set: &'s Set) -> (&'static str, &'s BTreeMap<String, f64>) {
        ("embedding", &set.with_embeddings)
    }

    fn knowledge(&self, set: &Path) -> anyhow::Result<Knowledge> {
        Ok(eval::load(&articles(set))?)
    }

    fn thresholds(&self, set: &str) -> Thresholds {
        self.model(set).thresholds
    }

    fn ask(&self, set: &str, knowledge: &Knowledge, question: &Asked) -> RunLine {
        let (query, model) = (Query { text: &question.text, limit: HITS, ..Query::default() }, self.model(set));
        line(question, knowledge.search_with(&query, model), &model.thresholds)
    }

    fn hears_noise(&self) -> bool {
        true
    }
}
