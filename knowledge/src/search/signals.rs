//! What a confidence is computed from.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::compare::Features;
use super::question::Question;
use crate::index::Entry;

/// Numbers about a question, a candidate and the candidate after it, each between 0 and 1 or close to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals([f64; Signals::NAMES.len()]);

impl Signals {
    /// What each number is, in their order. See [`Signals::pairs`].
    pub const NAMES: [&'static str; 20] = [
        "score",
        "words",
        "grams",
        "coverage",
        "gram_coverage",
        "head",
        "heads",
        "head_of_question",
        "question_of_head",
        "head_grams",
        "head_pairs",
        "passage",
        "passage_pairs",
        "rarest",
        "unknown",
        "margin",
        "margin_body",
        "length",
        "variants",
        "body",
    ];

    /// Signals of nothing found.
    pub(crate) const NONE: Self = Self([0.0; Self::NAMES.len()]);

    /// The signals of a candidate; `rival` is the score of the best candidate beside it.
    pub(super) fn of(question: &Question, entry: &Entry, features: &Features, score: f32, rival: f32) -> Self {
        let margin = if score > 0.0 { ((score - rival) / score).clamp(-1.0, 1.0) } else { 0.0 };
        let has = |condition: bool| if condition { 1.0_f32 } else { 0.0 };
        let body = has(!entry.passages.is_empty());
        let heaviest = question.words.iter().map(|word| word.idf).fold(f32::MIN_POSITIVE, f32::max);
        let held = question.words.iter().filter(|word| word.number.is_some_and(|number| entry.holds(number)));
        let unknown: f32 = question.words.iter().filter(|word| word.number.is_none()).map(|word| word.idf).sum();
        let length = u16::try_from(question.words.len()).map_or(f32::MAX, f32::from);
        let values = [
            score,
            features.words,
            features.grams,
            features.coverage,
            features.gram_coverage,
            features.head,
            features.heads,
            features.head_of_question,
            features.question_of_head,
            features.head_grams,
            features.head_pairs,
            features.passage,
            features.passage_pairs,
            held.map(|word| word.idf).fold(0.0, f32::max) / heaviest,
            unknown / question.weight.max(f32::MIN_POSITIVE),
            margin,
            margin * body,
            length.ln_1p() / 4.0,
            has(entry.heads.len() > 1),
            body,
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
