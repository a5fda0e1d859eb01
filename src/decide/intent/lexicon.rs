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
static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| keys(&[en::KEYS, fa::KEYS]));
/// The long ones among them, for two typing errors.
static LONG_KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| keys(&[en::LONG_KEYS, fa::LONG_KEYS]));

/// The letters of a key word and its classes.
type Key = (Vec<char>, Class);

fn keys(lists: &[&str]) -> Vec<Key> {
    let words = lists.iter().flat_map(|list| list.split_whitespace());
    words.filter_map(|word| WORDS.get(word).map(|&class| (word.chars().collect(), class))).collect()
}

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

/// One letter too many, missing, wrong, or two changed places, in a key word; or two such slips in a long one.
fn mistyped(word: &str) -> Option<Class> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return None;
    }
    let one = KEYS.iter().find(|(key, _)| one_slip(&letters, key));
    let found = one.or_else(|| LONG_KEYS.iter().find(|(key, _)| two_slips(&letters, key)));
    found.map(|&(_, class)| class | GLUE)
}

/// A short word only by two letters that changed places or one that is missing; from six letters on (five in English) by any one edit.
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
        || key.len() >= (if key[0].is_ascii() { 5 } else { 6 })
            && (after(word_rest) == after(key_rest) || after(word_rest) == key_rest)
}

/// Whether two edits (letters too many, missing, wrong, or changed places with their neighbour) make one word of the other.
fn two_slips(word: &[char], key: &[char]) -> bool {
    if word.len().abs_diff(key.len()) > 2 || word.first() != key.first() {
        return false;
    }
    let mut before_last = vec![0; key.len() + 1];
    let mut last: Vec<usize> = (0..=key.len()).collect();
    for (row, letter) in word.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, wanted) in key.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != wanted);
            let mut edits = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == key[column - 1] && word[row - 1] == *wanted {
                edits = edits.min(before_last[column - 1] + 1);
            }
            current.push(edits);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().is_some_and(|&edits| edits <= 2)
}
