//! Which article a question belongs to, learnt from the knowledge base's own question variants.
//!
//! One linear classifier an article (support vectors with squared loss, one against the rest), over words, pairs of words
//! and n-grams. It is trained from scratch after each change, in a fixed order, so that it depends on the current
//! articles only; above a limit of work there is none, and the nearest variants alone decide.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::lexicon::{Hashed, Lexicon};
use super::state::State;

/// Examples times classes up to which training is a matter of some milliseconds.
const MAX_WORK: usize = 80_000;
/// How much an example on the wrong side costs, against the size of the weights.
const COST: f32 = 0.5;
/// Passes over the examples, at most.
const PASSES: usize = 24;
/// The change of an example's weight below which a pass ends the training.
const SETTLED: f32 = 0.02;
/// What words and n-grams contribute to an example's length.
const SHARE: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// A sparse vector of length 1.
type Vector = Vec<(u32, f32)>;

/// What [`Classifier::scores`] found out about a question.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    by_slot: HashMap<u32, f32, BuildHasherDefault<Hashed>>,
    best: f32,
    second: f32,
}

impl Scores {
    /// The score of the article in `slot` and its distance to the best other one; nothing for an article without
    /// question variants.
    pub(crate) fn get(&self, slot: u32) -> Option<(f32, f32)> {
        let score = *self.by_slot.get(&slot)?;
        let rival = if score >= self.best { self.second } else { self.best };
        Some((score, score - rival))
    }
}

/// The classifiers of all articles with question variants.
#[derive(Debug)]
pub(crate) struct Classifier {
    slots: Vec<u32>,
    rows: HashMap<u32, usize, BuildHasherDefault<Hashed>>,
    /// One weight for each feature and class, the classes of a feature side by side.
    weights: Vec<f32>,
}

impl Classifier {
    /// Trains on the current articles. `None` when there is nothing to tell apart, or too much to do it quickly.
    pub(super) fn train(state: &State) -> Option<Self> {
        let mut articles: Vec<_> = state.entries().filter(|(_, entry)| !entry.article.questions.is_empty()).collect();
        let examples: usize = articles.iter().map(|(_, entry)| entry.heads.len()).sum();
        if articles.len() < 2 || examples * articles.len() > MAX_WORK {
            return None;
        }
        // By id, not by slot: the order of training is a property of the articles.
        articles.sort_by(|a, b| a.1.article.id.cmp(&b.1.article.id));
        let mut vectors: Vec<(Vector, usize)> = Vec::with_capacity(examples);
        let mut rows: HashMap<u32, usize, BuildHasherDefault<Hashed>> = HashMap::default();
        for (class, (_, entry)) in articles.iter().enumerate() {
            for head in &entry.heads {
                let mut vector = vector(&head.words, &head.grams, &state.lexicon);
                for (feature, _) in &mut vector {
                    let next = rows.len();
                    *feature = u32::try_from(*rows.entry(*feature).or_insert(next)).ok()?;
                }
                vectors.push((vector, class));
            }
        }
        let classes = articles.len();
        let mut weights = vec![0.0; rows.len() * classes];
        let mut column = vec![0.0; rows.len()];
        for class in 0..classes {
            column.fill(0.0);
            separate(&vectors, class, &mut column);
            for (row, weight) in column.iter().enumerate() {
                weights[row * classes + class] = *weight;
            }
        }
        Some(Self { slots: articles.into_iter().map(|(slot, _)| slot).collect(), rows, weights })
    }

    /// The scores of all classes for a question of these words and n-grams.
    pub(crate) fn scores(&self, words: &[u32], grams: &[u32], lexicon: &Lexicon) -> Scores {
        let classes = self.slots.len();
        let mut sums = vec![0.0_f32; classes];
        for (feature, value) in vector(words, grams, lexicon) {
            let Some(row) = self.rows.get(&feature) else { continue };
            let weights = &self.weights[row * classes..(row + 1) * classes];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
        let mut scores = Scores { by_slot: HashMap::default(), best: f32::MIN, second: f32::MIN };
        for (slot, score) in self.slots.iter().zip(sums) {
            scores.by_slot.insert(*slot, score);
            if score > scores.best {
                (scores.best, scores.second) = (score, scores.best);
            } else if score > scores.second {
                scores.second = score;
            }
        }
        scores
    }
}

/// What an example or a question holds: words, pairs of neighbouring words, n-grams; the highest bits tell them apart.
///
/// All count alike: how much each says is what training finds out, and rarity as a start made it worse.
fn vector(words: &[u32], grams: &[u32], lexicon: &Lexicon) -> Vector {
    let words: Vec<u32> = words.iter().map(|number| lexicon.hash(*number)).collect();
    let single = words.iter().map(|word| word & !(3 << 30));
    let pairs = words.windows(2).map(|pair| {
        let hash = pair[0].wrapping_mul(0x9e37_79b1).rotate_left(15) ^ pair[1].wrapping_mul(0x85eb_ca6b);
        hash & !(3 << 30) | 1 << 30
    });
    let mut features: Vec<u32> = single.chain(pairs).collect();
    features.sort_unstable();
    features.dedup();
    let value = |count: usize| SHARE / f32::from(u16::try_from(count.max(1)).unwrap_or(u16::MAX)).sqrt();
    let (of_word, of_gram) = (value(features.len()), value(grams.len()));
    let words = features.into_iter().map(|feature| (feature, of_word));
    words.chain(grams.iter().map(|gram| (gram | 1 << 31, of_gram))).collect()
}

/// Weights that tell the examples of `class` from all others: dual coordinate descent (Hsieh et al. 2008, algorithm 1
/// for squared loss).
fn separate(examples: &[(Vector, usize)], class: usize, weights: &mut [f32]) {
    let mut states = vec![(0.0_f32, false); examples.len()];
    let softness = 1.0 / (2.0 * COST);
    for pass in 0..PASSES {
        let mut most = 0.0_f32;
        for ((vector, own), (alpha, settled)) in examples.iter().zip(&mut states) {
            // Most examples lie far on the right side; it is enough to look at them now and then.
            if *settled && pass % 4 != 0 {
                continue;
            }
            let side = if *own == class { 1.0 } else { -1.0 };
            let product: f32 = vector.iter().map(|(row, value)| weights[*row as usize] * value).sum();
            let gradient = side * product - 1.0 + *alpha * softness;
            // Every example has length 1.
            let new = (*alpha - gradient / (1.0 + softness)).max(0.0);
            let change = (new - *alpha) * side;
            *settled = new == 0.0 && *alpha == 0.0;
            *alpha = new;
            most = most.max(change.abs());
            if change != 0.0 {
                for (row, value) in vector {
                    weights[*row as usize] += change * value;
                }
            }
        }
        if most < SETTLED {
            break;
        }
    }
}
