//! How sure an answer is when words and meaning were compared: a logistic regression of its own, over what the words
//! alone would make of it and over how close the meanings are.
//!
//! Pure arithmetic. The coefficients lie in `calibration_dense.json`, which says what they were fitted on.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::space::Nearness;
use crate::confidence::Thresholds;

/// Numbers about a question and the candidate that words and meaning put first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Signals(pub(super) [f64; Signals::NAMES.len()]);

impl Signals {
    /// What each number is, in their order.
    pub(super) const NAMES: [&'static str; 10] =
        ["words", "margin", "head", "heads", "class", "passage", "passage_margin", "body", "margin_body", "alone"];

    /// Whether more of each speaks for the candidate (1), or neither for nor against it by itself (0).
    pub(super) const DIRECTIONS: [f64; Self::NAMES.len()] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0];

    /// The signals of a candidate.
    pub(super) fn of(standing: &Standing, near: &Nearness) -> Self {
        let body = if near.best_passage.is_some() { 1.0 } else { 0.0 };
        let margin = (standing.score - standing.rival).clamp(-1.0, 1.0);
        let words = standing.words.clamp(1e-9, 1.0 - 1e-9);
        let class = if near.class.is_finite() { near.class } else { 0.0 };
        let passage_margin = near.passage - standing.rival_passage;
        let numbers =
            [margin, near.head, near.heads, class, near.passage, passage_margin, body, margin * body, standing.alone];
        let mut values = [0.0; Self::NAMES.len()];
        values[0] = (words / (1.0 - words)).ln() / 4.0;
        for (value, number) in values[1..].iter_mut().zip(numbers) {
            *value = f64::from(number);
        }
        Self(values)
    }
}

/// How a candidate stands among the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// How sure the words alone would be of it.
    pub(super) words: f64,
    /// Its score by words and meaning.
    pub(super) score: f32,
    /// The best score beside it.
    pub(super) rival: f32,
    /// How close the best passage beside its own is.
    pub(super) rival_passage: f32,
    /// Its share when each candidate's score counts exponentially.
    pub(super) alone: f32,
}

/// The coefficients for the confidence where there are vectors, and the thresholds that go with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "File", into = "File")]
pub struct Judge {
    /// How it was fitted, for people.
    pub about: String,
    /// The thresholds.
    pub thresholds: Thresholds,
    pub(super) intercept: f64,
    pub(super) coefficients: [f64; Signals::NAMES.len()],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    thresholds: Thresholds,
    intercept: f64,
    coefficients: BTreeMap<String, f64>,
}

impl TryFrom<File> for Judge {
    type Error = String;

    fn try_from(file: File) -> Result<Self, String> {
        let mut coefficients = [0.0; Signals::NAMES.len()];
        for (name, place) in Signals::NAMES.iter().zip(&mut coefficients) {
            *place = *file.coefficients.get(*name).ok_or_else(|| format!("the coefficient `{name}` is missing"))?;
        }
        if file.coefficients.len() != coefficients.len() {
            return Err(format!("there are other coefficients than {}", Signals::NAMES.join(", ")));
        }
        Ok(Self { about: file.about, thresholds: file.thresholds, intercept: file.intercept, coefficients })
    }
}

impl From<Judge> for File {
    fn from(judge: Judge) -> Self {
        let names = Signals::NAMES.into_iter().map(str::to_owned);
        Self {
            about: judge.about,
            thresholds: judge.thresholds,
            intercept: judge.intercept,
            coefficients: names.zip(judge.coefficients).collect(),
        }
    }
}

impl Judge {
    /// The one that is shipped.
    #[must_use]
    pub fn general() -> &'static Self {
        static GENERAL: LazyLock<Judge> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
            serde_json::from_str(include_str!("../calibration_dense.json")).expect("calibration_dense.json is sound")
        });
        &GENERAL
    }

    /// The probability that a candidate with these signals answers the question.
    pub(crate) fn confidence(&self, signals: &Signals) -> f64 {
        let terms = self.coefficients.iter().zip(&signals.0);
        let sum: f64 = self.intercept + terms.map(|(coefficient, value)| coefficient * value).sum::<f64>();
        1.0 / (1.0 + (-sum).exp())
    }
}
