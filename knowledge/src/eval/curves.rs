//! What a diagram shows of a confidence: whether it is what it says, and what every threshold would cost.

use serde::Serialize;

use super::RunLine;
use super::data::Asked;
use super::metrics::{float, ratio, rows};

/// Questions of about the same confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// How many there are.
    pub questions: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share whose first candidate is right. Where confidence is what it says, this is the same.
    pub right: f64,
}

/// A threshold: what it answers, and what of that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Answered questions over all.
    pub coverage: f64,
    /// Wrong answers over answers.
    pub risk: f64,
}

/// How sure, and whether it was right, of every question that counts for the headline figures.
#[must_use]
pub fn outcomes(questions: &[Asked], run: &[RunLine]) -> Vec<(f64, bool)> {
    let rows = rows(questions, run);
    let counted = rows.iter().filter(|row| !row.asked.apart());
    counted.map(|row| (row.confidence.max(0.0), row.right())).collect()
}

/// Outcomes in `bins` bins of the same width, empty ones left out.
#[must_use]
pub fn reliability(outcomes: &[(f64, bool)], bins: usize) -> Vec<Bin> {
    let mut sums = vec![(0_usize, 0.0, 0_usize); bins];
    for (confidence, right) in outcomes {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a few bins")]
        let at = ((confidence.clamp(0.0, 1.0) * float(bins)) as usize).min(bins.saturating_sub(1));
        let Some((count, sum, rightly)) = sums.get_mut(at) else { continue };
        *count += 1;
        *sum += confidence;
        *rightly += usize::from(*right);
    }
    let filled = sums.into_iter().filter(|(count, ..)| *count > 0);
    filled
        .map(|(questions, sum, right)| Bin {
            questions,
            confidence: ratio(sum, questions),
            right: ratio(float(right), questions),
        })
        .collect()
}

/// The mean distance between confidence and truth over bins (expected calibration error; Guo et al. 2017).
#[must_use]
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let total = bins.iter().map(|bin| bin.questions).sum();
    ratio(bins.iter().map(|bin| float(bin.questions) * (bin.confidence - bin.right).abs()).sum(), total)
}

/// What every threshold would answer and risk, from the strictest.
#[must_use]
pub fn risk_coverage(outcomes: &[(f64, bool)]) -> Vec<Point> {
    let mut sorted = outcomes.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut answered, mut wrong) = (0, 0);
    let mut points = Vec::new();
    #[expect(clippy::float_cmp, reason = "ties are equal numbers, not close ones")]
    for tie in sorted.chunk_by(|a, b| a.0 == b.0) {
        answered += tie.len();
        wrong += tie.iter().filter(|(_, right)| !right).count();
        let risk = ratio(float(wrong), answered);
        points.push(Point { coverage: ratio(float(answered), sorted.len()), risk });
    }
    points
}
