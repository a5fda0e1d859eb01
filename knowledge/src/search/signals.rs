//! What a confidence is computed from.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::compare::Features;

/// Numbers about a question, a candidate and the candidate after it, each between 0 and 1 or close to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals([f64; Signals::NAMES.len()]);

impl Signals {
    /// What each number is, in their order. See [`Signals::pairs`].
    pub const NAMES: [&'static str; 25] = [
        "score",
        "words",
        "grams",
        "coverage",
        "gram_coverage",
        "head",
        "heads",
        "title",
        "head_of_question",
        "question_of_head",
        "head_grams",
        "head_pairs",
        "direction",
        "passage",
        "passage_pairs",
        "class",
        "class_margin",
        "rarest",
        "unknown",
        "lead",
        "guessed",
        "margin_body",
        "length",
        "form",
        "both",
    ];

    /// Whether more of each speaks for the candidate (1), against it (-1), or neither by itself (0).
    pub(crate) const DIRECTIONS: [f64; Self::NAMES.len()] = [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0, 1.0, -1.0, 1.0,
        0.0, 0.0, -1.0,
    ];

    /// Signals of nothing found.
    pub(crate) const NONE: Self = Self([0.0; Self::NAMES.len()]);

    /// The signals of a candidate; `rival` is the best [`Features::text`] of the candidates beside it.
    ///
    /// The margin is one of texts: what the classifier sets apart has a signal of its own, and counted here as well it would
    /// make an article with variants surer than the same article without. `form` is 1 for a body without variants, -1 for
    /// variants without a body, 0 otherwise: with a number for each, knowledge bases of titles alone, which no fit has seen,
    /// would be judged by the difference of two guesses.
    pub(crate) fn of(features: &Features, score: f32, rival: f32) -> Self {
        let margin = (features.text - rival).clamp(-1.0, 1.0);
        let values = [
            score,
            features.words,
            features.grams,
            features.coverage,
            features.gram_coverage,
            features.head,
            features.heads,
            features.title,
            features.head_of_question,
            features.question_of_head,
            features.head_grams,
            features.head_pairs,
            features.direction,
            features.passage,
            features.passage_pairs,
            features.class,
            features.class_margin,
            features.rarest,
            features.unknown,
            features.lead,
            features.guessed,
            margin * features.body,
            features.length.ln_1p() / 4.0,
            features.body - features.variants,
            features.body * features.variants,
        ];
        Self(values.map(f64::from))
    }

    /// The numbers in the order of [`Signals::NAMES`].
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Names and numbers.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, f64)> {
        Self::NAMES.into_iter().zip(self.0)
    }
}

impl Serialize for Signals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.pairs() {
            map.serialize_entry(name, &value)?;
        }
        map.end()
    }
}
