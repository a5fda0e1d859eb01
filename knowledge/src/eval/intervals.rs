//! How far the figures could be off: each with the interval that 95% of resampled sets of questions lie in.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::Serialize;

use super::RunLine;
use super::data::Asked;
use super::metrics::{Report, rows};

/// Resampled sets: enough for two digits of an interval's ends.
const RESAMPLES: usize = 1_000;
/// Where the drawing begins, so that an interval comes out the same each time.
const SEED: u64 = 7;

/// A number about a set of questions, and how far it could be off (bootstrap, percentiles; Efron 1979).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// The number; none where the set has nothing to compute it from.
    pub value: Option<f64>,
    /// The lower end of the 95% interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// Every figure of a run by its name (see [`Report::figures`]), with its interval.
#[must_use]
pub fn figures(questions: &[Asked], run: &[RunLine]) -> BTreeMap<String, Figure> {
    let rows = rows(questions, run);
    let mut drawn: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut chance = StdRng::seed_from_u64(SEED);
    for _ in 0..if rows.is_empty() { 0 } else { RESAMPLES } {
        let resampled: Vec<_> = (0..rows.len()).map(|_| &rows[chance.random_range(0..rows.len())]).collect();
        for (name, value) in Report::of(&resampled).figures() {
            drawn.entry(name).or_default().extend(value);
        }
    }
    let all = Report::of(&rows.iter().collect::<Vec<_>>()).figures().into_iter();
    all.map(|(name, value)| {
        let mut drawn = drawn.remove(&name).filter(|_| value.is_some()).unwrap_or_default();
        drawn.sort_by(f64::total_cmp);
        let end =
            |thousandths: usize| drawn.get((drawn.len() * thousandths / 1_000).min(drawn.len().max(1) - 1)).copied();
        (name, Figure { value, low: end(25), high: end(975) })
    })
    .collect()
}

impl Report {
    /// Every figure with the name that `score.py` of the evaluation sets gives it.
    #[must_use]
    pub fn figures(&self) -> Vec<(String, Option<f64>)> {
        let at = &self.operating;
        let of_answerable = |share: f64| (self.answerable > 0).then_some(share);
        let mut figures = vec![
            ("R1".to_owned(), of_answerable(self.r1)),
            ("R5".to_owned(), of_answerable(self.r5)),
            ("MRR10".to_owned(), of_answerable(self.mrr)),
            ("nDCG10".to_owned(), of_answerable(self.ndcg)),
            ("AUROC".to_owned(), self.auroc),
            ("cov90".to_owned(), of_answerable(self.c90.resolved)),
            ("ans90".to_owned(), Some(self.c90.answered)),
            ("cov95".to_owned(), of_answerable(self.c95.resolved)),
            ("ans95".to_owned(), Some(self.c95.answered)),
            ("AURC".to_owned(), Some(self.aurc)),
            ("op.answered".to_owned(), Some(at.answered)),
            ("op.precision".to_owned(), at.precision),
            ("op.resolved".to_owned(), of_answerable(at.resolved)),
            ("op.false_answer".to_owned(), at.false_answers),
        ];
        if let Some((c90, c95)) = self.hard {
            figures.push(("cov90_hard".to_owned(), of_answerable(c90.resolved)));
            figures.push(("cov95_hard".to_owned(), of_answerable(c95.resolved)));
        }
        for kind in &self.kinds {
            let (name, value) = if kind.answerable { ("R1", kind.r1) } else { ("AUROC", kind.auroc) };
            figures.push((format!("{name}[{}]", kind.kind), value));
        }
        figures
    }
}
