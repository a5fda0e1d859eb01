//! Fitting a [`Judge`] on questions whose right answers are known, as `calibrate` fits the confidence of words: a ridge
//! logistic regression of "the first candidate is right" in which every task counts the same.

use super::judge::{Judge, Signals};
use super::vector::Meaning;
use crate::calibrate::newton::{self, System};
use crate::calibrate::{self, SUGGEST};
use crate::confidence::Thresholds;
use crate::eval::Asked;
use crate::index::Knowledge;
use crate::search::Query;

const SIZE: usize = Signals::NAMES.len();
/// The strength of the ridge, in questions' worth of evidence for standardized numbers.
const RIDGE: f64 = 2.0;

/// A knowledge base that knows its articles' meanings, and questions with theirs.
#[derive(Debug, Clone)]
pub struct Task {
    /// The knowledge base.
    pub knowledge: Knowledge,
    /// The questions; those measured apart are left out of the fit.
    pub questions: Vec<(Asked, Meaning)>,
}

/// The signals of a first candidate, and whether it is right.
type Sample = (Signals, bool);

/// The judge that fits all `tasks` at once; its thresholds suit a task that was not fitted, found by leaving out each.
#[must_use]
pub fn fit(tasks: &[Task], about: &str) -> Judge {
    let samples: Vec<Vec<Sample>> = tasks.iter().map(samples).collect();
    let mut judge = regression(&samples.iter().collect::<Vec<_>>());
    judge.thresholds = thresholds(&left_out(&samples), &samples);
    about.clone_into(&mut judge.about);
    judge
}

/// For each task the judge that was fitted on the others, with the thresholds that suit them all.
#[must_use]
pub fn cross_validate(tasks: &[Task]) -> Vec<Judge> {
    let samples: Vec<Vec<Sample>> = tasks.iter().map(samples).collect();
    let mut judges = left_out(&samples);
    let thresholds = thresholds(&judges, &samples);
    for judge in &mut judges {
        judge.thresholds = thresholds;
    }
    judges
}

fn samples(task: &Task) -> Vec<Sample> {
    let questions = task.questions.iter().filter(|(asked, _)| !asked.apart());
    let sample = |(asked, meaning): &(Asked, Meaning)| {
        let query = Query { text: &asked.text, limit: 1, ..Query::default() };
        let (first, signals) = task.knowledge.dense_signals(&query, meaning)?;
        Some((signals, asked.relevant.contains(&first)))
    };
    questions.filter_map(sample).collect()
}

fn left_out(tasks: &[Vec<Sample>]) -> Vec<Judge> {
    let without = |left_out: usize| {
        let others = tasks.iter().enumerate().filter(|(at, _)| *at != left_out);
        regression(&others.map(|(_, task)| task).collect::<Vec<_>>())
    };
    (0..tasks.len()).map(without).collect()
}

/// The thresholds over all tasks alike. Each is judged by its own judge.
fn thresholds(judges: &[Judge], tasks: &[Vec<Sample>]) -> Thresholds {
    calibrate::thresholds(judges.iter().zip(tasks).map(|(judge, task)| {
        let samples = task.iter();
        samples.map(|(signals, right)| (judge.confidence(signals), *right)).collect()
    }))
}

/// The regression in which no signal of a good match speaks against it.
fn regression(tasks: &[&Vec<Sample>]) -> Judge {
    let mut rows: Vec<([f64; SIZE + 1], bool, f64)> = Vec::new();
    for task in tasks {
        let weight = 1000.0 / float(task.len().max(1));
        rows.extend(task.iter().map(|(signals, right)| {
            let mut row = [1.0; SIZE + 1];
            row[1..].copy_from_slice(&signals.0);
            (row, *right, weight)
        }));
    }
    let (means, deviations) = moments(&rows);
    for (row, ..) in &mut rows {
        (1..=SIZE).for_each(|i| row[i] = (row[i] - means[i]) / deviations[i]);
    }
    let mut left_out = [false; SIZE + 1];
    let point = loop {
        let point = climb(&rows, &left_out);
        let against = |i: &usize| !left_out[*i] && point[*i] * Signals::DIRECTIONS[i - 1] < 0.0;
        match (1..=SIZE).filter(against).max_by(|a, b| point[*a].abs().total_cmp(&point[*b].abs())) {
            Some(worst) => left_out[worst] = true,
            None => break point,
        }
    };
    let (mut intercept, mut coefficients) = (point[0], [0.0; SIZE]);
    for i in 1..=SIZE {
        coefficients[i - 1] = round(point[i] / deviations[i]);
        intercept -= coefficients[i - 1] * means[i];
    }
    let thresholds = Thresholds { answer: 1.0, suggest: SUGGEST };
    Judge { about: String::new(), thresholds, intercept: round(intercept), coefficients }
}

fn climb(rows: &[([f64; SIZE + 1], bool, f64)], left_out: &[bool]) -> Vec<f64> {
    newton::climb(SIZE + 1, |point| {
        let mut system = System::new(SIZE + 1);
        for (row, right, weight) in rows {
            let sum: f64 = row.iter().zip(point).map(|(a, b)| a * b).sum();
            let probability = 1.0 / (1.0 + (-sum).exp());
            system.add(row, weight * (if *right { 1.0 } else { 0.0 } - probability));
            system.add_outer(row, weight * (probability * (1.0 - probability)).max(1e-6));
        }
        (1..=SIZE).for_each(|i| system.pull(i, point[i], if left_out[i] { 1e12 } else { RIDGE }));
        system
    })
}

fn moments(rows: &[([f64; SIZE + 1], bool, f64)]) -> ([f64; SIZE + 1], [f64; SIZE + 1]) {
    let total: f64 = rows.iter().map(|(.., weight)| weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let (mut means, mut deviations) = ([0.0; SIZE + 1], [0.0; SIZE + 1]);
    for (row, _, weight) in rows {
        (0..=SIZE).for_each(|i| means[i] += weight * row[i] / total);
    }
    for (row, _, weight) in rows {
        (0..=SIZE).for_each(|i| deviations[i] += weight * (row[i] - means[i]).powi(2) / total);
    }
    (means, deviations.map(|variance| variance.sqrt().max(1e-3)))
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[expect(clippy::cast_precision_loss, reason = "a count of questions is far below 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}
