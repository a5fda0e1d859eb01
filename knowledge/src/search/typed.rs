//! What was meant by what was typed: Persian in Latin letters, spoken endings, slips of the finger.
//!
//! A word is only ever taken for one that the articles hold, and only when it is not one itself.

use std::ops::Range;

use crate::analysis::{self, Analysed, latin};
use crate::index::Lexicon;

/// Words of a question that are looked at.
const MOST: usize = 64;
/// Letters of the shortest word that is mended.
const SHORTEST: usize = 4;

/// `text` in Persian letters, if it is Persian typed in Latin ones.
///
/// Nothing else may be taken for it: there must be words that only Persian has, more of them than English ones, or
/// nearly every word must sound like one of the articles.
pub(super) fn persian(text: &str, lexicon: &Lexicon) -> Option<String> {
    if !mostly_latin(text) {
        return None;
    }
    let mut tokens = latin::tokens(text);
    tokens.truncate(MOST);
    let (mut signs, mut english) = (0, 0);
    for token in &tokens {
        if latin::known(token).is_some() {
            signs += usize::from(!latin::is_shared(token));
        } else {
            english += usize::from(analysis::is_english(token));
        }
    }
    if english > 0 && english >= signs {
        return None;
    }
    let (mut held, mut sounding, mut silent) = (0, 0, 0);
    let words = tokens.iter().map(|token| {
        if let Some(known) = latin::known(token) {
            return known;
        }
        let is_held = || analysis::words(token, "en").iter().any(|stem| lexicon.find(stem).is_some());
        if token.chars().any(|c| c.is_ascii_digit()) {
            return token.as_str();
        }
        if is_held() {
            held += 1;
            return token.as_str();
        }
        let word = sounds_like(token, lexicon).or_else(|| sounds_like(latin::without_ending(token)?, lexicon));
        *(if word.is_some() { &mut sounding } else { &mut silent }) += 1;
        word.unwrap_or(token.as_str())
    });
    let words: Vec<&str> = words.collect();
    let persian = match signs {
        0 => held == 0 && sounding > 0 && sounding >= 2 * silent,
        1 => sounding >= held && 2 * sounding >= silent,
        _ => true,
    };
    persian.then(|| words.join(" "))
}

/// Whether nearly all letters are Latin: a stray mark of another script may be among them.
fn mostly_latin(text: &str) -> bool {
    if text.is_ascii() {
        return true;
    }
    let (mut latin, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *(if u32::from(c) <= 0x24f { &mut latin } else { &mut other }) += 1;
    }
    latin > 0 && other * 5 <= latin
}

/// The word of the articles that `typed` stands for: the vowels fit best, and of those that fit alike the commonest.
fn sounds_like<'a>(typed: &'a str, lexicon: &'a Lexicon) -> Option<&'a str> {
    // What the commonest word can have over the rarest.
    let most_common = commonness(lexicon.articles());
    let mut best: Option<(f32, &str)> = None;
    for (word, distance) in lexicon.spellings.sounding(typed) {
        if distance > bearable(typed) || best.is_some_and(|(lowest, _)| distance - most_common > lowest) {
            continue;
        }
        let Some(articles) = known(word, "fa", lexicon) else { continue };
        let cost = distance - commonness(articles);
        if best.is_none_or(|known| (cost, word) < known) {
            best = Some((cost, word));
        }
    }
    best.map(|(_, word)| word)
}

#[expect(clippy::cast_precision_loss, reason = "a weight needs two digits")]
fn commonness(articles: u32) -> f32 {
    0.1 * (articles as f32).ln_1p()
}

/// How badly the vowels of a word of that length may fit.
#[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
fn bearable(typed: &str) -> f32 {
    0.4 + 0.15 * typed.len() as f32
}

/// The question with its unknown words replaced by those that were probably meant, and which they are.
pub(super) fn mended(question: &Analysed, locale: &str, lexicon: &Lexicon) -> Option<(String, Vec<bool>)> {
    let slips = slips(question, locale, lexicon);
    if slips.iter().all(Option::is_none) {
        return None;
    }
    let mut text = String::new();
    let mut guessed = Vec::new();
    for (surface, meant) in question.surfaces.iter().zip(&slips) {
        let parts = meant.as_deref().unwrap_or(surface).split(' ');
        guessed.extend(parts.map(|_| meant.is_some()));
        text.push_str(meant.as_deref().unwrap_or(surface));
        text.push(' ');
    }
    Some((text, guessed))
}

/// What was probably meant by each of the words as they were written; none where it stands. A question of a script
/// without spaces is left as it is, and so is one that is too long.
pub(super) fn slips(question: &Analysed, locale: &str, lexicon: &Lexicon) -> Vec<Option<String>> {
    if question.surfaces.len() > MOST || !all_spaced(question) {
        return vec![None; question.surfaces.len()];
    }
    let slip = |(surface, span): (&String, &Range<usize>)| {
        let words = &question.words[span.clone()];
        let strange = !words.is_empty() && words.iter().all(|word| lexicon.find(word).is_none());
        strange.then(|| meant(surface, locale, lexicon)).flatten()
    };
    question.surfaces.iter().zip(&question.spans).map(slip).collect()
}

/// Whether every word has a surface, as words of scripts without spaces do not.
fn all_spaced(analysed: &Analysed) -> bool {
    analysed.spans.iter().map(ExactSizeIterator::len).sum::<usize>() == analysed.words.len()
}

/// What a word that no article holds was probably meant to be.
fn meant(typed: &str, locale: &str, lexicon: &Lexicon) -> Option<String> {
    let length = typed.chars().count();
    if length < SHORTEST || typed.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    if typed.contains("ون") {
        let written = typed.replace("ون", "ان");
        if known(&written, locale, lexicon).is_some() {
            return Some(written);
        }
    }
    let first = typed.chars().next();
    let near = lexicon.spellings.near(typed).filter_map(|word| {
        let articles = known(word, locale, lexicon)?;
        Some(((word.chars().next() == first, articles), word))
    });
    if let Some((_, word)) = near.max_by_key(|(key, word)| (*key, std::cmp::Reverse(*word))) {
        return Some(word.to_owned());
    }
    run_together(typed, locale, lexicon)
}

/// Two words without the space between them.
fn run_together(typed: &str, locale: &str, lexicon: &Lexicon) -> Option<String> {
    const LEAST: usize = 3;
    let ends: Vec<usize> = typed.char_indices().map(|(at, _)| at).collect();
    let middle = ends.get(LEAST..ends.len().saturating_sub(LEAST - 1))?;
    let halves = middle.iter().filter_map(|at| {
        let (one, other) = typed.split_at(*at);
        let both = known(one, locale, lexicon)?.min(known(other, locale, lexicon)?);
        Some((both, *at))
    });
    let (_, at) = halves.max()?;
    Some(format!("{} {}", &typed[..at], &typed[at..]))
}

/// In how many articles `word` occurs, at most, if in any.
fn known(word: &str, locale: &str, lexicon: &Lexicon) -> Option<u32> {
    let words = analysis::words(word, locale);
    let all: Option<Vec<u32>> = words.iter().map(|word| lexicon.find(word)).collect();
    all?.into_iter().map(|number| lexicon.articles_with(number)).max()
}
