//! What follows from the articles on disk and would take long to find out again, in a file beside them: words and n-grams
//! with their counts, and totals.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::lexicon::Lexicon;
use crate::analysis::language;

/// Counts that follow from all articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// How many articles are in each language that is known.
    pub(super) languages: HashMap<&'static str, u32>,
    /// Articles with question variants.
    pub(super) asked: usize,
    /// Their titles and variants.
    pub(super) variants: usize,
    /// The next article's version.
    pub(super) next: u32,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct File<'a> {
    next: u32,
    asked: usize,
    variants: usize,
    articles: u32,
    total_words: u64,
    total_grams: u64,
    #[serde(borrow)]
    languages: Vec<(&'a str, u32)>,
    #[serde(borrow)]
    words: Vec<(&'a str, u32)>,
    #[serde(borrow)]
    spellings: Vec<(&'a str, u32)>,
    grams: Vec<(u32, u32)>,
}

/// The file's bytes.
pub(super) fn write(lexicon: &Lexicon, totals: &Totals) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(&File {
        next: totals.next,
        asked: totals.asked,
        variants: totals.variants,
        articles: lexicon.articles(),
        total_words: lexicon.total_words(),
        total_grams: lexicon.total_grams(),
        languages: totals.languages.iter().map(|(language, count)| (*language, *count)).collect(),
        words: lexicon.words().collect(),
        spellings: lexicon.spellings.words().collect(),
        grams: lexicon.grams().collect(),
    })
}

/// What the bytes say.
pub(super) fn read(bytes: &[u8]) -> Result<(Lexicon, Totals), postcard::Error> {
    let file: File<'_> = postcard::from_bytes(bytes)?;
    let totals = (file.articles, file.total_words, file.total_grams);
    let mut lexicon = Lexicon::restore(file.words.into_iter(), file.grams.into_iter(), totals);
    for (word, articles) in file.spellings {
        lexicon.spellings.learn(word, articles);
    }
    lexicon.weigh();
    let languages = file.languages.into_iter().filter_map(|(name, count)| Some((language::code(name)?, count)));
    Ok((
        lexicon,
        Totals { languages: languages.collect(), asked: file.asked, variants: file.variants, next: file.next },
    ))
}
