//! Where a question stands: its words, weighed by how rare they are among the questions, and their 4-grams, both folded into a few
//! numbers by signed hashing (Weinberger et al. 2009, "Feature hashing for large scale multitask learning"), beside the direction in
//! which its words point.

use std::collections::HashMap;

use super::Asked;
use crate::analysis::{factor, grams, normalize, words};
use crate::hash::hash32;
use crate::word_vectors::{DIMENSIONS, Direction, Row};

/// Numbers into which words and 4-grams are folded. With twice as many groups were no better.
const FOLDED: usize = 256;
/// Numbers of a point.
const NUMBERS: usize = FOLDED + DIMENSIONS;
/// The share of a likeness that is one of words and letters; the rest is one of directions.
const SPELLED: f32 = 0.6;
/// What 1 is, in a point.
const UNIT: f32 = 127.0;
/// Questions after which others may have their turn.
const AT_ONCE: usize = 64;

/// Where something stands; near what is like it. Of length 1, or less where words are not known.
#[derive(Debug, Clone)]
pub(super) struct Point(Box<[i8; NUMBERS]>);

/// Several points together.
#[derive(Debug, Clone)]
pub(super) struct Sum(Box<[f32; NUMBERS]>);

impl Point {
    /// How alike two are: 1 the same, 0 nothing to do with each other.
    #[expect(clippy::cast_precision_loss, reason = "a sum of 448 products of bytes is exact")]
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let product: i32 = self.0.iter().zip(other.0.iter()).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        product as f32 / (UNIT * UNIT)
    }
}

impl Sum {
    /// A point that stands for so many questions.
    pub(super) fn of(point: &Point, questions: f32) -> Self {
        Self(Box::new(point.0.map(|part| f32::from(part) / UNIT * questions)))
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (to, from) in self.0.iter_mut().zip(other.0.iter()) {
            *to += from;
        }
    }

    /// The sum of the likenesses of each of these to each of those.
    pub(super) fn likenesses(&self, other: &Self) -> f32 {
        let mut lanes = [0.0; 16];
        for (a, b) in self.0.as_chunks::<16>().0.iter().zip(other.0.as_chunks::<16>().0) {
            for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
                *lane += a * b;
            }
        }
        lanes.iter().sum()
    }
}

/// Different places, and which question stands where.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) points: Vec<Point>,
    /// How many questions stand at each.
    pub(super) questions: Vec<f32>,
    pub(super) of_question: Vec<usize>,
}

/// Questions of the same words, in whatever order they are asked, stand at the same place.
pub(super) fn place(asked: &[Asked<'_>], breathe: &mut dyn FnMut()) -> Places {
    let mut known: HashMap<Vec<String>, usize> = HashMap::new();
    let (mut texts, mut questions, mut of_question) = (Vec::new(), Vec::new(), Vec::new());
    for (number, one) in asked.iter().enumerate() {
        if number % AT_ONCE == 0 {
            breathe();
        }
        let said = says(one);
        let place = *known.entry(said).or_insert_with_key(|said| {
            texts.push(said.clone());
            questions.push(0.0);
            texts.len() - 1
        });
        questions[place] += 1.0;
        of_question.push(place);
    }
    let rarity = Rarity::among(&texts, breathe);
    let points = texts.iter().enumerate().map(|(number, text)| {
        if number % AT_ONCE == 0 {
            breathe();
        }
        rarity.point(text)
    });
    Places { points: points.collect(), questions, of_question }
}

/// The reduced words of a question, or the whole of it where it has none.
fn says(asked: &Asked<'_>) -> Vec<String> {
    let words = words(asked.text, asked.locale);
    if words.is_empty() { vec![normalize(asked.text, asked.locale).trim().to_owned()] } else { words }
}

/// What occurs in a text, as hashes, and how much each counts there.
type Counts = HashMap<u32, f32>;

/// How many texts hold a word or a 4-gram.
struct Rarity {
    texts: f32,
    words: Counts,
    grams: Counts,
}

impl Rarity {
    fn among(texts: &[Vec<String>], breathe: &mut dyn FnMut()) -> Self {
        let (mut holding_word, mut holding_gram) = (Counts::new(), Counts::new());
        for (number, text) in texts.iter().enumerate() {
            if number % AT_ONCE == 0 {
                breathe();
            }
            let (words, grams) = counts(text);
            for (counted, all) in [(words, &mut holding_word), (grams, &mut holding_gram)] {
                for hash in counted.into_keys() {
                    *all.entry(hash).or_default() += 1.0;
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "nobody has 16 million questions")]
        let texts = texts.len() as f32;
        Self { texts, words: holding_word, grams: holding_gram }
    }

    fn point(&self, text: &[String]) -> Point {
        let (words, grams) = counts(text);
        let mut folded = [0.0; FOLDED];
        self.fold(words, &self.words, &mut folded);
        self.fold(grams, &self.grams, &mut folded);
        let length = folded.iter().map(|part| part * part).sum::<f32>().sqrt();
        let scale = if length > 0.0 { SPELLED.sqrt() / length } else { 0.0 };
        let direction = Direction::of(text.iter().map(|word| Row::find(word)));
        let pointed = direction.iter().flat_map(|direction| direction.parts((1.0 - SPELLED).sqrt()));
        let mut parts = Box::new([0; NUMBERS]);
        for (to, part) in parts.iter_mut().zip(folded.iter().map(|part| part * scale).chain(pointed)) {
            #[expect(clippy::cast_possible_truncation, reason = "none is longer than the whole, which is at most 1")]
            let rounded = (part * UNIT).round() as i8;
            *to = rounded;
        }
        Point(parts)
    }

    /// Adds what is counted, of length 1 and weighed by how rare it is, each at two places.
    fn fold(&self, counted: Counts, holding: &Counts, folded: &mut [f32; FOLDED]) {
        let weigh = |(hash, count): (u32, f32)| {
            let holding = holding.get(&hash).copied().unwrap_or_default();
            (hash, count * (((1.0 + self.texts) / (1.0 + holding)).ln() + 1.0))
        };
        let mut weighed: Vec<(u32, f32)> = counted.into_iter().map(weigh).collect();
        // In one order, so that a text is always at the same place, to the last bit.
        weighed.sort_by_key(|(hash, _)| *hash);
        let length = weighed.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (hash, weight) in weighed {
            for hash in [hash, hash.wrapping_mul(0x9e37_79b1) ^ (hash >> 15)] {
                let sign = if hash >> 31 == 0 { 1.0 } else { -1.0 };
                folded[hash as usize % FOLDED] += sign * weight / length;
            }
        }
    }
}

/// The words of a text and their 4-grams. Those of words that every text of a language is full of count less.
fn counts(text: &[String]) -> (Counts, Counts) {
    let (mut in_words, mut in_grams) = (Counts::new(), Counts::new());
    for word in text {
        let factor = factor(word);
        *in_words.entry(hash32(word)).or_default() += factor;
        grams(word, |gram| *in_grams.entry(gram).or_default() += factor);
    }
    (in_words, in_grams)
}
