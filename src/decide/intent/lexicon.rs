//! Finds the classes of one word: as written, without drawn-out letters, without Persian endings, or one slip of the finger away.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::class::{BOT, Class, DEPARTMENT, DESK, GLUE, HUMAN, MY, ROLE, TELEPHONE};
use super::{en, fa};

/// Fewer digits are a year, a sum or an order.
const TELEPHONE_DIGITS: usize = 7;

/// A table of words: the classes, then the words separated by blanks.
pub(super) type Table = &'static [(Class, &'static str)];

static WORDS: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for &(class, list) in en::WORDS.iter().chain(fa::WORDS) {
        for word in list.split_whitespace() {
            *words.entry(word).or_insert(Class::NONE) |= class;
        }
    }
    words
});

static ENDINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| fa::ENDINGS.split(' ').collect());
static OWN_ENDINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| fa::OWN_ENDINGS.split(' ').collect());

/// Key words by their letters, for typing errors.
static KEYS: LazyLock<Vec<(Vec<char>, Class)>> = LazyLock::new(|| {
    let words = en::KEYS.split_whitespace().chain(fa::KEYS.split_whitespace());
    words.filter_map(|word| WORDS.get(word).map(|&class| (word.chars().collect(), class))).collect()
});

/// The classes of `word`, which must be folded (see [`super::reading`]).
pub(super) fn classify(word: &str) -> Class {
    if let Some(&class) = WORDS.get(word) {
        return class;
    }
    if word.chars().all(char::is_numeric) && word.chars().count() >= TELEPHONE_DIGITS {
        return TELEPHONE;
    }
    drawn_out(word).or_else(|| stem(word)).or_else(|| mistyped(word)).unwrap_or(Class::NONE)
}

/// "hiiii", "سلااام", "pleasee": fewer of the repeated letters.
fn drawn_out(word: &str) -> Option<Class> {
    let mut previous = None;
    if !word.chars().any(|c| previous.replace(c) == Some(c)) {
        return None;
    }
    [(3, 1), (3, 2), (2, 1)].iter().find_map(|&(from, to)| WORDS.get(shorten(word, from, to).as_str()).copied())
}

/// Cuts every run of at least `from` equal letters down to `to`.
fn shorten(word: &str, from: usize, to: usize) -> String {
    let letters: Vec<char> = word.chars().collect();
    letters
        .chunk_by(|a, b| a == b)
        .flat_map(|run| run.iter().take(if run.len() >= from { to } else { run.len() }))
        .collect()
}

/// A person, desk or bot with a Persian ending: "کارشناستون", "ربات‌ها". The first person's makes it somebody of the customer's own.
fn stem(word: &str) -> Option<Class> {
    let nouns = HUMAN | ROLE | DESK | DEPARTMENT | BOT;
    let found = |endings: &[&str]| {
        endings.iter().find_map(|ending| {
            let class = *WORDS.get(word.strip_suffix(ending)?)?;
            class.is(nouns).then_some(class)
        })
    };
    if let Some(class) = found(&ENDINGS) {
        return Some(class);
    }
    found(&OWN_ENDINGS).map(|class| class.without(nouns) | MY)
}

/// One letter too many, missing, wrong, or two changed places, in a long key word.
fn mistyped(word: &str) -> Option<Class> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return None;
    }
    KEYS.iter().find(|(key, _)| one_slip(&letters, key)).map(|&(_, class)| class | GLUE)
}

/// A short word only by two letters that changed places or one that is missing; from six letters on by any one edit.
fn one_slip(word: &[char], key: &[char]) -> bool {
    if word.len().abs_diff(key.len()) > 1 || word.first() != key.first() {
        return false;
    }
    let same = word.iter().zip(key).take_while(|(a, b)| a == b).count();
    let (word_rest, key_rest) = (&word[same..], &key[same..]);
    if let ([a, b, word_end @ ..], [c, d, key_end @ ..]) = (word_rest, key_rest)
        && a == d
        && b == c
        && word_end == key_end
    {
        return true;
    }
    let after = |rest: &[char]| rest.get(1..).unwrap_or_default().to_vec();
    word_rest == after(key_rest)
        || key.len() >= 6 && (after(word_rest) == after(key_rest) || after(word_rest) == key_rest)
}
