//! Fitting the confidence of a [`Model`] on questions whose right answers are known.
//!
//! A logistic regression of "the first candidate is right" on its signals. Every task counts the same, however many
//! questions it has and in however many forms it is fitted. It is fitted by Newton's method with a ridge, so that the result is the only optimum and does not
//! depend on chance. The weights of ranking are not fitted: the likelihood of the right candidate (a conditional logit)
//! chose weights that ranked tasks which it had not seen worse than a few round numbers do.

pub(crate) mod newton;
mod refit;
mod twin;

use crate::confidence::{Model, Thresholds};
use crate::eval::{self, Asked, Report};
use crate::index::{IndexError, Knowledge};
use crate::search::{Features, Query, Signals};
use newton::System;

pub use refit::{Advice, Outcome, Price, Quality, Refit, refit};

/// The strength of the ridge, in questions' worth of evidence for standardized numbers.
const RIDGE: f64 = 20.0;
/// The share of answers that should be right at the threshold for answering.
const PRECISION: f64 = 0.9;
/// The probability from which on a candidate is worth offering: between it and the threshold for answering, nine in ten of the
/// measured sets' answerable questions found their article among the three offered.
pub(crate) const SUGGEST: f64 = 0.2;

/// A knowledge base and questions about it.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its name.
    pub name: String,
    /// The knowledge base.
    pub knowledge: Knowledge,
    /// The questions; those measured apart are left out of the fit.
    pub questions: Vec<Asked>,
}

/// Tasks about the same questions: what is known of one is known of the others, so they are left out together.
type Family = Vec<(Vec<Compared>, Task)>;

/// The model that fits all `tasks` at once; its thresholds are those that suit a task that was *not* fitted, found by
/// leaving out each in turn. A task whose articles have bodies and no variants is fitted in both forms, see
/// [`twin::with_variants`].
///
/// # Errors
/// [`IndexError`] when such a knowledge base cannot be indexed.
pub fn fit(tasks: &[Task], about: &str) -> Result<Model, IndexError> {
    let families = families(tasks)?;
    let mut model = fit_without_thresholds(&families.iter().collect::<Vec<_>>());
    model.thresholds = thresholds(leave_one_out(&families).into_iter().flat_map(|(_, outcomes)| outcomes));
    about.clone_into(&mut model.about);
    Ok(model)
}

/// How each task is answered by a model that was fitted on the others.
///
/// # Errors
/// As [`fit`].
pub fn cross_validate(tasks: &[Task]) -> Result<Vec<(String, Report)>, IndexError> {
    let families = families(tasks)?;
    let mut reports = Vec::new();
    for (family, model) in families.iter().zip(left_out_models(&families)) {
        for (_, task) in family {
            let report = eval::evaluate_with(&task.knowledge, &task.questions, &model).report;
            reports.push((task.name.clone(), report));
        }
    }
    Ok(reports)
}

/// For each task the model that was fitted on the others, with the thresholds that suit them all.
///
/// # Errors
/// As [`fit`].
pub fn left_out(tasks: &[Task]) -> Result<Vec<Model>, IndexError> {
    Ok(left_out_models(&families(tasks)?))
}

fn left_out_models(families: &[Family]) -> Vec<Model> {
    let models = leave_one_out(families);
    let thresholds = thresholds(models.iter().flat_map(|(_, outcomes)| outcomes.iter().cloned()));
    models.into_iter().map(|(model, _)| Model { thresholds, ..model }).collect()
}

fn families(tasks: &[Task]) -> Result<Vec<Family>, IndexError> {
    let family = |task: &Task| {
        let twin = twin::with_variants(task)?;
        let member = |task: Task| (compare(&task), task);
        Ok(std::iter::once(task.clone()).chain(twin).map(member).collect())
    };
    tasks.iter().map(family).collect()
}

/// How sure each answer of a task was, and whether it was right.
type Outcomes = Vec<(f64, bool)>;

/// One question's candidates: what they have in common with it, and whether they answer it.
struct Compared {
    apart: bool,
    candidates: Vec<(Features, bool)>,
}

fn compare(task: &Task) -> Vec<Compared> {
    let one = |asked: &Asked| {
        let query = Query { text: &asked.text, limit: 1, ..Query::default() };
        let candidates = task.knowledge.compare(&query, Model::general()).into_iter();
        Compared {
            apart: asked.apart(),
            candidates: candidates.map(|(id, features)| (features, asked.relevant.contains(&id))).collect(),
        }
    };
    task.questions.iter().map(one).collect()
}

/// For each family a model that was fitted on the others, and for each of its tasks how sure that was and how right, question
/// by question.
fn leave_one_out(families: &[Family]) -> Vec<(Model, Vec<Outcomes>)> {
    let one = |left_out: usize| {
        let others = families.iter().enumerate().filter(|(at, _)| *at != left_out);
        let model = fit_without_thresholds(&others.map(|(_, family)| family).collect::<Vec<_>>());
        let outcomes = |(compared, _): &(Vec<Compared>, Task)| {
            samples(compared, &model).map(|(signals, right)| (model.confidence(&signals), right)).collect()
        };
        let outcomes = families[left_out].iter().map(outcomes).collect();
        (model, outcomes)
    };
    (0..families.len()).map(one).collect()
}

/// The lowest threshold above which, over all tasks alike, enough answers are right. A task is how sure each answer was, and
/// whether it was right.
pub(crate) fn thresholds(tasks: impl IntoIterator<Item = Outcomes>) -> Thresholds {
    let mut all: Vec<(f64, bool, f64)> = Vec::new();
    for task in tasks {
        let weight = 1.0 / float(task.len().max(1));
        all.extend(task.into_iter().map(|(confidence, right)| (confidence, right, weight)));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut answered, mut answer) = (0.0, 0.0, 1.0);
    for (confidence, is_right, weight) in all {
        right += if is_right { weight } else { 0.0 };
        answered += weight;
        if right / answered >= PRECISION {
            answer = confidence;
        }
    }
    // Rounded up, so that the file is readable.
    let answer = (answer * 100.0).ceil() / 100.0;
    Thresholds { answer, suggest: SUGGEST.min(answer) }
}

fn fit_without_thresholds(families: &[&Family]) -> Model {
    let mut model = Model::general().clone();
    (model.intercept, model.coefficients) = fit_confidence(families, &model);
    model
}

/// What a confidence is fitted on: the signals of the candidate that `model` puts first, and whether it is right.
fn samples(task: &[Compared], model: &Model) -> impl Iterator<Item = (Signals, bool)> {
    task.iter().filter(|question| !question.apart).filter_map(|question| {
        let scores: Vec<f32> = question.candidates.iter().map(|(features, _)| model.score(features)).collect();
        let first = (0..scores.len()).reduce(|best, at| if scores[at] > scores[best] { at } else { best })?;
        let others = question.candidates.iter().enumerate().filter(|(at, _)| *at != first);
        let rival = others.map(|(_, (features, _))| features.text).fold(0.0, f32::max);
        let (features, right) = &question.candidates[first];
        Some((Signals::of(features, scores[first], rival), *right))
    })
}

/// The logistic regression's constant and coefficients.
fn fit_confidence(families: &[&Family], model: &Model) -> (f64, [f64; Signals::NAMES.len()]) {
    const SIZE: usize = Signals::NAMES.len();
    let mut rows: Vec<([f64; SIZE + 1], bool, f64)> = Vec::new();
    for (task, share) in families.iter().flat_map(|family| family.iter().map(|(task, _)| (task, float(family.len())))) {
        let samples: Vec<_> = samples(task, model).collect();
        let weight = 1000.0 / share / float(samples.len().max(1));
        rows.extend(samples.into_iter().map(|(signals, right)| {
            let mut row = [1.0; SIZE + 1];
            row[1..].copy_from_slice(signals.values());
            (row, right, weight)
        }));
    }
    let (means, deviations) = moments(&rows);
    for (row, ..) in &mut rows {
        for i in 1..=SIZE {
            row[i] = (row[i] - means[i]) / deviations[i];
        }
    }
    let point = plausible(&rows);
    let mut intercept = point[0];
    let mut coefficients = [0.0; SIZE];
    for i in 1..=SIZE {
        let coefficient = round(point[i] / deviations[i]);
        coefficients[i - 1] = coefficient;
        intercept -= coefficient * means[i];
    }
    (round(intercept), coefficients)
}

/// The regression in which no signal of a good match speaks against it: where signals overlap, a free fit plays them
/// against each other, and is overconfident on knowledge bases unlike those that it has seen.
fn plausible<const N: usize>(rows: &[([f64; N], bool, f64)]) -> Vec<f64> {
    let mut left_out = [false; N];
    loop {
        let point = newton::climb(N, |point| {
            let mut system = System::new(N);
            for (row, right, weight) in rows {
                let probability = 1.0 / (1.0 + (-dot(row, point)).exp());
                let truth = if *right { 1.0 } else { 0.0 };
                system.add(row, weight * (truth - probability));
                system.add_outer(row, weight * (probability * (1.0 - probability)).max(1e-6));
            }
            for i in 1..N {
                system.pull(i, point[i], if left_out[i] { 1e12 } else { RIDGE });
            }
            system
        });
        let wrong = (1..N).filter(|i| !left_out[*i]).filter(|i| {
            let expected = Signals::DIRECTIONS.get(i - 1).copied().unwrap_or_default();
            point[*i] * expected < 0.0
        });
        let Some(worst) = wrong.max_by(|a, b| point[*a].abs().total_cmp(&point[*b].abs())) else { return point };
        left_out[worst] = true;
    }
}

fn moments<const N: usize>(rows: &[([f64; N], bool, f64)]) -> ([f64; N], [f64; N]) {
    let total: f64 = rows.iter().map(|(.., weight)| weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let (mut means, mut deviations) = ([0.0; N], [0.0; N]);
    for (row, _, weight) in rows {
        (0..N).for_each(|i| means[i] += weight * row[i] / total);
    }
    for (row, _, weight) in rows {
        (0..N).for_each(|i| deviations[i] += weight * (row[i] - means[i]).powi(2) / total);
    }
    (means, deviations.map(|variance| variance.sqrt().max(1e-3)))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[expect(clippy::cast_precision_loss, reason = "a count of questions is far below 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}
