//! What somebody searches for, as words that are compared.

use std::collections::HashSet;

use super::words;

/// Words of a search; more do not narrow it any further.
const WORDS: usize = 6;

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Each word, as all that may stand for it: the last one is perhaps not written to its end.
    pub(super) words: Vec<Vec<String>>,
    /// The number of a conversation.
    pub(super) number: Option<i64>,
}

impl Sought {
    /// What somebody searches for by this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = words(text);
        let number = match words.as_slice() {
            [one] => one.parse().ok(),
            _ => None,
        };
        words.truncate(WORDS);
        Self { words: words.into_iter().map(|word| vec![word]).collect(), number }
    }

    /// There is nothing to search for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All of it is among these words.
    pub(super) fn is_in(&self, words: &HashSet<String>) -> bool {
        let (last, others) = self.words.split_last().map_or((None, &[][..]), |(last, others)| (last.first(), others));
        others.iter().flatten().all(|word| words.contains(word))
            && last.is_none_or(|begun| words.contains(begun) || words.iter().any(|word| begins(word, begun)))
    }

    /// Where in a text one of its words stands first: what comes before, the word as it is written, and what follows.
    #[must_use]
    pub fn met<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
            let begin = text.len() - rest.len() + start;
            let end = text[begin..].find(char::is_whitespace).map_or(text.len(), |length| begin + length);
            if self.meets(&words(&text[begin..end])) {
                return Some((&text[..begin], &text[begin..end], &text[end..]));
            }
            rest = &text[end..];
        }
        None
    }

    /// One of these words is among it.
    fn meets(&self, words: &[String]) -> bool {
        let last = self.words.len().saturating_sub(1);
        words.iter().any(|word| {
            self.words.iter().enumerate().any(|(at, sought)| {
                sought.contains(word) || at == last && sought.first().is_some_and(|begun| begins(word, begun))
            })
        })
    }
}

/// A single letter begins too much.
pub(super) fn begins(word: &str, begun: &str) -> bool {
    begun.chars().count() > 1 && word.starts_with(begun)
}
