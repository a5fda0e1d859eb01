//! Words of questions that no article holds: what somebody calls a thing that the articles call otherwise, or do not tell of.

use std::ops::Range;

use crate::analysis::{self, Analysed, factor};
use crate::index::Knowledge;

/// Letters of the shortest word that is told.
const SHORTEST: usize = 3;

/// A word that no article holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unheard {
    /// What it shares with its inflections.
    pub reduced: String,
    /// As it was written, its letters made alike.
    pub written: String,
}

impl Knowledge {
    /// The words of a question that no article holds and no group of synonyms, in their order. Words that say little, numbers and
    /// those of one or two letters are left out.
    #[must_use]
    pub fn unheard(&self, question: &str, language: &str) -> Vec<Unheard> {
        let Analysed { words, surfaces, spans } = analysis::analyse(question, language);
        let state = self.read();
        let is_unheard = |span: &Range<usize>| {
            !span.is_empty()
                && words[span.clone()].iter().all(|word| {
                    state.lexicon.find(word).is_none()
                        && !state.synonyms.hold(word, language)
                        && factor(word) >= 1.0
                        && word.chars().count() >= SHORTEST
                        && word.chars().all(char::is_alphabetic)
                })
        };
        let unheard = surfaces.iter().zip(&spans).filter(|(_, span)| is_unheard(span));
        unheard
            .map(|(written, span)| Unheard { reduced: words[span.clone()].join(" "), written: written.clone() })
            .collect()
    }
}
