//! How sure an answer is: a logistic regression over [`Signals`], and what to do with its result.
//!
//! Pure arithmetic. The coefficients that are shipped lie in `calibration.json`, which says what they were fitted on;
//! [`fit`] computes others.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::search::{Features, Signals};

/// From which confidence on an article is given as the answer, or offered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// At or above it the answer is given.
    pub answer: f64,
    /// At or above it candidates are offered; below it nothing is known.
    pub suggest: f64,
}

impl Default for Thresholds {
    /// The shipped thresholds: nine in ten answers are right.
    fn default() -> Self {
        Model::general().thresholds
    }
}

impl Thresholds {
    /// What to do at `confidence`. Whatever is not a number is not known.
    #[must_use]
    pub fn judge(&self, confidence: f64) -> Judgement {
        if confidence >= self.answer {
            Judgement::Answer
        } else if confidence >= self.suggest {
            Judgement::Suggest
        } else {
            Judgement::Unknown
        }
    }
}

/// What to do with what a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judgement {
    /// Give the first candidate as the answer.
    Answer,
    /// Offer the first candidates.
    Suggest,
    /// Say that the answer is not known.
    Unknown,
}

/// Weights for ranking, coefficients for the confidence, and the thresholds that go with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "File", into = "File")]
pub struct Model {
    /// How it was fitted, for people.
    pub about: String,
    /// The thresholds.
    pub thresholds: Thresholds,
    /// The weight of each feature in a candidate's score.
    pub(crate) weights: [f32; Features::NAMES.len()],
    /// The logistic regression.
    pub(crate) intercept: f64,
    pub(crate) coefficients: [f64; Signals::NAMES.len()],
}

/// A model as it lies in a file, with a name for every number.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    thresholds: Thresholds,
    weights: BTreeMap<String, f32>,
    intercept: f64,
    coefficients: BTreeMap<String, f64>,
}

impl TryFrom<File> for Model {
    type Error = String;

    fn try_from(file: File) -> Result<Self, String> {
        Ok(Self {
            about: file.about,
            thresholds: file.thresholds,
            weights: in_order("weight", Features::NAMES, &file.weights)?,
            intercept: file.intercept,
            coefficients: in_order("coefficient", Signals::NAMES, &file.coefficients)?,
        })
    }
}

impl From<Model> for File {
    fn from(model: Model) -> Self {
        let named = |name: &str| name.to_owned();
        Self {
            about: model.about,
            thresholds: model.thresholds,
            weights: Features::NAMES.into_iter().map(named).zip(model.weights).collect(),
            intercept: model.intercept,
            coefficients: Signals::NAMES.into_iter().map(named).zip(model.coefficients).collect(),
        }
    }
}

/// The numbers in the order of `names`; each must be there, and no other.
fn in_order<T: Copy + Default, const N: usize>(
    what: &str,
    names: [&'static str; N],
    numbers: &BTreeMap<String, T>,
) -> Result<[T; N], String> {
    if let Some(name) = numbers.keys().find(|name| !names.contains(&name.as_str())) {
        return Err(format!("there is no {what} `{name}`; there are {}", names.join(", ")));
    }
    let mut ordered = [T::default(); N];
    for (name, place) in names.iter().zip(&mut ordered) {
        *place = *numbers.get(*name).ok_or_else(|| format!("the {what} `{name}` is missing"))?;
    }
    Ok(ordered)
}

impl Model {
    /// The model that is shipped.
    #[must_use]
    pub fn general() -> &'static Self {
        static GENERAL: LazyLock<Model> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
            serde_json::from_str(include_str!("calibration.json")).expect("calibration.json is sound")
        });
        &GENERAL
    }

    /// How well a candidate fits.
    pub(crate) fn score(&self, features: &Features) -> f32 {
        self.weights.iter().zip(features.values()).map(|(weight, value)| weight * value).sum()
    }

    /// How well its text fits: the score without what the classifier says.
    pub(crate) fn score_of_text(&self, features: &Features) -> f32 {
        self.score(&Features { class: 0.0, ..*features })
    }

    /// The probability that a candidate with these signals answers the question.
    #[must_use]
    pub fn confidence(&self, signals: &Signals) -> f64 {
        let terms = self.coefficients.iter().zip(signals.values());
        let sum: f64 = self.intercept + terms.map(|(coefficient, value)| coefficient * value).sum::<f64>();
        1.0 / (1.0 + (-sum).exp())
    }
}
