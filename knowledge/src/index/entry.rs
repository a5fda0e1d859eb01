//! An article as a search sees it: its words and n-grams as numbers, whole, by question variant and by passage.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::lexicon::Lexicon;
use super::passage;
use crate::analysis::{self, Analysed};
use crate::article::Article;
use crate::word_vectors::{DIMENSIONS, Direction};

/// Variants of the question that are compared one by one; more of them still count as words of the article.
const MAX_HEADS: usize = 2_000;

/// A text that says what the article is about: its title, or one way of asking for it.
#[derive(Debug)]
pub(crate) struct Head {
    /// Numbers of its words, in their order.
    pub(crate) words: Box<[u32]>,
    /// Its distinct n-grams, ascending.
    pub(crate) grams: Box<[u32]>,
    /// Where its words point, once computed.
    direction: OnceLock<Option<Direction>>,
    /// Its length by weighted words and by weighted n-grams, once computed.
    norms: [Remembered; 2],
}

impl Head {
    fn new(words: Box<[u32]>, grams: Box<[u32]>) -> Self {
        Self { words, grams, direction: OnceLock::new(), norms: [Remembered::default(), Remembered::default()] }
    }

    /// Where its words point; nothing where none of them is known to point anywhere.
    pub(crate) fn direction(&self, lexicon: &Lexicon) -> Option<&Direction> {
        self.direction.get_or_init(|| Direction::of(lexicon.rows(&self.words))).as_ref()
    }

    /// The length of the vector of its distinct words, by weight.
    pub(crate) fn norm(&self, lexicon: &Lexicon) -> f32 {
        self.norms[0].get(lexicon.generation(), || {
            let distinct = self.words.iter().enumerate().filter(|(at, number)| !self.words[..*at].contains(number));
            distinct.map(|(_, number)| lexicon.weight(*number).powi(2)).sum::<f32>().sqrt()
        })
    }

    /// The length of the vector of its n-grams, by weight.
    pub(crate) fn gram_norm(&self, lexicon: &Lexicon) -> f32 {
        self.norms[1].get(lexicon.generation(), || {
            let squares = self.grams.iter().map(|gram| lexicon.idf(lexicon.articles_with_gram(*gram)).powi(2));
            squares.sum::<f32>().sqrt()
        })
    }
}

/// A number that follows from the weights, kept until these change.
#[derive(Debug, Default)]
struct Remembered(AtomicU64);

impl Remembered {
    /// The number of this generation of weights. Two searches may compute it at once; both find the same.
    fn get(&self, generation: u32, compute: impl FnOnce() -> f32) -> f32 {
        let known = self.0.load(Ordering::Relaxed);
        if (known >> 32) as u32 == generation {
            return f32::from_bits((known & 0xffff_ffff) as u32);
        }
        let number = compute();
        self.0.store(u64::from(generation) << 32 | u64::from(number.to_bits()), Ordering::Relaxed);
        number
    }
}

/// A part of the body.
#[derive(Debug)]
pub(crate) struct Passage {
    /// Where it stands in the body.
    pub(crate) range: Range<usize>,
    /// Numbers of its words, in their order.
    pub(crate) words: Box<[u32]>,
}

/// A text taken apart.
#[derive(Debug, Serialize, Deserialize)]
struct Text {
    words: Vec<Box<str>>,
    surfaces: Vec<Box<str>>,
}

impl Text {
    fn new(text: &str, locale: &str) -> Self {
        let Analysed { words, surfaces, .. } = analysis::analyse(text, locale);
        let boxed = |all: Vec<String>| all.into_iter().map(String::into_boxed_str).collect();
        Self { words: boxed(words), surfaces: boxed(surfaces) }
    }
}

/// An article taken apart, in words and not in numbers: made outside of any lock, and what lies on disk.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Prepared {
    article: Article,
    heads: Vec<Text>,
    passages: Vec<(Range<usize>, Text)>,
}

impl Prepared {
    /// Takes `article` apart.
    pub(crate) fn new(article: Article) -> Self {
        let locale = article.locale.as_str();
        let heads = std::iter::once(&article.title)
            .chain(&article.questions)
            .filter(|text| !text.trim().is_empty())
            .map(|text| Text::new(text, locale))
            .collect();
        let passages = passage::passages(&article.body)
            .into_iter()
            .map(|piece| (piece.range, Text::new(&piece.text, locale)))
            .collect();
        Self { article, heads, passages }
    }

    /// The article.
    pub(crate) fn article(&self) -> &Article {
        &self.article
    }

    /// Every word of the combined field: titles and questions counted once more.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let heads = self.heads.iter().chain(&self.heads).flat_map(|head| &head.words);
        heads.chain(self.passages.iter().flat_map(|(_, text)| &text.words)).map(AsRef::as_ref)
    }

    /// Every n-gram, in the same proportions.
    pub(crate) fn grams(&self) -> Vec<u32> {
        let heads = self.heads.iter().chain(&self.heads).flat_map(|head| &head.surfaces);
        let all = heads.chain(self.passages.iter().flat_map(|(_, text)| &text.surfaces));
        let mut grams = Vec::new();
        for word in all {
            analysis::grams(word, |gram| grams.push(gram));
        }
        grams
    }

    /// The words as they are written, each once.
    pub(crate) fn spellings(&self) -> Vec<&str> {
        let texts = self.heads.iter().chain(self.passages.iter().map(|(_, text)| text));
        let mut all: Vec<&str> = texts.flat_map(|text| &text.surfaces).map(AsRef::as_ref).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The article in numbers, as its version `version`; a word that has no number is left out.
    pub(crate) fn number(&self, version: u32, mut number: impl FnMut(&str) -> Option<u32>) -> Entry {
        let words: Vec<u32> = self.words().filter_map(&mut number).collect();
        let grams = self.grams();
        let mut numbers = |text: &Text| text.words.iter().filter_map(|word| number(word)).collect::<Box<[u32]>>();
        Entry {
            version,
            length: count(words.len()),
            gram_length: count(grams.len()),
            heads: self
                .heads
                .iter()
                .take(MAX_HEADS)
                .map(|head| Head::new(numbers(head), distinct_grams(head)))
                .collect(),
            passages: self
                .passages
                .iter()
                .map(|(range, text)| Passage { range: range.clone(), words: numbers(text) })
                .collect(),
            words: Counted::new(words),
            grams: Counted::new(grams),
            article: Arc::new(self.article.clone()),
        }
    }
}

/// An article in numbers.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Tells this state of the article from all others that the index has seen.
    pub(crate) version: u32,
    /// The article itself.
    pub(crate) article: Arc<Article>,
    /// The words of the combined field with their counts.
    pub(crate) words: Counted,
    /// Words in the combined field.
    pub(crate) length: u32,
    /// N-grams with their counts.
    pub(crate) grams: Counted,
    /// N-grams in all.
    pub(crate) gram_length: u32,
    /// Title and question variants.
    pub(crate) heads: Box<[Head]>,
    /// The body.
    pub(crate) passages: Box<[Passage]>,
}

fn distinct_grams(text: &Text) -> Box<[u32]> {
    let mut grams = Vec::new();
    for word in &text.surfaces {
        analysis::grams(word, |gram| grams.push(gram));
    }
    grams.sort_unstable();
    grams.dedup();
    grams.into()
}

/// Distinct numbers and how often each occurs.
#[derive(Debug)]
pub(crate) struct Counted {
    numbers: Box<[u32]>,
    counts: Box<[u16]>,
}

impl Counted {
    fn new(mut all: Vec<u32>) -> Self {
        all.sort_unstable();
        let runs = || all.chunk_by(|a, b| a == b);
        let counts = runs().map(|run| u16::try_from(run.len()).unwrap_or(u16::MAX)).collect();
        Self { numbers: runs().map(|run| run[0]).collect(), counts }
    }

    /// The numbers, ascending.
    pub(crate) fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// How often the number at this position occurs.
    pub(crate) fn count(&self, at: usize) -> u16 {
        self.counts.get(at).copied().unwrap_or_default()
    }

    /// Numbers and counts.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (u32, u16)> {
        self.numbers.iter().copied().zip(self.counts.iter().copied())
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Entry {
    /// Whether customers ask for it in ways that were written down.
    pub(crate) fn is_asked(&self) -> bool {
        !self.article.questions.is_empty()
    }

    /// About how many bytes it takes in memory.
    pub(crate) fn size(&self) -> usize {
        let article = &self.article;
        let texts = article.body.len() + article.questions.iter().map(|text| text.len() + 24).sum::<usize>();
        let heads =
            self.heads.iter().map(|head| 64 + DIMENSIONS + 4 * (head.words.len() + head.grams.len())).sum::<usize>();
        let passages = self.passages.iter().map(|passage| 32 + 4 * passage.words.len()).sum::<usize>();
        512 + texts + heads + passages + 6 * (self.words.numbers().len() + self.grams.numbers().len())
    }
}
