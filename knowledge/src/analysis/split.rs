//! Cutting normalized text into words.

use std::borrow::Cow;

use super::language;
use super::letters::Scripts;

/// The longest word that is kept, in characters; a longer one is cut. Nobody types it, and an index should not hold it.
const MAX_CHARS: usize = 40;

/// The words of normalized `text`.
pub(super) fn tokens<'a>(text: &'a str, locale: &str) -> Vec<Cow<'a, str>> {
    let english = matches!(language::base(locale), "en" | "fa" | "und" | "");
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        rest = &rest[start..];
        let unspaced = rest.chars().next().map(Scripts::of_char) == Some(Scripts::Unspaced);
        let end =
            rest.find(|c| !is_word(c) || (Scripts::of_char(c) == Scripts::Unspaced) != unspaced).unwrap_or(rest.len());
        let word = &rest[..end];
        rest = &rest[end..];
        if unspaced {
            pairs(word, &mut out);
        } else if english && let Some((joined, after)) = apostrophe(word, rest) {
            out.push(joined);
            rest = after;
        } else {
            out.push(cut(word).into());
        }
    }
    out
}

fn is_word(c: char) -> bool {
    // Vowel signs and viramas of the Indic scripts and of Thai are not alphanumeric, yet belong to the word.
    c.is_alphanumeric() || matches!(u32::from(c), 0x900..=0xdff | 0xe31..=0xe4e) && !matches!(c, '।' | '॥')
}

fn cut(word: &str) -> &str {
    word.char_indices().nth(MAX_CHARS).map_or(word, |(end, _)| &word[..end])
}

/// English `don't` is one word and `what's` is `what`. Returns the word and the text after it.
fn apostrophe<'a>(word: &'a str, rest: &'a str) -> Option<(Cow<'a, str>, &'a str)> {
    let tail = rest.strip_prefix('\'')?;
    let end = tail.find(|c| !is_word(c)).unwrap_or(tail.len());
    let (suffix, after) = tail.split_at(end);
    match suffix {
        "s" => Some((cut(word).into(), after)),
        "t" | "m" | "re" | "ve" | "ll" | "d" => Some((format!("{}{suffix}", cut(word)).into(), after)),
        _ => None,
    }
}

/// Every two neighbouring characters, or the only one.
fn pairs<'a>(run: &'a str, out: &mut Vec<Cow<'a, str>>) {
    let ends: Vec<usize> = run.char_indices().map(|(i, _)| i).chain([run.len()]).collect();
    if ends.len() <= 3 {
        out.push(run.into());
        return;
    }
    out.extend(ends.windows(3).map(|window| Cow::from(&run[window[0]..window[2]])));
}
