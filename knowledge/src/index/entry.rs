//! An article as a search sees it: its words and n-grams as numbers, whole, by question variant and by passage.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::lexicon::Lexicon;
use super::passage;
use crate::analysis::{self, Analysed};
use crate::article::Article;

/// Variants of the question that are compared one by one; more of them still count as words of the article.
const MAX_HEADS: usize = 2_000;

/// A text that says what the article is about: its title, or one way of asking for it.
#[derive(Debug)]
pub(crate) struct Head {
    /// Numbers of its words, in their order.
    pub(crate) words: Box<[u32]>,
    /// Its distinct n-grams, ascending.
    pub(crate) grams: Box<[u32]>,
    /// Its length by weighted words and by weighted n-grams, once computed.
    norms: [Remembered; 2],
}

impl Head {
    fn new(words: Box<[u32]>, grams: Box<[u32]>) -> Self {
        Self { words, grams, norms: [Remembered::default(), Remembered::default()] }
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

/// An article taken apart, not yet in numbers: made outside of any lock.
pub(crate) struct Prepared {
    article: Arc<Article>,
    heads: Vec<Analysed>,
    passages: Vec<(Range<usize>, Analysed)>,
}

impl Prepared {
    /// Takes `article` apart.
    pub(crate) fn new(article: Arc<Article>) -> Self {
        let locale = article.locale.as_str();
        let heads = std::iter::once(&article.title)
            .chain(&article.questions)
            .filter(|text| !text.trim().is_empty())
            .map(|text| analysis::analyse(text, locale))
            .collect();
        let passages = passage::passages(&article.body)
            .into_iter()
            .map(|piece| (piece.range, analysis::analyse(&piece.text, locale)))
            .collect();
        Self { article, heads, passages }
    }

    /// The article.
    pub(crate) fn article(&self) -> &Arc<Article> {
        &self.article
    }

    /// Every word of the combined field: titles and questions counted once more.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let heads = self.heads.iter().chain(&self.heads).flat_map(|head| &head.words);
        heads.chain(self.passages.iter().flat_map(|(_, text)| &text.words)).map(String::as_str)
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

    /// The article in numbers; new words enter `lexicon`.
    pub(crate) fn number(&self, lexicon: &mut Lexicon) -> Entry {
        let mut words: Vec<u32> = self.words().map(|word| lexicon.number(word)).collect();
        let mut grams = self.grams();
        for text in self.heads.iter().chain(self.passages.iter().map(|(_, text)| text)) {
            text.surfaces.iter().for_each(|word| lexicon.spellings.learn(word));
        }
        let mut numbers = |text: &Analysed| text.words.iter().map(|word| lexicon.number(word)).collect::<Box<[u32]>>();
        Entry {
            article: Arc::clone(&self.article),
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
            words: counted(&mut words),
            grams: counted(&mut grams),
        }
    }
}

/// An article in numbers.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The article itself.
    pub(crate) article: Arc<Article>,
    /// The words of the combined field with their counts, ascending.
    pub(crate) words: Box<[(u32, u16)]>,
    /// Words in the combined field.
    pub(crate) length: u32,
    /// N-grams with their counts, ascending.
    pub(crate) grams: Box<[(u32, u16)]>,
    /// N-grams in all.
    pub(crate) gram_length: u32,
    /// Title and question variants.
    pub(crate) heads: Box<[Head]>,
    /// The body.
    pub(crate) passages: Box<[Passage]>,
}

fn distinct_grams(text: &Analysed) -> Box<[u32]> {
    let mut grams = Vec::new();
    for word in &text.surfaces {
        analysis::grams(word, |gram| grams.push(gram));
    }
    grams.sort_unstable();
    grams.dedup();
    grams.into()
}

fn counted(numbers: &mut [u32]) -> Box<[(u32, u16)]> {
    numbers.sort_unstable();
    numbers.chunk_by(|a, b| a == b).map(|run| (run[0], u16::try_from(run.len()).unwrap_or(u16::MAX))).collect()
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
