//! What words mean, roughly: a direction for each of the commonest English and Persian words, so that words used alike, in
//! either language, point alike. A text points where its words point together.
//!
//! The table is data that was computed once: `knowledge/vectors/README.md` says how, and from what. A word that is not in it
//! says nothing here, and is left to its spelling.

use std::sync::LazyLock;

use crate::hash::hash32;

/// Numbers in a direction.
pub(crate) const DIMENSIONS: usize = 192;
/// Words of a text that are summed up, the first ones: more say nothing new, and a sum of so many is far from its end.
const MAX_WORDS: usize = 400;
/// Bytes of a row: two numbers each.
const PACKED: usize = DIMENSIONS / 2;
/// A packed number that stands for 0.
const ZERO: i32 = 8;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_bytes!("../vectors/words.bin")));

/// How many words there are, their keys in ascending order, their weights, and their packed directions.
struct Table {
    keys: Box<[u32]>,
    weights: &'static [u8],
    rows: &'static [u8],
}

impl Table {
    fn new(bytes: &'static [u8]) -> Self {
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
        let (count, rest) = bytes.split_at(4);
        let count = number(count) as usize;
        let (keys, rest) = rest.split_at(4 * count);
        let (weights, rows) = rest.split_at(count);
        Self { keys: keys.chunks_exact(4).map(number).collect(), weights, rows }
    }
}

/// The place of a word in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row(u16);

impl Row {
    /// No place.
    const NONE: Self = Self(u16::MAX);

    /// Where a reduced word stands.
    pub(crate) fn find(word: &str) -> Self {
        let at = TABLE.keys.binary_search(&hash32(word)).ok();
        at.and_then(|at| u16::try_from(at).ok()).map_or(Self::NONE, Self)
    }
}

/// Where a text points.
#[derive(Debug, Clone)]
pub(crate) struct Direction {
    parts: Box<[i8; DIMENSIONS]>,
    /// One over its length.
    inverse: f32,
}

impl Direction {
    /// The cosine from which on one text probably means what the other means; most that have nothing to do with each other stay
    /// below it.
    pub(crate) const ALIKE: f32 = 0.25;

    /// Where these words point together; nothing where none of them is known.
    pub(crate) fn of(words: impl IntoIterator<Item = Row>) -> Option<Self> {
        let mut sum = [0_i32; DIMENSIONS];
        for Row(at) in words.into_iter().take(MAX_WORDS) {
            let at = usize::from(at);
            let (Some(weight), Some(row)) = (TABLE.weights.get(at), TABLE.rows.get(PACKED * at..PACKED * (at + 1)))
            else {
                continue;
            };
            for (pair, byte) in sum.as_chunks_mut::<2>().0.iter_mut().zip(row) {
                pair[0] += i32::from(*weight) * (i32::from(byte & 15) - ZERO);
                pair[1] += i32::from(*weight) * (i32::from(byte >> 4) - ZERO);
            }
        }
        let most = sum.iter().map(|part| part.abs()).max().filter(|most| *most > 0)?;
        let parts = Box::new(sum.map(|part| i8::try_from(part * 127 / most).unwrap_or(i8::MAX)));
        let inverse = 1.0 / product(&parts, &parts).sqrt();
        Some(Self { parts, inverse })
    }

    /// How alike two directions are: 1 the same, 0 nothing to do with each other.
    pub(crate) fn cosine(&self, other: &Self) -> f32 {
        product(&self.parts, &other.parts) * self.inverse * other.inverse
    }

    /// Its parts, as those of a vector of this length.
    pub(crate) fn parts(&self, length: f32) -> impl Iterator<Item = f32> + '_ {
        let scale = length * self.inverse;
        self.parts.iter().map(move |part| f32::from(*part) * scale)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a sum of 192 products of bytes is exact")]
fn product(one: &[i8; DIMENSIONS], other: &[i8; DIMENSIONS]) -> f32 {
    one.iter().zip(other).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum::<i32>() as f32
}

#[cfg(test)]
mod tests {
    use super::{Direction, Row};
    use crate::analysis::words;

    fn direction(locale: &str, text: &str) -> Option<Direction> {
        Direction::of(words(text, locale).iter().map(|word| Row::find(word)))
    }

    /// Of the texts, the one that points most alike.
    #[track_caller]
    fn nearest<'a>(locale: &str, text: &str, others: &[(&'a str, &'a str)]) -> &'a str {
        let here = direction(locale, text).unwrap();
        let cosine = |(locale, text): &(&str, &str)| here.cosine(&direction(locale, text).unwrap());
        others.iter().max_by(|a, b| cosine(a).total_cmp(&cosine(b))).unwrap().1
    }

    #[test]
    fn what_means_the_same_points_alike_without_a_word_in_common() {
        let english =
            [("en", "refund for a purchase"), ("en", "change the language"), ("en", "phone without a signal")];
        assert_eq!(nearest("en", "my money back, I bought the wrong thing", &english), english[0].1);
        assert_eq!(nearest("fa", "می‌خواهم خریدم را پس بدهم و پولم را بگیرم", &english), english[0].1);
        assert_eq!(nearest("fa", "زبان را تغییر بدهم", &english), english[1].1);
        let persian = [("fa", "بازگشت وجه خرید"), ("fa", "تغییر زبان"), ("fa", "گوشی آنتن ندارد")];
        assert_eq!(nearest("en", "switch it to another language", &persian), persian[1].1);
    }

    #[test]
    fn however_long_a_text_is_it_points_as_its_words_do() {
        let (once, often) = (direction("en", "refund").unwrap(), direction("en", &"refund ".repeat(20_000)).unwrap());
        assert!(once.cosine(&often) > 0.99);
    }

    #[test]
    fn a_text_points_as_itself_and_unknown_words_nowhere() {
        let here = direction("en", "where is my parcel").unwrap();
        assert!((here.cosine(&here) - 1.0).abs() < 1e-5);
        assert!((here.parts(0.5).map(|part| part * part).sum::<f32>() - 0.25).abs() < 1e-3);
        for nothing in ["", "xqzzt vrrblk", "🙂", "12345678901"] {
            assert!(direction("en", nothing).is_none(), "{nothing:?}");
        }
    }
}
