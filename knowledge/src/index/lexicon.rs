//! Numbers for words, and in how many articles each word and n-gram occurs.
//!
//! The counts are exact at every moment: they are kept with each change, and never read from the index, whose own
//! counts include what was deleted and not yet merged away. So a score does not depend on how the index came to be.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::entry::Entry;
use super::spellings::Spellings;
use crate::analysis;
use crate::hash::hash32;
use crate::word_vectors::Row;

/// Counts whose weights are kept; those of commoner words are computed when they are asked for.
const OFTEN: u32 = 4_096;

/// Words, their numbers, and the counts of the current articles.
#[derive(Debug, Default, Clone)]
pub(crate) struct Lexicon {
    numbers: HashMap<Box<str>, u32>,
    /// A hash of each word's text: unlike its number it does not depend on which word came first.
    hashes: Vec<u32>,
    articles_with_word: Vec<u32>,
    articles_with_gram: ByNumber<u32>,
    /// The weight of what occurs in as many articles as the position says, as far as it is looked up often.
    weights: Vec<f32>,
    /// What each word counts in its language at large.
    factors: Vec<f32>,
    /// Where each word is in the table of directions.
    rows: Vec<Row>,
    /// Words as they are written.
    pub(crate) spellings: Spellings,
    /// How often the weights were computed.
    generation: u32,
    articles: u32,
    words: u64,
    grams: u64,
}

impl Lexicon {
    /// The number of `word`, a new one if need be.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.articles_with_word.len()).unwrap_or(u32::MAX);
        self.articles_with_word.push(0);
        self.hashes.push(hash32(word));
        self.factors.push(analysis::factor(word));
        self.rows.push(Row::find(word));
        self.numbers.insert(word.into(), number);
        number
    }

    /// The number of `word` when an article holds it now.
    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        let number = *self.numbers.get(word)?;
        (self.articles_with(number) > 0).then_some(number)
    }

    /// The hash of the word with this number.
    pub(crate) fn hash(&self, number: u32) -> u32 {
        self.hashes.get(number as usize).copied().unwrap_or_default()
    }

    /// Where the words with these numbers are in the table of directions.
    pub(crate) fn rows(&self, numbers: &[u32]) -> impl Iterator<Item = Row> {
        numbers.iter().filter_map(|number| self.rows.get(*number as usize)).copied()
    }

    /// The number of `word`, if it has one.
    pub(super) fn known(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// Every word that an article holds, and how many hold it.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, u32)> {
        let words = self.numbers.iter().map(|(word, number)| (word.as_ref(), self.articles_with(*number)));
        words.filter(|(_, articles)| *articles > 0)
    }

    /// Every n-gram, and how many articles hold it.
    pub(super) fn grams(&self) -> impl Iterator<Item = (u32, u32)> {
        self.articles_with_gram.iter().map(|(gram, articles)| (*gram, *articles))
    }

    /// A lexicon of these words and n-grams with their counts, and these totals: articles, words, n-grams.
    pub(super) fn restore<'a>(
        words: impl ExactSizeIterator<Item = (&'a str, u32)>,
        grams: impl Iterator<Item = (u32, u32)>,
        totals: (u32, u64, u64),
    ) -> Self {
        let mut lexicon = Self { articles: totals.0, words: totals.1, grams: totals.2, ..Self::default() };
        lexicon.numbers.reserve(words.len());
        for (word, articles) in words {
            let number = lexicon.number(word);
            lexicon.articles_with_word[number as usize] = articles;
        }
        lexicon.articles_with_gram = grams.collect();
        lexicon
    }

    /// Counts `entry` in.
    pub(super) fn add(&mut self, entry: &Entry) {
        for word in entry.words.numbers() {
            if let Some(count) = self.articles_with_word.get_mut(*word as usize) {
                *count += 1;
            }
        }
        for gram in entry.grams.numbers() {
            *self.articles_with_gram.entry(*gram).or_default() += 1;
        }
        self.articles += 1;
        self.words += u64::from(entry.length);
        self.grams += u64::from(entry.gram_length);
    }

    /// Counts `entry` out.
    pub(super) fn remove(&mut self, entry: &Entry) {
        for word in entry.words.numbers() {
            if let Some(count) = self.articles_with_word.get_mut(*word as usize) {
                *count = count.saturating_sub(1);
            }
        }
        for gram in entry.grams.numbers() {
            if let Some(count) = self.articles_with_gram.get_mut(gram) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.articles_with_gram.remove(gram);
                }
            }
        }
        self.articles = self.articles.saturating_sub(1);
        self.words = self.words.saturating_sub(u64::from(entry.length));
        self.grams = self.grams.saturating_sub(u64::from(entry.gram_length));
    }

    /// Tells these weights from those of other times; never 0.
    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    /// How many articles there are.
    pub(crate) fn articles(&self) -> u32 {
        self.articles
    }

    /// How many words all articles have together.
    pub(crate) fn total_words(&self) -> u64 {
        self.words
    }

    /// How many n-grams all articles have together.
    pub(crate) fn total_grams(&self) -> u64 {
        self.grams
    }

    /// In how many articles a word occurs.
    pub(crate) fn articles_with(&self, word: u32) -> u32 {
        self.articles_with_word.get(word as usize).copied().unwrap_or(0)
    }

    /// In how many articles an n-gram occurs.
    pub(crate) fn articles_with_gram(&self, gram: u32) -> u32 {
        self.articles_with_gram.get(&gram).copied().unwrap_or(0)
    }

    /// The weight of the word with this number.
    pub(crate) fn weight(&self, word: u32) -> f32 {
        self.factors.get(word as usize).map_or(0.0, |factor| factor * self.idf(self.articles_with(word)))
    }

    /// The weight of what occurs in `articles` of all articles.
    pub(crate) fn idf(&self, articles: u32) -> f32 {
        self.weights.get(articles as usize).copied().unwrap_or_else(|| idf(self.articles, articles))
    }

    /// Computes the weights anew after a change.
    pub(super) fn weigh(&mut self) {
        self.weights = (0..=self.articles.min(OFTEN)).map(|with| idf(self.articles, with)).collect();
        self.generation = self.generation.wrapping_add(1).max(1);
    }
}

/// The weight of what occurs in `with` of `all` articles (Robertson and Spärck Jones, never negative).
#[expect(clippy::cast_precision_loss, reason = "counts of articles; a weight needs three digits")]
fn idf(all: u32, with: u32) -> f32 {
    let with = with.min(all);
    (((all - with) as f32 + 0.5) / (with as f32 + 0.5)).ln_1p()
}

/// A map by numbers that are spread already.
pub(crate) type ByNumber<V> = HashMap<u32, V, BuildHasherDefault<Hashed>>;

/// Lets a number that is a hash already be its own hash.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
