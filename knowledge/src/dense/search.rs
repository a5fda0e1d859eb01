//! Searching by words and meaning: what the words find and what is close in meaning, ranked together.

use std::collections::HashMap;
use std::sync::Arc;

use super::judge::{Judge, Signals, Standing};
use super::space::{Nearness, Space};
use super::vector::Meaning;
use crate::confidence::Model;
use crate::index::{Entry, Knowledge, State};
use crate::search::{self, Asked, Comparison, Found, Query, Ranked};

/// Articles that are close in meaning and are compared by words too.
const CLOSE: usize = 16;
/// How sharply a candidate's lead counts in `alone`: a lead of so much makes it e times as heavy.
const SHARPNESS: f32 = 0.15;

/// A candidate by words and meaning.
struct Fused {
    ranked: Ranked,
    near: Nearness,
    score: f32,
}

impl Knowledge {
    /// As [`Knowledge::search`], with the question's meaning. `None` when the articles' meanings are not known, or come from
    /// another model: then the words alone can be searched.
    #[must_use]
    pub fn search_by_meaning(&self, query: &Query<'_>, meaning: &Meaning) -> Option<Found> {
        self.search_by_meaning_with(query, meaning, Judge::general())
    }

    /// As [`Knowledge::search_by_meaning`], with a judge of one's own.
    #[must_use]
    pub fn search_by_meaning_with(&self, query: &Query<'_>, meaning: &Meaning, judge: &Judge) -> Option<Found> {
        let space = self.space().filter(|space| space.holds(meaning))?;
        let state = self.read();
        let model = Model::general();
        let (language, fused) = fuse(&state, &space, query, meaning, model);
        let mut found = Found { language, candidates: Vec::new(), confidence: 0.0, signals: search::Signals::NONE };
        for (at, one) in fused.iter().enumerate().take(query.limit) {
            let (signals, dense) = signals(&fused, at, 0, model);
            let confidence = judge.confidence(&dense);
            if at == 0 {
                found.confidence = confidence;
                found.signals = signals;
            }
            // What comes before it is taken away.
            let otherwise =
                if at == 0 { confidence } else { judge.confidence(&self::signals(&fused, at, at, model).1) };
            let mut candidate = search::describe(&state, &one.ranked, &query.reader, language);
            candidate.score = f64::from(one.score);
            (candidate.confidence, candidate.otherwise) = (confidence, otherwise);
            found.candidates.push(candidate);
        }
        Some(found)
    }

    /// For each candidate, best first, whether it is right, and the signals of the first one: what is learnt from.
    pub(super) fn dense_signals(&self, query: &Query<'_>, meaning: &Meaning) -> Option<(String, Signals)> {
        let space = self.space().filter(|space| space.holds(meaning))?;
        let (state, model) = (self.read(), Model::general());
        let (_, fused) = fuse(&state, &space, query, meaning, model);
        let first = fused.first()?;
        Some((first.ranked.entry.article.id.clone(), signals(&fused, 0, 0, model).1))
    }
}

/// The best articles by words and meaning, best first, one of each root.
fn fuse(
    state: &State,
    space: &Space,
    query: &Query<'_>,
    meaning: &Meaning,
    model: &Model,
) -> (Option<&'static str>, Vec<Fused>) {
    let Asked { language, question, ranked: mut candidates, .. } = search::ask(state, query, model);
    if question.is_empty() {
        return (language, Vec::new());
    }
    let mut near = space.nearness(&meaning.vector, language.or(query.locale));
    near.sort_by(|a, b| b.1.score().total_cmp(&a.1.score()).then_with(|| a.0.id.cmp(&b.0.id)));
    let total: f32 = candidates.iter().map(|ranked| ranked.score).sum();
    let comparison = Comparison::new(&question, state);
    // Only what is still so, and may be found.
    let admitted = near.iter().filter(|(article, _)| query.admits(article));
    let still = admitted.filter_map(|(article, _)| current(state, article));
    for entry in still.filter(|entry| question.is_gone_on_with(entry)).take(CLOSE) {
        if candidates.iter().any(|ranked| ranked.entry.version == entry.version) {
            continue;
        }
        let mut features = comparison.look(&entry);
        let score = model.score(&features);
        // As if the words had found it too.
        features.lead = search::lead(score, total + score);
        features.text = model.score_of_text(&features);
        candidates.push(Ranked { entry, features, score });
    }
    (language, combine(candidates, &near))
}

/// An article, if it is still as it was.
fn current(state: &State, article: &Arc<crate::Article>) -> Option<Arc<Entry>> {
    state.find(&article.id).filter(|entry| entry.article == *article)
}

fn combine(candidates: Vec<Ranked>, near: &[(&Arc<crate::Article>, Nearness)]) -> Vec<Fused> {
    let places: HashMap<&str, usize> =
        candidates.iter().enumerate().map(|(at, ranked)| (ranked.entry.article.id.as_str(), at)).collect();
    let mut known: Vec<Option<Nearness>> = vec![None; candidates.len()];
    for (article, nearness) in near {
        if let Some(at) = places.get(article.id.as_str())
            && candidates[*at].entry.article == **article
        {
            known[*at] = Some(*nearness);
        }
    }
    // An article that is not embedded yet is as close as the others are in the mean: it neither wins nor loses by that.
    let sum: f32 = known.iter().flatten().map(Nearness::score).sum();
    #[expect(clippy::cast_precision_loss, reason = "a mean of few")]
    let usual = sum / known.iter().flatten().count().max(1) as f32;
    let mut fused: Vec<Fused> = candidates
        .into_iter()
        .zip(known)
        .map(|(mut ranked, near)| {
            let score = ranked.score + near.map_or(usual, |near| near.score());
            let near = near.unwrap_or_default();
            ranked.features.best_passage = near.best_passage.or(ranked.features.best_passage);
            ranked.features.best_head = near.best_head.or(ranked.features.best_head);
            Fused { ranked, near, score }
        })
        .collect();
    fused.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| a.ranked.entry.article.id.cmp(&b.ranked.entry.article.id))
    });
    let mut seen: Vec<Arc<Entry>> = Vec::with_capacity(fused.len());
    fused.retain(|one| {
        let new = seen.iter().all(|other| other.article.root != one.ranked.entry.article.root);
        seen.push(Arc::clone(&one.ranked.entry));
        new
    });
    fused
}

/// The signals of the candidate at `at` among those from `from` on: by its words alone, and by all.
fn signals(fused: &[Fused], at: usize, from: usize, model: &Model) -> (search::Signals, Signals) {
    let one = &fused[at];
    let others = || fused.iter().enumerate().skip(from).filter(|(other, _)| *other != at).map(|(_, other)| other);
    let best = |value: fn(&Fused) -> f32| others().map(value).fold(0.0_f32, f32::max);
    let words = search::Signals::of(&one.ranked.features, one.ranked.score, best(|other| other.ranked.features.text));
    let weights: f32 = others().map(|other| ((other.score - one.score) / SHARPNESS).min(30.0).exp()).sum();
    let standing = Standing {
        words: model.confidence(&words),
        score: one.score,
        rival: best(|other| other.score),
        rival_passage: best(|other| other.near.passage),
        alone: 1.0 / (1.0 + weights),
    };
    (words, Signals::of(&standing, &one.near))
}
