//! From text to comparable words, in every language: the same analysis for articles and for questions.
//!
//! Letters that people type in several ways become one, text is split into words, and each word is reduced to what it
//! shares with its inflections. A word is treated by its own script, so that Latin product names in a Persian sentence
//! are read as what they are; the locale chooses between languages of one script.

mod colloquial;
mod common;
mod grams;
mod letters;
mod persian;
mod split;
mod stem;

pub mod language;
pub(crate) mod latin;

pub use language::detect;
pub use letters::normalize;

pub use common::factor;
pub(crate) use common::is_english;
pub(crate) use grams::grams;

use std::ops::Range;

use letters::Scripts;
use stem::Stems;

/// A text taken apart.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Analysed {
    /// The reduced words, in their order.
    pub(crate) words: Vec<String>,
    /// The words as they are written, after letters were unified: what character n-grams are made of.
    pub(crate) surfaces: Vec<String>,
    /// Which of `words` each surface became; none when it is only an affix.
    pub(crate) spans: Vec<Range<usize>>,
}

/// The comparable words of `text` in their order: normalized, split, reduced.
///
/// `locale` is a language tag, or [`crate::Article::UNKNOWN_LOCALE`].
#[must_use]
pub fn words(text: &str, locale: &str) -> Vec<String> {
    analyse(text, locale).words
}

/// Takes `text` apart.
pub(crate) fn analyse(text: &str, locale: &str) -> Analysed {
    let normal = normalize(text, locale);
    let stems = Stems::new(locale);
    let mut analysed = Analysed::default();
    let mut persian = persian::Reducer::default();
    for token in split::tokens(&normal, locale) {
        let script = Scripts::of(&token);
        let start = analysed.words.len();
        if script == Scripts::Arabic && stems.persian() {
            persian.push(&token, &mut analysed.words);
        } else {
            persian.end();
            analysed.words.push(stems.stem(&token, script).into_owned());
        }
        if script != Scripts::Unspaced {
            analysed.surfaces.push(token.into_owned());
            analysed.spans.push(start..analysed.words.len());
        }
    }
    analysed
}

#[cfg(test)]
mod tests {
    use super::words;

    #[track_caller]
    fn same(locale: &str, texts: &[&str]) {
        let first = words(texts[0], locale);
        assert!(!first.is_empty());
        for text in &texts[1..] {
            assert_eq!(words(text, locale), first, "{text} and {}", texts[0]);
        }
    }

    #[test]
    fn persian_spellings_of_one_thing_are_one() {
        same("fa", &["می‌خواهم", "می خواهم", "میخواهم", "مي‌خواهم", "میخوام", "می‌خوام"]);
        same("fa", &["کتاب‌ها", "كتاب ها", "کتابها", "کتاب‌های", "کتاب‌هایشان"]);
        same("fa", &["حساب ۱۲۳", "حساب ١٢٣", "حساب 123", "حسابم 123", "حساب‌ام 123"]);
        same("fa", &["چگونه می‌شود", "چطوری میشه", "چجوری می شود"]);
        same("fa", &["مُدیر", "مـدیـر", "مدير"]);
        same("fa", &["نرم‌افزار", "نرم افزار"]);
        same("fa", &["نمی‌توانم", "نمیتوانم", "نمی تونم", "نمیتونم"]);
    }

    #[test]
    fn words_of_other_languages_meet_their_inflections() {
        same("en", &["resetting my password", "Reset my passwords", "reset my password’s"]);
        same("en", &["don't", "dont", "DON’T"]);
        same("de", &["Häuser", "häusern"]);
        same("fr", &["remboursements", "remboursement"]);
        same("es", &["devoluciones", "devolución"]);
        same("ru", &["пароли", "пароля", "паролем"]);
        same("it", &["rimborsi", "rimborso"]);
        same("pt", &["pedidos", "pedido"]);
        same("tr", &["siparişler", "sipariş"]);
        same("tr", &["IŞIK", "ışık"]);
        same("fa", &["کارت Visa", "كارت VISA"]);
        assert_eq!(words("東京都", "ja"), ["東京", "京都"]);
        assert_eq!(words("ＡＢＣ ¼", "en"), ["abc", "1", "4"]);
        assert_eq!(words("الكتاب", "ar"), words("كتاب", "ar"));
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        for text in ["", " \0\n", "🙂🙂", "\u{301}\u{301}", "?!*~\"", "\u{200c}\u{200c}"] {
            assert_eq!(words(text, "fa"), Vec::<String>::new(), "{text:?}");
        }
    }
}
