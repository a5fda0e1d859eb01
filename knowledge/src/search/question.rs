//! A question as numbers: what it asks for, and how rare each part of it is.

use super::typed;
use crate::analysis::{self, Analysed};
use crate::index::{Entry, Lexicon};
use crate::word_vectors::{Direction, Row};

/// Bytes of a question that are read. Nobody's question is longer; a pasted log is.
const MAX_BYTES: usize = 4_000;
/// Distinct words that are searched for, the first ones.
const MAX_WORDS: usize = 64;
/// Distinct n-grams that are compared, the first ones.
const MAX_GRAMS: usize = 400;

/// The share of its own words, by weight, that an article must hold to answer a question that goes on with another.
const OWN: f32 = 0.5;

/// A distinct word of a question.
#[derive(Debug)]
pub(crate) struct Word {
    /// The reduced word.
    pub(crate) text: String,
    /// Its number when an article holds it.
    pub(crate) number: Option<u32>,
    /// Its weight; an unknown word weighs most.
    pub(crate) idf: f32,
    /// It was not typed so, but probably meant.
    pub(crate) guessed: bool,
}

/// A distinct n-gram of a question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gram {
    /// Its hash.
    pub(crate) hash: u32,
    /// Its weight.
    pub(crate) idf: f32,
}

/// A question taken apart.
#[derive(Debug)]
pub(crate) struct Question {
    /// Its distinct words in their order.
    pub(crate) words: Vec<Word>,
    /// The words of the question itself, where it is asked together with an earlier one.
    pub(crate) own: Vec<Word>,
    /// Every word's position in `words`, in the question's order.
    pub(crate) order: Vec<u16>,
    /// Its distinct n-grams, by hash.
    pub(crate) grams: Vec<Gram>,
    /// N-grams of words that no article holds, if an article holds the n-gram.
    pub(crate) unknown_grams: Vec<u32>,
    /// The sum of the words' weights.
    pub(crate) weight: f32,
    /// The sum of the n-grams' weights.
    pub(crate) gram_weight: f32,
    /// Where its words point.
    pub(crate) direction: Option<Direction>,
    /// Finds words by their numbers.
    pub(crate) positions: Positions,
}

impl Question {
    /// Takes the beginning of `text` apart.
    pub(crate) fn new(text: &str, locale: &str, lexicon: &Lexicon) -> Self {
        let text = Self::beginning(text);
        let mut analysed = analysis::analyse(text, locale);
        let mut guessed = Vec::new();
        if let Some((text, which)) = typed::mended(&analysed, locale, lexicon) {
            analysed = analysis::analyse(&text, locale);
            guessed = which;
        }
        let is_guess = |at: usize| {
            let surface = analysed.spans.iter().position(|span| span.contains(&at));
            surface.is_some_and(|surface| guessed.get(surface).copied().unwrap_or(false))
        };
        let mut words: Vec<Word> = Vec::new();
        let mut order = Vec::new();
        for (at, text) in analysed.words.iter().enumerate() {
            let known = words.iter().position(|word| word.text == *text);
            let Some(position) = known.or_else(|| (words.len() < MAX_WORDS).then_some(words.len())) else { continue };
            order.push(u16::try_from(position).unwrap_or(u16::MAX));
            if known.is_none() {
                let number = lexicon.find(text);
                let idf = match number {
                    Some(number) => lexicon.weight(number),
                    None => lexicon.idf(0) * analysis::factor(text),
                };
                words.push(Word { text: text.clone(), number, idf, guessed: is_guess(at) });
            }
        }
        let grams = grams(&analysed.surfaces, lexicon);
        let numbers = words.iter().map(|word| word.number);
        Self {
            weight: words.iter().map(|word| word.idf).sum(),
            gram_weight: grams.iter().map(|gram| gram.idf).sum(),
            unknown_grams: unknown_grams(&analysed, lexicon),
            direction: Direction::of(analysed.words.iter().map(|word| Row::find(word))),
            positions: Positions::new(numbers),
            words,
            own: Vec::new(),
            order,
            grams,
        }
    }

    /// What is read of a question.
    pub(crate) fn beginning(text: &str) -> &str {
        &text[..text.floor_char_boundary(MAX_BYTES)]
    }

    /// Whether an article holds the better part of the question's own words, so that it may be about more than the
    /// earlier question.
    pub(crate) fn is_gone_on_with(&self, entry: &Entry) -> bool {
        let held =
            |word: &&Word| word.number.is_some_and(|number| entry.words.numbers().binary_search(&number).is_ok());
        let weight: f32 = self.own.iter().map(|word| word.idf).sum();
        self.own.iter().filter(held).map(|word| word.idf).sum::<f32>() >= OWN * weight
    }

    /// Whether there is nothing to search for.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

fn grams(surfaces: &[String], lexicon: &Lexicon) -> Vec<Gram> {
    let mut hashes = Vec::new();
    for surface in surfaces {
        if hashes.len() >= MAX_GRAMS {
            break;
        }
        analysis::grams(surface, |hash| hashes.push(hash));
    }
    hashes.truncate(MAX_GRAMS);
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into_iter().map(|hash| Gram { hash, idf: lexicon.idf(lexicon.articles_with_gram(hash)) }).collect()
}

/// What can still find an article when words are mistyped: the rarest n-grams of words that no article holds.
fn unknown_grams(analysed: &Analysed, lexicon: &Lexicon) -> Vec<u32> {
    const MOST: usize = 16;
    let mut grams = Vec::new();
    for (surface, span) in analysed.surfaces.iter().zip(&analysed.spans).take(MAX_WORDS) {
        let words = &analysed.words[span.clone()];
        if words.is_empty() || words.iter().any(|word| lexicon.find(word).is_some()) {
            continue;
        }
        analysis::grams(surface, |hash| match lexicon.articles_with_gram(hash) {
            0 => {}
            articles => grams.push((articles, hash)),
        });
    }
    grams.sort_unstable();
    grams.dedup();
    grams.truncate(MOST);
    grams.into_iter().map(|(_, hash)| hash).collect()
}

/// A small table from word numbers to positions in the question.
#[derive(Debug)]
pub(crate) struct Positions {
    table: [(u32, u16); Self::SIZE],
}

impl Positions {
    /// Four times the most words: hardly a collision.
    const SIZE: usize = 256;
    const NONE: u16 = u16::MAX;

    fn new(numbers: impl Iterator<Item = Option<u32>>) -> Self {
        let mut table = [(0, Self::NONE); Self::SIZE];
        for (position, number) in numbers.enumerate() {
            let Some(number) = number else { continue };
            let mut at = Self::home(number);
            while table[at].1 != Self::NONE {
                at = (at + 1) % Self::SIZE;
            }
            table[at] = (number, u16::try_from(position).unwrap_or(Self::NONE));
        }
        Self { table }
    }

    /// Where `number` stands in the question.
    pub(crate) fn get(&self, number: u32) -> Option<usize> {
        let mut at = Self::home(number);
        loop {
            let (known, position) = self.table[at];
            if position == Self::NONE {
                return None;
            }
            if known == number {
                return Some(usize::from(position));
            }
            at = (at + 1) % Self::SIZE;
        }
    }

    fn home(number: u32) -> usize {
        (number.wrapping_mul(0x9e37_79b1) >> 24) as usize
    }
}
