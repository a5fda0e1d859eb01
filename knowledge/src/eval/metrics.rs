//! The figures: ranking, how well the confidence separates, and what the thresholds choose.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::RunLine;
use super::data::{Asked, IN_PASSAGE};
use super::kinds::{self, KindReport};

/// Every figure about one set of questions. Shares lie between 0 and 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Questions.
    pub questions: usize,
    /// Questions that the knowledge base answers.
    pub answerable: usize,
    /// The share of answerable questions whose first candidate is right.
    pub r1: f64,
    /// The share with a right candidate among the first five.
    pub r5: f64,
    /// The mean of one over the first right candidate's rank, among ten.
    pub mrr: f64,
    /// Normalized discounted cumulative gain among ten.
    pub ndcg: f64,
    /// The chance that an answerable question has a higher confidence than one that must be handed off.
    pub auroc: Option<f64>,
    /// The same against the questions of one kind.
    pub auroc_by_kind: BTreeMap<String, f64>,
    /// Coverage at 90% right answers.
    pub c90: Coverage,
    /// Coverage at 95% right answers.
    pub c95: Coverage,
    /// Coverage at 90% and 95% right answers when the questions that are measured apart count as well, if there are any.
    pub hard: Option<(Coverage, Coverage)>,
    /// The area under the risk-coverage curve; lower is better.
    pub aurc: f64,
    /// What the thresholds choose.
    pub operating: OperatingPoint,
    /// The figures of each kind of question.
    pub kinds: Vec<KindReport>,
}

/// What could be answered at a threshold chosen with hindsight: the loosest with a given precision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Rightly answered questions over answerable ones.
    pub resolved: f64,
    /// Answered questions over all.
    pub answered: f64,
    /// The threshold, if any reaches the precision.
    pub threshold: Option<f64>,
}

/// What the product itself chose to answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct OperatingPoint {
    /// Answered questions over all.
    pub answered: f64,
    /// Right answers over answers, if there were any.
    pub precision: Option<f64>,
    /// Right answers over answerable questions.
    pub resolved: f64,
    /// Answered questions over all that must be handed off, if there were any.
    pub false_answers: Option<f64>,
    /// Answered questions whose passage is known but does not hold the answer.
    pub hard_answered: usize,
}

/// A question's confidence and whether its first candidate is right.
#[derive(Clone, Copy)]
struct Outcome {
    confidence: f64,
    right: bool,
}

/// A question and what was found for it, as far as figures need it.
pub(super) struct Row<'a> {
    pub(super) asked: &'a Asked,
    /// Whether each of the first ten candidates is right.
    relevant: Vec<bool>,
    /// Negative infinity when nothing was found.
    pub(super) confidence: f64,
    pub(super) answered: bool,
}

impl Row<'_> {
    /// The first candidate is right.
    pub(super) fn right(&self) -> bool {
        self.relevant.first() == Some(&true)
    }

    fn outcome(&self) -> Outcome {
        Outcome { confidence: self.confidence, right: self.right() }
    }
}

/// The questions with what was found for each. One without a line counts as one for which nothing was found.
pub(super) fn rows<'a>(questions: &'a [Asked], run: &[RunLine]) -> Vec<Row<'a>> {
    let lines: HashMap<&str, &RunLine> = run.iter().map(|line| (line.id.as_str(), line)).collect();
    let row = |asked: &'a Asked| {
        let line = lines.get(asked.id.as_str()).copied();
        let hits = line.map_or(&[][..], |line| &line.hits);
        Row {
            asked,
            relevant: hits.iter().take(10).map(|hit| asked.relevant.contains(&hit.id)).collect(),
            confidence: line.filter(|_| !hits.is_empty()).map_or(f64::NEG_INFINITY, |line| line.confidence),
            answered: line.is_some_and(|line| line.answered),
        }
    };
    questions.iter().map(row).collect()
}

impl Report {
    /// Measures `run`. A question without a line counts as one for which nothing was found.
    #[must_use]
    pub fn new(questions: &[Asked], run: &[RunLine]) -> Self {
        Self::of(&rows(questions, run).iter().collect::<Vec<_>>())
    }

    /// Measures these rows, some of which may be there several times.
    pub(super) fn of(rows: &[&Row<'_>]) -> Self {
        let mut ranking = Ranking::default();
        let mut by_kind: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        let mut operating = Answers::default();
        for row in rows {
            if row.asked.answerable {
                ranking.add(&row.relevant, row.asked.relevant.len());
            }
            let kind = if row.asked.answerable { ANSWERABLE } else { row.asked.kind.as_str() };
            by_kind.entry(kind).or_default().push(row.confidence);
            operating.add(row.asked, row.answered, row.right());
        }
        let sorted = |outcomes: &mut Vec<Outcome>| outcomes.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let counted = rows.iter().filter(|row| !row.asked.apart());
        let mut outcomes: Vec<Outcome> = counted.map(|row| row.outcome()).collect();
        sorted(&mut outcomes);
        let answerable = ranking.questions;
        let hard = by_kind.contains_key(IN_PASSAGE).then(|| {
            let mut all: Vec<Outcome> = rows.iter().map(|row| row.outcome()).collect();
            sorted(&mut all);
            (coverage(&all, 0.90, answerable), coverage(&all, 0.95, answerable))
        });
        let (auroc, auroc_by_kind) = separations(&by_kind);
        Self {
            questions: rows.len(),
            answerable,
            r1: ranking.mean(ranking.first),
            r5: ranking.mean(ranking.five),
            mrr: ranking.mean(ranking.reciprocal),
            ndcg: ranking.mean(ranking.gain),
            kinds: kinds::report(rows, &auroc_by_kind),
            auroc,
            auroc_by_kind,
            c90: coverage(&outcomes, 0.90, answerable),
            c95: coverage(&outcomes, 0.95, answerable),
            hard,
            aurc: area(&outcomes),
            operating: operating.point(outcomes.len(), answerable),
        }
    }
}

const ANSWERABLE: &str = "answerable";

/// Sums over answerable questions.
#[derive(Default)]
struct Ranking {
    questions: usize,
    first: f64,
    five: f64,
    reciprocal: f64,
    gain: f64,
}

impl Ranking {
    fn add(&mut self, relevant: &[bool], total: usize) {
        self.questions += 1;
        self.first += share(relevant.first() == Some(&true));
        self.five += share(relevant.iter().take(5).any(|relevant| *relevant));
        if let Some(rank) = relevant.iter().position(|relevant| *relevant) {
            self.reciprocal += 1.0 / float(rank + 1);
        }
        let discount = |rank: usize| 1.0 / float(rank + 2).log2();
        let gain: f64 =
            relevant.iter().enumerate().filter(|(_, relevant)| **relevant).map(|(at, _)| discount(at)).sum();
        let ideal: f64 = (0..total.min(10)).map(discount).sum();
        if ideal > 0.0 {
            self.gain += gain / ideal;
        }
    }

    fn mean(&self, sum: f64) -> f64 {
        ratio(sum, self.questions)
    }
}

/// Counts of answers at the product's own thresholds.
#[derive(Default)]
struct Answers {
    answered: usize,
    right: usize,
    wrongly: usize,
    hard: usize,
}

impl Answers {
    fn add(&mut self, asked: &Asked, answered: bool, right: bool) {
        if !answered {
            return;
        }
        if asked.apart() {
            self.hard += 1;
            return;
        }
        self.answered += 1;
        self.right += usize::from(right);
        self.wrongly += usize::from(!asked.answerable);
    }

    fn point(&self, questions: usize, answerable: usize) -> OperatingPoint {
        let handed_off = questions.saturating_sub(answerable);
        OperatingPoint {
            answered: ratio(float(self.answered), questions),
            precision: (self.answered > 0).then(|| ratio(float(self.right), self.answered)),
            resolved: ratio(float(self.right), answerable),
            false_answers: (handed_off > 0).then(|| ratio(float(self.wrongly), handed_off)),
            hard_answered: self.hard,
        }
    }
}

fn separations(by_kind: &BTreeMap<&str, Vec<f64>>) -> (Option<f64>, BTreeMap<String, f64>) {
    let answerable = by_kind.get(ANSWERABLE).map_or(&[][..], Vec::as_slice);
    let others = by_kind.iter().filter(|(kind, _)| **kind != ANSWERABLE);
    let all: Vec<f64> =
        others.clone().filter(|(kind, _)| **kind != IN_PASSAGE).flat_map(|(_, all)| all).copied().collect();
    let kinds = others.filter_map(|(kind, all)| Some(((*kind).to_owned(), auroc(answerable, all)?)));
    (auroc(answerable, &all), kinds.collect())
}

/// The chance that one of `above` is higher than one of `below`; ties count half (Mann and Whitney).
fn auroc(above: &[f64], below: &[f64]) -> Option<f64> {
    if above.is_empty() || below.is_empty() {
        return None;
    }
    let mut all: Vec<(f64, bool)> = above.iter().map(|x| (*x, true)).chain(below.iter().map(|x| (*x, false))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = 0.0;
    let mut before = 0;
    #[expect(clippy::float_cmp, reason = "ties are equal numbers, not close ones")]
    for run in all.chunk_by(|a, b| a.0 == b.0) {
        let mean = float(2 * before + 1 + run.len()) / 2.0;
        ranks += mean * float(run.iter().filter(|(_, above)| *above).count());
        before += run.len();
    }
    let n = float(above.len());
    Some((ranks - n * (n + 1.0) / 2.0) / (n * float(below.len())))
}

/// The loosest threshold at which `precision` of the answers are right; `outcomes` from the most confident.
fn coverage(outcomes: &[Outcome], precision: f64, answerable: usize) -> Coverage {
    let mut best = Coverage::default();
    let (mut right, mut answered) = (0, 0);
    #[expect(clippy::float_cmp, reason = "ties are equal numbers, not close ones")]
    for run in outcomes.chunk_by(|a, b| a.confidence == b.confidence) {
        right += run.iter().filter(|outcome| outcome.right).count();
        answered += run.len();
        if ratio(float(right), answered) >= precision {
            best = Coverage {
                resolved: ratio(float(right), answerable),
                answered: ratio(float(answered), outcomes.len()),
                threshold: run.first().map(|outcome| outcome.confidence).filter(|threshold| threshold.is_finite()),
            };
        }
    }
    best
}

fn area(outcomes: &[Outcome]) -> f64 {
    let (mut wrong, mut sum) = (0.0, 0.0);
    for (at, outcome) in outcomes.iter().enumerate() {
        wrong += share(!outcome.right);
        sum += wrong / float(at + 1);
    }
    ratio(sum, outcomes.len())
}

fn share(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

pub(super) fn ratio(sum: f64, of: usize) -> f64 {
    if of == 0 { 0.0 } else { sum / float(of) }
}

#[expect(clippy::cast_precision_loss, reason = "a count of questions is far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}
