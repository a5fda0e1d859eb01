//! Fitting the confidence to one knowledge base, from questions whose outcome is known there.
//!
//! The general model is where it begins: what is fitted is the difference to it, pulled towards none. So a few outcomes
//! move it a little, many move it far, and without any it stays what it was. Whether that is any better is judged on
//! outcomes that were not fitted (cross-validation), and a question that was asked often lies in one fold only.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use super::newton::{self, System};
use super::{dot, float, moments, round};
use crate::confidence::{Model, Thresholds};
use crate::eval::{Bin, calibration_error, reliability};
use crate::search::Signals;

/// Parts of the outcomes, each of which is judged by a model that was fitted on the others.
const FOLDS: usize = 5;
/// How strongly the difference to the general model is pulled towards none, in questions' worth of evidence for
/// standardized numbers; of these the one that does best on outcomes that were not fitted.
const RIDGES: [f64; 4] = [3.0, 10.0, 30.0, 100.0];
/// Fewer outcomes say nothing.
const FEWEST: usize = 50;
/// Nor do outcomes that are nearly all alike.
const FEWEST_OF_EACH: usize = 10;
/// Standard errors by which a fit must be better: one in twenty that is no better would pass.
const SURE: f64 = 1.645;
/// And by so much at least, in the logarithm of the probability: less is not worth a change.
const NOTICED: f64 = 0.01;
/// Answered questions by which other thresholds must be better, as a share of all.
const WORTH: f64 = 0.01;
/// Bars of a reliability table.
const BINS: usize = 5;
/// Shares of right answers whose price is told.
const TARGETS: [f64; 6] = [0.80, 0.85, 0.90, 0.95, 0.98, 0.99];
/// The probability from which on a candidate is worth offering.
const SUGGEST: f64 = super::SUGGEST;

/// A question that was asked, and whether the first candidate was right.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The question; the same words make the same outcome.
    pub question: String,
    /// What the confidence is computed from.
    pub signals: Signals,
    /// Whether the first candidate answers it.
    pub right: bool,
}

/// How well a confidence says what will be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// The mean of minus the logarithm of the probability given to what came out; lower is better.
    pub log_loss: f64,
    /// The mean distance between confidence and truth; lower is better.
    pub calibration_error: f64,
    /// Confidence beside truth.
    pub bins: Vec<Bin>,
}

/// What a share of right answers costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Price {
    /// The share of answers that should be right.
    pub target: f64,
    /// The lowest threshold that reaches it; none if none does.
    pub threshold: Option<f64>,
    /// Answered questions over all.
    pub answered: f64,
    /// Right answers over answers.
    pub precision: Option<f64>,
    /// Right answers over questions whose first candidate is right.
    pub resolved: f64,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Use the model that was fitted.
    Refit,
    /// Keep the model as it is, with other thresholds.
    Thresholds,
    /// Keep everything: nothing would be better.
    NoGain,
    /// Keep everything: there is too little to go by.
    TooFew,
    /// Keep everything: no threshold reaches the target.
    OutOfReach,
}

/// What came of fitting.
#[derive(Debug, Clone, Serialize)]
pub struct Refit {
    /// What is to be done.
    pub advice: Advice,
    /// Outcomes.
    pub outcomes: usize,
    /// Outcomes whose first candidate was right.
    pub right: usize,
    /// The present model.
    pub before: Quality,
    /// The fitted model, on outcomes that it was not fitted on; the present one where nothing was fitted.
    pub after: Quality,
    /// What the present thresholds do.
    pub now: Price,
    /// What each target would cost with the model that is advised.
    pub prices: Vec<Price>,
    /// The one that was asked for.
    pub chosen: Price,
    /// The model to use; the present one where everything is kept.
    pub model: Model,
}

/// Fits `present`, which should be the general model, to `outcomes`, with thresholds for `target`.
#[must_use]
pub fn refit(present: &Model, outcomes: &[Outcome], target: f64) -> Refit {
    let truth: Vec<bool> = outcomes.iter().map(|outcome| outcome.right).collect();
    let right = truth.iter().filter(|right| **right).count();
    let enough = truth.len() >= FEWEST && right >= FEWEST_OF_EACH && truth.len() - right >= FEWEST_OF_EACH;
    let before: Vec<f64> = outcomes.iter().map(|outcome| present.confidence(&outcome.signals)).collect();
    let fitted = enough.then(|| best_ridge(present, outcomes)).filter(|(_, after)| is_better(&before, after, &truth));
    let after = fitted.as_ref().map_or(&before, |(_, after)| after);
    let pairs = |confidences: &[f64]| confidences.iter().copied().zip(truth.iter().copied()).collect::<Vec<_>>();
    let pairs_after = pairs(after);
    let now = at(&pairs(&before), Some(present.thresholds.answer), target);
    let chosen = price(&pairs_after, target);
    let advice = match (enough, chosen.threshold, &fitted) {
        (false, ..) => Advice::TooFew,
        (true, None, _) => Advice::OutOfReach,
        (true, Some(_), Some(_)) => Advice::Refit,
        (true, Some(_), None) if is_worth_it(&now, &chosen) => Advice::Thresholds,
        (true, Some(_), None) => Advice::NoGain,
    };
    let mut model = present.clone();
    if let (Advice::Refit, Some((ridge, _))) = (advice, &fitted) {
        model = fit(present, &outcomes.iter().collect::<Vec<_>>(), *ridge);
    }
    if let (Advice::Refit | Advice::Thresholds, Some(answer)) = (advice, chosen.threshold) {
        model.thresholds = Thresholds { answer, suggest: SUGGEST.min(answer) };
    }
    Refit {
        advice,
        outcomes: truth.len(),
        right,
        before: quality(&pairs(&before)),
        after: quality(&pairs_after),
        now,
        prices: TARGETS.iter().map(|target| price(&pairs_after, *target)).collect(),
        chosen,
        model,
    }
}

/// The ridge that does best on outcomes that were not fitted, and the confidences that it gives to them.
fn best_ridge(present: &Model, outcomes: &[Outcome]) -> (f64, Vec<f64>) {
    let truth: Vec<bool> = outcomes.iter().map(|outcome| outcome.right).collect();
    let tried = RIDGES.map(|ridge| (ridge, crossed(present, outcomes, ridge)));
    let loss = |confidences: &[f64]| losses(confidences, &truth).iter().sum::<f64>();
    let best = tried.into_iter().min_by(|a, b| loss(&a.1).total_cmp(&loss(&b.1)));
    best.unwrap_or_default()
}

/// Each outcome's confidence by a model that was fitted on the other folds.
fn crossed(present: &Model, outcomes: &[Outcome], ridge: f64) -> Vec<f64> {
    let folds: Vec<usize> = outcomes.iter().map(fold).collect();
    let mut confidences = vec![0.0; outcomes.len()];
    for left_out in 0..FOLDS {
        let others = outcomes.iter().zip(&folds).filter(|(_, fold)| **fold != left_out);
        let model = fit(present, &others.map(|(outcome, _)| outcome).collect::<Vec<_>>(), ridge);
        for (at, _) in folds.iter().enumerate().filter(|(_, fold)| **fold == left_out) {
            confidences[at] = model.confidence(&outcomes[at].signals);
        }
    }
    confidences
}

fn fold(outcome: &Outcome) -> usize {
    let mut hasher = DefaultHasher::new();
    outcome.question.trim().hash(&mut hasher);
    usize::try_from(hasher.finish() % FOLDS as u64).unwrap_or_default()
}

/// Numbers of a regression: the constant and a coefficient for each signal.
const SIZE: usize = Signals::NAMES.len() + 1;

/// The most probable model for `outcomes`, if models near `present` are more probable before anything is known. As in the
/// general model, no signal of a good match may speak against it: one that would is left out.
fn fit(present: &Model, outcomes: &[&Outcome], ridge: f64) -> Model {
    let row = |outcome: &&Outcome| {
        let mut row = [1.0; SIZE];
        row[1..].copy_from_slice(outcome.signals.values());
        (row, outcome.right, 1.0)
    };
    let mut rows: Vec<([f64; SIZE], bool, f64)> = outcomes.iter().map(row).collect();
    let (means, deviations) = moments(&rows);
    for (row, ..) in &mut rows {
        for i in 1..SIZE {
            row[i] = (row[i] - means[i]) / deviations[i];
        }
    }
    let mut start = present.clone();
    let mut left_out = [false; SIZE];
    loop {
        let offsets = outcomes.iter().map(|outcome| logit(start.confidence(&outcome.signals)));
        let difference = difference(&rows, &offsets.collect::<Vec<_>>(), ridge, &left_out);
        let mut model = start.clone();
        model.intercept += difference[0];
        for i in (1..SIZE).filter(|i| !left_out[*i]) {
            let before = model.coefficients[i - 1];
            model.coefficients[i - 1] = round(before + difference[i] / deviations[i]);
            model.intercept -= (model.coefficients[i - 1] - before) * means[i];
        }
        model.intercept = round(model.intercept);
        let wrong = (1..SIZE).find(|i| model.coefficients[i - 1] * Signals::DIRECTIONS[i - 1] < 0.0);
        let Some(wrong) = wrong else { return model };
        left_out[wrong] = true;
        start.intercept += start.coefficients[wrong - 1] * means[wrong];
        start.coefficients[wrong - 1] = 0.0;
    }
}

/// What is to be added to a model whose logarithms of odds are `offsets`.
fn difference(rows: &[([f64; SIZE], bool, f64)], offsets: &[f64], ridge: f64, left_out: &[bool; SIZE]) -> Vec<f64> {
    newton::climb(SIZE, |point| {
        let mut system = System::new(SIZE);
        for ((row, right, _), offset) in rows.iter().zip(offsets) {
            let probability = 1.0 / (1.0 + (-(offset + dot(row, point))).exp());
            let truth = if *right { 1.0 } else { 0.0 };
            system.add(row, truth - probability);
            system.add_outer(row, (probability * (1.0 - probability)).max(1e-6));
        }
        system.pull(0, point[0], 1.0);
        (1..SIZE).for_each(|i| system.pull(i, point[i], if left_out[i] { 1e12 } else { ridge }));
        system
    })
}

/// Better by more than chance would make it: the mean gain in the logarithm of the probability against its standard error.
fn is_better(before: &[f64], after: &[f64], truth: &[bool]) -> bool {
    let gains: Vec<f64> =
        losses(before, truth).into_iter().zip(losses(after, truth)).map(|(before, after)| before - after).collect();
    let count = float(gains.len().max(2));
    let mean = gains.iter().sum::<f64>() / count;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (count - 1.0);
    mean > NOTICED.max(SURE * (variance / count).sqrt())
}

/// Other thresholds are worth it if the present ones answer too boldly, or so timidly that answers are lost.
fn is_worth_it(now: &Price, chosen: &Price) -> bool {
    now.precision.is_some_and(|precision| precision < chosen.target) || chosen.resolved >= now.resolved + WORTH
}

fn losses(confidences: &[f64], truth: &[bool]) -> Vec<f64> {
    let loss = |(confidence, right): (&f64, &bool)| {
        let probability = if *right { *confidence } else { 1.0 - confidence };
        -probability.max(1e-9).ln()
    };
    confidences.iter().zip(truth).map(loss).collect()
}

fn quality(pairs: &[(f64, bool)]) -> Quality {
    let (confidences, truth): (Vec<f64>, Vec<bool>) = pairs.iter().copied().unzip();
    let bins = reliability(pairs, BINS);
    Quality {
        log_loss: losses(&confidences, &truth).iter().sum::<f64>() / float(pairs.len().max(1)),
        calibration_error: calibration_error(&bins),
        bins,
    }
}

/// The lowest threshold from which on so many answers are right, and what it does. Thresholds are whole hundredths; where
/// several answer the same questions, it is the highest of these, since nothing is known of questions in between.
fn price(pairs: &[(f64, bool)], target: f64) -> Price {
    let reaches = |threshold: &f64| at(pairs, Some(*threshold), target).precision.is_some_and(|share| share >= target);
    let lowest = (1..100_u8).map(|hundredths| f64::from(hundredths) / 100.0).find(reaches);
    let threshold = lowest.map(|lowest| {
        let answered = pairs.iter().map(|(sure, _)| *sure).filter(|sure| *sure >= lowest);
        lowest.max((answered.fold(1.0, f64::min) * 100.0).floor() / 100.0)
    });
    at(pairs, threshold, target)
}

fn at(pairs: &[(f64, bool)], threshold: Option<f64>, target: f64) -> Price {
    let answers: Vec<bool> =
        pairs.iter().filter(|(sure, _)| threshold.is_some_and(|at| *sure >= at)).map(|(_, right)| *right).collect();
    let right = float(answers.iter().filter(|right| **right).count());
    let possible = pairs.iter().filter(|(_, right)| *right).count();
    Price {
        target,
        threshold,
        answered: float(answers.len()) / float(pairs.len().max(1)),
        precision: (!answers.is_empty()).then(|| right / float(answers.len())),
        resolved: right / float(possible.max(1)),
    }
}

fn logit(probability: f64) -> f64 {
    let probability = probability.clamp(1e-9, 1.0 - 1e-9);
    (probability / (1.0 - probability)).ln()
}
