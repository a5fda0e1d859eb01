//! Which article a question belongs to, learnt from the knowledge base's own question variants.
//!
//! One linear classifier an article (support vectors with squared loss, one against the rest), over words, pairs of words
//! and n-grams. It is trained from scratch after changes, in a fixed order, so that it depends on the current articles
//! only; above a limit of work there is none, and the nearest variants alone decide.

use std::sync::Arc;

use super::entry::Entry;
use super::lexicon::{ByNumber, Lexicon};

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
#[derive(Debug)]
pub(crate) struct Scores<'a> {
    classes: &'a ByNumber<usize>,
    all: Vec<f32>,
    best: f32,
    second: f32,
}

impl Scores<'_> {
    /// The score of an article by its version, and its distance to the best other one; nothing for an article without
    /// question variants.
    pub(crate) fn get(&self, version: u32) -> Option<(f32, f32)> {
        let score = *self.all.get(*self.classes.get(&version)?)?;
        let rival = if score >= self.best { self.second } else { self.best };
        Some((score, score - rival))
    }
}

/// Question variants to learn from.
#[derive(Debug)]
pub(super) struct Examples {
    vectors: Vec<(Vector, usize)>,
    classes: ByNumber<usize>,
    rows: ByNumber<usize>,
}

impl Examples {
    /// How much there is to learn from so many variants of so many articles; `None` when there is nothing to tell apart, or
    /// too much.
    pub(super) fn work(variants: usize, articles: usize) -> Option<usize> {
        (articles >= 2).then(|| variants.saturating_mul(articles)).filter(|work| *work <= MAX_WORK)
    }

    /// The variants of these articles.
    pub(super) fn of(mut articles: Vec<Arc<Entry>>, lexicon: &Lexicon) -> Self {
        // By id: the order of training is a property of the articles.
        articles.sort_by(|a, b| a.article.id.cmp(&b.article.id));
        let mut examples = Self { vectors: Vec::new(), classes: ByNumber::default(), rows: ByNumber::default() };
        for (class, entry) in articles.iter().enumerate() {
            examples.classes.insert(entry.version, class);
            for head in &entry.heads {
                let mut vector = vector(&head.words, &head.grams, lexicon);
                for (feature, _) in &mut vector {
                    let next = examples.rows.len();
                    *feature = u32::try_from(*examples.rows.entry(*feature).or_insert(next)).unwrap_or(u32::MAX);
                }
                examples.vectors.push((vector, class));
            }
        }
        examples
    }
}

/// The classifiers of all articles with question variants. Clones share what was learnt.
#[derive(Debug, Clone)]
pub(crate) struct Classifier {
    /// The class of each version of an article.
    classes: ByNumber<usize>,
    learnt: Arc<Learnt>,
}

#[derive(Debug)]
struct Learnt {
    rows: ByNumber<usize>,
    /// One weight for each feature and class, the classes of a feature side by side.
    weights: Vec<f32>,
    classes: usize,
}

impl Classifier {
    /// Learns to tell the examples apart.
    pub(super) fn train(examples: Examples) -> Self {
        let Examples { vectors, classes, rows } = examples;
        let count = classes.len();
        let mut weights = vec![0.0; rows.len() * count];
        let mut column = vec![0.0; rows.len()];
        for class in 0..count {
            column.fill(0.0);
            separate(&vectors, class, &mut column);
            for (row, weight) in column.iter().enumerate() {
                weights[row * count + class] = *weight;
            }
        }
        Self { classes, learnt: Arc::new(Learnt { rows, weights, classes: count }) }
    }

    /// Lets a new version of an article have the class of the old one until more is learnt.
    pub(super) fn replace(&mut self, old: u32, new: Option<u32>) {
        if let Some(class) = self.classes.remove(&old)
            && let Some(new) = new
        {
            self.classes.insert(new, class);
        }
    }

    /// The scores of all classes for a question of these words and n-grams.
    pub(crate) fn scores(&self, words: &[u32], grams: &[u32], lexicon: &Lexicon) -> Scores<'_> {
        let Learnt { rows, weights, classes } = &*self.learnt;
        let mut scores = vec![0.0_f32; *classes];
        for (feature, value) in vector(words, grams, lexicon) {
            let Some(row) = rows.get(&feature) else { continue };
            for (score, weight) in scores.iter_mut().zip(&weights[row * classes..(row + 1) * classes]) {
                *score += value * weight;
            }
        }
        let (mut best, mut second) = (f32::MIN, f32::MIN);
        for score in &scores {
            if *score > best {
                (best, second) = (*score, best);
            } else if *score > second {
                second = *score;
            }
        }
        Scores { classes: &self.classes, all: scores, best, second }
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
