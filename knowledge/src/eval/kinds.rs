//! The figures of each kind of question.

use std::collections::BTreeMap;

use serde::Serialize;

use super::metrics::{Row, float, ratio};

/// The questions of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindReport {
    /// The kind.
    pub kind: String,
    /// Whether the knowledge base answers them.
    pub answerable: bool,
    /// How many there are.
    pub questions: usize,
    /// The share whose first candidate is right, of those that can be answered.
    pub r1: Option<f64>,
    /// The chance that an answerable question has a higher confidence, of those that cannot.
    pub auroc: Option<f64>,
    /// The share that the thresholds choose to answer.
    pub answered: f64,
    /// The share that is answered rightly.
    pub resolved: f64,
}

/// One report for each kind: first those that can be answered, then by name.
pub(super) fn report(rows: &[&Row<'_>], auroc: &BTreeMap<String, f64>) -> Vec<KindReport> {
    let mut kinds: BTreeMap<(bool, &str), Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        kinds.entry((!row.asked.answerable, &row.asked.kind)).or_default().push(row);
    }
    let one = |((unanswerable, kind), rows): ((bool, &str), Vec<&Row<'_>>)| KindReport {
        kind: kind.to_owned(),
        answerable: !unanswerable,
        questions: rows.len(),
        r1: (!unanswerable).then(|| share(&rows, |row| row.right())),
        auroc: auroc.get(kind).copied().filter(|_| unanswerable),
        answered: share(&rows, |row| row.answered),
        resolved: share(&rows, |row| row.answered && row.right()),
    };
    kinds.into_iter().map(one).collect()
}

fn share(rows: &[&Row<'_>], holds: impl Fn(&&Row<'_>) -> bool) -> f64 {
    ratio(float(rows.iter().filter(|row| holds(row)).count()), rows.len())
}
