//! Words as they are written in the articles, to be found by what is typed in their place.
//!
//! A word with one slip (a letter missing, added, changed, or two swapped) still has its first half or its second half
//! in common with the word that was meant; one in Latin letters has its consonants. Those are the keys. A word that no
//! article holds any more stays, counted zero, and is not found.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::lexicon::Hashed;
use crate::analysis::latin;
use crate::hash::hash64;

/// Letters of the shortest and the longest word that is looked for by a slip.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=24;
/// Words of one key that are looked at.
const MOST: usize = 400;

type Map<V> = HashMap<u32, V, BuildHasherDefault<Hashed>>;

/// All words of all articles, as written.
#[derive(Debug, Default, Clone)]
pub(crate) struct Spellings {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
    /// In how many articles each word stands.
    articles: Vec<u32>,
    known: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    /// The last link of each key's chain.
    chains: Map<u32>,
    /// The link before, and a word.
    links: Vec<(u32, u32)>,
}

const NONE: u32 = u32::MAX;

impl Spellings {
    /// Counts `word` in, as one of `articles` more articles.
    pub(super) fn learn(&mut self, word: &str, articles: u32) {
        if word.len() < 2 || word.starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        let hash = hash64(word);
        if let Some(number) = self.known.get(&hash) {
            self.articles[*number as usize] += articles;
            return;
        }
        let Ok(number) = u32::try_from(self.ends.len()) else { return };
        self.known.insert(hash, number);
        self.articles.push(articles);
        self.text.push_str(word);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let length = word.chars().count();
        if LENGTHS.contains(&length) {
            let (first, second) = halves(word, length);
            self.link(key(length, 0, first), number);
            self.link(key(length, 1, second), number);
        }
        if !word.is_ascii() && is_arabic(word) {
            let skeleton = latin::skeleton(word);
            if !skeleton.is_empty() {
                self.link(key(0, 2, &skeleton), number);
            }
        }
    }

    /// Counts `word` out, of one article.
    pub(super) fn forget(&mut self, word: &str) {
        if let Some(number) = self.known.get(&hash64(word))
            && let Some(articles) = self.articles.get_mut(*number as usize)
        {
            *articles = articles.saturating_sub(1);
        }
    }

    /// Every word that an article holds, and how many hold it.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, u32)> {
        let numbered = (0..).zip(&self.articles).filter(|(_, articles)| **articles > 0);
        numbered.map(|(number, articles)| (self.word(number), *articles))
    }

    fn link(&mut self, key: u32, word: u32) {
        let before = self.chains.insert(key, u32::try_from(self.links.len()).unwrap_or(NONE));
        self.links.push((before.unwrap_or(NONE), word));
    }

    fn chain(&self, key: u32) -> impl Iterator<Item = &str> {
        let mut at = self.chains.get(&key).copied().unwrap_or(NONE);
        let all = std::iter::from_fn(move || {
            let (before, word) = *self.links.get(at as usize)?;
            at = before;
            Some(word)
        });
        all.filter(|word| self.articles[*word as usize] > 0).take(MOST).map(|word| self.word(word))
    }

    fn word(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[number] as usize]
    }

    /// Words that `typed` may be when it holds one slip.
    pub(crate) fn near<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = &'a str> {
        let length = typed.chars().count();
        let lengths = if LENGTHS.contains(&length) { length - 1..length + 2 } else { 0..0 };
        let keys = lengths.flat_map(move |meant| {
            let first = meant / 2;
            let second = meant - first;
            let head = typed.char_indices().nth(first).map_or(typed, |(at, _)| &typed[..at]);
            let tail = typed.char_indices().nth(length.saturating_sub(second)).map_or("", |(at, _)| &typed[at..]);
            [key(meant, 0, head), key(meant, 1, tail)]
        });
        keys.flat_map(|key| self.chain(key)).filter(move |word| one_slip(typed, word))
    }

    /// Persian words whose consonants are those of `typed`, a word in Latin letters, and how badly their vowels fit.
    pub(crate) fn sounding<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = (&'a str, f32)> {
        let skeleton = latin::skeleton(typed);
        let key = (!skeleton.is_empty()).then(|| key(0, 2, &skeleton));
        key.into_iter()
            .flat_map(|key| self.chain(key))
            .filter(|word| !word.is_ascii())
            .map(move |word| (word, latin::distance(typed, word)))
    }
}

fn is_arabic(word: &str) -> bool {
    word.chars().next().is_some_and(|c| matches!(u32::from(c), 0x600..=0x6ff))
}

fn halves(word: &str, length: usize) -> (&str, &str) {
    let at = word.char_indices().nth(length / 2).map_or(word.len(), |(at, _)| at);
    word.split_at(at)
}

fn key(length: usize, part: u64, text: &str) -> u32 {
    let mixed = hash64(text) ^ ((length as u64) << 8 | part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// Whether one letter added, left out or changed, or two neighbours swapped, makes one of the other.
fn one_slip(typed: &str, meant: &str) -> bool {
    let same = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let start: usize = same(typed, meant);
    let (typed, meant) = (&typed[start..], &meant[start..]);
    let end: usize =
        typed.chars().rev().zip(meant.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (typed, meant) = (&typed[..typed.len() - end], &meant[..meant.len() - end]);
    let mut typed = typed.chars();
    let mut meant = meant.chars();
    match (typed.next(), typed.next(), typed.next(), meant.next(), meant.next(), meant.next()) {
        (Some(a), Some(b), None, Some(c), Some(d), None) => a == d && b == c,
        (_, None, None, _, None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Spellings, one_slip};

    #[test]
    fn a_slip_is_one_letter_or_two_swapped() {
        for (typed, meant) in
            [("optoin", "option"), ("heer", "here"), ("cash", "cach"), ("forgt", "forgot"), ("رمزز", "رمز")]
        {
            assert!(one_slip(typed, meant), "{typed} {meant}");
        }
        for (typed, meant) in [("abcd", "badc"), ("refund", "fund"), ("one", "two")] {
            assert!(!one_slip(typed, meant), "{typed} {meant}");
        }
    }

    #[test]
    fn words_are_found_by_a_slip_and_by_their_sound() {
        let mut spellings = Spellings::default();
        for word in ["option", "password", "سفارش", "رستوران", "کجاست", "سفارش"] {
            spellings.learn(word, 1);
        }
        let near = |typed| spellings.near(typed).map(str::to_owned).next();
        assert_eq!(near("optin").as_deref(), Some("option"));
        assert_eq!(near("passwrod").as_deref(), Some("password"));
        assert_eq!(near("سفرش").as_deref(), Some("سفارش"));
        assert_eq!(near("other"), None);
        let sounding = |typed| spellings.sounding(typed).map(|(word, _)| word.to_owned()).next();
        assert_eq!(sounding("sefaresh").as_deref(), Some("سفارش"));
        assert_eq!(sounding("rstoran").as_deref(), Some("رستوران"));
        assert_eq!(sounding("kojast").as_deref(), Some("کجاست"));
    }
}
