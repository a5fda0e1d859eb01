//! Which article a question belongs to, learnt from the knowledge base's own question variants.
//!
//! One linear classifier an article (support vectors with squared loss, one against the rest), over words, pairs of words,
//! n-grams, and where the words point. It is trained from scratch after changes, in a fixed order, so that it depends on the current articles
//! only; above a limit of work there is none, and the nearest variants alone decide.

use std::sync::Arc;

use super::entry::Entry;
use super::lexicon::{ByNumber, Lexicon};
use crate::word_vectors::{DIMENSIONS, Direction};

/// Examples times classes up to which training is a matter of some milliseconds.
const MAX_WORK: usize = 80_000;
/// How much an example on the wrong side costs, against the size of the weights.
const COST: f32 = 0.7;
/// Passes over the examples, at most.
const PASSES: usize = 24;
/// The change of an example's weight below which a pass ends the training.
const SETTLED: f32 = 0.02;
/// What words, n-grams and the direction contribute to an example's length, squared.
const WORDS: f32 = 0.35;
const GRAMS: f32 = 0.35;
const DIRECTION: f32 = 0.3;

/// What an example or a question is, of length 1 at most.
#[derive(Debug)]
struct Vector {
    sparse: Vec<(u32, f32)>,
    dense: Option<Box<[f32; DIMENSIONS]>>,
}

impl Vector {
    /// The square of its length.
    fn square(&self) -> f32 {
        let sparse = self.sparse.iter().map(|(_, value)| value * value).sum::<f32>();
        sparse + if self.dense.is_some() { DIRECTION } else { 0.0 }
    }
}

/// What [`Classifier::scores`] found out about a question.
#[derive(Debug)]
pub(crate) struct Scores<'a> {
    classes: &'a ByNumber<usize>,
    articles: &'a [Box<str>],
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

    /// The ids of the `count` articles with the highest scores.
    pub(crate) fn first(&self, count: usize) -> impl Iterator<Item = &str> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by(|a, b| self.all[*b].total_cmp(&self.all[*a]));
        order.into_iter().take(count).filter_map(|class| self.articles.get(class)).map(AsRef::as_ref)
    }
}

/// Question variants to learn from.
#[derive(Debug)]
pub(super) struct Examples {
    vectors: Vec<(Vector, usize)>,
    classes: ByNumber<usize>,
    rows: ByNumber<usize>,
    articles: Vec<Box<str>>,
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
        let mut examples = Self {
            vectors: Vec::new(),
            classes: ByNumber::default(),
            rows: ByNumber::default(),
            articles: articles.iter().map(|entry| entry.article.id.as_str().into()).collect(),
        };
        for (class, entry) in articles.iter().enumerate() {
            examples.classes.insert(entry.version, class);
            for head in &entry.heads {
                let mut vector = vector(&head.words, &head.grams, head.direction(lexicon), lexicon);
                for (feature, _) in &mut vector.sparse {
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
    /// One weight for each feature and class, the classes of a feature side by side; the parts of a direction come last.
    weights: Vec<f32>,
    classes: usize,
    /// The article of each class, by id.
    articles: Vec<Box<str>>,
}

impl Classifier {
    /// Learns to tell the examples apart.
    pub(super) fn train(examples: Examples) -> Self {
        let Examples { vectors, classes, rows, articles } = examples;
        let (count, features) = (classes.len(), rows.len() + DIMENSIONS);
        let mut weights = vec![0.0; features * count];
        let mut column = vec![0.0; features];
        for class in 0..count {
            column.fill(0.0);
            separate(&vectors, class, &mut column);
            for (row, weight) in column.iter().enumerate() {
                weights[row * count + class] = *weight;
            }
        }
        Self { classes, learnt: Arc::new(Learnt { rows, weights, classes: count, articles }) }
    }

    /// Lets a new version of an article have the class of the old one until more is learnt.
    pub(super) fn replace(&mut self, old: u32, new: Option<u32>) {
        if let Some(class) = self.classes.remove(&old)
            && let Some(new) = new
        {
            self.classes.insert(new, class);
        }
    }

    /// The scores of all classes for a question of these words and n-grams that points there.
    pub(crate) fn scores(
        &self,
        words: &[u32],
        grams: &[u32],
        direction: Option<&Direction>,
        lexicon: &Lexicon,
    ) -> Scores<'_> {
        let Learnt { rows, weights, classes, articles } = &*self.learnt;
        let mut scores = vec![0.0_f32; *classes];
        let mut add = |row: usize, value: f32| {
            for (score, weight) in scores.iter_mut().zip(&weights[row * classes..(row + 1) * classes]) {
                *score += value * weight;
            }
        };
        let vector = vector(words, grams, direction, lexicon);
        for (feature, value) in vector.sparse {
            rows.get(&feature).into_iter().for_each(|row| add(*row, value));
        }
        for (part, value) in vector.dense.iter().flat_map(|dense| dense.iter().enumerate()) {
            add(rows.len() + part, *value);
        }
        let (mut best, mut second) = (f32::MIN, f32::MIN);
        for score in &scores {
            if *score > best {
                (best, second) = (*score, best);
            } else if *score > second {
                second = *score;
            }
        }
        Scores { classes: &self.classes, articles, all: scores, best, second }
    }
}

/// What an example or a question holds: words, pairs of neighbouring words, n-grams; the highest bits tell them apart.
///
/// All count alike: how much each says is what training finds out, and rarity as a start made it worse.
fn vector(words: &[u32], grams: &[u32], direction: Option<&Direction>, lexicon: &Lexicon) -> Vector {
    let words: Vec<u32> = words.iter().map(|number| lexicon.hash(*number)).collect();
    let single = words.iter().map(|word| word & !(3 << 30));
    let pairs = words.windows(2).map(|pair| {
        let hash = pair[0].wrapping_mul(0x9e37_79b1).rotate_left(15) ^ pair[1].wrapping_mul(0x85eb_ca6b);
        hash & !(3 << 30) | 1 << 30
    });
    let mut features: Vec<u32> = single.chain(pairs).collect();
    features.sort_unstable();
    features.dedup();
    let value = |share: f32, count: usize| (share / f32::from(u16::try_from(count.max(1)).unwrap_or(u16::MAX))).sqrt();
    let (of_word, of_gram) = (value(WORDS, features.len()), value(GRAMS, grams.len()));
    let words = features.into_iter().map(|feature| (feature, of_word));
    let dense = direction.map(|direction| {
        let mut parts = Box::new([0.0; DIMENSIONS]);
        parts.iter_mut().zip(direction.parts(DIRECTION.sqrt())).for_each(|(place, part)| *place = part);
        parts
    });
    Vector { sparse: words.chain(grams.iter().map(|gram| (gram | 1 << 31, of_gram))).collect(), dense }
}

/// Weights that tell the examples of `class` from all others: dual coordinate descent (Hsieh et al. 2008, algorithm 1
/// for squared loss).
fn separate(examples: &[(Vector, usize)], class: usize, weights: &mut [f32]) {
    let mut states = vec![(0.0_f32, false); examples.len()];
    let softness = 1.0 / (2.0 * COST);
    let (sparse, dense) = weights.split_at_mut(weights.len() - DIMENSIONS);
    for pass in 0..PASSES {
        let mut most = 0.0_f32;
        for ((vector, own), (alpha, settled)) in examples.iter().zip(&mut states) {
            // Most examples lie far on the right side; it is enough to look at them now and then.
            if *settled && pass % 4 != 0 {
                continue;
            }
            let side = if *own == class { 1.0 } else { -1.0 };
            let gradient = side * product(vector, sparse, dense) - 1.0 + *alpha * softness;
            let new = (*alpha - gradient / (vector.square() + softness)).max(0.0);
            let change = (new - *alpha) * side;
            *settled = new == 0.0 && *alpha == 0.0;
            *alpha = new;
            most = most.max(change.abs());
            if change != 0.0 {
                vector.sparse.iter().for_each(|(row, value)| sparse[*row as usize] += change * value);
                let parts = vector.dense.iter().flat_map(|parts| parts.iter());
                dense.iter_mut().zip(parts).for_each(|(weight, part)| *weight += change * part);
            }
        }
        if most < SETTLED {
            break;
        }
    }
}

/// The product of an example and weights.
fn product(vector: &Vector, sparse: &[f32], dense: &[f32]) -> f32 {
    let words: f32 = vector.sparse.iter().map(|(row, value)| sparse[*row as usize] * value).sum();
    // In eight sums, so that the processor adds them side by side.
    let mut sums = [0.0_f32; 8];
    if let Some(parts) = &vector.dense {
        for (parts, weights) in parts.chunks_exact(8).zip(dense.chunks_exact(8)) {
            sums.iter_mut().zip(parts).zip(weights).for_each(|((sum, part), weight)| *sum += part * weight);
        }
    }
    words + sums.iter().sum::<f32>()
}
