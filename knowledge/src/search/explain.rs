//! Why a search found what it found, in words of the question: for whoever keeps the knowledge base.
//!
//! It compares texts by their reduced words, as a search does, but looks at the texts themselves and not at the index, so that
//! every word can be shown as somebody wrote it. Where a search sees n-grams, it looks for a spelling that is alike.

use std::collections::HashSet;

use serde::Serialize;

use super::{Asked, Candidate, Found, Query, Question, ask, typed};
use crate::analysis::{self, Analysed};
use crate::article::Article;
use crate::confidence::Model;
use crate::index::{Knowledge, Lexicon};
use crate::word_vectors::{Direction, Row};

/// How like each other two spellings are (1 less the edits over the letters) from which on one may be the other mistyped: one
/// edit in a word of four letters, two in one of seven.
const ALIKE: f64 = 0.7;
/// Variants that are looked at for it.
const MAX_HEADS: usize = 200;

/// Why a search found what it found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The question in Persian letters, if it was Persian typed in Latin ones.
    pub read_as: Option<String>,
    /// The words that were searched for, where others that mean the same were better than the question's own.
    pub said_as: Option<String>,
    /// Words of the question that no article holds, and the words for which they were taken.
    pub mended: Vec<Mended>,
    /// Words of the question that no article holds, as they were written.
    pub unknown: Vec<String>,
    /// One for each candidate, in their order.
    pub candidates: Vec<Common>,
}

/// A word that was probably mistyped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// As it was written.
    pub typed: String,
    /// What was probably meant.
    pub meant: String,
}

/// What a question and a candidate have in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Common {
    /// The candidate's id.
    pub article: String,
    /// Words of the question that it holds, in the question's order.
    pub met: Vec<Met>,
    /// Words of the question that it does not hold.
    pub missing: Vec<String>,
    /// The title or question variant that means nearly what the question means, in whatever words and language.
    pub means: Option<String>,
}

/// A word of the question that a candidate holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Met {
    /// The word as it was asked.
    pub asked: String,
    /// The word as the article has it.
    pub found: String,
    /// Where.
    pub place: Place,
    /// It only looks alike: most likely one of the two is mistyped.
    pub alike: bool,
}

/// Where in an article a word stands. The places are looked at in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In the question variant that is closest to the question.
    Question,
    /// In the title.
    Title,
    /// In the passage that is closest to the question.
    Passage,
    /// In another part.
    Elsewhere,
}

/// A word as it was written, with what it was reduced to.
struct Unit {
    written: String,
    reduced: Vec<String>,
    /// What it was reduced to is what was probably meant.
    mended: bool,
}

impl Knowledge {
    /// Why `found` was found for `query`.
    #[must_use]
    pub fn explain(&self, query: &Query<'_>, found: &Found) -> Explanation {
        let locale = found.language.or(query.locale).unwrap_or(Article::UNKNOWN_LOCALE);
        let (Asked { read_as, said_as, .. }, direction, mended, asked, unknown) = {
            let state = self.read();
            let understood = ask(&state, query, Model::general());
            let text = understood.said_as.as_deref().or(understood.read_as.as_deref()).unwrap_or(query.text);
            let direction = direction(Question::beginning(text), locale);
            let mended = mended(text, locale, &state.lexicon);
            let mut asked = distinct(units(text, locale));
            // A word that was mended was searched for as what was meant.
            for Mended { typed, meant } in &mended {
                let reduced = analysis::words(meant, locale);
                for unit in asked.iter_mut().filter(|unit| unit.written == *typed) {
                    unit.reduced.clone_from(&reduced);
                    unit.mended = true;
                }
            }
            let is_unknown = |unit: &&Unit| unit.reduced.iter().all(|word| state.lexicon.find(word).is_none());
            let unknown = asked.iter().filter(is_unknown).map(|unit| unit.written.clone()).collect();
            (understood, direction, mended, asked, unknown)
        };
        let candidates = found.candidates.iter().map(|candidate| {
            let article = self.article(&candidate.article, &query.reader);
            let means =
                direction.as_ref().zip(article.as_ref()).and_then(|(direction, article)| means(direction, article));
            Common { means, ..common(&asked, candidate, article.as_ref()) }
        });
        Explanation { read_as, said_as, mended, unknown, candidates: candidates.collect() }
    }
}

/// The words that a search takes for others.
fn mended(text: &str, locale: &str, lexicon: &Lexicon) -> Vec<Mended> {
    let analysed = analysis::analyse(Question::beginning(text), locale);
    let slips = typed::slips(&analysed, locale, lexicon);
    let pairs = analysed.surfaces.into_iter().zip(slips);
    pairs.filter_map(|(typed, meant)| Some(Mended { typed, meant: meant? })).collect()
}

fn common(asked: &[Unit], candidate: &Candidate, article: Option<&Article>) -> Common {
    let locale = candidate.locale.as_str();
    let questions = article.map(|article| article.questions.join("\n")).unwrap_or_default();
    let places = [
        (Place::Question, units(&candidate.question, locale)),
        (Place::Title, units(&candidate.title, locale)),
        (Place::Passage, units(&candidate.passage, locale)),
        (Place::Elsewhere, units(&format!("{}\n{questions}", candidate.body), locale)),
    ];
    let (mut met, mut missing) = (Vec::new(), Vec::new());
    for unit in asked {
        // The very word anywhere says more than a similar one beside the others.
        let same = places.iter().find_map(|(place, units)| meet(unit, *place, units, false));
        match same.or_else(|| places.iter().find_map(|(place, units)| meet(unit, *place, units, true))) {
            Some(common) => met.push(common),
            None => missing.push(unit.written.clone()),
        }
    }
    Common { article: candidate.article.clone(), met, missing, means: None }
}

fn direction(text: &str, locale: &str) -> Option<Direction> {
    Direction::of(analysis::words(text, locale).iter().map(|word| Row::find(word)))
}

/// The title or variant that points most alike, if it points alike at all.
fn means(asked: &Direction, article: &Article) -> Option<String> {
    let heads = std::iter::once(&article.title).chain(article.questions.iter().take(MAX_HEADS));
    let alike = |text: &String| Some((direction(text, &article.locale)?.cosine(asked), text.clone()));
    let best = heads.filter_map(alike).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= Direction::ALIKE).then_some(best.1)
}

fn meet(asked: &Unit, place: Place, units: &[Unit], alike: bool) -> Option<Met> {
    let met = |unit: &Unit| Met {
        asked: asked.written.clone(),
        found: unit.written.clone(),
        place,
        alike: alike || asked.mended,
    };
    if !alike {
        let same = units.iter().find(|unit| unit.reduced.iter().any(|word| asked.reduced.contains(word)));
        return same.map(met);
    }
    let similar = units.iter().map(|unit| (similarity(&asked.written, &unit.written), unit));
    let (similarity, unit) = similar.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (similarity >= ALIKE).then(|| met(unit))
}

/// How like each other two spellings are, 0 to 1. The first letter is seldom mistyped, and with another one it is mostly
/// another word; short words are all alike.
fn similarity(one: &str, other: &str) -> f64 {
    let long = one.chars().count().max(other.chars().count()) >= 4;
    let same_start = one.chars().next() == other.chars().next();
    if long && same_start { strsim::normalized_damerau_levenshtein(one, other) } else { 0.0 }
}

/// The words of a text as they were written, affixes that became nothing left out. Scripts without spaces have no
/// words as written; what they were cut into stands for itself.
fn units(text: &str, locale: &str) -> Vec<Unit> {
    let Analysed { words, surfaces, spans } = analysis::analyse(text, locale);
    let mut units = Vec::new();
    let mut next = 0;
    let alone = |words: &[String], units: &mut Vec<Unit>| {
        units.extend(words.iter().map(|word| Unit {
            written: word.clone(),
            reduced: vec![word.clone()],
            mended: false,
        }));
    };
    for (surface, span) in surfaces.into_iter().zip(spans) {
        alone(&words[next.min(span.start)..span.start], &mut units);
        next = span.end;
        if !span.is_empty() {
            units.push(Unit { written: surface, reduced: words[span].to_vec(), mended: false });
        }
    }
    alone(&words[next.min(words.len())..], &mut units);
    units
}

/// Each word once.
fn distinct(mut units: Vec<Unit>) -> Vec<Unit> {
    let mut seen = HashSet::new();
    units.retain(|unit| seen.insert(unit.reduced.clone()));
    units
}
